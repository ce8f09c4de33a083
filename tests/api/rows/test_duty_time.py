"""Cover (AB岗) begins and ends by itself: from one instant to the other a session shows the partner's rows, and nobody has to close it."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import sleep

import psycopg
import pytest

from domain.cover import Absence, Holding, Period, Post, Roster, Warden, grids_of, seen_until
from tests.api.rows.conftest import HERE, NOW, House, only

BOTH = only("grd-g00", "grd-g01")
SECOND = timedelta(seconds=1)


def households(house: House, until: datetime, now: datetime = NOW) -> set[str]:
    rows = house.rows(BOTH, "household_history_household", {"grd-g00": None, "grd-g01": until}, now)
    return {row.partition('"household": "')[2][:6] for row in rows}


def test_a_session_that_stays_open_loses_the_grid_the_moment_cover_ends(house: House) -> None:
    asked = "select household from views.household_history_household order by household"
    with house.walls.within(BOTH, NOW + SECOND, lambda: {"grd-g00": None, "grd-g01": NOW + 1.4 * SECOND}) as session:
        assert session.execute(asked).fetchall() == [("hh-g00",), ("hh-g01",)]
        sleep(0.5)
        assert session.execute(asked).fetchall() == [("hh-g00",)]


def test_the_offices_clock_decides_and_not_the_databases(house: House) -> None:
    """The database's own clock stands in another year here."""
    assert households(house, NOW + 31 * SECOND, NOW + 30 * SECOND) == {"hh-g00", "hh-g01"}
    assert households(house, NOW + 60 * SECOND, NOW + 90 * SECOND) == {"hh-g00"}


def test_a_scope_ends_though_nobody_closes_it(house: House) -> None:
    with house.walls.within(only("grd-g03"), NOW, lambda: {"grd-g03": None}) as session:
        assert session.execute("select household from views.household_history_household").fetchall() == [("hh-g03",)]
        (name,) = session.execute("select current_setting('minqing.scope')").fetchone()
    with psycopg.connect(house.databases.app) as app:
        given = ("mine", [HERE], NOW, ["grd-g03"], timedelta(seconds=0.8))
        app.execute("select accounts.open_scope(%s, %s, false, %s, %s, array[null]::timestamptz[], %s)", given)
    with house.walls.within(only("grd-g03"), NOW, dict) as session:
        assert session.execute("select accounts.enter_scope('mine')").fetchone() == (True,)
        sleep(0.9)
        assert session.execute("select count(*) from views.household_history_household").fetchone() == (0,)
        assert session.execute("select accounts.enter_scope('mine')").fetchone() == (False,)
        assert session.execute("select accounts.enter_scope(%s)", (name,)).fetchone() == (True,)


def test_a_scope_that_the_database_lost_is_opened_anew(house: House) -> None:
    assert house.rows(only("grd-g02"), "household_history_household") != []
    with psycopg.connect(house.databases.owner) as owner:
        owner.execute("delete from accounts.scope")
    assert house.rows(only("grd-g02"), "household_history_household") != []


DAY = timedelta(days=1)
LEAVE = Period(NOW + 2 * DAY, NOW + 3 * DAY)
STAND_IN = Period(NOW + 5 * DAY, NOW + 6 * DAY)


def roster() -> Roster:
    """zhao holds a post with qian as B; zhao's leave; li named as stand-in later; qian leaves the service after ten days."""
    served = {"zhao": (Period(NOW - DAY, None),), "qian": (Period(NOW - DAY, NOW + 10 * DAY),), "li": (Period(NOW - DAY, None),)}
    wardens = {name: Warden(name, name, "full_time", times) for name, times in served.items()}
    posts = {
        "p1": Post(
            "p1",
            "g1",
            "",
            Period(NOW - DAY, None),
            (Holding("zhao", NOW - DAY),),
            (Holding("qian", NOW - DAY),),
            (Absence("li", STAND_IN),),
        ),
        "p2": Post("p2", "g2", "", Period(NOW - DAY, NOW + 20 * DAY), (Holding("qian", NOW - DAY),), (), ()),
    }
    return Roster("com-1", wardens, posts, {"l1": Absence("zhao", LEAVE)})


@pytest.mark.parametrize(
    ("warden", "grid", "at", "until"),
    [
        ("zhao", "g1", NOW, None),  # the own grid stays in sight, during the leave too
        ("qian", "g1", LEAVE.starts_at, LEAVE.ends_at),
        ("li", "g1", STAND_IN.starts_at, STAND_IN.ends_at),
        ("qian", "g2", NOW, NOW + 10 * DAY),
    ],
)
def test_until_when_a_grid_is_in_sight(warden: str, grid: str, at: datetime, until: datetime | None) -> None:
    held = roster()
    assert seen_until(held, warden, grid, at) == until
    beat = grids_of(held, warden, at)
    assert grid in (*beat.own, *beat.covered)
    if until is not None:
        before, after = grids_of(held, warden, until - SECOND), grids_of(held, warden, until)
        assert grid in (*before.own, *before.covered) and grid not in (*after.own, *after.covered)
