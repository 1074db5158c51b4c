import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Puts "My Work" on the home screen of a phone, with our icon. */
function installItem(env) {
    return {
        type: "item",
        id: "install_pwa",
        description: _t("Install on the Phone"),
        callback: () =>
            window.open(
                "/scoped_app?app_id=citizen_dialogue&path=" +
                    encodeURIComponent("scoped_app/tasks")
            ),
        show: () => !env.services.pwa.isScopedApp,
        sequence: 65,
    };
}

registry.category("user_menuitems").add("install_pwa", installItem, { force: true });
