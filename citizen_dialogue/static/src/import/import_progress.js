import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { Component, useEffect, useState } from "@odoo/owl";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";

const WAITING = ["checking", "queued", "running", "undoing"];
const FIELDS = ["state", "processed_count", "row_count", "created_count"];
const EVERY = 2000;
const VI = new Intl.NumberFormat("vi-VN");

/**
 * How far the work in the background is, without the page being loaded anew: asked every
 * two seconds while it goes on; when it has ended the form shows what came of it.
 */
export class ImportProgress extends Component {
    static template = "citizen_dialogue.ImportProgress";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ known: null });
        useEffect(
            (id, state) => {
                this.state.known = null;
                if (!id || !WAITING.includes(state)) {
                    return;
                }
                const watch = { ended: false };
                this.follow(id, watch);
                return () => {
                    watch.ended = true;
                    browser.clearTimeout(watch.timer);
                };
            },
            () => [this.props.record.resId, this.props.record.data.state]
        );
    }

    async follow(id, watch) {
        try {
            const [known] = await this.orm.silent.read(this.props.record.resModel, [id], FIELDS);
            if (watch.ended) {
                return;
            }
            if (!known || known.state !== this.props.record.data.state) {
                // another step, or the end: buttons and counts are others now
                await this.props.record.load();
                return;
            }
            this.state.known = known;
        } catch (error) {
            // the work goes on in the server; the page asks again when it is back
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
        if (!watch.ended) {
            watch.timer = browser.setTimeout(() => this.follow(id, watch), EVERY);
        }
    }

    get figures() {
        return this.state.known || this.props.record.data;
    }

    /** Of reading and of waiting nobody knows how far it is. */
    get isCounted() {
        return ["running", "undoing"].includes(this.figures.state);
    }

    get percent() {
        const { state, processed_count: done, row_count, created_count } = this.figures;
        const all = state === "undoing" ? created_count : row_count;
        return this.isCounted ? Math.min(99, Math.floor((100 * done) / Math.max(all, 1))) : 100;
    }

    get text() {
        const { state, processed_count, row_count, created_count } = this.figures;
        const done = VI.format(processed_count);
        return {
            checking: _t("Reading and checking about %s rows…", VI.format(row_count)),
            queued: _t("Waiting for its turn…"),
            running: _t("Row %(done)s of %(rows)s", { done, rows: VI.format(row_count) }),
            undoing: _t("Taken back: %(done)s of %(rows)s", {
                done,
                rows: VI.format(created_count),
            }),
        }[state];
    }
}

registry.category("fields").add("citizen_import_progress", {
    component: ImportProgress,
    supportedTypes: ["integer"],
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "processed_count", type: "integer" },
        { name: "row_count", type: "integer" },
        { name: "created_count", type: "integer" },
    ],
});
