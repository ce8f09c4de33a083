"""What maps tell of, by collections of features: grids, building groups, buildings, facilities, tickets, each with the time it holds.

A feature is one version of a thing: it held from `valid_from` until `valid_to`. Its id names the version (the thing's own id where it has
no versions), and pages go by it. (lon, lat) degrees, SRID 4490. Codes, kinds, counts and names of places alone: nothing of a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from projections.statements import row, rows


@dataclass(frozen=True)
class Wanted:
    """communities, grids: None for no limit. since, until: the span in which a version must hold, both the same for an instant; None:
    without end. at: as of when counts are told. area: EWKT (SRID 4490) that it touches. one: the id of a thing or of a version."""

    communities: tuple[str, ...] | None
    grids: frozenset[str] | None
    since: datetime | None
    until: datetime | None
    at: datetime
    area: str | None = None
    one: str | None = None
    after: str | None = None
    limit: int = 100

    def given(self) -> dict[str, Any]:
        listed = {name: part if part is None else sorted(part) for name, part in (("communities", self.communities), ("grids", self.grids))}
        return vars(self) | listed


@dataclass(frozen=True)
class Page:
    """features: GeoJSON texts. next: the `after` of the next page, None when this is the last."""

    features: tuple[str, ...]
    next: str | None


def page(conn: psycopg.Connection, kind: str, wanted: Wanted) -> Page:
    """kind: grids, public_grids, building_groups, buildings, facilities, public_facilities or tickets, as the statements are called."""
    found = rows(conn, "map_features", kind, **wanted.given())
    shown = found[: wanted.limit]
    return Page(tuple(one["feature"] for one in shown), shown[-1]["key"] if len(found) > len(shown) else None)


def began(conn: psycopg.Connection, communities: tuple[str, ...] | None) -> datetime | None:
    """When the first plan came into force."""
    found = row(conn, "map_features", "began", communities=communities if communities is None else list(communities))
    return found and found["began"]
