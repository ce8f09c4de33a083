"""Reads a policy profile from TOML.

The form is strict: an unknown key, a missing source or a band upside down is refused with file, key and reason.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from importlib.resources import files
from typing import Any, NoReturn

from domain.policy import (
    Band,
    Category,
    Cover,
    Deadline,
    Document,
    PolicyProfile,
    Post,
    ProfileInvalid,
    ProfileUnknown,
    Purpose,
    Route,
    Rule,
    Source,
    Tier,
    Value,
)
from domain.values import DwellingKind

Table = dict[str, Any]
TIERS = ("city", "district", "subdistrict", "community")
SUBJECTS = {"grid": "户", "building_head": "户", "community": "人"}
SCOPES = ("general", "regional", "overall", "major")
LEVELS = ("grid", "community", "subdistrict", "district")
SECTIONS = {"name", "title", "effective", "documents", "tiers", "bands", "posts"}
SECTIONS |= {"cover", "scopes", "categories", "purposes", "roles", "rules"}
CLOCKS = ("working_days", "days", "hours")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def names() -> tuple[str, ...]:
    return tuple(sorted(path.name.removesuffix(".toml") for path in _folder().iterdir() if path.name.endswith(".toml")))


def read(name: str) -> PolicyProfile:
    """Raises ProfileUnknown, ProfileInvalid."""
    if _NAME.fullmatch(name) is None or name not in names():
        raise ProfileUnknown(known=names())
    return parse(_folder().joinpath(f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")


def parse(text: str, file: str) -> PolicyProfile:
    """The profile a TOML text describes; `file` names it in refusals. Raises ProfileInvalid."""
    try:
        root = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ProfileInvalid(file=file, key="", reason=str(wrong)) from wrong
    return _Reader(file, root).profile()


def _folder() -> Any:
    return files("domain").joinpath("policies")


class _Reader:
    """One file. Each method takes a table and its dotted key, so that every refusal can name the place."""

    def __init__(self, file: str, root: Table) -> None:
        self.file, self.root = file, root
        self.documents: dict[str, Document] = {}
        self.rules: dict[str, Rule] = {}

    def profile(self) -> PolicyProfile:
        top = {
            "name",
            "title",
            "effective",
            "documents",
            "tiers",
            "bands",
            "posts",
            "cover",
            "scopes",
            "categories",
            "purposes",
            "roles",
            "rules",
        }
        self._keys(self.root, "", top)
        self.documents = self._each("documents", self._document)
        self.rules = self._each("rules", self._rule)
        return PolicyProfile(
            name=self._text(self.root, "", "name"),
            effective=self._day(self.root, "", "effective"),
            title=self._text(self.root, "", "title"),
            documents=self.documents,
            tiers=self._tiers(),
            bands=self._bands(),
            posts=self._each("posts", self._post),
            cover=self._cover(),
            routes=self._routes(),
            categories=self._each("categories", self._category),
            purposes=self._each("purposes", self._purpose),
            roles=self._each("roles", self._purpose),
            rules=self.rules,
        )

    def refuse(self, key: str, reason: str) -> NoReturn:
        raise ProfileInvalid(file=self.file, key=key, reason=reason)

    def _document(self, table: Table, at: str, key: str) -> Document:
        self._keys(table, at, {"title", "short", "number", "issued_by", "issued_on"})
        text = partial(self._text, table, at)
        return Document(key, text("title"), text("short"), text("number", blank=True), text("issued_by"), self._day(table, at, "issued_on"))

    def _rule(self, table: Table, at: str, key: str) -> Rule:
        self._keys(table, at, {"value", "unit", "source"})
        if not isinstance(table["value"], Value):
            self.refuse(f"{at}.value", "a number, a word or true/false is wanted")
        return Rule(key, table["value"], self._text(table, at, "unit", blank=True), self._source(table, at))

    def _tiers(self) -> tuple[Tier, ...]:
        tiers = self._each("tiers", lambda table, at, level: Tier(level, self._only_title(table, at), self._source(table, at)))
        if unknown := tiers.keys() - set(TIERS):
            self.refuse(f"tiers.{min(unknown)}", f"one of {', '.join(TIERS)} is wanted")
        if "community" not in tiers:
            self.refuse("tiers.community", "is missing")
        return tuple(tiers[level] for level in TIERS if level in tiers)

    def _bands(self) -> Mapping[tuple[str, DwellingKind], Band]:
        found: dict[tuple[str, DwellingKind], Band] = {}
        for subject, kinds in self._table(self.root, "", "bands").items():
            at = f"bands.{subject}"
            if subject not in SUBJECTS:
                self.refuse(at, f"one of {', '.join(SUBJECTS)} is wanted")
            self._keys(kinds, at, {kind.value for kind in DwellingKind})
            found |= {(subject, kind): self._band(kinds[kind], f"{at}.{kind}", SUBJECTS[subject]) for kind in DwellingKind}
        if ("grid", DwellingKind.BLOCK) not in found:
            self.refuse("bands.grid", "is missing")
        return found

    def _band(self, table: Table, at: str, unit: str) -> Band:
        self._keys(table, at, {"source"}, {"target", "low", "high"})
        source = self._source(table, at)
        if "low" in table or "high" in table:
            low, high = self._whole(table, at, "low"), self._whole(table, at, "high")
            target = self._whole(table, at, "target") if "target" in table else (low + high) // 2
        else:
            target = self._whole(table, at, "target")
            share = self._tolerance(at)
            low, high = round(target * (1 - share)), round(target * (1 + share))
        if not 0 < low <= target <= high:
            self.refuse(at, "0 < low ≤ target ≤ high is wanted")
        return Band(low, high, target, Rule(at, target, unit, source))

    def _tolerance(self, at: str) -> float:
        rule = self.rules.get("grid.tolerance")
        if rule is None or not isinstance(rule.value, float) or not 0 <= rule.value < 1:
            self.refuse("rules.grid.tolerance", f"a share from 0 to 1 is wanted, because {at} gives a target alone")
        return rule.value

    def _post(self, table: Table, at: str, level: str) -> Post:
        return Post(level, self._only_title(table, at), self._source(table, at))

    def _cover(self) -> Cover:
        table = self._table(self.root, "", "cover")
        self._keys(table, "cover", {"meaning", "a", "b", "source"})
        if table["meaning"] not in ("same_post", "two_hats"):
            self.refuse("cover.meaning", "same_post or two_hats is wanted")
        return Cover(table["meaning"], self._text(table, "cover", "a"), self._text(table, "cover", "b"), self._source(table, "cover"))

    def _routes(self) -> Mapping[str, Route]:
        routes = self._each("scopes", self._route)
        if routes.keys() != set(SCOPES):
            self.refuse("scopes", f"exactly {', '.join(SCOPES)} are wanted")
        return routes

    def _route(self, table: Table, at: str, scope: str) -> Route:
        self._keys(table, at, {"title", "level", "raised_by", "told_by", "is_immediate", "source"})
        if table["level"] not in LEVELS:
            self.refuse(f"{at}.level", f"one of {', '.join(LEVELS)} is wanted")
        if not isinstance(table["is_immediate"], bool):
            self.refuse(f"{at}.is_immediate", "true or false is wanted")
        text = partial(self._text, table, at)
        source = self._source(table, at)
        return Route(scope, text("title"), table["level"], text("raised_by"), text("told_by"), table["is_immediate"], source)

    def _category(self, table: Table, at: str, key: str) -> Category:
        self._keys(table, at, {"title", "english", "deadline", "source"})
        limit, place = self._table(table, at, "deadline"), f"{at}.deadline"
        self._keys(limit, place, {"value", "clock", "source"})
        if limit["clock"] not in CLOCKS:
            self.refuse(f"{place}.clock", f"one of {', '.join(CLOCKS)} is wanted")
        deadline = Deadline(self._whole(limit, place, "value"), limit["clock"], self._source(limit, place))
        return Category(key, self._text(table, at, "title"), self._text(table, at, "english"), deadline, self._source(table, at))

    def _purpose(self, table: Table, at: str, key: str) -> Purpose:
        self._keys(table, at, {"title", "english", "source"})
        return Purpose(key, self._text(table, at, "title"), self._text(table, at, "english"), self._source(table, at))

    def _only_title(self, table: Table, at: str) -> str:
        self._keys(table, at, {"title", "source"})
        return self._text(table, at, "title")

    def _source(self, table: Table, at: str) -> Source:
        source, place = self._table(table, at, "source"), f"{at}.source"
        self._keys(source, place, {"document"}, {"article", "quote", "note"})
        if source["document"] == "":
            return Source(None, "", "", self._text(source, place, "note"))
        if source["document"] not in self.documents:
            self.refuse(f"{place}.document", "is not among [documents]")
        article, quote = self._text(source, place, "article"), self._text(source, place, "quote")
        return Source(self.documents[source["document"]], article, quote, source.get("note", ""))

    def _each(self, key: str, build: Callable[[Table, str, str], Any]) -> dict[str, Any]:
        tables = self._table(self.root, "", key)
        return {name: build(self._table(tables, key, name), f"{key}.{name}", name) for name in tables}

    def _keys(self, table: Table, at: str, wanted: set[str], allowed: frozenset[str] | set[str] = frozenset()) -> None:
        if not isinstance(table, dict):
            self.refuse(at, "a table is wanted")
        if missing := wanted - table.keys():
            self.refuse(f"{at}.{min(missing)}".lstrip("."), "is missing")
        if unknown := table.keys() - wanted - allowed:
            self.refuse(f"{at}.{min(unknown)}".lstrip("."), "is not known")

    def _table(self, table: Table, at: str, key: str) -> Table:
        if not isinstance(table.get(key), dict) or not table[key]:
            self.refuse(f"{at}.{key}".lstrip("."), "a table is wanted")
        return table[key]

    def _text(self, table: Table, at: str, key: str, blank: bool = False) -> str:
        text = table.get(key)
        if not isinstance(text, str) or not (blank or text.strip()):
            self.refuse(f"{at}.{key}".lstrip("."), "words are wanted")
        return text

    def _whole(self, table: Table, at: str, key: str) -> int:
        number = table.get(key)
        if isinstance(number, bool) or not isinstance(number, int) or number < 1:
            self.refuse(f"{at}.{key}", "a whole number above 0 is wanted")
        return number

    def _day(self, table: Table, at: str, key: str) -> date:
        if type(table.get(key)) is not date:
            self.refuse(f"{at}.{key}".lstrip("."), "a date is wanted")
        return table[key]
