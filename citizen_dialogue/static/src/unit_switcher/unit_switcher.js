import { Component, onMounted, onWillUnmount } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { useService } from "@web/core/utils/hooks";

/** The unit in whose name the user works now, at the top of every screen. */
export class UnitSwitcher extends Component {
    static template = "citizen_dialogue.UnitSwitcher";
    static components = { Dropdown, DropdownItem };
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.units = session.citizen_units.units;
        this.current = this.units.find((unit) => unit.id === session.citizen_units.current);
        // the menu makes room when the window changes only, not when the counters beside
        // this arrive
        const grown = new ResizeObserver(() => window.dispatchEvent(new Event("resize")));
        onMounted(() => grown.observe(document.querySelector(".o_menu_systray")));
        onWillUnmount(() => grown.disconnect());
    }

    async switchTo(unit) {
        if (unit.id !== this.current?.id) {
            await this.orm.call("res.users", "citizen_switch_unit", [unit.id]);
            // what may be seen and the defaults of every form change with the unit
            window.location.reload();
        }
    }
}

if (session.citizen_units?.units.length) {
    registry
        .category("systray")
        .add("citizen_dialogue.unit_switcher", { Component: UnitSwitcher }, { sequence: 90 });
}
