"""The mapping file of a source (TOML): which of its columns is which field, what its words and its times mean, which number is its key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from api.texts import text
from domain.errors import Invalid, Unknown
from domain.ticket import Handling, Kind, Scope

INTAKE, RETURNS = "intake", "returns"
FIELDS = {
    INTAKE: ("number", "text", "reported_at", "category", "scope", "handling", "kind", "address", "community", "name", "phone"),
    RETURNS: ("number", "outcome", "text", "at", "satisfaction", "department"),
}
NEEDED = {INTAKE: ("number", "text"), RETURNS: ("number", "outcome", "text")}
TIMES = {INTAKE: ("reported_at",), RETURNS: ("at",)}
OUTCOMES = ("handled", "returned", "told")
WORDS: dict[str, tuple[str, ...]] = {
    "scope": tuple(each.value for each in Scope),
    "handling": tuple(each.value for each in Handling),
    "kind": tuple(each.value for each in Kind),
    "outcome": OUTCOMES,
    "satisfaction": ("", "1", "2", "3", "4", "5"),
}
"""What a field of classes may say; categories are the community's regulation's own."""
KEYS = {"title", "english", "kind", "channel", "key", "times", "columns", "codes", "otherwise", "numbers_of"}
_NAME = re.compile(r"[a-z0-9][a-z0-9_]{1,39}")
_SOMETIME = datetime(2001, 2, 3, 4, 5, 6)
MOST_BYTES = 200_000
Words = tuple[str, ...]


class SourceUnknown(Unknown):
    """Facts: known."""

    code = "incoming.source_unknown"


class MappingInvalid(Invalid):
    """Facts: file, key, reason (a code), told (in words)."""

    code = "incoming.mapping_invalid"


@dataclass(frozen=True)
class Mapping:
    """columns: by field the names its column may have. codes: by field the source's word and ours, the first that is known counts.
    otherwise: by field what stands for an empty cell or a word that is not listed; a field left out has none.
    numbers_of: of returns, the source whose numbers they quote beside our own.
    """

    source: str
    title: str
    english: str
    kind: str
    key: tuple[str, ...]
    times: tuple[str, ...]
    columns: dict[str, Words]
    channel: str = ""
    numbers_of: str = ""
    codes: dict[str, dict[str, Words]] = field(default_factory=dict)
    otherwise: dict[str, Words] = field(default_factory=dict)


def mappings(folder: Path | None) -> dict[str, Mapping]:
    """By the file's name; the office's folder replaces shipped ones and adds others. Raises MappingInvalid."""
    return {name: read(name, path) for name, path in sorted(_found(folder).items())}


def mapping_of(source: str, folder: Path | None) -> Mapping:
    """Raises SourceUnknown, MappingInvalid."""
    found = _found(folder)
    if source not in found:
        raise SourceUnknown(known=sorted(found))
    return read(source, found[source])


def _found(folder: Path | None) -> dict[str, Traversable]:
    shipped = files("api").joinpath("incoming", "sources").iterdir()
    own: Iterator[Traversable] = iter(sorted(folder.glob("*.toml"))) if folder else iter(())
    return {one.name.removesuffix(".toml"): one for one in (*shipped, *own) if one.name.endswith(".toml")}


def read(source: str, path: Traversable) -> Mapping:
    """Raises MappingInvalid with the file, the key and what is wrong with it."""
    return _Checked(source, path).mapping()


class _Checked:
    def __init__(self, source: str, path: Traversable) -> None:
        self._source, self._file = source, path.name
        if _NAME.fullmatch(source) is None:
            self._refuse("", "incoming.file_name")
        content = path.read_bytes()
        if len(content) > MOST_BYTES:
            self._refuse("", "incoming.file_too_large")
        try:
            self._told: dict[str, Any] = tomllib.loads(content.decode("utf-8-sig"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError):
            self._refuse("", "incoming.not_toml")

    def mapping(self) -> Mapping:
        if unknown := self._told.keys() - KEYS:
            self._refuse(sorted(unknown)[0], "incoming.key_unknown")
        kind = self._told.get("kind")
        if kind not in FIELDS:
            self._refuse("kind", "incoming.kind_unknown")
        columns = {each: self._words("columns", each, names) for each, names in self._table("columns").items()}
        self._require_fields("columns", columns, FIELDS[kind])
        for needed in NEEDED[kind]:
            if not columns.get(needed):
                self._refuse(f"columns.{needed}", "incoming.column_missing")
        key = self._words("key", "", self._told.get("key", ["number"]))
        if not key or "number" not in key or not set(key) <= columns.keys() or "text" in key:
            self._refuse("key", "incoming.key_unfit")
        return Mapping(
            source=self._source,
            title=self._text("title"),
            english=self._text("english"),
            kind=kind,
            key=key,
            times=self._formats(),
            columns=columns,
            channel=self._text("channel", "[a-z][a-z0-9_]{0,39}") if kind == INTAKE else "",
            numbers_of=self._text("numbers_of", _NAME.pattern) if "numbers_of" in self._told else "",
            codes=self._codes(kind),
            otherwise=self._otherwise(kind),
        )

    def _codes(self, kind: str) -> dict[str, dict[str, Words]]:
        told = {each: self._inner("codes", each, words) for each, words in self._table("codes").items()}
        self._require_fields("codes", told, FIELDS[kind])
        found = {name: {word: self._words(f"codes.{name}", word, ours) for word, ours in words.items()} for name, words in told.items()}
        for name, words in found.items():
            for word, ours in words.items():
                self._require_words(f"codes.{name}.{word}", name, ours)
        return found

    def _otherwise(self, kind: str) -> dict[str, Words]:
        found = {each: self._words("otherwise", each, ours) for each, ours in self._table("otherwise").items()}
        self._require_fields("otherwise", found, FIELDS[kind])
        for name, ours in found.items():
            self._require_words(f"otherwise.{name}", name, ours)
        return found

    def _require_words(self, key: str, name: str, ours: Words) -> None:
        if name in WORDS and not set(ours) <= set(WORDS[name]):
            self._refuse(key, "incoming.word_unknown")

    def _require_fields(self, key: str, told: dict[str, Any], known: Words) -> None:
        if unknown := told.keys() - set(known):
            self._refuse(f"{key}.{sorted(unknown)[0]}", "incoming.field_unknown")

    def _formats(self) -> Words:
        formats = self._words("times", "", self._told.get("times", []))
        for each in formats:
            try:
                whole = datetime.strptime(_SOMETIME.strftime(each), each) if "%" in each else None
            except ValueError:
                whole = None
            if whole is None or whole.date() != _SOMETIME.date():
                self._refuse("times", "incoming.time_format")
        return formats

    def _table(self, key: str) -> dict[str, Any]:
        return self._inner(key, "", self._told.get(key, {}))

    def _inner(self, key: str, name: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._refuse(f"{key}.{name}".rstrip("."), "incoming.not_a_table")
        return value

    def _words(self, key: str, name: str, value: Any) -> Words:
        told = [value] if isinstance(value, str) else value
        if not isinstance(told, list) or not all(isinstance(each, str) for each in told):
            self._refuse(f"{key}.{name}".rstrip("."), "incoming.not_words")
        return tuple(told)

    def _text(self, key: str, form: str = ".{1,80}") -> str:
        value = self._told.get(key)
        if not isinstance(value, str) or re.fullmatch(form, value) is None:
            self._refuse(key, "incoming.text_unfit")
        return str(value)

    def _refuse(self, key: str, reason: str) -> None:
        raise MappingInvalid(file=self._file, key=key, reason=reason, told=f"{text(reason)} / {text(reason, 'en')}")
