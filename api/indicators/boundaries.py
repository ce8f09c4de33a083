"""Figures told again by the grids of a plan, whichever plan was in force: what the past was inside the borders of now, or of then."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from psycopg import Connection

from domain.errors import Refused
from domain.grid_plan import PlanUnknown
from projections import grids
from projections.statements import Row

THEN, NOW = "then", "now"
LIVING = ("dwellings", "households", "people")


class NotRestated(Refused):
    """The figure is told by what was registered in a grid itself, and by no other boundaries. Facts: figure, restated."""

    code = "figure.not_restated"


@dataclass(frozen=True)
class Boundaries:
    """plan: as `projections.grids.plan` gives it, in whatever status."""

    connection: Connection[Any]
    plan: Row

    def sections(self, buildings: Iterable[Row]) -> list[Row]:
        """grid, code, name and who lives there, in the order of the codes. buildings: counts of the moment."""
        living: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
        for one in buildings:
            living[self._held.get(one["building"])].update({each: one[each] for each in LIVING})
        drawn = sorted(self.plan["grids"], key=lambda one: (one["code"] or "~", one["name"]))
        return [
            {each: one[each] for each in ("grid", "code", "name")} | {each: living[one["grid"]][each] for each in LIVING} for one in drawn
        ]

    def summed(self, found: Collection[Row], counts: Collection[str]) -> list[Row]:
        """found: by building, else by lon and lat; what lies outside the plan is in the line of grid None."""
        told: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
        for row, grid in zip(found, self.grids_of(list(found)), strict=True):
            told[grid].update({each: row[each] or 0 for each in counts})
        return [{"grid": grid, **counted} for grid, counted in told.items()]

    def grids_of(self, found: list[Row]) -> list[str | None]:
        """In which each lies; None: outside the plan."""
        told = [self._held.get(row["building"] or "") for row in found]
        points = [
            (place, row["lon"], row["lat"]) for place, row in enumerate(found) if row["building"] is None and row.get("lon") is not None
        ]
        under = grids.grids_at(self.connection, self.plan["plan"], [(lon, lat) for _, lon, lat in points])
        for (place, _, _), grid in zip(points, under, strict=True):
            told[place] = grid
        return told

    @cached_property
    def _held(self) -> dict[str, str]:
        return grids.held_buildings(self.connection, self.plan["plan"])


def boundaries_of(connection: Connection[Any], community: str, asked: str, at: datetime) -> Boundaries | None:
    """asked: THEN (None), NOW, or the id of a plan of the community in whatever status. at: which is now. Raises PlanUnknown."""
    if asked == THEN:
        return None
    now = grids.plan_in_force(connection, community, at) if asked == NOW else {"plan": asked}
    found = grids.plan(connection, now["plan"]) if now else None
    if found is None or found["community"] != community:
        raise PlanUnknown()
    return Boundaries(connection, found)
