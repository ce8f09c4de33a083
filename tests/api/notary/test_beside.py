"""What stands beside the journal: the owner of the database makes itself an account, raises a role, opens what was closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from api.access.unsaid import unsaid
from api.databases import Databases
from tests.api.cli import Desk

Owner = psycopg.Connection[Any]
OPEN = "insert into accounts.account (account, role, name, created_at) values ('eve', 'auditor', '夏娃', clock_timestamp())"
CHANGES = {
    "puts an account in": (OPEN, ("eve", "account.unsaid")),
    "raises a role": ("update accounts.account set role = 'auditor' where account = 'chen'", ("chen", "account.other_role")),
    "opens one that was closed": ("update accounts.account set closed_at = null where account = 'old'", ("old", "account.reopened")),
    "closes one": ("update accounts.account set closed_at = now() where account = 'chen'", ("chen", "account.closed")),
    "takes one away": ("delete from accounts.account where account = 'chen'", ("chen", "account.gone")),
}


@pytest.fixture(scope="module", autouse=True)
def accounts(desk: Desk, own_database: Databases) -> None:
    """chen at the desk; old, who changed the role once and was closed."""
    for account in ("chen", "old"):
        desk.ask("account", "open", account, "--role", "desk", "--by-code")
    desk.ask("account", "role", "old", "planner")
    desk.ask("account", "close", "old")


@pytest.fixture
def owner(own_database: Databases) -> Iterator[Owner]:
    with psycopg.connect(own_database.admin) as connection:
        yield connection
        connection.rollback()


def test_accounts_as_the_product_made_them_hold(owner: Owner, desk: Desk):
    assert unsaid(owner) == []
    desk.ask("notary", "once")
    told = desk.ask("verify")
    assert [one["facts"] for one in told["checks"] if one["code"] == "account.hold"] == [{"count": 2}]


@pytest.mark.parametrize("name", CHANGES)
def test_whoever_owns_the_database_and(name: str, owner: Owner):
    change, expected = CHANGES[name]
    owner.execute(change)
    assert [tuple(one) for one in unsaid(owner)] == [expected]


def test_what_is_not_found_is_said(owner: Owner, own_database: Databases, desk: Desk):
    """Given a password exchanged by the owner, when the journal is verified, then it holds, and the words name what was not looked at."""
    with psycopg.connect(own_database.admin, autocommit=True) as lasting:
        lasting.execute("update accounts.account set password_hash = 'x' where account = 'old'")
        told = desk.run("verify")
        assert (told.exit_code, "未查" in told.text, "口令" in told.text) == (0, True, True)
        lasting.execute(OPEN)
        told = desk.run("verify")
    assert (told.exit_code, "✗ 账号 eve" in told.text) == (1, True)
