import base64
import re
import secrets
from datetime import UTC
from zoneinfo import ZoneInfo

from reportlab.graphics.barcode.qr import QrCodeWidget

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.orm.models import NO_ACCESS
from odoo.tools import SQL

from ..tools import pdf, vietnamese
from .citizen_petition import ALARM

# what a scan is called on the receipt, which is Vietnamese whoever prints it
PAPERS = {
    "letter": "Đơn",
    "evidence": "Tài liệu kèm theo đơn",
    "appointment": "Văn bản cử người đại diện",
    "paper": "Giấy tờ tùy thân",
    "authorisation": "Giấy ủy quyền",
    "other": "Tài liệu khác",
}
# who hands papers over, the likeliest first
BRINGERS = ("authorised", "representative", "petitioner")
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
APPOINTMENT = "citizen_dialogue.mail_activity_type_appointment"


class CitizenPetition(models.Model):
    """What the desk hands out: receipt, appointment slip, appointment of
    representatives. Printed from the petition, kept nowhere else."""

    _inherit = "citizen.petition"

    receipt_items = fields.Text(
        string="Papers Handed Over",
        help="One a line, as on the receipt: certificate of land use, copy, 2 sheets. "
        "No name of a person. Scans among the originals are listed by themselves.",
    )
    receipt_token = fields.Char(
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        prefetch=False,
        default=lambda self: secrets.token_urlsafe(18),
    )
    appointment_at = fields.Datetime(
        string="Asked to Come at", readonly=True, copy=False
    )
    appointment_place = fields.Char(string="Place", readonly=True, copy=False)
    appointment_with = fields.Char(string="To Meet", readonly=True, copy=False)

    _receipt_token_once = models.UniqueIndex("(receipt_token)")

    def _init_column(self, column_name):
        if column_name != "receipt_token":
            return super()._init_column(column_name)
        # each row its own, where Odoo would give the same default to all
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET receipt_token = replace("
                "gen_random_uuid()::text || gen_random_uuid()::text, '-', '') "
                "WHERE receipt_token IS NULL",
                SQL.identifier(self._table),
            )
        )
        return None

    @api.constrains("receipt_items", "identity", "kind", "wants_secrecy")
    def _check_receipt_items(self):
        for petition in self:
            if petition.is_on_paper and (petition.receipt_items or "").strip():
                raise ValidationError(
                    self.env._(
                        "By decision of the head denunciations are kept on paper only: "
                        "write the papers handed over onto the printed receipt by hand."
                    )
                )

    # ------------------------------------------------------------------
    # buttons
    # ------------------------------------------------------------------
    def action_print_receipt(self):
        """Print the receipt of information and papers (Nghị định 154/2026/NĐ-CP, Mẫu số
        02/TCD).

        :raise UserError: the petition was entered by mistake
        """
        return self._print("citizen_petition_report_receipt")

    def action_print_appointment(self):
        """Print the appointment slip again.

        :raise UserError: nobody was asked to come
        """
        self.ensure_one()
        if not self.appointment_at:
            raise UserError(
                self.env._("Enter first when and where the petitioner is to come.")
            )
        return self._print("citizen_petition_report_appointment")

    def action_print_representatives(self):
        """Print the appointment of representatives, to be signed by all (Luật Tiếp công
        dân 2013 Điều 29; Nghị định 124/2020/NĐ-CP Điều 7)."""
        return self._print("citizen_petition_report_representatives")

    def _print(self, report):
        self.ensure_one()
        self.check_access("read")
        self._check_printable()
        return self.env.ref(f"citizen_dialogue.{report}").report_action(self)

    def _check_printable(self):
        if "void" in self.mapped("state"):
            raise UserError(
                self.env._("What was entered by mistake has no paper for citizens.")
            )

    def _make_appointment(self, moment, place, person):
        """Keep when and where the petitioner is to come; remind who registered it."""
        self.ensure_one()
        self.check_access("write")
        self._check_printable()
        self._write_protected(
            {
                "appointment_at": moment,
                "appointment_place": place,
                "appointment_with": person,
            }
        )
        day = self._local(moment).date()
        self.activity_unlink([APPOINTMENT])
        receiver = self.received_by_id
        if not receiver.active or not self.with_user(receiver).has_access("read"):
            receiver = self.env.user
        self.activity_schedule(APPOINTMENT, date_deadline=day, user_id=receiver.id)

    # ------------------------------------------------------------------
    # paper
    # ------------------------------------------------------------------
    def _render_paper(self, template):
        """PDF of a paper for citizens, one after the other."""
        self.check_access("read")
        self._check_printable()
        html = self.env["ir.qweb"]._render(
            template,
            {
                "petitions": self,
                "today": self.env["citizen.calendar"]._today(),
                "day": lambda d: d and vietnamese.format_date(d) or "",
                "date_line": vietnamese.date_line,
                "in_full": vietnamese.in_full,
                "user_name": self.env.user.name,
                "user_title": self._title_of(self.env.user),
            },
            minimal_qcontext=True,
        )
        return pdf.render(str(html))

    @staticmethod
    def _local(moment):
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))

    @api.model
    def _title_of(self, user):
        # sudo: the position of the officer himself
        return (
            user.sudo().citizen_membership_ids.filtered("is_current")[:1].position_title
        )

    def _receipt_moment(self):
        """Local time of registration, when that was the day of receipt."""
        self.ensure_one()
        moment = self._local(self.create_date)
        return moment if moment.date() == self.receipt_date else False

    def _receipt_lines(self):
        self.ensure_one()
        typed = [
            line.strip()
            for line in (self.receipt_items or "").splitlines()
            if line.strip()
        ]
        scans = [
            f"{PAPERS[file.kind]}: {vietnamese.format_number(file.pages or 1)} trang"
            for file in self.file_ids
            if not file.is_struck
        ]
        return scans + typed

    def _receipt_person(self):
        """Who brought it, in words; nothing of a sealed one: the copy of the citizen
        bears his name in his own hand."""
        self.ensure_one()
        people = self.petitioner_ids
        if self.identity != "open" or self.is_anonymous:
            return {}
        for role in BRINGERS:
            person = people.filtered(lambda p, r=role: p.role == r)[:1]
            if person:
                return {
                    "name": person.name,
                    "paper_number": person.paper_number,
                    "paper_date": person.paper_date,
                    "paper_place": person.paper_place,
                    "address": person._address_vi(),
                }
        return {}

    def _receipt_due(self):
        """Last day of the limits that the petitioner waits for; internal alarms are
        not his."""
        self.ensure_one()
        running = self.deadline_ids.filtered(
            lambda d: (
                not (d.met_on or d.ended_on) and d.due_date and d.rule_id.code != ALARM
            )
        )
        return min(running.mapped("due_date"), default=False)

    def _representative_rows(self):
        self.ensure_one()
        if self.identity != "open":
            return []
        return [
            (person.name, person._address_vi())
            for person in self.petitioner_ids
            if person.role == "representative"
        ]

    # ------------------------------------------------------------------
    # the code on the receipt
    # ------------------------------------------------------------------
    def _receipt_code(self):
        # sudo: a column nobody has access to; printed for who may read the petition
        return self.sudo().receipt_token

    def _receipt_url(self):
        return f"{self.get_base_url()}/citizen/r/{self._receipt_code()}"

    def _receipt_qr(self):
        """The address as a picture, for the paper. Drawn as lines: what Odoo offers is
        a picture in pixels that needs a library not every machine has."""
        code = QrCodeWidget(self._receipt_url(), barLevel="M").qr
        code.make()
        size = code.getModuleCount()
        squares = "".join(
            f"M{x} {y}h1v1h-1z"
            for y in range(size)
            for x in range(size)
            if code.isDark(y, x)
        )
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
            f'shape-rendering="crispEdges"><path d="{squares}"/></svg>'
        )
        return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"

    @api.model
    def _of_receipt(self, token):
        """The petition of a receipt, as OdooBot, or none."""
        # sudo: whoever holds the paper asks; the caller shows what may be shown
        petitions = self.sudo()
        if not TOKEN.fullmatch(token):
            return petitions
        return petitions.search([("receipt_token", "=", token)], limit=1)
