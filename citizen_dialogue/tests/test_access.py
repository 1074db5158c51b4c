"""Who may do what: a matrix per model, every door of every protected field, and the
traps of Odoo's own chatter and activities."""

import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.orm.models import MAGIC_COLUMNS
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CitizenCase
from .test_registers import xlsx

LOGINS = (
    "thuky",  # own unit
    "chanhvp",  # follow-up office of the authority
    "chutich",  # leader
    "xa_a",  # carries the task out
    "tnmt",  # cooperates, prepares an answer
    "xa_b",  # another unit
    "tinh",  # leader of the superior authority
    "ke_thua",  # officer of the successor of the unit that carries the task out
    "thanhtra",  # inspector
    "quantri",  # business administrator
    "nguoila",  # internal user without a post
    "luugiu",  # custodian of identities
)
# their own guard: every read-only column of theirs
VAULT_MODELS = ("citizen.petitioner", "citizen.vault.file", "citizen.identity.log")
# a picture of one point
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
# r read, c create such a record, w write, d delete; "-" nothing. Deleting is refused on
# top of this by the methods wherever the record has legal weight.
MATRIX = {
    #                  thuky chanhvp chutich xa_a tnmt xa_b tinh kế.. thtra qtri lạ lưu
    "citizen.dialogue": "rcw rcw rcw - r - rcw - r - - -",
    "citizen.dialogue.participant": "rcwd rcwd rcwd - r - rcwd - r - - -",
    "citizen.dialogue.opinion": "rcwd rcwd rcwd - rw - rcwd - r - - -",
    "citizen.conclusion": "rcw rcw rcw r r - rcw r r - - -",
    "citizen.conclusion.clause": "rcwd rcwd rcwd r r - rcwd r r - - -",
    "citizen.task": "rw rw rw rw r - rw rw r - - -",
    "citizen.task.update": "rcw rcw rcw rcw r - rcw rcw r - - -",
    "citizen.document": "rcw rcw rcw - - - rcw - r - - -",
    "citizen.deadline": "rw rw rw r r - rw r r - - -",
    "citizen.extension": "rcw rcw rcw rcw rcw - rcw rcw r - - -",
    "citizen.obstacle": "rcw rcw rcw rcw r - rcw rcw r - - -",
    "citizen.urging": "r r r r - - r r r - - -",
    "citizen.review": "- - rcw - - - rcw - r - - -",
    "citizen.report": "rcw rcw rcw - - - rcw - r - - -",
    "citizen.dossier": "rw rw rw - - - rw - r - - -",
    "citizen.dossier.item": "rcwd rcwd rcwd - - - rcwd - r - - -",
    "citizen.backlog": "rcw rcw rcw - - - rcw - r - - -",
    "citizen.backlog.check": "rcw rcw rcw - - - rcw - r - - -",
    # a sealed denunciation of the own unit
    # accepted; the verifying unit isn't told yet
    "citizen.case": "rcw rcw rcw - - - rcw - r - - -",
    "citizen.petition": "rcw rcw rcw - - - rcw - r - - r",
    "citizen.reception": "rcw rcw rcw - - - rcw - r - - -",
    "citizen.petitioner": "rcwd rcwd rcwd - - - rcwd - r - - r",
    "citizen.vault.file": "rcw rcw rcw - - - rcw - r - - r",
    "citizen.petition.line": "rcwd rcwd rcwd - - - rcwd - r - - -",
    "citizen.petition.plot": "r r r - - - r - r - - -",
    "citizen.petition.link": "rcw rcw rcw - - - rcw - r - - -",
    "citizen.transfer": "rw rw rw - - - rw - r - - -",
    "citizen.destruction": "rcw rcw rcw - - - rcw - r - - -",
    "citizen.withdrawal": "rw rw rw - - - rw - r - - -",
    "citizen.identity.log": "- - r - - - r - r - - r",
    "citizen.national.export": "rcw rcw rcw - - - rcw - r - - -",
    "citizen.system": "- - r - - - r - r rcw - -",
    "citizen.identity.mode": "- - rc - - - rc - r r - r",
    # of the Office's old register, by its head
    "citizen.import": "rcwd rcwd r - - - r - r - - -",
}


@tagged("post_install", "-at_install")
class TestAccess(CitizenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._officer("t_tinh", cls.province, "leader", "chair")
        heir = cls._unit("UBND xã Mới", "commune", cls.province)
        heir.predecessor_ids = cls.commune_a
        cls._officer("t_ke_thua", heir)
        cls.dialogue = cls._session(
            participant_ids=[
                Command.create({"kind": "unit", "unit_id": cls.dept_land.id})
            ]
        )
        cls.opinion = cls._opinion(cls.dialogue, prepare_unit_id=cls.dept_land.id)
        cls.conclusion = cls._issued(
            [cls._clause(cls.commune_a, support_unit_ids=cls.dept_land.ids)]
        )
        cls.task = cls.conclusion.task_ids
        cls.extension = (
            cls.env["citizen.extension"]
            .with_user(cls.user_commune_a)
            .create(
                {
                    "deadline_id": cls.task.deadline_id.id,
                    "requested_date": cls._day(60),
                    "reason": "Mưa lũ",
                }
            )
        )
        cls.obstacle = (
            cls.env["citizen.obstacle"]
            .with_user(cls.user_commune_a)
            .create(
                {"task_id": cls.task.id, "kind": "weather", "content": "Đường ngập"}
            )
        )
        cls.task.with_user(cls.user_secretary).action_urge()
        cls.review = (
            cls.env["citizen.review"]
            .with_user(cls.user_leader)
            .create(
                {
                    "owner_unit_id": cls.office.id,
                    "subject_unit_id": cls.commune_a.id,
                    "fact": "Chậm",
                }
            )
        )
        cls.report = cls.env["citizen.report"].with_user(cls.user_secretary).create({})
        cls._officer("t_luugiu", cls.district, "custodian", "other")
        cls.mode = (
            cls.env["citizen.identity.mode"]
            .with_user(cls.user_leader)
            .create({"mode": "vault", "independent_lan": True})
        )
        cls.export = (
            cls.env["citizen.national.export"].with_user(cls.user_secretary).create({})
        )
        cls.system = (
            cls.env["citizen.system"]
            .with_user(cls.user_admin)
            .create({"name": "Cổng dịch vụ công", "unit_id": cls.office.id})
        )
        petitions = cls.env["citizen.petition"].with_user(cls.user_secretary)
        cls.petition, earlier = petitions.create(
            [
                {
                    "subject": "thửa đất số 12, tờ bản đồ số 5",
                    "kind": "tc",
                    "sender_name": "Lò Văn Thử",
                    "sender_phone": "0912345678",
                    "line_ids": [Command.create({"kind": "tc", "content": "x"})],
                    "file_ids": [Command.create({"data": PIXEL})],
                }
                for _letter in range(2)
            ]
        )
        petitions.env["citizen.petition.link"].citizen_join(
            cls.petition.id, earlier.id, "matter", "một việc"
        )
        cls.petition.petitioner_ids._reveal("verify", "xác minh")
        cls.transfer = cls.petition.env["citizen.transfer"]._new(
            {
                "petition_id": cls.petition.id,
                "from_unit_id": cls.office.id,
                "to_body": "Sở Nội vụ",
            }
        )
        cls.withdrawal = cls.petition.env["citizen.withdrawal"]._record(
            cls.petition,
            cls.env["citizen.case"],
            {
                "person_id": cls.petition.petitioner_ids.id,
                "scope": "whole",
                "line_ids": cls.petition.line_ids.browse(),
                "day": cls._day(),
                "how": "letter",
                "goes_on_because": "violation",
                "facts": "Tài liệu kèm theo",
            },
        )
        cls.reception = (
            cls.env["citizen.reception"].with_user(cls.user_secretary).create({})
        )
        cls.destruction = petitions.env["citizen.destruction"].create({})
        complaint = petitions.create({"subject": "thu hồi đất", "kind": "kn"})
        cls.case = complaint._open_case()
        cls.backlog = (
            cls.env["citizen.backlog"]
            .with_user(cls.user_secretary)
            ._create_protected(
                [
                    {
                        "petition_id": cls.petition.id,
                        "owner_unit_id": cls.office.id,
                        "is_late": True,
                    }
                ]
            )
        )
        cls.backlog.with_user(cls.user_leader)._end("đã xử lý dứt điểm")
        cls.import_ = (
            cls.env["citizen.import"]
            .with_user(cls.user_followup)
            .create(
                {
                    "owner_unit_id": cls.office.id,
                    "data": base64.b64encode(
                        xlsx([["Ngày nhận", "Nội dung đơn"], ["05/9/2021", "x"]])
                    ),
                }
            )
        )
        cls.records = {
            record._name: record.with_user(cls.env.ref("base.user_root")).sudo()
            for record in (
                cls.dialogue,
                cls.dialogue.participant_ids,
                cls.opinion,
                cls.conclusion,
                cls.conclusion.clause_ids,
                cls.task,
                cls.task.update_ids[:1],
                cls.conclusion.document_ids,
                cls.task.deadline_id,
                cls.extension,
                cls.obstacle,
                cls.task.urging_ids,
                cls.review,
                cls.report,
                cls.dialogue.dossier_ids,
                cls.dialogue.dossier_ids.item_ids[:1],
                cls.backlog,
                cls.backlog.check_ids,
                cls.case,
                cls.petition,
                cls.reception,
                cls.petition.petitioner_ids,
                cls.petition.file_ids,
                cls.petition.line_ids,
                cls.petition.plot_ids,
                cls.petition.link_ids,
                cls.transfer,
                cls.withdrawal,
                cls.destruction,
                cls.env["citizen.identity.log"].search([], limit=1),
                cls.mode,
                cls.import_,
                cls.system,
                cls.export,
            )
        }

    def _user(self, login):
        return self.env["res.users"].search([("login", "=", f"t_{login}")])

    maxDiff = None

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_matrix(self):
        found = {}
        for name, record in self.records.items():
            cells = []
            for login in LOGINS:
                own = record.with_user(self._user(login)).sudo(False)
                cell = "".join(
                    letter
                    for letter, operation in (
                        ("r", "read"),
                        ("c", "create"),
                        ("w", "write"),
                        ("d", "unlink"),
                    )
                    if own.has_access(operation)
                )
                cells.append(cell or "-")
            found[name] = " ".join(cells)
        self.assertEqual(found, MATRIX)

    def test_matrix_covers_every_model_with_units(self):
        models = {
            name
            for name in self.env.registry.descendants(
                ["citizen.access.mixin"], "_inherit"
            )
            if not self.env[name]._abstract
        }
        self.assertLessEqual(models, set(MATRIX))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_lists_show_what_may_be_read_and_nothing_else(self):
        for name, record in self.records.items():
            for login, cell in zip(LOGINS, MATRIX[name].split(), strict=True):
                model = self.env[name].with_user(self._user(login))
                with self.subTest(model=name, login=login):
                    if not model.has_access("read"):
                        self.assertEqual(cell, "-")
                        continue
                    seen = model.search([("id", "=", record.id)])
                    self.assertEqual(bool(seen), "r" in cell)
                    counted = model._read_group(
                        [("id", "=", record.id)], aggregates=["__count"]
                    )
                    self.assertEqual(counted[0][0], int("r" in cell))

    # ------------------------------------------------------------------
    # doors
    # ------------------------------------------------------------------
    def _guarded(self):
        for record in self.records.values():
            if record._name in VAULT_MODELS:
                yield from (
                    (record, name)
                    for name, field in sorted(record._fields.items())
                    if field.readonly and field.store and name not in MAGIC_COLUMNS
                )
            if "_guarded_fields" not in dir(record):
                continue
            for field in sorted(record._guarded_fields() | record._create_only_fields):
                yield record, field

    def _forged(self, record, field):
        """A value other than the present one."""
        kind = record._fields[field]
        current = record[field]
        if kind.type == "selection":
            values = [value for value, _label in kind._description_selection(self.env)]
            return next((value for value in values if value != current), "giả mạo")
        if kind.type == "many2one":
            other = (
                self.env[kind.comodel_name]
                .sudo()
                .search([("id", "!=", current.id)], limit=1)
            )
            return other.id
        if kind.type in ("many2many", "one2many"):
            return [Command.clear()]
        return {
            "integer": 77,
            "boolean": not current,
            "binary": "Zm9v",
            "date": "2001-01-01",
            "datetime": "2001-01-01 00:00:00",
            "json": [{"kind": "set", "due": "2001-01-01"}],
        }.get(kind.type, "giả mạo")

    @mute_logger(
        "odoo.addons.base.models.ir_rule",
        "odoo.addons.base.models.ir_model",
        "odoo.sql_db",
    )
    def test_every_door_of_every_protected_field(self):
        tried = 0
        for login in ("thuky", "chanhvp", "xa_a"):
            user = self._user(login)
            for record, field in self._guarded():
                value = self._forged(record, field)
                own = record.with_user(user).sudo(False)
                doors = {"write": lambda o=own, f=field, v=value: o.write({f: v})}
                once = ("petition_id", "reception_id")
                if record._name in VAULT_MODELS:
                    guarded = field not in once
                else:
                    guarded = field in record._guarded_fields()
                if guarded:
                    doors["create"] = lambda o=own, f=field, v=value: o.browse().create(
                        {f: v}
                    )
                    doors["context"] = lambda o=own, f=field, v=value: (
                        o.browse().with_context(**{f"default_{f}": v}).create({})
                    )
                    doors["copy"] = lambda o=own, f=field, v=value: o.copy({f: v})
                if record._fields[field].type not in ("json", "many2many"):
                    doors["load"] = lambda o=own, f=field, v=value: self._load(o, f, v)
                for door, call in doors.items():
                    tried += 1
                    before = record[field]
                    with self.subTest(
                        login=login, model=record._name, field=field, door=door
                    ):
                        with self.assertRaises(Exception) as error, self.cr.savepoint():
                            call()
                        self.assertIsInstance(
                            error.exception, (AccessError, UserError, ValidationError)
                        )
                        record.invalidate_recordset()
                        self.assertEqual(record[field], before)
        self.assertGreater(tried, 500)

    def _load(self, record, field, value):
        """Import a file with the record's id and this column."""
        kind = record._fields[field]
        column = f"{field}/.id" if kind.type == "many2one" else field
        result = record.load([".id", column], [[str(record.id), str(value)]])
        if not result["ids"]:
            raise AccessError(result["messages"][0]["message"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_defaults_a_user_stores_for_himself_do_not_reach_protected_fields(self):
        self.env["ir.default"].set(
            "citizen.dialogue", "state", "closed", user_id=self.user_secretary.id
        )
        dialogue = self._session()
        self.assertEqual(dialogue.state, "draft")

    def test_lines_of_a_form_are_no_door(self):
        with self.assertRaises(AccessError):
            self.conclusion.with_user(self.user_followup).write(
                {"task_ids": [Command.update(self.task.id, {"state": "verified"})]}
            )
        with self.assertRaises(AccessError):
            self._directive(
                [self._clause(self.commune_a)],
                task_ids=[Command.create({"state": "verified", "name": "x"})],
            )

    def test_a_token_is_spent_by_its_first_use(self):
        from ..models.citizen_protected_mixin import OneTimeToken

        token = OneTimeToken("citizen.task", {"state"})
        self.assertTrue(token.spend("citizen.task", {"state"}))
        self.assertFalse(token.spend("citizen.task", {"state"}))
        with self.assertRaises(AccessError):
            self.task.with_context(citizen_token="citizen.task").write(
                {"state": "verified"}
            )

    # ------------------------------------------------------------------
    # traps of Odoo (style, §0)
    # ------------------------------------------------------------------
    def test_a_record_cannot_be_pushed_away(self):
        with self.assertRaises(AccessError):
            self.dialogue.owner_unit_id = self.commune_b
        with self.assertRaises(AccessError):
            self.env["citizen.dialogue"].with_user(self.user_secretary).create(
                {"name": "x", "owner_unit_id": self.commune_b.id}
            )

    def test_follower_without_access_is_not_added_and_not_told(self):
        partner = self.user_commune_b.partner_id
        self.dialogue.message_subscribe(partner_ids=partner.ids)
        self.assertNotIn(partner, self.dialogue.message_partner_ids)
        message = self.dialogue.message_post(
            body="Nội dung nội bộ", partner_ids=partner.ids
        )
        self.assertNotIn(partner, message.notification_ids.res_partner_id)
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("recipient_ids", "in", partner.ids),
                    ("model", "=", "citizen.dialogue"),
                ]
            )
        )
        self.assertFalse(mails)
        notes = self.dialogue.message_ids.mapped("body")
        self.assertTrue(any("1 " in note for note in notes))
        self.assertFalse(any(partner.name in note for note in notes))

    def test_activity_is_not_given_to_who_may_not_read(self):
        with self.assertRaises(UserError):
            self.dialogue.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.user_commune_b.id
            )
        self.dialogue.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_land.id
        )

    def test_a_moved_officer_leaves_followers_and_activities_behind(self):
        user = self.user_commune_a
        self.task.message_subscribe(partner_ids=user.partner_id.ids)
        self.assertIn(user, self.task.sudo().activity_ids.user_id)
        user.citizen_membership_ids.unit_id = self.commune_c
        self.assertFalse(self.task.with_user(user).has_access("read"))
        self.assertNotIn(user.partner_id, self.task.sudo().message_partner_ids)
        self.assertNotIn(user, self.task.sudo().activity_ids.user_id)
