import { _t } from "@web/core/l10n/translation";
import { Record } from "@web/model/relational_model/record";
import { RelationalModel } from "@web/model/relational_model/relational_model";

/**
 * Sends the revision of the long texts back with them, so that the server refuses a
 * text written on an older one (two clerks, a form open since yesterday).
 *
 * Here and not in a controller's hook, because the page that is closed in a hurry and
 * the lines edited inside a form (opinions of a session) don't pass by that hook.
 */
export class CitizenRecord extends Record {
    _getChanges(...args) {
        const changes = super._getChanges(...args);
        if (this.resId && "revision" in this.activeFields) {
            const isLong = (name) => ["text", "html"].includes(this.fields[name]?.type);
            if (Object.keys(changes).some(isLong)) {
                changes.revision = this._values.revision;
            }
        }
        return changes;
    }

    /** In Vietnamese too: Odoo's own translation lacks it. */
    _displayInvalidFieldNotification() {
        return this.model.notification.add(_t("Missing required fields"), { type: "danger" });
    }
}

export class CitizenModel extends RelationalModel {
    static Record = CitizenRecord;
}
