import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Which sheet of the file is read; choosing another one reads it at once. */
export class SheetChoice extends Component {
    static template = "citizen_dialogue.SheetChoice";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get sheets() {
        return (this.props.record.data.sheet_names || "").split(" / ").filter(Boolean);
    }

    async choose(ev) {
        const { name, record } = this.props;
        await record.update({ [name]: ev.target.value }, { save: true });
        // headings and first rows are those of the other sheet now, also of a form that
        // was still loading when it was chosen
        await record.model.load();
    }
}

registry.category("fields").add("citizen_sheet", {
    component: SheetChoice,
    supportedTypes: ["char"],
    fieldDependencies: [{ name: "sheet_names", type: "char" }],
});
