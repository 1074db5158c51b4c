"""The file for the national database: whole, repeatable, without who is to be kept
secret, and as cheap for a province as for a commune."""

import io
import json
import tracemalloc
import zipfile
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..tools import national_export
from .test_petition import PetitionCase

MANY = 20_000


@tagged("post_install", "-at_install")
class TestNationalExport(PetitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._vault_mode()
        cls.Exports = cls.env["citizen.national.export"]

    def _export(self, user=None, **vals):
        return self.Exports.with_user(user or self.user_secretary).create(
            {"owner_unit_id": self.office.id, "with_persons": True, **vals}
        )

    def _file(self, export):
        target = io.BytesIO()
        manifest = export._write_file(target)
        target.seek(0)
        return target, manifest

    def _rows(self, export):
        target, _manifest = self._file(export)
        with zipfile.ZipFile(target) as package:
            return {
                name: [
                    json.loads(line)
                    for line in package.read(f"{name}.jsonl").decode().splitlines()
                ]
                for name in national_export.FILES
            }

    def test_rows_of_the_whole_way(self):
        visit = (
            self.env["citizen.reception"]
            .with_user(self.user_secretary)
            .create(
                {
                    "sender_name": "Lò Thị Tiếp",
                    "content": "hỏi về đất",
                    "kind": "kn",
                    "category_id": self.land.id,
                    "result": "oral",
                }
            )
        )
        visit.action_finish()
        petition = self._petition()
        petition.sudo()._handle("accept", self._day())
        case = petition._open_case().sudo()
        case._write_protected(
            {
                "accepted_on": self._day(),
                "decided_on": self._day(),
                "state": "decided",
            }
        )
        case.write({"verdict": "right", "due_state_land": 120.5})
        rows = self._rows(self._export())
        self.assertEqual([row["id"] for row in rows["receptions"]], visit.ids)
        self.assertEqual(rows["receptions"][0]["petition_ids"], visit.petition_ids.ids)
        self.assertEqual(
            [row["id"] for row in rows["petitions"]],
            sorted((visit.petition_ids | petition).ids),
        )
        row = next(r for r in rows["petitions"] if r["id"] == petition.id)
        self.assertEqual(row["persons"][0]["name"], "Lò Văn Thử")
        self.assertIn("Phiêng Nèn", row["persons"][0]["address"])
        self.assertEqual(row["category"]["class"], "land")
        self.assertEqual(row["case_ids"], case.ids)
        self.assertEqual(rows["outcomes"][0]["outcome"], "accept")
        self.assertEqual(rows["cases"][0]["petition_ids"], petition.ids)
        decision = rows["decisions"][0]
        self.assertEqual(decision["verdict"], "right")
        self.assertEqual(decision["figures"], {"due_state_land": 120.5})
        text = json.dumps(rows, ensure_ascii=False)
        for secret in ("014070001234", "0912345678", "1970"):
            self.assertNotIn(secret, text)

    def test_nobody_and_no_word_of_a_denunciation(self):
        corruption = self.env["citizen.category"].search(
            [("report_class", "=", "corruption")], limit=1
        )
        self._petition(kind="tc", subject="ông A nhận tiền", content="chi tiết mật")
        self._petition(
            category_id=corruption.id, subject="ông A nhận tiền", content="chi tiết mật"
        )
        self._petition(
            wants_secrecy=True, subject="ông A nhận tiền", content="chi tiết mật"
        )
        self.env["citizen.petitioner"].with_user(self.user_secretary).create(
            {
                "petition_id": self._petition(subject="đất đai").id,
                "role": "respondent",
                "name": "Hoàng Văn Bị",
            }
        )
        rows = self._rows(self._export())
        sealed = [r for r in rows["petitions"] if r["subject"] != "đất đai"]
        self.assertEqual(len(sealed), 3)
        for row in sealed:
            self.assertEqual(
                (row["persons"], row["subject"], row["content"]), ([], None, None)
            )
        text = json.dumps(rows, ensure_ascii=False)
        self.assertNotIn("nhận tiền", text)
        self.assertNotIn("chi tiết mật", text)
        self.assertNotIn("Hoàng Văn Bị", text)
        self.assertEqual(text.count("Lò Văn Thử"), 1, "the open complaint's alone")

    def test_without_names_unless_asked_for(self):
        self._petition(content="ông Lò Văn Thử kể")
        rows = self._rows(self._export(with_persons=False))
        self.assertNotIn("Lò Văn Thử", json.dumps(rows, ensure_ascii=False))
        self.assertTrue(rows["petitions"][0]["subject"])

    def test_the_same_content_gives_the_same_bytes(self):
        self._petition()
        first, manifest = self._file(self._export())
        second, again = self._file(self._export())
        self.assertEqual(first.getvalue(), second.getvalue())
        self.assertEqual(national_export.verify(first), [])
        petition = self._petition()
        _third, changed = self._file(self._export())
        self.assertNotEqual(manifest["content_sha256"], changed["content_sha256"])
        self.assertEqual(manifest["content_sha256"], again["content_sha256"])
        self.assertTrue(petition)

    def test_only_what_changed_since(self):
        old, later = self._petition(), self._petition()
        export = self._export()
        with self.assertRaises(UserError):
            export.action_continue()
        self._file(export)
        self.assertEqual(export.counts["petitions"], 2)
        self.assertEqual(export.taken_by_id, self.user_secretary)
        self.env.flush_all()
        before = self.env.cr.now() - timedelta(days=3)
        for table in ("citizen_petition", "citizen_petitioner"):
            self.env.cr.execute(
                SQL("UPDATE %s SET write_date = %s", SQL.identifier(table), before)
            )
        self.env.invalidate_all()
        export._write_protected({"taken_on": self.env.cr.now() - timedelta(days=1)})
        following = export.browse(export.action_continue()["res_id"])
        self.assertEqual(self._rows(following)["petitions"], [])
        later.demand = "trả lại đất"
        self.env.flush_all()
        rows = self._rows(following)["petitions"]
        self.assertEqual([row["id"] for row in rows], later.ids)
        # a person added later is a change of the letter
        self.env["citizen.petitioner"].with_user(self.user_secretary).create(
            {"petition_id": old.id, "name": "Người Thứ Hai"}
        )
        self.assertEqual(len(self._rows(following)["petitions"]), 2)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_rights_are_those_of_who_takes_it(self):
        own = self._petition(self.user_commune_a)
        about = self._petition(
            petitioner_ids=[
                (
                    0,
                    0,
                    {
                        "role": "respondent",
                        "name": "Cán bộ",
                        "user_id": self.user_followup.id,
                    },
                )
            ]
        )
        whole = self._rows(
            self._export(self.user_leader, owner_unit_id=self.district.id)
        )
        self.assertLessEqual(
            {own.id, about.id}, {row["id"] for row in whole["petitions"]}
        )
        part = self._rows(
            self._export(self.user_followup, owner_unit_id=self.district.id)
        )
        self.assertNotIn(about.id, [row["id"] for row in part["petitions"]])
        with self.assertRaises(AccessError):
            self._export(self.user_secretary, owner_unit_id=self.commune_a.id)
        with self.assertRaises(AccessError):
            self._export(self.user_inspector, owner_unit_id=self.district.id)
        export = self._export(self.user_leader, owner_unit_id=self.district.id)
        for user in (self.user_inspector, self.user_secretary, self.user_commune_a):
            with self.assertRaises(AccessError):
                export.with_user(user)._write_file(io.BytesIO())
        with self.assertRaises(AccessError):
            export.date_from = self._day(-900)
        with self.assertRaises(UserError):
            export.unlink()

    def test_tampering_shows(self):
        self._petition()
        target, _manifest = self._file(self._export())

        def changed(edit):
            entries = {}
            with zipfile.ZipFile(target) as package:
                for name in package.namelist():
                    entries[name] = package.read(name)
            edit(entries)
            result = io.BytesIO()
            with zipfile.ZipFile(result, "w") as package:
                for name, content in entries.items():
                    package.writestr(name, content)
            return national_export.verify(result)

        self.assertEqual(changed(lambda e: None), [])
        self.assertTrue(changed(lambda e: e.update({"petitions.jsonl": b"{}\n"})))
        self.assertTrue(changed(lambda e: e.update({"them.jsonl": b""})))
        self.assertTrue(changed(lambda e: e.pop("cases.jsonl")))
        self.assertTrue(changed(lambda e: e.pop("manifest.json")))
        self.assertTrue(changed(lambda e: e.update({"manifest.json": b"[]"})))
        self.assertTrue(national_export.verify(io.BytesIO(b"khong phai zip")))

    def _clone(self, petition, count):
        """Rows like this one, by SQL."""
        self.env.flush_all()
        columns = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT column_name FROM information_schema.columns "
                    "WHERE table_name = 'citizen_petition' AND column_name != 'id'"
                )
            )
        ]
        names = SQL(", ").join(map(SQL.identifier, columns))
        self.env.cr.execute(
            SQL(
                "INSERT INTO citizen_petition (%s) SELECT %s FROM citizen_petition "
                "CROSS JOIN generate_series(1, %s) WHERE id = %s",
                names,
                names,
                count,
                petition.id,
            )
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO citizen_petition_citizen_unit_rel "
                "SELECT p.id, r.citizen_unit_id FROM citizen_petition p, "
                "citizen_petition_citizen_unit_rel r "
                "WHERE r.citizen_petition_id = %s AND p.id > %s",
                petition.id,
                petition.id,
            )
        )
        self.env.invalidate_all()

    def test_twenty_thousand_in_little_memory_and_few_queries(self):
        petition = self._petition()
        self._file(self._export())
        self._clone(petition, 999)

        def cost():
            export = self._export()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            tracemalloc.start()
            _target, manifest = self._file(export)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            count = next(
                f["records"] for f in manifest["files"] if f["name"][0:3] == "pet"
            )
            return count, self.cr.sql_log_count - before, peak

        few, queries, memory = cost()
        self.assertEqual(few, 1000)
        self._clone(petition, MANY - 1000)
        many, more_queries, more_memory = cost()
        self.assertEqual(many, MANY)
        # as many for each thousand, and never more for a row
        self.assertLess(more_queries, queries * MANY / 1000)
        self.assertLess(more_memory, memory * 3)
