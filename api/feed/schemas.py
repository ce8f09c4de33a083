"""What stands in each event, as JSON Schema (2020-12), made from the classes that the journal itself is written by."""

from __future__ import annotations

import dataclasses
import typing
from datetime import date, datetime
from enum import Enum
from typing import Any

from api.feed.envelopes import SOURCE, TYPE
from domain import schema
from domain.codec import hints, optional, plain
from domain.errors import Unknown
from domain.glossary import event_labels
from domain.values import Sealed

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MEDIA = "application/schema+json"
WORDS = "reason"
"""The texts that may be sealed like a block: what an officer wrote about somebody."""
KINDS = {str: "string", int: "integer", float: "number", bool: "boolean"}
Schema = dict[str, Any]
SEALED: Schema = {
    "description": "个人内容：属于谁、是否已删除；按目的开封的在 opened / whose, whether erased; what was opened for a purpose",
    "type": "object",
    "properties": {
        "sealed": {"type": "string"},
        "erased": {"const": True},
        "restricted": {"const": True},
        "opened": {"type": "object"},
    },
    "required": ["sealed"],
    "additionalProperties": False,
}


class SchemaUnknown(Unknown):
    """No event of this name is told in this version: the feed tells each in its present one."""

    code = "feed.schema_unknown"


def listed() -> list[dict[str, Any]]:
    """Every event of this release by name, with what people call it."""
    labels = event_labels()
    found = {name: cls for (name, _), cls in sorted(schema.registered().items())}
    return [
        {
            "name": name,
            "type": f"{TYPE}.{name}.v{schema.version_of(cls)}",
            "zh": labels[name].zh,
            "en": labels[name].en,
            "dataschema": f"{SOURCE}/schemas/{name}/{schema.version_of(cls)}",
        }
        for name, cls in found.items()
    ]


def of(name: str, version: int) -> Schema:
    """Raises SchemaUnknown."""
    found = schema.registered().get((name, version))
    if found is None:
        raise SchemaUnknown()
    label = event_labels()[name]
    shapes: dict[str, Schema] = {}
    told = _object(found, shapes)
    return (
        {"$schema": DIALECT, "$id": f"{SOURCE}/schemas/{name}/{version}", "title": f"{label.zh} · {label.en}"}
        | told
        | ({"$defs": shapes} if shapes else {})
    )


def _object(cls: type, shapes: dict[str, Schema]) -> Schema:
    """Of a payload every field is there: what may be empty is null."""
    fields = {name: _field(name, kind, shapes) for name, kind in hints(cls).items()}
    return {"type": "object", "properties": fields, "required": sorted(fields), "additionalProperties": False}


def _field(name: str, kind: Any, shapes: dict[str, Schema]) -> Schema:
    told = _kind(kind, shapes)
    return {"anyOf": [told, _kind(Sealed, shapes)]} if name == WORDS and told == {"type": "string"} else told


def _kind(kind: Any, shapes: dict[str, Schema]) -> Schema:
    kind = plain(kind)
    if inner := optional(kind):
        return {"anyOf": [_kind(inner, shapes), {"type": "null"}]}
    if typing.get_origin(kind) is tuple:
        return _array(typing.get_args(kind), shapes)
    if kind is Sealed or dataclasses.is_dataclass(kind):
        return _named(kind, shapes)
    if issubclass(kind, Enum):
        return {"enum": [one.value for one in kind]}
    if kind in (date, datetime):
        return {"type": "string", "format": "date-time" if kind is datetime else "date"}
    return {"type": KINDS[kind]}


def _array(kinds: tuple[Any, ...], shapes: dict[str, Schema]) -> Schema:
    if len(kinds) == 2 and kinds[1] is ...:
        return {"type": "array", "items": _kind(kinds[0], shapes)}
    return {"type": "array", "prefixItems": [_kind(one, shapes) for one in kinds], "items": False, "minItems": len(kinds)}


def _named(cls: type, shapes: dict[str, Schema]) -> Schema:
    if cls.__name__ not in shapes:
        shapes[cls.__name__] = {}
        shapes[cls.__name__] = SEALED if cls is Sealed else _object(cls, shapes)
    return {"$ref": f"#/$defs/{cls.__name__}"}
