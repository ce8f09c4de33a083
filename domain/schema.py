"""Event registry: a stable name and version for each frozen dataclass, and canonical JSON both ways.

The stored form is UTF-8 JSON with sorted keys and no spaces, so that psql and any other language can read it and the same event always
gives the same bytes. A payload that lacks a field fails here, not months later: see domain.codec.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol, TypeVar, cast, dataclass_transform

from domain.codec import decoder, encoder

T = TypeVar("T")


class Event(Protocol):
    """A dataclass that `event` registered: what a type can say of it."""

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]


Events = tuple[Event, ...]
_SCAN: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # of no promised name
_REGISTRY: dict[tuple[str, int], type[Event]] = {}
_CURRENT: dict[str, type[Event]] = {}


class UnknownEvent(LookupError):
    """A stored name or version that this release does not know."""


class PayloadBroken(ValueError):
    """A stored payload that does not fit its event."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(name: str, version: int = 1) -> Callable[[type[T]], type[T]]:
    """Register a class as a stored event. The name never changes; a new shape takes the next version and an upcast."""

    def register(cls: type[T]) -> type[T]:
        frozen = dataclasses.dataclass(frozen=True, slots=True, kw_only=True)(cls)
        frozen.NAME, frozen.VERSION = name, version  # type: ignore[attr-defined]  # read by name_of and version_of
        if (name, version) in _REGISTRY:
            raise ValueError(f"event {name} v{version} is registered twice")
        _REGISTRY[name, version] = cast(type[Event], frozen)
        if name not in _CURRENT or version_of(_CURRENT[name]) < version:
            _CURRENT[name] = _REGISTRY[name, version]
        return frozen

    return register


def name_of(event: Event | type[Event]) -> str:
    """The stored name of an event or of its class."""
    return cast(str, event.NAME)  # type: ignore[union-attr]  # no type says what a decorator adds


def version_of(event: Event | type[Event]) -> int:
    """The version an event of this class is stored with now."""
    return cast(int, event.VERSION)  # type: ignore[union-attr]  # the same


def registered() -> Mapping[tuple[str, int], type[Event]]:
    return types.MappingProxyType(_REGISTRY)


def dump(body: Event) -> bytes:
    """Canonical JSON of an event."""
    return encoder(type(body))(body).encode()


def load(name: str, version: int, payload: bytes) -> Event:
    """The event as its current class, old versions lifted through domain.upcasts. Raises UnknownEvent, PayloadBroken."""
    current = _CURRENT.get(name)
    if current is None or version > version_of(current):
        raise UnknownEvent(f"{name} v{version}")
    try:
        fields = _parsed(str(payload, "utf-8"))
        if version != version_of(current):
            fields = _lifted(name, version, version_of(current), fields)
        told: Event = decoder(current)(fields)
        return told
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise PayloadBroken(f"{name} v{version}: {wrong}") from wrong


def _parsed(text: str) -> Any:
    """Stored JSON has no blanks around it: the scanner alone is enough, and half the cost of json.loads."""
    try:
        value, end = _SCAN(text, 0)
    except StopIteration:
        raise ValueError("no JSON") from None
    if end != len(text):
        raise ValueError("more than one JSON value")
    return value


def _lifted(name: str, version: int, current: int, fields: dict[str, Any]) -> dict[str, Any]:
    from domain import upcasts  # upcasts may import the event classes, which import this module

    for step in range(version, current):
        fields = upcasts.lift(name, step, fields)
    return fields
