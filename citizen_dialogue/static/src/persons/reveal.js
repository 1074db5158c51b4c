import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";

/** Shows what the vault has opened, once. Nothing is kept when the dialog closes. */
export class Reveal extends Component {
    static template = "citizen_dialogue.Reveal";
    static props = ["*"];

    get people() {
        return this.props.action.params?.people || [];
    }
}

registry.category("actions").add("citizen_reveal", Reveal);
