"""Event registry: a stable name and version for each frozen dataclass, and canonical JSON both ways.

The stored form is UTF-8 JSON with sorted keys and no spaces, so that psql and any other language can read it and the same event always
gives the same bytes. Values are built through the class's constructor: a payload that lacks a field fails here, not months later.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar, dataclass_transform

T = TypeVar("T")
Codec = Callable[[Any], Any]


class Event(Protocol):
    NAME: ClassVar[str]
    VERSION: ClassVar[int]


Events = tuple[Event, ...]
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_SCAN = json.JSONDecoder().scan_once
_REGISTRY: dict[tuple[str, int], type] = {}
_CURRENT: dict[str, type] = {}


class UnknownEvent(LookupError):
    """A stored name or version that this release does not know."""


class PayloadBroken(ValueError):
    """A stored payload that does not fit its event."""


@dataclass_transform(frozen_default=True)
def event(name: str, version: int = 1) -> Callable[[type[T]], type[T]]:
    """Register a class as a stored event. The name never changes; a new shape takes the next version and an upcast."""

    def register(cls: type[T]) -> type[T]:
        frozen = dataclasses.dataclass(frozen=True, slots=True, kw_only=True)(cls)
        frozen.NAME, frozen.VERSION = name, version  # type: ignore[attr-defined]
        if (name, version) in _REGISTRY:
            raise ValueError(f"event {name} v{version} is registered twice")
        _REGISTRY[name, version] = frozen
        if name not in _CURRENT or _CURRENT[name].VERSION < version:
            _CURRENT[name] = frozen
        return frozen

    return register


def registered() -> Mapping[tuple[str, int], type]:
    return types.MappingProxyType(_REGISTRY)


def dump(body: Event) -> bytes:
    """Canonical JSON of an event."""
    return _CANONICAL.encode(_encoder(type(body))(body)).encode()


def load(name: str, version: int, payload: bytes) -> Event:
    """The event as its current class, old versions lifted through domain.upcasts. Raises UnknownEvent, PayloadBroken."""
    current = _CURRENT.get(name)
    if current is None or version > current.VERSION:
        raise UnknownEvent(f"{name} v{version}")
    try:
        fields = _parsed(str(payload, "utf-8"))
        if version != current.VERSION:
            fields = _lifted(name, version, current.VERSION, fields)
        return _decoder(current)(fields)
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


@cache
def _encoder(annotation: Any) -> Codec:
    annotation = _plain(annotation)
    if dataclasses.is_dataclass(annotation):
        parts = [(f.name, _encoder(hint)) for f, hint in _fields(annotation)]
        return lambda value: {name: encode(getattr(value, name)) for name, encode in parts}
    if optional := _optional(annotation):
        inner = _encoder(optional)
        return lambda value: None if value is None else inner(value)
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is tuple:
        if len(args) == 2 and args[1] is ...:
            if _plain(args[0]) in (str, int, float, bool):
                return list
            each = _encoder(args[0])
            return lambda value: [each(one) for one in value]
        eaches = [_encoder(arg) for arg in args]
        return lambda value: [encode(one) for encode, one in zip(eaches, value, strict=True)]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return lambda value: value.value
    if annotation in (date, datetime):
        return lambda value: value.isoformat()
    return _scalar(annotation)


@cache
def _decoder(annotation: Any) -> Codec:
    annotation = _plain(annotation)
    if dataclasses.is_dataclass(annotation):
        return _dataclass_decoder(annotation)
    if optional := _optional(annotation):
        inner = _decoder(optional)
        return lambda value: None if value is None else inner(value)
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is tuple:
        if len(args) == 2 and args[1] is ...:
            each = _decoder(args[0])
            return lambda value: tuple([each(one) for one in value])
        eaches = [_decoder(arg) for arg in args]
        return lambda value: tuple([decode(one) for decode, one in zip(eaches, value, strict=True)])
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    if annotation in (date, datetime):
        return annotation.fromisoformat
    return _scalar(annotation)


def _dataclass_decoder(cls: type) -> Codec:
    """Decodes in place: the fields come from a payload that nobody else holds."""
    hints = {f.name: hint for f, hint in _fields(cls)}
    plain = [(name, kinds) for name, hint in hints.items() if (kinds := _json_types(hint))]
    parts = [(name, _decoder(hint)) for name, hint in hints.items() if not _json_types(hint)]

    def decode(fields: dict[str, Any]) -> Any:
        if len(fields) != len(hints):  # and below a missing one is a KeyError: the names are exactly these
            odd = sorted(fields.keys() ^ hints.keys())
            raise ValueError(f"{cls.__name__} has other fields: {', '.join(odd)}")
        for name, kinds in plain:
            if type(fields[name]) not in kinds:
                raise ValueError(f"{cls.__name__}.{name} is of another kind")
        for name, part in parts:
            fields[name] = part(fields[name])
        return cls(**fields)

    return decode


def _json_types(annotation: Any) -> tuple[type, ...]:
    """What json gives for a field that needs no decoding; empty for one that does."""
    annotation = _plain(annotation)
    if optional := _optional(annotation):
        inner = _json_types(optional)
        return (*inner, type(None)) if inner else ()
    return {str: (str,), int: (int,), bool: (bool,), float: (float, int)}.get(annotation, ())


def _scalar(annotation: Any) -> Codec:
    allowed = (int, float) if annotation is float else annotation
    if annotation not in (str, int, float, bool):
        raise TypeError(f"an event cannot hold {annotation!r}")

    def same(value: Any) -> Any:
        if not isinstance(value, allowed) or (annotation is int and isinstance(value, bool)):
            raise ValueError(f"{annotation.__name__} expected")
        return value

    return same


def _fields(cls: type) -> list[tuple[dataclasses.Field[Any], Any]]:
    hints = typing.get_type_hints(cls)
    return [(field, hints[field.name]) for field in dataclasses.fields(cls)]


def _plain(annotation: Any) -> Any:
    return annotation.__supertype__ if isinstance(annotation, typing.NewType) else annotation


def _optional(annotation: Any) -> Any:
    if typing.get_origin(annotation) not in (typing.Union, types.UnionType):
        return None
    kept = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
    if len(kept) != 1:
        raise TypeError(f"an event cannot hold {annotation!r}")
    return kept[0]
