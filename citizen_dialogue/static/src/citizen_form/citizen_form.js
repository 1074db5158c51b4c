import { formView } from "@web/views/form/form_view";
import { registry } from "@web/core/registry";

/**
 * Sends the revision of the long texts back with them, so that the server refuses a
 * text that was written on an older one (two clerks, a form open since yesterday).
 */
export class CitizenFormController extends formView.Controller {
    async onWillSaveRecord(record, changes) {
        if (record.resId && "revision" in record.fields) {
            const long = Object.keys(changes).some((name) =>
                ["text", "html"].includes(record.fields[name]?.type)
            );
            if (long) {
                changes.revision = record.data.revision;
            }
            addLineRevisions(record, changes);
        }
        return super.onWillSaveRecord(record, changes);
    }
}

/** The same for lines edited inside the form (opinions of a session). */
function addLineRevisions(record, changes) {
    for (const [name, commands] of Object.entries(changes)) {
        if (record.fields[name]?.type !== "one2many" || !Array.isArray(commands)) {
            continue;
        }
        for (const command of commands) {
            const line = record.data[name].records.find((item) => item.resId === command[1]);
            if (command[0] !== 1 || !line || !("revision" in line.fields)) {
                continue;
            }
            command[2].revision = line.data.revision;
        }
    }
}

registry.category("views").add("citizen_form", {
    ...formView,
    Controller: CitizenFormController,
});
