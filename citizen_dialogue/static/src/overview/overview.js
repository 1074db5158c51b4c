import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";

/** The first screen: every number opens exactly the records it counts. */
export class Overview extends Component {
    static template = "citizen_dialogue.Overview";
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ figures: null, trend: null });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.figures = await this.orm.call("citizen.overview", "figures", []);
    }

    get words() {
        return this.state.figures.words;
    }

    /** The series that was chosen, the first at the start. */
    get trend() {
        const { trends } = this.state.figures;
        return trends.find((one) => one.key === this.state.trend) || trends[0];
    }

    /** What is shown with its ways out above needs no line of its own. */
    get todo() {
        const { obstacles, todo } = this.state.figures;
        return todo.filter((item) => item.key !== "obstacle" || item.count > obstacles.length);
    }

    /** Open the list of an action with the domain that was counted. */
    async open(counter, label) {
        const action = await this.action.loadAction(counter.action);
        return this.action.doAction({
            ...action,
            name: label || counter.label,
            display_name: label || counter.label,
            domain: counter.domain,
            context: {},
            // the one of the action is added anew
            views: action.views.filter(([, type]) => type !== "search"),
        });
    }

    openCell(row, column) {
        return this.open(
            { ...column, domain: [...column.domain, [column.field, "in", row.ids]] },
            `${row.name}: ${column.label}`
        );
    }

    openMonth(cell) {
        const { trend } = this;
        return this.open(
            { ...trend, domain: [...trend.domain, ...cell.domain] },
            `${trend.label}: ${cell.label}`
        );
    }

    openAction(xmlid) {
        return this.action.doAction(xmlid);
    }

    openRecord(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    /** A button of the record, pressed from here. */
    press(resModel, name, resId) {
        return this.action.doActionButton({
            type: "object",
            name,
            resModel,
            resId,
            onClose: () => this.load(),
        });
    }

    width(cell) {
        return `width: ${Math.round((100 * cell.count) / this.trend.most)}%`;
    }
}

registry.category("actions").add("citizen_overview", Overview);
