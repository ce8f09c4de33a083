"""A policy profile: one regulation as data, every value with the clause it comes from.

The law it keeps: no value without a source. A source is a document, an article and the words quoted, or says plainly that the document is
silent and why the product has a default. Profiles are read by domain.policy_file; nothing else in the domain holds a regulation's number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar

from domain.errors import DomainError, Unknown
from domain.values import DwellingKind

Value = int | float | str | bool
T = TypeVar("T")


class ProfileUnknown(Unknown):
    """Facts: known (the names there are)."""

    code = "policy.profile_unknown"


class ProfileInvalid(DomainError):
    """A profile's file breaks its form. Facts: file, key, reason."""

    code = "policy.profile_invalid"


class RuleUnknown(Unknown):
    """The profile has no such rule, category, scope or post. Facts: profile, rule."""

    code = "policy.rule_unknown"


@dataclass(frozen=True, slots=True)
class Document:
    """number: 文号, empty where the text carries none."""

    key: str
    title: str
    short: str
    number: str
    issued_by: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Source:
    """clause: document and article for people. document is None where the regulation is silent: then note says whose default it is."""

    document: Document | None
    article: str
    quote: str
    note: str

    @property
    def clause(self) -> str:
        return f"{self.document.short} {self.article}".strip() if self.document else self.note

    @property
    def is_default(self) -> bool:
        return self.document is None


@dataclass(frozen=True, slots=True)
class Rule:
    key: str
    value: Value
    unit: str
    source: Source

    @property
    def clause(self) -> str:
        return self.source.clause


@dataclass(frozen=True, slots=True)
class Band:
    """low ≤ n ≤ high. Where the text gives one number with "左右", low and high are that number less and plus the profile's tolerance."""

    low: int
    high: int
    target: int
    rule: Rule

    @property
    def limit(self) -> str:
        return f"{self.low}–{self.high}"


@dataclass(frozen=True, slots=True)
class Tier:
    level: str
    title: str
    source: Source


@dataclass(frozen=True, slots=True)
class Post:
    """level: "grid" or "building"; title: what the regulation calls its holder (片长, 网格管理员, 楼长)."""

    level: str
    title: str
    source: Source


@dataclass(frozen=True, slots=True)
class Cover:
    """What A and B mean here. meaning: "same_post" (B does A's work while A is away) or "two_hats" (two jobs of one person)."""

    meaning: str
    a: str
    b: str
    source: Source


@dataclass(frozen=True, slots=True)
class Route:
    """How far a ticket of this scope goes. level: who solves it; raised_by, told_by: who passes it up and who tells the resident."""

    scope: str
    title: str
    level: str
    raised_by: str
    told_by: str
    is_immediate: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Deadline:
    """clock: "working_days", "days" or "hours"."""

    value: int
    clock: str
    source: Source


@dataclass(frozen=True, slots=True)
class Category:
    key: str
    title: str
    english: str
    deadline: Deadline
    source: Source


@dataclass(frozen=True, slots=True)
class Purpose:
    """A visit's purpose, or one of the five roles it is made in."""

    key: str
    title: str
    english: str
    source: Source


@dataclass(frozen=True, slots=True)
class PolicyProfile:
    """bands: by subject ("grid", "building_head" in households; "community" in people) and kind of dwelling."""

    name: str
    effective: date
    title: str
    documents: Mapping[str, Document]
    tiers: tuple[Tier, ...]
    bands: Mapping[tuple[str, DwellingKind], Band]
    posts: Mapping[str, Post]
    cover: Cover
    routes: Mapping[str, Route]
    categories: Mapping[str, Category]
    purposes: Mapping[str, Purpose]
    roles: Mapping[str, Purpose]
    rules: Mapping[str, Rule]

    @staticmethod
    def load(name: str) -> PolicyProfile:
        """By name ("runzhou") or key ("runzhou@2014-04-24"). Raises ProfileUnknown, ProfileInvalid."""
        return _load(name)

    @staticmethod
    def names() -> tuple[str, ...]:
        from domain import policy_file

        return policy_file.names()

    @property
    def key(self) -> str:
        return f"{self.name}@{self.effective.isoformat()}"

    def band(self, kind: DwellingKind, of: str = "grid") -> Band:
        """Raises RuleUnknown where the regulation gives no size for `of`: ask has_band first."""
        return self._found(self.bands.get((of, kind)), f"bands.{of}.{kind}")

    def has_band(self, of: str) -> bool:
        return (of, DwellingKind.BLOCK) in self.bands

    def rule(self, key: str) -> Rule:
        return self._found(self.rules.get(key), key)

    def number(self, key: str) -> int:
        """The value of a rule that is a whole number."""
        value = self.rule(key).value
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"rule {key} is not a whole number")
        return value

    def post(self, level: str) -> Post:
        return self._found(self.posts.get(level), f"posts.{level}")

    def route(self, scope: str) -> Route:
        return self._found(self.routes.get(scope), f"scopes.{scope}")

    def category(self, key: str) -> Category:
        return self._found(self.categories.get(key), f"categories.{key}")

    def purpose(self, key: str) -> Purpose:
        return self._found(self.purposes.get(key), f"purposes.{key}")

    def _found(self, value: T | None, key: str) -> T:
        if value is None:
            raise RuleUnknown(profile=self.key, rule=key)
        return value


@cache
def _load(name: str) -> PolicyProfile:
    from domain import policy_file  # which builds these types

    wanted, _, day = name.partition("@")
    profile = policy_file.read(wanted)
    if day and day != profile.effective.isoformat():
        raise ProfileUnknown(known=policy_file.names())
    return profile
