"""A community's land cut into atoms, each holding whole buildings: the fixed floor on which plans are drawn.

The law it keeps: atoms tile the community exactly, no gap, no overlap, to the millimetre; a building stands in one atom; an atom is never
changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import TypeVar

from domain.errors import Invalid, Refused, Unknown
from domain.ids import BuildingId, CommunityId, TessellationId
from domain.schema import Event, Events, event
from domain.values import Atom, AtomPieces

T = TypeVar("T")


@event("tessellation.made")
class Made:
    """crs: EPSG code or PROJ string of the local plane; origin: metres there of lattice point (0, 0); ring: the community's rings, flat
    integer millimetres like Atom.rings, one tuple per ring, outer ring first; made_with: engine versions; sha256 over atoms and ring."""

    tessellation: TessellationId
    community: CommunityId
    crs: str
    origin: tuple[float, float]
    ring: tuple[tuple[int, ...], ...]
    atoms: tuple[Atom, ...]
    made_with: tuple[str, ...]
    sha256: str


@event("tessellation.building_placed")
class BuildingPlaced:
    """A building registered after the land was cut stands in this atom."""

    building: BuildingId
    atom: int


@event("tessellation.refined")
class Refined:
    """This land was made out of another. of: the other one; pieces: every atom of it that is no more, with the atoms that lie on its land
    now: several where it was cut; one, the same for all of them, where some were put together."""

    of: TessellationId
    pieces: tuple[AtomPieces, ...]


@event("tessellation.united")
class United:
    """This land is that of communities that were merged, cut anew around the buildings of all. of: their own cuts."""

    of: tuple[TessellationId, ...]


@dataclass(frozen=True, slots=True)
class State:
    """refined: how the land came from another one, None where it was cut from the buildings. united: of which lands it was made."""

    tessellation: TessellationId
    community: CommunityId
    sha256: str
    atoms: frozenset[int]
    atom_of: Mapping[BuildingId, int]
    refined: Refined | None = None
    united: tuple[TessellationId, ...] = ()


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Made():
            atom_of = {building: atom.id for atom in event.atoms for building in atom.buildings}
            return State(event.tessellation, event.community, event.sha256, frozenset(atom.id for atom in event.atoms), atom_of)
        case Refined() if state:
            return replace(state, refined=event)
        case United() if state:
            return replace(state, united=event.of)
        case BuildingPlaced() if state:
            return replace(state, atom_of={**state.atom_of, event.building: event.atom})
    raise TypeError(f"not an event of a tessellation: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def buildings_of(state: State) -> dict[int, tuple[BuildingId, ...]]:
    """The buildings of every atom, empty atoms included."""
    found: dict[int, list[BuildingId]] = {atom: [] for atom in state.atoms}
    for building, atom in state.atom_of.items():
        found[atom].append(building)
    return {atom: tuple(buildings) for atom, buildings in found.items()}


class TessellationUnknown(Unknown):
    code = "tessellation.unknown"


class TessellationMadeOtherwise(Refused):
    """Facts: tessellation."""

    code = "tessellation.made_otherwise"


class AtomRepeated(Invalid):
    """Facts: atom."""

    code = "tessellation.atom_repeated"


class BuildingInTwoAtoms(Invalid):
    """Facts: building."""

    code = "tessellation.building_in_two_atoms"


class RingBroken(Invalid):
    """A ring has fewer than three corners or half a point. Facts: atom (None: the community's own ring)."""

    code = "tessellation.ring_broken"


class TilingBroken(Invalid):
    """The atoms leave a gap, overlap or leave the community. Facts: defect (border segments that nothing cancels)."""

    code = "tessellation.tiling_broken"


class AtomUnknown(Unknown):
    """Facts: atom."""

    code = "tessellation.atom_unknown"


class PieceUnknown(Invalid):
    """A piece is no atom of the finer land, or a cut atom still is. Facts: atom."""

    code = "tessellation.piece_unknown"


class BuildingPlacedElsewhere(Refused):
    """Facts: building, atom."""

    code = "tessellation.building_placed_elsewhere"


def make(state: State | None, made: Made) -> Events:
    if state is not None:
        if state.sha256 == made.sha256 and state.tessellation == made.tessellation:
            return ()
        raise TessellationMadeOtherwise(tessellation=state.tessellation)
    if (twice := _repeated(atom.id for atom in made.atoms)) is not None:
        raise AtomRepeated(atom=twice)
    if building := _repeated(building for atom in made.atoms for building in atom.buildings):
        raise BuildingInTwoAtoms(building=building)
    for owner, rings in [*((atom.id, atom.rings) for atom in made.atoms), (None, made.ring)]:
        if not rings or any(len(ring) < 6 or len(ring) % 2 for ring in rings):
            raise RingBroken(atom=owner)
    if missing := defect(made):
        raise TilingBroken(defect=missing)
    return (made,)


def refine(made: Made, *, of: TessellationId, pieces: Mapping[int, tuple[int, ...]]) -> Events:
    """The same land, with some atoms cut or put together."""
    atoms = {atom.id for atom in made.atoms}
    for atom, parts in pieces.items():
        if atom in atoms or not set(parts) <= atoms:
            raise PieceUnknown(atom=atom)
    return (*make(None, made), Refined(of=of, pieces=tuple(AtomPieces(atom, parts) for atom, parts in sorted(pieces.items()))))


def unite(made: Made, *, of: tuple[TessellationId, ...]) -> Events:
    """The land of several communities as one."""
    return (*make(None, made), United(of=of))


def place_building(state: State | None, *, building: BuildingId, atom: int) -> Events:
    if state is None:
        raise TessellationUnknown()
    if atom not in state.atoms:
        raise AtomUnknown(atom=atom)
    present = state.atom_of.get(building)
    if present == atom:
        return ()
    if present is not None:
        raise BuildingPlacedElsewhere(building=building, atom=present)
    return (BuildingPlaced(building=building, atom=atom),)


def defect(made: Made) -> int:
    """How many directed border segments stay uncancelled; 0 when the atoms tile the community exactly.

    Every border of an atom is walked the other way by one neighbour or lies on the community's ring; equal chains mean equal winding
    numbers everywhere, so each point of the community is in exactly one atom. Integers: no tolerance.
    """
    chain: Counter[tuple[int, int, int, int]] = Counter()
    for ring in (ring for atom in made.atoms for ring in atom.rings):
        chain.update(_segments(ring))
    chain.subtract(Counter(segment for ring in made.ring for segment in _segments(ring)))
    return sum(abs(count - chain.get((x1, y1, x0, y0), 0)) for (x0, y0, x1, y1), count in chain.items() if count)


def _repeated(values: Iterable[T]) -> T | None:
    return next((value for value, times in Counter(values).items() if times > 1), None)


def _segments(ring: tuple[int, ...]) -> Iterator[tuple[int, int, int, int]]:
    xs, ys = ring[::2], ring[1::2]
    return zip(xs, ys, xs[1:] + xs[:1], ys[1:] + ys[:1], strict=True)
