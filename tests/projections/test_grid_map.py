"""What lives in each building at every instant, and when a map has to be drawn anew."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import building
from domain.values import CountBasis
from projections import grid_map, grids, household_history, runner
from projections.grid_map import Drawn, Sight
from tests.projections.households import family, hh, moved_out, moved_within, registered
from tests.projections.town import COMMUNITY, Town, bld, drafted, drawn, grd

DAY0 = datetime(2024, 1, 1, tzinfo=UTC)
ONE_TOWN = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
houses, days = st.integers(1, 6), st.integers(0, 30)
moves = st.one_of(
    st.builds(lambda n, p: (n, moved_within(n, p, (1, 1))), st.integers(1, 4), st.tuples(houses, houses)),
    st.builds(lambda n, b: (n, moved_out(b, 1)), st.integers(1, 4), houses),
)


def sight(at: datetime, **narrower: object) -> Sight:
    return Sight(**({"communities": (COMMUNITY,), "grids": None, "plan": None, "at": at} | narrower))


def households(town: Town, at: datetime) -> dict[str, int]:
    page = grid_map.building_page(town.conn, sight(at), None, 100)
    told = (one["properties"] for one in json.loads(f"[{page.features}]"))
    return {one["building"]: one["households"] for one in told if one["households"]}


@ONE_TOWN
@given(told=st.lists(st.tuples(moves, days), max_size=15), batch=st.integers(1, 7))
def test_a_building_holds_those_whose_files_say_so(town: Town, told, batch):
    """Facts told in no order of time, some of one moment: at every instant both read models count the same."""
    if "tes-0001" not in town.versions:
        town.settle()
        for number in range(1, 5):
            town.tell(hh(number), registered(number, number, 1, family(number * 10, 2)), at=DAY0)
    for (number, event), day in told:
        town.tell(hh(number), event, at=DAY0 + timedelta(days=day))
    runner.catch_up(town.journal, town.dsn_project, [grids.VIEW, household_history.VIEW], batch=batch)
    for hours in (-1, *range(0, 31 * 24, 24)):
        at = DAY0 + timedelta(hours=hours)
        assert households(town, at) == {
            one: n.households for one, n in household_history.counts_by_building(town.conn, COMMUNITY, at).items()
        }


def test_a_map_is_drawn_anew_when_something_on_it_changes_and_not_before(town: Town):
    town.settle()
    town.enact("pln-0001", drawn(1, (1, 2, 3)), drawn(2, (4, 5, 6)), on=DAY0.date())
    town.run()

    def now() -> Drawn | None:
        town.run()
        return grid_map.drawn(town.conn, sight(DAY0 + timedelta(days=50)))

    seen = [now()]
    town.tell(bld(1), building.DwellingsCounted(dwellings=90, basis=CountBasis.COUNTED, reason="核实"))
    seen.append(now())
    town.tell(hh(1), registered(1, 1, 1, family(10, 2)), at=DAY0 + timedelta(days=3))
    seen.append(now())
    town.tell("pln-0002", drafted("pln-0002", drawn(1, (1, 2)), drawn(2, (3, 4, 5, 6)), base="pln-0001"))
    seen.append(now())
    assert len({*seen}) == 4 and [one.position for one in seen] == sorted(one.position for one in seen)
    town.tell(hh(1), moved_within(1, (1, 2), (1, 1)), at=DAY0 + timedelta(days=60))
    later = now()
    assert (later.since, seen[-1].since) == (DAY0 + timedelta(days=3),) * 2, "a move that is still to come"
    assert grid_map.drawn(town.conn, sight(DAY0 + timedelta(days=61))).since == DAY0 + timedelta(days=60)
    assert grid_map.drawn(town.conn, sight(DAY0, communities=("com-999999999999",))) is None


def test_pages_of_some_grids_hold_those_grids_alone(town: Town):
    town.settle()
    town.enact("pln-0001", drawn(1, (1, 2, 3)), drawn(2, (4, 5, 6)), on=DAY0.date())
    town.run()
    mine = sight(DAY0 + timedelta(days=1), grids=frozenset({grd(2)}))
    first = grid_map.building_page(town.conn, mine, None, 2)
    rest = grid_map.building_page(town.conn, mine, first.next, 2)
    assert (first.shown, first.next, rest.shown, rest.next) == (2, bld(5), 1, None)
    assert [json.loads(f"[{page.features}]")[0]["id"] for page in (first, rest)] == [bld(4), bld(6)]
    assert grid_map.grid_page(town.conn, mine, None, 1).next is None
    assert grid_map.building_page(town.conn, sight(DAY0, grids=frozenset()), None, 5) == grid_map.Page("", 0, None)
