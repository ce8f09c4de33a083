"""Signing in by an OpenID provider: whom it means, what it may not decide, and the ways to lie to us about it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError

from api.access import id_token
from api.access.fetching import is_safe
from api.access.provider import Provider
from api.settings import Settings
from tests.api.conftest import Site
from tests.api.door import provider as workshop
from tests.api.door.conftest import refused
from tests.api.door.provider import CLIENT, SECRET, Claims, LittleProvider, ec_key, keyed_by_the_public, providing, rsa_key, unsigned
from tests.people import admin_he, approver_wang, auditor_zhou, planner_lin

HERE = "https://minqing.example"
OTHER_KEY = rsa_key("r1")  # by the name of the provider's own


@pytest.fixture(scope="module")
def elsewhere(site: Site) -> Iterator[LittleProvider]:
    """The provider, known to the office; it means planner Lin by u-4711."""
    real = site.office.settings
    with providing() as provider:
        given = {
            "public_url": HERE,
            "hosts": ("testserver",),
            "oidc_issuer": provider.issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SecretStr(SECRET),
        }
        site.office.settings = real.model_copy(update=given)
        site.office.provider = Provider(provider.issuer)
        assert site.as_(admin_he).post("/api/accounts/lin/identity", {"subject": "u-4711"}).status_code == 204
        yield provider
    site.office.settings, site.office.provider = real, None


@pytest.fixture
def honest(site: Site, elsewhere: LittleProvider) -> Iterator[LittleProvider]:
    """As it was, after each test; our keys of it are fetched anew."""
    keys = list(elsewhere.keys)
    yield elsewhere
    elsewhere.keys, elsewhere.subject, elsewhere.mint = keys, "u-4711", None
    elsewhere.more, elsewhere.discovery = {}, {}
    site.office.provider = Provider(elsewhere.issuer)


@pytest.fixture
def browser(site: Site) -> Iterator[TestClient]:
    client = TestClient(site.client.app, base_url=HERE, follow_redirects=False)
    yield client


def set_out(browser: TestClient, return_to: str = "/") -> str:
    """To the provider and to where it sends back: a path of ours."""
    begun = browser.get("/api/oidc/start", params={"return_to": return_to})
    assert begun.status_code == 303, begun.text
    back = httpx.get(begun.headers["location"]).headers["location"]
    assert back.startswith(HERE + "/api/oidc/callback?")
    return back.removeprefix(HERE)


def come_in(browser: TestClient, return_to: str = "/") -> Any:
    return browser.get(set_out(browser, return_to))


def reasons(site: Site) -> list[str]:
    """Why sign-ins elsewhere were refused, as the auditor reads it, newest first."""
    entries = site.as_(auditor_zhou).get("/api/access-log", limit=20).json()["entries"]
    return [one["told"]["reason"] for one in entries if "reason" in one["told"]]


def test_somebody_linked_comes_in(site: Site, honest: LittleProvider, browser: TestClient) -> None:
    answer = come_in(browser, "/plan?id=pln-1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/plan?id=pln-1")
    assert "__Host-minqing=" in answer.headers["set-cookie"]
    me = browser.get("/api/session").json()
    assert (me["account"], me["role"]) == (planner_lin.account, planner_lin.role)
    assert [one["means"] for one in browser.get("/api/sessions").json()["sessions"]] == ["oidc"]
    (entry, *_) = site.as_(auditor_zhou).get("/api/access-log", account="lin").json()["entries"]
    assert (entry["act"], entry["told"]) == ("signed_in", {"means": "oidc"})


def test_what_we_ask_of_the_provider(honest: LittleProvider, browser: TestClient) -> None:
    asked = parse_qs(urlsplit(browser.get("/api/oidc/start").headers["location"]).query)
    assert asked["redirect_uri"] == [HERE + "/api/oidc/callback"]
    assert (asked["scope"], asked["code_challenge_method"]) == (["openid"], ["S256"])
    assert all(len(asked[name][0]) == 43 for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize("algorithm", ["PS256", "ES256"])
def test_other_good_algorithms(honest: LittleProvider, browser: TestClient, algorithm: str) -> None:
    honest.keys = [rsa_key("p1", "PS256") if algorithm == "PS256" else ec_key()]
    assert come_in(browser).status_code == 303


Lie = Callable[[LittleProvider, Claims], str]


def saying(**changed: Any) -> Lie:
    """Signed by the provider, saying something else; None leaves a claim out."""
    return lambda by, claims: by.keys[0].sign({name: value for name, value in (claims | changed).items() if value is not None})


def aged(seconds: int) -> Lie:
    return lambda by, claims: by.keys[0].sign(claims | {"iat": claims["iat"] - seconds, "exp": claims["exp"] - seconds})


LIES: dict[str, tuple[Lie, str]] = {
    "alg none": (lambda by, claims: unsigned(claims, by.keys[0].kid), "InvalidAlgorithmError"),
    "HS256 with the public key": (lambda by, claims: keyed_by_the_public(claims, by.keys[0]), "InvalidAlgorithmError"),
    "another key of that name": (lambda by, claims: OTHER_KEY.sign(claims), "InvalidSignatureError"),
    "its own key in the header": (lambda by, claims: OTHER_KEY.sign(claims, jwk=OTHER_KEY.jwk()), "InvalidSignatureError"),
    "a key elsewhere": (lambda by, claims: OTHER_KEY.sign(claims, jku="https://evil.example/jwks"), "InvalidSignatureError"),
    "RS512 where RS256 is known": (
        lambda by, claims: workshop.SigningKey("r1", by.keys[0].private, "RS512").sign(claims),
        "InvalidAlgorithmError",
    ),
    "a symmetric key of the set": (lambda by, claims: by.keys[0].sign(claims, kid="h1"), "unknown_kid"),
    "no kid": (lambda by, claims: jwt.encode(claims, by.keys[0].pem(), algorithm="RS256"), "no_kid"),
    "a changed byte": (lambda by, claims: by.keys[0].sign(claims)[:-6] + "AAAAAA", "InvalidSignatureError"),
    "wrong audience": (saying(aud="another-client"), "InvalidAudienceError"),
    "audiences, not made for us": (saying(aud=[CLIENT, "another-client"]), "azp"),
    "made for another": (saying(azp="another-client"), "azp"),
    "other issuer": (saying(iss="https://evil.example"), "InvalidIssuerError"),
    "expired": (aged(400), "ExpiredSignatureError"),
    "stale though not expired": (lambda by, claims: by.keys[0].sign(claims | {"iat": claims["iat"] - 3600}), "stale"),
    "of tomorrow": (saying(iat=int(time.time()) + 86_400), "ImmatureSignatureError"),
    "not before tomorrow": (saying(nbf=int(time.time()) + 86_400), "ImmatureSignatureError"),
    "another's nonce": (saying(nonce="of-another-sign-in"), "nonce"),
    "a nonce that is no text": (saying(nonce=7), "nonce"),
    "huge": (saying(padding="x" * 9000), "too_long"),
    "nobody linked": (saying(sub="u-0815"), "nobody_here"),
    "an account's name as subject": (saying(sub="lin"), "nobody_here"),
    "no token": (lambda by, claims: "", "malformed"),
    "no JWT": (lambda by, claims: "a.b.c", "malformed"),
    **{f"without {name}": (saying(**{name: None}), "MissingRequiredClaimError") for name in id_token.REQUIRED},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_not_believed(site: Site, honest: LittleProvider, browser: TestClient, lie: str) -> None:
    told, reason = LIES[lie]
    honest.mint = lambda claims: told(honest, claims)
    answer = come_in(browser)
    assert refused(answer) == (401, "auth.oidc_refused")
    assert browser.get("/api/session").json()["role"] == "public"
    assert reasons(site)[0] == reason
    assert reason not in answer.text  # the auditor is told why, the caller is not


def test_an_answer_serves_once(site: Site, honest: LittleProvider, browser: TestClient) -> None:
    back = set_out(browser)
    assert browser.get(back).status_code == 303
    browser.cookies.clear()
    assert refused(browser.get(back)) == (401, "auth.oidc_refused")
    assert reasons(site)[0] == "state"


def test_nobody_is_signed_in_by_a_link_that_another_prepared(site: Site, honest: LittleProvider, browser: TestClient) -> None:
    """Login CSRF: the attacker's own answer, opened in the victim's browser, which never set out or set out for itself."""
    attackers = TestClient(site.client.app, base_url=HERE, follow_redirects=False)
    prepared = set_out(attackers)
    assert refused(browser.get(prepared)) == (401, "auth.oidc_refused")
    set_out(browser)
    assert refused(browser.get(prepared)) == (401, "auth.oidc_refused")
    assert attackers.get(prepared).status_code == 303  # nor does it spoil the sign-in of who did set out


@pytest.mark.parametrize("part", ["state=x", "code=x", "iss=https://evil.example"])
def test_an_answer_with_a_part_exchanged(honest: LittleProvider, browser: TestClient, part: str) -> None:
    back, name = set_out(browser), part.partition("=")[0]
    query = "&".join(part if each.startswith(f"{name}=") else each for each in back.partition("?")[2].split("&"))
    answer = browser.get(f"/api/oidc/callback?{query}")
    assert refused(answer) == (401, "auth.oidc_refused")


def test_a_code_stolen_on_its_way_is_worth_nothing_to_another_sign_in(site: Site, honest: LittleProvider, browser: TestClient) -> None:
    """PKCE: the provider gives the token to who set out."""
    stolen = parse_qs(urlsplit(set_out(browser)).query)["code"][0]
    own = parse_qs(urlsplit(set_out(browser)).query)["state"][0]
    assert refused(browser.get("/api/oidc/callback", params={"state": own, "code": stolen})) == (401, "auth.oidc_refused")
    assert reasons(site)[0] == "code"


def test_the_way_back_closes_after_ten_minutes(honest: LittleProvider, browser: TestClient, later: Callable[[timedelta], datetime]) -> None:
    back = set_out(browser)
    later(timedelta(minutes=11))
    assert refused(browser.get(back)) == (401, "auth.oidc_refused")


@pytest.mark.parametrize(
    "return_to",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "/ok\r\nSet-Cookie: a=b",
    ],
)
def test_nobody_is_sent_to_another_site(honest: LittleProvider, browser: TestClient, return_to: str) -> None:
    assert come_in(browser, return_to).headers["location"] == "/"


def test_a_new_key_is_fetched_when_first_seen_and_not_for_every_guess(site: Site, honest: LittleProvider, browser: TestClient) -> None:
    now = [0.0]
    site.office.provider = Provider(honest.issuer, clock=lambda: now[0])
    assert come_in(browser).status_code == 303
    honest.asked.clear()
    assert come_in(browser).status_code == 303
    assert honest.asked == []  # kept
    honest.keys = [rsa_key("r2")]
    now[0] = 31
    assert come_in(browser).status_code == 303
    assert honest.asked.count("/jwks_uri") == 1
    honest.mint = lambda claims: OTHER_KEY.sign(claims, kid="guessed")
    for _ in range(3):
        assert come_in(browser).status_code == 401
    assert honest.asked.count("/jwks_uri") == 1
    now[0], honest.mint = 4000, None
    assert come_in(browser).status_code == 303
    assert honest.asked.count("/jwks_uri") == 2


def test_a_key_that_is_too_short_is_none(site: Site, honest: LittleProvider, browser: TestClient) -> None:
    honest.keys = [rsa_key("r9", bits=1024)]
    site.office.provider = Provider(honest.issuer)
    assert refused(browser.get("/api/oidc/start")) == (503, "auth.oidc_silent")


@pytest.mark.parametrize(
    "discovery",
    [{"issuer": "https://evil.example"}, {"jwks_uri": "http://evil.example/keys"}, {"authorization_endpoint": "javascript:alert(1)"}],
)
def test_a_discovery_that_leads_astray(site: Site, honest: LittleProvider, browser: TestClient, discovery: dict[str, str]) -> None:
    honest.discovery = discovery
    site.office.provider = Provider(honest.issuer)
    assert refused(browser.get("/api/oidc/start")) == (503, "auth.oidc_silent")


def test_a_closed_account_stays_closed(site: Site, honest: LittleProvider, browser: TestClient) -> None:
    he = site.as_(admin_he)
    he.post("/api/accounts/wang/identity", {"subject": "u-wang"})
    honest.subject = "u-wang"
    assert come_in(browser).status_code == 303
    he.post(f"/api/accounts/{approver_wang.account}/closing")
    assert refused(come_in(browser)) == (401, "auth.oidc_refused")
    assert reasons(site)[0] == "nobody_here"


def test_a_second_factor_that_is_needed_here_is_asked_for_there(site: Site, honest: LittleProvider, browser: TestClient) -> None:
    real = site.office.settings
    site.office.settings = real.model_copy(update={"second_factor": ("planner",)})
    try:
        assert refused(come_in(browser)) == (401, "auth.oidc_weak")
        honest.more = {"amr": ["pwd", "otp"]}
        assert come_in(browser).status_code == 303
        assert browser.get("/api/communities").status_code == 200
    finally:
        site.office.settings = real


def test_a_claim_may_hold_the_accounts_name(site: Site, honest: LittleProvider, browser: TestClient) -> None:
    real = site.office.settings
    site.office.settings = real.model_copy(update={"oidc_claim": "preferred_username"})
    try:
        honest.more = {"preferred_username": "zhou"}
        assert come_in(browser).status_code == 303
        assert browser.get("/api/session").json()["account"] == "zhou"
        for odd in (["zhou"], {"a": 1}, "", None, "nobody"):
            honest.more = {"preferred_username": odd}
            assert refused(come_in(browser)) == (401, "auth.oidc_refused")
    finally:
        site.office.settings = real


def test_without_a_provider_there_is_no_such_way(site: Site, elsewhere: LittleProvider, browser: TestClient) -> None:
    known, site.office.provider = site.office.provider, None
    try:
        for path in ("/api/oidc/start", "/api/oidc/callback"):
            assert refused(browser.get(path)) == (404, "auth.oidc_absent")
    finally:
        site.office.provider = known


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://idp.example/x", True),
        ("http://127.0.0.1:9/x", True),
        ("http://localhost/x", True),
        ("http://idp.example/x", False),
        ("http://127.0.0.1.evil.example/", False),
        ("https://user@idp.example/", False),
        ("file:///etc/passwd", False),
        ("https:///x", False),
    ],
)
def test_which_addresses_are_asked(url: str, safe: bool) -> None:
    assert is_safe(url) == safe


def test_settings_that_lack_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="MINQING_PUBLIC_URL"):
        Settings(oidc_issuer="https://idp.example", oidc_client_id="minqing")
    with pytest.raises(ValidationError, match="public_url"):
        Settings(public_url="https://minqing.example/path")
    assert Settings(public_url="https://minqing.example/").public_url == "https://minqing.example"
