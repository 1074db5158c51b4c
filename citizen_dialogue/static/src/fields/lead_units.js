import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Units of a clause as the document names them: the group, or one by one. */
export class LeadUnitsField extends Component {
    static template = "citizen_dialogue.LeadUnits";
    static props = { ...standardFieldProps };

    get text() {
        const { data } = this.props.record;
        const units = data[this.props.name].records;
        return data.lead_group_label && units.length > 1
            ? `${data.lead_group_label} (${units.length})`
            : this.names;
    }

    get names() {
        return this.props.record.data[this.props.name].records
            .map((unit) => unit.data.display_name)
            .join(", ");
    }
}

registry.category("fields").add("citizen_lead_units", {
    component: LeadUnitsField,
    supportedTypes: ["many2many"],
    relatedFields: [{ name: "display_name", type: "char" }],
    fieldDependencies: [{ name: "lead_group_label", type: "char" }],
});
