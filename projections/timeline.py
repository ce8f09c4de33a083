"""Validity out of facts: rows that say "from this moment on", stitched so that each ends where the next begins.

A fact has a key, `valid_from`, the `position` of the event that told it, and `valid_to` (null: holds still). Facts are only ever
added; `stitch` then sets every `valid_to` of the keys it is given from all their facts. So the rows depend on the facts alone, not on
the order or the batches in which they came, and a fact told late falls into its place. Of two facts from one moment the one recorded
later holds; the earlier gets an empty interval, which no as-of reading meets.
"""

from __future__ import annotations

from collections.abc import Iterable

import psycopg
from psycopg import sql

from projections.statements import statement


def stitch(conn: psycopg.Connection, table: str, key: str, keys: Iterable[str], part: str | None = None) -> None:
    """part: a second column of the key (the same post's A and B)."""
    touched = sorted(set(keys))
    if not touched:
        return
    text = sql.SQL(statement("view", "stitch" if part is None else "stitch_part"))
    names = {"table": table, "key": key} | ({} if part is None else {"part": part})
    conn.execute(text.format(**{name: sql.Identifier(column) for name, column in names.items()}), (touched,))
