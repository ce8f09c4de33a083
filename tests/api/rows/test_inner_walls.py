"""History and search from inside a session that reads for one person: whatever is asked, it counts the person's own alone."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from api.row_walls import Shown
from tests.api.rows.conftest import HERE, NOW, THERE, House, only
from tests.api.rows.filled import places

SHOWN = "select subject from vault.search_shown(%s, array['name'], array['\\x01'::bytea], 1, 1000) as found (subject)"
OFFICE = Shown(frozenset({HERE}))


@pytest.fixture(scope="module", autouse=True)
def found_by_one_word(house: House) -> None:
    """Everybody of both communities is found by the same token."""
    with psycopg.connect(house.databases.keys) as keys:
        for code, mark in places():
            row = (f"com-{code}", "name", b"\1", f"prs-{mark}")
            keys.execute("insert into vault.search_token (community, kind, mac, subject) values (%s, %s, %s, %s)", row)


@pytest.mark.parametrize(
    ("shown", "own"),
    [
        (only("grd-g00"), ["prs-g00"]),
        (only("grd-g00", "grd-g02"), ["prs-g00", "prs-g02"]),
        (only(), []),
        (only("grd-g10"), []),  # a grid of the other community, that this scope is not of
        (OFFICE, [f"prs-g0{grid}" for grid in range(4)]),
    ],
    ids=["warden", "stand-in", "without a post", "another community's grid", "desk"],
)
def test_a_search_counts_ones_own_people_alone(house: House, shown: Shown, own: list[str]) -> None:
    grids = dict.fromkeys(sorted(shown.grids or ()))
    with house.walls.within(shown, NOW, lambda: grids) as session:
        assert [subject for (subject,) in session.execute(SHOWN, ([HERE, THERE],)).fetchall()] == own
        with pytest.raises(InsufficientPrivilege):
            session.execute("select count(*) from vault.search_token")


def test_without_a_scope_nobody_is_found_and_no_other_role_may_ask(house: House) -> None:
    for dsn in (house.databases.community, house.databases.warden):
        with psycopg.connect(dsn) as connection:
            assert connection.execute(SHOWN, ([HERE, THERE],)).fetchall() == []
    for dsn in (house.databases.app, house.databases.read, house.databases.project):
        with psycopg.connect(dsn) as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(SHOWN, ([HERE, THERE],))


def test_a_line_is_shown_by_whom_it_is_of_or_whom_it_names(house: House) -> None:
    """Of the trail a warden sees the lines of the own homes and tickets, and the community's lines that name what is theirs."""
    with house.walls.within(only("grd-g01"), NOW, lambda: {"grd-g01": None}) as session:
        streams = session.execute("select stream from views.trail_line order by position").fetchall()
        assert streams == [("hh-g01",), ("tkt-g01",), ("pln-g01",)]
        assert session.execute("select distinct subject from views.trail_mention order by 1").fetchall() == [("grd-g01",), ("hh-g01",)]


def test_the_own_record_belongs_to_the_scope_that_was_opened_with_it(house: House) -> None:
    asked = "select accounts.shows_subject(subject) from unnest(%s::text[]) as asked (subject)"
    named = ["wdn-one", "att-one", "dsc-one", "wdn-two", "pst-one"]
    mine = Shown(frozenset({HERE}), frozenset({"grd-g00"}), "wdn-one")
    for shown, expected in ((mine, [True, True, True, False, False]), (only("grd-g00"), [False] * 5)):
        with house.walls.within(shown, NOW, lambda: {"grd-g00": None}) as session:
            assert [each for (each,) in session.execute(asked, (named,)).fetchall()] == expected
