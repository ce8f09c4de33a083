"""Lines a planner draws on whole buildings: a cut through a grid, a border moved between two. A line only says on which side the atoms'
buildings stand; no atom is cut (that is gis.cutting). Degrees are (lon, lat), SRID 4490.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from domain.errors import Refused
from domain.ids import GridId
from gis.crs import MM
from gis.editing import Board, LineUnusable, Redraw, given, split
from gis.topology import Place, grid_areas

Corners = NDArray[np.float64]
_BEYOND = 4
"""A drawn line is prolonged at both ends by this many times the size of what it divides."""
LEAST_REACH_M = 20.0
"""A vertex that is moved takes at least so much of the border along on either side."""


class BorderMissing(Refused):
    """The two grids share no border. Facts: grids."""

    code = "grid.border_missing"


class NothingBetween(Refused):
    """No building stands between the border and the line drawn for it. Facts: grids."""

    code = "grid.nothing_between"


def sides(on: Board, atoms: Collection[int], line: BaseGeometry) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(left, right) of a line drawn in degrees, seen in the direction of drawing; its ends are prolonged straight on.

    Raises LineUnusable when the prolonged line crosses itself.
    """
    return parted(on, atoms, left_of(on, atoms, line)[0])


def parted(on: Board, atoms: Collection[int], area: BaseGeometry) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(inside, outside): where the atoms' places lie, of an area on the lattice."""
    atoms = sorted(atoms)
    places = on.places[[on.graph.node_of[atom] for atom in atoms]]
    inside = shapely.intersects_xy(area, places[:, 0], places[:, 1])
    return (
        tuple(atom for atom, is_in in zip(atoms, inside, strict=True) if is_in),
        tuple(atom for atom, is_in in zip(atoms, inside, strict=True) if not is_in),
    )


def left_of(on: Board, atoms: Collection[int], drawn: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """The area left of a line in degrees, wide enough to hold all these atoms' places, and the line prolonged: both on the lattice."""
    places = on.places[[on.graph.node_of[atom] for atom in sorted(atoms)]]
    line = on.plane.to_lattice(shapely.get_coordinates(drawn)).astype(float)
    line = line[np.append(True, np.any(np.diff(line, axis=0) != 0, axis=1))]
    if len(line) < 2:
        raise LineUnusable()
    everything = np.concatenate([line, places])
    reach = _BEYOND * float(np.ptp(everything, axis=0).sum()) + MM
    path = np.vstack([_prolonged(line[1], line[0], reach), line, _prolonged(line[-2], line[-1], reach)])
    middle = everything.mean(axis=0)
    cut = shapely.LineString(path)
    if not cut.is_simple:
        raise LineUnusable()
    return _left_half(path, middle - reach / 2, middle + reach / 2), cut


def _left_half(path: Corners, low: Corners, high: Corners) -> shapely.Polygon:
    """Of a box that a path crosses, leaving it with its first and its last stretch alone: counter-clockwise along the path, then from where
    it leaves the box to where it enters."""
    west, south, east, north = *low.tolist(), *high.tolist()
    box = (west, south, east, north)
    (start, begins), (end, leaves) = _exit(path[1].tolist(), path[0].tolist(), box), _exit(path[-2].tolist(), path[-1].tolist(), box)
    corners = ((west, south), (east, south), (east, north), (west, north))
    around = [corners[side % 4] for side in range(int(leaves) + 1, int(begins + (4 if begins < leaves else 0)) + 1)]
    return shapely.polygons(np.array([start, *path[1:-1].tolist(), end, *around]))


def _exit(inside: Sequence[float], outside: Sequence[float], box: tuple[float, float, float, float]) -> tuple[tuple[float, float], float]:
    """Where a stretch leaves the box, and how far that is around it: 0 to 1 along the south, then east, north and west side."""
    (x, y), (along_x, along_y), (west, south, east, north) = inside, (outside[0] - inside[0], outside[1] - inside[1]), box
    to_x = ((east if along_x > 0 else west) - x) / along_x if along_x else math.inf
    to_y = ((north if along_y > 0 else south) - y) / along_y if along_y else math.inf
    if to_x < to_y:
        at, share = y + to_x * along_y, (y + to_x * along_y - south) / (north - south)
        return ((east, at), 1 + share) if along_x > 0 else ((west, at), 4 - share)
    at, share = x + to_y * along_x, (x + to_y * along_x - west) / (east - west)
    return ((at, north), 3 - share) if along_y > 0 else ((at, south), share)


def _prolonged(before: Corners, end: Corners, reach: float) -> Corners:
    along = end - before
    return end + along / np.hypot(*along) * reach


def split_by_line(on: Board, grid: GridId, line: BaseGeometry, into: GridId) -> Redraw:
    """Splits a grid along a line in degrees, whole buildings to each side; the side with fewer atoms becomes `into` (even: the left).

    Raises LineUnusable and all that `split` raises.
    """
    left, right = sides(on, on.atoms_in(grid), line)
    return split(on, grid, left if len(left) <= len(right) else right, into)


def move_border(on: Board, one: GridId, other: GridId, line: BaseGeometry) -> Redraw:
    """Moves a stretch of the border between two grids to a line in degrees: what stands between changes hands, whole buildings, both ways.

    The line's ends are joined to the nearest points of the border. Raises LineUnusable, BorderMissing, NothingBetween and all that
    `editing.given` raises.
    """
    border = shared_border(on, one, other)
    drawn = lattice_line(on, line)
    area, _ = swept(border, drawn)
    return given(on, exchanged(on, one, other, area))


def move_vertex(on: Board, one: GridId, other: GridId, at: Place, to: Place, reach_m: float | None = None) -> Redraw:
    """Pulls the border between two grids from `at` to `to`, (lon, lat) both; reach_m: how much of it follows on either side."""
    area, _ = swept(*pulled(on, one, other, at, to, reach_m))
    return given(on, exchanged(on, one, other, area))


def pulled(
    on: Board, one: GridId, other: GridId, at: Place, to: Place, reach_m: float | None = None
) -> tuple[BaseGeometry, NDArray[np.float64]]:
    """The stretch of border that a vertex belongs to, and the line that it becomes: both on the lattice."""
    border = shared_border(on, one, other)
    here, there = (shapely.Point(on.plane.to_lattice([place])[0].astype(float)) for place in (at, to))
    stretch = _nearest(border, here)
    reach = (reach_m if reach_m is not None else max(LEAST_REACH_M, here.distance(there) / MM)) * MM
    along = stretch.project(here)
    ends = [stretch.interpolate(max(0.0, along - reach)), stretch.interpolate(min(stretch.length, along + reach))]
    return stretch, np.rint([ends[0].coords[0], there.coords[0], ends[1].coords[0]])


def lattice_line(on: Board, line: BaseGeometry) -> NDArray[np.float64]:
    """The line's corners on the lattice, none twice in a row. Raises LineUnusable."""
    corners = on.plane.to_lattice(shapely.get_coordinates(line)).astype(float)
    corners = corners[np.append(True, np.any(np.diff(corners, axis=0) != 0, axis=1))]
    if len(corners) < 2 or not shapely.is_simple(shapely.linestrings(corners)):
        raise LineUnusable()
    return corners


def shared_border(on: Board, one: GridId, other: GridId) -> BaseGeometry:
    """The border between two grids on the lattice: lines. Raises GridUnknown, BorderMissing."""
    held = dict.fromkeys(on.atoms_in(one), one) | dict.fromkeys(on.atoms_in(other), other)
    left, right = grid_areas(on.tess, held).values() if one != other else (shapely.Point(), shapely.Point())
    common = shapely.intersection(shapely.boundary(left), shapely.boundary(right))
    lines = [part for part in shapely.get_parts(common) if part.length > 0]
    if not lines:
        raise BorderMissing(grids=sorted((one, other)))
    return shapely.line_merge(shapely.multilinestrings(lines))


def swept(border: BaseGeometry, drawn: NDArray[np.float64]) -> tuple[BaseGeometry, BaseGeometry]:
    """The area between a border and the line drawn for a stretch of it, and that line joined to the border: both on the lattice."""
    first, last = shapely.Point(drawn[0]), shapely.Point(drawn[-1])
    stretch = _nearest(border, shapely.LineString(drawn))
    start, end = sorted((stretch.project(first), stretch.project(last)))
    ends = [stretch.interpolate(stretch.project(point)) for point in (first, last)]
    joints = [shapely.LineString(pair) for pair in ((ends[0], first), (last, ends[1])) if pair[0].distance(pair[1]) > 0]
    path = shapely.union_all([shapely.LineString(drawn), *joints])
    lines = shapely.union_all([substring(stretch, start, end), path])
    return shapely.union_all(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))), path


def _nearest(border: BaseGeometry, to: BaseGeometry) -> BaseGeometry:
    return min(shapely.get_parts(border), key=to.distance)


def exchanged(on: Board, one: GridId, other: GridId, area: BaseGeometry) -> dict[int, GridId]:
    """Atoms of two grids that stand in an area on the lattice, each with the grid that it goes to. Raises NothingBetween."""
    inside, _ = parted(on, on.members[one] | on.members[other], area)
    if not inside:
        raise NothingBetween(grids=sorted((one, other)))
    return {atom: other if on.assignment[atom] == one else one for atom in inside}
