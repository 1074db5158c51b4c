"""The vault under attack: planted marks are looked for everywhere, sealed values are
moved and changed, and whom a petition is about tries every door."""

import base64
import io
import logging
import os
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from PIL import Image
from PyPDF2 import PdfReader, PdfWriter

from odoo import http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import SQL, config, groupby, mute_logger

from ..tools import vault
from .test_petition import PetitionCase

PAPER, PHONE = "014070987651", "0987123459"
MARKS = (
    *("zqxwname", "zqxwaddress", "zqxwhamlet", "zqxwmail"),
    *("zqxwpdf", "zqxwjpeg", "zqxwfile", PAPER, PHONE),
)
MARKED = {
    "name": "Lò Thị Zqxwname",
    "birth_year": 1970,
    "paper_number": PAPER,
    "phone": PHONE,
    "hamlet": "bản Zqxwhamlet",
    "address": "số 7 Zqxwaddress",
}


def marked_pdf(password=None):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": "Zqxwpdf"})
    if password:
        writer.encrypt(password)
    target = io.BytesIO()
    writer.write(target)
    return base64.b64encode(target.getvalue()).decode()


def marked_jpeg():
    target = io.BytesIO()
    Image.new("RGB", (4, 4)).save(target, "JPEG", comment=b"Zqxwjpeg")
    return base64.b64encode(target.getvalue()).decode()


def forms_of(mark):
    """The bytes a mark may hide in: as it is, UTF-16, and base64 at each alignment."""
    for text in {mark, mark.capitalize()}:
        yield text.encode()
        yield text.encode("utf-16-le")
        for shift in range(3):
            encoded = base64.b64encode(b"\0" * shift + text.encode())
            # the first and last letters depend on what stands beside
            yield encoded[4 if shift else 0 : -4]


def found_in_tables(cr):
    """``[table.column, …]`` where a mark stands in the database, among the rows written
    since the class of tests began: it has one transaction, and whatever else wrote
    meanwhile has a later one."""
    cr.execute(
        """SELECT c.table_name, c.column_name, c.data_type
           FROM information_schema.columns c JOIN information_schema.tables t
               USING (table_schema, table_name)
           WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE'
             AND c.data_type IN ('text', 'character varying', 'character', 'bytea',
                                 'json', 'jsonb', 'tsvector', 'ARRAY', 'numeric')
           ORDER BY 1, 2"""
    )
    columns = cr.fetchall()
    patterns = sorted({form for mark in MARKS for form in forms_of(mark)})
    texts = [
        f"%{form.decode()}%" for form in patterns if form.isascii() and 0 not in form
    ]
    found = []
    for table, same in groupby(columns, lambda row: row[0]):
        names, tests = [], []
        for _table, column, kind in same:
            name = SQL.identifier(column)
            names.append(f"{table}.{column}")
            if kind == "bytea":
                test = SQL(
                    "EXISTS (SELECT 1 FROM unnest(%s::bytea[]) f "
                    "WHERE position(f IN %s) > 0)",
                    patterns,
                    name,
                )
            else:
                test = SQL("%s::text ILIKE ANY(%s)", name, texts)
            tests.append(SQL("bool_or(%s)", test))
        cr.execute(
            SQL(
                "SELECT %s FROM %s "
                "WHERE xmin::text::bigint >= pg_current_xact_id()::text::bigint",
                SQL(", ").join(tests),
                SQL.identifier(table),
            )
        )
        found += [
            name for name, there in zip(names, cr.fetchone(), strict=True) if there
        ]
    return found


class _Kept(logging.Handler):
    def __init__(self):
        super().__init__(0)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@tagged("post_install", "-at_install")
class TestMarks(PetitionCase):
    def setUp(self):
        super().setUp()
        self._vault_mode()
        self.started = time.time() - 2
        self.kept = _Kept()
        logging.getLogger().addHandler(self.kept)
        self.addCleanup(logging.getLogger().removeHandler, self.kept)

    def _assert_nowhere(self):
        self.env.flush_all()
        self.assertEqual(found_in_tables(self.env.cr), [])
        forms = {form for mark in MARKS for form in forms_of(mark)}
        for path in Path(config.filestore(self.env.cr.dbname)).rglob("*"):
            if path.is_file() and path.stat().st_mtime > self.started:
                content = path.read_bytes()
                self.assertFalse([f for f in forms if f in content], path)
                self.assertFalse([m for m in MARKS if m in path.name.lower()])
        log = "\n".join(self.kept.lines).lower()
        self.assertFalse([mark for mark in MARKS if mark in log])

    def _denounce(self, **vals):
        return self._petition(who=MARKED, kind="tc", **vals)

    def test_the_search_finds_what_is_open(self):
        """Else all the others would pass for nothing."""
        self._petition(who=MARKED)
        self.env.flush_all()
        found = found_in_tables(self.env.cr)
        for column in ("name", "paper_number", "phone", "hamlet", "address"):
            self.assertIn(f"citizen_petitioner.{column}", found)
        self.assertIn("citizen_person_name.folded", found)
        attachment = self.env["ir.attachment"].create(
            {"name": "x", "db_datas": base64.b64encode(b"xx Zqxwpdf")}
        )
        self.env.flush_all()
        self.assertIn("ir_attachment.db_datas", found_in_tables(self.env.cr))
        self.assertTrue(attachment)

    def test_form(self):
        with Form(self.env["citizen.petition"].with_user(self.user_secretary)) as form:
            for name, value in MARKED.items():
                form[f"sender_{name}"] = value
            form.subject = "việc sử dụng tiền hỗ trợ"
            form.kind = "tc"
        self.assertEqual(form.save().identity, "sealed")
        self._assert_nowhere()

    def test_create_write_and_lines(self):
        petition = self._denounce(
            petitioner_ids=[Command.create({**MARKED, "email": "zqxwmail@x.vn"})],
            file_ids=[
                Command.create({"data": marked_pdf(), "data_name": "Zqxwfile.pdf"})
            ],
        )
        self.assertEqual(len(petition.petitioner_ids), 2)
        petition.write(
            {
                "petitioner_ids": [Command.create(MARKED)],
                "file_ids": [Command.create({"data": marked_jpeg()})],
            }
        )
        petition.petitioner_ids[0].write({"email": "zqxwmail@x.vn", "phone": PHONE})
        self.env["citizen.petitioner"].with_user(self.user_secretary).with_context(
            default_paper_place="Zqxwaddress", default_replied_on="2026-01-01"
        ).create({**MARKED, "petition_id": petition.id})
        last = petition.petitioner_ids.sorted("id")[-1]
        self.assertFalse(last.replied_on)
        self.assertTrue(last.is_sealed)
        loaded = (
            self.env["citizen.petition"]
            .with_user(self.user_secretary)
            .load(
                ["subject", "kind", "sender_name", "sender_phone"],
                [["việc khác", "tc", MARKED["name"], PHONE]],
            )
        )
        self.assertTrue(loaded["ids"], loaded["messages"])
        self._assert_nowhere()

    def test_one_write_that_seals_and_enters(self):
        petition = self._petition(who={})
        petition.write({"petitioner_ids": [Command.create(MARKED)], "kind": "tc"})
        self.assertTrue(petition.petitioner_ids.is_sealed)
        self._assert_nowhere()

    def test_said_at_a_session(self):
        """Who was invited reads neither the name nor the words of a denunciation."""
        opinion = self._opinion(
            self._held_session(),
            f"{MARKED['name']}: trưởng bản nhận tiền",
            speaker_label=MARKED["name"],
            prepare_unit_id=self.dept_land.id,
        )
        petition = self._petition(who=MARKED, opinion_id=opinion.id)
        opinion.dialogue_id.sudo()._write_protected({"state": "closed"})
        self.assertEqual(opinion.speaker_label, MARKED["name"])
        petition.kind = "tc"
        guest = opinion.with_user(self.user_land)
        self.assertEqual(guest.content, "Nội dung được tiếp riêng.")
        self.assertFalse(guest.speaker_label)
        self._assert_nowhere()

    def test_sealed_afterwards(self):
        by_kind, by_tick, by_line = (self._petition(who=MARKED) for _n in range(3))
        for petition in (by_kind, by_tick, by_line):
            petition.message_post(body="đã xem")
        by_kind.kind = "tc"
        by_tick.wants_secrecy = True
        self.env["citizen.petition.line"].with_user(self.user_secretary).create(
            [
                {"petition_id": by_line.id, "kind": "kn", "content": "thu hồi đất"},
                {"petition_id": by_line.id, "kind": "tc", "content": "nhận tiền"},
            ]
        )
        self.assertEqual(by_line.kind, "mixed")
        self._assert_nowhere()

    def test_a_draft_paper_forgets_the_name(self):
        petition = self._petition(who=MARKED)
        lines = self.env["citizen.petition.line"].with_user(self.user_secretary)
        lines.create(
            [
                {
                    "petition_id": petition.id,
                    "kind": kind,
                    "content": kind,
                    "competence": "own",
                }
                for kind in ("kn", "kn_pa")
            ]
        )
        petition.action_guide_apart()
        self.assertIn("Zqxwname", petition.document_ids.addressee_text)
        lines.create({"petition_id": petition.id, "kind": "tc", "content": "khác"})
        self._assert_nowhere()

    def test_joined_proposed_searched_revealed(self):
        first, second = self._denounce(), self._denounce()
        self.assertEqual(
            [row["id"] for row in second.duplicates],
            first.ids,
        )
        petitions = self.env["citizen.petition"].with_user(self.user_secretary)
        self.assertEqual(
            petitions.search([("person_search", "=", PAPER)]), first | second
        )
        self.env["citizen.petition.link"].with_user(self.user_secretary).citizen_join(
            second.id, first.id, "duplicate", "cùng một đơn"
        )
        wizard = (
            self.env["citizen.reveal.wizard"]
            .with_user(self.user_secretary)
            .with_context(**first.action_reveal()["context"])
            .create({"purpose": "contact", "reason": "mời đến làm việc"})
        )
        shown = str(wizard.action_reveal())
        self.assertIn(PAPER, shown)
        self._assert_nowhere()

    def test_refused_entries_leave_no_trace(self):
        for vals in (
            {"receipt_date": self._day(1)},
            {"signatory_count": 10**6},
            {"sender_paper_number": f"{PAPER}1"},
            {"file_ids": [Command.create({"data": "WnF4d3BkZg=="})]},
        ):
            with (
                self.subTest(vals=list(vals)),
                self.assertRaises(UserError) as error,
                self.cr.savepoint(),
            ):
                self._denounce(**vals)
            self.assertFalse([m for m in MARKS if m in str(error.exception).lower()])
        self._assert_nowhere()

    def test_paper_mode(self):
        petition = self._petition(
            who=MARKED, file_ids=[Command.create({"data": marked_pdf()})]
        )
        self.env["citizen.identity.mode"].with_user(self.user_leader).create(
            {"mode": "paper"}
        )
        petition.kind = "tc"
        self.assertFalse(petition.petitioner_ids.sudo().payload)
        self.assertFalse(petition.file_ids.sudo().blob)
        self.assertFalse(self.env["citizen.vault.key"].sudo().search([]))
        with self.assertRaises(UserError), self.cr.savepoint():
            self._denounce()
        self._assert_nowhere()

    def test_the_database_log_is_silent(self):
        self.env.cr.execute("SHOW log_min_error_statement")
        self.assertEqual(self.env.cr.fetchone()[0], "panic")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a_refused_statement_is_logged_without_its_values(self):
        with self.assertRaises(Exception), self.cr.savepoint():  # noqa: B017
            self.env.cr.execute(
                "INSERT INTO citizen_petitioner (name) VALUES (%s)", [MARKED["name"]]
            )
        self.assertTrue(any("redacted" in line for line in self.kept.lines))
        self._assert_nowhere()


@tagged("post_install", "-at_install")
class TestSeals(PetitionCase):
    def setUp(self):
        super().setUp()
        self._vault_mode()
        self.petition = self._petition(
            kind="tc",
            competence="own",
            file_ids=[Command.create({"data": marked_pdf()})],
        )
        self.person = self.petition.petitioner_ids
        self.colleague = self._officer("t_dongnghiep", self.office)

    def test_who_may_not_open_lifts_no_seal(self):
        other = self.petition.with_user(self.colleague)
        person = self.person.with_user(self.colleague)
        for name, attack in {
            "kind": lambda: other.write({"kind": "kn"}),
            "role": lambda: person.write({"role": "denounced"}),
            "entry": lambda: person.write({"phone": "0911111111"}),
            "paper kind": lambda: person.write({"paper_kind": "cmnd"}),
            "line": lambda: other.write(
                {
                    "kind": "mixed",
                    "line_ids": [Command.create({"kind": "kn", "content": "x"})],
                }
            ),
            "reveal": lambda: person._reveal("verify", "xem"),
            "dialog": lambda: other.action_reveal(),
            "readers": lambda: other.write(
                {"identity_reader_ids": [Command.link(self.colleague.id)]}
            ),
            "registrar": lambda: other.write({"received_by_id": self.colleague.id}),
        }.items():
            with (
                self.subTest(door=name),
                self.assertRaises(AccessError),
                self.cr.savepoint(),
            ):
                attack()
            self.petition.invalidate_recordset()
            self.assertEqual(self.petition.identity, "sealed")
            self.assertTrue(self.person.is_sealed)

    def test_precaution_is_lifted_by_the_registrar_or_a_reader(self):
        careful = self._petition(wants_secrecy=True, competence="own")
        with self.assertRaises(AccessError), self.cr.savepoint():
            careful.with_user(self.colleague).action_classify()
        with self.assertRaises(AccessError), self.cr.savepoint():
            careful.with_user(self.colleague).wants_secrecy = False
        careful.with_user(self.user_leader)._name_readers(
            self.colleague, "phân công phân loại"
        )
        careful.with_user(self.colleague).action_classify()
        self.assertEqual(careful.identity, "open")

    def test_a_classified_one_taken_back_stays_closed_to_its_registrar(self):
        earlier = self._petition(kind="tc")
        self.petition.action_classify()
        links = self.env["citizen.petition.link"].with_user(self.user_secretary)
        links.citizen_join(self.petition.id, earlier.id, "duplicate", "trùng")
        self.petition.link_ids._separate("không trùng")
        self.assertEqual(self.petition.state, "classified")
        with self.assertRaises(AccessError):
            self.person._reveal("verify", "xem")

    def test_void_lifts_no_seal(self):
        careful = self._petition(wants_secrecy=True)
        careful._void("nhầm")
        careful.category_id = False
        self.assertEqual(careful.identity, "sealed")

    def test_a_form_that_lies_learns_nothing(self):
        """The identity and the registrar sent with a form are not believed."""
        suspect = self._petition(
            self.colleague, subject="việc riêng của cán bộ văn phòng"
        )
        spec = {"duplicates": {}, "subject": {}, "may_reveal": {}}
        answer = (
            self.petition.with_user(self.colleague)
            .browse(self.petition.id)
            .onchange(
                {
                    "identity": "open",
                    "received_by_id": self.colleague.id,
                    "state": "registered",
                    "subject": "x",
                },
                ["subject"],
                spec,
            )
        )
        found = [row["id"] for row in answer["value"].get("duplicates") or []]
        self.assertNotIn(suspect.id, found)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_no_oracle_by_hash_or_name(self):
        self.colleague.group_ids += self.env.ref("base.group_allow_export")
        person = self.person.sudo()
        people = self.env["citizen.petitioner"].with_user(self.colleague)
        petitions = self.env["citizen.petition"].with_user(self.colleague)
        for column in (
            "paper_hash",
            "phone_hash",
            "name_hash",
            "payload",
            "seal_ref",
            "name_id",
            "vault_key_id",
        ):
            value = person[column] if column.endswith("hash") else "x"
            for call in (
                lambda c=column, v=value: people.search([(c, "=", v)]),
                lambda c=column: people.search([], order=c),
                lambda c=column: people._read_group([], [c]),
                lambda c=column: people.web_read_group([], [c]),
                lambda c=column: person.with_user(self.colleague).sudo(False).read([c]),
                lambda c=column: (
                    person.with_user(self.colleague).sudo(False).export_data([c])
                ),
                lambda c=column: self.petition.with_user(self.colleague).web_read(
                    {"petitioner_ids": {"fields": {c: {}}}}
                ),
                lambda c=column, v=value: petitions.search(
                    [(f"petitioner_ids.{c}", "=", v)]
                ),
            ):
                with self.subTest(column=column):
                    with self.assertRaises(Exception) as error, self.cr.savepoint():
                        call()
                    self.assertIsInstance(error.exception, (AccessError, ValueError))
        for typed in ("014070001234", "0912345678", "Lò Văn Thử"):
            self.assertFalse(petitions.search([("person_search", "=", typed)]))
            self.assertFalse(people.citizen_propose(typed))
        own = self._petition(self.colleague)
        # that the texts are alike may be said: he reads both
        for row in own.duplicates:
            self.assertFalse([r for r in row["reasons"] if "content" not in r])
        shown = str(person.with_user(self.colleague).sudo(False).read())
        for secret in ("Lò", "0912345678", "014070001234", "Phiêng"):
            self.assertNotIn(secret, shown)
        self.assertNotIn("Lò", str(people.name_search("Người")))
        self.assertFalse(people.name_search("Lò Văn"))

    def test_columns_of_the_vault_are_not_given_by_a_caller(self):
        people = self.env["citizen.petitioner"].with_user(self.user_secretary)
        for vals in ({"name_id": 1}, {"number": 7}, {"payload": "x"}, {"is_sealed": 1}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                people.create({"petition_id": self.petition.id, "name": "A", **vals})

    def test_a_foreign_petition_takes_no_persons_through_a_visit(self):
        visit = self.env["citizen.reception"].with_user(self.user_commune_b).create({})
        for model, vals in (
            ("citizen.petitioner", {"name": "Kẻ lạ"}),
            ("citizen.vault.file", {"data": marked_pdf()}),
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.user_commune_b).create(
                    {
                        "petition_id": self.petition.id,
                        "reception_id": visit.id,
                        **vals,
                    }
                )

    def test_links_are_made_by_joining_alone(self):
        other = self._petition()
        with self.assertRaises(AccessError):
            self.env["citizen.petition.link"].with_user(self.user_secretary).create(
                {"petition_id": other.id, "root_id": self.petition.id, "reason": "x"}
            )

    def test_nothing_is_attached_beside_the_vault(self):
        attachments = self.env["ir.attachment"].with_user(self.user_secretary)
        for call in (
            lambda: attachments.create(
                {"name": "x", "res_model": "citizen.petition", "raw": b"x"}
            ),
            lambda: attachments.with_context(
                default_res_model="citizen.petition"
            ).create({"name": "x", "raw": b"x"}),
            lambda: attachments.create({"name": "x", "raw": b"x"}).write(
                {"res_model": "citizen.petition", "res_id": self.petition.id}
            ),
            lambda: self.petition.message_post(body="x", attachments=[("x", b"x")]),
            lambda: self.petition.message_post(
                body="x",
                attachment_ids=attachments.create(
                    {
                        "name": "x",
                        "raw": b"x",
                        "res_model": "mail.compose.message",
                        "res_id": 0,
                    }
                ).ids,
            ),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                call()

    # ------------------------------------------------------------------
    # changed, moved, without key
    # ------------------------------------------------------------------
    def _sql(self, query, *args):
        self.env.flush_all()
        self.env.cr.execute(query, args)
        self.env.invalidate_all()

    def test_changed_or_moved_values_do_not_open(self):
        other = self._petition(
            kind="tc", file_ids=[Command.create({"data": marked_pdf()})]
        )
        columns = "payload, seal_ref, vault_key_id"
        pair = (self.person.id, other.petitioner_ids.id)
        files = (self.petition.file_ids.id, other.file_ids.id)
        swap = """UPDATE {t} a SET ({c}) = (SELECT {c} FROM {t} b
                  WHERE b.id = %s) WHERE a.id = %s"""
        for query, args in (
            (swap.format(t="citizen_petitioner", c=columns), pair[::-1]),
            (
                swap.format(
                    t="citizen_vault_file", c="blob, seal_ref, vault_key_id, digest"
                ),
                files[::-1],
            ),
            (
                "UPDATE citizen_petitioner SET payload = reverse(payload) "
                "WHERE id = %s",
                pair[:1],
            ),
            ("UPDATE citizen_petitioner SET payload = 'é' WHERE id = %s", pair[:1]),
            ("UPDATE citizen_vault_key SET wrapped = 'é:1'", ()),
            ("UPDATE citizen_vault_key SET wrapped = 'k1:AAAA'", ()),
        ):
            with self.subTest(query=query[:60]), self.cr.savepoint() as point:
                self._sql(query, *args)
                with self.assertRaisesRegex(UserError, "can't be opened"):
                    self.person._values()
                    self.petition.file_ids._content()
                point.rollback()
            self.env.invalidate_all()
        self.assertEqual(self.person._values()["phone"], "0912345678")

    def _key_file(self, text):
        descriptor, path = tempfile.mkstemp()
        self.addCleanup(os.unlink, path)
        with os.fdopen(descriptor, "w") as target:
            target.write(text)
        return patch.dict(os.environ, {vault.KEY_FILE_VARIABLE: path})

    def _present_keys(self):
        return Path(os.environ[vault.KEY_FILE_VARIABLE]).read_text("ascii")

    def test_without_the_key_file(self):
        for name in ("", "/nonexistent/vault.key"):
            with (
                patch.dict(os.environ, {vault.KEY_FILE_VARIABLE: name}),
                self.assertRaisesRegex(UserError, "vault of persons is closed"),
            ):
                self.person._values()
        with (
            self._key_file("rác rưởi\n"),
            self.assertRaisesRegex(UserError, "vault of persons is closed"),
        ):
            self._petition()

    def test_with_another_key(self):
        key = base64.b64encode(b"7" * 32).decode()
        index = self._present_keys().splitlines()[0]
        with (
            self._key_file(f"{index}\nk1 {key}\n"),
            self.assertRaisesRegex(UserError, "can't be opened"),
        ):
            self.person._values()

    def test_a_second_key_seals_what_is_new_and_the_first_still_opens(self):
        key = base64.b64encode(b"7" * 32).decode()
        with self._key_file(f"{self._present_keys()}k2 {key}\n"):
            self.assertEqual(self.person._values()["phone"], "0912345678")
            newer = self._petition(kind="tc")
            self.assertTrue(newer.sudo().vault_key_id.wrapped.startswith("k2:"))
            self.assertEqual(newer.petitioner_ids._values()["phone"], "0912345678")
        with self.assertRaisesRegex(UserError, "can't be opened"):
            newer.petitioner_ids._values()

    def test_scans_that_are_none(self):
        for data, why in (
            ("Zm9v", "no scan that can be read"),
            ("%%%", "damaged"),
            (marked_pdf("bí mật".encode().hex()), "no scan that can be read"),
            (False, "Choose the file"),
        ):
            before = self.petition.file_ids
            with (
                self.subTest(why=why),
                self.assertRaisesRegex(UserError, why),
                self.cr.savepoint(),
            ):
                self.petition.write({"file_ids": [Command.create({"data": data})]})
            self.petition.invalidate_recordset()
            self.assertEqual(self.petition.file_ids, before)

    # ------------------------------------------------------------------
    # modes
    # ------------------------------------------------------------------
    def test_modes_need_a_decision_and_leave_their_trace(self):
        modes = self.env["citizen.identity.mode"].with_user(self.user_leader)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            modes.create({"mode": "vault"})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            modes.create(
                {
                    "mode": "vault",
                    "decision_number": "1",
                    "decision_date": self._day(1),
                    "decision_scan": "UERG",
                }
            )
        for user in (self.user_secretary, self.user_admin, self.custodian):
            with self.assertRaises(AccessError), self.cr.savepoint():
                modes.with_user(user).create({"mode": "paper"})
        mode = modes.create({"mode": "paper", "decision_number": "9/QĐ"})
        log = self.env["citizen.identity.log"].search([("event", "=", "mode")], limit=1)
        self.assertEqual((log.user_id, log.reason), (self.user_leader, "9/QĐ"))
        for call in (
            lambda: mode.write({"mode": "vault"}),
            mode.unlink,
            lambda: log.sudo().write({"user_id": 1}),
            log.sudo().unlink,
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                call()

    # ------------------------------------------------------------------
    # whom it is about
    # ------------------------------------------------------------------
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_whom_it_is_about_sees_neither_it_nor_its_number(self):
        plot = self._petition(
            subject="thửa đất số 12, tờ bản đồ số 5", who={}, kind="tc"
        )
        links = self.env["citizen.petition.link"].with_user(self.user_secretary)
        links.citizen_join(self.petition.id, plot.id, "matter", "một việc")
        self.env["citizen.petition.line"].with_user(self.user_secretary).create(
            {"petition_id": plot.id, "kind": "tc", "content": "x"}
        )
        self.person._reveal("verify", "xem")
        boss = self.user_followup
        names = (
            *("citizen.petition", "citizen.petitioner", "citizen.vault.file"),
            *("citizen.petition.line", "citizen.petition.link"),
            *("citizen.petition.plot", "citizen.deadline", "citizen.identity.log"),
        )

        def seen(user):
            counts = {}
            for name in names:
                model = self.env[name].with_user(user)
                field = "id" if name == "citizen.petition" else "petition_id"
                domain = [(field, "in", (self.petition | plot).ids)]
                if model.has_access("read"):
                    counts[name] = (
                        len(model.search(domain)),
                        model._read_group(domain, aggregates=["__count"])[0][0],
                    )
            return counts

        self.assertTrue(all(all(pair) for pair in seen(self.user_leader).values()))
        self.assertTrue(seen(boss)["citizen.petition"][0])
        self.petition.message_subscribe(partner_ids=boss.partner_id.ids)
        for petition in (self.petition, plot):
            petition.write(
                {
                    "petitioner_ids": [
                        Command.create({"role": "denounced", "user_id": boss.id}),
                        Command.create(
                            {"role": "denounced", "user_id": self.user_leader.id}
                        ),
                    ]
                }
            )
        for user in (boss, self.user_leader):
            self.env.invalidate_all()
            self.assertFalse(any(any(pair) for pair in seen(user).values()))
            self.assertFalse(self.petition.with_user(user).has_access("read"))
            self.assertNotIn(user.partner_id, self.petition.sudo().message_partner_ids)
        self.assertTrue(seen(self.user_vice)["citizen.petition"][0])
        self._post(boss, self.district, "custodian", "other")
        with self.assertRaises(AccessError):
            self.person.with_user(boss)._reveal("verify", "xem")

    def test_the_exclusion_costs_an_index(self):
        query = self.env["citizen.petition"].with_user(self.user_secretary)._search([])
        self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("citizen_petition_excluded_rel", plan)
        self.assertNotIn("Seq Scan on citizen_petition_excluded_rel", plan)


@tagged("post_install", "-at_install")
class TestTicket(PetitionCase, HttpCase):
    def _login(self, user):
        user.sudo().password = "matkhau-thu-123"
        self.authenticate(user.login, "matkhau-thu-123")

    def test_the_address_of_an_original(self):
        self._vault_mode()
        petition = self._petition(
            kind="tc", file_ids=[Command.create({"data": marked_pdf()})]
        )
        file = petition.file_ids
        self._login(self.user_secretary)
        address = file._open_page("verify", "xem bản gốc")["url"]
        answer = self.url_open(address)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(len(PdfReader(io.BytesIO(answer.content)).pages), 1)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertNotIn("Lò", answer.headers["Content-Disposition"])
        base, _mark, ticket = address.partition("?t=")
        stamp, _dot, digest = ticket.partition(".")
        old = str(int(stamp) - 10_000)
        for forged in (
            "",
            "x",
            f"{stamp}.{digest[:-1]}0é",
            f"{stamp}.{'0' * 64}",
            f"{old}.{digest}",
            f"{old}.{file._ticket_digest(old)}",
        ):
            with self.subTest(forged=forged[:20]):
                self.assertEqual(self.url_open(f"{base}?t={forged}").status_code, 404)
        petition.competence = "own"
        petition.action_classify()
        self.assertEqual(self.url_open(address).status_code, 404)
        self._login(self.user_leader)
        self.assertEqual(self.url_open(address).status_code, 404)

    def test_an_address_of_an_open_original_ends_when_it_is_sealed(self):
        self._vault_mode()
        petition = self._petition(file_ids=[Command.create({"data": marked_pdf()})])
        self._login(self.user_secretary)
        address = petition.file_ids._open_page()["url"]
        self.assertEqual(self.url_open(address).status_code, 200)
        petition.kind = "tc"
        self.env.flush_all()
        self.assertEqual(self.url_open(address).status_code, 404)

    def test_the_chatter_stores_no_scan(self):
        petition = self._petition()
        self._login(self.user_secretary)
        before = self.env["ir.attachment"].sudo().search_count([])
        answer = self.url_open(
            "/mail/attachment/upload",
            data={
                "csrf_token": http.Request.csrf_token(self),
                "thread_id": petition.id,
                "thread_model": "citizen.petition",
                "is_pending": "true",
            },
            files={"ufile": ("Zqxwfile.pdf", b"Zqxwpdf", "application/pdf")},
        )
        self.assertIn("error", answer.json())
        self.assertEqual(self.env["ir.attachment"].sudo().search_count([]), before)
