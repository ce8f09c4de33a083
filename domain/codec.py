"""Canonical JSON of frozen slots dataclasses, both ways, by functions written once for each class.

The text of such a function is made from the class's own field names and kinds and nothing else, as dataclasses makes `__init__`; this
is the only place of the domain that compiles code. Decoding does what the constructor does (every field set once, then __post_init__)
and more: the names must be exactly the class's, each value of the kind its annotation says.
"""

from __future__ import annotations

import dataclasses
import json
import math
import types
import typing
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from json.encoder import encode_basestring as _text
from typing import Any, TypeVar

T = TypeVar("T")
Names = dict[str, Any]
_SCALARS = (str, int, float, bool)
_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@cache
def encoder(annotation: Any) -> Callable[[Any], str]:
    """Value -> JSON text: fields sorted by name, no spaces. Raises TypeError or ValueError for a value of another kind."""
    annotation = plain(annotation)
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        return _dataclass_encoder(annotation)
    if inner := optional(annotation):
        encode = encoder(inner)
        return lambda value: "null" if value is None else encode(value)
    if typing.get_origin(annotation) is tuple:
        return _tuple_encoder(typing.get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return lambda value: _CANONICAL.encode(value.value)
    if annotation in (date, datetime):
        return lambda value: _text(value.isoformat())
    scalars: dict[type, Callable[[Any], str]] = {str: _text, int: _whole, float: _number, bool: _truth}
    return scalars[_scalar(annotation)]


def _dataclass_encoder(cls: type) -> Callable[[Any], str]:
    known: Names = {}
    members, values = [], []
    for name, hint in sorted(hints(cls).items()):
        inner = optional(hint)
        known[f"encode_{name}"] = encoder(inner or hint)
        members.append(f'"{name}":%s')
        values.append(f"encode_{name}(value.{name})" + (f" if value.{name} is not None else 'null'" if inner else ""))
    return _written(f"encode_{cls.__name__}", "value", [f"return '{{{','.join(members)}}}' % ({', '.join(values)},)"], known)


def _tuple_encoder(kinds: tuple[Any, ...]) -> Callable[[Any], str]:
    if len(kinds) == 2 and kinds[1] is ...:
        if plain(kinds[0]) in _SCALARS:
            return lambda value: _CANONICAL.encode(list(value))
        each = encoder(kinds[0])
        return lambda value: f"[{','.join([each(one) for one in value])}]"
    eaches = [encoder(kind) for kind in kinds]
    return lambda value: f"[{','.join([encode(one) for encode, one in zip(eaches, value, strict=True)])}]"


def _whole(value: int) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("int expected")
    return int.__repr__(value)


def _number(value: float) -> str:
    if not isinstance(value, float):
        return _whole(value)
    if not math.isfinite(value):
        raise ValueError("a finite number expected")
    return float.__repr__(value)


def _truth(value: bool) -> str:
    if not isinstance(value, bool):
        raise ValueError("bool expected")
    return "true" if value else "false"


@cache
def decoder(annotation: Any) -> Callable[[Any], Any]:
    """What json gives -> value. Raises KeyError, TypeError, ValueError or AttributeError for what does not fit."""
    annotation = plain(annotation)
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        return _dataclass_decoder(annotation)
    if inner := optional(annotation):
        decode = decoder(inner)
        return lambda value: None if value is None else decode(value)
    if typing.get_origin(annotation) is tuple:
        return _tuple_decoder(typing.get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    if annotation in (date, datetime):
        read: Callable[[str], date] = annotation.fromisoformat
        return read
    return _scalar_decoder(annotation)


def _dataclass_decoder(cls: type) -> Callable[[Any], Any]:
    kinds = hints(cls)
    known: Names = {"other_fields": lambda fields: _other_fields(cls, fields), "other_kind": lambda name: _other_kind(cls, name)}
    lines = [f"if len(fields) != {len(kinds)}: raise other_fields(fields)"]  # below, a missing one is a KeyError: exactly these names
    for name, hint in kinds.items():
        inner = optional(hint)
        kind = plain(inner or hint)
        lines.append(f"_{name} = fields['{name}']")
        if kind in _SCALARS:
            fits = f"type(_{name}) {'in (float, int)' if kind is float else f'is {kind.__name__}'}"
            lines.append(f"if not ({fits}{f' or _{name} is None' if inner else ''}): raise other_kind('{name}')")
        else:
            known[f"decode_{name}"] = decoder(kind)
            lines.append(f"{f'if _{name} is not None: ' if inner else ''}_{name} = decode_{name}(_{name})")
    return _written(f"decode_{cls.__name__}", "fields", lines + _built(cls, kinds, known), known)


def _other_fields(cls: type, fields: Iterable[str]) -> ValueError:
    return ValueError(f"{cls.__name__} has other fields: {', '.join(sorted(set(fields) ^ hints(cls).keys()))}")


def _other_kind(cls: type, name: str) -> ValueError:
    return ValueError(f"{cls.__name__}.{name} is of another kind")


def _tuple_decoder(kinds: tuple[Any, ...]) -> Callable[[Any], tuple[Any, ...]]:
    many = len(kinds) == 2 and kinds[1] is ...
    each = decoder(kinds[0])
    eaches = () if many else [decoder(kind) for kind in kinds]

    def decode(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise ValueError("a list expected")
        if many:
            return tuple([each(one) for one in value])
        return tuple([decode(one) for decode, one in zip(eaches, value, strict=True)])

    return decode


def _scalar_decoder(annotation: Any) -> Callable[[Any], Any]:
    allowed = (float, int) if _scalar(annotation) is float else (annotation,)

    def same(value: Any) -> Any:
        if type(value) not in allowed:
            raise ValueError(f"{annotation.__name__} expected")
        return value

    return same


def constructor(cls: type[T]) -> Callable[..., T]:
    """cls(...) with all fields, by position, at half the cost of a frozen dataclass's own."""
    names = [field.name for field in dataclasses.fields(cls)]  # type: ignore[arg-type]
    known: Names = {}
    return _written(f"make_{cls.__name__}", ", ".join(f"_{name}" for name in names), _built(cls, names, known), known)


def replace(value: T, /, **changes: Any) -> T:
    """dataclasses.replace for frozen slots dataclasses, at a third of its cost: every fold calls it for every event."""
    made: T = _replacer(type(value))(value, **changes)  # type: ignore[arg-type]  # a type is hashable
    return made


@cache
def _replacer(cls: type) -> Callable[..., Any]:
    names = [field.name for field in dataclasses.fields(cls)]
    known: Names = {"same_": object()}
    lines = [f"_{name} = held_.{name} if {name} is same_ else {name}" for name in names]
    parameters = ", ".join(["held_", "/", "*", *(f"{name}=same_" for name in names)])
    return _written(f"replace_{cls.__name__}", parameters, lines + _built(cls, names, known), known)


def _built(cls: type, names: Iterable[str], known: Names) -> list[str]:
    """Lines that make an object from the locals _name. A frozen class refuses setattr, so its slots are set, as its own __init__ does."""
    known |= {"cls_": cls, "new_": object.__new__} | {f"set_{name}": getattr(cls, name).__set__ for name in names}
    checked = ["made_.__post_init__()"] if hasattr(cls, "__post_init__") else []
    return ["made_ = new_(cls_)", *(f"set_{name}(made_, _{name})" for name in names), *checked, "return made_"]


def _written(name: str, parameters: str, lines: Sequence[str], known: Names) -> Callable[..., Any]:
    text = "\n  ".join([f"def {name}({parameters}):", *lines])
    exec(compile(text, f"<{name}>", "exec"), known)  # noqa: S102
    written: Callable[..., Any] = known[name]
    return written


@cache
def hints(cls: type) -> dict[str, Any]:
    """The annotations of a dataclass's fields, in their order."""
    found = typing.get_type_hints(cls)
    return {field.name: found[field.name] for field in dataclasses.fields(cls)}


def plain(annotation: Any) -> Any:
    return annotation.__supertype__ if isinstance(annotation, typing.NewType) else annotation


def optional(annotation: Any) -> Any:
    """T of `T | None`, and None for an annotation without None."""
    if typing.get_origin(annotation) not in (typing.Union, types.UnionType):
        return None
    kept = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
    if len(kept) != 1:
        raise TypeError(f"an event cannot hold {annotation!r}")
    return kept[0]


def _scalar(annotation: Any) -> Any:
    if annotation not in _SCALARS:
        raise TypeError(f"an event cannot hold {annotation!r}")
    return annotation
