"""State of the domain as plain values: what is sealed shows only that it is there, and whether it is still the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from domain.values import Sealed

IDENTITIES = ("grid", "person", "post", "warden", "plan", "leave", "id", "atom", "number", "code", "level", "key", "name")
"""By the first of these that every part of a list has, its parts are told apart."""


def plain(value: Any) -> Any:
    """Dataclasses and mappings become objects, parts with an identity are named by it; sealed blocks a mark made of their bytes."""
    if isinstance(value, Sealed):
        return f"sealed {hashlib.sha256(value.box.encode()).hexdigest()[:8]}"
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, Set):
        return sorted(map(plain, value), key=str)
    if isinstance(value, list | tuple):
        return _listed([plain(each) for each in value])
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """Dotted path to value; lists are values."""
    if not isinstance(value, dict):
        return {path: value}
    found: dict[str, Any] = {}
    for name, part in value.items():
        found |= flat(part, f"{path}.{name}" if path else name)
    return found


def _listed(parts: list[Any]) -> Any:
    if not parts or not all(isinstance(each, dict) for each in parts):
        return parts
    for identity in IDENTITIES:
        named = [each.get(identity) for each in parts]
        if all(isinstance(one, str | int) for one in named) and len(set(named)) == len(named):
            rest = ({name: part for name, part in each.items() if name != identity} for each in parts)
            return dict(zip(map(str, named), rest, strict=True))
    return {str(place): each for place, each in enumerate(parts, 1)}
