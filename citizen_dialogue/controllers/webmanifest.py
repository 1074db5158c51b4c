from odoo.addons.web.controllers import webmanifest

APP = "citizen_dialogue"
ICON = f"/{APP}/static/description/icon.png"


class WebManifest(webmanifest.WebManifest):
    """The app on the home screen of a phone: our name and icon."""

    def _get_scoped_app_name(self, app_id):
        if app_id == APP:
            return "Việc của tôi"
        return super()._get_scoped_app_name(app_id)

    def _get_scoped_app_icons(self, app_id):
        if app_id == APP:
            return [{"src": ICON, "sizes": "512x512", "type": "image/png"}]
        return super()._get_scoped_app_icons(app_id)
