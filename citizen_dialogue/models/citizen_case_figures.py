from odoo import fields, models


class CitizenCaseFigures(models.AbstractModel):
    """What a decision or conclusion orders and what of it has been carried out, as the
    statutory reports ask for it (domain/law.md Annex A, 01–04/KQGQ).

    Money in dong, land in square metres. ``due_*`` is what the decision says,
    ``done_*`` what has been carried out.
    """

    _name = "citizen.case.figures"
    _description = "Figures of a Decision"

    due_state_money = fields.Float(string="To Recover: Money (dong)", digits=(18, 0))
    due_state_land = fields.Float(string="To Recover: Land (m²)", digits=(14, 1))
    due_org_count = fields.Integer(string="Organisations to Get Back")
    due_org_money = fields.Float(
        string="To Organisations: Money (dong)", digits=(18, 0)
    )
    due_org_land = fields.Float(string="To Organisations: Land (m²)", digits=(14, 1))
    due_person_count = fields.Integer(string="Individuals to Get Back")
    due_person_money = fields.Float(
        string="To Individuals: Money (dong)", digits=(18, 0)
    )
    due_person_land = fields.Float(string="To Individuals: Land (m²)", digits=(14, 1))
    due_admin_orgs = fields.Integer(string="Organisations to Be Dealt with")
    due_admin_persons = fields.Integer(string="Persons to Be Disciplined")
    due_admin_officials = fields.Integer(string="Of Them Officials (to Be Disciplined)")
    police_cases = fields.Integer(string="Matters Handed to Investigation")
    police_persons = fields.Integer(string="Persons Handed to Investigation")
    police_officials = fields.Integer(string="Of Them Officials (Investigation)")
    done_state_money = fields.Float(string="Recovered: Money (dong)", digits=(18, 0))
    done_state_land = fields.Float(string="Recovered: Land (m²)", digits=(14, 1))
    done_org_count = fields.Integer(string="Organisations That Got Back")
    done_org_money = fields.Float(
        string="Given to Organisations: Money (dong)", digits=(18, 0)
    )
    done_org_land = fields.Float(
        string="Given to Organisations: Land (m²)", digits=(14, 1)
    )
    done_person_count = fields.Integer(string="Individuals Who Got Back")
    done_person_money = fields.Float(
        string="Given to Individuals: Money (dong)", digits=(18, 0)
    )
    done_person_land = fields.Float(
        string="Given to Individuals: Land (m²)", digits=(14, 1)
    )
    done_admin_orgs = fields.Integer(string="Organisations Dealt with")
    done_admin_persons = fields.Integer(string="Persons Disciplined")
    done_admin_officials = fields.Integer(string="Of Them Officials (Disciplined)")
    court_cases = fields.Integer(string="Matters Prosecuted")
    court_persons = fields.Integer(string="Persons Prosecuted")
    court_officials = fields.Integer(string="Of Them Officials (Prosecuted)")
