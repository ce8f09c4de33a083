"""What is told late or ahead of its day, and a plan that takes effect in between: each falls into its place."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from api.commands import drawing, enactment, families, proposing, residents, roster
from api.commands.drawing import Selection
from api.commands.residents import Door, PersonGiven
from domain import cover, duty, household
from domain.errors import DomainError
from domain.ids import BuildingId, GridId, HouseholdId, PlanId
from projections import grids
from tests.api.laws.oracle import Oracle
from tests.api.laws.town import CHEN, CODE, LIN, WANG, Town, drawn

AHEAD, LATER = 3, 8
"""Days from now: what is told ahead holds from AHEAD on, the plan from LATER on."""


def grid_of(town: Town, building: BuildingId, at: datetime) -> GridId:
    town.office.freshen()
    with town.office.reading() as connection:
        found = grids.building(connection, building, at)
    assert found is not None
    return GridId(found["grid"])


def moved_border(town: Town, days: int) -> tuple[BuildingId, GridId, GridId]:
    """One building is given to another grid from so many days from now on: it, the grid before, the grid after."""
    plan = PlanId(proposing.copy(town.ctx(LIN), CODE).answer["plan"])
    chosen = _painted(town, plan)
    enactment.enact_by_document(town.ctx(WANG), plan, (town.now + timedelta(days=days)).date())
    return chosen


def _painted(town: Town, plan: PlanId) -> tuple[BuildingId, GridId, GridId]:
    for building in town.buildings:
        before = grid_of(town, building, town.now)
        for to in sorted(drawn(town, plan).grids.keys() - {before}):
            try:
                drawing.paint(town.ctx(LIN), plan, Selection((building,)), to)
            except DomainError:
                continue
            return building, before, to
    raise AssertionError("no building can change hands")


def first_to_move(town: Town) -> BuildingId:
    """The building that `moved_border` will choose."""
    return _painted(town, PlanId(proposing.copy(town.ctx(LIN), CODE).answer["plan"]))[0]


def elsewhere(town: Town, building: BuildingId) -> HouseholdId:
    """A household that lives in another building."""
    return next(
        hh
        for hh in town.households
        if (state := residents.hold_household(town.ctx(CHEN), hh, town.now).state) and state.building != building
    )


def grid_then(town: Town, hh: HouseholdId, days: float) -> GridId | None:
    state = residents.hold_household(town.ctx(CHEN), hh, town.now + timedelta(days=days)).state
    assert state is not None
    return state.grid


def test_who_is_to_move_in_before_a_plan_decided_afterwards_follows_it(town: Town) -> None:
    building = first_to_move(town)
    hh = elsewhere(town, building)
    residents.move_within(town.ctx(CHEN, AHEAD), hh, building, Door("1", "909"))
    assert moved_border(town, LATER)[0] == building
    assert grid_then(town, hh, AHEAD + 1) == grid_of(town, building, town.now)
    assert grid_then(town, hh, LATER + 1) == grid_of(town, building, town.now + timedelta(days=LATER + 1))
    Oracle(town).look()


def test_who_is_to_move_away_before_the_plan_does_not_follow_it(town: Town) -> None:
    building, _, _ = moved_border(town, LATER)
    family = [PersonGiven("head", {"name": "王五"})]
    hh = HouseholdId(residents.register(town.ctx(CHEN), building, Door("1", "808"), family).answer["household"])
    other = next(one for one in town.buildings if one != building)
    residents.move_within(town.ctx(CHEN, AHEAD), hh, other, Door("1", "809"))
    assert grid_then(town, hh, LATER + 1) == grid_of(town, other, town.now + timedelta(days=LATER + 1))
    Oracle(town).look()


def test_until_the_plans_day_a_familys_steps_are_decided_in_the_present_grid(town: Town) -> None:
    building, before, after = moved_border(town, LATER)
    family = [PersonGiven("head", {"name": "王五"})]
    hh = HouseholdId(residents.register(town.ctx(CHEN), building, Door("1", "808"), family).answer["household"])
    (person,) = residents.hold_household(town.ctx(CHEN), hh, town.now).state.persons
    families.record_death(town.ctx(CHEN), hh, person)
    left = next(each.body for each in reversed(town.office.journal.read(hh)) if isinstance(each.body, household.MovedOut))
    assert (left.from_grid, before == after) == (before, False)


def test_what_is_told_late_must_leave_what_is_known_of_later_days_true(town: Town) -> None:
    hh, (first, second) = town.households[0], town.buildings[1:3]
    residents.move_within(town.ctx(CHEN, -5), hh, first, Door("1", "707"))
    head = town.office.journal.head()
    with pytest.raises(household.ToldOtherwiseLater) as refused:
        residents.move_within(town.ctx(CHEN, -9), hh, second, Door("1", "706"))
    assert refused.value.facts["later"] == town.now - timedelta(days=5)
    assert town.office.journal.head() == head
    residents.add_member(town.ctx(CHEN, -9), hh, PersonGiven("child", {"name": "小宝"}))
    Oracle(town).look()


def test_a_plan_dated_back_gives_its_new_posts_the_holders_that_came_later(town: Town) -> None:
    post = next(iter(town.roster().posts.values()))
    heir = town.wardens[4]
    roster.appoint(town.ctx(CHEN, -2), CODE, post.post, heir)
    new = _split_dated_back(town, post.grid, -10)
    held = cover.post_of(town.roster(), new, town.now)
    assert held is not None
    at = {days: cover.holder(held.primaries, town.now + timedelta(days=days)) for days in (-9, 0)}
    assert at == {-9: post.primaries[-1].warden, 0: heir}
    Oracle(town).look()


def _split_dated_back(town: Town, grid: GridId, days: int) -> GridId:
    plan = PlanId(proposing.copy(town.ctx(LIN), CODE).answer["plan"])
    for building in [one for one in town.buildings if grid_of(town, one, town.now) == grid]:
        try:
            new = GridId(drawing.split(town.ctx(LIN), plan, grid, "新网格", buildings=[building]).answer["grid"])
        except DomainError:
            continue
        enactment.enact_by_document(town.ctx(WANG), plan, (town.now + timedelta(days=days)).date())
        return new
    raise AssertionError("no building can stand alone")


def test_a_grid_in_force_keeps_its_post(town: Town) -> None:
    post = next(iter(town.roster().posts.values()))
    with pytest.raises(duty.GridNeedsCover) as refused:
        roster.close_post(town.ctx(CHEN), CODE, post.post)
    assert refused.value.facts == {"grid": post.grid, "plan": town.plans[0]}
