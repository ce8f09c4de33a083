"""Signing out here and at the OpenID provider, and the roles that the provider's word gives by the office's own file."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from api.access.logout_token import EVENT
from api.access.role_mapping import MappingRefused, mapping_of
from tests.api.conftest import Site
from tests.api.door.conftest import refused
from tests.api.door.provider import CLIENT, Claims, LittleProvider, keyed_by_the_public, unsigned
from tests.api.door.test_oidc import HERE, OTHER_KEY, browser, come_in, elsewhere, honest, reasons
from tests.people import auditor_zhou, planner_lin

__all__ = ("browser", "elsewhere", "honest")
CODE = "321111009001"
MAPPING = f"""
claim = "realm.groups"
[[role]]
when = "desk-of-{CODE}"
role = "desk"
communities = ["{CODE}"]
[[role]]
when = "planners"
role = "planner"
[[role]]
when = "wardens"
role = "warden"
"""


def logout(by: LittleProvider, **changed: Any) -> str:
    """An honest logout token with something else; None leaves a claim out."""
    return by.keys[0].sign(claims(by) | {}, typ="logout+jwt") if not changed else by.keys[0].sign(_with(claims(by), changed))


def claims(by: LittleProvider) -> Claims:
    now = int(time.time())
    told = {"iss": by.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": secrets.token_hex(8), "events": {EVENT: {}}}
    return told | {"sub": "u-4711"}


def _with(told: Claims, changed: dict[str, Any]) -> Claims:
    return {name: value for name, value in (told | changed).items() if value is not None}


def tell(site: Site, token: str) -> Any:
    return TestClient(site.client.app, base_url=HERE).post("/api/oidc/backchannel", data={"logout_token": token})


def is_in(browser: TestClient) -> bool:
    return bool(browser.get("/api/session").status_code == 200 and browser.get("/api/session").json()["role"] != "public")


def coming_in(site: Site, honest: LittleProvider, sid: str) -> TestClient:
    honest.more = {"sid": sid}
    client = TestClient(site.client.app, base_url=HERE, follow_redirects=False)
    assert come_in(client).status_code == 303
    return client


def test_who_signs_out_there_is_out_here_at_once_in_that_session_alone(site: Site, honest: LittleProvider) -> None:
    first, second = coming_in(site, honest, "s-1"), coming_in(site, honest, "s-2")
    answer = tell(site, logout(honest, sid="s-1"))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (is_in(first), is_in(second)) == (False, True)
    (entry, *_) = site.as_(auditor_zhou).get("/api/access-log", account="lin").json()["entries"]
    assert (entry["act"], entry["told"]) == ("signed_out_elsewhere", {"ended": 1})


def test_a_subject_without_a_session_named_is_out_everywhere(site: Site, honest: LittleProvider) -> None:
    """The session by password too: who was shut out there has no business here."""
    both, by_password = [coming_in(site, honest, sid) for sid in ("s-3", "s-4")], site.as_(planner_lin)
    assert tell(site, logout(honest)).status_code == 200
    assert [is_in(one) for one in both] == [False, False]
    assert by_password.get("/api/sessions").status_code == 401


LIES: dict[str, tuple[Any, str]] = {
    "alg none": (lambda by: unsigned(claims(by), by.keys[0].kid), "InvalidAlgorithmError"),
    "HS256 with the public key": (lambda by: keyed_by_the_public(claims(by), by.keys[0]), "InvalidAlgorithmError"),
    "another key of that name": (lambda by: OTHER_KEY.sign(claims(by)), "InvalidSignatureError"),
    "a key of the provider's that there is not": (lambda by: by.keys[0].sign(claims(by), kid="r7"), "unknown_kid"),
    "wrong audience": (lambda by: logout(by, aud="another-client"), "InvalidAudienceError"),
    "other issuer": (lambda by: logout(by, iss="https://evil.example"), "InvalidIssuerError"),
    "expired": (lambda by: logout(by, iat=int(time.time()) - 400, exp=int(time.time()) - 300), "ExpiredSignatureError"),
    "stale though not expired": (lambda by: logout(by, iat=int(time.time()) - 3600), "stale"),
    "an id token": (lambda by: by.keys[0].sign(by.claims("n")), "MissingRequiredClaimError"),
    "with a nonce": (lambda by: logout(by, nonce="n"), "nonce"),
    "no event": (lambda by: logout(by, events={}), "events"),
    "another event": (lambda by: logout(by, events={"http://schemas.openid.net/event/other": {}}), "events"),
    "an event that is no object": (lambda by: logout(by, events={EVENT: True}), "events"),
    "events that are a list": (lambda by: logout(by, events=[EVENT]), "events"),
    "of nobody": (lambda by: logout(by, sub=None), "nobody"),
    "a subject that is no text": (lambda by: logout(by, sub=4711), "InvalidSubjectError"),
    "a session that is no text": (lambda by: logout(by, sid=4711), "nobody"),
    "of another kind": (lambda by: by.keys[0].sign(claims(by), typ="at+jwt"), "typ"),
    "huge": (lambda by: logout(by, padding="x" * 9000), ""),
    **{
        f"without {name}": (lambda by, name=name: logout(by, **{name: None}), "MissingRequiredClaimError")
        for name in ("iss", "aud", "iat", "exp", "jti", "events")
    },
}


@pytest.fixture(scope="module")
def staying(site: Site, elsewhere: LittleProvider) -> Iterator[TestClient]:
    """Signed in for all lies: none of them ends it."""
    client = TestClient(site.client.app, base_url=HERE, follow_redirects=False)
    assert come_in(client).status_code == 303
    yield client


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_ends_nobodys_session(site: Site, honest: LittleProvider, staying: TestClient, lie: str) -> None:
    made, reason = LIES[lie]
    answer = tell(site, made(honest))
    assert answer.status_code == (422 if lie == "huge" else 400)
    assert reason not in answer.text or not reason
    assert is_in(staying)
    if reason:
        assert reasons(site)[0] == reason


def test_a_token_is_taken_once(site: Site, honest: LittleProvider) -> None:
    """Kept and sent again, it does not shut out who came in anew."""
    token = logout(honest)
    assert tell(site, token).status_code == 200
    client = coming_in(site, honest, "s-5")
    assert (tell(site, token).status_code, tell(site, token).json()) == (400, {"error": "invalid_request"})
    assert is_in(client) and reasons(site)[0] == "replayed"


def test_signing_out_here_leads_on_to_the_provider(site: Site, honest: LittleProvider, browser: TestClient) -> None:
    honest.discovery = {"end_session_endpoint": f"{honest.issuer}/end"}
    assert come_in(browser).status_code == 303
    crossed = browser.post("/api/oidc/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused(crossed) == (403, "auth.cross_site") and is_in(browser)
    answer = browser.post("/api/oidc/sign-out")
    url = urlsplit(answer.json()["url"])
    asked = {name: each[0] for name, each in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{honest.issuer}/end"
    assert (asked["client_id"], asked["post_logout_redirect_uri"], asked["id_token_hint"].count(".")) == (CLIENT, f"{HERE}/", 2)
    assert not is_in(browser)
    by_password = site.as_(planner_lin)
    assert by_password.post("/api/oidc/sign-out").json() == {"url": None} and by_password.get("/api/sessions").status_code == 401


def test_signing_out_everywhere_leads_on_too(site: Site, honest: LittleProvider, browser: TestClient) -> None:
    """As the page of one's own account does: every session here ends, and the one at the provider by the browser."""
    honest.discovery = {"end_session_endpoint": f"{honest.issuer}/end"}
    other = coming_in(site, honest, "s-6")
    assert come_in(browser).status_code == 303
    url = browser.post("/api/oidc/sign-out?everywhere=true").json()["url"]
    assert url.startswith(f"{honest.issuer}/end?") and (is_in(browser), is_in(other)) == (False, False)
    (entry, *_) = site.as_(auditor_zhou).get("/api/access-log", account="lin").json()["entries"]
    assert (entry["act"], entry["told"]["ended"] >= 2) == ("sessions_ended", True)


def test_the_hint_lies_sealed_in_the_database(site: Site, honest: LittleProvider, browser: TestClient) -> None:
    assert come_in(browser).status_code == 303
    with site.office.app_pool.connection() as connection:
        found = connection.execute("select hint::text from accounts.session where hint is not null").fetchall()
    assert found and not any("." in text for (text,) in found), "a token's parts are joined by dots, and base64 knows none"


@pytest.fixture
def mapped(site: Site, honest: LittleProvider, tmp_path: Path) -> Iterator[Path]:
    real, path = site.office.settings, tmp_path / "roles.toml"
    path.write_text(MAPPING, encoding="utf-8")
    site.office.settings = real.model_copy(update={"oidc_roles": path})
    yield path
    honest.more = {"realm": {"groups": ["planners"]}}
    come_in(TestClient(site.client.app, base_url=HERE, follow_redirects=False))
    site.office.settings = real


def test_the_provider_gives_the_role_and_the_former_sessions_die(site: Site, honest: LittleProvider, mapped: Path) -> None:
    before = site.as_(planner_lin)
    honest.more = {"realm": {"groups": ["others", f"desk-of-{CODE}"]}}
    client = TestClient(site.client.app, base_url=HERE, follow_redirects=False)
    assert come_in(client).status_code == 303
    me = client.get("/api/session").json()
    assert (me["account"], me["role"], me["communities"]) == ("lin", "desk", [f"com-{CODE}"])
    assert before.get("/api/sessions").status_code == 401
    entries = site.as_(auditor_zhou).get("/api/access-log", account="lin").json()["entries"]
    (changed,) = [one["told"] for one in entries[:2] if one["act"] == "role_changed"]
    assert (changed["before"], changed["role"], changed["means"]) == ("planner", "desk", "oidc")
    again = TestClient(site.client.app, base_url=HERE, follow_redirects=False)
    assert come_in(again).status_code == 303 and is_in(client)  # nothing changed: nobody is thrown out


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"groups": ["nothing of ours"]}, "no_role"),
        ({"groups": "planners-of-elsewhere"}, "no_role"),
        ({}, "no_role"),
        ({"groups": [["planners"], {"planners": True}]}, "no_role"),
        ({"groups": ["wardens"]}, "no_warden"),
    ],
)
def test_without_a_role_there_nobody_comes_in(site: Site, honest: LittleProvider, mapped: Path, told: Claims, reason: str) -> None:
    by_password = site.as_(planner_lin)
    honest.more = {"realm": told}
    client = TestClient(site.client.app, base_url=HERE, follow_redirects=False)
    assert refused(come_in(client)) == (401, "auth.oidc_refused") and reasons(site)[0] == reason
    assert (by_password.get("/api/sessions").status_code == 401) == (reason == "no_role")


def test_a_file_that_is_wrong_lets_nobody_in_and_says_where(site: Site, honest: LittleProvider, mapped: Path) -> None:
    mapped.write_text(MAPPING.replace('role = "desk"', 'role = "king"'), encoding="utf-8")
    with pytest.raises(MappingRefused, match=r"role\.0\.role"):
        mapping_of(mapped)
    honest.more = {"realm": {"groups": ["planners"]}}
    client = TestClient(site.client.app, base_url=HERE, follow_redirects=False)
    assert refused(come_in(client)) == (401, "auth.oidc_refused") and reasons(site)[0] == "mapping"
    mapped.write_text(MAPPING, encoding="utf-8")
