"""Who resolves: both tables of domain/law.md §2.6 in the three periods, row by row."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CitizenCase

P2021, P2025, P2026 = date(2024, 3, 1), date(2025, 9, 1), date(2026, 8, 3)
COMMUNE = ("commune_chair", "commune_vice", "commune_officer")
OFFICE = ("district_dept_head", "district_officer")
DISTRICT = ("district_chair", "district_vice")
UNIT = ("dept_unit_head", "dept_unit_officer")
DEPARTMENT = ("dept_head", "dept_officer")
PROVINCE = ("province_chair", "province_vice")
XA, HUYEN, TINH = "UBND cấp xã", "UBND cấp huyện", "UBND cấp tỉnh"
# kind | against | instance | period | who in words | unit of the tree | article | doubt
TABLE = [
    ("kn", COMMUNE, "first", P2021, XA, "commune", "Điều 17", False),
    ("kn", COMMUNE, "second", P2021, HUYEN, "district", "Điều 18 khoản 2", False),
    ("kn", OFFICE, "first", P2021, "cơ quan thuộc", "office", "Điều 17", False),
    ("kn", OFFICE, "second", P2021, HUYEN, "district", "Điều 18 khoản 2", False),
    ("kn", DISTRICT, "first", P2021, HUYEN, "district", "Điều 18 khoản 1", False),
    ("kn", DISTRICT, "second", P2021, TINH, "province", "Điều 21 khoản 2", False),
    ("kn", UNIT, "first", P2021, "thuộc sở", "branch", "Điều 19", False),
    ("kn", UNIT, "second", P2021, "Giám đốc sở", "department", "Điều 20 khoản 2", 0),
    ("kn", DEPARTMENT, "first", P2021, "Giám đốc sở", "department", "khoản 1", False),
    ("kn", DEPARTMENT, "second", P2021, TINH, "province", "Điều 21 khoản 2", False),
    ("kn", PROVINCE, "first", P2021, TINH, "province", "Điều 21 khoản 1", False),
    ("kn", PROVINCE, "second", P2021, "Bộ trưởng", None, "Điều 23 khoản 3", False),
    ("kn", COMMUNE, "first", P2025, XA, "new", "Điều 17", False),
    ("kn", COMMUNE, "second", P2025, TINH, "province", "Điều 18 khoản 2", True),
    ("kn", ("commune_dept_head",), "first", P2025, XA, "new", "Điều 17", False),
    ("kn", ("commune_dept_head",), "second", P2025, TINH, "province", "18", True),
    ("kn", OFFICE, "first", P2025, XA, "province", "Điều 17", True),
    ("kn", OFFICE, "second", P2025, TINH, "province", "Điều 18 khoản 2", True),
    ("kn", DISTRICT, "first", P2025, XA, "province", "Điều 18 khoản 1", True),
    ("kn", DISTRICT, "second", P2025, TINH, "province", "Điều 21 khoản 2", True),
    ("kn", UNIT, "first", P2025, "thuộc sở", "branch", "Điều 19", False),
    ("kn", UNIT, "second", P2025, "Giám đốc sở", "department", "Điều 20 khoản 2", 0),
    ("kn", DEPARTMENT, "first", P2025, "Giám đốc sở", "department", "khoản 1", False),
    ("kn", DEPARTMENT, "second", P2025, TINH, "province", "Điều 21 khoản 2", False),
    ("kn", PROVINCE, "first", P2025, TINH, "province", "Điều 21 khoản 1", False),
    ("kn", PROVINCE, "second", P2025, "Bộ trưởng", None, "Điều 23 khoản 3", False),
    (
        "kn",
        (*COMMUNE, "commune_dept_head"),
        "first",
        P2026,
        XA,
        "new",
        "Điều 17 (sửa đổi bởi Luật 136/2025/QH15",
        False,
    ),
    (
        "kn",
        (*COMMUNE, "commune_dept_head"),
        "second",
        P2026,
        TINH,
        "province",
        "Điều 21 khoản 2 (sửa đổi",
        False,
    ),
    ("kn", OFFICE + DISTRICT, "first", P2026, XA, "province", "khoản 16", True),
    ("kn", OFFICE + DISTRICT, "second", P2026, TINH, "province", "khoản 16", True),
    ("kn", UNIT, "first", P2026, "cơ quan chuyên môn", "branch", "điểm d", False),
    ("kn", UNIT, "second", P2026, "cơ quan chuyên môn", "department", "điểm d", False),
    ("kn", DEPARTMENT, "first", P2026, "cơ quan chuyên môn", "department", "20", False),
    ("kn", DEPARTMENT, "second", P2026, TINH, "province", "Điều 21 khoản 2 (", False),
    ("kn", PROVINCE, "first", P2026, TINH, "province", "Điều 21 khoản 1", False),
    ("kn", PROVINCE, "second", P2026, "Bộ trưởng", None, "Điều 23 khoản 3", False),
    ("tc", ("commune_officer",), "first", P2021, XA, "commune", "13 khoản 1", False),
    ("tc", COMMUNE[:2], "first", P2021, HUYEN, "district", "khoản 2 điểm a", False),
    ("tc", OFFICE, "first", P2021, HUYEN, "district", "khoản 2 điểm a", False),
    ("tc", DISTRICT, "first", P2021, TINH, "province", "khoản 4 điểm a", False),
    ("tc", UNIT[:1], "first", P2021, "tỉnh", "department", "khoản 3 điểm a", False),
    ("tc", UNIT[1:], "first", P2021, "quản lý", "branch", "Điều 12 khoản 1", False),
    ("tc", DEPARTMENT[1:], "first", P2021, "tỉnh", "department", "khoản 3", False),
    ("tc", DEPARTMENT[:1], "first", P2021, TINH, "province", "khoản 4 điểm a", False),
    ("tc", PROVINCE, "first", P2021, "Thủ tướng", None, "khoản 8 điểm a", False),
    ("tc", ("commune_officer",), "first", P2025, XA, "new", "13 khoản 1", False),
    ("tc", ("commune_dept_head",), "first", P2025, XA, "new", "12 khoản 1", False),
    ("tc", COMMUNE[:2], "first", P2025, TINH, "province", "khoản 2 điểm a", True),
    ("tc", OFFICE, "first", P2025, TINH, "province", "khoản 2 điểm a", True),
    ("tc", DISTRICT, "first", P2025, TINH, "province", "khoản 4 điểm a", False),
    ("tc", UNIT[:1], "first", P2025, "tỉnh", "department", "khoản 3 điểm a", False),
    ("tc", DEPARTMENT[:1], "first", P2025, TINH, "province", "khoản 4 điểm a", False),
    (
        "tc",
        ("commune_officer", "commune_dept_head"),
        "first",
        P2026,
        XA,
        "new",
        "khoản 1 điểm a (sửa đổi",
        False,
    ),
    ("tc", COMMUNE[:2], "first", P2026, TINH, "province", "khoản 2 điểm c", False),
    ("tc", OFFICE + DISTRICT, "first", P2026, TINH, "province", "12 khoản 7", True),
    ("tc", UNIT[:1], "first", P2026, "tỉnh", "department", "khoản 2 điểm b", False),
    ("tc", UNIT[1:], "first", P2026, "quản lý", "branch", "Điều 12 khoản 1", False),
    ("tc", DEPARTMENT[1:], "first", P2026, "tỉnh", "department", "điểm b", False),
    ("tc", DEPARTMENT[:1], "first", P2026, TINH, "province", "điểm c", False),
    ("tc", PROVINCE, "first", P2026, "Thủ tướng", None, "khoản 8 điểm a", False),
    ("tc", ("field",), "first", P2026, "lĩnh vực", None, "Điều 41", False),
    ("tc", ("commune_officer",), "second", P2021, "cấp trên", "district", "37", False),
    ("tc", ("commune_officer",), "second", P2026, "cấp trên", "province", "37", False),
    ("kn_pa", (False,), "first", P2026, "trách nhiệm", None, "Điều 26 khoản 2", False),
]


@tagged("post_install", "-at_install")
class TestCompetence(CitizenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls._unit("Sở Thử", "department", cls.province)
        cls.branch = cls._unit("Chi cục Thử", "department", cls.department)
        last = date(2025, 6, 30)
        (cls.district | cls.dept_land | cls.commune_a | cls.commune_b).write(
            {"valid_to": last}
        )
        cls.new = cls._unit(
            "UBND xã Mới", "commune", cls.province, valid_from=date(2025, 7, 1)
        )
        cls.other = cls._unit(
            "UBND xã Khác", "commune", cls.province, valid_from=date(2025, 7, 1)
        )
        cls.new.predecessor_ids = cls.commune_a | cls.district
        cls.other.predecessor_ids = cls.commune_b | cls.district
        cls.places = {
            "commune": cls.commune_a,
            "new": cls.new,
            "district": cls.district,
            "office": cls.dept_land,
            "branch": cls.branch,
            "department": cls.department,
            "province": cls.province,
        }

    def _concerned(self, who):
        if not who:
            return self.commune_a
        for start, unit in (
            ("commune", self.commune_a),
            ("district_dept", self.dept_land),
            ("district_officer", self.dept_land),
            ("district", self.district),
            ("dept_unit", self.branch),
            ("dept", self.department),
        ):
            if who.startswith(start):
                return unit
        return self.province

    def test_tables_row_by_row(self):
        rules = self.env["citizen.competence.rule"].with_user(self.user_secretary)
        for kind, against, instance, day, words, place, article, doubt in TABLE:
            for who in against:
                with self.subTest(kind=kind, who=who, instance=instance, day=day):
                    rule = rules._find(kind, who, instance, day)
                    self.assertIn(words, rule.post)
                    self.assertIn(article, rule.article)
                    self.assertEqual(rule.confidence == "uncertain", bool(doubt))
                    self.assertEqual(bool(rule.doubt), bool(doubt))
                    unit = rule._competent_unit(self._concerned(who), day)
                    self.assertEqual(unit, self.places.get(place, self.Unit))
                    if rule.locate == "body":
                        self.assertTrue(rule.body)

    def test_every_row_of_the_data_was_looked_at(self):
        seen = self.env["citizen.competence.rule"]
        for kind, against, instance, day, *_rest in TABLE:
            for who in against:
                seen |= seen._find(kind, who, instance, day)
        rest = seen.search([("is_disciplinary", "=", False)]) - seen
        self.assertFalse(rest.mapped(lambda r: (r.kind, r.contested_by, r.instance)))

    def test_periods_touch_and_never_overlap(self):
        rules = self.env["citizen.competence.rule"].search([])
        for rows in rules.grouped(
            lambda r: (r.kind, r.contested_by, r.instance, r.is_disciplinary)
        ).values():
            rows = rows.sorted("valid_from")
            for earlier, later in zip(rows, rows[1:], strict=False):
                self.assertEqual((later.valid_from - earlier.valid_to).days, 1)
            self.assertFalse(rows[-1:].valid_to)

    def test_there_was_no_specialised_body_of_a_commune_before(self):
        rules = self.env["citizen.competence.rule"]
        self.assertFalse(rules._find("kn", "commune_dept_head", "first", P2021))
        self.assertFalse(rules._find("tc", "commune_dept_head", "first", P2021))

    def test_disciplinary_decisions(self):
        rules = self.env["citizen.competence.rule"]
        first = rules._find("kn", False, "first", P2026, disciplinary=True)
        second = rules._find("kn", False, "second", P2026, disciplinary=True)
        self.assertIn("Điều 51", first.article)
        self.assertEqual(first._competent_unit(self.branch, P2026), self.branch)
        self.assertEqual(second._competent_unit(self.branch, P2026), self.department)
        # above the chairman of a province: not the head of any unit here
        minister = rules._find(
            "kn", "province_chair", "second", P2026, disciplinary=True
        )
        self.assertEqual(minister.body, "Bộ trưởng Bộ Nội vụ")
        self.assertIn("Điều 51 khoản 3", minister.article)
        for against in (False, "commune_chair", "dept_head"):
            found = rules._find("kn", against, "second", P2026, disciplinary=True)
            self.assertEqual(found, second)

    def test_one_successor_of_a_district_is_proposed(self):
        self.other.predecessor_ids = self.commune_b
        rule = self.env["citizen.competence.rule"]._find(
            "kn", "district_chair", "first", P2025
        )
        self.assertEqual(rule._competent_unit(self.district, P2025), self.new)

    def test_without_a_province_in_the_tree_nobody_here_is_named(self):
        self.commune_c.parent_id = False
        rule = self.env["citizen.competence.rule"]._find(
            "kn", "commune_chair", "second", P2026
        )
        self.assertFalse(rule._competent_unit(self.commune_c, P2026))

    def test_rows_of_the_law_are_not_written(self):
        for name in ("citizen.competence.rule", "citizen.outcome.rule"):
            row = self.env[name].search([], limit=1)
            for user in (self.user_secretary, self.user_leader, self.user_admin):
                with self.subTest(model=name), self.assertRaises(AccessError):
                    row.with_user(user).valid_to = P2026
            with self.assertRaises(AccessError):
                row.valid_to = P2026
