"""One table: which role may put which statement. Every other pairing is refused, and the table names every role of the product."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from api.databases import Databases
from tests.api.rows.conftest import House

STATEMENTS = {
    "journal, read": "select count(*) from journal.events",
    "journal, in plain words": "select count(*) from journal.readable",
    "journal, receipts": "select count(*) from journal.receipts",
    "journal, insert": "insert into journal.receipts values ('k', 'a', '', 1, '{1}', '{}', '{}', now())",
    "journal, update": "update journal.events set payload = ''",
    "journal, delete": "delete from journal.events",
    "journal, truncate": "truncate journal.events",
    "journal, draw a position": "select nextval('journal.positions')",
    "keys, read": "select count(*) from vault.subject_key",
    "keys, write": "update vault.subject_key set epoch = epoch",
    "keys, delete": "delete from vault.subject_key",
    "keys, epochs": "select count(*) from vault.key_epoch",
    "people, find again": "select count(*) from vault.blind_index",
    "people, search": "select count(*) from vault.search_token",
    "read log, read": "select count(*) from vault.read_log",
    "read log, write": "insert into vault.read_log (actor, role, subject, fields, purpose) values ('a', 'desk', 's', '{}', 'p')",
    "read log, rewrite": "update vault.read_log set actor = ''",
    "accounts, read": "select count(*) from accounts.account",
    "sessions, read": "select count(*) from accounts.session",
    "scopes, read": "select count(*) from accounts.scope",
    "scopes, widen": "update accounts.scope set is_whole = true",
    "scopes, open": "select accounts.open_scope('x', '{}', false, now(), '{}', '{}', interval '1 second')",
    "scopes, enter": "select accounts.enter_scope('x')",
    "rows, read": "select count(*) from views.household_history_household",
    "rows, write": "update views.household_history_household set community = community",
    "rows, take the wall away": "alter table views.household_history_household disable row level security",
    "tables, make": "create table views.mine (id int)",
    "jobs, read": "select count(*) from jobs.procrastinate_jobs",
    "files, read": "select pg_read_file('postgresql.conf')",
    "programs, run": "copy (select 1) to program 'true'",
    "roles, make": "create role mine",
}
JOURNAL = {"journal, read", "journal, in plain words", "journal, receipts"}
ROWS = {"rows, read"}
ALLOWED: dict[str, set[str]] = {
    "app": JOURNAL | {"accounts, read", "sessions, read", "scopes, open"},
    "project": JOURNAL | ROWS | {"rows, write", "rows, take the wall away", "tables, make"},
    "read": ROWS | {"journal, read", "read log, read"},  # of no event the key of its call
    "community": ROWS | {"scopes, enter", "journal, read", "read log, read"},  # what of it: test_shown_events.py
    "warden": ROWS | {"scopes, enter", "journal, read"},
    "public": set(),  # its few tables and columns: tests/api/test_public.py
    "jobs": {"jobs, read"},
    "keys": {"keys, read", "keys, write", "keys, epochs", "people, find again", "people, search", "read log, read", "read log, write"},
    "notary": {"journal, read", "read log, read"},
}


def test_the_table_names_every_role() -> None:
    assert ALLOWED.keys() | {"admin", "owner"} == set(Databases.__dataclass_fields__)


@pytest.mark.parametrize("role", ALLOWED)
def test_each_role_may_put_these_statements_and_no_other(house: House, role: str) -> None:
    allowed = set()
    with psycopg.connect(getattr(house.databases, role)) as connection:
        connection.execute("set default_transaction_read_only = off")  # rights must not rest on what a session may change
        connection.commit()
        for name, statement in STATEMENTS.items():
            try:
                connection.execute(statement)
                allowed.add(name)
            except InsufficientPrivilege:
                pass
            finally:
                connection.rollback()
    assert allowed == ALLOWED[role]


@pytest.mark.parametrize("role", ALLOWED)
def test_no_role_becomes_another(house: House, role: str) -> None:
    if "role=" in house.databases.app:
        pytest.skip("MINQING_DATABASE_URL logs in as another user; separate log-ins close this door")
    with psycopg.connect(getattr(house.databases, role), autocommit=True) as connection:
        for other in {"owner", "append", *ALLOWED} - {role}:
            with pytest.raises(InsufficientPrivilege):
                connection.execute(f"set role minqing_{other}")
