"""A policy profile: one regulation as data, every value with the clause it comes from.

The law it keeps: no value without a source. A source is a document, an article and the words quoted, or says plainly that the document is
silent and why the product has a default. Profiles are read by domain.policy_file; nothing else in the domain holds a regulation's number.
A profile changed by the office that deploys is another edition, with its own date: history keeps the one it was written under.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from domain.errors import DomainError, Unknown
from domain.policy_clear import Clear
from domain.policy_source import Band, Document, Rule, Term
from domain.policy_source import Source as Source
from domain.policy_source import Value as Value
from domain.policy_terms import (
    AppraisalScheme,
    Attendance,
    Award,
    Cadence,
    Category,
    Clause,
    Cover,
    Discipline,
    HandlingRoute,
    LedgerKind,
    Post,
    Purpose,
    Route,
    Shift,
    Target,
    Tier,
)
from domain.policy_terms import Deadline as Deadline
from domain.values import DwellingKind

T = TypeVar("T")
SECTIONS = (
    "posts",
    "cover",
    "scopes",
    "handlings",
    "categories",
    "purposes",
    "roles",
    "rules",
    "shifts",
    "attendance",
    "cadences",
    "ledgers",
    "appraisals",
    "awards",
    "targets",
    "discipline",
    "conduct",
    "stations",
    "proxy_modes",
    "six_clear",
)
"""As a file has them, from `posts` on."""


class ProfileUnknown(Unknown):
    """Facts: known (the names there are)."""

    code = "policy.profile_unknown"


class ProfileInvalid(DomainError):
    """A profile's file breaks its form. Facts: file, key, reason."""

    code = "policy.profile_invalid"


class RuleUnknown(Unknown):
    """The profile has no such rule, category, scope or post. Facts: profile, rule, known (those of its kind)."""

    code = "policy.rule_unknown"


@dataclass(frozen=True, slots=True)
class PolicyProfile:
    """bands: by subject and kind of dwelling: "grid" (households, or the band's own unit), "building_head" (households of one 楼长 or of
    one 楼组), "community" (people).

    From `posts` to `rules` the product has a default where the regulation is silent (source.is_default). From `shifts` on an absent key
    means that the regulation asks for no such thing.
    """

    name: str
    effective: date
    title: str
    documents: Mapping[str, Document]
    tiers: tuple[Tier, ...]
    bands: Mapping[tuple[str, DwellingKind], Band]
    posts: Mapping[str, Post]
    cover: Cover
    routes: Mapping[str, Route]
    handlings: Mapping[str, HandlingRoute]
    categories: Mapping[str, Category]
    purposes: Mapping[str, Purpose]
    roles: Mapping[str, Purpose]
    rules: Mapping[str, Rule]
    shifts: Mapping[str, Shift] = field(default_factory=dict)
    attendance: Attendance | None = None
    cadences: Mapping[str, Cadence] = field(default_factory=dict)
    ledgers: Mapping[str, LedgerKind] = field(default_factory=dict)
    appraisals: Mapping[str, AppraisalScheme] = field(default_factory=dict)
    awards: Mapping[str, Award] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)
    discipline: Discipline | None = None
    conduct: Mapping[str, Clause] = field(default_factory=dict)
    stations: Mapping[str, Clause] = field(default_factory=dict)
    proxy_modes: Mapping[str, Clause] = field(default_factory=dict)
    six_clear: Mapping[str, Clear] = field(default_factory=dict)

    @staticmethod
    def load(name: str) -> PolicyProfile:
        """By name ("runzhou": its newest edition) or key ("runzhou@2014-04-24"). Raises ProfileUnknown, ProfileInvalid."""
        return _load(name, _completions)

    @staticmethod
    def names() -> tuple[str, ...]:
        from domain import policy_file

        return policy_file.names()

    @property
    def key(self) -> str:
        return f"{self.name}@{self.effective.isoformat()}"

    def band(self, kind: DwellingKind, of: str = "grid") -> Band:
        """Raises RuleUnknown where the regulation gives no size for `of`: ask has_band first."""
        if not self.has_band(of):
            raise RuleUnknown(profile=self.key, rule=f"bands.{of}", known=sorted({subject for subject, _ in self.bands}))
        return self.bands[of, kind]

    def has_band(self, of: str) -> bool:
        return (of, DwellingKind.BLOCK) in self.bands

    def rule(self, key: str) -> Rule:
        return self._found(self.rules, key)

    def number(self, key: str) -> int:
        """The value of a rule that is a whole number."""
        value = self.rule(key).value
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"rule {key} is not a whole number")
        return value

    def post(self, level: str) -> Post:
        return self._found(self.posts, level, "posts")

    def route(self, scope: str) -> Route:
        return self._found(self.routes, scope, "scopes")

    def handling(self, key: str) -> HandlingRoute:
        return self._found(self.handlings, key, "handlings")

    def category(self, key: str) -> Category:
        return self._found(self.categories, key, "categories")

    def purpose(self, key: str) -> Purpose:
        return self._found(self.purposes, key, "purposes")

    def cadence(self, key: str) -> Cadence:
        return self._found(self.cadences, key, "cadences")

    def appraisal(self, key: str) -> AppraisalScheme:
        return self._found(self.appraisals, key, "appraisals")

    def stated(self) -> Iterator[tuple[str, Term]]:
        """Everything that carries a source, under its dotted key in the file."""
        yield from ((f"tiers.{tier.level}", tier) for tier in self.tiers)
        yield from ((f"bands.{subject}.{kind}", band) for (subject, kind), band in self.bands.items())
        for section in SECTIONS:
            terms = getattr(self, "routes" if section == "scopes" else section)
            if isinstance(terms, Mapping):
                yield from ((f"{section}.{key}", term) for key, term in terms.items())
            elif terms is not None:
                yield section, terms

    def _found(self, group: Mapping[str, T], key: str, name: str = "") -> T:
        if key not in group:
            raise RuleUnknown(profile=self.key, rule=f"{name}.{key}" if name else key, known=sorted(group))
        return group[key]


_completions: Path | None = None


def complete_from(folder: Path | None) -> None:
    """Where the office that deploys keeps what its regulations leave open: `<profile>.toml`, laid over the shipped file of that name.

    Set once, by whoever reads the settings. The form is policy_file's.
    """
    global _completions
    _completions = folder


@cache
def _load(name: str, folder: Path | None) -> PolicyProfile:
    from domain import policy_file  # which builds these types

    wanted, _, day = name.partition("@")
    editions = policy_file.editions(wanted, folder)
    if not day:
        return editions[-1]
    for profile in editions:
        if day == profile.effective.isoformat():
            return profile
    raise ProfileUnknown(known=policy_file.names())
