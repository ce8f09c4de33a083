"""What becomes of the grids between two plans: which grid's land another holds now, and what that makes of its code.

Told from the land alone, so that it can be asked of any two plans, also where years and other plans lie between them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.ids import GridId

Related = defaultdict[GridId | None, set[GridId | None]]
"""Grids before to grids after, or the other way round; None: land that no grid held or holds."""

Held = tuple[GridId | None, GridId | None]
"""Who holds a piece of land under the first plan, and who under the second; None: nobody."""


class Fate(StrEnum):
    """kept: identity and code stay. split: part of a grid that a new one holds. merged: the whole of a grid that ended, beside other land.
    renumbered: the whole of a grid that ended, and nothing else. dispersed: part of a grid that ended, held by one that stays.
    reassigned: any other land that changed hands. new, ended: nothing before, nothing after."""

    KEPT = "kept"
    SPLIT = "split"
    MERGED = "merged"
    RENUMBERED = "renumbered"
    DISPERSED = "dispersed"
    REASSIGNED = "reassigned"
    NEW = "new"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Succession:
    """pieces: how many pieces of land went this way."""

    before: GridId | None
    after: GridId | None
    fate: Fate
    pieces: int


def successions(pieces: Iterable[Held]) -> tuple[Succession, ...]:
    """One for each pair of grids that land went between, those that stayed included."""
    went = Counter(pieces)
    heirs: Related = defaultdict(set)
    origins: Related = defaultdict(set)
    for before, after in went:
        heirs[before].add(after)
        origins[after].add(before)
    lasting = {grid for grid in heirs.keys() & origins.keys() if grid is not None}

    def fate(before: GridId | None, after: GridId | None) -> Fate:
        if before == after:
            return Fate.KEPT
        if before is None or after is None:
            return _of_open_land(heirs, origins, before, after)
        if before in lasting:
            return Fate.REASSIGNED if after in lasting else Fate.SPLIT
        if heirs[before] == {after}:
            return Fate.RENUMBERED if origins[after] == {before} else Fate.MERGED
        if after in lasting:
            return Fate.DISPERSED
        return Fate.SPLIT if origins[after] == {before} else Fate.REASSIGNED

    order = sorted(went, key=lambda pair: (pair[0] or "", pair[1] or ""))
    return tuple(Succession(*pair, fate(*pair), went[pair]) for pair in order if pair != (None, None))


def _of_open_land(heirs: Related, origins: Related, before: GridId | None, after: GridId | None) -> Fate:
    """Land that nobody held before, or nobody holds after."""
    if before is None:
        return Fate.NEW if origins[after] == {None} else Fate.REASSIGNED
    return Fate.ENDED if heirs[before] == {None} else Fate.REASSIGNED
