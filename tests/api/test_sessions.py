"""Signing in and out: cookies and bearers, other people's pages, idle sessions, guessed passwords."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access import passwords
from api.access.attempts import ATTEMPTS, ATTEMPTS_WITHIN
from api.access.sessions import IDLE, LONGEST
from api.app import create_app
from api.calls import COOKIE, PLAIN_COOKIE
from tests.api.conftest import Site
from tests.people import PASSWORD, Named, approver_wang, auditor_zhou, desk_chen, planner_lin, reporter_xu

COMMUNITY = {"code": "321111009001", "name": "锦绣社区", "profile": "erenhot"}
WRONG = "not-the-password"


@pytest.fixture
def later(site: Site) -> Iterator[Callable[[timedelta], None]]:
    """Sets the office's clock forward; back afterwards."""
    real = site.office.clock

    def pass_by(span: timedelta) -> None:
        now: datetime = site.office.clock() + span
        site.office.clock = lambda: now

    yield pass_by
    site.office.clock = real


@pytest.fixture
def browser(site: Site) -> Iterator[TestClient]:
    """A browser of its own, with the cookies it is given; the office stays open."""
    client = TestClient(create_app(office=site.office), base_url="https://minqing.example")
    client.app.state.office = site.office
    yield client
    client.close()


def sign_in(client: TestClient, person: Named = planner_lin, password: str = PASSWORD, **headers: str) -> Any:
    return client.post("/api/session", json={"account": person.account, "password": password}, headers=headers)


def register(client: TestClient, **headers: str) -> Any:
    return client.post("/api/communities", json=COMMUNITY, headers={"Idempotency-Key": "register-once"} | headers)


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(site: Site, browser: TestClient) -> None:
    """Over TLS under a name that browsers take from this host alone, for all of it, and never from a plain page."""
    secure = SimpleCookie(sign_in(browser).headers["set-cookie"])[COOKIE]
    assert (secure["httponly"], secure["samesite"].lower(), secure["secure"], secure["path"]) == (True, "lax", True, "/")
    plain = SimpleCookie(sign_in(site.client).headers["set-cookie"])[PLAIN_COOKIE]
    site.client.cookies.clear()
    assert (plain["httponly"], plain["secure"]) == (True, "")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "https://minqing.example:444"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Authorization": "Basic eDp5"},
    ],
)
def test_another_sites_page_writes_nothing_with_our_cookie(site: Site, browser: TestClient, headers: dict[str, str]) -> None:
    assert sign_in(browser).status_code == 200
    before = site.office.journal.head()
    for answer in (register(browser, **headers), browser.delete("/api/session", headers=headers)):
        assert (answer.status_code, answer.json()["code"]) == (403, "auth.cross_site")
    assert site.office.journal.head() == before
    assert browser.get("/api/session", headers=headers).json()["account"] == "lin"  # reading tells the page nothing: no CORS


def test_no_other_sites_link_opens_personal_data_in_our_name(browser: TestClient) -> None:
    """A cookie comes along with a link that is followed: what is opened for a purpose would stand in the log as its reader's own doing."""
    sign_in(browser)
    asked = "/api/households/hh-0000000000000000?purpose=x"
    for site in ("cross-site", "same-site"):
        answer = browser.get(asked, headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"})
        assert (answer.status_code, answer.json()["code"]) == (403, "auth.cross_site")
    for site in ("same-origin", "none"):
        assert browser.get(asked, headers={"Sec-Fetch-Site": site}).json()["code"] != "auth.cross_site"


def test_another_sites_page_signs_nobody_in(browser: TestClient) -> None:
    answer = sign_in(browser, **{"Origin": "https://elsewhere.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.cross_site")
    assert COOKIE not in browser.cookies


def test_our_own_page_writes_with_the_cookie(browser: TestClient) -> None:
    sign_in(browser)
    answer = register(browser, **{"Origin": "https://minqing.example", "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 201, answer.text


def test_a_browser_has_the_token_in_its_cookie_alone(site: Site, browser: TestClient) -> None:
    """Where scripts read the answer it holds none; a program without cookies takes it out of the answer."""
    credentials = {"account": planner_lin.account, "password": PASSWORD}
    paged = browser.post("/api/session", json=credentials, headers={"Sec-Fetch-Site": "same-origin"})
    assert paged.status_code == 200 and "token" not in paged.json() and paged.cookies
    assert site.client.post("/api/session", json=credentials).json()["token"]


def test_a_program_with_a_bearer_needs_no_origin(site: Site, browser: TestClient) -> None:
    token = sign_in(site.client).json()["token"]
    site.client.cookies.clear()
    answer = register(browser, Authorization=f"Bearer {token}", Origin="https://elsewhere.example")
    assert answer.status_code == 201


def test_signing_out_ends_the_session_everywhere(site: Site, browser: TestClient) -> None:
    token = sign_in(browser).json()["token"]
    assert browser.delete("/api/session").status_code == 204
    assert COOKIE not in browser.cookies
    kept = site.client.get("/api/session", headers={"Authorization": f"Bearer {token}"})
    assert (kept.status_code, kept.json()["code"]) == (401, "auth.sign_in")


def test_whoever_kept_a_session_learns_whether_it_was_ended_or_ran_out(site: Site, later: Callable[[timedelta], None]) -> None:
    """A phone keeps its sealed entries in the one case, and nothing in the other."""
    tokens = []
    for person in (planner_lin, desk_chen):
        tokens.append(sign_in(site.client, person).json()["token"])
        site.client.cookies.clear()  # or the next one to sign in here ends it
    lost, idle = tokens
    ending = site.client.delete("/api/session?everywhere=true", headers={"Authorization": f"Bearer {lost}"})
    assert ending.status_code == 204
    later(LONGEST + timedelta(days=3))
    sign_in(site.client, auditor_zhou)
    site.client.cookies.clear()
    asked = (site.client.get("/api/session", headers={"Authorization": f"Bearer {token}"}).json() for token in (lost, idle))
    assert [(one["code"], one["facts"]) for one in asked] == [("auth.sign_in", {"ended": True}), ("auth.sign_in", {"ended": False})]


@pytest.mark.parametrize("token", ["", "x", "\0", "Bearer", "ÿ" * 10, "a" * 5000])
def test_a_token_that_is_none(site: Site, token: str) -> None:
    answer = site.client.get("/api/communities", headers={"Authorization": f"Bearer {token}".encode("latin-1")})
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.sign_in")


def test_a_session_ends_when_it_lies_idle(site: Site, later: Callable[[timedelta], None]) -> None:
    lin = site.as_(planner_lin)
    for _ in range(3):  # used now and then it lives on
        later(IDLE - timedelta(minutes=1))
        assert lin.get("/api/communities").status_code == 200
    later(IDLE + timedelta(minutes=1))
    assert lin.get("/api/communities").status_code == 401


def test_a_session_ends_with_the_working_day_however_busy(site: Site, later: Callable[[timedelta], None]) -> None:
    lin, spent = site.as_(planner_lin), timedelta()
    while spent + IDLE / 2 < LONGEST:
        later(IDLE / 2)
        spent += IDLE / 2
        assert lin.get("/api/communities").status_code == 200
    later(IDLE / 2)
    assert lin.get("/api/communities").status_code == 401


def test_guessing_locks_the_account_for_a_while_also_for_the_right_password(site: Site, later: Callable[[timedelta], None]) -> None:
    for _ in range(ATTEMPTS):
        assert sign_in(site.client, approver_wang, WRONG).status_code == 401
    locked = sign_in(site.client, approver_wang)
    assert (locked.status_code, locked.json()["code"]) == (429, "auth.too_many_attempts")
    assert int(locked.headers["Retry-After"]) == ATTEMPTS_WITHIN.total_seconds()
    assert sign_in(site.client, auditor_zhou).status_code == 200  # nobody else is locked out
    later(ATTEMPTS_WITHIN + timedelta(seconds=1))
    assert sign_in(site.client, approver_wang).status_code == 200
    site.client.cookies.clear()


def test_a_right_password_forgets_the_wrong_ones(site: Site) -> None:
    for _ in range(2):
        for _ in range(ATTEMPTS - 1):
            assert sign_in(site.client, desk_chen, WRONG).status_code == 401
        assert sign_in(site.client, desk_chen).status_code == 200
    site.client.cookies.clear()


def test_nobody_learns_which_accounts_exist(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words and the same work; a stranger's guesses lock a name that does not exist as well."""
    verified: list[str] = []
    real = passwords._PASSWORDS.verify
    monkeypatch.setattr(passwords._PASSWORDS, "verify", lambda password, known: verified.append(known) or real(password, known))
    nobody = Named("nobody", "planner", "无此人")
    known, unknown = sign_in(site.client, reporter_xu, WRONG), sign_in(site.client, nobody, WRONG)
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json()) and known.status_code == 401
    costs = [hashed.split("$")[1:4] for hashed in verified]
    assert len(verified) == 2 and costs[0] == costs[1]
    for _ in range(ATTEMPTS - 1):
        sign_in(site.client, nobody, WRONG)
    assert sign_in(site.client, nobody).status_code == 429


def test_an_account_that_was_closed_is_out_at_once(site: Site) -> None:
    xu = site.as_(reporter_xu)
    assert xu.get("/api/communities").status_code == 200
    with site.office.app_pool.connection() as connection:
        connection.execute("update accounts.account set is_open = false where account = %s", (reporter_xu.account,))
    assert xu.get("/api/communities").status_code == 401
    assert sign_in(site.client, reporter_xu).status_code == 401
