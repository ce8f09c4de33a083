"""What nobody may do to the journal: neither the running role, nor the projections, nor the tables' owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from api.databases import Databases
from domain.community import Renamed
from domain.journal import Journal, Meta, Write

META = Meta(actor="chen.jing", role="planner", effective_at=datetime(2024, 5, 1, tzinfo=UTC), policy=None, correlation="c1", key="k1")
ROW = "('com-x', 9, 'n', 1, '', '', '', now(), now(), '', '', '')"
COLUMNS = "(stream, version, name, event_version, payload, actor, role, effective_at, recorded_at, correlation, reason, document)"

REFUSED_TO_THE_RUNNING_ROLE = [
    f"insert into journal.events {COLUMNS} values {ROW}",
    "update journal.events set payload = ''",
    "update journal.events set actor = 'somebody' where position = 1",
    "delete from journal.events",
    "truncate journal.events",
    "merge into journal.events e using (values (1)) v (p) on e.position = v.p when matched then delete",
    "alter table journal.events disable trigger append_only",
    "alter table journal.events add column note text",
    "drop table journal.events",
    "drop trigger append_only on journal.events",
    "create table journal.other (id int)",
    "create or replace function journal.horizon() returns bigint language sql as 'select 9::bigint'",
    "create or replace function journal.refuse_change() returns trigger language plpgsql as 'begin return null; end'",
    "create trigger mine before insert on journal.events execute function journal.refuse_change()",
    "create rule mine as on insert to journal.events do instead nothing",
    "alter function journal.horizon() owner to minqing_app",
    "select nextval('journal.positions')",
    "select setval('journal.positions', 1)",
    "alter sequence journal.positions restart",
    "insert into journal.receipts values ('k', 'a', '', 1, '{1}', '{}', '{}', now())",
    "update journal.receipts set answer = '{}'",
    "delete from journal.receipts",
    "truncate journal.receipts",
    "update journal.mode set simulated = true",
    "delete from journal.mode",
    "lock table journal.events in exclusive mode",
    "select position from journal.events for update",
    "select journal.check_told(now())",
    "set session_replication_role = replica",
    "copy journal.events from program 'true'",
    "copy journal.events to program 'true'",
    "select pg_read_file('postgresql.conf')",
    "set role minqing_owner",
    "set role minqing_append",
]
REFUSED_TO_THE_OWNER = [
    "update journal.events set actor = 'somebody'",
    "delete from journal.events",
    "truncate journal.events",
    "merge into journal.events e using (values (1)) v (p) on e.position = v.p when matched then delete",
]


@pytest.fixture(scope="module")
def written(new_database) -> Iterator[Databases]:
    with new_database() as databases:
        journal = Journal(databases.app)
        journal.append([Write("com-321102004001", 0, [Renamed(name="金山", reason="重名")])], META)
        journal.close()
        yield databases


def attempt(dsn: str, statement: str, *before: str) -> None:
    """In one transaction that is undone whatever happens."""
    with psycopg.connect(dsn) as connection:
        for command in before:
            connection.execute(command)
        try:
            connection.execute(statement)
        finally:
            connection.rollback()


@pytest.mark.parametrize("statement", REFUSED_TO_THE_RUNNING_ROLE)
def test_the_running_role_may_only_read_and_append(written: Databases, statement: str) -> None:
    if statement.startswith("set role") and "role=" in written.app:
        pytest.skip("MINQING_DATABASE_URL logs in as another user; separate log-ins close this door")
    with pytest.raises(InsufficientPrivilege):
        attempt(written.app, statement)


@pytest.mark.parametrize("statement", [*REFUSED_TO_THE_OWNER, f"insert into journal.events {COLUMNS} values {ROW}"])
def test_the_projections_only_read(written: Databases, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        attempt(written.project, statement)


@pytest.mark.parametrize("statement", REFUSED_TO_THE_OWNER)
def test_the_owner_is_refused_too(written: Databases, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege, match="append-only"):
        attempt(written.owner, statement)


@pytest.mark.parametrize("statement", REFUSED_TO_THE_OWNER)
def test_replication_mode_does_not_open_the_journal(written: Databases, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege, match="append-only"):
        attempt(written.admin, statement, "set session_replication_role = replica")


def test_a_function_put_in_the_way_is_not_called(written: Databases) -> None:
    """The append runs as its owner: a caller's own functions and operators must not be found by it."""
    with psycopg.connect(written.app) as connection:
        connection.execute(
            "create function pg_temp.clock_timestamp() returns timestamptz language sql as $$ select '1999-01-01'::timestamptz $$"
        )
        connection.execute("set search_path = pg_temp, pg_catalog")
        connection.execute(
            "select journal.append('{1}', '{com-321102004009}', '{1}', '{n}', '{1}', '{x}', '{null}', '{}', '{}', '{}', '{a}', '{r}',"
            " '{null}', '{c}', '{null}', '{null}', '{d}', '{d}', '{receipt}', '{h}', '{\"{}\"}', '{\"{}\"}', null)"
        )
        (year,) = connection.execute("select extract(year from max(recorded_at)) from journal.events").fetchone()
        connection.rollback()
    assert year > 2000


def test_everything_the_running_role_holds_on_the_journal(written: Databases) -> None:
    with psycopg.connect(written.admin) as admin:
        tables = admin.execute(
            "select distinct privilege_type from information_schema.role_table_grants"
            " where table_schema = 'journal' and grantee = 'minqing_app'"
        ).fetchall()
        functions = admin.execute(
            "select p.proname, p.prosecdef, r.rolname, r.rolcanlogin from pg_proc p join pg_roles r on r.oid = p.proowner"
            " where p.pronamespace = 'journal'::regnamespace and has_function_privilege('minqing_app', p.oid, 'execute') order by 1"
        ).fetchall()
    assert tables == [("SELECT",)]
    appending = [(name, True, "minqing_append", False) for name in ("append", "append_in_turn")]
    assert functions == [*appending, ("horizon", False, "minqing_owner", False)]
