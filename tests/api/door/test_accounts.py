"""Accounts are opened, closed and reopened, passwords changed and reset, sessions listed and ended; all of it is told to the auditor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from api.accounts import CODE_HOLDS
from tests.api.conftest import Caller, Site
from tests.api.door.conftest import WRONG, bearer, calling_from, refused, sign_in
from tests.people import PASSWORD, Named, admin_he, approver_wang, auditor_zhou, desk_chen, planner_lin

NEW = "three unrelated words"
newcomer = Named("gu", "desk", "社区顾")


@pytest.fixture(scope="module")
def he(site: Site) -> Caller:
    return site.as_(admin_he)


@pytest.fixture(scope="module")
def zhou(site: Site) -> Caller:
    return site.as_(auditor_zhou)


def acts(zhou: Caller, account: str) -> list[str]:
    """What the log of the door says about the account, oldest first."""
    return [one["act"] for one in reversed(zhou.get("/api/access-log", account=account).json()["entries"]) if one["account"] == account]


def test_a_password_is_changed_by_who_knows_it(site: Site, zhou: Caller) -> None:
    elsewhere, lin = site.as_(planner_lin), site.as_(planner_lin)
    assert refused(lin.post("/api/password", {"old": WRONG, "new": NEW})) == (401, "auth.refused")
    assert refused(lin.post("/api/password", {"old": PASSWORD, "new": "password1234"})) == (422, "accounts.password_common")
    changed = lin.post("/api/password", {"old": PASSWORD, "new": NEW})
    site.client.cookies.clear()
    assert changed.status_code == 200
    for former in (elsewhere, lin):  # a token that a thief holds is worth nothing afterwards
        assert former.get("/api/communities").status_code == 401
    assert site.client.get("/api/communities", headers=bearer(changed)).status_code == 200
    assert sign_in(site.client, planner_lin).status_code == 401
    assert sign_in(site.client, planner_lin, NEW).status_code == 200
    assert acts(zhou, "lin")[-5:] == ["sign_in_failed", "password_changed", "signed_in", "sign_in_failed", "signed_in"]


def test_a_reset_hands_over_a_code_that_works_once(site: Site, he: Caller, zhou: Caller) -> None:
    wang = site.as_(approver_wang)
    told = he.post("/api/accounts/wang/reset").json()
    assert wang.get("/api/communities").status_code == 401
    assert sign_in(site.client, approver_wang).status_code == 401
    given = {"account": "wang", "code": told["code"], "new": NEW}
    weak = site.client.post("/api/password/redemption", json=given | {"new": "wang"})
    assert refused(weak) == (422, "accounts.password_too_short")
    wrong = site.client.post("/api/password/redemption", json=given | {"code": "0" * 16})
    assert refused(wrong) == (401, "accounts.code_refused")
    assert site.client.post("/api/password/redemption", json=given).status_code == 204
    assert refused(site.client.post("/api/password/redemption", json=given)) == (401, "accounts.code_refused")
    assert sign_in(site.client, approver_wang, NEW).status_code == 200
    told = [one for one in acts(zhou, "wang") if one.startswith("password")]
    assert told == ["password_reset", "password_set_by_code"]


def test_a_code_dies_within_a_day(site: Site, he: Caller, later: Callable[[timedelta], datetime]) -> None:
    code = he.post("/api/accounts/xu/reset").json()["code"]
    later(CODE_HOLDS + timedelta(seconds=1))
    late = site.client.post("/api/password/redemption", json={"account": "xu", "code": code, "new": NEW})
    assert refused(late) == (401, "accounts.code_refused")


def test_guessed_codes_lock_like_guessed_passwords(site: Site, he: Caller) -> None:
    he.post("/api/accounts/xu/reset")
    stranger = calling_from(site, "203.0.113.9")
    guesses = [
        stranger.post("/api/password/redemption", json={"account": "xu", "code": f"{n:016}", "new": NEW}).status_code for n in range(6)
    ]
    assert guesses == [401] * 5 + [429]


def test_an_account_opened_without_a_password_is_its_owners_alone(site: Site, he: Caller) -> None:
    opened = he.post("/api/accounts", {"account": "gu", "role": "desk", "name": "社区顾"}).json()
    assert sign_in(site.client, newcomer).status_code == 401
    given = {"account": "gu", "code": opened["code"], "new": NEW}
    assert site.client.post("/api/password/redemption", json=given).status_code == 204
    assert sign_in(site.client, newcomer, NEW).json()["role"] == "desk"


def test_closing_is_at_once_and_can_be_undone(site: Site, he: Caller, zhou: Caller) -> None:
    gu = bearer(sign_in(site.client, newcomer, NEW))
    assert he.post("/api/accounts/gu/closing").status_code == 204
    assert site.client.get("/api/session", headers=gu).status_code == 401
    assert refused(sign_in(site.client, newcomer, NEW)) == (401, "auth.refused")
    assert refused(he.post("/api/accounts/gu/closing")) == (404, "accounts.unknown")
    assert he.post("/api/accounts/gu/reopening").status_code == 204
    assert site.client.get("/api/session", headers=gu).status_code == 401  # what ended stays ended
    assert sign_in(site.client, newcomer, NEW).status_code == 200
    assert [one for one in acts(zhou, "gu") if "closed" in one or "reopened" in one] == ["account_closed", "account_reopened"]


def test_another_role_begins_with_another_sign_in(site: Site, he: Caller, zhou: Caller) -> None:
    gu = bearer(sign_in(site.client, newcomer, NEW))
    assert refused(he.post("/api/accounts/gu/role", {"role": "king"})) == (422, "accounts.role_unknown")
    assert he.post("/api/accounts/gu/role", {"role": "reporter"}).status_code == 204
    assert site.client.get("/api/session", headers=gu).status_code == 401
    assert sign_in(site.client, newcomer, NEW).json()["role"] == "reporter"
    (entry,) = [one for one in zhou.get("/api/access-log", account="gu").json()["entries"] if one["act"] == "role_changed"]
    assert (entry["actor"], entry["told"]) == ("he", {"before": "desk", "role": "reporter"})


def test_one_sees_ones_own_sessions_and_ends_them(site: Site) -> None:
    phone = bearer(sign_in(calling_from(site, "203.0.113.5"), desk_chen))
    chen = site.as_(desk_chen)
    listed = chen.get("/api/sessions").json()["sessions"]
    assert [(one["address"], one["means"], one["is_this"]) for one in listed] == [
        ("testclient", "password", True),
        ("203.0.113.5", "password", False),
    ]
    assert not any("token" in key or "hash" in key for one in listed for key in one)
    lost = listed[1]["session"]
    stranger = site.as_(auditor_zhou)
    assert refused(site.client.delete(f"/api/sessions/{lost}", headers=stranger.headers)) == (404, "accounts.session_unknown")
    assert site.client.delete(f"/api/sessions/{lost}", headers=chen.headers).status_code == 204
    assert site.client.get("/api/session", headers=phone).status_code == 401
    assert chen.get("/api/communities").status_code == 200


def test_signing_out_everywhere(site: Site) -> None:
    here, there = site.as_(desk_chen), site.as_(desk_chen)
    assert site.client.delete("/api/session?everywhere=true", headers=here.headers).status_code == 204
    assert [each.get("/api/communities").status_code for each in (here, there)] == [401, 401]


def test_a_browser_that_signs_in_again_leaves_no_session_behind(site: Site) -> None:
    browser = calling_from(site, "203.0.113.6")
    first = browser.post("/api/session", json={"account": "chen", "password": PASSWORD}).json()["token"]
    second = browser.post("/api/session", json={"account": "chen", "password": PASSWORD}).json()["token"]
    assert first != second
    assert [site.client.get("/api/session", headers={"Authorization": f"Bearer {one}"}).status_code for one in (first, second)] == [
        401,
        200,
    ]


def test_a_strangers_guesses_keep_nobody_out(site: Site) -> None:
    """They lock the account for the stranger's address; the owner goes on, and signs in from the own desk."""
    chen, stranger = site.as_(desk_chen), calling_from(site, "203.0.113.66")
    assert [sign_in(stranger, desk_chen, WRONG).status_code for _ in range(6)] == [401] * 5 + [429]
    assert sign_in(stranger, desk_chen).status_code == 429
    assert chen.get("/api/communities").status_code == 200
    assert sign_in(site.client, desk_chen).status_code == 200


def test_guesses_from_everywhere_lock_out_only_where_nobody_signed_in_before(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.access.attempts.ATTEMPTS_FROM_ANYWHERE", 6)
    for n in range(6):
        assert sign_in(calling_from(site, f"192.0.2.{n}"), admin_he, WRONG).status_code == 401
    assert sign_in(calling_from(site, "192.0.2.200"), admin_he).status_code == 429
    assert sign_in(site.client, admin_he).status_code == 200


def test_one_address_guessing_at_many_accounts_is_stopped(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.access.attempts.ATTEMPTS_FROM_ANYWHERE", 6)
    sprayer = calling_from(site, "192.0.2.77")
    for n in range(6):
        assert sign_in(sprayer, Named(f"nobody-{n}", "desk", ""), WRONG).status_code == 401
    assert sign_in(sprayer, auditor_zhou).status_code == 429


def test_the_log_says_who_and_where_and_keeps_no_secret(site: Site, zhou: Caller) -> None:
    slip = Named("my-real-password-2026", "desk", "")  # typed into the wrong field
    sign_in(calling_from(site, "203.0.113.80"), slip, WRONG)
    sign_in(calling_from(site, "203.0.113.81"), desk_chen, WRONG)
    entries = zhou.get("/api/access-log", limit=2).json()["entries"]
    assert [(one["account"], one["act"], one["actor"], one["address"]) for one in entries] == [
        ("chen", "sign_in_failed", "chen", "203.0.113.81"),
        (None, "sign_in_failed", "", "203.0.113.80"),
    ]
    everything = zhou.get("/api/access-log", limit=1000).text
    assert not [secret for secret in (slip.account, WRONG, PASSWORD, NEW) if secret in everything]


def test_the_log_is_read_by_pages_and_spans(site: Site, zhou: Caller) -> None:
    whole = zhou.get("/api/access-log", limit=1000).json()["entries"]
    pages: list[Any] = []
    before: dict[str, int] = {}
    while len(pages) < len(whole):
        page = zhou.get("/api/access-log", limit=7, **before).json()
        pages += page["entries"]
        before = {"before": page["before"] or 1}
    assert pages == whole
    moment = whole[5]["at"]
    later = zhou.get("/api/access-log", since=moment, limit=1000).json()["entries"]
    sooner = zhou.get("/api/access-log", until=moment, limit=1000).json()["entries"]
    assert {one["id"] for one in later} == {one["id"] for one in whole if one["at"] >= moment}
    assert len(later) + len(sooner) == len(whole)


@pytest.mark.parametrize("statement", ["update accounts.access_log set act = 'signed_in'", "delete from accounts.access_log"])
def test_nobody_takes_anything_out_of_the_log(site: Site, statement: str) -> None:
    for address in (site.office.databases.app, site.office.databases.owner):
        with psycopg.connect(address) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_the_database_holds_nothing_that_signs_in(site: Site, he: Caller) -> None:
    token = site.as_(desk_chen)
    code = he.post("/api/accounts/gu/reset").json()["code"]
    with psycopg.connect(site.office.databases.owner) as connection:
        dump = "\n".join(
            str(connection.execute(f"select to_jsonb(row)::text from accounts.{table} as row").fetchall())
            for table in ("account", "session", "access_log", "second_factor", "recovery_code")
        )
    assert "chen" in dump
    for secret in (token.headers["Authorization"].removeprefix("Bearer "), code, PASSWORD, NEW):
        assert secret not in dump


def test_an_administrator_lifts_a_lock_and_ends_a_session(site: Site, he: Caller, zhou: Caller) -> None:
    mistyping = calling_from(site, "203.0.113.70")
    assert [sign_in(mistyping, desk_chen, WRONG).status_code for _ in range(5)] == [401] * 5
    assert refused(sign_in(mistyping, desk_chen)) == (429, "auth.too_many_attempts")
    (lock,) = [one for one in he.get("/api/accounts").json()["locks"] if one["address"] == "203.0.113.70"]
    assert (lock["account"], lock["failures"]) == ("chen", 5) and lock["until"] > lock["last_at"]
    assert he.post("/api/accounts/chen/unlocking").status_code == 204
    assert refused(he.post("/api/accounts/chen/unlocking")) == (409, "accounts.not_locked")
    forgotten = bearer(sign_in(mistyping, desk_chen))
    (there,) = [one for one in he.get("/api/accounts/chen/sessions").json()["sessions"] if one["address"] == "203.0.113.70"]
    ended = site.client.delete(f"/api/accounts/chen/sessions/{there['session']}", headers=he.headers)
    assert ended.status_code == 204 and site.client.get("/api/session", headers=forgotten).status_code == 401
    assert refused(site.client.delete(f"/api/accounts/lin/sessions/{there['session']}", headers=he.headers))[0] == 404
    told = [one for one in zhou.get("/api/access-log", account="chen").json()["entries"] if one["act"] in ("lock_lifted", "sessions_ended")]
    assert [(one["act"], one["actor"]) for one in told[:2]] == [("sessions_ended", "he"), ("lock_lifted", "he")]


def test_nobody_administers_the_own_account(he: Caller) -> None:
    for act, body in (("closing", None), ("reset", None), ("role", {"role": "auditor"}), ("second-factor-removal", None)):
        assert refused(he.post(f"/api/accounts/he/{act}", body)) == (409, "accounts.own_account")
    (own,) = [one for one in he.get("/api/accounts").json()["accounts"] if one["account"] == "he"]
    assert (own["is_open"], own["role"]) == (True, "admin") and own["sessions"] >= 1 and own["signed_in_at"]
