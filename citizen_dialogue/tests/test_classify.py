"""The guided classification: every row of domain/law.md §2.4 through the wizard, what
it refuses, and what issuing the paper makes happen."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..tools import classification
from .test_petition import PetitionCase

# while the district was there: its own decision, and that of a commune below it
OLD, NOW = "2024-03-04", "2026-08-03"
OWN = {"contested_by": "district_chair"}
BELOW = {"contested_by": "commune_chair"}
COURT = {"contested_by": "outside", "competent_body": "Tòa án nhân dân khu vực 1"}
NEW = {"q_resent": "no"}
KN = {**NEW, "q_kind": "kn", "q_eligible": "yes", "q_decided": "none"}
TC = {
    **NEW,
    "q_kind": "tc",
    "q_crime": "no",
    "q_known": "yes",
    "q_party": "no",
    "q_eligible": "yes",
    "q_concluded": "none",
}
PA = {**NEW, "q_kind": "kn_pa", "q_answered": "no", "q_eligible": "yes"}
ANSWERED = {**NEW, "q_kind": "kn_pa", "q_answered": "yes"}
CALM = {"q_tense": "no"}
QUIET = {"q_harm": "no", "q_tense": "no"}
OURS_TC = {"contested_by": "district_officer", "q_from_complaint": "no"}
# number | petition | answers in their order | ground | outcome | form | article
ROWS = [
    (1, {}, {**KN, **OWN, "q_bar": "no", **QUIET}, "accept", "TT05_01", "Điều 27"),
    (
        1,
        {},
        {**KN, "q_decided": "first", **BELOW, "q_in_time": "yes", "q_bar": "no"}
        | QUIET,
        "accept",
        "TT05_01",
        "Điều 36 khoản 1",
    ),
    (
        2,
        {},
        {**KN, **OWN, "q_bar": "yes", "ground_id": "KN11_2", **CALM},
        "not_accept",
        "KN_04",
        "Điều 11",
    ),
    (3, {}, {**KN, **BELOW, "q_sent": "no", **CALM}, "guide", "TT05_02", "05/2021"),
    (4, {"source": "elected"}, {**KN, **BELOW, **CALM}, "return", "CV_TRA", "05/2021"),
    (
        5,
        {},
        {**KN, "q_decided": "overdue", **BELOW, **CALM},
        "urge",
        "CV_DDCD",
        "Điều 26 khoản 1 điểm b",
    ),
    (
        6,
        {"signatory_count": 7},
        {**KN, **OWN, "q_complete": "no", **CALM},
        "guide",
        "CV_BS",
        "Điều 16 khoản 1, Điều 7",
    ),
    (
        7,
        {},
        {**KN, "q_decided": "wrong"},
        "inform",
        "BC_XXL",
        "124/2020/NĐ-CP, Điều 38",
    ),
    (
        9,
        {},
        {**TC, **OURS_TC, "q_conditions": "yes", **QUIET},
        "accept",
        "TT05_01",
        "Điều 29",
    ),
    (
        10,
        {},
        {**TC, **OURS_TC, "q_conditions": "no", "ground_id": "TC29_B", **QUIET},
        "not_accept",
        "TB_KTL",
        "Điều 24 khoản 1",
    ),
    (
        11,
        {"source": "post"},
        {**TC, "contested_by": "commune_officer", "q_sent": "no", **QUIET},
        "transfer",
        "TT05_03",
        "Điều 24 khoản 2",
    ),
    (
        12,
        {},
        {
            **TC,
            "contested_by": "commune_officer",
            "q_sent": "no",
            "q_oral": "yes",
            **QUIET,
        },
        "guide",
        False,
        "Điều 24 khoản 2",
    ),
    (
        13,
        {},
        {**TC, "contested_by": "commune_officer", "q_sent": "many", **QUIET},
        "file",
        "PDX_LD",
        "Điều 24 khoản 3",
    ),
    (
        14,
        {},
        {
            **NEW,
            "q_kind": "tc",
            "q_crime": "no",
            "q_known": "no",
            "q_verifiable": "no",
            "q_harm": "no",
        },
        "file",
        "PDX_LD",
        "Điều 25 khoản 1",
    ),
    (
        15,
        {},
        {
            **NEW,
            "q_kind": "tc",
            "q_crime": "no",
            "q_known": "no",
            "q_verifiable": "yes",
            **QUIET,
        },
        "inspect",
        "CV_TTR",
        "Điều 25 khoản 2",
    ),
    (
        17,
        {},
        {
            **NEW,
            "q_kind": "tc",
            "q_crime": "yes",
            "competent_body": "Cơ quan Cảnh sát điều tra Công an tỉnh",
            "q_harm": "no",
        },
        "police",
        "CV_CQDT",
        "Điều 27 khoản 1",
    ),
    (
        19,
        {},
        {
            **NEW,
            "q_kind": "tc",
            "q_crime": "no",
            "q_known": "yes",
            "q_party": "yes",
            "competent_body": "Ủy ban Kiểm tra Đảng ủy",
            "q_harm": "no",
        },
        "transfer",
        "CV_CD",
        "05/2021/TT-TTCP, Điều 15",
    ),
    (
        20,
        {},
        {**TC, **OURS_TC, "q_from_complaint": "no_proof", **QUIET},
        "not_accept",
        "TB_KTL",
        "đoạn cuối",
    ),
    (
        20,
        {},
        {**TC, **OURS_TC, "q_from_complaint": "proof", "q_conditions": "yes", **QUIET},
        "accept",
        "TT05_01",
        "đoạn cuối",
    ),
    (
        21,
        {},
        {**PA, "matter_of": "own", "q_at_once": "yes", **CALM},
        "answer",
        "CV_TL",
        "Điều 26 khoản 2 điểm a",
    ),
    (
        21,
        {},
        {**PA, "matter_of": "own", "q_at_once": "no", **CALM},
        "accept",
        "TT05_01",
        "Điều 26 khoản 2 điểm a",
    ),
    (
        22,
        {},
        {
            **PA,
            "matter_of": "other",
            "competent_body": "Công ty Thủy lợi",
            "q_sent": "no",
            **CALM,
        },
        "transfer",
        "TT05_04",
        "Điều 26 khoản 2 điểm b",
    ),
    (
        23,
        {"receipt_date": NOW},
        {**NEW, "q_kind": "mixed"},
        "guide",
        "CV_HDT",
        "Điều 14 khoản 4",
    ),
    (24, {}, {**KN, **COURT, **CALM}, "guide", "CV_CD", "Điều 23–26"),
    (24, {}, {**TC, **COURT, **QUIET}, "transfer", "CV_CD", "Điều 23–26"),
    (
        26,
        {},
        {**NEW, "q_kind": "kn", "q_eligible": "no", "ground_id": "TT05_6_E"},
        "file",
        "PDX_LD",
        "Điều 28",
    ),
    (26, {}, {**KN, "q_decided": "settled"}, "file", "PDX_LD", "Điều 28"),
    (26, {}, {**KN, **BELOW, "q_sent": "again", **CALM}, "file", "PDX_LD", "Điều 28"),
    (26, {}, {**ANSWERED}, "file", "PDX_LD", "Điều 28"),
    (27, {}, {"q_resent": "yes", "duplicate_of_id": True}, "file", "PDX_LD", "28"),
    (
        28,
        {},
        {**KN, "q_decided": "first", **BELOW, "q_in_time": "no", **CALM},
        "not_accept",
        "KN_04",
        "Điều 11 khoản 6",
    ),
    (
        29,
        {"visit": True, "receipt_date": NOW},
        {**ANSWERED},
        "refuse",
        "TB_TCTCD",
        "Điều 4 khoản 1 điểm h",
    ),
]
# what goes along: number | petition | answers | form | article
SIDES = [
    (
        8,
        {},
        {**KN, **OWN, "q_bar": "no", "q_harm": "yes", **CALM},
        "BC_NGAY",
        "Điều 35",
    ),
    (
        16,
        {"source": "press"},
        {**TC, **OURS_TC, "q_conditions": "yes", **QUIET},
        "CV_KQBC",
        "Điều 26 khoản 2",
    ),
    (
        18,
        {},
        {**TC, **OURS_TC, "q_conditions": "yes", "q_harm": "yes", **CALM},
        "BC_NGAY",
        "Điều 27 khoản 2",
    ),
    (
        25,
        {},
        {**KN, **OWN, "q_bar": "no", "q_harm": "no", "q_tense": "yes"},
        "BC_PT",
        "Điều 27",
    ),
]


class ClassifyCase(PetitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._vault_mode()
        cls.first = cls._letter()
        cls.concerned = {
            "district_chair": cls.district,
            "district_officer": cls.dept_land,
            "commune_chair": cls.commune_a,
            "commune_officer": cls.commune_a,
            "province_chair": cls.province,
        }

    @classmethod
    def _letter(cls, user=None, **vals):
        if vals.pop("visit", False):
            visit = cls.env["citizen.reception"].with_user(cls.user_secretary)
            vals["reception_id"] = visit.create({"content": "Xin sửa đường"}).id
        return cls._petition(user, **{"receipt_date": OLD, **vals})

    @classmethod
    def _form(cls, petition, user=None):
        action = petition.with_user(user or cls.user_secretary).action_open_classify()
        return Form(
            cls.env["citizen.classify.wizard"]
            .with_user(user or cls.user_secretary)
            .with_context(**action["context"])
        )

    @classmethod
    def _wizard(cls, petition, answers, user=None):
        """As the officer fills it in, each answer when its turn comes."""
        form = cls._form(petition, user)
        for name, value in answers.items():
            if name == "ground_id":
                value = cls.env["citizen.refusal.ground"].search([("code", "=", value)])
            elif name == "duplicate_of_id":
                value = cls.first
            setattr(form, name, value)
            if name == "contested_by" and value != "outside":
                form.contested_unit_id = cls.concerned[value]
        return form

    @classmethod
    def _classified(cls, answers, **vals):
        petition = cls._letter(**vals)
        cls._wizard(petition, answers).save().action_confirm()
        return petition

    @classmethod
    def _draft(cls, petition):
        return petition.document_ids.filtered(lambda d: d.state == "draft")

    @classmethod
    def _issue_of(cls, petition, number):
        """Issue the paper that the classification drafted."""
        return cls._issue({"res_id": cls._draft(petition).id}, number)


@tagged("post_install", "-at_install")
class TestClassifyRows(ClassifyCase):
    def test_every_row_through_the_wizard(self):
        for place, row in enumerate(ROWS):
            number, vals, answers, outcome, code, article = row
            with self.subTest(row=number, place=place):
                petition = self._letter(**vals)
                if number == 23:
                    petition.line_ids = [
                        (0, 0, {"kind": "kn", "content": "a", "competent_body": "A"}),
                        (
                            0,
                            0,
                            {"kind": "kn_pa", "content": "b", "competent_body": "B"},
                        ),
                    ]
                wizard = self._wizard(petition, answers).save()
                self.assertFalse(wizard.pending)
                self.assertEqual(wizard.rule_id.number, number)
                self.assertTrue(wizard.due_text)
                wizard.action_confirm()
                self.assertEqual(petition.planned_outcome, outcome)
                self.assertEqual(petition.outcome_rule_id.form_code, code)
                self.assertIn(article, petition.outcome_rule_id.article)
                self.assertIn(petition.outcome_rule_id.article, petition.outcome_basis)
                self.assertEqual(petition.state, "classified" if code else "handled")
                if code and petition.outcome_rule_id.step != "transfer":
                    document = self._draft(petition)
                    self.assertEqual(document.type_id.code, code)
                    self.assertEqual(document.step, petition.outcome_rule_id.step)
                if petition.planned_outcome in ("guide", "transfer", "return", "urge"):
                    self.assertTrue(
                        petition.competent_name or code in ("CV_BS", "CV_HDT")
                    )

    def test_what_goes_along(self):
        for number, vals, answers, code, article in SIDES:
            with self.subTest(row=number):
                petition = self._classified(answers, **vals)
                rule = petition.side_rule_ids
                self.assertEqual((rule.number, rule.form_code), (number, code))
                self.assertIn(article, rule.article)
                petition.action_draft_sides()
                document = self._draft(petition).filtered(
                    lambda d, c=code: d.type_id.code == c
                )
                self._issue({"res_id": document.id}, 3000 + number)
                self.assertEqual(petition.state, "classified")

    def test_all_29_rows_are_reachable(self):
        tried = {row[0] for row in ROWS} | {row[0] for row in SIDES}
        self.assertEqual(tried, set(range(1, 30)))

    def test_no_way_through_the_questions_is_a_dead_end(self):
        """Every combination of what is known and answered, under the law of each
        period: exactly one row follows, and each row follows from some."""
        rules = self.env["citizen.outcome.rule"]
        walks = list(classification.every_walk())
        self.assertGreater(len(walks), 5000)
        for day in (OLD, "2025-09-01", NOW):
            rows = [
                {"id": rule.id, "conditions": rule.conditions, "is_side": rule.is_side}
                for rule in rules._in_force(rules._fields["valid_from"].to_date(day))
            ]
            reached = set()
            for given, answers, step in walks:
                self.assertIsNone(step.pending)
                main, sides = classification.choose(rows, step.facts)
                self.assertIsNotNone(main, (given, answers))
                reached |= {main["id"], *(side["id"] for side in sides)}
            self.assertEqual(reached, {row["id"] for row in rows})

    def test_an_answer_given_before_does_not_count_when_not_asked(self):
        given = dict.fromkeys(classification.GIVEN, "no")
        step = classification.walk(
            {"resent": "no", "kind": "mixed", "crime": "yes", "harm": "yes"}, given
        )
        self.assertIsNone(step.pending)
        self.assertNotIn("crime", step.facts)
        self.assertEqual(classification.walk({}, given).pending, "resent")
        self.assertEqual(
            classification.walk({"resent": "maybe"}, given).pending, "resent"
        )

    def test_each_question_has_its_article(self):
        arch = self.env["citizen.classify.wizard"].get_view(view_type="form")["arch"]
        for question in classification.QUESTIONS:
            if question.key in ("own", "below"):
                continue
            with self.subTest(question=question.key):
                block = arch.split(f"',{question.key},' not in asked")[1]
                self.assertIn("Điều", block.split("o_citizen_question")[0])


@tagged("post_install", "-at_install")
class TestClassify(ClassifyCase):
    ACCEPT = {**KN, **OWN, "q_bar": "no", **QUIET}
    GUIDE = {**KN, **BELOW, "q_sent": "no", **CALM}

    # ------------------------------------------------------------------
    # the screen
    # ------------------------------------------------------------------
    def test_questions_depend_on_the_answers(self):
        form = self._form(self._letter(kind=False))
        self.assertEqual(form.asked, ",resent,")
        form.q_resent = "no"
        form.q_kind = "tc"
        self.assertEqual(form.pending, "crime")
        form.q_kind = "kn"
        self.assertNotIn("crime", form.asked)
        self.assertEqual(form.pending, "eligible")
        self.assertFalse(form.rule_id)

    def test_an_open_question_is_named(self):
        petition = self._letter()
        wizard = self._wizard(petition, {**KN, **OWN}).save()
        with self.assertRaisesRegex(UserError, "not accepted"):
            wizard.action_confirm()
        self.assertEqual(petition.state, "registered")

    def test_a_ground_has_to_be_named_and_of_its_time(self):
        petition = self._letter()
        answers = {**KN, **OWN, "q_bar": "yes", **CALM}
        wizard = self._wizard(petition, answers).save()
        with self.assertRaisesRegex(UserError, "ground of the law"):
            wizard.action_confirm()
        later = self.env.ref("citizen_dialogue.citizen_refusal_ground_kn11_1")
        wizard.ground_id = later
        with self.assertRaisesRegex(UserError, "was no ground on"):
            wizard.action_confirm()
        wizard.ground_id = self.env.ref(
            "citizen_dialogue.citizen_refusal_ground_kn11_1_old"
        )
        wizard.action_confirm()
        self.assertIn("Điều 11 khoản 1", petition.outcome_basis)
        self.assertEqual(petition.ground_id, wizard.ground_id)

    def test_reopened_it_shows_what_was_answered(self):
        petition = self._classified(self.ACCEPT)
        form = self._form(petition)
        self.assertEqual((form.q_kind, form.q_bar), ("kn", "no"))
        self.assertEqual(form.contested_unit_id, self.district)
        self.assertEqual(form.rule_id.number, 1)
        form.q_bar = "yes"
        form.ground_id = self._ground_of("KN11_5")
        form.save().action_confirm()
        self.assertEqual(petition.planned_outcome, "not_accept")
        self.assertEqual(petition.state, "classified")

    def _ground_of(self, code):
        return self.env["citizen.refusal.ground"].search([("code", "=", code)])

    # ------------------------------------------------------------------
    # whose it is
    # ------------------------------------------------------------------
    def test_denounced_again_goes_above_who_resolved_it(self):
        """Luật Tố cáo 2018 Điều 37 khoản 1."""
        answers = {
            **TC,
            "q_concluded": "again",
            "contested_by": "commune_officer",
            "q_from_complaint": "no",
            "q_conditions": "yes",
            **QUIET,
        }
        petition = self._classified(answers, kind="tc")
        self.assertEqual(petition.planned_outcome, "accept")
        self.assertEqual(petition.competent_unit_id, self.district)
        self.assertIn("Điều 37", petition.competence_article)
        # the first time it is the commune's
        first = self._form(self._letter(kind="tc"))
        for name, value in {**TC, "contested_by": "commune_officer"}.items():
            setattr(first, name, value)
        first.contested_unit_id = self.concerned["commune_officer"]
        self.assertIn(self.concerned["commune_officer"].name, first.whose)

    def test_second_complaint_about_discipline(self):
        petition = self._letter()
        form = self._form(petition)
        answers = {**KN, "q_decided": "first", "is_disciplinary": True}
        for name, value in answers.items():
            setattr(form, name, value)
        form.contested_unit_id = self.concerned["commune_chair"]
        for name, value in {"q_in_time": "yes", "q_bar": "no", **QUIET}.items():
            setattr(form, name, value)
        form.save().action_confirm()
        self.assertTrue(petition.is_disciplinary and petition.is_second)
        self.assertEqual(petition._open_case().instance, "second")

    def test_second_complaint_about_discipline_by_the_province(self):
        """Luật Khiếu nại 2011 Điều 51 khoản 3."""
        form = self._form(self._letter())
        answers = {**KN, "q_decided": "first", "is_disciplinary": True}
        for name, value in answers.items():
            setattr(form, name, value)
        form.contested_unit_id = self.province
        self.assertIn("Bộ trưởng Bộ Nội vụ", form.whose)

    def test_not_ours_says_whose(self):
        petition = self._letter()
        form = self._wizard(petition, {**KN, "contested_by": "outside", **CALM})
        wizard = form.save()
        with self.assertRaisesRegex(UserError, "whose it is"):
            wizard.action_confirm()
        wizard.competent_body = "Tòa án nhân dân khu vực 1"
        wizard.action_confirm()
        self.assertEqual(petition.competent_name, "Tòa án nhân dân khu vực 1")
        self.assertEqual(petition.competence, "other")

    def test_transferred_denunciations_get_their_clock(self):
        petition = self._classified(
            {**TC, "contested_by": "commune_officer", "q_sent": "no", **QUIET},
            source="post",
        )
        codes = petition.deadline_ids._running().rule_id.mapped("code")
        self.assertIn("TC02", codes)
        self.assertEqual(petition.competent_unit_id, self.commune_a)

    def test_guided_once(self):
        earlier = self._classified(self.GUIDE)
        self._issue_of(earlier, 4100)
        self.assertEqual((earlier.state, earlier.outcome), ("handled", "guide"))
        again = self._letter()
        self.env["citizen.petition.link"].with_user(self.user_secretary).citizen_join(
            again.id, earlier.id, "matter", "cùng nội dung"
        )
        answers = {k: v for k, v in self.GUIDE.items() if k != "q_sent"}
        wizard = self._wizard(again, answers).save()
        self.assertEqual(wizard.rule_id.number, 26)
        wizard.is_direct = True
        wizard.direct_rule_id = self.env.ref("citizen_dialogue.citizen_outcome_rule_3")
        wizard.deviation_reason = "Người gửi hỏi lại"
        with self.assertRaisesRegex(UserError, "once"):
            wizard.action_confirm()
        # classified before the other one was guided: the paper is stopped
        third = self._classified(self.GUIDE)
        third.sudo()._write_protected({"matter_root_id": earlier.id})
        with self.assertRaisesRegex(UserError, "once"):
            self._issue_of(third, 4101)

    # ------------------------------------------------------------------
    # competence in doubt
    # ------------------------------------------------------------------
    def _doubtful(self):
        petition = self._letter(receipt_date="2025-09-01")
        wizard = self._wizard(petition, {**KN, "contested_by": "district_chair"}).save()
        return petition, wizard

    def test_the_leader_decides_a_competence_in_doubt(self):
        petition, wizard = self._doubtful()
        self.assertTrue(wizard.is_doubtful)
        self.assertIn("cấp huyện", wizard.competence_doubt.lower())
        with self.assertRaisesRegex(UserError, "leader"):
            wizard.action_confirm()
        wizard.action_ask_leader()
        self.assertEqual(petition.state, "registered")
        asked = petition.sudo().activity_ids.user_id
        self.assertIn(self.user_leader, asked)
        self.assertNotIn(self.user_secretary, asked)
        for user in (self.user_secretary, self.user_land, self.user_inspector):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                petition.with_user(user).citizen_decide_competence(
                    self.district.id, False, "x"
                )
        leader = petition.with_user(self.user_leader)
        with self.assertRaisesRegex(UserError, "one unit or one other body"):
            leader.citizen_decide_competence(False, " ", "x")
        with self.assertRaisesRegex(UserError, "reason"):
            leader.citizen_decide_competence(self.district.id, False, " ")
        with self.assertRaisesRegex(UserError, self.commune_a.name):
            # ended, and says who took over
            leader.citizen_decide_competence(self.old_commune.id, False, "x")
        action = leader.action_decide_competence()
        form = Form(
            self.env["citizen.competence.wizard"]
            .with_user(self.user_leader)
            .with_context(**action["context"])
        )
        form.unit_id = self.district
        form.reason = "Nội dung do huyện đang xử lý"
        form.save().action_decide()
        self.assertEqual(petition.competence_decided_by_id, self.user_leader)
        self.assertEqual(petition.competent_unit_id, self.district)
        form = self._form(petition)
        self.assertFalse(form.is_doubtful)
        self.assertEqual(form.q_decided, "none")
        for name, value in {"q_bar": "no", **QUIET}.items():
            setattr(form, name, value)
        form.save().action_confirm()
        self.assertEqual(petition.planned_outcome, "accept")
        self.assertTrue(petition.competence_doubt)

    def test_a_doubt_is_not_passed_over_by_deciding_directly(self):
        petition, wizard = self._doubtful()
        wizard.is_direct = True
        wizard.deviation_reason = "rõ thẩm quyền"
        for row in ("1", "2", "3"):
            wizard.direct_rule_id = self.env.ref(
                f"citizen_dialogue.citizen_outcome_rule_{row}"
            )
            wizard.outcome_basis = "Luật Khiếu nại"
            with self.subTest(row=row), self.assertRaisesRegex(UserError, "leader"):
                wizard.action_confirm()
        self.assertEqual(petition.state, "registered")

    def test_another_unit_concerned_is_another_doubt(self):
        petition, wizard = self._doubtful()
        wizard.action_ask_leader()
        petition.with_user(self.user_leader).citizen_decide_competence(
            self.district.id, False, "rõ"
        )
        form = self._form(petition)
        form.contested_unit_id = self.dept_land
        self.assertTrue(form.is_doubtful)

    def test_without_doubt_there_is_nothing_to_decide(self):
        petition = self._classified(self.ACCEPT)
        with self.assertRaisesRegex(UserError, "isn't in doubt"):
            petition.with_user(self.user_leader).citizen_decide_competence(
                self.district.id, False, "x"
            )

    # ------------------------------------------------------------------
    # deciding directly
    # ------------------------------------------------------------------
    def test_decided_directly_with_a_ground(self):
        petition = self._letter()
        form = self._form(petition)
        form.is_direct = True
        form.q_kind = "kn"
        form.direct_rule_id = self.env.ref("citizen_dialogue.citizen_outcome_rule_1")
        form.outcome_basis = "Luật Khiếu nại 02/2011/QH13, Điều 27"
        form.save().action_confirm()
        self.assertEqual(petition.planned_outcome, "accept")
        self.assertFalse(petition.deviation_reason)

    def test_a_deviation_is_recorded(self):
        petition = self._letter()
        form = self._wizard(petition, self.ACCEPT)
        form.is_direct = True
        form.direct_rule_id = self.env.ref("citizen_dialogue.citizen_outcome_rule_2")
        wizard = form.save()
        with self.assertRaisesRegex(UserError, "say why"):
            wizard.action_confirm()
        wizard.deviation_reason = "Thời hiệu đã hết theo hồ sơ lưu"
        wizard.action_confirm()
        self.assertEqual(petition.planned_outcome, "not_accept")
        self.assertEqual(petition.deviation_reason, "Thời hiệu đã hết theo hồ sơ lưu")
        log = " ".join(petition.message_ids.mapped("body"))
        self.assertIn("Thời hiệu đã hết", log)

    def test_no_ground_no_outcome(self):
        wizard = self._wizard(self._letter(), self.ACCEPT).save()
        wizard.outcome_basis = " "
        with self.assertRaisesRegex(UserError, "legal ground"):
            wizard.action_confirm()

    def test_a_row_of_another_time_is_refused(self):
        form = self._form(self._letter())
        form.is_direct = True
        form.q_kind = "kn_pa"
        wizard = form.save()
        wizard.direct_rule_id = self.env.ref("citizen_dialogue.citizen_outcome_rule_29")
        with self.assertRaisesRegex(UserError, "law of that date"):
            wizard.action_confirm()

    # ------------------------------------------------------------------
    # what issuing the paper makes happen
    # ------------------------------------------------------------------
    def test_the_paper_ends_the_petition(self):
        for place, row in enumerate(ROWS):
            number, vals, answers, outcome, code, _article = row
            if code in (False, "TT05_01", "CV_BS", "CV_HDT") or outcome == "transfer":
                continue
            with self.subTest(row=number, place=place):
                petition = self._classified(answers, **vals)
                document = self._issue_of(petition, 5000 + place)
                self.assertEqual(document.state, "issued")
                self.assertEqual(
                    (petition.state, petition.outcome), ("handled", outcome)
                )
                self.assertEqual(petition.handled_on, document.date_issued)
                self.assertFalse(petition.deadline_ids._running())
                self.assertEqual(bool(petition.kept_until), outcome == "file")

    def test_a_filed_petition_is_kept_for_a_year(self):
        petition = self._classified({**KN, "q_decided": "settled"})
        self._issue_of(petition, 4200)
        kept = petition.kept_until
        self.assertEqual(kept.year, petition.handled_on.year + 1)
        self.assertEqual(kept.month, petition.handled_on.month)

    def test_the_same_letter_is_joined_when_it_is_filed(self):
        petition = self._classified({"q_resent": "yes", "duplicate_of_id": True})
        self._issue_of(petition, 4300)
        self.assertEqual(petition.matter_root_id, self.first)
        self.assertEqual((petition.outcome, petition.case_count), ("file", 0))

    def test_the_proposal_opens_the_case(self):
        petition = self._classified(self.ACCEPT)
        self.assertFalse(petition.case_ids)
        self._issue_of(petition, 4400)
        self.assertEqual(petition.case_ids.state, "draft")
        self.assertEqual(petition.case_ids.contested_by, "district_chair")
        self.assertEqual(petition.state, "classified")

    def test_asked_to_complete_it_stays_open(self):
        petition = self._classified(
            {**KN, **OWN, "q_complete": "no", **CALM}, signatory_count=7
        )
        self._issue_of(petition, 4500)
        self.assertEqual(petition.state, "classified")
        self.assertTrue(petition.deadline_ids._running())
        form = self._form(petition)
        form.q_complete = "yes"
        form.q_bar = "no"
        form.q_harm = "no"
        wizard = form.save()
        self.assertEqual(wizard.rule_id.number, 1)
        wizard.action_confirm()
        self.assertEqual(petition.planned_outcome, "accept")

    def test_only_the_paper_of_the_outcome_ends_it(self):
        petition = self._classified(self.ACCEPT)
        documents = self.env["citizen.document"].with_user(self.user_secretary)
        document = documents._draft_for(petition, "KN_04", "not_accept")
        with self.assertRaisesRegex(UserError, "isn't the paper of what was decided"):
            self._issue({"res_id": document.id}, 4600)
        waiting = self._letter()
        document = documents._draft_for(waiting, "PDX_LD", "file")
        with self.assertRaisesRegex(UserError, "Classify the petition first"):
            self._issue({"res_id": document.id}, 4601)

    def test_the_answer_to_who_forwarded_it_meets_its_clock(self):
        petition = self._classified(
            {**TC, **OURS_TC, "q_conditions": "yes", **QUIET}, source="press"
        )
        clock = petition.deadline_ids.filtered(lambda d: d.rule_id.code == "TC03")
        self.assertFalse(clock.met_on)
        petition.action_draft_sides()
        answer = self._draft(petition).filtered(lambda d: d.type_id.code == "CV_KQBC")
        self._issue({"res_id": answer.id}, 4700)
        self.assertTrue(clock.met_on)
        self.assertEqual(petition.state, "classified")

    def test_a_paper_of_another_outcome_with_the_same_step(self):
        """To guide him elsewhere and to ask for more are both guidance."""
        petition = self._classified(
            {**KN, **OWN, "q_complete": "no", **CALM}, signatory_count=7
        )
        documents = self.env["citizen.document"].with_user(self.user_secretary)
        other = documents._draft_for(petition, "TT05_02", "guide")
        with self.assertRaisesRegex(UserError, "isn't the paper of what was decided"):
            self._issue({"res_id": other.id}, 4705)
        self.assertEqual(petition.state, "classified")

    def test_the_paper_of_a_transfer_is_that_of_the_row(self):
        petition = self._classified({**TC, **COURT, **QUIET}, kind="tc")
        self.assertEqual(petition.outcome_form, "CV_CD")
        self.assertEqual(petition._transfer_form(), "CV_CD")

    def test_who_forwarded_it_is_told_whatever_becomes_of_it(self):
        """Luật Tố cáo 2018 Điều 26 khoản 2."""
        unknown = {
            **NEW,
            "q_kind": "tc",
            "q_crime": "no",
            "q_known": "no",
            "q_verifiable": "no",
            "q_harm": "no",
        }
        petition = self._classified(unknown, source="press", source_body="Báo Thử")
        self._issue_of(petition, 4710)
        self.assertEqual(petition.outcome, "file")
        clocks = petition.deadline_ids
        clock = clocks.filtered(lambda d: d.rule_id.code == "TC03")
        self.assertFalse(clock.met_on)
        self.assertEqual(clocks._running(), clock)
        petition.action_draft_sides()
        answer = self._draft(petition).filtered(lambda d: d.type_id.code == "CV_KQBC")
        self._issue({"res_id": answer.id}, 4711)
        self.assertTrue(clock.met_on)
        # the paper of the outcome goes to him as well
        refused = {**TC, **OURS_TC, "q_conditions": "no", "q_harm": "no"}
        petition = self._classified(
            {**refused, "q_tense": "no", "ground_id": "TC29_D"},
            source="press",
            source_body="Báo Thử",
        )
        self._issue_of(petition, 4712)
        self.assertFalse(petition.deadline_ids._running())

    # ------------------------------------------------------------------
    # who may, and when
    # ------------------------------------------------------------------
    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_others_can_neither_open_nor_confirm_it(self):
        petition = self._letter()
        for user in (self.user_commune_b, self.user_inspector, self.user_land):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                petition.with_user(user).action_open_classify()
        wizards = self.env["citizen.classify.wizard"]
        with self.assertRaises(AccessError):
            wizards.with_user(self.user_commune_b).with_context(
                default_petition_id=petition.id
            ).default_get(["petition_id"])
        # filled in by who may, sent by who may not
        wizard = self._wizard(petition, self.ACCEPT).save()
        for user in (self.user_commune_b, self.user_land):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                wizard.sudo().with_user(user).sudo(False).action_confirm()
        self.assertEqual(petition.state, "registered")

    def test_a_handled_petition_is_not_classified_again(self):
        petition = self._classified({**KN, "q_decided": "settled"})
        wizard = self._wizard(petition, {}).save()
        self._issue_of(petition, 4800)
        for call in (
            petition.action_open_classify,
            wizard.action_confirm,
            petition.action_draft_outcome,
        ):
            with self.assertRaisesRegex(UserError, "can't become"):
                call()

    def test_nothing_is_drafted_before_it_is_classified(self):
        with self.assertRaisesRegex(UserError, "Classify the petition first"):
            self._letter().action_draft_outcome()

    def test_results_are_not_written_by_hand(self):
        petition = self._letter()
        for vals in (
            {"planned_outcome": "accept"},
            {"outcome_rule_id": self.env["citizen.outcome.rule"].search([])[0].id},
            {"competence_decided_by_id": self.user_leader.id},
            {"competent_body": "x"},
            {"classification": {"answers": {}}},
            {"deviation_reason": "x"},
            {"kept_until": OLD},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                petition.write(vals)

    # ------------------------------------------------------------------
    # cost
    # ------------------------------------------------------------------
    def test_opening_costs_the_same_however_many_there_are(self):
        first = self._letter(kind=False)
        self._queries(lambda: self._form(first))
        before = self._queries(lambda: self._form(first))
        for _letter in range(30):
            self._letter()
        self.assertLessEqual(self._queries(lambda: self._form(first)), before)

    def _queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.cr.sql_log_count - before
