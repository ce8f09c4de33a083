"""How many households live in each building, as periods; and up to which event the map of each community has been drawn.

A tile reads one row for a building instead of counting its doors. Both tables depend on the facts alone, not on where batches end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import psycopg

from projections.homes import Facts
from projections.statements import put, statement
from projections.timeline import stitch

if TYPE_CHECKING:
    from domain.journal import Recorded

TABLES = ("grids_stay", "grids_occupied", "grids_drawn")


def occupy(conn: psycopg.Connection, batch: Sequence[Recorded]) -> dict[str, int]:
    """Counts the buildings anew that households moved into or out of. Answers with those households and where each was last moved."""
    told = Facts(sealed=False)
    for one in batch:
        told.note(one)
    moved = {household: position for household, position, *_ in told.stays}
    if moved:
        households = sorted(moved)
        put(conn, "grids", "put_household_stays", (stay[:4] for stay in told.stays))
        stitch(conn, "grids_stay", "household", households)
        buildings = [name for (name,) in conn.execute(statement("grids", "lived_in"), (households,)).fetchall()]
        conn.execute("delete from grids_occupied where building = any (%s)", (buildings,))
        conn.execute(statement("grids", "count_occupied"), {"buildings": buildings})
    return moved


def mark_drawn(conn: psycopg.Connection, changed: Mapping[str, int]) -> None:
    """changed: streams (communities, tessellations, plans, buildings, households) and the position of the last event that changes a map."""
    put(conn, "grids", "mark_drawn", changed.items())
