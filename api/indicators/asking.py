"""A question about figures, from what was asked to what answers it: which days, known when, inside whose borders."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from api.china_days import calendar_of
from api.commands.evidence import hold, known, profile_on
from api.context import CHINA, Ctx
from api.indicators.boundaries import NOW, THEN, boundaries_of
from api.indicators.figure import Asked, Figure, Period
from api.moments import moment
from domain import community as communities
from domain.errors import Invalid
from domain.ids import CommunityId
from projections import grids as plans
from projections import lineage, trail
from projections.replay import replayed


class KnownAhead(Invalid):
    """Nobody knows yet what will have been recorded then."""

    code = "figure.known_ahead"


@dataclass(frozen=True)
class Question:
    """known_at: None for now. boundaries: THEN, NOW or a plan's id. registers: THEN, those it kept then; NOW, those it keeps now, so that
    the months of communities that ended in it since are told with its own."""

    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    boundaries: str = THEN
    registers: str = THEN


@contextmanager
def asking(
    ctx: Ctx,
    connection: Connection[Any],
    community: CommunityId,
    question: Question,
    figures: Collection[Figure],
    grids: Collection[str] | None = None,
) -> Iterator[Asked]:
    """connection: to the live read models. figures: those that will be asked for: of what was known no more is gone through than they need.

    Raises PeriodUnsound, KnownAhead, CommunityUnknown, PlanUnknown.
    """
    held = lineage.holding(connection, community, ctx.now) if question.registers == NOW else []
    if question.known_at is None:
        yield _asked(ctx, connection, community, question, grids, held)
        return
    if question.known_at > ctx.now:
        raise KnownAhead()
    drawn = () if question.boundaries == THEN else (plans.VIEW.name,)
    views = dict.fromkeys((lineage.NAME, *drawn, *(view for figure in figures for view in figure.views)))
    unneeded = set.intersection(*(set(figure.without) for figure in figures)) if figures else ()
    positions = trail.recorded_by(connection, lineage.holding(connection, community), question.known_at, unneeded)
    with replayed(ctx.office.databases.project, tuple(views), ctx.journal.at(positions)) as then:
        yield replace(_asked(ctx, then, community, question, grids, held), is_replayed=True)


def _asked(
    ctx: Ctx, connection: Connection[Any], community: CommunityId, question: Question, grids: Collection[str] | None, held: Collection[str]
) -> Asked:
    known_at = question.known_at or ctx.now
    period = Period.given(question.since, question.until, question.as_of, known_at.astimezone(CHINA).date())
    owner = hold(ctx, community, communities.fold)
    told = tuple(one for one in owner.recorded if held or one.recorded_at <= known_at)
    owner = known(replace(owner, recorded=told, state=communities.fold(one.body for one in told)))
    profile = profile_on(owner, min(moment(period.on.isoformat()), known_at))
    drawn = boundaries_of(connection, community, question.boundaries, known_at)
    return Asked(ctx, connection, community, profile, calendar_of(ctx, known_at), period, grids, known_at, drawn, held=tuple(held))
