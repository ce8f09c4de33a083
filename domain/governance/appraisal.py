"""One appraisal under a scheme: scored step by step, from below upwards, closed with a result.

The law it keeps: a step is scored after the one before it passed; every part is scored once in a step, within its points; how tickets were
handled is drawn from the journal and has the points that come out of it; a grade is capped where the unit failed
(考核不合格单位的领导不得评为优秀). It compares with the scheme alone: nobody is ranked against anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.governance.appraisal_refusals import (
    AppraisalUnknown,
    ClosedAlready,
    MeasuredOtherwise,
    NoSuchLine,
    NotClosed,
    NotMeasured,
    RaterTwice,
    ScoredBefore,
    ScoresUnfit,
    SpanUnsound,
    StepNotPassed,
    StepOutOfOrder,
    StepsLeft,
)
from domain.governance.scheme import Part
from domain.governance.scheme import State as Scheme
from domain.ids import AppraisalId, CommunityId, SchemeId
from domain.required import require_name
from domain.schema import Event, Events, event

ONE_STEP = "whole"
HANDLING = "ticket_handling"
"""The line that is never given by hand: how tickets were handled (民情受理工作)."""


class Grade(StrEnum):
    EXCELLENT = "excellent"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Score:
    part: str
    points: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Tickets of the span that came due or were closed; good: closed in time, and who asked was told the result."""

    tickets: int
    good: int


# Stored formats: change only with an upcast and a golden file.


@event("appraisal.opened")
class Opened:
    """span_first, span_last: the month, quarter or year appraised. of_unit: the unit whose leader is appraised, where one is."""

    appraisal: AppraisalId
    community: CommunityId
    scheme: SchemeId
    span_first: date
    span_last: date
    of_unit: AppraisalId | None


@event("appraisal.step_scored")
class StepScored:
    """by: account of the rater; the steps of one appraisal have different ones."""

    step: str
    scores: tuple[Score, ...]
    points: int
    is_passed: bool
    by: str


@event("appraisal.handling_measured")
class HandlingMeasured:
    """worker: account of the first handler, blank for the whole community. evidence_at: journal position they were counted at."""

    worker: str
    tally: Tally
    points: int
    evidence_at: int


@event("appraisal.closed")
class Closed:
    """points: of the last step. capped_by: clause of the cap that lowered the grade, blank where none did."""

    points: int
    grade: Grade
    capped_by: str


@event("appraisal.reported_up")
class ReportedUp:
    """The result was sent to the body above that gathers them."""

    to: str
    by: str


@dataclass(frozen=True, slots=True)
class State:
    """scored: step -> (points, passed, by), in order. measured: points of the line drawn from the journal."""

    appraisal: AppraisalId
    community: CommunityId
    scheme: SchemeId
    span_first: date
    span_last: date
    of_unit: AppraisalId | None = None
    measured: int | None = None
    scored: Mapping[str, tuple[int, bool, str]] = field(default_factory=dict)
    grade: Grade | None = None
    reported_to: tuple[str, ...] = ()


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, Opened):
        return State(event.appraisal, event.community, event.scheme, event.span_first, event.span_last, event.of_unit)
    known = existing(state)
    match event:
        case StepScored():
            return replace(known, scored={**known.scored, event.step: (event.points, event.is_passed, event.by)})
        case HandlingMeasured():
            return replace(known, measured=event.points)
        case Closed():
            return replace(known, grade=event.grade)
        case ReportedUp():
            return replace(known, reported_to=(*known.reported_to, event.to))
    raise TypeError(f"not an event of an appraisal: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def existing(state: State | None) -> State:
    if state is None:
        raise AppraisalUnknown()
    return state


def open_(
    state: State | None, *, appraisal: AppraisalId, of: Scheme, span_first: date, span_last: date, of_unit: AppraisalId | None = None
) -> Events:
    if state is not None:
        return ()
    if span_last < span_first:
        raise SpanUnsound(span_first=span_first, span_last=span_last)
    return (
        Opened(appraisal=appraisal, community=of.community, scheme=of.scheme, of_unit=of_unit, span_first=span_first, span_last=span_last),
    )


def measure(state: State | None, *, of: Scheme, worker: str, tally: Tally, evidence_at: int) -> Events:
    """tally: evidence. The share of good ones of the line's points, half up; nothing came due: all of them."""
    known = _open(state)
    line = next((part for part in of.parts if part.key == HANDLING), None)
    if line is None:
        raise NoSuchLine(part=HANDLING)
    if known.scored:
        raise ScoredBefore(part=HANDLING)
    points = (2 * line.points * tally.good + tally.tickets) // (2 * tally.tickets) if tally.tickets else line.points
    if known.measured == points:
        return ()
    return (HandlingMeasured(worker=worker, tally=tally, points=points, evidence_at=evidence_at),)


def score(state: State | None, *, of: Scheme, step: str, scores: tuple[Score, ...], by: str) -> Events:
    """of: evidence, its scheme. A failed part that is a veto fails the step."""
    known = _open(state)
    steps = of.steps or (ONE_STEP,)
    following = next((one for one in steps if one not in known.scored), None)
    if step != following:
        raise StepOutOfOrder(step=following, steps=list(steps), value=step, limit=following, clause=of.clause)
    if failed := next(((name, points) for name, (points, passed, _) in known.scored.items() if not passed), None):
        name, points = failed
        raise StepNotPassed(step=name, points=points, passing=of.passing, value=points, limit=of.passing, clause=of.clause)
    if by in {who for _, _, who in known.scored.values()}:
        raise RaterTwice(step=step)
    _require_fit(scores, of.parts)
    _require_measured(scores, known)
    points = sum(one.points for one in scores)
    vetoed = {part.key for part in of.parts if part.is_veto} & {one.part for one in scores if one.points == 0}
    return (StepScored(step=step, scores=scores, points=points, is_passed=points >= of.passing and not vetoed, by=by),)


def close(state: State | None, *, of: Scheme, excellent_from: int, unit_failed: bool, cap_clause: str) -> Events:
    """excellent_from: points, the deployer's. unit_failed: evidence, the result of the unit whose leader this is. A step that was not
    passed ends it.
    """
    known = existing(state)
    if known.grade is not None:
        return ()
    steps = of.steps or (ONE_STEP,)
    passed = all(one_passed for _, one_passed, _ in known.scored.values())
    if left := next((one for one in steps if one not in known.scored), None):
        if passed or not known.scored:
            raise StepsLeft(step=left)
    points = [points for points, _, _ in known.scored.values()][-1]
    grade = Grade.FAILED if not passed else Grade.EXCELLENT if points >= excellent_from else Grade.PASSED
    if grade is Grade.EXCELLENT and unit_failed:
        return (Closed(points=points, grade=Grade.PASSED, capped_by=cap_clause),)
    return (Closed(points=points, grade=grade, capped_by=""),)


def report_up(state: State | None, *, to: str, by: str) -> Events:
    """考评结果上报汇总: to each body once."""
    known = existing(state)
    if known.grade is None:
        raise NotClosed()
    require_name(to)
    return () if to in known.reported_to else (ReportedUp(to=to, by=by),)


def _open(state: State | None) -> State:
    known = existing(state)
    if known.grade is not None:
        raise ClosedAlready(grade=known.grade)
    return known


def _require_measured(scores: tuple[Score, ...], known: State) -> None:
    line = next((one for one in scores if one.part == HANDLING), None)
    if line is not None and known.measured is None:
        raise NotMeasured(part=HANDLING)
    if line is not None and line.points != known.measured:
        raise MeasuredOtherwise(part=HANDLING, points=known.measured)


def _require_fit(scores: tuple[Score, ...], parts: tuple[Part, ...]) -> None:
    limits = {part.key: part.points for part in parts}
    keys = [one.part for one in scores]
    wrong = {key for key in limits if keys.count(key) != 1} | (set(keys) - limits.keys())
    wrong |= {one.part for one in scores if not 0 <= one.points <= limits.get(one.part, -1)}
    if wrong:
        raise ScoresUnfit(parts=sorted(wrong))
