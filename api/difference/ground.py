"""Two plans over the same town: who holds each building under the one and the other, and what stands and lives there at one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from psycopg import Connection

from api.commands.evidence import EVERYTHING
from api.commands.floors import pieces_between
from api.commands.ground import Homes
from api.commands.heirs import standing_for
from api.context import Ctx
from domain.errors import Invalid, Refused
from domain.grid_plan import PlanUnknown
from domain.ids import BuildingId, CommunityId, GridId, TessellationId
from domain.plan_edits import leaves
from domain.plan_succession import Held
from domain.values import DwellingKind
from projections import grids, household_history
from projections.household_history import Count
from projections.statements import Row

VIEWS = ("grids", "household_history", "ticket_board", "visit_log", "care", "responsibility")
IN_FORCE = "in-force"


class NonePlanInForce(Refused):
    """The community has no plan in force to compare with. Facts: community."""

    code = "plan.none_in_force"


class CommunitiesDiffer(Invalid):
    """Plans of two communities have nothing to compare."""

    code = "plan.communities_differ"


@dataclass(frozen=True)
class Between:
    """before, after: plans as `grids.plan` gives them, in whatever status. at: the moment whose homes and work are counted."""

    ctx: Ctx
    connection: Connection[Any]
    before: Row
    after: Row
    at: datetime

    @property
    def community(self) -> CommunityId:
        return CommunityId(self.after["community"])

    @cached_property
    def went(self) -> dict[str, Held]:
        """Every building either plan knows, with its grid under each; demolished ones too."""
        old, new = (grids.held_buildings(self.connection, plan["plan"]) for plan in (self.before, self.after))
        return {each: (old.get(each), new.get(each)) for each in sorted(old.keys() | new.keys())}

    @cached_property
    def moved(self) -> dict[str, Held]:
        """Buildings standing at the moment that another grid holds under the second plan."""
        return {each: held for each, held in self.went.items() if self.changes_hands(held) and each in self.standing}

    def changes_hands(self, held: Held) -> bool:
        return held[0] != held[1] and (held[0] is None or self._twins.get(held[0]) != held[1])

    @cached_property
    def _twins(self) -> dict[GridId, GridId]:
        """Of two plans drawn without regard to each other, which have no grid in common: the grid of the second with most of the
        households of one of the first, largest share first. Else none: identity tells."""
        known = [{each["grid"] for each in plan["grids"]} for plan in (self.before, self.after)]
        if known[0] & known[1]:
            return {}
        shared: Counter[Held] = Counter()
        for building, homes in self.homes.items():
            shared[self.went.get(building, (None, None))] += homes.households
        found: dict[GridId, GridId] = {}
        for (before, after), _ in sorted(shared.items(), key=lambda pair: (-pair[1], str(pair[0]))):
            if before is not None and after is not None and before not in found and after not in found.values():
                found[before] = after
        return found

    @cached_property
    def standing(self) -> dict[str, Row]:
        rows = grids.buildings(self.connection, self.community, as_of=self.at, limit=EVERYTHING)
        return {row["building"]: row for row in rows}

    @cached_property
    def homes(self) -> dict[str, Homes]:
        """Counted as the plans themselves count: registered households, or dwellings where they are more."""
        lived = household_history.counts_by_building(self.connection, self.community, self.at)
        found = {name: (row, lived.get(name, Count())) for name, row in self.standing.items()}
        return {
            name: Homes(DwellingKind(row["kind"]), row["dwellings"], count.households, count.people) for name, (row, count) in found.items()
        }

    @cached_property
    def floor(self) -> TessellationId | None:
        """The cut of the land that both plans can be told on: the finer one where the other was refined into it. None where the land was
        cut anew between them: then only buildings can be compared."""
        old, new = (TessellationId(plan["tessellation"]) for plan in (self.before, self.after))
        if pieces_between(self.ctx.journal, new, old) is not None:
            return new
        return old if pieces_between(self.ctx.journal, old, new) is not None else None

    @cached_property
    def atoms(self) -> dict[int, Held]:
        """Atoms of that floor with their grid under each plan."""
        if self.floor is None:
            return {}
        old, new = (self._held(plan, self.floor) for plan in (self.before, self.after))
        return {atom: (old.get(atom), new.get(atom)) for atom in sorted(old.keys() | new.keys())}

    def _held(self, plan: Row, floor: TessellationId) -> dict[int, GridId]:
        cut = pieces_between(self.ctx.journal, floor, TessellationId(plan["tessellation"])) or {}
        return {piece: grid["grid"] for grid in plan["grids"] for atom in grid["atoms"] for piece in leaves(cut, atom)}

    def heirs(self, buildings: Iterable[str | None]) -> Mapping[str | None, tuple[str, ...]]:
        """Of each that others stand for by now (a block's stairwells, or the block for them) which these are; of the rest nothing."""
        gone = {BuildingId(each) for each in buildings if each is not None and each not in self.standing}
        return dict(standing_for(self.ctx, gone))

    def grid(self, grid: GridId | str | None) -> Row | None:
        """Under the second plan, else under the first: a code never changes hands."""
        return self._grids.get(grid or "")

    @cached_property
    def _grids(self) -> dict[str, Row]:
        return {each["grid"]: each for plan in (self.before, self.after) for each in plan["grids"]}

    def named(self, side: str, grid: str | None) -> dict[str, Any]:
        """side: "from" or "to"."""
        found = self.grid(grid) or {}
        return {f"{side}_grid": grid, f"{side}_code": found.get("code"), f"{side}_name": found.get("name")}

    def held_at(self, places: Sequence[tuple[str | None, float | None, float | None]]) -> list[Held]:
        """The grids of places, each a building or a point (lon, lat); (None, None) for one without either."""
        found = [self.went.get(building or "", (None, None)) for building, _, _ in places]
        open_land = [(n, lon, lat) for n, (building, lon, lat) in enumerate(places) if building is None and lon is not None]
        points = [(lon, lat) for _, lon, lat in open_land if lat is not None]
        old, new = (grids.grids_at(self.connection, plan["plan"], points) for plan in (self.before, self.after))
        for (n, _, _), pair in zip(open_land, zip(old, new, strict=True), strict=True):
            found[n] = pair
        return found


def between(ctx: Ctx, connection: Connection[Any], before: str, after: str, at: datetime | None = None) -> Between:
    """before, after: plan ids; either may be IN_FORCE, the other one's community tells which. at: None for now.

    Raises PlanUnknown, CommunitiesDiffer, NonePlanInForce.
    """
    at = at or ctx.now
    known = {name: _plan(connection, name) for name in (before, after) if name != IN_FORCE}
    if not known:
        raise PlanUnknown()
    community = next(iter(known.values()))["community"]
    plans = [known[name] if name in known else _in_force(connection, community, at) for name in (before, after)]
    if plans[0]["community"] != plans[1]["community"]:
        raise CommunitiesDiffer()
    return Between(ctx, connection, plans[0], plans[1], at)


def _plan(connection: Connection[Any], plan: str) -> Row:
    found = grids.plan(connection, plan)
    if found is None:
        raise PlanUnknown()
    return found


def _in_force(connection: Connection[Any], community: str, at: datetime) -> Row:
    found = grids.plan_in_force(connection, community, at)
    if found is None:
        raise NonePlanInForce(community=community)
    return _plan(connection, found["plan"])
