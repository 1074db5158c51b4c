from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# the same person: exact marks, or the name with its place
SAME_PERSON = frozenset({"paper_hash", "phone_hash", "name_hash", "name_place"})
# the same matter: the land plot, or like words
SAME_MATTER = frozenset({"plot", "text"})


class CitizenPetition(models.Model):
    """A matter that was settled doesn't come in as new: it is joined with what there
    is, or somebody says why it is another one."""

    _inherit = "citizen.petition"

    other_matter_reason = fields.Char(
        string="Another Matter because",
        copy=False,
        help="The letter looks like a matter that was settled and taken off the "
        "backlog; without a name of a person.",
    )
    # its row among the proposals for the backlog is looked up by that row's number
    _backlog_row = models.Index("((id * 2 + 1))")

    settled_matter = fields.Char(compute="_compute_settled_matter")

    @api.depends("duplicates", "state", "matter_root_id")
    @api.depends_context("uid", "lang")
    def _compute_settled_matter(self):
        for petition in self:
            entries = petition.env["citizen.backlog"]
            if petition.state == "registered" and not petition.matter_root_id:
                entries = petition._settled_entries(petition.duplicates)
            petition.settled_matter = petition._settled_words(entries) or False

    @api.model
    def _settled_entries(self, proposals):
        """Closed entries of the backlog whose letters these proposals are, as far as
        person and matter agree."""
        ids = [
            row["id"]
            for row in proposals or []
            if SAME_PERSON & set(row["codes"]) and SAME_MATTER & set(row["codes"])
        ]
        # sudo: the letter is shown to the user; that its matter was settled is said too
        backlog = self.env["citizen.backlog"].sudo()
        if not ids:
            return backlog
        letters = self.sudo().browse(ids)
        letters |= letters.matter_root_id
        return backlog.search(
            Domain("state", "!=", "open")
            & (
                Domain("petition_id", "in", letters.ids)
                | Domain("case_id.petition_ids", "in", letters.ids)
            )
        )

    @api.model
    def _settled_words(self, entries):
        return "; ".join(
            self.env._(
                "%(name)s (%(day)s)",
                name=entry.display_name,
                day=entry.closed_on.strftime("%d/%m/%Y"),
            )
            for entry in entries
        )

    def _check_no_settled_matter(self):
        """:raise UserError: it looks like a settled matter, is not joined with it, and
        nobody has said why it is another one"""
        self.ensure_one()
        if self.matter_root_id:
            return
        # with the rights of who classifies: nobody learns of letters he may not read
        entries = self.sudo(False)._settled_entries(
            self.env["citizen.petition.link"].sudo(False)._propose(self.sudo(False))
        )
        if not entries:
            return
        if not (self.other_matter_reason or "").strip():
            raise UserError(
                self.env._(
                    "This letter tells of a matter that was taken off the backlog: "
                    "%(matter)s. Join it with that one, or enter the reason why it is "
                    "another matter (“Another Matter because”).",
                    matter=self._settled_words(entries),
                )
            )
        self._message_log(
            body=self.env._(
                "Found to be another matter than %(matter)s.",
                matter=", ".join(
                    (entry.case_id.code or entry.petition_id.number or "")
                    for entry in entries
                ),
            )
        )

    def _transition(self, to, vals=None):
        if to == "classified":
            for petition in self.filtered(lambda p: p.state == "registered"):
                petition._check_no_settled_matter()
        return super()._transition(to, vals)
