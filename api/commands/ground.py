"""What a plan stands on: the land's atoms, what lives on them, and what the regulation says of a drawing."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.commands import floors
from api.commands.conflict import overtaken
from api.commands.evidence import EVERYTHING, Held, append, hold, hold_community, land_of, profile_of
from api.commands.rosters import hold_roster
from api.context import Ctx, Done
from domain import community, difficulty, grid_plan, plan_approval, plan_checks
from domain.errors import Refused, StaleVersion
from domain.grid_plan import assignment
from domain.ids import BuildingId, CommunityId, GridId, PlanId, TessellationId, difficulty_id
from domain.journal import Journal, Write
from domain.policy import PolicyProfile
from domain.schema import Events
from domain.values import Check, DrawnGrid, DwellingKind, Tally
from gis import topology
from gis.borders import Borders
from gis.tessellation import Tessellation
from gis.topology import AtomGraph
from projections import grids, household_history
from projections.household_history import Count
from projections.statements import Row


@dataclass(frozen=True)
class Homes:
    """What lives in a building: dwellings as counted or estimated, households and people as registered."""

    kind: DwellingKind
    dwellings: int
    registered: int
    people: int

    @property
    def households(self) -> int:
        """Until everybody is registered the dwellings speak; a building with more households than dwellings counts those."""
        return max(self.dwellings, self.registered)


@dataclass(frozen=True)
class Ground:
    """evidence_at: journal position up to which homes were counted. weights: None where the regulation does not weigh the work.

    wardens: enrolled now. communities: whose buildings stand on it: more than the owner's after a merger. places: (lon, lat) where each
    building stands.
    """

    owner: Held[community.State]
    profile: PolicyProfile
    land: Tessellation
    graph: AtomGraph
    homes: Mapping[BuildingId, Homes]
    evidence_at: int
    weights: Mapping[BuildingId, int] | None
    wardens: int
    communities: tuple[CommunityId, ...]
    places: Mapping[BuildingId, tuple[float, float]]

    @property
    def state(self) -> community.State:
        assert self.owner.state is not None
        return self.owner.state

    @cached_property
    def buildings_of(self) -> dict[int, tuple[BuildingId, ...]]:
        return {atom.id: tuple(each for each in atom.buildings if each in self.homes) for atom in self.land.atoms}

    def households_in(self, atoms: tuple[int, ...]) -> int:
        return sum(self.homes[each].households for atom in atoms for each in self.buildings_of[atom])

    def tallies(self, drawn: tuple[DrawnGrid, ...]) -> tuple[Tally, ...]:
        held = assignment(drawn)
        measured = topology.measures(self.graph, held)
        counted = [topology.sums(self.graph, held, column) for column in self._stock.T]
        return tuple(
            Tally(
                grid=grid.grid,
                households=int(counted[0][grid.grid]),
                people=int(counted[1][grid.grid]),
                buildings=int(counted[2][grid.grid]),
                area_m2=round(measured[grid.grid].area_m2, 1),
                perimeter_m=round(measured[grid.grid].perimeter_m, 1),
            )
            for grid in drawn
        )

    @cached_property
    def _stock(self) -> NDArray[np.int64]:
        """Households, people and buildings of every atom, in the graph's order."""
        homes = [[self.homes[each] for each in self.buildings_of[atom]] for atom in self.graph.ids]
        rows = [(sum(each.households for each in some), sum(each.people for each in some), len(some)) for some in homes]
        return np.array(rows, dtype=np.int64).reshape(-1, 3)

    def checks(self, drawn: tuple[DrawnGrid, ...], tallies: tuple[Tally, ...], apart: Collection[GridId] = ()) -> tuple[Check, ...]:
        """Tiling by the atoms' own borders, then every rule of the profile. apart: grids that may lie in several pieces."""
        seen = topology.check_partition(self.land, assignment(drawn), self.graph)
        households = {each: (homes.kind, homes.households) for each, homes in self.homes.items()}
        standing = plan_checks.standings(drawn, self.buildings_of, households, self.weights)
        known = {"is_rural": self.state.is_rural, "wardens": self.wardens, "apart": apart}
        return plan_checks.checks_for(standing, tallies, seen.findings, self.profile, **known)


class TerritoryChanged(Refused):
    """The land was cut anew since the plan was drafted: draft it again."""

    code = "plan.territory_changed"


def ground_of(ctx: Ctx, code: str, floor: TessellationId | None = None) -> Ground:
    """floor: the plan's own cut of the land, where a line was drawn exactly.

    Raises CommunityUnknown, TerritoryMissing, TerritoryChanged.
    """
    at = ctx.office.freshen("grids", "household_history")
    owner = hold_community(ctx, code)
    assert owner.state is not None
    if owner.state.territory is None:
        raise community.TerritoryMissing()
    floor = floor or owner.state.territory
    merged = owner.state.territory in floors.united_of(ctx.journal, floor)
    if not merged and not floors.stands_still(ctx.journal, floor, owner.state.territory, floor_in_force(ctx, owner.state)):
        raise TerritoryChanged()
    standing = floors.communities_of(ctx.journal, floor)
    with ctx.office.reading() as connection:
        stands = grids.buildings(connection, standing, limit=EVERYTHING)
        lived = household_history.counts_by_building(connection, standing)
    homes = {row["building"]: _homes(row, lived.get(row["building"], Count())) for row in stands}
    places = {BuildingId(row["building"]): (row["lon"], row["lat"]) for row in stands}
    land = floors.land_with_late_buildings(ctx.journal, floor, owner.state.territory, places)
    profile, graph = profile_of(owner.state), graph_of(ctx.journal, floor)
    return Ground(
        owner,
        profile,
        land,
        graph,
        homes,
        at,
        weights_of(ctx, owner.state.community, profile),
        _wardens(ctx, owner.state.community),
        tuple(standing),
        places,
    )


def floor_in_force(ctx: Ctx, state: community.State) -> TessellationId | None:
    """On which the plan decided last stands."""
    plan = hold(ctx, state.enactments[-1].plan, grid_plan.fold).state if state.enactments else None
    return plan and plan.tessellation


def weights_of(ctx: Ctx, owner: CommunityId, profile: PolicyProfile) -> Mapping[BuildingId, int] | None:
    """Percent of the buildings that were ever weighed; None where the regulation does not weigh."""
    if not difficulty.is_asked(profile):
        return None
    state = hold(ctx, difficulty_id(owner), difficulty.fold).state
    return state.weights if state else {}


def _wardens(ctx: Ctx, owner: CommunityId) -> int:
    roster = hold_roster(ctx, owner).state
    return sum(one.is_enrolled(ctx.now) for one in roster.wardens.values()) if roster else 0


def _homes(row: Row, lived: Count) -> Homes:
    return Homes(DwellingKind(row["kind"]), row["dwellings"], lived.households, lived.people)


@lru_cache(maxsize=16)
def borders_of(journal: Journal, stream: TessellationId) -> Borders:
    """The borders of all atoms, for the proof of an edit."""
    return Borders.of(land_of(journal, stream))


@lru_cache(maxsize=16)
def graph_of(journal: Journal, stream: TessellationId) -> AtomGraph:
    """Which atoms touch, and over how many metres; kept in memory, since it takes longer than most questions asked of it."""
    return topology.adjacency(land_of(journal, stream))


@dataclass(frozen=True)
class Planned:
    """A plan with the ground it is drawn on."""

    held: Held[grid_plan.State]
    ground: Ground

    @property
    def state(self) -> grid_plan.State:
        assert self.held.state is not None
        return self.held.state


def planned(ctx: Ctx, plan: PlanId, seen: int | None = None) -> Planned:
    """seen: the version the caller saw: the plan is taken as it stood then, and the append refuses when somebody wrote since.

    Raises PlanUnknown, TerritoryChanged.
    """
    held = hold(ctx, plan, grid_plan.fold)
    if seen is not None and 0 < seen < held.version:
        held = replace(held, state=grid_plan.fold(each.body for each in held.recorded[:seen]))
    state = grid_plan.known(held.state)
    ground = ground_of(ctx, state.community.removeprefix("com-"), state.tessellation)
    return Planned(held if seen is None else replace(held, version=seen), ground)


def checked(ground: Ground, state: grid_plan.State) -> Events:
    """The check of a drawing as an event of its own, so that a planner sees at once what still fails."""
    drawn = grid_plan.in_code_order(state)
    tallies = ground.tallies(drawn)
    return plan_approval.validate(state, checks=ground.checks(drawn, tallies, state.apart), tallies=tallies, evidence_at=ground.evidence_at)


def record(
    ctx: Ctx, on: Planned, events: Events, *, check: bool = False, also: Sequence[Write] = (), told: dict[str, Any] | None = None
) -> Done:
    """Append to the plan, with the check of the new drawing where asked. also: other streams' writes. told: more for the answer."""
    state = on.state
    for event in events:
        state = grid_plan.evolve(state, event)
    if check and events:
        events = (*events, *(found := checked(on.ground, state)))
        for event in found:
            state = grid_plan.evolve(state, event)
    answer = {"plan": on.held.stream, "version": on.held.version + len(events), "status": state.status.value}
    try:
        return append(ctx, [on.held.write(events), *also], answer | verdict(state) | (told or {}), on.ground.profile.key)
    except StaleVersion as stale:
        if stale.facts.get("stream") != on.held.stream:
            raise
        raise overtaken(ctx, on.held, on.ground.buildings_of, events, stale) from stale


def verdict(state: grid_plan.State) -> dict[str, object]:
    """For the caller's screen: the balance of every grid as last checked, and what fails: each with value, limit, clause, place."""
    if state.checked is None:
        return {}
    failing = [check for check in state.checked.checks if not check.passed]
    return {"grids": len(state.grids), "balance": balance(state), "failing": [dataclasses.asdict(one) for one in failing]}


def balance(state: grid_plan.State) -> list[dict[str, object]]:
    """Households and people of each grid against the band, by code; no limit: no band applies to it."""
    assert state.checked is not None
    counted = {tally.grid: tally for tally in state.checked.tallies}
    band = {check.grid: check for check in state.checked.checks if check.code == plan_checks.IN_BAND}
    return [
        {
            "grid": each.grid,
            "code": each.code,
            "name": each.name,
            "kind": each.kind.value,
            "locked": each.grid in state.locked,
            "households": counted[each.grid].households,
            "people": counted[each.grid].people,
            "buildings": counted[each.grid].buildings,
            "limit": band[each.grid].limit if each.grid in band else None,
            "in_band": band[each.grid].passed if each.grid in band else None,
        }
        for each in grid_plan.in_code_order(state)
    ]
