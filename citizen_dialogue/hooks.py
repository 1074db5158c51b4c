"""The database of this product speaks Vietnamese and lives in Vietnamese time."""


def pre_init_hook(env):
    """Activate Vietnamese before the module's own terms are loaded, and make it the
    language of everybody."""
    lang = env["res.lang"]._activate_lang("vi_VN")
    installer = env["base.language.install"].create(
        {"lang_ids": lang.ids, "overwrite": False}
    )
    installer.lang_install()
    lang.write({"date_format": "%d/%m/%Y", "week_start": "1"})
    env["ir.default"].set("res.partner", "lang", "vi_VN")
    env["ir.default"].set("res.partner", "tz", "Asia/Ho_Chi_Minh")
    partners = env["res.users"].with_context(active_test=False).search([]).partner_id
    partners.write({"lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"})
