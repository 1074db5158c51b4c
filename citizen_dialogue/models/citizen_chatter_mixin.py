from odoo import api, models
from odoo.tools import groupby


class CitizenChatterMixin(models.AbstractModel):
    """Chatter that reaches only people who may read the record.

    Odoo notifies every follower and shows an activity with the record's name to
    whoever it is assigned to, also without access to the record.
    """

    _name = "citizen.chatter.mixin"
    _description = "Guarded Chatter"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    # ------------------------------------------------------------------
    # followers and recipients
    # ------------------------------------------------------------------
    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if self.env.context.get("citizen_activity_only"):
            return True
        partners = self.env["res.partner"].browse(partner_ids or [])
        # sudo: what kind of account it is; a system follows nothing
        partners -= partners.sudo().filtered("user_ids.citizen_is_system")
        readers = self._readers_among(partners)
        refused = len(partners) - len(readers)
        result = True
        if readers:
            result = super().message_subscribe(
                partner_ids=readers.ids, subtype_ids=subtype_ids
            )
        if refused:
            self._note_refused_readers(refused)
        return result

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(
            message, msg_vals=msg_vals, **kwargs
        )
        partners = self.env["res.partner"].browse(
            {data["id"] for data in recipients if data.get("id")}
        )
        readers = set(self._readers_among(partners).ids)
        kept = [data for data in recipients if data.get("id") in readers]
        if len(kept) < len(recipients):
            self._note_refused_readers(len(recipients) - len(kept))
        if self._stays_inside():
            for data in kept:
                data["notif"] = "inbox"
        return kept

    def _stays_inside(self):
        """Whether messages show inside the product only and no mail carries them:
        where they may tell of a petitioner."""
        return False

    def _creation_message(self):
        # Odoo's names the model by its stored name, in English for what is created
        # before the translations of the stored names are loaded
        self.ensure_one()
        return self.env._("Created")

    def _notify_by_web_push_prepare_payload(
        self, message, msg_vals=False, force_record_name=False
    ):
        """A telephone on a desk shows its pushes to everybody: no author, no subject
        and no text, only that there is work."""
        payload = super()._notify_by_web_push_prepare_payload(
            message, msg_vals=msg_vals, force_record_name=force_record_name
        )
        payload["title"] = self.env._("There is work for you")
        payload["options"].update(
            body=self.env._("Open the application to read it."),
            icon="/citizen_dialogue/static/description/icon.png",
        )
        return payload

    def _readers_among(self, partners):
        """Partners with an account that may read every record of ``self``."""
        # sudo: accounts of other units are needed to look up their rights
        users = partners.sudo().user_ids.filtered(
            lambda user: user.active and not user.citizen_is_system
        )
        readers = users.filtered(
            lambda user: all(
                record.has_access("read")
                for record in self.with_user(user).with_context(active_test=False)
            )
        )
        return readers.partner_id.sudo(False)

    def _note_refused_readers(self, number):
        """Say in the log of the record that somebody was left out, and not whom."""
        body = self.env._(
            "%(number)s recipient(s) without access to this record were left out.",
            number=number,
        )
        for record in self:
            # sudo: who posts may have read access only
            record.sudo()._message_log(body=body)

    # ------------------------------------------------------------------
    # who has to act next
    # ------------------------------------------------------------------
    def _schedule_for(self, users, type_xmlid, summary, date_deadline=None):
        """Give each of ``users`` one activity of this type on each record of
        ``self``; who has it already or may not read the record gets none.

        :param summary: shown in other people's lists: no personal data
        """
        return self._schedule(
            [(record, user, date_deadline) for user in users for record in self],
            type_xmlid,
            summary,
        )

    @api.model
    def _schedule(self, wanted, type_xmlid, summary):
        """As ``_schedule_for``, for any (record, user, date) at once.

        They do not become followers: the activity is what they need to know.
        """
        records = self.union(*(record for record, _user, _date in wanted))
        activity_type = self.env.ref(type_xmlid)
        # sudo: activities of colleagues can't be read without access to their record
        existing = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", records.ids),
                    ("activity_type_id", "=", activity_type.id),
                ]
            )
        )
        taken = {(activity.res_id, activity.user_id.id) for activity in existing}
        # sudo: what kind of account it is; a system is told of no work
        wanted = [row for row in wanted if not row[1].sudo().citizen_is_system]
        # sudo: what the rules ask of each of them, read for all at once
        users = self.env["res.users"].union(*(row[1] for row in wanted)).sudo()
        users.mapped("citizen_reach_ids"), users.mapped("company_ids")
        readable = {
            (record.id, user.id)
            for user, group in groupby(wanted, lambda row: row[1])
            for record in self.union(*(row[0] for row in group))
            .with_user(user)
            ._filtered_access("read")
        }
        today = self.env["citizen.calendar"]._today()
        model_id = self.env["ir.model"]._get_id(self._name)
        vals_list = [
            {
                "res_model_id": model_id,
                "res_id": record.id,
                "activity_type_id": activity_type.id,
                "summary": summary,
                "user_id": user.id,
                "date_deadline": day or today,
            }
            for record, user, day in wanted
            if (record.id, user.id) in readable - taken
        ]
        told = {}
        for record, user, _day in wanted:
            if (record.id, user.id) in readable - taken:
                told.setdefault(user, self.browse())
                told[user] |= record
        self.env["res.users"]._citizen_mail(told, summary)
        # sudo: who takes a step may assign the next one to another unit's officer
        return (
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=True, citizen_activity_only=True)
            .create(vals_list)
            .with_context(citizen_activity_only=False)
        )

    def _mail_line(self):
        """The record in one line of a mail: no person, no content of a petition."""
        self.ensure_one()
        return self.display_name

    def _done_with(self, type_xmlids):
        """Remove the activities of these types: the step is done, whoever did it."""
        types = self.env["mail.activity.type"]
        for xmlid in type_xmlids:
            types |= self.env.ref(xmlid)
        # sudo: also those of colleagues who were asked as well
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "in", types.ids),
            ]
        ).unlink()

    def _activity_heir(self):
        """Who takes over an activity of somebody who left: the person in charge of
        the unit that answers for the record."""
        self.ensure_one()
        return self.owner_unit_id._person_in_charge()
