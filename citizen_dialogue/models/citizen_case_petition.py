from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

# what of a petition its case starts from
_TAKEN_OVER = (
    "subject",
    "content",
    "demand",
    "is_disciplinary",
    "contested_by",
    "contested_ref",
)


class CitizenPetition(models.Model):
    """From the letter to the matter: one petition leads to a case, several join one."""

    _inherit = "citizen.petition"

    is_dispute = fields.Boolean(
        string="Land Dispute: Mediation Asked for",
        help="No complaint: two parties about land. The commune mediates before "
        "anybody settles it.",
    )
    second_of_id = fields.Many2one(
        comodel_name="citizen.case",
        string="Against the Decision on",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('kind', '=', kind), ('accepted_on', '!=', False)]",
        help="The case of the first instance, or the denunciation denounced again.",
    )
    case_text = fields.Char(string="Case", compute="_compute_case_text")

    def _compute_case_text(self):
        for petition in self:
            petition.case_text = ", ".join(
                case.code or self.env._("to be accepted") for case in petition.case_ids
            )

    def _open_case(self):
        """The case of this petition: made now, or the one that the same matter has.

        :raise UserError: several kinds in one letter, or it ended otherwise
        """
        self.ensure_one()
        if self.kind not in ("kn", "tc", "kn_pa"):
            raise UserError(
                self.env._("Only a petition of one kind is accepted: classify it.")
            )
        kind = "dispute" if self.is_dispute else self.kind
        own = self.owner_unit_id.authority_id or self.owner_unit_id
        self._lock_matter()
        # sudo: petition and case belong to each other, whoever joins them
        open_cases = (
            self.sudo()
            ._same_matter()
            .case_ids.filtered(
                lambda c: (
                    c.state
                    not in ("closed", "terminated", "void", "decided", "effective")
                    and c.instance == self._instance()
                    # of one matter one may complain and another denounce
                    and c.kind == kind
                    and own == (c.owner_unit_id.authority_id or c.owner_unit_id)
                )
            )
        )
        if open_cases:
            case = open_cases[:1].sudo()
            if self not in case.petition_ids:
                case._write_protected({"petition_ids": [Command.link(self.id)]})
                if case.accepted_on:
                    self._handle("accept", self.env["citizen.calendar"]._today())
            return case.sudo(False)
        return self._make_case()

    def _same_matter(self):
        """These petitions and those joined with them. Searched: ``joined_ids`` in the
        cache holds what who read it first may read."""
        roots = self.matter_root_id | self
        return self.search(
            ["|", ("id", "in", roots.ids), ("matter_root_id", "in", roots.ids)]
        )

    def _lock_matter(self):
        """Whoever opens a case of the same matter at the same time waits, is refused
        by PostgreSQL because the row was written meanwhile, and runs again on what is
        true then: a lock alone would show him nothing of the other's case."""
        root = self.matter_root_id or self
        self.env.execute_query(
            SQL(
                "UPDATE citizen_petition SET write_date = write_date WHERE id = %s "
                "RETURNING id",
                root.id,
            )
        )

    def _instance(self):
        return "second" if self.kind == "kn" and self.is_second else "first"

    def _make_case(self):
        self.check_access("write")
        authority = self.owner_unit_id.authority_id or self.owner_unit_id
        chair = authority._memberships(roles=("leader", "head")).filtered(
            lambda m: m.position == "chair" and m.unit_id == authority
        )
        case = self.env["citizen.case"]._create_protected(
            [
                {
                    **{name: self[name] for name in _TAKEN_OVER},
                    "kind": "dispute" if self.is_dispute else self.kind,
                    "instance": self._instance(),
                    "is_renewed": bool(self.kind == "tc" and self.second_of_id),
                    "owner_unit_id": self.owner_unit_id.id,
                    "petition_id": self.id,
                    "petition_ids": [Command.set(self.ids)],
                    "previous_id": self.second_of_id.id,
                    "category_id": self.category_id.id,
                    "contested_unit_id": self.contested_unit_id.id,
                    "resolver_membership_id": chair[:1].id,
                    "is_remote": authority.is_remote_area,
                }
            ]
        )
        return case

    def action_open_case(self):
        """Open the case of this petition.

        :raise UserError: it has none
        """
        self.ensure_one()
        if not self.case_ids:
            raise UserError(self.env._("This petition has no case."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_case_action"
        )
        action["context"] = {}
        if len(self.case_ids) == 1:
            action.update(
                res_id=self.case_ids.id, view_mode="form", views=[(False, "form")]
            )
        else:
            action["domain"] = [("id", "in", self.case_ids.ids)]
        return action

    def _transition(self, to, vals=None):
        result = super()._transition(to, vals)
        if to == "void" or (
            to == "handled" and (vals or {}).get("outcome") != "accept"
        ):
            self._drop_from_drafts()
        return result

    def _drop_from_drafts(self):
        """What ends otherwise isn't accepted any more: a case nobody has accepted yet
        ends with its last letter."""
        # sudo: the case follows the petition, whoever ends that
        petitions = self.sudo()
        for case in petitions.case_ids.filtered(lambda c: c.state == "draft"):
            left = case.petition_ids - petitions
            if not left:
                case._transition("void")
                case._done_with(["citizen_dialogue.mail_activity_type_accept_case"])
                continue
            case._write_protected(
                {
                    "petition_ids": [Command.set(left.ids)],
                    "petition_id": left.sorted("id")[0].id,
                }
            )

    def _wanted_clocks(self):
        codes = super()._wanted_clocks()
        if self.kind == "tc" and self.second_of_id and codes:
            # denounced again: the superior reviews the file (Luật Tố cáo 2018 Điều 37,
            # 38)
            # sudo: the former case belongs to another unit
            overdue = not self.second_of_id.sudo().decided_on
            codes += ["TC11", *(["TC12"] if overdue else [])]
        return codes


class CitizenCase(models.Model):
    _inherit = "citizen.case"

    def action_register_next(self):
        """Open the form for a second complaint, or for being denounced again; the
        thread is kept.

        :raise UserError: neither can follow this case
        """
        self.ensure_one()
        if self.kind not in ("kn", "tc") or self.instance != "first":
            raise UserError(self.env._("Nothing of this kind follows this case."))
        if not self.accepted_on:
            raise UserError(self.env._("This case isn't accepted yet."))
        if not (self.decided_on or self.is_overdue):
            raise UserError(
                self.env._(
                    "The first case is neither decided nor past its time limit: a "
                    "letter that comes now belongs to it."
                )
            )
        open_form = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_petition_action"
        )
        open_form.update(
            view_mode="form",
            views=[(False, "form")],
            context={
                "default_kind": self.kind,
                "default_is_second": self.kind == "kn",
                "default_is_disciplinary": self.is_disciplinary,
                "default_second_of_id": self.id,
                "default_category_id": self.category_id.id,
                "default_subject": self.subject if self.identity == "open" else False,
            },
        )
        return open_form
