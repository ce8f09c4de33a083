"""Figures told of whatever is counted together: the whole community, each of its grids, or each community of an area.

The lines of each are made of what was found of it alone, so that every way of asking tells the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.china_days import Calendar
from domain.policy import PolicyProfile
from projections.statements import Row


@dataclass(frozen=True)
class Rules:
    """By what the lines of one community are told, and at which moment."""

    profile: PolicyProfile
    days: Calendar
    moment: datetime


Found = Callable[[Any, str], list[Row]]
"""(where is counted, by) -> rows. by: "community" (each says of which it is), "grid" (grid), or "place" (building, else lon and lat)."""
Told = Callable[[Sequence[Row], Rules], list[Row]]


@dataclass(frozen=True)
class Spread:
    """drawn: the column of the chart when told of several; kind: whose values are then a series each; blank: one line each.

    by_place: can be told by other boundaries.
    """

    found: Found
    told: Told
    drawn: str
    kind: str = ""
    by_place: bool = True
