"""What came round and was not done (例会、报告逾期未办): each missed span of a cadence stands in the journal, once.

The law it keeps: a span is missed when it is over and what the regulation asks for was not recorded in it; nobody can say so earlier, and
what is recorded afterwards does not take it back. A cadence is asked for from when its profile was in force.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce

from domain.governance.cadence import Standing, Window
from domain.ids import CommunityId
from domain.policy import Cadence
from domain.schema import Event, Events, event


@event("compliance.span_missed")
class SpanMissed:
    """Stored format: change only with an upcast and a golden file.

    kind: meeting or report. first, last: the span, both days included. due: by when, where the cadence names a day. done of asked times.
    """

    community: CommunityId
    cadence: str
    kind: str
    first: date
    last: date
    due: datetime | None
    asked: int
    done: int
    clause: str


@dataclass(frozen=True, slots=True)
class State:
    """missed: first days of the spans told, by cadence."""

    community: CommunityId
    missed: frozenset[tuple[str, date]] = field(default_factory=frozenset)


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, SpanMissed):
        raise TypeError(f"not an event of compliance: {event!r}")
    known = state or State(event.community)
    return replace(known, missed=known.missed | {(event.cadence, event.first)})


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def missed(state: State | None, *, community: CommunityId, cadence: Cadence, windows: Iterable[Window]) -> Events:
    """Every span that is over without what was asked, and not told yet, in order."""
    told = state.missed if state else frozenset()
    over = (one for one in windows if one.standing is Standing.MISSED and (cadence.key, one.first) not in told)
    return tuple(_missed(community, cadence, one) for one in over)


def _missed(community: CommunityId, cadence: Cadence, span: Window) -> SpanMissed:
    return SpanMissed(
        community=community,
        cadence=cadence.key,
        kind=cadence.kind,
        first=span.first,
        last=span.last,
        due=span.due,
        asked=cadence.times,
        done=span.done,
        clause=cadence.source.clause,
    )
