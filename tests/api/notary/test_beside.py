"""What stands beside the journal: the owner of the database makes itself an account, a password, a session, a record in another's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.access import in_force, record, sessions, started
from api.access.unsaid import count, unsaid
from api.accounts import change_role
from api.context import Actor
from api.databases import Databases
from api.settings import Settings
from domain import policy_file
from tests.api.cli import Desk

Owner = psycopg.Connection[Any]
OPEN = "insert into accounts.account (account, role, name, created_at) values ('eve', 'auditor', '夏娃', clock_timestamp())"
CHANGES = {
    "puts an account in": (OPEN, ("eve", "account.unsaid")),
    "raises a role": ("update accounts.account set role = 'auditor' where account = 'chen'", ("chen", "account.other_role")),
    "opens one that was closed": ("update accounts.account set closed_at = null where account = 'old'", ("old", "account.reopened")),
    "closes one": ("update accounts.account set closed_at = now() where account = 'chen'", ("chen", "account.closed")),
    "exchanges a password": ("update accounts.account set password_hash = 'x' where account = 'chen'", ("chen", "account.other_password")),
    "makes a code that sets one": (
        "update accounts.account set reset_hash = sha256('mine'), reset_until = now() + interval '1 hour' where account = 'chen'",
        ("chen", "account.other_password"),
    ),
    "widens a scope": (
        "update accounts.account set communities = '{com-321111009002}' where account = 'chen'",
        ("chen", "account.other_who"),
    ),
    "makes a second factor": (
        "insert into accounts.second_factor (account, sealed, begun_at, confirmed_at) values ('chen', '{}', now(), now())",
        ("chen", "account.other_factor"),
    ),
    "links an identity of its own": (
        "insert into accounts.identity values ('https://id.example', 'eve', 'chen', now())",
        ("chen", "account.other_identities"),
    ),
    "puts a session in": (
        "insert into accounts.session (token_hash, account, opened_at, seen_at, expires_at, session, address, agent, means, is_narrow)"
        " values (sha256('mine'), 'chen', now(), now(), now() + interval '1 hour', 'eve', '', '', 'password', false)",
        ("chen", "account.session_unsaid"),
    ),
    "takes a session of its own to another": (
        "update accounts.session set account = 'old' where account = 'chen'",
        ("old", "account.session_unsaid"),
    ),
    "takes one away": ("delete from accounts.account where account = 'chen'", ("chen", "account.gone")),
}


@pytest.fixture(scope="module", autouse=True)
def accounts(desk: Desk, own_database: Databases) -> None:
    """chen at the desk, signed in; old, who changed the role once and was closed."""
    for account in ("chen", "old"):
        desk.ask("account", "open", account, "--role", "desk", "--by-code")
    desk.ask("account", "role", "old", "planner")
    desk.ask("account", "close", "old")
    with psycopg.connect(own_database.app, autocommit=True) as connection:
        record.note(connection, "profiles_in_force", None, datetime.now(UTC), record.OFFICE, profiles=policy_file.digests())
        sessions.open_session(connection, Actor("chen", "desk"), datetime.now(UTC), record.NOWHERE, "password")


@pytest.fixture
def owner(own_database: Databases) -> Iterator[Owner]:
    with psycopg.connect(own_database.admin) as connection:
        yield connection
        connection.rollback()


def test_accounts_as_the_product_made_them_hold(owner: Owner, desk: Desk):
    assert unsaid(owner) == []
    desk.ask("notary", "once")
    told = desk.ask("verify")
    assert [one["facts"] for one in told["checks"] if one["code"] == "account.hold"] == [{"count": 2, "untold": 0}]
    assert [one["facts"] for one in told["checks"] if one["code"] == "profiles.hold"] == [{"count": len(policy_file.names())}]


@pytest.mark.parametrize("name", CHANGES)
def test_whoever_owns_the_database_and(name: str, owner: Owner):
    change, expected = CHANGES[name]
    owner.execute(change)
    assert [(one.account, one.code) for one in unsaid(owner)] == [expected]


RECORD = (
    "insert into journal.events (stream, version, name, event_version, payload, actor, role, effective_at, recorded_at, correlation,"
    " reason, document) values ('com-321111009001', 1, 'community.renamed', 1, '{}', %s, 'desk', now(), clock_timestamp(), 'c', '', '')"
    " returning position"
)


def test_a_record_in_the_name_of_somebody_who_was_not_in(owner: Owner):
    """old never signed in; chen did, and may have said it."""
    (position,) = owner.execute(RECORD.replace("9001", "9002"), ("old",)).fetchone()
    owner.execute(RECORD, ("chen",))
    assert unsaid(owner) == [("old", "account.was_not_in", position)]
    owner.execute("alter table accounts.access_log disable trigger append_only")
    owner.execute("update accounts.access_log set recorded_at = recorded_at - interval '14 hours'")
    assert [one.account for one in unsaid(owner)] == ["old", "chen"]


def test_an_act_vouches_for_what_it_changes_alone(owner: Owner, own_database: Databases):
    """Given a password exchanged by the owner, when the role is changed by the book, then the password is still found."""
    owner.execute(CHANGES["exchanges a password"][0])
    change_role(owner, "chen", "reporter", datetime.now(UTC), record.OFFICE)
    assert [(one.account, one.code) for one in unsaid(owner)] == [("chen", "account.other_password")]


def test_accounts_of_before_are_held_from_the_next_start(owner: Owner):
    """Given an installation whose log told of no digest, when the service starts, then what stands is noted, once."""
    owner.execute("alter table accounts.access_log disable trigger append_only")
    owner.execute("update accounts.access_log set told = told - 'held'")
    owner.execute("delete from accounts.access_log where act = 'profiles_in_force'")
    assert (count(owner), started.changed(owner, None)) == ((2, 2), [])
    for _ in range(2):
        started.note_start(owner, None, datetime.now(UTC))
    noted = owner.execute("select count(*) from accounts.access_log where act in ('account_held', 'profiles_in_force')").fetchone()
    assert (count(owner), noted) == ((2, 0), (3,))
    owner.execute(CHANGES["exchanges a password"][0])
    assert [(one.account, one.code) for one in unsaid(owner)] == [("chen", "account.other_password")]


def test_with_which_settings_the_server_ran_and_since_when(owner: Owner, tmp_path: Path):
    """Noted at each start at which they are others, and never a secret; what stands lower than it is shipped is named."""
    owner.execute("set role minqing_app")
    settings = Settings(home=tmp_path, keks="1:" + "ab" * 32, oidc_client_secret="s-e-c-r-e-t", second_factor=("admin",))
    first, later = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)
    for at in (first, later):
        started.note_settings(owner, settings, at)
    told, since = started.settings_noted(owner)
    assert since == first and told["pace"] is True and {"keys_from", "hosts"} <= {*in_force.weaker(told)}
    assert not any(secret in str(told) for secret in ("ab" * 32, "s-e-c-r-e-t"))
    started.note_settings(owner, settings.model_copy(update={"pace": False, "second_factor": ()}), later)
    told, since = started.settings_noted(owner)
    assert since == later and {"pace", "second_factor"} <= {*in_force.weaker(told)}
    assert "fsync" not in in_force.weaker(told) or told["database"]["fsync"] == "off"


def test_settings_that_stand_low_are_told_by_the_check(own_database: Databases, desk: Desk, tmp_path: Path):
    desk.ask("notary", "once")
    assert "运行设置：登录日志尚未记有" in desk.run("verify").text
    with psycopg.connect(own_database.app, autocommit=True) as service:
        started.note_settings(service, Settings(home=tmp_path, pace=False), datetime(2026, 11, 1, tzinfo=UTC))
    (told,) = [one for one in desk.ask("verify")["checks"] if one["code"].startswith("settings.")]
    assert (told["code"], told["holds"], "pace" in told["facts"]["names"]) == ("settings.weaker", True, True)


@pytest.mark.parametrize(
    "bent",
    [
        "alter table journal.events disable row level security",
        "drop policy of_community on vault.read_log",
        "alter table journal.events disable trigger append_only",
        "create or replace function accounts.scope_whole() returns text[] language sql stable as $$ select '{com-321111009001}'::text[] $$",
        "grant select on vault.subject_key to minqing_app",
        "grant select (wrapped) on vault.subject_key to minqing_app",
        "grant insert on journal.events to minqing_app",
        "alter table views.ticket_board_ticket disable row level security",
        "drop policy of_warden on views.ticket_board_ticket",
        "grant select on views.ticket_board_ticket to minqing_public",
        "create trigger mine before insert on journal.events for each row execute function suppress_redundant_updates_trigger()",
    ],
)
def test_a_wall_in_the_database_that_was_bent_is_found(owner: Owner, bent: str):
    before = in_force.walls(owner)
    assert before == in_force.walls(owner) and len(before) == 64
    owner.execute(bent)
    assert in_force.walls(owner) != before


def test_a_bent_wall_is_named_by_the_check(own_database: Databases, desk: Desk, tmp_path: Path):
    with psycopg.connect(own_database.app, autocommit=True) as service:
        started.note_settings(service, Settings(home=tmp_path), datetime.now(UTC))
    before = desk.run("verify").text
    with psycopg.connect(own_database.admin, autocommit=True) as lasting:
        lasting.execute("alter table journal.events disable row level security")
        bent = desk.run("verify")
        lasting.execute("alter table journal.events enable row level security")
    assert "✓ 数据库内的函数" in before and "✗ 数据库内的函数" in bent.text and bent.exit_code == 1
    assert "✓ 数据库内的函数" in desk.run("verify").text


def test_a_profile_exchanged_under_the_service_is_named(owner: Owner, desk: Desk, tmp_path: Path):
    (tmp_path / "runzhou.toml").write_text("effective = 2026-01-01\n")
    assert started.changed(owner, tmp_path) == ["runzhou"]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MINQING_POLICIES", str(tmp_path))
        told = desk.run("verify")
    assert (told.exit_code, "✗ 制度 runzhou" in told.text) == (1, True)


def test_the_check_says_what_is_bent_and_what_it_does_not_look_at(own_database: Databases, desk: Desk):
    with psycopg.connect(own_database.admin, autocommit=True) as lasting:
        lasting.execute("update accounts.account set password_hash = 'x' where account = 'old'")
        told = desk.run("verify")
        assert (told.exit_code, "未查" in told.text, "✗ 账号 old：口令" in told.text) == (1, True, True)
        lasting.execute(OPEN)
        told = desk.run("verify")
    assert (told.exit_code, "✗ 账号 eve" in told.text) == (1, True)


def test_read_models_are_made_of_a_journal_that_is_as_signed(own_database: Databases, desk: Desk):
    """Given a record that was bent by the owner, when read models are to be checked against the journal, then the journal is refused."""
    desk.ask("notary", "once")
    told = desk.ask("rebuild", "--check", "rota")
    assert told["equal"] and told["journal"]["holds"] and told["journal"]["count"] > 0
    bend = "update journal.events set reason = %s where position = (select min(position) from journal.events) returning position"
    with psycopg.connect(own_database.admin, autocommit=True) as lasting:
        (before,) = lasting.execute("select reason from journal.events order by position limit 1").fetchone()
        lasting.execute("alter table journal.events disable trigger append_only")
        (position,) = lasting.execute(bend, ("改过",)).fetchone()
        bent, bent_json = desk.run("rebuild", "--check", "rota"), desk.run("rebuild", "--check", "rota", "--json")
        lasting.execute(bend, (before,))
        lasting.execute("alter table journal.events enable always trigger append_only")
    assert (bent.exit_code, f"✗ 位置 {position}" in bent.text, "rota_" in bent.text) == (1, True, False)
    assert (bent_json.exit_code, bent_json.told["journal"]["holds"], bent_json.told["equal"]) == (1, False, None)
    assert "逐条相符" in desk.run("rebuild", "--check", "rota").text
