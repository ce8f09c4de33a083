"""What a figure is, and what it is asked: one community, its grids in sight, a period and the day it is told as of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from psycopg import Connection

from api.china_days import Calendar
from api.context import Ctx
from api.moments import moment
from domain.errors import Invalid
from domain.ids import CommunityId
from domain.policy import PolicyProfile
from projections import burdens, funding, lineage, registers, situation_map
from projections.statements import Row

VIEWS = ("grids", "situation_map", "six_clear", "ticket_board", "visit_log", burdens.NAME, funding.NAME, registers.NAME)
LONGEST = timedelta(days=732)


class PeriodUnsound(Invalid):
    """It ends before it begins, or is longer than two years. Facts: since, until."""

    code = "figure.period_unsound"


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
    """grids: whose figures by grid are told; None: all. at: None for now."""

    ctx: Ctx
    connection: Connection[Any]
    community: CommunityId
    profile: PolicyProfile
    days: Calendar
    period: Period
    grids: Collection[str] | None

    @property
    def at(self) -> datetime | None:
        return None if self.period.on >= self.ctx.today else moment(self.period.on.isoformat())

    @property
    def moment(self) -> datetime:
        return self.at or self.ctx.now

    @cached_property
    def kept(self) -> list[str]:
        """The communities whose registers this one keeps."""
        return lineage.holding(self.connection, self.community, self.at)

    @cached_property
    def sections(self) -> list[Row]:
        """The grids in sight, in the order of their codes, with those who live there."""
        residents = next(one for one in situation_map.layers(self.connection, self.kept, self.at) if one["key"] == "residents")
        return [one for one in residents["sections"] if one["grid"] and (self.grids is None or one["grid"] in self.grids)]

    def by_grid(self, found: Collection[Row], *counts: str) -> list[Row]:
        """A line for each grid in sight, 0 where nothing was found."""
        known = {one["grid"]: one for one in found}
        return [named(one) | {each: known.get(one["grid"], {}).get(each, 0) for each in counts} for one in self.sections]


def named(section: Row) -> Row:
    return {"grid": section["code"], "grid_name": section["name"]}


def percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


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
    the period; else as of a day. worded: columns of codes, whose words stand in the texts under `figure.word.`. sums: columns
    whose lines may be added up. clause: blank where the regulation does not ask.
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


def told_by(clauses: Iterable[str]) -> str:
    """Each once."""
    return "；".join(dict.fromkeys(clauses))


def unasked(_: PolicyProfile) -> str:
    return ""
