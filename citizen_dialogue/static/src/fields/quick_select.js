import { registry } from "@web/core/registry";
import { SelectionField, selectionField } from "@web/views/fields/selection/selection_field";

/**
 * The browser's own list of choices. Odoo's menu swallows the first letters of a fast
 * typist and its Enter; in the hall a letter must choose and Enter must go on.
 */
export class QuickSelectField extends SelectionField {
    static template = "citizen_dialogue.QuickSelect";

    select(ev) {
        this.onChange(ev.target.value || null);
    }
}

registry.category("fields").add("citizen_quick_select", {
    ...selectionField,
    component: QuickSelectField,
});
