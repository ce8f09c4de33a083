"""What must hold in a town at every instant, told from the journal alone and compared with what commands and read models say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from api import texts
from api.commands import residents
from api.commands.evidence import day_of, land_of
from api.context import start_of_day
from domain import community, cover, grid_plan, household, ticket
from domain.errors import DomainError, StaleVersion
from domain.ids import BuildingId, GridId
from domain.journal import Recorded
from projections import household_history, responsibility, ticket_board
from tests.api.laws.town import CHEN, OPENED, OWNER, Town

LOOKED_AT = tuple(timedelta(days=days) for days in (-50, -20, -6, -1, 0, 1, 4, 9, 16, 40))
A_MOMENT = timedelta(seconds=1)
"""Days from now at which everything is looked at, beside the days on which a plan takes effect."""
Home = tuple[BuildingId | None, GridId | None]


@dataclass
class Oracle:
    """Follows one town's journal."""

    town: Town
    told: dict[str, list[Recorded]] = field(default_factory=dict)
    read_to: int = 0

    def look(self) -> None:
        """Every law, at every instant that matters."""
        self._follow()
        self.town.office.freshen()
        for at in self._instants():
            grid_of = self._grid_of(at)
            self._households(at, grid_of)
            self._tickets(at, grid_of)
            self._cover(at, frozenset(grid_of.values()))

    def _follow(self) -> None:
        for one in self.town.office.journal.feed(self.read_to, 10_000):
            self.told.setdefault(one.stream, []).append(one)
            self.read_to = one.position

    def _instants(self) -> list[datetime]:
        turns = [start_of_day(one.on) for one in self._owner().enactments]
        days = [self.town.now + days for days in LOOKED_AT]
        return sorted({*days, *turns, *(turn - A_MOMENT for turn in turns if turn > OPENED)})

    def _owner(self) -> community.State:
        state = community.fold(one.body for one in self.told[OWNER])
        assert state is not None
        return state

    def _grid_of(self, at: datetime) -> dict[BuildingId, GridId]:
        """By the plan in force then; nothing before the first."""
        owner = self._owner()
        plan = community.plan_in_force(owner, day_of(at))
        if plan is None or owner.territory is None:
            return {}
        held = grid_plan.assignment(grid_plan.in_code_order(_drawn(tuple(one.body for one in self.told[plan]))))
        land = land_of(self.town.office.journal, owner.territory)
        assert held.keys() == {atom.id for atom in land.atoms}, f"plan {plan} does not tile the land"
        return {each: held[atom.id] for atom in land.atoms for each in atom.buildings}

    def _households(self, at: datetime, grid_of: dict[BuildingId, GridId]) -> None:
        """Every household lives in one building, in the grid that the plan in force gives it: in the journal, read and decided on."""
        homes = {name: home for name, home in ((name, self._home(name, at)) for name in self._named("hh-")) if home[0] is not None}
        for name, (lives_in, grid) in homes.items():
            assert grid == grid_of.get(lives_in), f"{name} in {lives_in} on {at}: {grid}, plan in force says {grid_of.get(lives_in)}"
        with self.town.office.reading() as connection:
            rows = household_history.households(connection, community=OWNER, as_of=at, limit=1000)
        assert {row["household"]: (row["building"], row["grid"]) for row in rows} == homes, f"read model on {at}"
        ctx = self.town.ctx(CHEN)
        for name in self._named("hh-"):
            state = residents.hold_household(ctx, name, at).state
            decided_on = (state.building, state.grid) if state and state.standing is household.Standing.PRESENT else None
            assert decided_on == homes.get(name), f"{name} as commands see it on {at}"

    def _home(self, name: str, at: datetime) -> Home:
        """Building and grid from the facts effective by then, in the order of their effective times."""
        home: Home = (None, None)
        for one in self._by_time(name, at):
            match one.body:
                case household.Registered() | household.MovedIn() | household.FormedBySplit() as opened:
                    home = (opened.building, opened.grid)
                case household.MovedWithin() as moved:
                    home = (moved.to_building, moved.to_grid)
                case household.MovedOut() | household.Merged():
                    home = (None, None)
                case household.Reassigned() as moved:
                    home = (home[0], moved.to_grid)
        return home

    def _by_time(self, stream: str, at: datetime) -> list[Recorded]:
        return sorted((one for one in self.told[stream] if one.meta.effective_at <= at), key=lambda one: one.meta.effective_at)

    def _tickets(self, at: datetime, grid_of: dict[BuildingId, GridId]) -> None:
        """Every ticket is in somebody's hands from its report on; an open one in the grid of its place."""
        reported = {name for name in self._named("tkt-") if self.told[name][0].meta.effective_at <= at}
        with self.town.office.reading() as connection:
            rows = {row["ticket"]: row for row in ticket_board.board(connection, OWNER, at=at, limit=1000)}
        assert rows.keys() == reported, f"tickets on {at}"
        for name, row in rows.items():
            assert row["responsible"], f"nobody answers for {name} on {at}"
            if row["status"] != ticket.Status.CLOSED.value and row["building"]:
                assert row["grid_now"] == grid_of.get(row["building"]), f"{name} at {row['building']} on {at}"

    def _cover(self, at: datetime, in_force: frozenset[GridId]) -> None:
        """Every grid in force has somebody on duty, and the read model names the same person."""
        roster = self.town.roster()
        with self.town.office.reading() as connection:
            answers = {one.grid: one for one in responsibility.roster(connection, OWNER, at)}
        assert answers.keys() == in_force
        for grid in in_force:
            on = cover.on_duty_in(roster, grid, at)
            assert on is not None, f"nobody on duty in {grid} on {at}"
            shown = answers[grid].on_duty
            assert shown is not None and shown.warden == on.warden

    def _named(self, kind: str) -> Iterator[str]:
        return (name for name in self.told if name.startswith(kind))


@lru_cache(maxsize=64)
def _drawn(told: tuple[grid_plan.Event, ...]) -> grid_plan.State:
    return grid_plan.known(grid_plan.fold(told))


def refused_well(refusal: DomainError) -> None:
    """A class and a stable code of its own, a sentence in two languages with nothing left open, a problem to answer with."""
    assert not isinstance(refusal, StaleVersion), "nobody else writes here"
    assert "code" in vars(type(refusal))
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", refusal.code)
    for language in ("zh", "en"):
        sentence = texts.text(refusal.code, language, **refusal.facts)
        assert sentence != refusal.code, f"no sentence for {refusal.code}"
        assert "…" not in sentence, f"{refusal.code}: {sentence}"
