"""A community and its land: registered, its buildings brought from a file, its atoms cut."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from api.commands import dividers
from api.commands.dividers import LinesFile
from api.commands.evidence import Held, append, hold, hold_community, land_of, persisting, require_community, require_going_on, standing
from api.context import Ctx, Done
from domain import building, community, tessellation
from domain.ids import BuildingId, CommunityId, TessellationId, building_id, community_id
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.schema import Event
from gis.exchange.buildings import BuildingReading, BuildingRow
from gis.exchange.report import Remark, remark
from gis.exchange.stairwells import first_stairwell
from gis.locate import atoms_at
from gis.tessellation import Tessellation, tessellate
from gis.uniting import outline


@dataclass(frozen=True)
class BuildingsFile:
    """What an import brings. sha256: of the file's bytes; it names the source together with the file's own name. roads: the land is cut
    along them, and they are recorded as lines of the community.
    """

    name: str
    sha256: str
    reading: BuildingReading
    boundary: BaseGeometry | None = None
    roads: LinesFile | None = None

    @property
    def cuts(self) -> list[BaseGeometry]:
        return [row.shape for row in self.roads.reading.taken] if self.roads else []


def file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def register_community(ctx: Ctx, code: str, name: str, profile: PolicyProfile, *, is_rural: bool = False) -> Done:
    """Raises CommunityCodeInvalid, CommunityRegisteredOtherwise."""
    held = _hold(ctx, code)
    events = community.register(held.state, code=code, name=name, profile=profile, is_rural=is_rural)
    return append(ctx, [held.write(events)], {"community": held.stream, "version": held.version + len(events)}, profile.key)


def change_profile(ctx: Ctx, code: str, profile: PolicyProfile) -> Done:
    """From now on the community follows another regulation; what was written before keeps the old one. Raises ReasonMissing."""

    def decide() -> Done:
        held = hold_community(ctx, code)
        events = community.change_profile(held.state, profile=profile, reason=ctx.reason)
        answer = {"community": held.stream, "profile": profile.key, "version": held.version + len(events)}
        return append(ctx, [held.write(events)], answer, profile.key)

    return persisting(ctx, decide)


def import_buildings(ctx: Ctx, code: str, file: BuildingsFile, *, name: str | None = None, profile: PolicyProfile | None = None) -> Done:
    """Register the community when it is new, its buildings, and its land: one append, all or nothing.

    A building that came before under the same key of the source is left as it is. While no plan was ever enacted the land is cut anew
    around all buildings, inside the border that was drawn last; afterwards a new building is placed into the atom it stands in, or refused
    when it stands on none, and a new border is refused (TerritoryInUse).
    """

    def decide() -> Done:
        found = _decided(ctx, code, file, name, profile)
        return append(ctx, found.writes, found.answer, found.profile)

    return persisting(ctx, decide)


def foresee_import(
    ctx: Ctx, code: str, file: BuildingsFile, *, name: str | None = None, profile: PolicyProfile | None = None
) -> dict[str, Any]:
    """What the import would answer; nothing is written. Refuses what the import would."""
    return _decided(ctx, code, file, name, profile).answer


@dataclass(frozen=True)
class _Decided:
    writes: list[Write]
    answer: dict[str, Any]
    profile: str


def _decided(ctx: Ctx, code: str, file: BuildingsFile, name: str | None, profile: PolicyProfile | None) -> _Decided:
    held = _hold(ctx, code) if name and profile else hold_community(ctx, code)
    opening = community.register(held.state, code=code, name=name, profile=profile) if held.state is None else ()
    state = held.state or community.fold(opening)
    require_going_on(ctx, state, community.ImportAfterEnd)
    rows = {building_id(state.community, row.source): row for row in file.reading.taken}
    before = _known(ctx, state.community, rows)
    new = {stream: row for stream, row in rows.items() if stream not in before}
    if state.enactments and file.boundary is not None:
        raise community.TerritoryInUse(plan=state.enactments[-1].plan)
    land = _placed(ctx, state, new) if state.enactments else _cut(ctx, state, new, file)
    kept = {stream: row for stream, row in new.items() if stream not in land.outside}
    imported = _imported(file, kept, len(before), len(land.outside))
    decided = (*opening, *community.record_import(state, imported))
    if land.drawn:
        decided += community.draw_territory(state, **land.drawn)
    writes = [Write(stream, 0, _registered(state.community, stream, row)) for stream, row in kept.items()]
    if kept or land.drawn:
        writes += [held.write(decided), *land.writes]
    lines, told = _along(ctx, state, file, land)
    return _Decided([*writes, *told], _answer(held.stream, file, kept, before, land) | {"lines": lines}, state.profile)


def _along(ctx: Ctx, state: community.State, file: BuildingsFile, land: Land) -> tuple[int, list[Write]]:
    """Roads at the land, which later proposals follow and the map on paper draws: how many; nothing is written where there are none."""
    ground = land.cut or (land_of(ctx.journal, state.territory) if state.territory else None)
    inside = dividers.at(ground, file.roads) if file.roads and ground else ()
    if not (file.roads and inside):
        return 0, []
    held, events = dividers.recorded(ctx, state.community, file.roads, inside)
    return len(inside), [held.write(events)] if events else []


def _known(ctx: Ctx, owner: CommunityId, rows: Mapping[BuildingId, BuildingRow]) -> set[BuildingId]:
    """Those registered before, whole or by their stairwells: a block does not come a second time in the other form."""
    parted = {stream: building_id(owner, first_stairwell(row.source)) for stream, row in rows.items()}
    versions = ctx.journal.versions([*rows, *parted.values()])
    return {stream for stream, first in parted.items() if versions.get(stream) or versions.get(first)}


@dataclass(frozen=True)
class Land:
    """What an import does to the land. outside: new buildings that stand on none of it, with the word on each. cut: as cut anew."""

    writes: list[Write]
    outside: Mapping[BuildingId, Remark]
    drawn: dict[str, Any]
    atoms: int
    area_m2: float
    notes: tuple[Remark, ...] = ()
    cut: Tessellation | None = None


def _cut(ctx: Ctx, state: community.State, new: Mapping[BuildingId, BuildingRow], file: BuildingsFile) -> Land:
    if not new and state.territory and file.boundary is None and not file.roads:
        return Land([], {}, {}, 0, 0.0)
    shapes = [*_standing(ctx, state), *((stream, row.shape) for stream, row in new.items())]
    boundary = file.boundary or _drawn_before(ctx, state)
    cut = tessellate(shapes, boundary, file.cuts)
    stream = TessellationId(ctx.new_id("tes"))
    made = made_of(stream, state.community, cut)
    area = land_area_m2(cut)
    outside = {each: remark("building.outside_boundary", new[each].row, new[each].source) for each in cut.report.outside if each in new}
    if state.territory and land_of(ctx.journal, state.territory).sha256 == cut.sha256:
        return Land([], outside, {}, len(cut.atoms), area, _land_notes(cut, new), cut)
    drawn = {"tessellation": stream, "derived": boundary is None, "area_m2": area, "atoms": len(cut.atoms)}
    return Land([Write(stream, 0, tessellation.make(None, made))], outside, drawn, len(cut.atoms), area, _land_notes(cut, new), cut)


def made_of(stream: TessellationId, owner: CommunityId, cut: Tessellation) -> tessellation.Made:
    return tessellation.Made(
        tessellation=stream,
        community=owner,
        crs=cut.crs,
        origin=cut.origin,
        ring=cut.ring,
        atoms=cut.atoms,
        made_with=cut.made_with,
        sha256=cut.sha256,
    )


def _drawn_before(ctx: Ctx, state: community.State) -> BaseGeometry | None:
    """The border that somebody drew holds until another is drawn: it is never replaced by a derived one."""
    if state.territory is None or not state.is_territory_drawn:
        return None
    return outline(land_of(ctx.journal, state.territory))


def _placed(ctx: Ctx, state: community.State, new: Mapping[BuildingId, BuildingRow]) -> Land:
    """New buildings on land that plans stand on already: the cut stays, each goes into the atom under it."""
    held = hold(ctx, state.territory, tessellation.fold)
    found = atoms_at(land_of(ctx.journal, state.territory), [shapely.point_on_surface(row.shape) for row in new.values()])
    outside: dict[BuildingId, Remark] = {}
    events: list[Event] = []
    for (stream, row), atom in zip(new.items(), found, strict=True):
        if atom is None:
            outside[stream] = remark("building.outside_territory", row.row, row.source)
        else:
            events += tessellation.place_building(held.state, building=stream, atom=atom)
    return Land([held.write(tuple(events))] if events else [], outside, {}, len(held.state.atoms), 0.0)


def _standing(ctx: Ctx, state: community.State) -> list[tuple[BuildingId, BaseGeometry]]:
    """Buildings of earlier imports that the new cut must hold too."""
    if not state.territory:
        return []
    before = land_of(ctx.journal, state.territory)
    folded = {stream: building.fold(each.body for each in rows) for stream, rows in ctx.journal.read_many(list(before.atom_of)).items()}
    return [(BuildingId(stream), shapely.from_wkt(known.registered.footprint)) for stream, known in folded.items() if not known.successors]


def land_area_m2(cut: Tessellation) -> float:
    """Of the community's rings, holes taken out, in the local plane."""
    shells = [shapely.Polygon(_corners(ring)) for ring in cut.ring]
    return round(sum(shell.area if shell.exterior.is_ccw else -shell.area for shell in shells) / 1e6, 1)


def _corners(ring: tuple[int, ...]) -> list[tuple[int, int]]:
    return list(zip(ring[::2], ring[1::2], strict=True))


def _land_notes(cut: Tessellation, new: Mapping[BuildingId, BuildingRow]) -> tuple[Remark, ...]:
    """New buildings that stick out over the border; buildings registered before that a new boundary leaves without land."""
    over = [remark("building.over_boundary", new[each].row, new[each].source) for each in cut.report.overhanging if each in new]
    left = [remark("building.outside_boundary", 0, each) for each in cut.report.outside if each not in new]
    return (*over, *left)


def _registered(owner: CommunityId, stream: BuildingId, row: BuildingRow) -> tuple[building.Registered, ...]:
    return building.register(
        None,
        building.Registered(
            building=stream,
            community=owner,
            source=row.source,
            name=row.name,
            address=row.address,
            estate=row.estate,
            number=row.number,
            kind=row.kind,
            use=row.use,
            floors=row.floors,
            units=row.units,
            dwellings=row.dwellings,
            basis=row.basis,
            basis_note=row.basis_note,
            footprint=row.footprint,
        ),
    )


def _imported(file: BuildingsFile, kept: Mapping[BuildingId, BuildingRow], before: int, outside: int) -> community.BuildingsImported:
    counted = sum(row.dwellings for row in kept.values() if row.basis == "counted")
    total = sum(row.dwellings for row in kept.values())
    return community.BuildingsImported(
        source=file.name,
        sha256=file.sha256,
        taken=len(kept),
        repaired=len(file.reading.repaired),
        refused=len(file.reading.refused) + outside,
        known_before=before,
        dwellings=total,
        counted=counted,
        estimated=total - counted,
    )


def _answer(stream: str, file: BuildingsFile, kept: Mapping[BuildingId, BuildingRow], before: set[str], land: Land) -> dict[str, Any]:
    """Counts and the words on buildings that stand off the land; the reading's own report stays with the caller, it may be long."""
    return {
        "community": stream,
        "source": file.name,
        "taken": len(kept),
        "known_before": len(before),
        "outside": [one.as_json() for one in land.outside.values()],
        "notes": [one.as_json() for one in land.notes],
        "households": sum(row.dwellings for row in kept.values()),
        "atoms": land.atoms,
        "area_m2": land.area_m2,
        "boundary": "derived" if land.drawn.get("derived", file.boundary is None) else "given",
    }


def _hold(ctx: Ctx, code: str) -> Held[community.State]:
    stream = community_id(code)
    require_community(ctx, stream)
    return standing(ctx, stream)
