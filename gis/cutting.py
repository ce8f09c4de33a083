"""A line drawn exactly: atoms are cut on the millimetre lattice, through land between buildings and never through a building.

Where the line runs straight through an atom both sides are told at once (gis.chords); else atoms are noded with it and faced anew. Where it
meets the border of another atom, that atom and the community's ring get the same new corner (at most a millimetre off the old border).
The result is proved by its directed borders or refused.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from domain.errors import Refused
from domain.ids import BuildingId
from domain.values import Atom
from gis.chords import Case, Chord, Segment, chord, straightened
from gis.coverage import unlike
from gis.crs import MM
from gis.shapes import Rings, polygons_of, rings_of_all
from gis.tessellation import Tessellation, seal
from gis.topology import AtomGraph

LEAST_PIECE_MM2 = float(MM * MM)
"""1 m²: an atom stays whole where the line would part less from it."""

Areas = NDArray[np.object_]


class CutNotExact(Refused):
    """The pieces would not tile the land exactly; nothing is changed. Facts: defects (count)."""

    code = "line.cut_not_exact"


@dataclass(frozen=True)
class Cut:
    """pieces: every atom that is no more, with those on its land now. made: those atoms; bent: atoms with new corners; ring: the
    community's, with its new corners. whole: atoms the line crosses that stay whole, since a building stands in its way or next to nothing
    would be parted."""

    coarse: Tessellation
    pieces: Mapping[int, tuple[int, ...]]
    made: tuple[Atom, ...]
    bent: Mapping[int, Atom]
    ring: Rings
    whole: tuple[int, ...]

    @cached_property
    def tess(self) -> Tessellation:
        """The finer tessellation."""
        kept = (self.bent.get(atom.id, atom) for atom in self.coarse.atoms if atom.id not in self.pieces)
        atoms = (*kept, *self.made)
        sha256 = seal(self.coarse.crs, self.coarse.origin, self.ring, atoms)
        return replace(self.coarse, atoms=atoms, ring=self.ring, sha256=sha256)


def cut(
    tess: Tessellation,
    atoms: Collection[int],
    path: BaseGeometry,
    footprints: Mapping[BuildingId, BaseGeometry],
    graph: AtomGraph | None = None,
) -> Cut:
    """Cuts the atoms that a line crosses. path and footprints on the lattice. graph: of this tessellation, where the caller has it: then
    only neighbours are looked at for new corners. Raises CutNotExact."""
    return _plain(tess, atoms, path, footprints, graph) or _noded(tess, atoms, path, footprints, graph)


def _plain(
    tess: Tessellation, atoms: Collection[int], path: BaseGeometry, footprints: Mapping[BuildingId, BaseGeometry], graph: AtomGraph | None
) -> Cut | None:
    """Where the line enters and leaves each atom once, straight; None where it does not, or the result is not exact."""
    line = straightened(shapely.get_coordinates(path))
    found = {atom: chord(tess.by_id[atom], tess.outline(atom), line, footprints, LEAST_PIECE_MM2) for atom in sorted(atoms)}
    if Case.OTHER in found.values():
        return None
    whole = tuple(atom for atom, one in found.items() if one is Case.WHOLE)
    chords = {atom: one for atom, one in found.items() if isinstance(one, Chord)}
    last = max(tess.by_id)
    made = [Atom(last + 1 + i, *side) for i, side in enumerate(side for one in chords.values() for side in one.sides)]
    pieces = {atom: (last + 1 + 2 * i, last + 2 + 2 * i) for i, atom in enumerate(chords)}
    corners = {segment: new for one in chords.values() for segment, new in one.corners.items()}
    outer = {segment: new for segment, new in corners.items() if _back(segment) not in corners}
    try:
        return replace(exchanged(tess, [tess.by_id[atom] for atom in chords], made, pieces, graph, outer), whole=whole)
    except CutNotExact:
        return None


def _noded(
    tess: Tessellation, atoms: Collection[int], path: BaseGeometry, footprints: Mapping[BuildingId, BaseGeometry], graph: AtomGraph | None
) -> Cut:
    """All lines noded together and faced anew."""
    crossed, areas = _crossing([tess.by_id[atom] for atom in sorted(atoms)], path)
    is_free = _free(crossed, path, footprints)
    free = [atom for atom, is_one in zip(crossed, is_free.tolist(), strict=True) if is_one]
    faced = _faced(free, areas[is_free], path)
    whole = tuple(atom.id for atom in crossed if atom.id not in faced)
    gone = [atom for atom in free if atom.id in faced]
    if not gone:
        return Cut(tess, {}, (), {}, tess.ring, whole)
    made, pieces = _pieces(gone, faced, footprints, max(tess.by_id))
    return replace(exchanged(tess, gone, made, pieces, graph), whole=whole)


def exchanged(
    tess: Tessellation,
    gone: Sequence[Atom],
    made: Sequence[Atom],
    pieces: Mapping[int, tuple[int, ...]],
    graph: AtomGraph | None = None,
    paths: Mapping[Segment, Sequence[int]] | None = None,
) -> Cut:
    """Other atoms in the place of some: neighbours and the ring take the new corners, and the result is proved. paths: of each outer border
    its new corners, where they are known. Raises CutNotExact."""
    paths = _paths(gone, made) if paths is None else paths
    near = {other for atom in gone for other in graph.neighbours(atom.id)} if graph else tess.by_id.keys()
    beside = [tess.by_id[atom] for atom in sorted(near - pieces.keys())]
    back = {_back(segment): _reversed(corners) for segment, corners in paths.items()}
    bent = {atom.id: new for atom in beside if (new := _bent(atom, back)) is not atom}
    shared = {segment for each in bent for ring in tess.by_id[each].rings for segment in _segments(ring)}
    open_ = {segment: corners for segment, corners in paths.items() if _back(segment) not in shared}
    ring = tuple(_with_corners(one, open_) for one in tess.ring) if open_ else tess.ring
    _prove(gone, made, [(tess.by_id[atom], new) for atom, new in bent.items()], tess.ring, ring)
    return Cut(tess, pieces, tuple(made), bent, ring, ())


def in_step(cuts: Sequence[tuple[Atom, Sequence[Atom]]]) -> list[Atom]:
    """The pieces of atoms that were cut each by itself, with one another's new corners where their lands touch. Raises CutNotExact."""
    own = [_paths([old], pieces) for old, pieces in cuts]
    back = {_back(segment): _reversed(corners) for paths in own for segment, corners in paths.items()}
    made: list[Atom] = []
    for (old, pieces), paths in zip(cuts, own, strict=True):
        steps: dict[Segment, list[int]] = {}
        for segment in back.keys() & {each for ring in old.rings for each in _segments(ring)}:
            steps |= _between(segment, paths.get(segment, ()), back[segment])
        made += [_bent(piece, steps) for piece in pieces]
    return made


def _between(segment: Segment, own: Sequence[int], others: Sequence[int]) -> dict[Segment, list[int]]:
    """Of each step of one's own way along a segment, the corners of the other side on it, in the order in which they come."""
    way = [segment[:2], *zip(own[::2], own[1::2], strict=True), segment[2:]]
    x, y, dx, dy = *segment[:2], segment[2] - segment[0], segment[3] - segment[1]
    passed = [(each[0] - x) * dx + (each[1] - y) * dy for each in way[1:-1]]
    steps: dict[Segment, list[int]] = {}
    for each in zip(others[::2], others[1::2], strict=True):
        if each not in way:
            at = bisect_right(passed, (each[0] - x) * dx + (each[1] - y) * dy)
            steps.setdefault((*way[at], *way[at + 1]), []).extend(each)
    return steps


def _crossing(atoms: Sequence[Atom], path: BaseGeometry) -> tuple[list[Atom], Areas]:
    """Those that the path crosses, and their areas."""
    areas = polygons_of(atom.rings for atom in atoms)
    near = np.flatnonzero(shapely.intersects(areas, path))
    met = near[shapely.length(shapely.intersection(areas[near], path)) > 0]
    return [atoms[i] for i in met.tolist()], areas[met]


def _free(crossed: Sequence[Atom], path: BaseGeometry, footprints: Mapping[BuildingId, BaseGeometry]) -> NDArray[np.bool_]:
    """Of which of them the path crosses no building."""
    stand = [(i, footprints[each]) for i, atom in enumerate(crossed) for each in atom.buildings if each in footprints]
    shapes = np.array([shape for _, shape in stand], dtype=object)
    near = np.flatnonzero(shapely.intersects(shapes, path))
    struck = near[shapely.length(shapely.intersection(shapes[near], path)) > 1]
    free = np.ones(len(crossed), bool)
    free[[stand[i][0] for i in struck.tolist()]] = False
    return free


def _faced(free: Sequence[Atom], areas: Areas, path: BaseGeometry) -> dict[int, list[BaseGeometry]]:
    """The faces of every atom that the line parts, all noded together; atoms of which it parts next to nothing are left out, one round
    after the other, since their neighbours' corners depend on it."""
    while free:
        inside = shapely.intersection(path, areas)
        lines = shapely.union_all(np.concatenate([shapely.boundary(areas), inside]), grid_size=1)
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
        at, of = shapely.STRtree(areas).query(shapely.point_on_surface(faces), predicate="within")
        smallest = np.full(len(free), np.inf)
        np.minimum.at(smallest, of, shapely.area(faces[at]))
        is_parted = (np.bincount(of, minlength=len(free)) > 1) & (smallest >= LEAST_PIECE_MM2)
        if is_parted.all():
            return {atom.id: faces[at[of == i]].tolist() for i, atom in enumerate(free)}
        free, areas = [atom for atom, is_one in zip(free, is_parted.tolist(), strict=True) if is_one], areas[is_parted]
    return {}


def _pieces(
    gone: Sequence[Atom], faced: Mapping[int, Sequence[BaseGeometry]], footprints: Mapping[BuildingId, BaseGeometry], last: int
) -> tuple[list[Atom], dict[int, tuple[int, ...]]]:
    """New atoms with ids never used before; each building goes to the piece on which it stands."""
    parts = np.array([part for atom in gone for part in faced[atom.id]], dtype=object)
    of = np.repeat(np.arange(len(gone)), [len(faced[atom.id]) for atom in gone])
    order = np.lexsort((*shapely.bounds(parts).T[::-1], of))
    parts = parts[order]
    held = _held(gone, parts, of, footprints)
    made = [Atom(last + 1 + i, rings, tuple(held.get(i, ()))) for i, rings in enumerate(rings_of_all(parts))]
    numbers = (last + 1 + np.arange(len(parts))).tolist()
    ends = np.cumsum(np.bincount(of, minlength=len(gone))).tolist()
    return made, {atom.id: tuple(numbers[begin:end]) for atom, begin, end in zip(gone, [0, *ends], ends, strict=False)}


def _held(
    gone: Sequence[Atom], parts: Areas, of: NDArray[np.intp], footprints: Mapping[BuildingId, BaseGeometry]
) -> dict[int, list[BuildingId]]:
    """Of each piece (of: of which atom) its buildings, in the order of their atom: those with most of their footprint on it, or else
    nearest to it; one without a footprint is on the largest piece."""
    homes = [(i, building, footprints.get(building)) for i, atom in enumerate(gone) for building in atom.buildings]
    home, part = np.nonzero(np.array([i for i, _, _ in homes])[:, None] == of)
    shapes = np.array([shape for _, _, shape in homes], dtype=object)[home]
    shares = shapely.area(shapely.intersection(parts[part], shapes))
    shares = np.where(np.isnan(shares), shapely.area(parts[part]), shares)
    beside = np.bincount(home, shares, len(homes))[home] == 0
    shares[beside] = -shapely.distance(parts[part[beside]], shapes[beside])
    best = np.lexsort((-part, shares, home))[np.append(home[1:] != home[:-1], True)] if len(home) else home
    held: dict[int, list[BuildingId]] = {}
    for i in best.tolist():
        held.setdefault(int(part[i]), []).append(homes[home[i]][1])
    return held


def _segments(ring: Sequence[int]) -> Iterator[Segment]:
    xs, ys = ring[::2], ring[1::2]
    return zip(xs, ys, (*xs[1:], xs[0]), (*ys[1:], ys[0]), strict=True)


def _chain(rings: Iterable[Rings]) -> Counter[Segment]:
    """Directed segments that nothing among them walks backwards."""
    walked = Counter(segment for each in rings for ring in each for segment in _segments(ring))
    return Counter({one: times - walked[_back(one)] for one, times in walked.items() if times > walked[_back(one)]})


def _back(segment: Segment) -> Segment:
    return (*segment[2:], *segment[:2])


def _paths(gone: Sequence[Atom], made: Sequence[Atom]) -> dict[Segment, list[int]]:
    """For each outer segment that is no more, the new corners (flat x, y) on the way from its start to its end. Raises CutNotExact."""
    before, after = _chain(atom.rings for atom in gone), _chain(atom.rings for atom in made)
    lost, found = before - after, after - before
    onward: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for x0, y0, x1, y1 in found:
        onward.setdefault((x0, y0), []).append((x1, y1))
    paths: dict[Segment, list[int]] = {}
    for segment in lost:
        start, end = segment[:2], segment[2:]
        corners: list[int] = []
        at = _next(onward, start, end)
        while at is not None and at != end and len(corners) < 64:
            corners += at
            at = _next(onward, at, end)
        if at != end:
            raise CutNotExact(defects=len(lost))
        paths[segment] = corners
    return paths


def _next(onward: Mapping[tuple[int, int], list[tuple[int, int]]], at: tuple[int, int], end: tuple[int, int]) -> tuple[int, int] | None:
    """Of several ways on, the one that leads most nearly towards the end."""
    ways = onward.get(at, [])
    return min(ways, key=lambda way: abs((way[0] - at[0]) * (end[1] - at[1]) - (way[1] - at[1]) * (end[0] - at[0])), default=None)


def _bent(atom: Atom, back: Mapping[Segment, Sequence[int]]) -> Atom:
    """The atom with the new corners of the borders it shares, walked backwards; itself where there are none."""
    rings = tuple(_with_corners(ring, back) for ring in atom.rings)
    return atom if all(new is old for new, old in zip(rings, atom.rings, strict=True)) else replace(atom, rings=rings)


def _reversed(corners: Sequence[int]) -> list[int]:
    return list(chain.from_iterable(zip(corners[-2::-2], corners[::-2], strict=True)))


def _with_corners(ring: tuple[int, ...], paths: Mapping[Segment, Sequence[int]]) -> tuple[int, ...]:
    if paths.keys().isdisjoint(_segments(ring)):
        return ring
    told: list[int] = []
    done = 0
    for i, segment in enumerate(_segments(ring), 1):
        if segment in paths:
            told += [*ring[done : 2 * i], *paths[segment]]
            done = 2 * i
    return (*told, *ring[done:])


def _prove(gone: Sequence[Atom], made: Sequence[Atom], bent: Sequence[tuple[Atom, Atom]], ring: Rings, ring_now: Rings) -> None:
    """What the changed atoms enclose is what they enclosed before, but for the corners that the ring itself took. Raises CutNotExact."""
    now = [*(atom.rings for atom in made), *(new.rings for _, new in bent), _outside(_changed(ring_now, ring))]
    was = [*(atom.rings for atom in gone), *(old.rings for old, _ in bent), _outside(_changed(ring, ring_now))]
    defects = _unlike(now, was)
    if defects or not _sound(polygons_of(now[: len(made) + len(bent)])):
        raise CutNotExact(defects=defects)


def _unlike(faces: Sequence[Rings], others: Sequence[Rings]) -> int:
    """As coverage.unlike, quicker where no border is walked twice in one direction."""
    now, was = ([segment for rings in each for ring in rings for segment in _segments(ring)] for each in (faces, others))
    one, other = set(now), set(was)
    if len(one) < len(now) or len(other) < len(was):
        return unlike(faces, others)
    fresh, lost = one - other, other - one
    return sum((segment in fresh) - (segment in lost) != (_back(segment) in fresh) - (_back(segment) in lost) for segment in fresh | lost)


def _outside(rings: Rings) -> Rings:
    """As what lies beyond walks them."""
    return tuple(tuple(_reversed(ring)) for ring in rings)


def _changed(rings: Rings, others: Rings) -> Rings:
    return tuple(one for one, other in zip(rings, others, strict=True) if one is not other)


def _sound(areas: NDArray[np.object_]) -> bool:
    return bool(shapely.is_valid(areas).all())
