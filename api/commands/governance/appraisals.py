"""Schemes of points, appraisals step by step, ratings both ways."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from api.commands.evidence import hold
from api.commands.governance.deciding import community_of, decided, decided_on, owner_of
from api.context import Ctx, Done
from domain.governance import appraisal, rating, scheme
from domain.governance import cadence as cadences
from domain.governance.appraisal import AppraisalUnknown, Grade, Score, Tally
from domain.governance.clauses import value_of
from domain.governance.rating import Raters, Subject
from domain.governance.scheme import Part, SchemeUnknown
from domain.ids import AppraisalId, RatingId, SchemeId, community_id
from domain.policy import Cadence, PolicyProfile
from domain.schema import Events
from projections import appraisals, ticket_board

REPORTED_TO = "appraisal.reported_to"


def publish_scheme(ctx: Ctx, code: str, kind: str, title: str, parts: tuple[Part, ...], *, by_department: bool = False) -> Done:
    stream = SchemeId(ctx.new_id("sch"))

    def decide(state: scheme.State | None, profile: PolicyProfile) -> Events:
        given = {"scheme": stream, "community": community_id(code), "appraisal": kind, "title": title, "parts": parts}
        return scheme.publish(state, **given, by_department=by_department, profile=profile)

    return decided(ctx, code, stream, scheme, decide)


def open_(ctx: Ctx, of: SchemeId, span_first: date, span_last: date, of_unit: AppraisalId | None = None) -> Done:
    stream, code = AppraisalId(ctx.new_id("apr")), community_of(ctx, of, scheme, SchemeUnknown)
    if of_unit is not None:
        community_of(ctx, of_unit, appraisal, AppraisalUnknown)
    known = _scheme(ctx, of)

    def decide(state: appraisal.State | None, _: PolicyProfile) -> Events:
        return appraisal.open_(state, appraisal=stream, of=known, span_first=span_first, span_last=span_last, of_unit=of_unit)

    return decided(ctx, code, stream, appraisal, decide, begins=False)


def measure(ctx: Ctx, stream: AppraisalId, worker: str) -> Done:
    """How tickets were handled in the span: by this account as first handler, or in the whole community where it is blank."""
    ctx.office.freshen(ticket_board.VIEW.name)
    counted_at = ctx.journal.head()

    def decide(state: appraisal.State | None, _: PolicyProfile) -> Events:
        known = appraisal.existing(state)
        with ctx.office.reading() as connection:
            counted = ticket_board.handled(connection, known.community, known.span_first, known.span_last + timedelta(days=1), worker)
        of = _scheme(ctx, known.scheme)
        return appraisal.measure(state, of=of, worker=worker, tally=Tally(*counted), evidence_at=counted_at)

    return decided_on(ctx, stream, appraisal, AppraisalUnknown, decide)


def score(ctx: Ctx, stream: AppraisalId, step: str, scores: tuple[Score, ...], *, seen: int | None = None) -> Done:
    def decide(state: appraisal.State | None, _: PolicyProfile) -> Events:
        of = _scheme(ctx, appraisal.existing(state).scheme)
        return appraisal.score(state, of=of, step=step, scores=scores, by=ctx.actor.account)

    return decided_on(ctx, stream, appraisal, AppraisalUnknown, decide, seen=seen)


def close(ctx: Ctx, stream: AppraisalId, excellent_from: int, *, seen: int | None = None) -> Done:
    def decide(state: appraisal.State | None, profile: PolicyProfile) -> Events:
        known = appraisal.existing(state)
        unit = hold(ctx, known.of_unit, appraisal.fold).state if known.of_unit else None
        capped = next((one.source.clause for one in profile.appraisals.values() if one.cap), "")
        failed = bool(capped) and unit is not None and unit.grade is Grade.FAILED
        of = _scheme(ctx, known.scheme)
        return appraisal.close(state, of=of, excellent_from=excellent_from, unit_failed=failed, cap_clause=capped)

    return decided_on(ctx, stream, appraisal, AppraisalUnknown, decide, seen=seen)


def report_up(ctx: Ctx, stream: AppraisalId, to: str = "", *, seen: int | None = None) -> Done:
    """to: by default the body that the profile's regulation names. Raises NotClosed, NameMissing."""

    def decide(state: appraisal.State | None, profile: PolicyProfile) -> Events:
        above = to or str(value_of(profile, REPORTED_TO, ""))
        return appraisal.report_up(state, to=above, by=ctx.actor.account)

    return decided_on(ctx, stream, appraisal, AppraisalUnknown, decide, seen=seen)


def compliance(ctx: Ctx, code: str, since: date, until: date) -> list[dict[str, Any]]:
    """Of each appraisal that comes round: every span of that time, how many were closed for it, and how many of these were sent up."""
    _, profile = owner_of(ctx, code)
    with ctx.office.reading() as connection:
        kinds = {one["scheme"]: one["appraisal"] for one in appraisals.schemes(connection, community_id(code))}
        closed = [one for one in appraisals.appraisals(connection, community_id(code)) if one["grade"] is not None]
    found = []
    for key, one in profile.appraisals.items():
        if one.every is None:
            continue
        mine = [row for row in closed if kinds[row["scheme"]] == key]
        done_at = [datetime.combine(row["span_last"], time(12), cadences.CHINA) for row in mine]
        round_ = Cadence(key, one.title, one.english, "report", one.every, one.source)
        spans = cadences.windows(round_, done_at, since, until, ctx.now)
        told = [{"first": span.first, "last": span.last, "closed": span.done, "standing": span.standing} for span in spans]
        sent = sum(bool(row["reported_to"]) for row in mine)
        by = {"raters": list(one.raters), "clause": one.source.clause}
        found.append({"appraisal": key, "title": one.title, **by, "windows": told, "closed": len(mine), "reported_up": sent})
    return found


def _scheme(ctx: Ctx, stream: SchemeId) -> scheme.State:
    state = hold(ctx, stream, scheme.fold).state
    if state is None:
        raise SchemeUnknown()
    return state


def rate(ctx: Ctx, code: str, subject: Subject, name: str, raters: Raters, span: tuple[date, date], tallies: tuple[int, ...]) -> Done:
    stream = RatingId(ctx.new_id("rtg"))

    def decide(state: rating.State | None, _: PolicyProfile) -> Events:
        given = {"rating": stream, "community": community_id(code), "subject": subject, "name": name, "raters": raters}
        return rating.give(state, **given, span=span, tallies=tallies)

    return decided(ctx, code, stream, rating, decide)
