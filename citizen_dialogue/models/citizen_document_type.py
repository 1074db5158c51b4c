from odoo import fields, models
from odoo.fields import Domain


class CitizenDocumentType(models.Model):
    """A form: what kind of document, how it is numbered and laid out, and the skeleton
    its text starts from. Forms are rows of data, each valid for a time."""

    _name = "citizen.document.type"
    _description = "Kind of Document"
    _order = "sequence, code, id"
    _rec_names_search = ["name", "code"]

    code = fields.Char(required=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, help="As printed: THÔNG BÁO, KẾ HOẠCH.")
    type_code = fields.Char(
        help="In the number (NĐ 30/2020/NĐ-CP, Phụ lục III); empty for a letter."
    )
    numbered = fields.Boolean(
        default=True, help="Minutes and working sheets carry no number."
    )
    to_approve = fields.Boolean(
        string="Approved by the Head",
        help="A sheet without number that takes a step only when the head agrees. What "
        "is numbered is always approved.",
    )
    layout = fields.Selection(
        selection=[
            ("named", "Named Document"),
            ("letter", "Official Letter (Công văn)"),
            ("minutes", "Minutes"),
            ("sheet", "Working Sheet (Landscape)"),
        ],
        required=True,
        default="named",
    )
    default_signature_mode = fields.Selection(
        selection="_signature_modes", required=True, default="direct"
    )
    body_template = fields.Char(help="Name of the QWeb template of the skeleton.")
    legal_basis = fields.Char()
    is_skeleton = fields.Boolean(
        string="No Official Wording",
        help="The law prints no form, or its wording is not in this product: the text "
        "is a skeleton that the drafter completes.",
    )
    subject_in_text = fields.Boolean(
        string="Heading in the Text",
        help="The text begins with its own heading: one that names a person, where "
        "the subject in lists must not, or none.",
    )
    dated = fields.Boolean(
        string="Place and Date in the Head", help="For minutes; others always have it."
    )
    without_issuer = fields.Boolean(
        help="Written by the citizen, printed for him to sign."
    )
    letterhead_team = fields.Text(
        string="Letterhead: Team",
        help="Below the issuing body in the head: Tổ xác minh nội dung tố cáo.",
    )
    signature_title = fields.Char(
        string="Title of the Signatory",
        help="Printed instead of the title of the post.",
    )
    signature_boxes = fields.Text(
        help="Who signs, one a line, two side by side: title, then after bars what "
        "stands below it; [chủ trì] and [thư ký] put in the names of the document.",
    )
    annex_template = fields.Char(
        help="Name of the QWeb template of the list that follows the signatures."
    )
    valid_from = fields.Date()
    valid_to = fields.Date()

    _code_period = models.UniqueIndex(
        "(code, COALESCE(valid_from, '0001-01-01'))",
        "This form already exists for that time.",
    )

    def _signature_modes(self):
        return [
            ("direct", "CHỦ TỊCH"),
            ("kt", "KT. CHỦ TỊCH"),
            ("tm", "TM. ỦY BAN NHÂN DÂN"),
            ("tm_kt", "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH"),
            ("tl", "TL. CHỦ TỊCH"),
            ("tl_kt", "TL. CHỦ TỊCH / KT."),
            ("tuq", "TUQ. CHỦ TỊCH"),
        ]

    def _get(self, code, on):
        """The form ``code`` as valid on a day, or none."""
        return self.search(
            Domain("code", "=", code)
            & (Domain("valid_from", "=", False) | Domain("valid_from", "<=", on))
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", on)),
            order="valid_from desc",
            limit=1,
        )
