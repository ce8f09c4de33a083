"""Evidence of place: the grids in force on a community's land, which of them holds a building or a point, which is nearest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.commands import floors
from api.commands.evidence import answering, hold, hold_community, holding, land_of, standing
from api.context import Ctx
from domain import community, grid_plan
from domain.building import BuildingUnknown
from domain.grid_plan import GridUnknown
from domain.ids import CommunityId, GridId, PlanId
from domain.structure.organisation import FiledBy, Filing, Site, SiteMissing
from domain.values import DrawnGrid
from gis.tessellation import Tessellation
from projections import grids
from projections.statements import Row


@dataclass(frozen=True)
class Divided:
    """A community's land as the plan in force divides it."""

    land: Tessellation
    grids: tuple[DrawnGrid, ...]

    @property
    def assignment(self) -> Mapping[int, GridId]:
        return {atom: one.grid for one in self.grids for atom in one.atoms}


def divided(ctx: Ctx, owner: community.State, at: datetime) -> list[Divided]:
    """None before the first plan; more than one from a merger until a plan of the successor holds all its land."""
    return [divided_by(ctx, plan) for plan in answering(ctx, owner.community, at)]


def divided_by(ctx: Ctx, plan: PlanId) -> Divided:
    """On the community's land as it is cut now, where that was made from the plan's own."""
    state = grid_plan.known(hold(ctx, plan, grid_plan.fold).state)
    owner = standing(ctx, state.community).state
    territory = owner and owner.territory
    grids = floors.drawn_on(ctx.journal, state, territory)
    if territory is None or grids is None:
        return Divided(land_of(ctx.journal, state.tessellation), grid_plan.in_code_order(state))
    return Divided(land_of(ctx.journal, territory), grids)


def require_grid(ctx: Ctx, code: str, grid: GridId) -> DrawnGrid:
    """Raises GridUnknown unless the plan in force has the grid."""
    owner = hold_community(ctx, code).state
    assert owner is not None
    for one in (each for land in divided(ctx, owner, ctx.holds_from) for each in land.grids):
        if one.grid == grid:
            return one
    raise GridUnknown(grid=grid)


def building_of(ctx: Ctx, owner: CommunityId, building: str) -> Row:
    """A building of that community with its grid and place. Raises BuildingUnknown."""
    ctx.office.freshen("grids")
    with ctx.office.reading() as connection:
        found = grids.building(connection, building, ctx.holds_from)
    if found is None or found["community"] not in holding(ctx, owner, ctx.holds_from):
        raise BuildingUnknown(building=building)
    return found


def filing_of(ctx: Ctx, code: str, site: Site, chosen: GridId | None = None) -> Filing | None:
    """chosen: the grid a person names, whatever the land says. None while no plan is in force. Raises BuildingUnknown, GridUnknown."""
    if chosen is not None:
        require_grid(ctx, code, chosen)
    return filings_of(ctx, code, [site], chosen)[0]


def filings_of(ctx: Ctx, code: str, sites: Sequence[Site], chosen: GridId | None = None) -> list[Filing | None]:
    """For many sites at one reading of the land."""
    from gis.nearest import nearest_grids  # the map engine: most commands ask nothing of the land

    owner = hold_community(ctx, code).state
    assert owner is not None
    places = [_place(ctx, owner.community, site) for site in sites]
    nearest: list[Filing | None] = [None] * len(sites)
    for found in divided(ctx, owner, ctx.holds_from):
        assignment = {atom: grid for atom, grid in found.assignment.items() if chosen in (None, grid)}
        here = [near and _filing(near.grid, near.distance_m, chosen) for near in nearest_grids(found.land, assignment, places)]
        nearest = [_nearer(*pair) for pair in zip(nearest, here, strict=True)]
    return nearest


def _nearer(known: Filing | None, other: Filing | None) -> Filing | None:
    return min((one for one in (known, other) if one is not None), key=lambda one: one.distance_m or 0, default=None)


def _filing(grid: GridId, distance_m: float, chosen: GridId | None) -> Filing:
    by = FiledBy.CHOSEN if chosen else FiledBy.NEAREST if distance_m else FiledBy.HOLDS
    return Filing(grid, by, distance_m)


def _place(ctx: Ctx, owner: CommunityId, site: Site) -> tuple[float, float]:
    """(lon, lat): of the building where one is named. Raises BuildingUnknown, SiteMissing."""
    if site.building is not None:
        row = building_of(ctx, owner, site.building)
        return site.place or (row["lon"], row["lat"])
    if site.place is None:
        raise SiteMissing()
    return site.place
