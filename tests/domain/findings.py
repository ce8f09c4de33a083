"""What the ground shows to whoever checks a plan, as gis tells it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    code: str
    grid: str | None = None
    place: tuple[float, float] | None = None
    amount_m2: float | None = None
