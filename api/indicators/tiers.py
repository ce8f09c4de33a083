"""Figures of an area: the communities of a subdistrict or district side by side, in the order of their codes, and nothing ranked.

A line is what the community tells of itself, or its own sum, counted in one question for the whole area; shares are made of the sums.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from psycopg import Connection

from api import figures as tickets
from api import six_clear as clear
from api.china_days import calendar_of
from api.context import CHINA, Ctx
from api.indicators.asking import KnownAhead
from api.indicators.figure import GRID, Chart, Figure, Period
from api.indicators.split import drawn
from api.indicators.spread import Rules, Spread
from api.moments import moment
from domain.errors import Refused, Unknown
from domain.ids import community_code
from domain.policy import PolicyProfile
from projections import burdens, grids, lineage, responsibility, situation_map, ticket_figures, trail, visit_log
from projections.replay import replayed
from projections.statements import Row

VIEWS = ("grids", "situation_map", "ticket_board", "visit_log", "responsibility", "six_clear")
VIEWS += (burdens.NAME, lineage.NAME, trail.NAME)
COMMUNITY = ("community", "community_name")
MOST_EVENTS = 500_000
"""Some twenty seconds for the figure that takes longest."""


class AreaUnknown(Unknown):
    """No community of the caller's lies in it."""

    code = "area.unknown"


class NotSummed(Refused):
    """The figure has no meaning for communities side by side. Facts: figure."""

    code = "figure.not_summed"


class TooMuchKnown(Refused):
    """More was recorded of the area than is gone through at once. Facts: events, limit."""

    code = "figure.too_much_known"


@dataclass(frozen=True)
class Wish:
    """code: 6 or 9 digits; 12 are one community's. within: the communities (12 digits, or ids) the caller works for; none: all. known_at:
    None for now.
    """

    code: str
    within: Collection[str] = ()
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    known_at: datetime | None = None


@dataclass(frozen=True)
class Area:
    """names: of its communities by id, in the order of their codes. kept: whose registers each keeps then; none, where it has ended."""

    ctx: Ctx
    connection: Connection[Any]
    names: Mapping[str, str]
    kept: Mapping[str, Collection[str]]
    period: Period
    known_at: datetime

    @cached_property
    def moment(self) -> datetime:
        return min(moment(self.period.on.isoformat()), self.known_at)

    @property
    def registers(self) -> list[str]:
        return sorted({each for kept in self.kept.values() for each in kept})

    @property
    def standing(self) -> dict[str, str]:
        """Names of those that had not ended."""
        return {one: name for one, name in self.names.items() if self.kept[one]}

    @cached_property
    def rules(self) -> dict[str, Rules]:
        """Of each community those of its own regulation."""
        days = calendar_of(self.ctx, self.known_at)
        in_force = lineage.profiles(self.connection, self.names, self.moment)
        return {one: Rules(PolicyProfile.load(profile), days, self.moment) for one, profile in in_force.items()}

    def lines(self, found: Collection[Row], counts: Collection[str]) -> list[Row]:
        told: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for row in found:
            told[row["community"]].update({each: row.get(each) or 0 for each in counts})
        return [
            _named(one, name) | {each: sum(told[old][each] for old in self.kept[one]) for each in counts}
            for one, name in self.standing.items()
        ]

    def spread(self, spread: Spread) -> list[Row]:
        """Of each community the lines that it has by itself."""
        told: defaultdict[str, list[Row]] = defaultdict(list)
        for row in spread.found(self, COMMUNITY[0]):
            told[row["community"]].append(row)
        return [
            _named(one, name) | line
            for one, name in self.standing.items()
            for line in spread.told([row for old in self.kept[one] for row in told[old]], self.rules[one])
        ]


def _named(community: str, name: str) -> Row:
    return {"community": community_code(community), "community_name": name}


@contextmanager
def asking(ctx: Ctx, connection: Connection[Any], figure: Figure, wish: Wish) -> Iterator[Area]:
    """connection: to the live read models. As it was known then, the events that the figure is counted from are gone through anew.

    Raises PeriodUnsound, KnownAhead, AreaUnknown, NotSummed, TooMuchKnown.
    """
    known_at = wish.known_at or ctx.now
    if known_at > ctx.now:
        raise KnownAhead()
    period = Period.given(wish.since, wish.until, wish.as_of, known_at.astimezone(CHINA).date())
    _require_summed(figure)
    live = area_of(ctx, connection, wish.code, wish.within, period, known_at)
    if wish.known_at is None:
        yield live
        return
    positions = trail.recorded_by(connection, sorted({*live.names, *live.registers}), known_at, figure.without)
    if len(positions) > MOST_EVENTS:
        raise TooMuchKnown(events=len(positions), limit=MOST_EVENTS)
    views = dict.fromkeys((lineage.NAME, grids.VIEW.name, *figure.views))
    with replayed(ctx.office.databases.project, tuple(views), ctx.journal.at(positions)) as then:
        yield area_of(ctx, then, wish.code, wish.within, period, known_at)


def area_of(ctx: Ctx, connection: Connection[Any], code: str, within: Collection[str], period: Period, known_at: datetime) -> Area:
    """As a wish has it. Raises AreaUnknown."""
    at = min(moment(period.on.isoformat()), known_at)
    known = [one for one in grids.communities(connection) if one["code"].startswith(code)]
    names = {one["community"]: one["name"] for one in known if not within or one["community"] in within}
    if not names:
        raise AreaUnknown()
    return Area(ctx, connection, names, lineage.holdings(connection, names, at), period, known_at)


def rows(figure: Figure, area: Area) -> list[Row]:
    """Raises NotSummed."""
    _require_summed(figure)
    if figure.key in _TOLD:
        return _TOLD[figure.key](area)
    if figure.spread:
        return area.spread(figure.spread)
    return [figure.shared(row) for row in area.lines(_FOUND[figure.key](area), figure.sums)]


def _require_summed(figure: Figure) -> None:
    if not is_summed(figure):
        raise NotSummed(figure=figure.key)


def is_summed(figure: Figure) -> bool:
    return figure.key in _FOUND or figure.key in _TOLD or figure.spread is not None


def summed(figure: Figure) -> Figure:
    """The figure as an area tells it: of each community the lines it has by itself; else its sums, their shares and quotients instead of
    its grids or kinds.
    """
    if figure.spread or figure.key in _TOLD:
        columns = (*COMMUNITY, *(each for each in figure.columns if each not in _ALONE.get(figure.key, ())))
        chart = drawn(figure.spread, COMMUNITY[1]) if figure.spread else figure.chart and replace(figure.chart, by=COMMUNITY[1])
        return replace(figure, columns=columns, chart=chart, whole=True, restates=False)
    told = {"columns": (*COMMUNITY, *figure.sums, *figure.shares, *figure.quotients), "worded": (), "whole": True, "restates": False}
    return replace(figure, **told, chart=figure.chart and Chart("community_name", figure.chart.series))


def _homes(area: Area) -> list[Row]:
    return situation_map.living(area.connection, area.registers, area.moment)


def _tickets(area: Area) -> list[Row]:
    return ticket_figures.counted(area.connection, area.registers, area.period.since, area.period.until, area.moment, by="community")


def _rates(area: Area) -> list[Row]:
    return ticket_figures.rates(area.connection, area.registers, area.period.since, area.period.until, area.moment, by="community")


def _visits(area: Area) -> list[Row]:
    return visit_log.visited(area.connection, area.registers, area.period.since, area.period.last, area.moment, by="community")


def _load(area: Area) -> list[Row]:
    """Who holds grids of several communities is one person in each of them."""
    held = responsibility.holders(area.connection, area.registers, area.moment)
    holders = {(one["community"], one["a"]) for one in held if one["a"]}
    return [*_homes(area), *_tickets(area), *({"community": community, "wardens": 1} for community, _ in holders)]


def _burdens(area: Area) -> list[Row]:
    return burdens.summed(area.connection, area.registers, area.moment)


def _durations(area: Area) -> list[Row]:
    """The server finds the medians in its index; of a community that keeps several registers they are found as it finds its own."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    days = (area.period.since, area.period.until, area.moment)
    for row in ticket_figures.closed_medians(area.connection, area.registers, *days):
        found[row["community"]].append(row)
    told = []
    for one, name in area.standing.items():
        rules, kept = area.rules[one], area.kept[one]
        if len(kept) > 1:
            lines = tickets.durations(area.connection, kept, rules.profile, rules.days, *days)
        else:
            lines = tickets.medians(found[one], rules.profile)
        told += [_named(one, name) | line for line in lines]
    return told


def _six_clear(area: Area) -> list[Row]:
    """Of each community the sums of its grids, by its own definitions: those of two communities need not be alike."""
    kept = {one: area.kept[one] for one in area.standing}
    profiles = {one: area.rules[one].profile for one in kept}
    told = clear.counts(area.connection, kept, profiles, area.period.on)
    return [
        _named(one, name) | {"clear": each.title, "missing": sum(grid["missing"][each.key] for grid in told[one])}
        for one, name in area.standing.items()
        for each in profiles[one].six_clear.values()
    ]


_FOUND: Mapping[str, Callable[[Area], list[Row]]] = {
    "homes": _homes,
    "tickets": _tickets,
    "rates": _rates,
    "visits": _visits,
    "load": _load,
    "burdens": _burdens,
}
"""How the counts of those figures that have such are found for many communities at once."""
_TOLD: Mapping[str, Callable[[Area], list[Row]]] = {"durations": _durations, "six_clear": _six_clear}
_ALONE: Mapping[str, tuple[str, ...]] = {"durations": ("median_taken",), "six_clear": GRID}
"""What a community alone is told: its grids; the working time of every single ticket of a district is not counted while one waits."""
