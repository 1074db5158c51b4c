import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";
import { registry } from "@web/core/registry";

/** A number still to be typed from the agency's book: empty, not "0". */
export class BookNumberField extends IntegerField {
    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

registry.category("fields").add("citizen_book_number", {
    ...integerField,
    component: BookNumberField,
});
