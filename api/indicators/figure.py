"""What a figure is, and what it is asked: one community, its grids in sight, a period and the day it is told as of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from psycopg import Connection

from api.china_days import Calendar
from api.context import Ctx
from api.indicators.boundaries import Boundaries
from api.indicators.spread import Rules, Spread
from api.moments import moment
from domain.errors import Invalid, Refused
from domain.ids import CommunityId
from domain.policy import PolicyProfile
from domain.schema import Event
from projections import burdens, funding, lineage, registers, situation_map
from projections.statements import Row

VIEWS = ("grids", "situation_map", "six_clear", "ticket_board", "visit_log", "responsibility", burdens.NAME, funding.NAME, registers.NAME)
LONGEST = timedelta(days=3660)
GRID = ("grid", "grid_name")


class PeriodUnsound(Invalid):
    """It ends before it begins, or is longer than ten years. Facts: since, until."""

    code = "figure.period_unsound"


class NotKnownThen(Refused):
    """Told of more than the community, it is not told again as one community knew it. Facts: figure."""

    code = "figure.not_known_then"


@dataclass(frozen=True)
class Period:
    """The days since <= day <= last, told as they stood at the end of the day `on`."""

    since: date
    last: date
    on: date

    @staticmethod
    def given(since: date | None, last: date | None, on: date | None, today: date) -> Period:
        """By default this month up to today; told as of its last day, or of today while it lasts. Raises PeriodUnsound."""
        last = last or today
        since = since or last.replace(day=1)
        if not timedelta(0) <= last - since <= LONGEST:
            raise PeriodUnsound(since=since, until=last)
        return Period(since, last, on or min(last, today))

    @property
    def until(self) -> date:
        return self.last + timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """grids: whose figures by grid are told; None: all. moment: an instant always, so that the question can be asked again.

    known_at: what is told had been recorded by then; is_replayed: the connection knows nothing later.
    held: communities whose registers are told as the community's own; none named: those it kept at the moment.
    boundaries: of a plan that figures by grid are restated to; None: the grids in force at the moment.
    """

    ctx: Ctx
    connection: Connection[Any]
    community: CommunityId
    profile: PolicyProfile
    days: Calendar
    period: Period
    grids: Collection[str] | None
    known_at: datetime
    boundaries: Boundaries | None = None
    is_replayed: bool = False
    held: tuple[str, ...] = ()

    @cached_property
    def moment(self) -> datetime:
        return min(moment(self.period.on.isoformat()), self.known_at)

    @cached_property
    def registers(self) -> list[str]:
        """The communities whose registers this one keeps."""
        return list(self.held) or lineage.holding(self.connection, self.community, self.moment)

    @cached_property
    def layers(self) -> list[Row]:
        """Of the 民情图, as `situation_map.layers` counts them."""
        return situation_map.layers(self.connection, self.registers, self.moment)

    @cached_property
    def residents(self) -> Row:
        return situation_map.residents(self.connection, self.registers, self.moment)

    @cached_property
    def grid_of(self) -> dict[str, str | None]:
        """Of each building that stands at the moment."""
        return {one["building"]: one["grid"] for one in self.residents["buildings"]}

    @property
    def rules(self) -> Rules:
        return Rules(self.profile, self.days, self.moment)

    @cached_property
    def sections(self) -> list[Row]:
        """The grids in sight, in the order of their codes, with those who live there."""
        sections = self.boundaries.sections(self.residents["buildings"]) if self.boundaries else self.residents["sections"]
        return [one for one in sections if one["grid"] and (self.grids is None or one["grid"] in self.grids)]

    @property
    def put(self) -> dict[str, Any]:
        """How a question by grid is put; where boundaries are others, by place, and of all of them."""
        return {"by": "place"} if self.boundaries else {"by": "grid", "grids": self.grids}

    def by_grid(self, found: Collection[Row], *counts: str) -> list[Row]:
        """A line for each grid in sight, 0 where nothing was found. found: by grid, or by place where boundaries are others."""
        told = self.boundaries.summed(found, counts) if self.boundaries else found
        known = {one["grid"]: one for one in told}
        return [named(one) | {each: known.get(one["grid"], {}).get(each, 0) for each in counts} for one in self.sections]

    def grouped(self, found: Collection[Row]) -> dict[str | None, list[Row]]:
        """By the grid in which they lie. found: as `by_grid` has it."""
        grids = self.boundaries.grids_of(list(found)) if self.boundaries else [one["grid"] for one in found]
        told: defaultdict[str | None, list[Row]] = defaultdict(list)
        for grid, row in zip(grids, found, strict=True):
            told[grid].append(row)
        return told


def named(section: Row) -> Row:
    return {"grid": section["code"], "grid_name": section["name"]}


def percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def of_each(part: int, holders: float) -> float | None:
    return round(part / holders, 1) if holders else None


@dataclass(frozen=True)
class Chart:
    """by: the column of the axis; series: the columns drawn. across: whose values are a series each, in a table the columns as well."""

    by: str
    series: tuple[str, ...]
    across: str | None = None
    stacked: bool = False


@dataclass(frozen=True)
class Figure:
    """columns: keys, told by the dictionary of columns under `figure.`. whole: of the community, whichever grids are in sight. spans: of
    the period; else as of a day. worded: columns of codes, whose words stand in the texts under `figure.word.`. sums: columns whose lines
    may be added up; shares: columns of per cent, each of which two others; quotients: of one column for each of another. clause: blank
    where the regulation does not ask. asks: the founding documents' rules it answers. sources: the journal's events it is counted from.
    restates: can be told by other boundaries. wide: of more than the community, so that what one community knew does not tell it. spread:
    how it is told of each grid too, or of each community of an area; its lines there are those it has here. views:
    the read models it is counted from; without: kinds of streams that say nothing of it: what need not be gone through to tell what was
    known.
    """

    key: str
    columns: tuple[str, ...]
    rows: Callable[[Asked], list[Row]]
    clause: Callable[[PolicyProfile], str]
    chart: Chart | None = None
    whole: bool = False
    spans: bool = True
    worded: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    shares: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    quotients: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    sources: tuple[type[Event], ...] = ()
    restates: bool = False
    wide: bool = False
    spread: Spread | None = None
    views: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def is_restated(self) -> bool:
        """Whether it can be told by other boundaries, once it is told by grid."""
        return self.restates or (self.spread is not None and self.spread.by_place)

    def is_told(self, ask: Asked) -> bool:
        """Whether it can be told by the boundaries, and as known at the moment, that are asked for."""
        return (self.whole or self.restates or ask.boundaries is None) and not (self.wide and ask.is_replayed)

    def shared(self, row: Row) -> Row:
        """The row with its shares and quotients, as its counts make them."""
        shares = {each: percent(row[part], row[whole]) for each, (part, whole) in self.shares.items()}
        return row | shares | {each: of_each(row[part], row[holders]) for each, (part, holders) in self.quotients.items()}


def told_by(clauses: Iterable[str]) -> str:
    """Each once."""
    return "；".join(dict.fromkeys(clauses))


def unasked(_: PolicyProfile) -> str:
    return ""
