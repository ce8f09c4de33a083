"""A plan drawn elsewhere, fitted to the atoms: every atom goes to one drawn area, and what that changed is told place by place.

A drawn border lies anywhere between two buildings; the atoms' own borders lie halfway. So a border follows the atoms and only buildings
decide: where a drawing overlaps itself, leaves ground out, sticks out of the community or runs through a building, the fault is snapped
when it is nowhere wider than the tolerance, else refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from domain.errors import Invalid
from domain.ids import BuildingId
from gis.crs import MM
from gis.shapes import polygon_of, polygons_of, repair, to_degrees, to_lattice
from gis.tessellation import Tessellation
from gis.topology import AtomGraph, Place

ROUNDING_MM = 30
"""Files keep centimetres: what is nowhere wider than this is their rounding, counted and not told one by one."""
_MM2 = float(MM * MM)
Row = int
"""Place of a drawn area among those given, from 0."""


class DrawnPlanUnfit(Invalid):
    """Faults wider than the tolerance. Facts: limit_m, faults (code, rows from 1, place, amount_m2, building), the first hundred."""

    code = "plan.drawn_unfit"


@dataclass(frozen=True, slots=True)
class Fault:
    """code: drawn.overlap (rows: both) · drawn.gap · drawn.outside · drawn.building_cut (rows: where it goes, where its part was) ·
    drawn.building_left_out · drawn.building_joined (touches a building that another row holds: rows as for a cut) · drawn.empty ·
    drawn.followed (land without buildings that went to a neighbour so that the grid stays in one piece).

    place: (lon, lat) degrees SRID 4490. amount_m2: the area concerned."""

    code: str
    rows: tuple[Row, ...]
    place: Place
    amount_m2: float
    building: BuildingId | None = None


@dataclass
class Fit:
    """held: atom to row. snapped: small faults, one by one. rounded: how many were no more than the file's rounding."""

    held: dict[int, Row] = field(default_factory=dict)
    snapped: list[Fault] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)
    rounded: int = 0


@dataclass(frozen=True)
class Drawing:
    """What is fitted to what. areas, footprints: (lon, lat) degrees SRID 4490. tolerance_m: how wide a fault may be anywhere.
    is_derived: nobody drew the community's boundary, so ground without buildings may be missing or over at its rim."""

    land: Tessellation
    graph: AtomGraph
    areas: Sequence[BaseGeometry]
    footprints: Mapping[BuildingId, BaseGeometry]
    tolerance_m: float
    is_derived: bool


def fit(drawing: Drawing) -> Fit:
    """Raises DrawnPlanUnfit with every fault that is too large."""
    fitting = _Fitting(drawing)
    fitting.overlaps()
    fitting.rim()
    rows = fitting.buildings()
    fitting.hand_out(rows)
    fitting.join_up()
    found = fitting.found
    if found.refused:
        raise DrawnPlanUnfit(limit_m=drawing.tolerance_m, faults=[told(fault) for fault in found.refused[:100]])
    return found


def told(fault: Fault) -> dict[str, object]:
    """Rows counted from 1, as people count them."""
    return {
        "code": fault.code,
        "rows": [row + 1 for row in fault.rows],
        "place": [round(degree, 7) for degree in fault.place],
        "amount_m2": round(fault.amount_m2, 2),
    } | ({"building": fault.building} if fault.building else {})


class _Fitting:
    """Everything on the land's lattice, in millimetres."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing, self.plane, self.found = drawing, drawing.land.plane, Fit()
        self.areas = repair(to_lattice(drawing.areas, self.plane))
        self.tree = shapely.STRtree(self.areas)
        self.ground = polygon_of(drawing.land.ring)
        self.names = list(drawing.footprints)
        self.number_of = {name: n for n, name in enumerate(self.names)}
        self.footprints = to_lattice([drawing.footprints[name] for name in self.names], self.plane)
        self.building_tree = shapely.STRtree(self.footprints)

    def overlaps(self) -> None:
        left, right = self.tree.query(self.areas, predicate="intersects")
        for i, j in zip(left.tolist(), right.tolist(), strict=True):
            if i < j:
                self._judge("drawn.overlap", (i, j), shapely.intersection(self.areas[i], self.areas[j]))

    def rim(self) -> None:
        """Ground of the community that no area covers, and areas beyond it."""
        claimed = shapely.union_all(self.areas)
        for code, shape in (("drawn.gap", self.ground - claimed), ("drawn.outside", claimed - self.ground)):
            for part in _parts(shape):
                rows = tuple(self.tree.query(part, predicate="intersects").tolist())
                self._judge(code, rows, part, is_harmless=self._is_harmless(part))

    def _is_harmless(self, part: BaseGeometry) -> bool:
        empty = not self.building_tree.query(part, predicate="intersects").size
        return self.drawing.is_derived and empty and shapely.intersects(part, self.ground.exterior)

    def buildings(self) -> dict[BuildingId, Row]:
        """The area that holds each building, by the most of its footprint; a point counts as it lies."""
        at, row = self.tree.query(self.footprints, predicate="intersects")
        over: dict[int, list[Row]] = {}
        for n, i in zip(at.tolist(), row.tolist(), strict=True):
            over.setdefault(n, []).append(i)
        return {name: self._building(n, over.get(n, [])) for n, name in enumerate(self.names)}

    def _building(self, n: int, over: list[Row]) -> Row:
        outline, name = self.footprints[n], self.names[n]
        if not over:
            nearest = int(self.tree.nearest(outline))
            self._judge("drawn.building_left_out", (nearest,), outline, building=name, is_wide=True)
            return nearest
        shares = {row: shapely.area(shapely.intersection(outline, self.areas[row])) for row in over}
        best = max(over, key=lambda row: (shares[row], -row))
        for row in over:
            if row != best:
                lost = shapely.intersection(outline, self.areas[row]) - self.areas[best]
                self._judge("drawn.building_cut", (best, row), lost, building=name)
        return best

    def hand_out(self, rows: Mapping[BuildingId, Row]) -> None:
        """Atoms with buildings go with them, all others to the area that covers most of them, or is nearest."""
        atoms = self.drawing.land.atoms
        shapes = polygons_of(atom.rings for atom in atoms)
        for atom, shape in zip(atoms, shapes, strict=True):
            wanted = [rows[each] for each in atom.buildings if each in rows]
            self.found.held[atom.id] = self._joined(atom.buildings, rows, wanted) if wanted else self._covering(shape)
        for row in set(range(len(self.areas))) - set(self.found.held.values()):
            self._judge("drawn.empty", (row,), self.areas[row], is_wide=True)

    def _joined(self, buildings: Iterable[BuildingId], rows: Mapping[BuildingId, Row], wanted: list[Row]) -> Row:
        """Buildings that touch are one atom: what holds most of them holds all."""
        best = max(wanted, key=lambda row: (wanted.count(row), -row))
        for each in buildings:
            if rows.get(each, best) != best:
                outline = self.footprints[self.number_of[each]]
                self._judge("drawn.building_joined", (best, rows[each]), outline, building=each)
        return best

    def _covering(self, shape: BaseGeometry) -> Row:
        over = self.tree.query(shape, predicate="intersects")
        if not over.size:
            return int(self.tree.nearest(shape))
        covered = shapely.area(shapely.intersection(shape, self.areas[over]))
        return int(over[np.argmax(covered)])

    def join_up(self) -> None:
        """Empty land that a grid holds apart from its buildings goes to the neighbour it borders most; several rounds, from outside in."""
        standing = {atom.id for atom in self.drawing.land.atoms if any(each in self.drawing.footprints for each in atom.buildings)}
        for _ in range(len(self.areas)):
            loose = [(row, part) for row in set(self.found.held.values()) for part in self._loose(row, standing)]
            moved = [self._follow(row, part) for row, part in loose]
            if not any(moved):
                return

    def _loose(self, row: Row, standing: set[int]) -> list[tuple[int, ...]]:
        parts = self.drawing.graph.parts([atom for atom, held in self.found.held.items() if held == row])
        main = max(parts, key=lambda part: (len(standing.intersection(part)), len(part)))
        return [part for part in parts if part is not main and not standing.intersection(part)]

    def _follow(self, row: Row, part: tuple[int, ...]) -> bool:
        graph, border = self.drawing.graph, dict[Row, float]()
        for atom in part:
            for near in graph.neighbours(atom):
                other = self.found.held[near]
                if other != row:
                    metres = graph.matrix[graph.node_of[atom], graph.node_of[near]]
                    border[other] = border.get(other, 0.0) + float(metres)
        if not border:
            return False
        best = max(border, key=lambda other: (border[other], -other))
        self.found.held |= dict.fromkeys(part, best)
        nodes = [graph.node_of[atom] for atom in part]
        place = self._place(shapely.Point(graph.xs[nodes[0]] * MM, graph.ys[nodes[0]] * MM))
        self.found.snapped.append(Fault("drawn.followed", (row, best), place, float(graph.area_m2[nodes].sum())))
        return True

    def _judge(
        self,
        code: str,
        rows: tuple[Row, ...],
        shape: BaseGeometry,
        *,
        building: BuildingId | None = None,
        is_harmless: bool = False,
        is_wide: bool = False,
    ) -> None:
        """Each part of a fault by itself: the file's rounding, snapped, or refused."""
        for part in _parts(shape) if not is_wide else [shape]:
            if not is_wide and not _is_wider(part, ROUNDING_MM):
                self.found.rounded += 1
                continue
            fault = Fault(code, rows, self._place(part), part.area / _MM2, building)
            wide = is_wide or _is_wider(part, self.drawing.tolerance_m * MM)
            (self.found.refused if wide and not is_harmless else self.found.snapped).append(fault)

    def _place(self, shape: BaseGeometry) -> Place:
        lon, lat = shapely.get_coordinates(to_degrees(shapely.point_on_surface(shape), self.plane))[0].tolist()
        return lon, lat


def _parts(shape: BaseGeometry) -> NDArray[np.object_]:
    """Areas of a shape; lines and points where two areas merely touch are none."""
    parts = shapely.get_parts(shape)
    return parts[shapely.area(parts) > 0]


def _is_wider(shape: BaseGeometry, width_mm: float) -> bool:
    """Somewhere a disc of that width fits in."""
    return not shapely.is_empty(shapely.buffer(shape, -width_mm / 2, quad_segs=2))
