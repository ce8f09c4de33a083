"""What was signed against what stands in the journal now: the first position where they part, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.notary.folder import Leaf
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
