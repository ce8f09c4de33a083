"""Who came in by the office's OpenID provider and signs out on a page of ours is out there too."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser
from pydantic import SecretStr

from api.access.provider import Provider
from api.databases import Databases
from tests.api.door.provider import CLIENT, SECRET, providing
from tests.people import planner_lin
from tests.web.conftest import installed, serving


def test_the_pages_own_button_leads_to_the_provider(
    browser: Browser, new_database: Callable[[], AbstractContextManager[Databases]], tmp_path: Path, pages: None
) -> None:
    with installed(new_database, tmp_path, [planner_lin]) as office, serving(office) as address, providing() as provider:
        provider.more = {"preferred_username": planner_lin.account}
        provider.discovery = {"end_session_endpoint": f"{provider.issuer}/end"}
        named = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SecretStr(SECRET)}
        office.settings = office.settings.model_copy(update=named | {"public_url": address, "oidc_claim": "preferred_username"})
        office.provider = Provider(provider.issuer)
        with browser.new_context(locale="zh-CN") as context, context.new_page() as page:
            page.goto(f"{address}/api/oidc/start?return_to=/plan")
            page.get_by_role("button", name="退出", exact=True).click()
            page.wait_for_url(f"{provider.issuer}/end?**")
            asked = parse_qs(urlsplit(page.url).query)
            assert (asked["post_logout_redirect_uri"], asked["client_id"]) == ([f"{address}/"], [CLIENT])
            assert page.request.get(f"{address}/api/session").json()["role"] == "public"
