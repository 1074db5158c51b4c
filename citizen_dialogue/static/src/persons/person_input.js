import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Name or number of papers of the first person. Persons known from earlier are
 * proposed while it is typed; choosing one fills the other fields.
 */
export class PersonInput extends Component {
    static template = "citizen_dialogue.PersonInput";
    static components = { AutoComplete };
    static props = { ...standardFieldProps, placeholder: { type: String, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.typed = null;
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get sources() {
        return [{ options: (typed) => this.propose(typed) }];
    }

    async propose(typed) {
        if (!typed || typed.trim().length < 3) {
            return [];
        }
        const people = await this.orm.silent.call("citizen.petitioner", "citizen_propose", [typed]);
        return people.map((person) => ({
            label: person.label,
            onSelect: () => this.choose(person.values),
        }));
    }

    async choose(values) {
        this.typed = null;
        const changes = {};
        for (const [name, value] of Object.entries(values)) {
            const field = `sender_${name}`;
            if (field in this.props.record.activeFields) {
                changes[field] = value;
            }
        }
        await this.props.record.update(changes);
    }

    onInput({ inputValue }) {
        this.typed = inputValue;
    }

    async onChange({ inputValue }) {
        await this.keep(inputValue);
    }

    async onBlur() {
        await this.keep(this.typed);
    }

    async keep(typed) {
        if (typed !== null && typed !== undefined && typed !== this.value) {
            this.typed = null;
            await this.props.record.update({ [this.props.name]: typed });
        }
    }
}

registry.category("fields").add("citizen_person", {
    component: PersonInput,
    supportedTypes: ["char"],
    extractProps: ({ attrs, placeholder }) => ({ placeholder: placeholder || attrs.placeholder }),
});
