"""What a policy profile is made of: one small type for each kind of thing a regulation lays down.

Every term carries its source. A field with a default may be absent in the file: then the regulation says nothing about it.
The first field of a term that stands in a table of several is its key there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Literal

from domain.policy_source import Source, Unsound

Level = Literal["grid", "community", "subdistrict", "district"]
Clock = Literal["working_days", "working_hours", "days", "hours"]
Meaning = Literal["doubled_post", "window", "neighbour", "two_hats"]
Span = Literal["day", "week", "month", "quarter", "half_year", "year"]
Doing = Literal["meeting", "report", "round", "patrol", "record", "application", "readjustment"]
Keeper = Literal["warden", "community", "subdistrict", "station"]
Subject = Literal["community", "station", "post", "worker", "department"]
Part = Literal["morning", "day"]


@dataclass(frozen=True, slots=True)
class Tier:
    level: str
    title: str
    source: Source


@dataclass(frozen=True, slots=True)
class Post:
    """level: "grid", "building" or a local one ("proxy", "supervisor"…); title: what the regulation calls its holder (片长, 网格管理员).

    eligible: who may hold it, in the regulation's words; empty: it does not say.
    """

    level: str
    title: str
    source: Source
    eligible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """What A and B mean here.

    doubled_post: every post has two holders. window: the intake desk has two clerks. neighbour: wardens of touching grids stand in for
    each other. two_hats: two jobs of one person, so B is nobody else.
    """

    meaning: Meaning
    a: str
    b: str
    source: Source


@dataclass(frozen=True, slots=True)
class Route:
    """How far a ticket of this scope goes. level: who solves it; raised_by, told_by: who passes it up and who tells the resident."""

    scope: str
    title: str
    level: Level
    raised_by: str
    told_by: str
    is_immediate: bool
    source: Source


@dataclass(frozen=True, slots=True)
class HandlingRoute:
    """How a ticket is dealt with, whatever its scope. level: who deals with it; is_tracked: followed until somebody else has decided.

    scope: the class of the other system (一般 区域 全局 重大突发) that it answers to.
    """

    handling: str
    title: str
    level: Level
    is_immediate: bool
    is_tracked: bool
    scope: str
    source: Source


@dataclass(frozen=True, slots=True)
class Deadline:
    value: int
    clock: Clock
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
class Shift:
    """A kind of duty beside the ordinary hours: staggered, noon, rest_day, holiday, appointment, hotline. persons: how many at a time."""

    key: str
    title: str
    english: str
    source: Source
    persons: int | None = None


@dataclass(frozen=True, slots=True)
class Attendance:
    """Check-in times of a working day, in China, ascending. A profile without it asks nobody to check in."""

    times: tuple[time, ...]
    source: Source

    def __post_init__(self) -> None:
        if list(self.times) != sorted(set(self.times)):
            raise Unsound("times", "ascending times are wanted, none twice")


@dataclass(frozen=True, slots=True)
class Cadence:
    """Something that comes round. times: how often in the span, at the least. weekday: 1 Monday to 7 Sunday, of a weekly one.

    part: to be done by the end of the morning or of the working day. by, to: who does it and for whom, in the regulation's words.
    """

    key: str
    title: str
    english: str
    kind: Doing
    every: Span
    source: Source
    times: int = 1
    weekday: int | None = None
    part: Part | None = None
    by: str = ""
    to: str = ""
    is_published: bool = False

    def __post_init__(self) -> None:
        if self.weekday is not None and (self.every != "week" or self.weekday > 7):
            raise Unsound("weekday", "1 (Monday) to 7 (Sunday) is wanted, of a weekly cadence")


@dataclass(frozen=True, slots=True)
class LedgerKind:
    """A ledger (台账) the regulation asks for. kept_by: whose ledger it is. columns: what it must tell, in the regulation's words."""

    key: str
    title: str
    english: str
    kept_by: Keeper
    source: Source
    columns: tuple[str, ...] = ()
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class AppraisalScheme:
    """Who is appraised by whom. raters: in the regulation's words; empty: it does not say. total, passing: points.

    steps: in order, one after the other. standard: what counts first. is_veto_forbidden: no single indicator may fail the whole (一票否决).
    cap: what a failed result forbids. measured: lines that count by the regulation and are drawn from the journal, never given by hand.
    """

    key: str
    title: str
    english: str
    subject: Subject
    source: Source
    raters: tuple[str, ...] = ()
    every: Span | None = None
    total: int | None = None
    passing: int | None = None
    steps: tuple[str, ...] = ()
    standard: str = ""
    is_veto_forbidden: bool = False
    cap: str = ""
    measured: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.passing is not None and (self.total is None or self.passing > self.total):
            raise Unsound("passing", "a number of points up to the total is wanted")


@dataclass(frozen=True, slots=True)
class Award:
    """number: how many are given in a year; yuan: the money that goes with it. to: whom it is given."""

    key: str
    title: str
    english: str
    source: Source
    number: int | None = None
    yuan: int | None = None
    to: Literal["person", "community"] = "person"


@dataclass(frozen=True, slots=True)
class Target:
    """A value to be reached in each year.

    counts: communities certified after their acceptance, or those with a plan in force. of: which communities it is a share of.
    """

    key: str
    title: str
    english: str
    unit: str
    by_year: Mapping[int, int]
    source: Source
    counts: Literal["certified", "planned"] = "certified"
    of: Literal["urban", "all"] = "all"


@dataclass(frozen=True, slots=True)
class Discipline:
    """What follows the first, second, third… upheld false record."""

    steps: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Clause:
    """A thing the regulation names and numbers, without a value: a rule of conduct, a kind of station, a mode of proxy service."""

    key: str
    title: str
    english: str
    source: Source
