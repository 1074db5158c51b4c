import re
import smtplib
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# minutes until the next attempt after a failed connection; the last one repeats
BACK_OFF = (5, 15, 60, 240, 480)
# after so many failed attempts the office is told
TELL_AFTER = 3


class MailMail(models.Model):
    """Odoo gives a mail up when the server can't be reached, and sends it twice when
    the process dies between the server's answer and the commit. Here connection
    failures go back to the queue, and what a crash caught is shown, not repeated."""

    _inherit = "mail.mail"

    is_citizen = fields.Boolean(readonly=True)
    citizen_attempts = fields.Integer(
        string="Failed Attempts", readonly=True, aggregator=None
    )
    citizen_sending_since = fields.Datetime(
        readonly=True, help="Handed to the mail server; no answer recorded yet."
    )
    citizen_trouble = fields.Selection(
        selection=[
            ("waiting", "Waits for the Mail Server"),
            ("maybe", "May Have Been Sent"),
            ("refused", "Address Refused"),
        ],
        string="Trouble",
        readonly=True,
    )

    _citizen_trouble_index = models.Index(
        "(citizen_trouble) WHERE citizen_trouble IS NOT NULL"
    )

    def action_citizen_repeat(self):
        """Send once more what may or may not have arrived."""
        self.check_access("read")
        # sudo: the queue belongs to the system; who may see the list may repeat
        self.sudo().write(
            {
                "state": "outgoing",
                "citizen_trouble": False,
                "citizen_sending_since": False,
                "citizen_attempts": 0,
                "scheduled_date": False,
                "failure_reason": False,
                "failure_type": False,
            }
        )
        return True

    # ------------------------------------------------------------------
    # sending
    # ------------------------------------------------------------------
    @api.model
    def process_email_queue(self, email_ids=(), batch_size=1000):
        self._citizen_set_aside()
        return super().process_email_queue(email_ids=email_ids, batch_size=batch_size)

    @api.model
    def _citizen_set_aside(self):
        """Mails that were being sent when the process died: nobody knows whether they
        arrived, so they are listed instead of sent a second time."""
        self.search(
            Domain("state", "in", ("outgoing", "exception"))
            & Domain("citizen_sending_since", "!=", False)
        )._citizen_maybe()

    def _citizen_maybe(self):
        if not self:
            return
        self.write(
            {
                "state": "exception",
                "citizen_trouble": "maybe",
                "citizen_sending_since": False,
            }
        )
        self._citizen_tell_office(
            self.env._("%s mail(s) may have been sent: look and repeat", len(self)),
            self._citizen_offices(),
        )

    def _send(self, auto_commit=False, **kwargs):
        if not auto_commit:
            return super()._send(auto_commit=auto_commit, **kwargs)
        result = True
        for mail in self:
            if mail.state != "outgoing" or mail.citizen_sending_since:
                continue
            # committed before the server is asked: what a crash leaves shows it
            mail.citizen_sending_since = fields.Datetime.now()
            mail.env.cr.commit()
            handed_over = _watch_data(kwargs.get("smtp_session"))
            try:
                result = super(MailMail, mail)._send(auto_commit=True, **kwargs)
            except smtplib.SMTPServerDisconnected:
                mail.env.cr.rollback()
                if handed_over:
                    # the text was on its way; nobody knows whether it was taken
                    mail._citizen_maybe()
                else:
                    mail.citizen_sending_since = False
                    mail._citizen_queue_again()
                # this session is dead; the others keep their place in the queue
                self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
                mail.env.cr.commit()
                return result
        return result

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        mails = self.sudo()
        mails.write({"citizen_sending_since": False})
        if not failure_type:
            mails.write({"citizen_trouble": False, "citizen_attempts": 0})
        elif not (success_pids or success_emails) and (
            failure_type == "mail_smtp" or self._citizen_is_temporary(failure_reason)
        ):
            mails._citizen_queue_again()
        elif self._citizen_is_refused(failure_type, failure_reason):
            mails._citizen_refused()
            # kept in the list, whatever Odoo would delete
            failure_type = "unknown"
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )

    def _citizen_is_temporary(self, reason):
        """The server answered 4xx: later it may take the mail."""
        return bool(re.search(r"[(\s:]4\d\d[,\s]", reason or ""))

    def _citizen_is_refused(self, failure_type, reason):
        return failure_type in (
            "mail_email_invalid",
            "mail_email_missing",
        ) or "SMTPRecipientsRefused" in (reason or "")

    def _citizen_queue_again(self):
        now = fields.Datetime.now()
        for mail in self:
            attempts = mail.citizen_attempts + 1
            wait = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
            mail.write(
                {
                    "state": "outgoing",
                    "citizen_attempts": attempts,
                    "citizen_trouble": "waiting",
                    "scheduled_date": now + timedelta(minutes=wait),
                }
            )
        if any(mail.citizen_attempts == TELL_AFTER for mail in self):
            self._citizen_tell_office(
                self.env._("The mail server can't be reached: mails are waiting"),
                self._citizen_offices(),
            )

    def _citizen_refused(self):
        """A refused address is work for somebody: the office that follows the record,
        else the administrators."""
        self.write({"citizen_trouble": "refused", "state": "exception"})
        for mail in self:
            record = mail._citizen_record()
            summary = self.env._("An officer's mail address is refused")
            office = mail._citizen_offices()
            if office:
                record._schedule_for(
                    office - mail.recipient_ids.user_ids,
                    "citizen_dialogue.mail_activity_type_mail",
                    summary,
                )
            else:
                self._citizen_tell_office(summary)

    def _citizen_record(self):
        """The record a mail of ours tells of, or None."""
        self.ensure_one()
        if not self.is_citizen or self.model not in self.env:
            return None
        return self.env[self.model].sudo().browse(self.res_id).exists()

    def _citizen_offices(self):
        """Who follows the records these mails tell of."""
        records = [record for mail in self if (record := mail._citizen_record())]
        units = self.env["citizen.unit"].union(*(r.owner_unit_id for r in records))
        return units._members(roles=("followup", "head"))

    @api.model
    def _citizen_tell_office(self, summary, offices=None):
        """An activity of their own for the business administrators and the offices
        whose mails are concerned, once."""
        activity_type = self.env.ref("citizen_dialogue.mail_activity_type_mail")
        admins = self.env.ref(
            "citizen_dialogue.citizen_dialogue_group_admin"
        ).all_user_ids.filtered("active")
        admins |= offices or self.env["res.users"]
        # sudo: the queue runs as the system
        activities = self.env["mail.activity"].sudo()
        told = activities.search(
            [
                ("activity_type_id", "=", activity_type.id),
                ("user_id", "in", admins.ids),
                ("summary", "=", summary),
            ]
        ).user_id
        activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": summary,
                    "user_id": user.id,
                }
                for user in admins - told
            ]
        )


def _watch_data(session):
    """A list that gets an entry when the text of a mail is given to the session: what
    breaks off before has surely not been sent."""
    handed_over = []
    if session is not None:
        give = type(session).data

        def data(message):
            handed_over.append(True)
            return give(session, message)

        session.data = data
    return handed_over
