from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.identity import fold_name

# from this likeness on (pg_trgm, 0 to 1) two names may be one with a typing error
LIKENESS = 0.5
# letters left out or added by mistake: names of another length aren't compared
MISTYPED = 4


class CitizenPersonName(models.Model):
    """Distinct folded names of persons who are not sealed. Some ten thousand rows stand
    for all persons of a province, so a name is found among them and not among persons.
    """

    _name = "citizen.person.name"
    _description = "Name of Persons"

    folded = fields.Char(required=True, readonly=True)

    _once = models.UniqueIndex("(folded)")
    _prefix = models.Index("(folded text_pattern_ops)")
    _trigram = models.Index("USING gin (folded gin_trgm_ops)")

    @api.model
    def _ids_of(self, names):
        """{folded name: id} of these names, made where they are new."""
        folded = sorted({fold_name(name) for name in names} - {""})
        if not folded:
            return {}
        self.env.execute_query(
            SQL(
                """INSERT INTO citizen_person_name (folded)
                   SELECT unnest(%s) ON CONFLICT (folded) DO NOTHING RETURNING id""",
                folded,
            )
        )
        # joined, not compared with a list: hundreds of names at once come from imports
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT n.folded, n.id FROM unnest(%s) AS w(folded)
                       JOIN citizen_person_name n ON n.folded = w.folded""",
                    folded,
                )
            )
        )

    @api.model
    def _find(self, typed, limit=20):
        """``[(id, is the same)]`` of names like what was typed, best first: the same,
        beginning with it, and, only when nobody has it and these are few, those that
        differ by typing errors."""
        folded = fold_name(typed)
        if len(folded) < 2 or folded.replace(" ", "").isdigit():
            return []
        rows = self.env.execute_query(
            SQL(
                """SELECT id, folded = %s FROM citizen_person_name
                   WHERE folded LIKE %s
                   ORDER BY 2 DESC, length(folded), folded LIMIT %s""",
                folded,
                f"{folded}%",
                limit,
            )
        )
        if len(rows) < 3 and len(folded) > 4 and not any(same for _id, same in rows):
            # the operator uses the index and the threshold of the connection
            self.env.cr.execute(
                "SELECT set_config('pg_trgm.similarity_threshold', %s, true)",
                [str(LIKENESS)],
            )
            rows += self.env.execute_query(
                SQL(
                    """SELECT id, FALSE FROM citizen_person_name
                       WHERE length(folded) BETWEEN %s AND %s
                         AND folded %% %s AND folded NOT LIKE %s
                       ORDER BY similarity(folded, %s) DESC, folded LIMIT %s""",
                    len(folded) - MISTYPED,
                    len(folded) + MISTYPED,
                    folded,
                    f"{folded}%",
                    folded,
                    limit,
                )
            )
        return rows

    @api.model
    def _forget(self, ids):
        """Delete those of these names that no person bears any more."""
        if not ids:
            return
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """DELETE FROM citizen_person_name n WHERE n.id = ANY(%s)
                   AND NOT EXISTS (
                       SELECT 1 FROM citizen_petitioner p WHERE p.name_id = n.id)
                   RETURNING id""",
                list(ids),
            )
        )
