"""Random histories: whatever came in whatever batches, the tables are those a rebuild makes, and say what the aggregates say."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import building, grid_drawing, grid_plan, household, ticket
from domain.policy import PolicyProfile
from domain.six_clear import missing
from domain.values import CountBasis
from projections import grids, household_history, responsibility, runner, six_clear
from projections.rebuild import rebuild
from tests.projections.households import family, hh, member, moved_in, moved_out, moved_within, reassigned, registered, visited
from tests.projections.test_responsibility import appointed, defined, enrolled, leave, standby, stood_in
from tests.projections.test_ticket_board import reported
from tests.projections.town import COMMUNITY, Town, bld, drafted, drawn, enacted, grd, sealed

DAY0 = datetime(2024, 1, 1, tzinfo=UTC)
ASKED = [(clear, gap) for clear in PolicyProfile.load("changzhi").six_clear.values() for gap in clear.gaps]
ONE_TOWN = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

houses, grid_numbers, persons, days = st.integers(1, 6), st.integers(1, 3), st.integers(1, 9), st.integers(0, 60)
members = st.lists(persons, min_size=1, max_size=3, unique=True).map(lambda numbers: tuple(member(n) for n in numbers))
pairs = st.tuples(houses, houses)
home_events = st.one_of(
    st.builds(lambda b, g, m: moved_in(0, b, g, m), houses, grid_numbers, members),
    st.builds(lambda p: moved_within(0, p, p), pairs),
    st.builds(lambda p: moved_out(*p), pairs),
    st.builds(lambda p: reassigned(*p), st.tuples(grid_numbers, grid_numbers)),
    st.builds(lambda n: household.MemberJoined(member=member(n), reason=""), persons),
    st.builds(lambda n: household.MemberLeft(person=member(n).person, reason=""), persons),
    st.builds(lambda n: household.Split(into=hh(99), persons=(member(n).person,), reason=""), persons),
    st.builds(lambda m: household.Absorbed(came_from=hh(98), members=m), members),
    st.just(household.Merged(into=hh(97), reason="")),
)


@pytest.fixture
def staged(town: Town) -> Town:
    town.settle()
    town.enact("pln-0001", drawn(1, (1, 2, 3)), drawn(2, (4, 5, 6)), on=DAY0.date())
    for number in range(1, 4):
        town.tell(hh(number), registered(number, number, 1, family(number * 10, 2)), at=DAY0)
        town.tell(f"tkt-{number:04d}", reported(number), at=DAY0)
    town.tell("dty-321111001001", *(enrolled(n) for n in range(1, 5)), defined(1, grd(1)), defined(2, grd(2)), at=DAY0)
    town.run()
    return town


class Chronicle:
    """Tells the town one random fact after another; each kind keeps to what its tables take."""

    def __init__(self, town: Town, names: count[int]) -> None:
        self.town, self.names = town, names

    def home(self, number: int, event: household.MovedIn, at: datetime) -> None:
        self.town.tell(hh(number), event, at=at)

    def matter(self, number: int, step: int, at: datetime) -> None:
        name = f"tkt-{number:04d}"
        steps = (
            ticket.Accepted(by="warden1", warden="wdn-0001"),
            ticket.Handled(by="warden1", text=sealed(name)),
            ticket.FedBack(by="warden1", satisfaction=3, text=sealed(name)),
            ticket.Closed(by="warden1", outcome="solved", level=ticket.Level.GRID),
            ticket.Reopened(responsible="warden2", text=sealed(name)),
            ticket.MovedToGrid(from_grid=grd(1), to_grid=grd(2), plan="pln-0001", responsible="warden2"),
        )
        self.town.tell(name, steps[step], at=at)

    def post(self, number: int, warden: int, kind: int, at: datetime) -> None:
        until = at + timedelta(days=5)
        told = (appointed, standby, lambda p, w: stood_in(p, w, at, until), lambda _, w: leave(next(self.names), w, at, until))
        self.town.tell("dty-321111001001", told[kind](number, warden), at=at)

    def house(self, number: int, dwellings: int, at: datetime) -> None:
        self.town.tell(bld(number), building.DwellingsCounted(dwellings=dwellings, basis=CountBasis.COUNTED, reason="核实"), at=at)

    def call(self, number: int, house: int, at: datetime) -> None:
        name = f"vis-{next(self.names):04d}"
        self.town.tell(name, visited(number, house, 1, at, name), at=at)

    def plan(self, cut: int, move: int, on: datetime, enact: bool) -> None:
        """A new plan cut after atom `cut`, one atom of it painted over, enacted or left a draft."""
        name, fresh = f"pln-{next(self.names):04d}", next(self.names)
        west, east = drawn(1, range(1, cut + 1)), drawn(fresh % 900 + 10, range(cut + 1, 7), grd(2))
        painted = grid_plan.AtomMove(east.grid, west.grid, (cut + 1,))
        self.town.tell(name, drafted(name, west, east, base="pln-0001"))
        if move and cut < 5:
            self.town.tell(name, grid_plan.GridsRedrawn(moves=(painted,), tool="paint", line=None, households_moved=0, reason="近"))
        if enact:
            self.town.tell(name, enacted(west, east, on=on.date()), at=on)


steps = st.one_of(
    st.builds(lambda n, e: ("home", (n, e)), st.integers(1, 3), home_events),
    st.tuples(st.just("matter"), st.tuples(st.integers(1, 3), st.integers(0, 5))),
    st.tuples(st.just("post"), st.tuples(st.integers(1, 2), st.integers(1, 4), st.integers(0, 3))),
    st.tuples(st.just("house"), st.tuples(houses, st.integers(0, 300))),
    st.tuples(st.just("call"), st.tuples(st.integers(1, 3), houses)),
    st.tuples(st.just("plan"), st.tuples(st.integers(1, 5), st.integers(0, 1), st.booleans())),
)


@ONE_TOWN
@given(told=st.lists(st.tuples(steps, days), min_size=1, max_size=25), batch=st.integers(1, 9), pauses=st.integers(1, 9))
def test_rows_kept_up_are_rows_rebuilt(staged: Town, told, batch, pauses):
    """One town lives through all examples: each adds its facts to the journal, in no order of time, and catches up in its own batches."""
    chronicle = Chronicle(staged, staged.keys)
    for place, ((kind, given_), day) in enumerate(told):
        at = DAY0 + timedelta(days=day)
        if kind == "plan":
            chronicle.plan(given_[0], given_[1], at, given_[2])
        else:
            getattr(chronicle, kind)(*given_, at)
        if place % pauses == 0:
            staged.run(batch)
    staged.run(batch)
    report = rebuild(staged.journal, staged.dsn_project, check=True)
    assert [(one.table, one.differing) for one in report.tables if not one.equal] == []
    assert report.swapped
    for day in (0, 29, 60, 200, 400):
        named, counted = lacking(staged, (DAY0 + timedelta(days=day)).date())
        assert named == counted
        at = DAY0 + timedelta(days=day)
        roster = [(one.grid, one.a and one.a.warden, one.b and one.b.warden) for one in responsibility.roster(staged.conn, COMMUNITY, at)]
        assert [(one["grid"], one["a"], one["b"]) for one in responsibility.holders(staged.conn, [COMMUNITY], at)] == roster


def lacking(town: Town, on: date) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """By grid and gap: as the domain names what is missing, and as the server counts it."""
    sections = six_clear.sections(town.conn, COMMUNITY, on)
    questions = {six_clear.Question.of(*each) for each in ASKED}
    told = {(one["question"], one["grid"]): one["missing"] for one in six_clear.lacking(town.conn, questions, [COMMUNITY], on)}
    named, counted = Counter(), Counter()
    for one in sections:
        for clear, gap in ASKED:
            named[one.grid, f"{clear.key} {gap}"] = sum(each.gap == gap for each in missing(clear, one.facts, on))
            counted[one.grid, f"{clear.key} {gap}"] = told.get((six_clear.Question.of(clear, gap), one.grid), 0)
    return named, counted


def lawful(told: list[household.MovedIn]) -> list[household.MovedIn]:
    """The story of one household: what cannot follow upon what came before is left out."""
    events = [registered(1, 1, 1, family(1, 2))]
    for event in told:
        standing = household.fold(events).standing
        returns = isinstance(event, household.MovedIn) and standing is household.Standing.AWAY
        if returns or (standing is household.Standing.PRESENT and not isinstance(event, household.MovedIn)):
            events.append(event)
    return events


@ONE_TOWN
@given(told=st.lists(home_events, max_size=12), batch=st.integers(1, 5))
def test_a_household_stands_as_its_aggregate_does(town: Town, told, batch):
    """Facts told in their order: at every instant the file is the fold of what was effective by then."""
    name, events = f"hh-{next(town.keys):04d}", lawful(told)
    for day, event in enumerate(events):
        town.tell(name, event, at=DAY0 + timedelta(days=day))
    runner.catch_up(town.journal, town.dsn_project, [household_history.VIEW], batch=batch)
    for day in range(len(events)):
        found = household_history.household(town.conn, name, DAY0 + timedelta(days=day))
        state = household.fold(events[: day + 1])
        assert (found["building"], found["grid"]) == (state.building, state.grid)
        assert (found["hukou"] == state.hukou.value) == (state.standing is household.Standing.PRESENT)
        assert {one["person"] for one in found["members"]} == state.persons
    everybody = [one for one in town.versions if one.startswith("hh-")]
    for day in (0, len(events) // 2, len(events) - 1):
        at = DAY0 + timedelta(days=day)
        files = [household_history.household(town.conn, one, at) for one in everybody]
        counted = household_history.counts_by_building(town.conn, COMMUNITY, at)
        lived_in = Counter(file["building"] for file in files if file["building"])
        people = Counter({each: sum(len(file["members"]) for file in files if file["building"] == each) for each in lived_in})
        assert {each: (one.households, one.people) for each, one in counted.items()} == {
            each: (lived_in[each], people[each]) for each in lived_in
        }


@ONE_TOWN
@given(data=st.data())
def test_a_draft_stands_as_its_aggregate_does(town: Town, data):
    """Random painting, splitting and merging by the domain's own decisions."""
    if "tes-0001" not in town.versions:
        town.settle()
    plan = f"pln-{next(town.keys):04d}"
    events = [drafted(plan, drawn(1, (1, 2, 3)), drawn(2, (4, 5, 6)))]
    for number in range(data.draw(st.integers(1, 6))):
        state = grid_plan.fold(events)
        chosen = sorted(state.grids)
        grid = data.draw(st.sampled_from(chosen))
        if len(state.grids[grid].atoms) > 1 and data.draw(st.booleans()):
            atoms = state.grids[grid].atoms[:1]
            new = f"grd-{plan[4:]}{number}"
            events += grid_drawing.split(
                state, grid=grid, new=new, name=f"新{number}", atoms=atoms, line=None, households_moved=0, reason="过大"
            )
        elif len(chosen) > 1:
            other = data.draw(st.sampled_from([one for one in chosen if one != grid]))
            events += grid_drawing.merge(state, into=grid, gone=[other], reason="过小")
    for event in events:
        town.tell(plan, event)
        town.run(data.draw(st.integers(1, 3)))
    state = grid_plan.fold(events)
    found = grids.plan(town.conn, plan)["grids"]
    assert {one["grid"]: (tuple(one["atoms"]), one["code"], tuple(one["came_from"])) for one in found} == {
        name: (one.atoms, one.code, one.came_from) for name, one in state.grids.items()
    }
    assert sum(one["area_m2"] for one in found) == 60_000.0
    assert len(grids.grid_features(town.conn, "com-321111001001", plan=plan)) == len(found)
