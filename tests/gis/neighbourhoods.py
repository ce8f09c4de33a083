"""Ground for the map's tests: shapes drawn in metres near Zhenjiang, and real neighbourhoods where the shared data lies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from domain.ids import BuildingId
from gis.crs import MM, LocalPlane
from gis.footprints import lattice_footprints
from gis.shapes import polygons_of
from gis.tessellation import Tessellation
from gis.topology import exactness

ZHENJIANG = LocalPlane("EPSG:4549", (448_100.0, 3_564_100.0))

Footprints = list[tuple[BuildingId, BaseGeometry]]


def drawn(shape: BaseGeometry) -> BaseGeometry:
    """A shape in metres from a corner of Zhenjiang, as (lon, lat) degrees."""
    return shapely.transform(shape, lambda metres: ZHENJIANG.to_degrees(metres * MM))


def square(x: float, y: float, wide: float = 10.0, high: float = 10.0) -> BaseGeometry:
    """A rectangle in metres by its south-west corner."""
    return shapely.box(x, y, x + wide, y + high)


def buildings(shapes: Sequence[BaseGeometry]) -> Footprints:
    """Shapes in metres as footprints in degrees, named b0, b1, …"""
    return [(BuildingId(f"b{i}"), drawn(shape)) for i, shape in enumerate(shapes)]


def real(folder: Path, file: str, **where: str) -> Footprints:
    """Footprints of one file of the shared data; where: attribute and the value it must have."""
    names = list(where)
    meta, _, shapes, columns = pyogrio.raw.read(folder / f"{file}.geojson", columns=names)
    wanted = np.ones(len(shapes), dtype=bool)
    for name, column in zip(meta["fields"], columns, strict=True):
        wanted &= column == where[name]
    return [(BuildingId(f"b{i}"), shape) for i, shape in enumerate(shapely.from_wkb(shapes[wanted]))]


def lost_m2(footprints: Footprints, tess: Tessellation) -> dict[BuildingId, float]:
    """For each building on the land the m² of its footprint outside of its atom, where that is more than lattice rounding can take.

    Every corner may move by a millimetre: perimeter times a millimetre.
    """
    held = [(building, shape) for building, shape in footprints if building in tess.atom_of]
    areas = lattice_footprints([shape for _, shape in held], tess.plane)
    atoms = dict(zip((atom.id for atom in tess.atoms), polygons_of(atom.rings for atom in tess.atoms), strict=True))
    homes = np.array([atoms[tess.atom_of[building]] for building, _ in held], dtype=object)
    lost = shapely.area(shapely.difference(areas, homes))
    beyond = lost > shapely.length(areas) + 1
    return {held[i][0]: float(lost[i]) / MM**2 for i in np.flatnonzero(beyond)}


def overlapping(footprints: Footprints, tess: Tessellation) -> set[BuildingId]:
    """Buildings whose footprint shares ground with another one."""
    held = [(building, shape) for building, shape in footprints if building in tess.atom_of]
    areas = lattice_footprints([shape for _, shape in held], tess.plane)
    left, right = shapely.STRtree(areas).query(areas, predicate="intersects")
    shared = (left != right) & (shapely.area(shapely.intersection(areas[left], areas[right])) > 0)
    return {held[i][0] for i in left[shared]}


def assert_exact(footprints: Footprints, tess: Tessellation) -> None:
    """Everything a tessellation promises, by two independent roads: integer arithmetic and the geometry library."""
    assert exactness(tess)[0].size == 0
    assert exactness(tess)[1] == 0
    atoms = polygons_of(atom.rings for atom in tess.atoms)
    assert shapely.is_valid(atoms).all()
    assert shapely.coverage_is_valid(atoms)
    held = [building for atom in tess.atoms for building in atom.buildings]
    assert len(held) == len(set(held))
    assert set(held) | set(tess.report.outside) == {building for building, _ in footprints}
    assert all(atom.buildings for atom in tess.atoms)
    lost = set(lost_m2(footprints, tess))
    assert lost <= {*overlapping(footprints, tess), *tess.report.overhanging, *tess.report.scattered}
    assert lost - set(tess.report.overhanging) <= set(tess.report.cut)
