"""A block divided into its stairwells (单元), each a building with its own ground, and made whole again: on land that plans stand on.

It changes how a block is registered, not who answered for it: on every floor that a plan was drawn on the stairwells stand in the atom of
their block, so each past day answers for them as it did for the block. Only the land of the community and of plans on their way is cut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely

from api.commands.evidence import Held, append, hold, hold_community, land_of, persisting, require_going_on
from api.commands.heirs import Succession, following
from api.commands.readdressing import readdressed
from api.commands.territory import land_area_m2, made_of
from api.context import Ctx, Done
from domain import building, community, grid_plan, plan_floor, tessellation
from domain.building import Registered
from domain.household import story
from domain.ids import BuildingId, CommunityId, HouseholdId, OrganisationId, PlanId, TessellationId, building_id
from domain.journal import Unless, Write
from domain.plan_floor import GOING_ON
from domain.schema import name_of
from gis.cutting import Cut
from gis.exchange.stairwells import share_of, stairwell_name, stairwell_source, strips
from gis.footprints import lattice_footprints
from gis.shapes import to_lattice
from gis.stairwells import StairwellsNotParted, divided, made_whole
from gis.tessellation import Tessellation
from projections import grids
from projections.statements import Row


@dataclass(frozen=True)
class Block:
    """stairwells: how many, None: as registered. homes: of households whose door does not tell it, the number of the stairwell; others: of
    all of which nothing is told. organisations: the number of the stairwell each sits in, the first where none is told."""

    building: BuildingId
    stairwells: int | None = None
    homes: Mapping[HouseholdId, int] = field(default_factory=dict)
    others: int | None = None
    organisations: Mapping[OrganisationId, int] = field(default_factory=dict)


def divide(ctx: Ctx, code: str, blocks: Sequence[Block]) -> Done:
    """All of them or none. ctx.reason: why. Raises BuildingUnknown, BuildingSucceeded, StairwellsTooFew, StairwellsNotParted,
    TerritoryMissing, StairwellUntold, StairwellsHeldApart."""

    def decide() -> Done:
        owner, at = _held(ctx, code)
        asked = list({one.building: one for one in blocks}.values())
        found = {one.building: _built(ctx, owner.stream, one.building) for one in asked}
        floors = _Floors.under(ctx, owner, list(found))
        writes: list[Write] = []
        parts: dict[BuildingId, list[Registered]] = {}
        for one in asked:
            held = found[one.building]
            assert held.state is not None
            parts[one.building] = _stairwells(held.state, one.stairwells)
            said, opened = building.divide(held.state, parts[one.building], reason=ctx.reason)
            writes += [held.write(said), *(Write(stream, 0, events) for stream, events in opened.items())]
        into = {block: tuple(one.building for one in some) for block, some in parts.items()}
        shapes = {one.building: shapely.from_wkt(one.footprint) for some in parts.values() for one in some}
        writes += floors.placing(into)
        writes += floors.changed(lambda land: divided(land, *_on_lattice(ctx, land, into, shapes)))
        homes = readdressed(ctx, {one.building: (into[one.building], one.homes, one.others) for one in asked})
        dwellings = {each: held.state.dwellings for each, held in found.items() if held.state}
        succession = Succession({(block,): some for block, some in into.items()}, dwellings, _sited(asked, into))
        return _done(ctx, owner, floors, writes, homes, {"divided": into}, succession, at)

    return persisting(ctx, decide)


def make_whole(ctx: Ctx, code: str, buildings: Collection[BuildingId]) -> Done:
    """Blocks, each named by itself or by one of its stairwells, registered as one again. ctx.reason: why. Raises NotDivided,
    StairwellsSeparated where a plan ever in force, or on its way, holds them in several grids; StairwellsHeldApart where building groups
    or proxies do; LandNotInOnePiece."""

    def decide() -> Done:
        owner, at = _held(ctx, code)
        into: dict[BuildingId, tuple[BuildingId, ...]] = {}
        dwellings: dict[BuildingId, int] = {}
        writes: list[Write] = []
        for named in buildings:
            held = _built(ctx, owner.stream, named)
            if held.state is not None and held.state.block is not None:
                held = _built(ctx, owner.stream, held.state.block)
            block = BuildingId(held.stream)
            if held.state is None or block in into:
                continue
            into[block] = held.state.successors
            parts = {each: _built(ctx, owner.stream, each) for each in held.state.successors}
            dwellings |= {each: one.state.dwellings for each, one in parts.items() if one.state}
            said, taken = building.make_whole(held.state, {each: one.state for each, one in parts.items() if one.state}, reason=ctx.reason)
            writes += [held.write(said), *(parts[each].write(events) for each, events in taken.items())]
        floors = _Floors.under(ctx, owner, [each for some in into.values() for each in some])
        floors.require_together(into)
        writes += floors.changed(lambda land: made_whole(land, into))
        homes = readdressed(ctx, {each: ((block,), {}, 1) for block, some in into.items() for each in some})
        succession = Succession({some: (block,) for block, some in into.items()}, dwellings)
        return _done(ctx, owner, floors, writes, homes, {"made_whole": into}, succession, at)

    return persisting(ctx, decide)


def _held(ctx: Ctx, code: str) -> tuple[Held[community.State], int]:
    """The community, and the position up to which the read models are asked."""
    at = ctx.office.freshen("grids", "household_history")
    owner = hold_community(ctx, code)
    assert owner.state is not None
    require_going_on(ctx, owner.state)
    if owner.state.territory is None:
        raise community.TerritoryMissing()
    return owner, at


def _sited(asked: Sequence[Block], into: Mapping[BuildingId, Sequence[BuildingId]]) -> dict[OrganisationId, BuildingId]:
    told = ((into[one.building], tenant, number) for one in asked for tenant, number in one.organisations.items())
    return {tenant: stairwells[number - 1] for stairwells, tenant, number in told if number <= len(stairwells)}


def _done(
    ctx: Ctx,
    owner: Held[community.State],
    floors: _Floors,
    writes: Sequence[Write],
    homes: Sequence[Write],
    answer: dict[str, Any],
    succession: Succession,
    at: int,
) -> Done:
    """Refused, and made up anew, when somebody settles meanwhile: nobody is left behind a door that no longer is one."""
    assert owner.state is not None
    community_of = CommunityId(owner.stream)
    told, sited = following(ctx, community_of, succession)
    unless = Unless(frozenset(name_of(each) for each in story.SETTLING), frozenset({community_of}), at)
    answer |= {"community": community_of, "households": len({write.stream for write in homes}), "organisations": sited}
    answer |= {"tessellation": floors.territory, "plans": sorted(floors.plans)}
    return append(ctx, [*writes, *homes, *told, owner.write(floors.drawn)], answer, owner.state.profile, unless)


def _built(ctx: Ctx, owner: str, stream: BuildingId) -> Held[building.State]:
    held = hold(ctx, stream, building.fold)
    if held.state is None or held.state.community != owner:
        raise building.BuildingUnknown()
    return held


def _stairwells(block: building.State, wanted: int | None) -> list[Registered]:
    """Each takes its part of the footprint and its share of the dwellings. Raises StairwellsTooFew, StairwellsNotParted."""
    known = block.registered
    units = wanted or known.units or 1
    if units < 2 or units > max(block.dwellings, 2):
        raise building.StairwellsTooFew(building=known.building, stairwells=units)
    parts = strips(shapely.from_wkt(known.footprint), units)
    if len(parts) != units:
        raise StairwellsNotParted(building=known.building)
    return [_stairwell(block, number, shape, units) for number, shape in enumerate(parts, 1)]


def _stairwell(block: building.State, number: int, shape: shapely.Geometry, units: int) -> Registered:
    known, at = block.registered, block.address
    source = stairwell_source(known.source, number, block.divided + 1)
    return Registered(
        building=building_id(known.community, source),
        community=known.community,
        source=source,
        name=stairwell_name(at.name, number),
        address=stairwell_name(at.address, number),
        estate=at.estate,
        number=at.number,
        kind=known.kind,
        use=known.use,
        floors=known.floors,
        units=1,
        dwellings=share_of(block.dwellings, number, units),
        basis=block.basis,
        basis_note=f"{known.basis_note} ÷ {units}",
        footprint=shapely.to_wkt(shape, rounding_precision=7),
    )


def _on_lattice(
    ctx: Ctx, land: Tessellation, into: Mapping[BuildingId, tuple[BuildingId, ...]], shapes: Mapping[BuildingId, shapely.Geometry]
) -> tuple[dict[BuildingId, dict[BuildingId, Any]], dict[BuildingId, Any]]:
    """The stairwells of each block that stands there, and what else stands on the same atoms."""
    blocks = {
        block: {each: to_lattice([shapes[each]], land.plane)[0] for each in some} for block, some in into.items() if block in land.atom_of
    }
    beside = {each for atom in land.atoms if blocks.keys() & set(atom.buildings) for each in atom.buildings} - blocks.keys() - shapes.keys()
    folded = {stream: building.fold(one.body for one in told) for stream, told in ctx.journal.read_many(sorted(beside)).items()}
    standing = {stream: shapely.from_wkt(state.registered.footprint) for stream, state in folded.items() if state and not state.successors}
    flat = lattice_footprints(list(standing.values()), land.plane) if standing else []
    return blocks, dict(zip(map(BuildingId, standing), flat, strict=True))


class _Floors:
    """The cuts of the land that the buildings stand on, and the plans drawn on them. territory: the community's own, as it will be."""

    def __init__(self, ctx: Ctx, owner: Held[community.State], rows: Iterable[Row]) -> None:
        assert owner.state is not None and owner.state.territory is not None
        self._ctx, self._owner, self.territory = ctx, owner.state, owner.state.territory
        self.drawn: tuple[Any, ...] = ()
        self.plans: dict[PlanId, grid_plan.State] = {}
        self._atoms: defaultdict[TessellationId, dict[BuildingId, int]] = defaultdict(dict)
        self._drawn_on: defaultdict[TessellationId, set[PlanId]] = defaultdict(set)
        self._past: dict[PlanId, TessellationId] = {}
        for row in rows:
            floor = TessellationId(row["tessellation"])
            self._atoms[floor][BuildingId(row["building"])] = row["atom"]
            if row["status"] in GOING_ON:
                self._drawn_on[floor].add(PlanId(row["plan"]))
            elif row["plan"] is not None:
                self._past[PlanId(row["plan"])] = floor

    @classmethod
    def under(cls, ctx: Ctx, owner: Held[community.State], buildings: Collection[BuildingId]) -> _Floors:
        assert owner.state is not None and owner.state.territory is not None
        with ctx.office.reading() as connection:
            return cls(ctx, owner, grids.floors_under(connection, buildings, owner.state.territory))

    def placing(self, into: Mapping[BuildingId, tuple[BuildingId, ...]]) -> list[Write]:
        """The stairwells stand where their block stood, on every floor that a plan was drawn on."""
        writes = []
        for floor, atoms in self._atoms.items():
            held = hold(self._ctx, floor, tessellation.fold)
            events = (
                event
                for block, atom in atoms.items()
                for each in into[block]
                for event in tessellation.place_building(held.state, building=each, atom=atom)
            )
            writes.append(held.write(tuple(events)))
        return writes

    def require_together(self, into: Mapping[BuildingId, tuple[BuildingId, ...]]) -> None:
        """Raises StairwellsSeparated."""
        on = {plan: floor for floor, plans in self._drawn_on.items() for plan in plans} | self._past
        for plan, floor in sorted(on.items()):
            state = grid_plan.known(hold(self._ctx, plan, grid_plan.fold).state)
            for stairwells in into.values():
                plan_floor.require_together(state, {self._atoms[floor][each] for each in stairwells if each in self._atoms[floor]})

    def changed(self, change: Callable[[Tessellation], Cut]) -> list[Write]:
        """The community's land and that of plans on their way, each on a floor of its own from now on."""
        writes: list[Write] = []
        for floor in sorted({self.territory, *(floor for floor, plans in self._drawn_on.items() if plans)}):
            done = change(land_of(self._ctx.journal, floor))
            if not done.pieces:
                continue
            finer = TessellationId(self._ctx.new_id("tes"))
            made = made_of(finer, self._owner.community, done.tess)
            writes.append(Write(finer, 0, tessellation.refine(made, of=floor, pieces=done.pieces)))
            writes += self._going_on(floor, finer, done)
            if floor == self._owner.territory:
                self.territory = finer
                area = land_area_m2(done.tess)
                self.drawn = community.refine_territory(self._owner, tessellation=finer, area_m2=area, atoms=len(done.tess.atoms))
        return writes

    def _going_on(self, floor: TessellationId, finer: TessellationId, done: Cut) -> list[Write]:
        writes = []
        for plan in sorted(self._drawn_on[floor]):
            held = hold(self._ctx, plan, grid_plan.fold)
            self.plans[plan] = grid_plan.known(held.state)
            writes.append(held.write(plan_floor.change_floor(held.state, tessellation=finer, pieces=done.pieces, reason=self._ctx.reason)))
        return writes
