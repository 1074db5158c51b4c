"""Forms as the web client opens them: every field of the view, the rows of its lists.
However much a record has gathered, opening it costs the same number of queries."""

from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged

from .test_case_dossier import CaseCase

# what a first row of another kind may cost: it is read once, for all rows
SPARE = 5


@tagged("post_install", "-at_install")
class TestForms(CaseCase):
    def _specification(self, model, node):
        """What the web client asks for to show a view."""
        columns = {}
        # a field's own views belong to the records in it
        for field in node.xpath(".//field[not(ancestor::field)]"):
            name = field.get("name")
            inner = model._fields[name]
            columns[name] = {}
            if inner.type == "many2one":
                columns[name] = {"fields": {"display_name": {}}}
            elif inner.type in ("one2many", "many2many"):
                rows = field.xpath("./list | ./kanban")
                columns[name] = {"fields": {"display_name": {}}, "limit": 40}
                if rows:
                    view = etree.fromstring(etree.tostring(rows[0], with_tail=False))
                    columns[name]["fields"] = self._specification(
                        self.env[inner.comodel_name], view
                    )
        return columns

    def _cost(self, record, user=None):
        record = record.with_user(user or self.user_followup).sudo(False)
        view = record.get_views([(False, "form")])["views"]["form"]
        columns = self._specification(record, etree.fromstring(view["arch"]))
        # the caches of rules, groups and translations are filled
        record.web_read(columns)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        (self.shown,) = record.web_read(columns)
        return self.cr.sql_log_count - before

    def test_a_session_of_many_opinions(self):
        dialogue = self._session()
        self._opinion(dialogue)
        few = self._cost(dialogue)
        for number in range(60):
            self._opinion(
                dialogue,
                f"Ý kiến {number}",
                prepare_unit_id=(self.dept_land, self.dept_finance)[number % 2].id,
            )
        self.assertLessEqual(self._cost(dialogue), few + SPARE)
        self.assertEqual(len(self.shown["opinion_ids"]), 61)

    def test_a_conclusion_for_many_units(self):
        units = self.Unit.union(
            *(
                self._unit(f"UBND xã {number}", "commune", self.district, symbol="UBND")
                for number in range(40)
            )
        )
        few = self._cost(self._issued([self._clause(units[:2])]))
        many = self._issued([self._clause(units) for _clause in range(3)])
        self.assertLessEqual(self._cost(many), few + SPARE)
        self.assertEqual(len(self.shown["clause_ids"]), 3)

    def test_a_petition_with_a_long_history(self):
        petition = self._petition()
        few = self._cost(petition, self.user_secretary)
        petition.write(
            {
                "petitioner_ids": [
                    Command.create({"name": f"Lường Thị Số {number}"})
                    for number in range(60)
                ]
            }
        )
        for number in range(30):
            petition.message_post(body=f"Ghi chú {number}")
        for _number in range(8):
            self._case(petition)
        self.assertLessEqual(self._cost(petition, self.user_secretary), few + 2 * SPARE)
        self.assertEqual(len(petition.petitioner_ids), 61)

    def test_a_case_of_many_letters_and_its_dossier(self):
        case = self._case(self._petition())
        dossier = self.env["citizen.dossier"]._open_for_case(case)
        few = self._cost(case, self.user_secretary)
        few_items = self._cost(dossier, self.user_secretary)
        letters = self.env["citizen.petition"]
        for _number in range(12):
            letters |= self._petition()
        # sudo: letters join a case by its own steps
        case.sudo()._write_protected(
            {"petition_ids": [Command.link(letter.id) for letter in letters]}
        )
        self.env["citizen.dossier.item"].sudo().create(
            [
                {"dossier_id": dossier.id, "code": f"X{number}", "name": "Giấy khác"}
                for number in range(30)
            ]
        )
        self.assertLessEqual(self._cost(case, self.user_secretary), few + SPARE)
        self.assertLessEqual(
            self._cost(dossier, self.user_secretary), few_items + SPARE
        )
