"""Turns the tables of a policy file into a profile.

The form is strict and stands in domain.policy_terms: a term's fields are its keys. An unknown key, a missing source, a word for a number or
a band upside down is refused with file, key and reason.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

from domain import policy_terms as terms
from domain.policy import PolicyProfile, ProfileInvalid
from domain.policy_clear import Clear
from domain.policy_source import Band, Document, Rule, Source, Unsound, Value
from domain.policy_terms import Tier
from domain.values import DwellingKind

Table = dict[str, Any]
T = TypeVar("T")
TIERS = ("city", "district", "subdistrict", "community")
SUBJECTS = {"grid": "户", "building_head": "户", "community": "人"}
SCOPES = {"general", "regional", "overall", "major"}
HANDLINGS = {"on_the_spot", "coordination", "sudden", "approval"}
SHIFTS = {"staggered", "noon", "rest_day", "holiday", "appointment", "hotline", "patrol"}
DEMANDED = {"name", "title", "effective", "documents", "tiers", "bands", "posts"}
DEMANDED |= {"cover", "scopes", "handlings", "categories", "purposes", "roles", "rules"}
ABSENT_MEANS_NONE = {"shifts", "attendance", "cadences", "ledgers", "appraisals", "awards", "targets"}
ABSENT_MEANS_NONE |= {"discipline", "conduct", "stations", "proxy_modes", "six_clear"}
SIX = ("family", "people", "facilities", "hazards", "needs", "hot_issues")


class Reader:
    """One file. Each method takes a table and its dotted key, so that every refusal can name the place."""

    def __init__(self, file: str, root: Table) -> None:
        self.file, self.root = file, root
        self.documents: dict[str, Document] = {}
        self.rules: dict[str, Rule] = {}

    def profile(self) -> PolicyProfile:
        self._keys(self.root, "", DEMANDED, ABSENT_MEANS_NONE)
        self.documents = self._each("documents", Document)
        self.rules = {key: self._sound(rule) for key, rule in self._each("rules", Rule).items()}
        return PolicyProfile(
            name=self._field(self.root, "", "name", str),
            effective=self._field(self.root, "", "effective", date),
            title=self._field(self.root, "", "title", str),
            documents=self.documents,
            tiers=self._tiers(),
            bands=self._bands(),
            posts=self._each("posts", terms.Post),
            cover=self._term(terms.Cover, self._table(self.root, "", "cover"), "cover"),
            routes=self._exactly("scopes", terms.Route, SCOPES),
            handlings=self._handlings(),
            categories=self._each("categories", terms.Category),
            purposes=self._each("purposes", terms.Purpose),
            roles=self._each("roles", terms.Purpose),
            rules=self.rules,
            **self._extras(),
        )

    def refuse(self, key: str, reason: str) -> NoReturn:
        raise ProfileInvalid(file=self.file, key=key.lstrip("."), reason=reason)

    def _extras(self) -> Table:
        """What a profile may do without."""
        several = {
            "shifts": terms.Shift,
            "cadences": terms.Cadence,
            "ledgers": terms.LedgerKind,
            "appraisals": terms.AppraisalScheme,
            "awards": terms.Award,
            "targets": terms.Target,
            "conduct": terms.Clause,
            "stations": terms.Clause,
            "proxy_modes": terms.Clause,
        }
        found: Table = {key: self._each(key, term) for key, term in several.items() if key in self.root}
        for key, term in (("attendance", terms.Attendance), ("discipline", terms.Discipline)):
            if key in self.root:
                found[key] = self._term(term, self._table(self.root, "", key), key)
        found["six_clear"] = self._six_clear()
        if unknown := found.get("shifts", {}).keys() - SHIFTS:
            self.refuse(f"shifts.{min(unknown)}", f"one of {', '.join(sorted(SHIFTS))} is wanted")
        return found

    def _six_clear(self) -> Mapping[str, Clear]:
        """In the order in which the six are told."""
        six = self._exactly("six_clear", Clear, set(SIX))
        for key, clear in six.items():
            if unknown := set(clear.purposes) - self._table(self.root, "", "purposes").keys():
                self.refuse(f"six_clear.{key}.purposes", f"{min(unknown)} is not among [purposes]")
        return {key: six[key] for key in SIX}

    def _sound(self, rule: Rule) -> Rule:
        number = isinstance(rule.value, int) and not isinstance(rule.value, bool) and rule.value > 0
        if rule.unit and not number:
            self.refuse(f"rules.{rule.key}.value", "a whole number above 0 is wanted, because it has a unit")
        return rule

    def _tiers(self) -> tuple[Tier, ...]:
        tiers = self._each("tiers", Tier)
        if unknown := tiers.keys() - set(TIERS):
            self.refuse(f"tiers.{min(unknown)}", f"one of {', '.join(TIERS)} is wanted")
        if "community" not in tiers:
            self.refuse("tiers.community", "is missing")
        return tuple(tiers[level] for level in TIERS if level in tiers)

    def _handlings(self) -> Mapping[str, terms.HandlingRoute]:
        handlings = self._exactly("handlings", terms.HandlingRoute, HANDLINGS)
        for key, route in handlings.items():
            if route.scope not in SCOPES:
                self.refuse(f"handlings.{key}.scope", f"one of {', '.join(sorted(SCOPES))} is wanted")
        return handlings

    def _bands(self) -> Mapping[tuple[str, DwellingKind], Band]:
        found: dict[tuple[str, DwellingKind], Band] = {}
        for subject, given in self._table(self.root, "", "bands").items():
            at = f"bands.{subject}"
            if subject not in SUBJECTS:
                self.refuse(at, f"one of {', '.join(SUBJECTS)} is wanted")
            if isinstance(given, dict) and "source" in given:  # one band for every kind of dwelling
                found |= {(subject, kind): self._band(given, at, SUBJECTS[subject]) for kind in DwellingKind}
                continue
            self._keys(given, at, {kind.value for kind in DwellingKind})
            found |= {(subject, kind): self._band(given[kind], f"{at}.{kind}", SUBJECTS[subject]) for kind in DwellingKind}
        if ("grid", DwellingKind.BLOCK) not in found:
            self.refuse("bands.grid", "is missing")
        return found

    def _band(self, table: Table, at: str, unit: str) -> Band:
        self._keys(table, at, {"source"}, {"target", "low", "high", "unit", "advisory"})
        number = {key: self._field(table, at, key, int) for key in ("low", "high", "target") if key in table}
        if "high" in number:
            low, high = number.get("low", 1), number["high"]
            target = number.get("target", (low + high) // 2)
        elif "low" in number:
            self.refuse(f"{at}.high", "is missing")
        else:
            target = self._field(table, at, "target", int)
            share = self._tolerance(at)
            low, high = round(target * (1 - share)), round(target * (1 + share))
        if not 0 < low <= target <= high:
            self.refuse(at, "0 < low ≤ target ≤ high is wanted")
        unit = self._field(table, at, "unit", str) if "unit" in table else unit
        advisory = self._field(table, at, "advisory", bool) if "advisory" in table else False
        return Band(low, high, target, Rule(at, target, unit, self._source(table["source"], f"{at}.source")), advisory)

    def _tolerance(self, at: str) -> float:
        rule = self.rules.get("grid.tolerance")
        if rule is None or not isinstance(rule.value, float) or not 0 <= rule.value < 1:
            self.refuse("rules.grid.tolerance", f"a share from 0 to 1 is wanted, because {at} gives a target alone")
        return rule.value

    def _source(self, table: Any, at: str) -> Source:
        self._keys(table, at, {"document"}, {"article", "quote", "note", "borrowed"})
        borrowed = self._field(table, at, "borrowed", bool) if "borrowed" in table else False
        if table["document"] == "":
            return Source(None, note=self._field(table, at, "note", str))
        if table["document"] not in self.documents:
            self.refuse(f"{at}.document", "is not among [documents]")
        note = self._field(table, at, "note", str) if borrowed or "note" in table else ""
        article, quote = self._field(table, at, "article", str), self._field(table, at, "quote", str)
        return Source(self.documents[table["document"]], article, quote, note, borrowed)

    def _each(self, section: str, term: type[T]) -> dict[str, T]:
        given = self._table(self.root, "", section)
        return {key: self._term(term, given[key], f"{section}.{key}", key) for key in given}

    def _exactly(self, section: str, term: type[T], wanted: set[str]) -> dict[str, T]:
        found = self._each(section, term)
        if found.keys() != wanted:
            self.refuse(section, f"exactly {', '.join(sorted(wanted))} are wanted")
        return found

    def _term(self, term: type[T], table: Any, at: str, key: str | None = None) -> T:
        """The fields of a term are the keys of its table; the first is the table's own name where `key` is given."""
        fields = dataclasses.fields(term)[0 if key is None else 1 :]  # type: ignore[arg-type]
        optional = {field.name for field in fields if field.default is not dataclasses.MISSING}
        self._keys(table, at, {field.name for field in fields} - optional, optional)
        hints = get_type_hints(term)
        given = {field.name: self._field(table, at, field.name, hints[field.name]) for field in fields if field.name in table}
        try:
            return term(*(() if key is None else (key,)), **given)
        except Unsound as unsound:
            field, reason = unsound.args
            self.refuse(f"{at}.{field}", reason)

    def _field(self, table: Table, at: str, key: str, kind: Any) -> Any:
        """A value of the kind a term's field is declared with."""
        value, place = table.get(key), f"{at}.{key}"
        if kind is Source:
            return self._source(value, place)
        if get_origin(kind) in (types.UnionType, Union) and kind != Value:  # `int | None`: whatever stands there is no None
            kind = get_args(kind)[0]
        if get_origin(kind) is Literal:
            return self._one_of(value, place, get_args(kind))
        if get_origin(kind) is tuple:
            return self._several(value, place, get_args(kind)[0])
        if get_origin(kind) is Mapping:
            return self._series(value, place)
        if dataclasses.is_dataclass(kind):
            return self._term(kind, value, place)  # type: ignore[arg-type]
        may_be_blank = key in ("number", "unit")
        for wanted, fits, reason in _PLAIN:
            if kind == wanted and not fits(value) and not (may_be_blank and value == ""):
                self.refuse(place, reason)
        return value

    def _one_of(self, value: Any, at: str, options: tuple[Any, ...]) -> Any:
        if value not in options:
            self.refuse(at, f"one of {', '.join(options)} is wanted")
        return value

    def _several(self, value: Any, at: str, kind: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            self.refuse(at, "a list is wanted")
        return tuple(self._field({str(n): one}, at, str(n), kind) for n, one in enumerate(value))

    def _series(self, value: Any, at: str) -> Mapping[int, int]:
        if not isinstance(value, dict) or not value or not all(year.isdecimal() and len(year) == 4 for year in value):
            self.refuse(at, "a number for each year is wanted")
        return {int(year): self._field(value, at, year, int) for year in sorted(value)}

    def _keys(self, table: Any, at: str, wanted: set[str], allowed: frozenset[str] | set[str] = frozenset()) -> None:
        if not isinstance(table, dict):
            self.refuse(at, "a table is wanted")
        if missing := wanted - table.keys():
            self.refuse(f"{at}.{min(missing)}", "is missing")
        if unknown := table.keys() - wanted - allowed:
            self.refuse(f"{at}.{min(unknown)}", "is not known")

    def _table(self, table: Table, at: str, key: str) -> Table:
        found = table.get(key)
        if not isinstance(found, dict) or not found:
            self.refuse(f"{at}.{key}", "a table is wanted")
        return found


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


_PLAIN: tuple[tuple[Any, Callable[[Any], bool], str], ...] = (
    (str, lambda value: isinstance(value, str) and bool(value.strip()), "words are wanted"),
    (int, _is_whole, "a whole number above 0 is wanted"),
    (bool, lambda value: isinstance(value, bool), "true or false is wanted"),
    (date, lambda value: type(value) is date, "a date is wanted"),
    (time, lambda value: type(value) is time, "a time of day is wanted"),
    (Value, lambda value: isinstance(value, Value), "a number, a word or true/false is wanted"),
)
