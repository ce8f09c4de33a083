"""What every answer tells the browser, pages, files, refusals and failures alike; what is asked before a body is read; whose word counts
for where a call comes from."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access.shields import HEADERS
from api.app import create_app
from tests.api.conftest import Site
from tests.api.door.conftest import calling_from, refused
from tests.api.test_walls import OPEN, ROUTES
from tests.api.walls import SOMETHING, TABLE
from tests.people import PASSWORD, desk_chen, planner_lin

FORM = b"--x\r\nContent-Disposition: form-data; name=file; filename=a.shp\r\n\r\nx"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
PATHS = sorted({name.split(" ")[1] for name in ROUTES})


def url(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: SOMETHING[found[1]], path)


def assert_shielded(answer: Any, *, private: bool = False) -> None:
    for name in HEADERS:
        assert name in answer.headers, (answer.request.url, name)
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy.replace("style-src 'self' 'unsafe-inline'", "")
    assert ("strict-transport-security" in answer.headers) == private
    assert "server" not in answer.headers and "x-powered-by" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("PUT", "/healthz", 405),
        ("GET", "/healthz?a=%00", 422),
        ("GET", "/static-offline-docs/swagger-ui.css", 200),
        ("GET", "/static-offline-docs/nothing", 404),
        ("GET", "/static-offline-docs/../../../../etc/passwd", 404),
        ("GET", "/assets/nothing.js", 404),
        ("GET", "/docs", 200),
        ("GET", "/docs/start.js", 200),
    ],
)
def test_so_do_errors_and_files(site: Site, method: str, path: str, status: int) -> None:
    answer = site.client.request(method, path)
    assert answer.status_code == status
    assert_shielded(answer)


def test_so_does_a_failure_nobody_foresaw(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.state.generate_latest", lambda *_: 1 / 0)
    answer = site.client.get("/metrics")
    assert refused(answer) == (500, "http.500")
    assert_shielded(answer)


def test_over_tls_the_browser_is_told_to_stay_with_it(site: Site) -> None:
    secure = TestClient(site.client.app, base_url="https://minqing.example")
    for path in ("/healthz", "/nothing", "/docs", "/static-offline-docs/swagger-ui.css"):
        assert_shielded(secure.get(path), private=True)


def test_what_is_read_with_a_session_is_kept_by_nobody(site: Site) -> None:
    chen = site.as_(desk_chen)
    for path in ("/api/session", "/api/sessions", "/api/communities"):
        assert chen.get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", METHODS)
def test_nobody_gets_past_the_door_by_any_method(site: Site, method: str) -> None:
    """Every path by every method: one that it does not know is refused as such, one it knows asks who calls, before it tells what is there.

    Each answer stands behind its shields.
    """
    let_in = {name for name in ROUTES if name in OPEN or "public" in TABLE[name]}
    wrong = {}
    for path in PATHS:
        answer = site.client.request(method, url(path))
        assert_shielded(answer)
        if f"{method.replace('HEAD', 'GET')} {path}" not in let_in and answer.status_code not in (401, 405):
            wrong[path] = answer.status_code
    assert wrong == {}


def test_where_the_public_may_write_says_its_address(site: Site) -> None:
    writing = {name for name in ROUTES if not name.startswith("GET ") and (name in OPEN or "public" in TABLE[name])}
    inside = {name for name in writing if not name.split(" ")[1].startswith("/api/public/")}
    standards = {"POST /open311/v2/requests.{suffix}", "POST /api/oidc/backchannel"}  # who calls there knows no address of ours
    assert inside == {"POST /api/session", "POST /api/password/redemption", *standards}


@pytest.mark.parametrize("content", [b"{", b"[" * 200_000, FORM], ids=["cut", "deep", "form"])
@pytest.mark.parametrize("token", [None, "Bearer of-nobody"], ids=["without", "wrong"])
def test_nobodys_body_is_read(site: Site, content: bytes, token: str | None) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x" if content.startswith(b"--") else "application/json"}
    headers |= {"Authorization": token} if token else {}
    for path in ("/api/communities/321111009001/buildings", "/api/communities", "/api/nothing"):
        assert refused(site.client.post(path, content=content, headers=headers)) == (401, "auth.sign_in")


def test_where_a_call_comes_from_is_what_the_connection_says(site: Site) -> None:
    """X-Forwarded-For is anybody's word while no proxy is trusted."""
    stranger = calling_from(site, "203.0.113.90")
    stranger.headers |= {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https"}
    answer = stranger.post("/api/session", json={"account": "lin", "password": PASSWORD})
    seen = site.client.get("/api/sessions", headers={"Authorization": f"Bearer {answer.json()['token']}"}).json()["sessions"]
    assert seen[0]["address"] == "203.0.113.90"
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize(
    ("peer", "claimed", "believed"),
    [
        ("10.9.0.1", "198.51.100.4", "198.51.100.4"),
        ("10.9.0.1", "6.6.6.6, 198.51.100.4", "198.51.100.4"),  # what the caller put before is not the proxy's word
        ("203.0.113.91", "198.51.100.4", "203.0.113.91"),
    ],
)
def test_a_trusted_proxy_is_believed_the_caller_behind_it_is_not(site: Site, peer: str, claimed: str, believed: str) -> None:
    real = site.office.settings
    site.office.settings = real.model_copy(update={"trusted_proxies": ("10.9.0.0/24",)})
    try:
        app = create_app(office=site.office)
    finally:
        site.office.settings = real
    app.state.office = site.office
    proxied = TestClient(app, client=(peer, 40_000), headers={"X-Forwarded-For": claimed, "X-Forwarded-Proto": "https"})
    answer = proxied.post("/api/session", json={"account": planner_lin.account, "password": PASSWORD})
    proxied.close()
    seen = site.client.get("/api/sessions", headers={"Authorization": f"Bearer {answer.json()['token']}"}).json()["sessions"]
    assert seen[0]["address"] == believed
    assert_shielded(answer, private=believed != peer)
    assert ("__Host-minqing=" in answer.headers["set-cookie"]) == (believed != peer)
