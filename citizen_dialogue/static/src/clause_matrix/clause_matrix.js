import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";

const BADGES = {
    assigned: "text-bg-secondary",
    accepted: "text-bg-info",
    reported: "text-bg-warning",
    verified: "text-bg-success",
};

/** Unit × status of one clause: the group stays together, a click opens the task. */
export class ClauseMatrix extends Component {
    static template = "citizen_dialogue.ClauseMatrix";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    badge(row) {
        return row.late ? "text-bg-danger" : BADGES[row.state] || "text-bg-light";
    }

    onKeydown(ev, row) {
        if (ev.key === "Enter") {
            this.open(row);
        }
    }

    open(row) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "citizen.task",
            res_id: row.task_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("clause_matrix", {
    component: ClauseMatrix,
    supportedTypes: ["json"],
});
