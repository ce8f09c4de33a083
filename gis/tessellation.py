"""A community's land cut into atoms: whole buildings, one edge-matched coverage on a millimetre lattice, nothing left over.

The steps, each a file: footprints (overlaps and doubles become disjoint seats), territory (land, where none is drawn), cells (border
lines halfway between seats), faces (one noding, every face to a seat). The result is proved by `coverage.uncancelled` or refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyproj
import scipy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from domain.errors import Invalid
from domain.ids import BuildingId
from domain.values import Atom
from gis import cells, faces, territory
from gis.coverage import uncancelled
from gis.crs import MM, LocalPlane, refuse_bad_degrees
from gis.footprints import Seats, lattice_footprints, refuse_unusable, seat
from gis.shapes import Rings, repair, rings_of, to_lattice

FAR_DEGREES = 2.0
"""Buildings further than this from the middle of the others are outside of any community, before anything is measured."""
RIM_MM = 10
"""A building must stand at least this far inside a drawn boundary to belong to it."""


class NoBuildings(Invalid):
    """There is no building to build atoms around, or none inside the boundary. Facts: outside (count)."""

    code = "tessellation.no_buildings"


class BoundaryUnusable(Invalid):
    """The community boundary is not a polygon with an area."""

    code = "tessellation.boundary_unusable"


class TessellationBroken(Invalid):
    """The atoms do not tile the land exactly; nothing is recorded. Facts: defects (count), place (lon, lat) of the first."""

    code = "tessellation.broken"


@dataclass(frozen=True, slots=True)
class TessellationReport:
    """What happened to the input. derived: the land was derived, not drawn. outside: buildings not on the land. overhanging: buildings
    of the community that reach over its drawn boundary. sharing: groups of buildings in one atom. cut: buildings with ground in a
    neighbour's atom, measured on the result: they lost an overlap, or are scattered. scattered: buildings with a part that could not be
    joined to the rest. left_out_m2: detached parts of the boundary without any building, which are not land of the tessellation."""

    derived: bool
    outside: tuple[BuildingId, ...] = ()
    overhanging: tuple[BuildingId, ...] = ()
    sharing: tuple[tuple[BuildingId, ...], ...] = ()
    cut: tuple[BuildingId, ...] = ()
    scattered: tuple[BuildingId, ...] = ()
    left_out_m2: float = 0.0


@dataclass(frozen=True)
class Tessellation:
    """crs and origin: as in gis.crs.LocalPlane. ring: the community's rings, like Atom.rings. made_with: engine versions and hashes of
    the input. sha256: over the canonical JSON of crs, origin, ring and atoms; the same input and engines give the same."""

    crs: str
    origin: tuple[float, float]
    ring: Rings
    atoms: tuple[Atom, ...]
    made_with: tuple[str, ...]
    sha256: str
    report: TessellationReport = field(default_factory=lambda: TessellationReport(derived=False), compare=False)

    @property
    def plane(self) -> LocalPlane:
        return LocalPlane(self.crs, self.origin)

    @cached_property
    def by_id(self) -> dict[int, Atom]:
        return {atom.id: atom for atom in self.atoms}

    @cached_property
    def _outlines(self) -> dict[int, NDArray[np.float64]]:
        return {}

    def outline(self, atom: int) -> NDArray[np.float64]:
        """(n, 2) corners of the outer ring of an atom, kept once asked for."""
        found = self._outlines.get(atom)
        if found is None:
            found = self._outlines[atom] = np.array(self.by_id[atom].rings[0], float).reshape(-1, 2)
        return found

    @cached_property
    def atom_of(self) -> dict[BuildingId, int]:
        """Building to atom."""
        return {building: atom.id for atom in self.atoms for building in atom.buildings}


def tessellate(
    footprints: Sequence[tuple[BuildingId, BaseGeometry]],
    boundary: BaseGeometry | None = None,
    roads: Sequence[BaseGeometry] = (),
) -> Tessellation:
    """Atoms around buildings, every building on the land in exactly one, no footprint cut unless footprints overlap.

    All shapes in (lon, lat) degrees, SRID 4490: footprints areas or points, valid or not; boundary a polygon (several parts are allowed),
    kept to the millimetre; roads lines that become borders where that cuts no footprint. A building belongs to a drawn boundary when a
    point inside its largest part does; what overhangs is clipped for the atom. Without a boundary the land is derived (gis.territory).
    Raises BuildingTwice, BuildingWithoutShape, CoordinatesOutOfRange, NoBuildings, BoundaryUnusable; TessellationBroken if the proof fails.
    """
    if not footprints:
        raise NoBuildings(outside=0)
    refuse_unusable(footprints)
    ids = [building for building, _ in footprints]
    shapes = np.array([shape for _, shape in footprints], dtype=object)
    plane = _plane(shapes, boundary)
    near = np.flatnonzero(_near(shapes, boundary))
    if len(near) == 0:
        raise NoBuildings(outside=len(ids))
    clean = lattice_footprints(shapes[near], plane)
    land, inside, clipped, left_out = _land(clean, boundary, plane)
    seats = seat(clipped, land if boundary is not None else None)
    members = near[inside]
    lines = _roads(roads, plane, land)
    areas, joined = _atom_areas(seats, land, lines)
    home = joined[seats.holds]
    atoms = _atoms(areas, home, [ids[i] for i in members])
    ring = _ring(areas)
    _prove(atoms, ring, land, plane)
    report = TessellationReport(
        derived=boundary is None,
        outside=tuple(ids[i] for i in np.setdiff1d(np.arange(len(ids)), members)),
        overhanging=tuple(ids[i] for i in members[~shapely.covers(land, clean[inside])]),
        sharing=tuple(atom.buildings for atom in atoms if len(atom.buildings) > 1),
        cut=tuple(ids[i] for i in members[_cut(clipped, areas[home])]),
        scattered=tuple(ids[members[i]] for i in seats.scattered),
        left_out_m2=left_out / MM**2,
    )
    return _sealed(plane, ring, atoms, _made_with(footprints, boundary, roads), report)


def _plane(shapes: NDArray[np.object_], boundary: BaseGeometry | None) -> LocalPlane:
    if boundary is None:
        return LocalPlane.around(_middles(shapes))
    refuse_bad_degrees(shapely.get_coordinates(boundary))
    if shapely.is_empty(boundary):
        raise BoundaryUnusable()
    return LocalPlane.around(_middles([boundary]))


def _middles(shapes: Sequence[BaseGeometry] | NDArray[np.object_]) -> NDArray[np.float64]:
    """(n, 2) middles of the bounds: unlike centroids they exist for bow ties too."""
    return shapely.bounds(shapes).reshape(-1, 2, 2).mean(axis=1)


def _near(shapes: NDArray[np.object_], boundary: BaseGeometry | None) -> NDArray[np.bool_]:
    places = _middles(shapes)
    middle = np.median(places, axis=0) if boundary is None else _middles([boundary])[0]
    return (np.abs(places - middle) <= FAR_DEGREES).all(axis=1)


def _land(
    clean: NDArray[np.object_], boundary: BaseGeometry | None, plane: LocalPlane
) -> tuple[BaseGeometry, NDArray[np.int64], NDArray[np.object_], float]:
    """The land, which of the footprints belong to it, those footprints clipped to it, and the mm² of the boundary that are left out."""
    if boundary is None:
        land, on_it = territory.derive(clean)
        return land, np.flatnonzero(on_it), clean[on_it], 0.0
    whole = repair(to_lattice([boundary], plane))[0]
    if whole.is_empty:
        raise BoundaryUnusable()
    places = shapely.point_on_surface(_largest(clean))
    shapely.prepare(whole)
    inside = np.flatnonzero(shapely.contains_properly(whole, places) & (shapely.distance(places, whole.boundary) >= RIM_MM))
    if len(inside) == 0:
        raise NoBuildings(outside=len(clean))
    land = _built(whole, places[inside])
    return land, inside, _clipped(clean[inside], places[inside], land), whole.area - land.area


def _built(land: BaseGeometry, places: NDArray[np.object_]) -> BaseGeometry:
    """The parts of the land that have a building: a detached part without one could belong to no contiguous grid."""
    parts = shapely.get_parts(land)
    with_building = np.unique(shapely.STRtree(parts).query(places, predicate="within")[1])
    built = shapely.multipolygons(parts[with_building]) if len(with_building) > 1 else parts[with_building[0]]
    shapely.prepare(built)
    return built


def _clipped(footprints: NDArray[np.object_], places: NDArray[np.object_], land: BaseGeometry) -> NDArray[np.object_]:
    clipped = footprints.copy()
    over = np.flatnonzero(~shapely.covers(land, clipped))
    clipped[over] = repair(shapely.intersection(clipped[over], land, grid_size=1))
    lost = over[shapely.is_empty(clipped[over])]
    clipped[lost] = places[lost]
    return clipped


def _largest(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    parts, of = shapely.get_parts(shapes, return_index=True)
    order = np.lexsort((shapely.area(parts), of))
    return parts[order[np.flatnonzero(np.diff(of[order], append=-1))]]


def _roads(roads: Sequence[BaseGeometry], plane: LocalPlane, land: BaseGeometry) -> BaseGeometry | None:
    """Road lines on the lattice, near the land only; None where there are none."""
    if len(roads) == 0:
        return None
    lines = to_lattice(np.array(roads, dtype=object), plane)
    lines = lines[shapely.intersects(lines, land)]
    return shapely.union_all(shapely.intersection(lines, land), grid_size=1) if len(lines) else None


def _atom_areas(seats: Seats, land: BaseGeometry, roads: BaseGeometry | None) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Lattice polygons that tile the land, and for each seat the number of its polygon."""
    lines = cells.border_lines(seats.areas, land)
    if roads is not None:
        crossed = shapely.STRtree(seats.areas).query(shapely.get_parts(roads), predicate="dwithin", distance=cells.TOUCH_MM)[1]
        lines = np.concatenate([lines, shapely.get_parts(roads), shapely.boundary(seats.areas[np.unique(crossed)])])
    pieces = faces.faces_of(lines, land)
    owner, joined = faces.owners_of(pieces, seats.areas, seats.points, roads)
    areas = np.array(faces.dissolve(pieces, owner, seats.points, roads), dtype=object)
    kept = np.flatnonzero(~shapely.is_empty(areas))
    number = np.full(len(areas), -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    return areas[kept], number[joined]


def parted(shapes: NDArray[np.object_], land: BaseGeometry) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Lattice polygons that tile a piece of the land, one around each of the lattice shapes that a border can part from the others, and for
    each shape the number of its polygon."""
    seats = seat(_clipped(shapes, shapely.point_on_surface(shapes), land), land)
    areas, joined = _atom_areas(seats, land, None)
    return areas, joined[seats.holds]


def _atoms(areas: NDArray[np.object_], atom_of: NDArray[np.int64], buildings: Sequence[BuildingId]) -> tuple[Atom, ...]:
    held: list[list[BuildingId]] = [[] for _ in areas]
    for building, number in zip(buildings, atom_of.tolist(), strict=True):
        held[number].append(building)
    return tuple(Atom(i, rings_of(area), tuple(of)) for i, (area, of) in enumerate(zip(areas, held, strict=True), 1))


def _ring(areas: NDArray[np.object_]) -> Rings:
    parts = sorted(shapely.get_parts(shapely.coverage_union_all(areas)), key=lambda part: (-part.area, part.bounds))
    return tuple(ring for part in parts for ring in rings_of(part))


def _prove(atoms: Sequence[Atom], ring: Rings, land: BaseGeometry, plane: LocalPlane) -> None:
    """Refuses unless the atoms tile their ring exactly, the ring encloses the area of the land, and every atom has a building.

    Noding rounds points where borders meet the ring: it may lie up to a millimetre off the drawn line there, and no more.
    """
    wrong = uncancelled([atom.rings for atom in atoms], ring)
    if len(wrong):
        raise TessellationBroken(defects=len(wrong), place=tuple(plane.to_degrees(wrong[0, :2])[0].tolist()))
    area = sum(_double_area(r) for r in ring) / 2
    if abs(area - land.area) > land.length or not all(atom.buildings for atom in atoms):
        raise TessellationBroken(defects=0, place=tuple(plane.to_degrees(land.centroid.coords)[0].tolist()))


def _double_area(ring: Sequence[int]) -> int:
    x, y = np.asarray(ring, dtype=np.int64).reshape(-1, 2).T
    return int((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def _cut(footprints: NDArray[np.object_], homes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which footprints reach out of their atom by more than lattice rounding can: a millimetre along the whole outline."""
    return shapely.area(shapely.difference(footprints, homes)) > shapely.length(footprints) + 1


def _made_with(
    footprints: Sequence[tuple[BuildingId, BaseGeometry]], boundary: BaseGeometry | None, roads: Sequence[BaseGeometry]
) -> tuple[str, ...]:
    digest = hashlib.sha256()
    for building, shape in footprints:
        digest.update(building.encode() + b"\\0" + shapely.to_wkb(shape))
    hashes = (
        f"footprints sha256:{digest.hexdigest()}",
        f"boundary sha256:{hashlib.sha256(shapely.to_wkb(boundary) if boundary is not None else b'').hexdigest()}",
        f"roads sha256:{hashlib.sha256(b''.join(shapely.to_wkb(road) for road in roads)).hexdigest()}",
    )
    engines = (f"shapely {shapely.__version__}", f"GEOS {shapely.geos_version_string}", f"PROJ {pyproj.proj_version_str}")
    return (*engines, f"scipy {scipy.__version__}", f"numpy {np.__version__}", *hashes)


def _sealed(
    plane: LocalPlane, ring: Rings, atoms: tuple[Atom, ...], made_with: tuple[str, ...], report: TessellationReport
) -> Tessellation:
    return Tessellation(plane.crs, plane.origin, ring, atoms, made_with, seal(plane.crs, plane.origin, ring, atoms), report)


def seal(crs: str, origin: tuple[float, float], ring: Rings, atoms: Sequence[Atom]) -> str:
    """sha256 (hex) over the canonical JSON of what a tessellation is: keys sorted, no spaces, UTF-8."""
    body = {"crs": crs, "origin": origin, "ring": ring, "atoms": [{"id": a.id, "rings": a.rings, "buildings": a.buildings} for a in atoms]}
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
