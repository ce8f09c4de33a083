"""An inspection (督查) of a community: held, its findings published, put right on demand, looked at again.

The law it keeps: whoever put a finding right does not verify it; what is not right is demanded again; a finding that was published stays
public with what became of it. A community inspected by lot was drawn by a seed that nobody chose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Forbidden, Invalid, Refused, Unknown
from domain.ids import CommunityId, InspectionId
from domain.required import require_document, require_name
from domain.schema import Event, Events, event
from domain.values import Sealed


class Stage(StrEnum):
    FOUND = "found"
    DEMANDED = "demanded"
    RECTIFIED = "rectified"
    VERIFIED = "verified"


# Stored formats: change only with an upcast and a golden file.


@event("inspection.held")
class InspectionHeld:
    """team: who inspected, a body. draw: number of the draw that chose the community; None: not by lot."""

    inspection: InspectionId
    community: CommunityId
    title: str
    team: str
    on: date
    draw: int | None
    by: str


@event("inspection.finding_recorded")
class FindingRecorded:
    """finding: 1, 2, 3… title: what is wrong, of the body and of no person; fit to be published. content: sealed, what was seen."""

    inspection: InspectionId
    community: CommunityId
    finding: int
    title: str
    content: Sealed


@event("inspection.finding_published")
class FindingPublished:
    finding: int
    published_on: date
    notice: str
    clause: str


@event("inspection.rectification_demanded")
class RectificationDemanded:
    """due: the last day. round: 1, and one more each time it was not right yet."""

    finding: int
    due: date
    round: int
    clause: str


@event("inspection.rectified")
class Rectified:
    """work: sealed, what was done."""

    finding: int
    rectified_by: str
    work: Sealed


@event("inspection.rectification_verified")
class RectificationVerified:
    finding: int
    is_done: bool
    verified_by: str


AboutFinding = FindingRecorded | FindingPublished | RectificationDemanded | Rectified | RectificationVerified


@dataclass(frozen=True, slots=True)
class Finding:
    stage: Stage = Stage.FOUND
    is_published: bool = False
    rounds: int = 0
    rectified_by: str = ""


@dataclass(frozen=True, slots=True)
class State:
    inspection: InspectionId
    community: CommunityId
    findings: Mapping[int, Finding] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, InspectionHeld):
        return State(event.inspection, event.community)
    known = existing(state)
    if not isinstance(event, AboutFinding):
        raise TypeError(f"not an event of an inspection: {event!r}")
    before = known.findings.get(event.finding, Finding())
    return replace(known, findings={**known.findings, event.finding: _after(before, event)})


def _after(before: Finding, event: AboutFinding) -> Finding:
    match event:
        case FindingRecorded():
            return before
        case FindingPublished():
            return replace(before, is_published=True)
        case RectificationDemanded():
            return replace(before, stage=Stage.DEMANDED, rounds=event.round)
        case Rectified():
            return replace(before, stage=Stage.RECTIFIED, rectified_by=event.rectified_by)
        case RectificationVerified():
            return replace(before, stage=Stage.VERIFIED if event.is_done else Stage.DEMANDED)


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def existing(state: State | None) -> State:
    if state is None:
        raise InspectionUnknown()
    return state


class InspectionUnknown(Unknown):
    code = "inspection.unknown"


class NotDrawn(Refused):
    """The draw of that number did not choose this community. Facts: draw."""

    code = "inspection.not_drawn"


class FindingUnknown(Unknown):
    """Facts: findings (how many there are)."""

    code = "inspection.finding_unknown"


class StageOther(Refused):
    """Facts: stage."""

    code = "inspection.stage_other"


class DueInThePast(Invalid):
    """Facts: due."""

    code = "inspection.due_in_the_past"


class OwnWork(Forbidden):
    """Somebody else than who put it right verifies it. Facts: clause."""

    code = "inspection.own_work"


def hold(
    state: State | None,
    *,
    inspection: InspectionId,
    community: CommunityId,
    title: str,
    team: str,
    on: date,
    draw: int | None,
    chosen: tuple[str, ...],
    by: str,
) -> Events:
    """chosen: evidence, whom the draw of that number chose."""
    if state is not None:
        return ()
    require_name(title)
    require_name(team)
    if draw is not None and community not in chosen:
        raise NotDrawn(draw=draw)
    return (InspectionHeld(inspection=inspection, community=community, title=title, team=team, on=on, draw=draw, by=by),)


def record(state: State | None, *, title: str, content: Sealed) -> Events:
    known = existing(state)
    require_name(title)
    return (
        FindingRecorded(
            inspection=known.inspection, community=known.community, title=title, content=content, finding=len(known.findings) + 1
        ),
    )


def publish(state: State | None, *, finding: int, on: date, notice: str, clause: str) -> Events:
    """notice: number or address of the public notice."""
    if _finding(state, finding).is_published:
        return ()
    require_document(notice)
    return (FindingPublished(finding=finding, published_on=on, notice=notice, clause=clause),)


def demand(state: State | None, *, finding: int, on: date, due: date, clause: str) -> Events:
    """Source: policies key "inspection.rectified"; the days to do it in: "inspection.rectify_within"."""
    found = _finding(state, finding)
    if found.stage is Stage.DEMANDED:
        return ()
    _require(found, Stage.FOUND)
    if due < on:
        raise DueInThePast(due=due)
    return (RectificationDemanded(finding=finding, due=due, round=1, clause=clause),)


def rectify(state: State | None, *, finding: int, by: str, work: Sealed) -> Events:
    found = _finding(state, finding)
    if found.stage is Stage.RECTIFIED:
        return ()
    _require(found, Stage.DEMANDED)
    return (Rectified(finding=finding, rectified_by=by, work=work),)


def verify(state: State | None, *, finding: int, is_done: bool, by: str, due: date, clause: str) -> Events:
    """due: the day by which it is to be right where it is not yet."""
    found = _finding(state, finding)
    if found.stage is Stage.VERIFIED and is_done:
        return ()
    _require(found, Stage.RECTIFIED)
    if by == found.rectified_by:
        raise OwnWork(value=by, limit=found.rectified_by, clause=clause)
    verified = RectificationVerified(finding=finding, is_done=is_done, verified_by=by)
    return (verified,) if is_done else (verified, RectificationDemanded(finding=finding, due=due, round=found.rounds + 1, clause=clause))


def _finding(state: State | None, number: int) -> Finding:
    known = existing(state)
    if number not in known.findings:
        raise FindingUnknown(findings=len(known.findings))
    return known.findings[number]


def _require(found: Finding, stage: Stage) -> None:
    if found.stage is not stage:
        raise StageOther(stage=found.stage)
