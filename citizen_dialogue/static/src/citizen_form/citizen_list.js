import { listView } from "@web/views/list/list_view";
import { registry } from "@web/core/registry";

/** A list whose lines hold long texts: each goes back with its revision. */
export class CitizenListController extends listView.Controller {
    async onWillSaveRecord(record, changes) {
        if (record.resId && "revision" in record.fields) {
            const long = Object.keys(changes).some((name) =>
                ["text", "html"].includes(record.fields[name]?.type)
            );
            if (long) {
                changes.revision = record.data.revision;
            }
        }
        return super.onWillSaveRecord?.(record, changes);
    }
}

registry.category("views").add("citizen_list", {
    ...listView,
    Controller: CitizenListController,
});
