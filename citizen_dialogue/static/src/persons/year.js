import { integerField, IntegerField } from "@web/views/fields/integer/integer_field";
import { registry } from "@web/core/registry";

/** A year: without thousands separator, and empty when nobody knows it. */
export class YearField extends IntegerField {
    get formattedValue() {
        return this.value ? String(this.value) : "";
    }
}

registry.category("fields").add("citizen_year", { ...integerField, component: YearField });
