"""The figures of a community for a period: all at once for a page, each by itself as JSON, CSV or XLSX."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from api import indicators, models
from api.calls import allow, office_of
from api.china_days import calendar_of
from api.commands.evidence import hold_community, profile_of
from api.context import Actor
from api.indicators import Asked, Period
from api.ledgers import as_file
from api.routes import ledgers
from api.scope import READERS, counting, reading, scope_of

router = APIRouter(prefix="/api/communities/{code}/figures", tags=["指标 · indicators"])
Reader = Depends(allow(*READERS))
Since = Annotated[models.Day | None, Query(description="起始日，缺省为当月一日 / first day, by default the first of the month")]
Until = Annotated[models.Day | None, Query(description="截止日（含），缺省为今日 / last day, by default today")]
On = Annotated[models.Day | None, Query(description="截至哪一天所知，缺省为期末 / as it stood on which day, by default the period's last")]


@dataclass(frozen=True)
class Question:
    """What every figure is asked by."""

    code: str
    since: Since = None
    until: Until = None
    as_of: On = None
    grid: models.Grid | None = None


Asking = Annotated[Question, Depends()]


@router.get("")
def figures(request: Request, asking: Asking, actor: Actor = Reader) -> dict[str, Any]:
    """Every figure with its definition, clause, columns and rows; the grids in sight. A warden sees the own ones beside the community."""
    with _asked(request, actor, asking, whole=False) as ask:
        told = [indicators.made(one, ask) for one in indicators.BY_GRID]
        period = {"since": ask.period.since, "until": ask.period.last, "as_of": ask.period.on}
        grids = [{key: one[key] for key in ("grid", "code", "name")} for one in ask.sections]
    with _asked(request, actor, asking, whole=True) as ask:
        told += [indicators.made(one, ask) for one in indicators.WHOLE]
    return period | {"profile": ask.profile.key, "at": ask.ctx.now, "grids": grids, "figures": told}


@router.get("/{figure}", response_model=None)
def one(
    request: Request,
    figure: str,
    asking: Asking,
    form: Literal["json", "csv", "xlsx"] = Query("json", alias="format"),
    actor: Actor = Reader,
) -> dict[str, Any] | Response:
    """The same rows, whichever form is asked for."""
    wanted = indicators.figure_of(figure)
    with _asked(request, actor, asking, whole=wanted.whole) as ask:
        if form == "json":
            return indicators.made(wanted, ask)
        made = indicators.sheet(wanted, ask, ask.ctx.journal.head())
    return ledgers.file(made, asking.code, as_file(made, form), form)


@contextmanager
def _asked(request: Request, actor: Actor, asking: Question, *, whole: bool) -> Iterator[Asked]:
    ctx = office_of(request).ctx(actor)
    owner = hold_community(ctx, asking.code).state
    assert owner is not None
    period = Period.given(asking.since, asking.until, asking.as_of, ctx.today)
    within = counting if whole else reading
    with within(request, actor, asking.code, *indicators.VIEWS) as (connection, community):
        grids = None if whole else scope_of(ctx, community).narrowed(asking.grid)
        yield Asked(ctx, connection, community, profile_of(owner), calendar_of(ctx), period, grids)
