"""A report that comes round (周报): what was difficult this week, from the officer to the deputy, from the station to the office above.

The law it keeps: one report for a span and a reporter; a later one in the same span replaces nothing, it stands beside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from domain.errors import Invalid
from domain.ids import CommunityId, ReportId
from domain.policy import PolicyProfile
from domain.schema import Event, Events, event
from domain.values import Sealed


@event("report.submitted")
class Submitted:
    """Stored format: change only with an upcast and a golden file. to: in the regulation's words."""

    report: ReportId
    community: CommunityId
    cadence: str
    by: str
    to: str
    content: Sealed


@dataclass(frozen=True, slots=True)
class State:
    report: ReportId
    community: CommunityId
    cadence: str


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, Submitted):
        raise TypeError(f"not an event of a report: {event!r}")
    return State(event.report, event.community, event.cadence)


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class NotAReport(Invalid):
    """Facts: known (the profile's reports)."""

    code = "report.not_a_report"


def submit(
    state: State | None, *, report: ReportId, community: CommunityId, cadence: str, by: str, content: Sealed, profile: PolicyProfile
) -> Events:
    if state is not None:
        return ()
    reports = {key: one for key, one in profile.cadences.items() if one.kind == "report"}
    if cadence not in reports:
        raise NotAReport(known=sorted(reports))
    return (Submitted(report=report, community=community, cadence=cadence, by=by, to=reports[cadence].to, content=content),)
