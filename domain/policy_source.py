"""Where a value of a policy profile comes from: the document and its words, or the product's own default; and the values themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

Value = int | float | str | bool


class Unsound(ValueError):
    """A term's fields do not go together. args: field, reason."""


@dataclass(frozen=True, slots=True)
class Document:
    """number: 文号, empty where the text carries none. issued_on None: the text carries no date."""

    key: str
    title: str
    short: str
    number: str
    issued_by: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """clause: document and article for people. document None: nobody's words, the product's own default, and note says so.

    is_borrowed: the profile's own regulation is silent, the words are another founding document's.
    """

    document: Document | None
    article: str = ""
    quote: str = ""
    note: str = ""
    is_borrowed: bool = False

    @property
    def clause(self) -> str:
        return f"{self.document.short} {self.article}".strip() if self.document else self.note

    @property
    def is_default(self) -> bool:
        """Not laid down by the profile's own regulation."""
        return self.document is None or self.is_borrowed


class Term(Protocol):
    """Whatever carries a source."""

    @property
    def source(self) -> Source: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """One value: a number (then it has a unit), a share, a word or a yes."""

    key: str
    value: Value
    unit: str
    source: Source

    @property
    def clause(self) -> str:
        return self.source.clause


@dataclass(frozen=True, slots=True)
class Band:
    """low ≤ n ≤ high, in the rule's unit. Where the text gives one number with "左右", low and high are that number less and plus the
    profile's tolerance; where it gives an upper limit alone, low is 1. is_advisory: leaving the band warns and never forbids.
    """

    low: int
    high: int
    target: int
    rule: Rule
    is_advisory: bool = False

    @property
    def limit(self) -> str:
        numbers = f"{self.low}–{self.high}" if self.low > 1 else f"≤{self.high}"
        return numbers if self.rule.unit in ("户", "人") else f"{numbers} {self.rule.unit}"

    @property
    def source(self) -> Source:
        return self.rule.source
