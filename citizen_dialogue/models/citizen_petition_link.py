from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools import identity

# from this likeness on (pg_trgm, 0 to 1) two summaries may tell of one matter
LIKENESS = 0.5
# so many of the newest letters are compared by their words while the clerk types
COMPARED = 400
SHOWN = 8
ENOUGH = 30


class CitizenPetitionLink(models.Model):
    """Two petitions joined: the same letter again, or the same matter; and taken apart
    again. Nothing is overwritten: each join is a row with who, when and why."""

    _name = "citizen.petition.link"
    _description = "Joined Petitions"
    _inherit = ["citizen.state.mixin"]
    _order = "id desc"

    # joined by ``_join`` alone, which checks both and marks them
    _protected_fields = frozenset(
        {
            "petition_id",
            "root_id",
            "kind",
            "reason",
            "state",
            "separated_reason",
            "separated_by_id",
        }
    )
    _transitions = {"joined": frozenset({"separated"})}

    petition_id = fields.Many2one(
        comodel_name="citizen.petition", required=True, index=True, ondelete="restrict"
    )
    root_id = fields.Many2one(
        comodel_name="citizen.petition",
        string="Joined with",
        required=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        selection=[
            ("duplicate", "The Same Letter Again"),
            ("matter", "The Same Matter"),
        ],
        required=True,
        default="matter",
    )
    state = fields.Selection(
        selection=[("joined", "Joined"), ("separated", "Taken Apart")],
        required=True,
        default="joined",
        readonly=True,
        copy=False,
    )
    reason = fields.Char(required=True)
    separated_reason = fields.Char(readonly=True, copy=False)
    separated_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )

    _once = models.UniqueIndex(
        "(petition_id) WHERE state = 'joined'",
        "This petition is already joined with another one.",
    )

    @api.depends("petition_id", "root_id")
    def _compute_display_name(self):
        for link in self:
            link.display_name = (
                f"{link.petition_id.display_name} → {link.root_id.display_name}"
            )

    # ------------------------------------------------------------------
    # joining
    # ------------------------------------------------------------------
    @api.model
    def _join(self, petition, other, kind, reason):
        """Join ``petition`` with ``other``; what hangs on ``petition`` comes along.

        Everybody keeps his own petition, his rights and his answer; only a letter that
        was sent again ends, because the first one is being handled.

        :raise UserError: the same petition, already joined, or one that has ended
        """
        root = other.matter_root_id or other
        petition.check_access("write")
        other.check_access("read")
        if petition == root:
            raise UserError(self.env._("These are one petition already."))
        if petition.matter_root_id:
            raise UserError(
                self.env._(
                    "%(petition)s is joined with %(root)s: take them apart first.",
                    petition=petition.display_name,
                    root=petition.matter_root_id.display_name,
                )
            )
        if "void" in (petition.state, root.state):
            raise UserError(
                self.env._("A petition entered by mistake can't be joined.")
            )
        if kind == "duplicate" and petition.state == "handled":
            raise UserError(self.env._("This letter has been handled already."))
        link = self._create_protected(
            [
                {
                    "petition_id": petition.id,
                    "root_id": root.id,
                    "kind": kind,
                    "reason": reason,
                }
            ]
        )
        # sudo: letters of other units that hang on it come along
        followers = petition.sudo().search([("matter_root_id", "=", petition.id)])
        (petition.sudo() | followers)._write_protected({"matter_root_id": root.id})
        if kind == "duplicate":
            today = self.env["citizen.calendar"]._today()
            petition._transition("handled", {"outcome": "file", "handled_on": today})
            petition.deadline_ids._end(today)
        for record, partner in ((petition, root), (root, petition)):
            # sudo: the trace stands on both, whoever may write on the other
            if record.sudo()._keeps_silent_about(partner.sudo()):
                continue
            # sudo: as above
            record.sudo()._message_log(
                body=self.env._(
                    "Joined with petition %(number)s: %(reason)s",
                    number=partner.number,
                    reason=reason,
                )
            )
        return link

    def _separate(self, reason):
        """Take them apart again; what ended by joining runs on from its own dates."""
        for link in self:
            petition = link.petition_id
            petition.check_access("write")
            link._transition(
                "separated",
                {"separated_reason": reason, "separated_by_id": self.env.uid},
            )
            petition._write_protected({"matter_root_id": False})
            if link.kind == "duplicate" and petition.state == "handled":
                petition._transition(
                    "classified" if petition.classified_on else "registered",
                    {"outcome": False, "handled_on": False},
                )
                petition._sync_identity()
                petition._sync_clocks()
            root = link.root_id
            for record, partner in ((petition, root), (root, petition)):
                # sudo: as in _join
                if record.sudo()._keeps_silent_about(partner.sudo()):
                    continue
                # sudo: as in _join
                record.sudo()._message_log(
                    body=self.env._("Taken apart again: %s", reason)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(self.env._("Joined petitions are taken apart with a reason."))

    @api.model
    def citizen_join(self, petition_id, other_id, kind, reason):
        """Join two petitions, from the list of proposals.

        :raise AccessError: the user doesn't handle the first or may not read the other
        :raise UserError: see ``_join``
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason in a sentence."))
        if kind not in dict(self._fields["kind"].selection):
            raise UserError(self.env._("Choose how they belong together."))
        petitions = self.env["citizen.petition"]
        petition, other = petitions.browse(petition_id), petitions.browse(other_id)
        if not (petition.exists() and other.exists()):
            raise AccessError(self.env._("This petition isn't there."))
        self._join(petition, other, kind, reason.strip())
        return True

    # ------------------------------------------------------------------
    # proposing
    # ------------------------------------------------------------------
    @api.model
    def _propose(self, record):
        """What may be the same person or matter as ``record``, saved or being typed.

        Six queries whatever the number of petitions; each reads a bounded number of
        rows by an index.

        :return: at most 8 of ``{"id", "number", "subject", "day", "unit", "codes",
            "reasons", "score"}``, best first
        """
        values = record._duplicate_values()
        scores = {}

        joined = record._origin
        if record._name == "citizen.reception":
            # what was made of the visit is no earlier one
            joined = joined.petition_ids
        joined |= joined.matter_root_id | joined.joined_ids

        def add(petition_id, points, reason):
            if petition_id and petition_id not in joined.ids:
                found = scores.setdefault(petition_id, {})
                found[reason] = max(points, found.get(reason, 0))

        self._score_persons(values, add)
        self._score_matters(values, add)
        ranked = sorted(
            (
                (sum(reasons.values()), petition_id)
                for petition_id, reasons in scores.items()
            ),
            reverse=True,
        )
        best = [pid for points, pid in ranked if points >= ENOUGH][: 4 * SHOWN]
        if not best:
            return []
        # the rules decide what of it the user may see
        petitions = self.env["citizen.petition"].search(
            [("id", "in", best), ("state", "!=", "void")]
        )
        labels = self._reason_labels()
        order = {pid: place for place, pid in enumerate(best)}
        shown = petitions.sorted(lambda p: order[p.id])[:SHOWN]
        return [
            {
                "id": petition.id,
                "number": petition.number,
                "subject": petition.subject if petition.identity == "open" else "",
                "day": petition.receipt_date.strftime("%d/%m/%Y"),
                # sudo: the name of a unit
                "unit": petition.owner_unit_id.sudo().name,
                "codes": list(scores[petition.id]),
                "reasons": [labels[reason] for reason in scores[petition.id]],
                "score": sum(scores[petition.id].values()),
            }
            for petition in shown
        ]

    def _reason_labels(self):
        return {
            "paper_hash": self.env._("same identity paper"),
            "phone_hash": self.env._("same telephone"),
            "name_hash": self.env._("same name and year of birth"),
            "name_place": self.env._("same name and commune"),
            "name": self.env._("same name"),
            "like_place": self.env._("like name, same commune"),
            "like": self.env._("like name"),
            "plot": self.env._("same land plot"),
            "text": self.env._("like content"),
            "hamlet": self.env._("same hamlet"),
        }

    def _score_persons(self, values, add):
        people = self.env["citizen.petitioner"]
        places = self.env["citizen.unit"]._same_places(
            [
                person["commune_id"]
                for person in values["people"]
                if person["commune_id"]
            ]
        )
        points = {"paper_hash": 100, "phone_hash": 60, "name_hash": 70}
        for person in values["people"][:3]:
            sealed = []
            for why, petition_id, _visit, is_sealed, _id in people._find_exact(person):
                if is_sealed:
                    sealed.append((petition_id, why))
                else:
                    add(petition_id, points[why], why)
            for petition_id, why in self._allowed_sealed(sealed):
                add(petition_id, points[why], why)
            for petition_id, _visit, same, commune_id, year, _id in people._find_named(
                person["name"]
            ):
                if year and person["birth_year"] and year != person["birth_year"]:
                    # another person of that name
                    continue
                near = commune_id in places.get(person["commune_id"], ())
                if same:
                    add(petition_id, *((60, "name_place") if near else (30, "name")))
                else:
                    add(petition_id, *((40, "like_place") if near else (15, "like")))

    def _allowed_sealed(self, found):
        """Of matches with sealed petitions only those whose identity the user may open:
        to anybody else even the match would tell who denounced."""
        petitions = self.env["citizen.petition"].browse({pid for pid, _why in found})
        # sudo: read for all at once; only whether the user may open them
        allowed = set(petitions.sudo().filtered(lambda p: p._may_reveal()).ids)
        return [(pid, why) for pid, why in found if pid in allowed]

    def _score_matters(self, values, add):
        user = self.env.user
        reach = (
            SQL("TRUE")
            if user.citizen_reach_all or self.env.su
            else SQL("p.owner_unit_id = ANY(%s)", user.citizen_reach_ids.ids)
        )
        commune_id = values["commune_id"]
        places = self.env["citizen.unit"]._same_places([commune_id])
        near = list(places.get(commune_id, ()))
        keys = identity.land_plots(values["text"])
        if keys:
            rows = self.env.execute_query(
                SQL(
                    """SELECT p.id, p.matter_commune_id FROM citizen_petition_plot k
                       JOIN citizen_petition p ON p.id = k.petition_id
                       WHERE k.key = ANY(%s) AND %s ORDER BY k.id DESC LIMIT 50""",
                    keys,
                    reach,
                )
            )
            for petition_id, commune in rows:
                # numbers of sheets and plots begin anew in each commune
                if not (commune and near) or commune in near:
                    add(petition_id, 50, "plot")
        text = identity.fold(values["text"])[:300]
        if len(text) >= 15:
            # by the date a unit has its index; who sees all takes the last registered:
            # an index of all dates would slow the lists of small units down
            newest = (
                SQL("p.id DESC")
                if user.citizen_reach_all or self.env.su
                else SQL("p.receipt_date DESC, p.id DESC")
            )
            # a trigram index would have to weigh every letter about the land: only the
            # newest within reach and of the same commune are compared
            for petition_id, likeness, hamlet in self.env.execute_query(
                SQL(
                    """SELECT id, likeness, hamlet FROM (
                           SELECT q.id, similarity(q.text_key, %(text)s) AS likeness,
                                  q.matter_hamlet_key AS hamlet
                           FROM ((SELECT p.id, p.text_key, p.matter_hamlet_key
                                  FROM citizen_petition p WHERE %(reach)s
                                  ORDER BY %(newest)s
                                  LIMIT %(most)s)
                                 UNION
                                 (SELECT p.id, p.text_key, p.matter_hamlet_key
                                  FROM citizen_petition p
                                  WHERE p.matter_commune_id = ANY(%(near)s)
                                    AND %(reach)s
                                  ORDER BY p.receipt_date DESC, p.id DESC
                                  LIMIT %(most)s)) q
                       ) compared
                       WHERE likeness >= %(least)s
                       ORDER BY likeness DESC, id DESC LIMIT 30""",
                    text=text,
                    reach=reach,
                    newest=newest,
                    near=near,
                    most=COMPARED,
                    least=LIKENESS,
                )
            ):
                add(petition_id, round(60 * likeness), "text")
                if hamlet and hamlet == values["hamlet"]:
                    add(petition_id, 10, "hamlet")
