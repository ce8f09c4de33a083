"""What was signed against what stands in the journal now: the first position where they part, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import psycopg

from api.notary.folder import Folder, Leaf
from api.notary.rows import stored
from domain.proof import Stored, leaf

CHANGED, REMOVED, INSERTED, CUT = "journal.changed", "journal.removed", "journal.inserted", "journal.cut"
"""Codes of texts. CUT: from there to the end of what was signed everything is gone."""


@dataclass(frozen=True)
class Difference:
    code: str
    position: int
    row: Stored | None = None
    """As it stands now; None where nothing stands."""


def first_difference(kept: Iterable[Leaf], rows: Iterable[Stored]) -> Difference | None:
    """kept and rows: of the same stretch of positions, each in order."""
    signed = iter(kept)
    expected = next(signed, None)
    for row in rows:
        if expected is None or row.position < expected.position:
            return Difference(INSERTED, row.position, row)
        if row.position > expected.position:
            return Difference(REMOVED, expected.position)
        if leaf(row) != expected.hash:
            return Difference(CHANGED, row.position, row)
        expected = next(signed, None)
    return None if expected is None else Difference(CUT, expected.position)


@dataclass(frozen=True)
class Reach:
    """events: how many of those signed stand, from the first on. bent: where something else stands than was signed, else None."""

    events: int
    bent: int | None


def reach(connection: psycopg.Connection[Any], folder: Folder) -> Reach | None:
    """Of a journal that may have been put back to an earlier moment: its missing end is no fault. None where nothing was signed."""
    head = folder.head() if folder.is_known else None
    if head is None:
        return None
    different = first_difference(folder.leaves(0, head.size), stored(connection, 0, head.position))
    if different is None:
        return Reach(head.size, None)
    count = sum(1 for _ in takewhile(lambda one: one.position < different.position, folder.leaves(0, head.size)))
    return Reach(count, None if different.code == CUT else different.position)
