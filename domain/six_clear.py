"""六清: what the registers of a grid still lack, by the definition that the profile gives.

The law it keeps: clear is what has none of the gaps that the definition names; what is missing is told by name, to be made good.
Nothing here is a score: grids stand in the order of their codes and no warden is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.policy_clear import Clear, Gap


@dataclass(frozen=True, slots=True)
class Home:
    """A household that lives in the grid. visits: the last day of a visit by purpose."""

    household: str
    building: str
    has_head: bool
    visits: Mapping[str, date] = field(default_factory=dict)

    def last_visit(self, purposes: Collection[str] = ()) -> date | None:
        return max((day for purpose, day in self.visits.items() if not purposes or purpose in purposes), default=None)


@dataclass(frozen=True, slots=True)
class House:
    """A building of the grid that stands; dwellings and households registered in it."""

    building: str
    dwellings: int
    households: int


@dataclass(frozen=True, slots=True)
class Matter:
    """Something recorded that is not settled: kind "tag", "observation", "need", "opinion" or "ticket".

    since: for a tag the day it ended. is_taken: of a ticket, somebody has accepted it; is_raised: a meeting has it on its agenda.
    """

    kind: str
    matter: str
    since: date
    household: str | None = None
    category: str | None = None
    is_taken: bool = False
    is_raised: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the registers say of one grid on one day. organisations: id -> whether its particulars are whole."""

    houses: Sequence[House] = ()
    homes: Sequence[Home] = ()
    matters: Sequence[Matter] = ()
    organisations: Mapping[str, bool] = field(default_factory=dict)
    patrolled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to make good. since: the last visit or patrol, or since when the matter stands; number: tickets of a hot issue."""

    gap: Gap
    building: str | None = None
    household: str | None = None
    matter: str | None = None
    category: str | None = None
    since: date | None = None
    number: int | None = None


def missing(clear: Clear, facts: Facts, on: date) -> tuple[Missing, ...]:
    """What keeps the grid from being clear on that day, in the order of the definition's gaps; empty: it is clear."""
    return tuple(one for gap in clear.gaps for one in _LOOKS[gap](clear, facts, on))


def _earliest(clear: Clear, on: date) -> date:
    return on - timedelta(days=clear.within_days)


def _unregistered(clear: Clear, facts: Facts, on: date) -> Iterable[Missing]:
    return (Missing("building_unregistered", building=one.building) for one in facts.houses if one.dwellings and not one.households)


def _headless(clear: Clear, facts: Facts, on: date) -> Iterable[Missing]:
    return (Missing("household_headless", one.building, one.household) for one in facts.homes if not one.has_head)


def _unvisited(clear: Clear, facts: Facts, on: date) -> Iterable[Missing]:
    for one in facts.homes:
        last = one.last_visit(clear.purposes)
        if last is None or last < _earliest(clear, on):
            yield Missing("household_unvisited", one.building, one.household, since=last)


def _tag_expired(clear: Clear, facts: Facts, on: date) -> Iterable[Missing]:
    """A tag that ended, and nobody has been in the home since."""
    visited = {one.household: one.last_visit() for one in facts.homes}
    for one in _of("tag", facts):
        last = visited.get(one.household or "")
        if last is None or last <= one.since:
            yield Missing("tag_expired", household=one.household, matter=one.matter, since=one.since)


def _pending(clear: Clear, facts: Facts, on: date) -> Iterable[Missing]:
    return (
        Missing("observation_pending", household=one.household, matter=one.matter, since=one.since) for one in _of("observation", facts)
    )


def _incomplete(clear: Clear, facts: Facts, on: date) -> Iterable[Missing]:
    return (Missing("organisation_incomplete", matter=name) for name, is_whole in facts.organisations.items() if not is_whole)


def _unpatrolled(clear: Clear, facts: Facts, on: date) -> Iterable[Missing]:
    if facts.patrolled_on is None or facts.patrolled_on < _earliest(clear, on):
        yield Missing("grid_unpatrolled", since=facts.patrolled_on)


def _untaken(clear: Clear, facts: Facts, on: date) -> Iterable[Missing]:
    for one in _of("ticket", facts):
        if not one.is_taken:
            yield Missing("ticket_untaken", matter=one.matter, category=one.category, since=one.since)


def _need_standing(clear: Clear, facts: Facts, on: date) -> Iterable[Missing]:
    return _standing("need_standing", "need", clear, facts, on)


def _opinion_standing(clear: Clear, facts: Facts, on: date) -> Iterable[Missing]:
    return _standing("opinion_standing", "opinion", clear, facts, on)


def _standing(gap: Gap, kind: str, clear: Clear, facts: Facts, on: date) -> Iterable[Missing]:
    for one in _of(kind, facts):
        if one.since < _earliest(clear, on):
            yield Missing(gap, household=one.household, matter=one.matter, category=one.category, since=one.since)


def _hot(clear: Clear, facts: Facts, on: date) -> Iterable[Missing]:
    """A category asked about so often that it is everybody's, and no meeting has had it on its agenda."""
    recent = [one for one in _of("ticket", facts) if one.since >= _earliest(clear, on)]
    raised = {one.category for one in recent if one.is_raised}
    for category, number in sorted(Counter(one.category or "" for one in recent).items()):
        if number >= clear.times and category not in raised:
            yield Missing("hot_issue_unraised", category=category, number=number)


def _of(kind: str, facts: Facts) -> Iterable[Matter]:
    return (one for one in facts.matters if one.kind == kind)


_LOOKS: Mapping[Gap, Callable[[Clear, Facts, date], Iterable[Missing]]] = {
    "building_unregistered": _unregistered,
    "household_headless": _headless,
    "household_unvisited": _unvisited,
    "tag_expired": _tag_expired,
    "observation_pending": _pending,
    "organisation_incomplete": _incomplete,
    "grid_unpatrolled": _unpatrolled,
    "ticket_untaken": _untaken,
    "need_standing": _need_standing,
    "opinion_standing": _opinion_standing,
    "hot_issue_unraised": _hot,
}
