"""Lifts stored payloads of older versions, one version at a time. Keys: (event name, version lifted from)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Fields = dict[str, Any]
LIFTS: dict[tuple[str, int], Callable[[Fields], Fields]] = {
    ("ticket.reported", 1): lambda fields: {**fields, "kind": "request", "parent": None},
    ("ticket.clock_resumed", 1): lambda fields: {**fields, "calendar": ""},
    ("ticket.deadline_extended", 1): lambda fields: {**fields, "calendar": ""},
    ("basemap.chosen", 1): lambda fields: {**fields, "is_public": False},
}


def lift(name: str, version: int, fields: Fields) -> Fields:
    """The payload as version + 1. Raises KeyError when no lift is known: a release that drops one cannot read its own history."""
    return LIFTS[name, version](fields)
