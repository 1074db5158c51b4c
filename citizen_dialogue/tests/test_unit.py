from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged, users

from .common import CitizenCase


@tagged("post_install", "-at_install")
class TestUnit(CitizenCase):
    """The tree, its people and what follows for them."""

    def test_reach_of_an_officer_is_his_unit_and_its_predecessors(self):
        user = self.user_commune_a
        self.assertEqual(user.citizen_reach_ids, self.commune_a | self.old_commune)
        self.assertEqual(user.citizen_write_ids, self.commune_a | self.old_commune)

    def test_reach_of_a_leader_is_all_below(self):
        reach = self.user_leader.citizen_reach_ids
        self.assertIn(self.commune_b, reach)
        self.assertIn(self.board, reach)
        self.assertNotIn(self.province, reach)

    def test_inspector_handles_nothing(self):
        self.assertIn(self.commune_b, self.user_inspector.citizen_reach_ids)
        self.assertFalse(self.user_inspector.citizen_write_ids)

    def test_business_administrator_reaches_no_unit(self):
        self.assertFalse(self.user_admin.citizen_reach_ids)

    def test_groups_follow_memberships(self):
        group = "citizen_dialogue.citizen_dialogue_group_head"
        user = self.user_land_head
        self.assertTrue(user.has_group(group))
        membership = user.citizen_membership_ids
        membership.date_to = date.today() - timedelta(days=2)
        self.assertFalse(user.has_group(group))
        self.assertFalse(user.citizen_reach_ids)
        self.assertFalse(user.citizen_unit_id)

    def test_two_hats(self):
        user = self.user_land
        self._post(user, self.dept_finance)
        self.assertEqual(user.citizen_reach_ids, self.dept_land | self.dept_finance)
        user.with_user(user).citizen_switch_unit(self.dept_finance.id)
        self.assertEqual(user.citizen_unit_id, self.dept_finance)
        with self.assertRaises(ValidationError):
            user.with_user(user).citizen_switch_unit(self.commune_b.id)

    def test_moving_an_officer_changes_what_he_sees_at_once(self):
        """Rule domains are cached per user; the cache must go with his post."""
        user = self.user_commune_b
        before = user.with_user(user).citizen_reach_ids
        user.citizen_membership_ids.unit_id = self.commune_c
        self.assertEqual(before, self.commune_b)
        self.assertEqual(user.citizen_reach_ids, self.commune_c)
        self.assertEqual(user.citizen_unit_id, self.commune_c)

    def test_moving_a_unit_changes_the_reach_of_both_sides(self):
        other = self._unit("UBND huyện Khác", "district", self.province)
        head = self._officer("t_khac", other, "leader", "chair")
        self.assertNotIn(self.commune_c, head.citizen_reach_ids)
        self.commune_c.parent_id = other
        self.assertIn(self.commune_c, head.citizen_reach_ids)
        self.assertNotIn(self.commune_c, self.user_leader.citizen_reach_ids)

    def test_a_merged_commune_keeps_the_files_of_what_it_came_from(self):
        self.assertNotIn(self.commune_c, self.user_commune_b.citizen_reach_ids)
        self.commune_b.predecessor_ids = [Command.link(self.commune_c.id)]
        self.assertIn(self.commune_c, self.user_commune_b.citizen_reach_ids)

    def test_moving_a_unit_costs_the_same_whatever_lies_below(self):
        counts = []
        other = self._unit("UBND huyện Khác", "district", self.province)
        small = self._unit("Nhỏ", "department", self.district)
        big = self._unit("Lớn", "department", self.district)
        for number in range(40):
            self._unit(f"Tổ {number}", "other", big)
        for unit in (small, big):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            unit.parent_id = other
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 6, counts)

    @users("t_quantri")
    def test_business_administrator_appoints_but_no_custodian(self):
        vals = {
            "user_id": self.user_finance.id,
            "unit_id": self.dept_land.id,
            "role": "officer",
        }
        self.env["citizen.membership"].create(vals)
        self.assertIn(self.dept_land, self.user_finance.citizen_reach_ids)
        with self.assertRaises(AccessError):
            self.env["citizen.membership"].create({**vals, "role": "custodian"})

    @users("t_chutich")
    def test_leader_appoints_the_custodian_and_nobody_else(self):
        vals = {"user_id": self.user_finance.id, "unit_id": self.district.id}
        self.env["citizen.membership"].create({**vals, "role": "custodian"})
        with self.assertRaises(AccessError):
            self.env["citizen.membership"].create({**vals, "role": "leader"})

    @users("t_thuky")
    def test_officers_change_neither_tree_nor_posts(self):
        with self.assertRaises(AccessError):
            self.dept_land.with_user(self.env.user).name = "X"
        with self.assertRaises(AccessError):
            self.env["citizen.membership"].create(
                {"user_id": self.env.uid, "unit_id": self.district.id, "role": "leader"}
            )
        with self.assertRaises(AccessError):
            self.env.user.with_user(self.env.user).write(
                {"citizen_reach_ids": [Command.set(self.province.ids)]}
            )

    def test_units_and_posts_are_ended_not_deleted(self):
        with self.assertRaises(UserError):
            self.dept_land.unlink()
        with self.assertRaises(UserError):
            self.user_land.citizen_membership_ids.unlink()

    def test_no_cycles(self):
        with self.assertRaises(UserError):
            self.district.parent_id = self.commune_a
        with self.assertRaises(ValidationError):
            self.old_commune.predecessor_ids = self.commune_a

    def test_authority_is_the_nearest_committee(self):
        self.assertEqual(self.board.authority_id, self.district)
        self.assertEqual(self.commune_a.authority_id, self.commune_a)

    def test_current_units_exclude_the_ended_ones(self):
        current = self.env["citizen.unit"].search([("is_current", "=", True)])
        self.assertIn(self.commune_a, current)
        self.assertNotIn(self.old_commune, current)
        ended = self.env["citizen.unit"].search([("is_current", "=", False)])
        self.assertIn(self.old_commune, ended)
