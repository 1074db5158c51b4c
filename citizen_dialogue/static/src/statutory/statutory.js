import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const VI = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 3 });
// changes shown before “all”
const FIRST_CHANGES = 20;

/**
 * Tables of a statutory report, one at a time: every number and total opens exactly the
 * records it counts, every column says what it counts.
 */
export class Statutory extends Component {
    static template = "citizen_dialogue.Statutory";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            code: false,
            table: null,
            overview: null,
            meaning: null,
            allChanges: false,
        });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((next) => {
            const changed =
                next.record.resId !== this.props.record.resId ||
                next.record.data.write_date !== this.props.record.data.write_date ||
                next.record.data[next.name] !== this.props.record.data[this.props.name];
            return changed ? this.load(next) : undefined;
        });
    }

    get tables() {
        return this.props.record.data[this.props.name]?.tables || [];
    }

    get changes() {
        const changes = this.state.overview?.changes || [];
        return this.state.allChanges ? changes : changes.slice(0, FIRST_CHANGES);
    }

    call(method, ...args) {
        return this.orm.call("citizen.report", method, [[this.props.record.resId], ...args]);
    }

    async load(props) {
        const tables = props.record.data[props.name]?.tables || [];
        if (!props.record.resId || !tables.length) {
            return;
        }
        const codes = tables.map((table) => table.code);
        const code = codes.includes(this.state.code) ? this.state.code : codes[0];
        const id = [props.record.resId];
        // the table first: what does not balance is counted from all of them
        this.state.code = code;
        this.state.meaning = null;
        this.state.table = await this.orm.call("citizen.report", "get_statutory_table", [id, code]);
        this.orm.call("citizen.report", "get_statutory_checks", [id]).then((overview) => {
            this.state.overview = overview;
        });
    }

    async choose(ev) {
        this.state.code = ev.target.value;
        this.state.meaning = null;
        this.state.table = await this.call("get_statutory_table", this.state.code);
    }

    explain(column) {
        this.state.meaning = this.state.meaning === column ? null : column;
    }

    /** A printed formula breaks between its terms, never inside a number. */
    terms(printed) {
        return printed.split(/(?=[=+])/);
    }

    written(value) {
        return VI.format(value);
    }

    async open(column, row) {
        const action = await this.call("action_open_cell", this.state.code, column.number, row);
        return this.action.doAction(action);
    }

    /** One listener for the whole table: a province has tens of thousands of cells. */
    onCell(ev) {
        const button = ev.target.closest("button[data-column]");
        if (!button) {
            return;
        }
        const column = this.state.table.columns[Number(button.dataset.column)];
        const row = button.dataset.row === "" ? null : Number(button.dataset.row);
        return this.open(column, row);
    }

    async openRecords(found, title) {
        const action = await this.call("action_open_records", found.model, found.ids, title);
        return this.action.doAction(action);
    }
}

registry.category("fields").add("citizen_statutory", {
    component: Statutory,
    supportedTypes: ["json"],
});
