"""The difference as tables for a spreadsheet, with the dictionary of their columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.context import CHINA
from api.difference.ground import Between
from api.difference.pairs import COUNTED
from api.ledgers import Generated
from api.texts import text

PARTS: Mapping[str, tuple[str, ...]] = {
    "pairs": (
        *("from_code", "from_name", "to_code", "to_name", "from_warden", "to_warden"),
        *COUNTED,
        *("longest_unvisited_days", "land_m2"),
    ),
    "codes": ("from_code", "from_name", "to_code", "to_name", "fate", "households"),
    "wardens": ("name", *(f"lost_{name}" for name in COUNTED), *(f"gained_{name}" for name in COUNTED)),
    "cover": ("code", "grid_name", "a_before", "a_after", "b_before", "b_after"),
    "months": ("month", "code", "grid_name", "tickets_before", "tickets_after", "visits_before", "visits_after"),
}
"""Columns of each table of `difference`."""


def sheet(seen: Between, told: Mapping[str, Any], part: str, through: int) -> Generated:
    """One table of what `difference` told. through: the last position of the journal that it knows."""
    rows = [{**row, "grid_name": row.get("name")} | _spoken(row) for row in told[part]]
    at = seen.at.astimezone(CHINA)
    return Generated(f"plan_{part}", text(f"ledger.title.plan_{part}"), PARTS[part], rows, False, at, through, "")


def _spoken(row: Mapping[str, Any]) -> dict[str, str]:
    return {"fate": text(f"fate.{row['fate']}")} if "fate" in row else {}
