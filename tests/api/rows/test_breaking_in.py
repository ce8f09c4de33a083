"""What somebody would try who may put statements of their own into a session that reads for one person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors
from psycopg.errors import InsufficientPrivilege

from tests.api.rows.conftest import HERE, NOW, THERE, House, only, texts

MINE = only("grd-g00")
EVERYTHING = "select count(*) from views.household_history_household"
FOREIGN = "select count(*) from views.household_history_member where household = 'hh-g01'"


@pytest.fixture
def session(house: House) -> Iterator[psycopg.Connection[Any]]:
    with house.walls.within(MINE, NOW, lambda: {"grd-g00": None}) as connection:
        yield connection


def count(connection: psycopg.Connection[Any], statement: str = EVERYTHING) -> int:
    return connection.execute(statement).fetchone()[0]


@pytest.mark.parametrize("name", ["", "scope-000000000000x", "' or true --", "%", "com-321111009001"])
def test_a_scope_that_was_made_up_shows_nothing(session: psycopg.Connection[Any], name: str) -> None:
    assert count(session) == 1
    session.execute("select set_config('minqing.scope', %s, false)", (name,))
    assert count(session) == 0


def test_whoever_comes_after_somebody_who_left_the_own_scope_is_shown_no_foreign_row(house: House) -> None:
    with house.walls.within(only("grd-g01"), NOW, lambda: {"grd-g01": None}) as session:
        session.execute("select set_config('minqing.scope', '', false)")
        assert count(session) == 0
    with house.walls.within(MINE, NOW, lambda: {"grd-g00": None}) as session:
        assert count(session) == 1
        assert count(session, FOREIGN) == 0


def test_a_session_that_never_entered_a_scope_sees_nothing(house: House) -> None:
    shown = set()
    for dsn in (house.databases.community, house.databases.warden):
        with psycopg.connect(dsn) as connection:
            shown |= {table for table in house.tables if texts(connection, table)}
    assert {table for table in shown if "community" in {column.name for column in house.tables[table]}} <= {"lineage_community"}


@pytest.mark.parametrize(
    "statement",
    [
        "select * from accounts.scope",
        "select grids from accounts.scope",
        "update accounts.scope set grids = grids || array['grd-g01']",
        "insert into accounts.scope select 'mine', communities, true, shown_at, opened_at, ends_at, grids, untils from accounts.scope",
        "update accounts.scope set is_whole = true",
        "select accounts.open_scope('mine', '{com-321111009001}', true, now(), '{}', '{}', interval '1 day')",
        "select * from accounts.account",
        "select * from accounts.session",
        "select * from journal.events",
        "select * from journal.readable",
        "select position from journal.events for update",
        "insert into journal.events select * from journal.events",
        "alter table journal.events disable row level security",
        "create policy mine on journal.events for select to minqing_warden using (true)",
        "select * from journal.receipts",
        "select * from vault.subject_key",
        "select * from vault.blind_index",
        "select * from vault.read_log",
        "set role minqing_read",
        "set role minqing_owner",
        "set role minqing_project",
        "set session authorization minqing_read",
        "alter table views.household_history_member disable row level security",
        "drop policy of_warden on views.household_history_member",
        "create policy mine on views.household_history_member for select to minqing_warden using (true)",
        "alter role minqing_warden bypassrls",
        "create or replace function accounts.scope_grids() returns text[] language sql as $$ select '{grd-g01}'::text[] $$",
        "create view views.mine as select * from views.household_history_member",
        "create materialized view views.mine as select * from views.household_history_member",
        "create table views.mine (id int)",
        "select pg_read_file('postgresql.conf')",
        "copy views.household_history_member to program 'true'",
        "copy views.household_history_member from program 'true'",
        "select lo_import('/etc/hostname')",
    ],
)
def test_refused(session: psycopg.Connection[Any], statement: str) -> None:
    session.execute("set default_transaction_read_only = off")  # whoever speaks SQL may do that: rights must not rest on it
    with pytest.raises(InsufficientPrivilege):
        session.execute(statement)


def test_row_security_cannot_be_switched_off(session: psycopg.Connection[Any]) -> None:
    session.execute("set row_security = off")
    try:
        with pytest.raises(InsufficientPrivilege, match="row-level security"):
            count(session)
    finally:
        session.execute("reset row_security")


def test_an_error_tells_nothing_of_rows_that_are_not_shown(session: psycopg.Connection[Any]) -> None:
    """A cast that fails repeats what it met: it must not meet a foreign row first."""
    with pytest.raises(errors.InvalidTextRepresentation) as told:
        session.execute("select count(*) from views.household_history_member where person::integer > 0")
    assert "prs-g00" in str(told.value)
    asked = "select count(*) from views.household_history_member where person <> 'prs-g00' and person::integer > 0"
    assert count(session, asked) == 0


def test_a_function_of_ones_own_is_not_shown_foreign_rows(session: psycopg.Connection[Any]) -> None:
    """A cheap function is called before dear conditions, but never before a policy, unless it is said to be leakproof."""
    session.execute("set default_transaction_read_only = off")
    session.execute(
        "create function pg_temp.peep(text) returns boolean cost 0.0000001 language plpgsql as"
        " $$ begin if $1 <> 'hh-g00' then raise exception 'seen %', $1; end if; return true; end $$"
    )
    assert count(session, "select count(*) from views.household_history_household where pg_temp.peep(household)") == 1
    with pytest.raises(InsufficientPrivilege):
        session.execute("alter function pg_temp.peep(text) leakproof")


def test_the_planners_statistics_are_not_read_for_their_values(house: House, session: psycopg.Connection[Any]) -> None:
    """Most common values stand in pg_stats: shown only to who may read the whole column."""
    with psycopg.connect(house.databases.project, autocommit=True) as project:
        project.execute("analyze views.household_history_household")
    seen = session.execute("select count(*) from pg_stats where schemaname = 'views' and tablename = 'household_history_household'")
    assert seen.fetchone() == (0,)


def test_no_view_and_no_materialised_view_leads_around_the_walls(house: House) -> None:
    """A view asks its tables as its owner, a materialised one keeps rows without policies: only those stand that ask for the scope."""
    with psycopg.connect(house.databases.admin) as admin:
        found = admin.execute(
            "select relname, relkind::text from pg_class where relnamespace = 'views'::regnamespace and relkind in ('v', 'm', 'f')"
            " and (has_table_privilege('minqing_warden', oid, 'select')  or has_table_privilege('minqing_community', oid, 'select'))"
        ).fetchall()
    assert found and {kind for _, kind in found} == {"v"}
    for name, _ in found:
        key = "household" if name.endswith("_own_household") else "ticket"
        with house.walls.within(MINE, NOW, lambda: {"grd-g00": None}) as connection:
            own = connection.execute(f"select {key} from views.{name}").fetchall()
        assert set(own) == {("hh-g00" if key == "household" else "tkt-g00",)}, name


def test_a_session_that_comes_back_from_the_pool_carries_nobodys_scope_on(house: House) -> None:
    for grid in ("grd-g00", "grd-g01", "grd-g03"):
        (row,) = house.rows(only(grid), "household_history_household")
        assert f'"hh-{grid[4:]}"' in row
    assert house.rows(only("grd-g10", community=THERE), "visit_log_patrol") != []
    assert house.rows(only(community=HERE), "visit_log_patrol") == []
