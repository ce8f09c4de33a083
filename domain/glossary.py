"""The words of the field, read from glossary.toml: what people say in Chinese and English, and where the code says it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Term:
    """word: as identifiers spell it. names: dotted places in the code that carry it."""

    zh: str
    en: str
    word: str
    names: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    zh: str
    en: str


@cache
def terms() -> tuple[Term, ...]:
    return tuple(Term(**{**term, "names": tuple(term.get("names", ()))}) for term in _read()["terms"])


@cache
def event_labels() -> Mapping[str, Label]:
    """What people read for each stored event, by its stable name."""
    return MappingProxyType({name: Label(**label) for name, label in _read()["events"].items()})


def _read() -> dict[str, Any]:
    return tomllib.loads(files("domain").joinpath("glossary.toml").read_text(encoding="utf-8"))
