import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";

/** Tables of a report: every number opens exactly the records it counts. */
export class Figures extends Component {
    static template = "citizen_dialogue.Figures";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get tables() {
        return this.props.record.data[this.props.name]?.tables || [];
    }

    /** A column of numbers has its head above them. */
    isNumber(table, index) {
        return table.rows.some((row) => typeof row[index].t === "number");
    }

    isLink(cell) {
        return cell.ids && cell.ids.length;
    }

    open(cell, table, index) {
        const single = cell.ids.length === 1 && typeof cell.t !== "number";
        this.action.doAction({
            type: "ir.actions.act_window",
            name: `${table.title}: ${table.head[index]}`,
            res_model: cell.m,
            ...(single
                ? { res_id: cell.ids[0], views: [[false, "form"]] }
                : {
                      views: [
                          [false, this.env.isSmall ? "kanban" : "list"],
                          [false, "form"],
                      ],
                      domain: [["id", "in", cell.ids]],
                  }),
        });
    }
}

registry.category("fields").add("citizen_figures", {
    component: Figures,
    supportedTypes: ["json"],
});
