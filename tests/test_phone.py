"""The phone: installable, opens on «Việc của tôi», pushes say nothing."""

import json

from conftest import Client


def test_manifest_has_our_name_and_icon(server):
    client = Client(server, "canbo_xa")
    headers, body = client.get(
        "/web/manifest.scoped_app_manifest?app_id=citizen_dialogue&path=%2Fscoped_app"
        "%2Ftasks"
    )
    manifest = json.loads(body)
    assert manifest["name"] == "Việc của tôi"
    assert manifest["display"] == "standalone"
    assert manifest["start_url"] == "/scoped_app/tasks"
    headers, icon = client.get(manifest["icons"][0]["src"])
    assert headers["Content-Type"] == "image/png"
    assert icon.startswith(b"\x89PNG")


def test_start_page_and_service_worker(server, page_of):
    page = page_of("canbo_xa", 390, 844, is_mobile=True, has_touch=True)
    # the web client registers Odoo's worker, which shows a page of its own offline
    page.wait_for_function(
        """async () => (await navigator.serviceWorker.getRegistrations())
            .some((r) => r.active && r.active.scriptURL.includes("service-worker"))"""
    )
    page.goto(f"{server.url}/scoped_app/tasks")
    page.wait_for_selector(".o_kanban_view")
    assert "Việc của tôi" in page.inner_text("body")
    page.goto(
        f"{server.url}/scoped_app?app_id=citizen_dialogue&path=scoped_app%2Ftasks"
    )
    link = page.locator("link[rel=manifest]").get_attribute("href")
    assert "citizen_dialogue" in link
    session = page.context.new_cdp_session(page)
    answer = session.send("Page.getAppManifest")
    assert json.loads(answer["data"])["name"] == "Việc của tôi"
    assert answer["errors"] == []
