from . import (
    citizen_appointment_wizard,
    citizen_clause_units_wizard,
    citizen_deadline_wizard,
    citizen_dossier_wizard,
    citizen_join_wizard,
    citizen_obstacle_wizard,
    citizen_plan_wizard,
    citizen_reason_wizard,
    citizen_reveal_wizard,
    citizen_split_wizard,
    citizen_task_report_wizard,
)
