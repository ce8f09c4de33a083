"""The figures of a community for a period: all at once for a page, each by itself as JSON, CSV, XLSX or SVG; the catalogue; of areas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api import indicators, models
from api.calls import allow, caught_up, office_of
from api.calls import as_of as instant
from api.context import Actor
from api.indicators import Asked, Figure, Frame, Question, tiers
from api.ledgers import as_file
from api.problems import RoleForbidden
from api.routes import ledgers
from api.scope import READERS, Scope, looking, scope_of
from api.scoped import counting, reading

router = APIRouter(prefix="/api", tags=["指标 · indicators"])
Reader = Depends(allow(*READERS))
WIDE = tuple(role for role in READERS if role != "warden")
"""Who may ask what was known, and by whose borders: of more than the own grids of today."""
Since = Annotated[models.Day | None, Query(description="起始日，缺省为当月一日 / first day, by default the first of the month")]
Until = Annotated[models.Day | None, Query(description="截止日（含），缺省为今日 / last day, by default today")]
On = Annotated[
    models.Day | None, Query(description="截至哪一天的事实，缺省为期末 / as it stood on which day, by default the period's last")
]
KnownAt = Annotated[str | None, Query(max_length=40, description="只用此刻以前录入的 / by what had been recorded until then")]
Borders = Annotated[
    str,
    Query(
        pattern="^(then|now|pln-[0-9a-z]{4,40})$", description="网格边界：当时、现行或某方案 / by the grids of then, of now, or of a plan"
    ),
]
Registers = Annotated[
    Literal["then", "now"],
    Query(description="now：今日并入本社区的各原社区一并计入 / now: communities that ended in it by today are counted with it"),
]
By = Annotated[
    Literal["grid"] | None, Query(description="全社区的指标改为逐网格 / what is told of the whole community is told of each grid instead")
]


@dataclass(frozen=True)
class Asking:
    """What every figure is asked by."""

    code: str
    since: Since = None
    until: Until = None
    as_of: On = None
    grid: models.Grid | None = None
    known_at: KnownAt = None
    boundaries: Borders = indicators.THEN
    registers: Registers = indicators.THEN
    by: By = None

    @property
    def question(self) -> Question:
        return Question(self.since, self.until, self.as_of, instant(self.known_at), self.boundaries, self.registers)


Given = Annotated[Asking, Depends()]


@router.get("/figures")
def catalogue(_: Actor = Reader) -> dict[str, Any]:
    """Every figure: definition, formula, units, the events it is counted from, and the rules of the founding documents that ask for it."""
    return {"figures": indicators.listed()}


@router.get("/communities/{code}/figures")
def figures(request: Request, asking: Given, actor: Actor = Reader) -> dict[str, Any]:
    """Every figure with its definition, clause, columns and rows; the grids in sight. A warden sees the own ones beside the community.

    Restated to other borders: those that can be. As known at a moment: all but those of more than the community.
    """
    by_grid, whole = indicators.figures_of(asking.by)
    with _asked(request, actor, asking, by_grid) as ask:
        told = [indicators.made(one, ask) for one in by_grid if one.is_told(ask)]
        period = {"since": ask.period.since, "until": ask.period.last, "as_of": ask.period.on, "known_at": ask.known_at}
        grids = [{key: one[key] for key in ("grid", "code", "name")} for one in ask.sections]
    with _asked(request, actor, asking, whole) as ask:
        told += [indicators.made(one, ask) for one in whole if one.is_told(ask)]
    return period | {"profile": ask.profile.key, "at": ask.ctx.now, "grids": grids, "figures": told}


@router.get("/communities/{code}/figures/{figure}", response_model=None)
def one(
    request: Request,
    figure: str,
    asking: Given,
    form: Literal["json", "csv", "xlsx", "svg"] = Query("json", alias="format"),
    actor: Actor = Reader,
) -> dict[str, Any] | Response:
    """The same rows, whichever form is asked for; with `known_at` of an answer, the same for ever."""
    wanted = indicators.figure_of(figure, asking.by)
    with _asked(request, actor, asking, [wanted]) as ask:
        if form == "json":
            return indicators.made(wanted, ask)
        if form == "svg":
            return _picture(indicators.made(wanted, ask))
        made = indicators.sheet(wanted, ask, ask.ctx.journal.head())
    return ledgers.file(made, asking.code, as_file(made, form), form)


@router.get("/areas/{area}/figures/{figure}", response_model=None)
def of_area(
    request: Request,
    area: Annotated[str, Path(pattern="^[0-9]{6}([0-9]{3}){0,2}$")],
    figure: str,
    since: Since = None,
    until: Until = None,
    as_of: On = None,
    known_at: KnownAt = None,
    form: Literal["json", "csv", "xlsx", "svg"] = Query("json", alias="format"),
    actor: Actor = Depends(allow(*WIDE)),
) -> dict[str, Any] | Response:
    """The communities of a subdistrict (9 digits) or district (6) side by side, or one (12); those alone that the caller works for.

    With `known_at` of an answer, the same for ever.
    """
    ctx = caught_up(request, *tiers.VIEWS).ctx(actor)
    wanted, wish = indicators.figure_of(figure), tiers.Wish(area, actor.communities, since, until, as_of, instant(known_at))
    with looking(ctx, Scope(actor)) as connection, tiers.asking(ctx, connection, wanted, wish) as asked:
        found = tiers.rows(wanted, asked)
    told, frame = tiers.summed(wanted), Frame(asked.period, ctx.now, wish.known_at or ctx.now)
    if form == "json":
        return indicators.answer(told, found, frame)
    if form == "svg":
        return _picture(indicators.answer(told, found, frame))
    made = indicators.as_sheet(told, found, frame, ctx.journal.head())
    return ledgers.file(made, area, as_file(made, form), form)


def _picture(told: dict[str, Any]) -> Response:
    return Response(indicators.svg(told), media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@contextmanager
def _asked(request: Request, actor: Actor, asking: Asking, figures: Sequence[Figure]) -> Iterator[Asked]:
    """figures: all by grid, or all of the whole community."""
    question, whole = asking.question, figures[0].whole
    if actor.role not in WIDE and (question.known_at or question.boundaries != indicators.THEN):
        raise RoleForbidden(needs=WIDE)
    ctx = office_of(request).ctx(actor)
    within = counting if whole else reading
    with within(request, actor, asking.code, *indicators.VIEWS) as (connection, community):
        grids = None if whole else scope_of(ctx, community).narrowed(asking.grid)
        with indicators.asking(ctx, connection, community, question, figures, grids) as ask:
            yield ask
