import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Petitions that may be the same letter, person or matter, while the clerk types. */
export class Duplicates extends Component {
    static template = "citizen_dialogue.Duplicates";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    async compare(row) {
        const record = this.props.record;
        await this.action.doAction("citizen_dialogue.citizen_join_wizard_action", {
            additionalContext: {
                citizen_petition_id:
                    record.resModel === "citizen.petition" && record.resId ? record.resId : false,
                citizen_other_id: row.id,
            },
            onClose: () => record.resId && record.load(),
        });
    }
}

registry.category("fields").add("citizen_duplicates", {
    component: Duplicates,
    supportedTypes: ["json"],
});
