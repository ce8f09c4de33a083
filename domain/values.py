"""Small values that several aggregates share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import BuildingId, GridCode, GridId


@dataclass(frozen=True, slots=True)
class Sealed:
    """One encrypted block about one subject (a person, a household, a ticket, a warden).

    Only the vault opens it, and only while the subject's key exists; the journal and the read models carry it unopened.
    subject: id of whose key seals it. key: fingerprint of that key. box: base64 of nonce and ciphertext.
    """

    subject: str
    key: str
    box: str


_WORDS = "sealed:"


def sealed_words(sealed: Sealed) -> str:
    """Words about a person where a text stands, an event's reason or the envelope's: the block in one line."""
    return f"{_WORDS}{sealed.subject}:{sealed.key}:{sealed.box}"


def words_in(text: str) -> Sealed | None:
    """The block that a text holds; None for a text that says what it says."""
    if not text.startswith(_WORDS):
        return None
    parts = text.removeprefix(_WORDS).split(":")
    return Sealed(*parts) if len(parts) == 3 else None


class DwellingKind(StrEnum):
    """平房 or 楼房: several regulations give a size for each."""

    BUNGALOW = "bungalow"
    BLOCK = "block"


class CountBasis(StrEnum):
    """Whether a number of dwellings was given by the source or estimated from the building's shape."""

    COUNTED = "counted"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest piece of a community's map; it holds whole buildings.

    rings: outer ring first, each flat (x0, y0, x1, y1, …) in integer millimetres from the tessellation's origin, not closed,
    outer counter-clockwise, holes clockwise.
    """

    id: int
    rings: tuple[tuple[int, ...], ...]
    buildings: tuple[BuildingId, ...]


@dataclass(frozen=True, slots=True)
class AtomPieces:
    """An atom that was cut, and the atoms of the finer tessellation that lie on its land."""

    atom: int
    pieces: tuple[int, ...]


class GridKind(StrEnum):
    ORDINARY = "ordinary"
    DEDICATED = "dedicated"
    """专属网格: a market, park or campus; the household band does not apply."""


@dataclass(frozen=True, slots=True)
class DrawnGrid:
    """One grid of a plan: an identity, its code and the atoms it holds. came_from: grids it was split or merged from."""

    grid: GridId
    code: GridCode
    name: str
    atoms: tuple[int, ...]
    kind: GridKind = GridKind.ORDINARY
    came_from: tuple[GridId, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What stands in a grid, measured when the plan was decided. perimeter_m and area_m2 in the local Gauss–Krüger plane."""

    grid: GridId
    households: int
    people: int
    buildings: int
    area_m2: float
    perimeter_m: float


@dataclass(frozen=True, slots=True)
class Check:
    """One rule looked at on a plan. place: (lon, lat) degrees SRID 4490 where it fails; clause: document and article."""

    code: str
    passed: bool
    forbids: bool
    grid: GridId | None = None
    value: float | None = None
    limit: str | None = None
    clause: str | None = None
    place: tuple[float, float] | None = None
