"""In what each column of a figure is counted, and the words of the founding documents that ask for a figure."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

UNITS: dict[str, tuple[str, ...]] = {
    "household": ("households", "visited"),
    "person": ("people", "wardens", "workers_computed", "workers_granted"),
    "dwelling": ("dwellings",),
    "matter": (
        *("reported", "closed", "open", "overdue", "filed", "handled", "due", "in_time", "extended", "closings", "undone", "asked"),
        *("content", "settled", "owed", "late", "missing", "standing", "cancelled"),
    ),
    "time": ("visits", "home", "phone"),
    "percent": (*("share", "percent", "handled_rate", "closed_rate", "in_time_rate", "extended_rate", "undone_rate", "content_rate"),),
    "hour": ("median_hours", "fastest_hours", "slowest_hours"),
    "yuan": ("funds_computed_yuan", "funds_granted_yuan"),
    "community": ("communities", "reached"),
    "per_warden": ("households_each", "people_each", "open_each"),
    "record": ("records",),
}
_UNIT_OF = {column: unit for unit, columns in UNITS.items() for column in columns}


def unit_of(column: str) -> str | None:
    """The code of its unit; None for what is a name, a day or a word."""
    return _UNIT_OF.get(column)


@cache
def _rules() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("domain").joinpath("policies", "rules.toml").read_text(encoding="utf-8"))


def rule(key: str) -> dict[str, Any]:
    """The rule's id, what it is about, the profile of its document, and the words that carry it."""
    told = _rules()[key]
    return {"rule": key, "about": (told["zh"], told["en"]), "document": told["document"], "quotes": told["quotes"]}
