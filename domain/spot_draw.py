"""The draw of a spot check: which visits are looked at again. Whoever holds the seed and the journal finds the same visits.

Every visit gets the number SHA-256(seed | last position looked at | visit); of each warden the smallest numbers are drawn, each household
once. The seed is chosen by chance, and its SHA-256 written into the journal, before any of these visits is recorded; it is shown only with
the draw. So nobody who enters visits knows what will be drawn, and nobody who draws can still choose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from domain.ids import HouseholdId, VisitId, WardenId

Key = TypeVar("Key", bound=str)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A recorded visit: as a candidate, and as drawn."""

    visit: VisitId
    household: HouseholdId
    warden: WardenId


def commitment(seed: str) -> str:
    """What is published of a seed before it is used: its SHA-256, in hex."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw(seed: str, through: int, candidates: Iterable[Chosen], per_warden: int) -> tuple[Chosen, ...]:
    """Up to per_warden visits of each warden, by warden and then in the order drawn; independent of the candidates' order."""
    ranked = sorted(candidates, key=lambda one: (one.warden, _number(seed, through, one.visit)))
    drawn: list[Chosen] = []
    for one in ranked:
        own = [other.household for other in drawn if other.warden == one.warden]
        if len(own) < per_warden and one.household not in own:
            drawn.append(one)
    return tuple(drawn)


def choose(seed: str, through: int, candidates: Iterable[Key], share: float) -> tuple[Key, ...]:
    """A share of the candidates, at least one: those with the smallest numbers; independent of the candidates' order."""
    ranked = sorted(set(candidates), key=lambda one: _number(seed, through, one))
    return tuple(ranked[: max(1, ceil(len(ranked) * share))])


def _number(seed: str, through: int, candidate: str) -> str:
    return hashlib.sha256(f"{seed}|{through}|{candidate}".encode()).hexdigest()
