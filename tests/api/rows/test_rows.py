"""PostgreSQL shows each person the own rows alone, whatever statement is put: as if the API had forgotten every check."""

from __future__ import annotations

import re

import psycopg
import pytest
from psycopg import sql

from api.row_walls import Shown
from domain.journal import Journal
from projections import runner, walls
from projections.rebuild import rebuild
from tests.api.rows import filled
from tests.api.rows.conftest import HERE, NOW, THERE, House, only, texts
from tests.api.rows.filled import CODES, GRIDS, Column, grids_in

OFFICE_ONLY = {
    "notices_call",
    "personal_records_measure",
    "spot_checks_drawn",
    "spot_checks_finding",
    "ticket_board_month",
    "visit_log_month",
}
"""What no warden reads through any route."""
MARK, CODE = re.compile(r"-g(\d\d)"), re.compile(r"(?<!\d)(32111100\d{4})(?!\d)")

PEOPLE = {
    **{f"warden of {grid}": only(grid, community=f"com-{code}") for code in CODES for grid in grids_in(code)},
    "stand-in": only("grd-g00", "grd-g02"),
    "warden without a post": only(),
    "desk here": Shown(frozenset({HERE})),
    "desk there": Shown(frozenset({THERE})),
    "desk of both": Shown(frozenset({HERE, THERE})),
}


def is_personal(columns: list[Column], table: str) -> bool:
    """Its rows are a household's, a person's or a ticket's, or what was seen in a grid."""
    names = {column.name for column in columns}
    return bool(names & {"household", "person", "ticket", "matter"}) or table in {
        *("visit_log_patrol", "diary_line", "diary_subject"),
        *("trail_line", "trail_stream", "trail_mention"),
    }


def foreign(shown: Shown, table: str, columns: list[Column], text: str) -> bool:
    if table in walls.IN_HOUSE:
        return False
    marks = MARK.findall(text)
    if shown.grids is not None and is_personal(columns, table):
        return any(f"grd-g{mark}" not in shown.grids for mark in marks)
    named = {*CODE.findall(text), *(CODES[int(mark[0])] for mark in marks)}
    return any(f"com-{code}" not in shown.communities for code in named)


@pytest.mark.parametrize("person", PEOPLE)
def test_no_statement_shows_a_row_that_is_not_the_persons(house: House, person: str) -> None:
    shown, wrong = PEOPLE[person], {}
    for table, columns in house.tables.items():
        rows = house.rows(shown, table)
        leaks = [row for row in rows if foreign(shown, table, columns, row)]
        house.checks += len(filled.CODES) * GRIDS
        if leaks:
            wrong[table] = leaks[0]
    assert wrong == {}


@pytest.mark.parametrize("person", [name for name in PEOPLE if name != "warden without a post"])
def test_everything_of_the_persons_own_is_shown(house: House, person: str) -> None:
    """So that no test here passes because nothing is shown at all."""
    shown, missing = PEOPLE[person], {}
    with psycopg.connect(house.databases.read) as everything:
        for table, columns in house.tables.items():
            if table in walls.SHUT or (shown.grids is not None and table in OFFICE_ONLY):
                assert house.rows(shown, table) == []
                continue
            mine = {row for row in texts(everything, table) if whole(columns, row) and not foreign(shown, table, columns, row)}
            if unseen := mine - set(house.rows(shown, table)):
                missing[table] = sorted(unseen)[0]
            assert mine, table
    assert missing == {}


def whole(columns: list[Column], row: str) -> bool:
    """Of the rows that say in several columns whose they are, the one that does so in all of them."""
    return (all(f'"{column.name}": null' not in row for column in columns if column.name in filled.NARROW) and "-g" in row) or not any(
        column.name in filled.NARROW for column in columns
    )


@pytest.mark.parametrize("key", ["household", "ticket", "person", "grid", "community"])
def test_anothers_id_finds_nothing(house: House, key: str) -> None:
    """What a route would do that takes an id from the caller and asks nobody."""
    shown, ids = PEOPLE["warden of grd-g00"], {"household": "hh", "ticket": "tkt", "person": "prs", "grid": "grd"}
    given = [f"{ids[key]}-g{n // GRIDS}{n % GRIDS}" for n in range(1, 2 * GRIDS)] if key in ids else [THERE]
    found = 0
    with house.walls.within(shown, NOW, lambda: {"grd-g00": None}) as connection:
        for table, columns in house.tables.items():
            personal = key != "grid" or is_personal(columns, table)
            if key in {column.name for column in columns} and table not in walls.IN_HOUSE and personal:
                text = sql.SQL("select count(*) from {} where {} = %s").format(sql.Identifier("views", table), sql.Identifier(key))
                found += sum(connection.execute(text, (each,)).fetchone()[0] for each in given)
                house.checks += len(given)
    assert found == 0


def test_thousands_of_questions_were_put(house: House) -> None:
    print(f"{house.checks} checks, {len(house.tables)} tables, {len(PEOPLE)} people, {2 * GRIDS} grids")
    assert house.checks > 5_000


def test_every_table_is_walled_and_named_where_it_is_not_simply_its_communitys(house: House) -> None:
    """A projection whose table nobody thought of fails here, and until then its table stays shut."""
    unnamed = {
        (table, policy)
        for table, columns in house.tables.items()
        for policy in walls.ROLES
        if table not in walls.SHUT | walls.OF_WARDENS and not walls.arms_of(policy, table, [column.name for column in columns])
    }
    assert unnamed == set()
    own = {"positions", "parked"}
    named = {*walls.OF_WARDENS, *walls.BELOW, *walls.IN_HOUSE, *walls.SHUT}
    assert named - {*house.tables} <= own
    assert not {*walls.IN_HOUSE} & {*walls.SHUT} and not {*walls.BELOW} & {*walls.OF_WARDENS}
    assert [table for table in walls.IN_HOUSE if filled.NARROW_OR_OWNED & {column.name for column in house.tables[table]}] == [
        "lineage_community"
    ]


def test_walls_stand_around_every_table_also_after_a_rebuild(house: House) -> None:
    asked = (
        "select class.relname, class.relrowsecurity, array_agg(policy.polname::text order by policy.polname) from pg_class as class"
        " left join pg_policy as policy on policy.polrelid = class.oid"
        " where class.relnamespace = 'views'::regnamespace and class.relkind = 'r' group by 1, 2"
    )
    journal = Journal(house.databases.app)
    with psycopg.connect(house.databases.admin) as admin:
        before = admin.execute(asked).fetchall()
        admin.commit()
        views = [view for view in runner.ALL if view.name in ("household_history", "six_clear", "lineage")]
        assert rebuild(journal, house.databases.project, views).swapped
        after = admin.execute(asked).fetchall()
    journal.close()
    assert {*map(str, before)} == {*map(str, after)}
    assert {walled for _, walled, _ in after} == {True}
    assert {table for table, _, policies in after if policies == ["whole"]} == {*walls.SHUT}
    assert house.rows(PEOPLE["warden of grd-g00"], "household_history_household") == []
    assert house.rows(PEOPLE["warden of grd-g00"], "care_household") != []
    with psycopg.connect(house.databases.project) as project:
        filled.fill(project)  # whoever comes next finds the house as it was
