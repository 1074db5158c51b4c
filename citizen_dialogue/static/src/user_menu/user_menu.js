import { _t } from "@web/core/l10n/translation";
import { markup } from "@odoo/owl";
import { registry } from "@web/core/registry";
import "@web/webclient/user_menu/user_menu_items";

const menu = registry.category("user_menuitems");

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

menu.add("install_pwa", installItem, { force: true });

// an account with a vendor, his help pages and who is online: nothing for an office
for (const key of ["odoo_account", "support", "im_status"]) {
    menu.remove(key);
}

/** Odoo leaves these two without Vietnamese. */
function reworded(key, description) {
    const item = menu.get(key);
    menu.add(key, (env) => ({ ...item(env), description: description() }), { force: true });
}

reworded("preferences", () => _t("My Preferences"));
reworded("shortcuts", () => {
    const label = _t("Shortcuts");
    return markup`
        <div class="d-flex align-items-center justify-content-between p-0 w-100">
            <span>${label}</span>
            <span class="fw-bold">CTRL+K</span>
        </div>`;
});
