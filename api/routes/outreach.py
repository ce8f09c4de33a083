"""The public board, notices, contact cards, the hotline, the diary and the draft of the weekly report."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse

from api import board as boards
from api import cards as prints
from api import diary as days
from api import models, personal
from api import outreach_models as given
from api.calls import Command, allow, caught_up, command, office_of
from api.commands import outreach as commands
from api.commands.evidence import hold_community, profile_of
from api.context import PUBLIC, Actor, Ctx
from api.routes.tickets import asked
from api.scope import READERS, looking, scope_of
from api.scoped import reading
from domain.contact_card import CardKind
from domain.errors import Unknown
from domain.ids import GridId, community_id
from domain.notices import NoticeKind
from domain.policy import PolicyProfile
from gis.sheet import content_policy
from projections import notices

router = APIRouter(prefix="/api", tags=["公示与热线 · notices and hotline"])
C = "/communities/{code}"
Desk, Worker = Depends(command("desk")), Depends(command("desk", "warden"))
EVERYBODY = ("public", *READERS)
Purpose = Query(None, min_length=1, max_length=200, description="查看用途，记入日志 / why it is opened")


class CallUnknown(Unknown):
    code = "hotline.call_unknown"


@router.get("/public/communities/{code}/board")
def board(code: str, request: Request, actor: Actor = Depends(allow(*EVERYBODY))) -> dict[str, Any]:
    """公示栏: wardens by name, duties and area; hotline, supervision telephone, notices, open now."""
    ctx, profile = _asking(request, actor, code)
    with reading(request, PUBLIC, code, *boards.VIEWS) as (connection, community):
        return boards.board(ctx, connection, community, profile)


@router.post(f"{C}/notices", status_code=201)
def publish(code: str, body: given.NoticeGiven, call: Command = Desk) -> dict[str, Any]:
    told = (NoticeKind(body.kind), body.title, body.body, body.until)
    return call.run(lambda ctx: commands.publish(ctx, code, *told), **body.given())


@router.post(f"{C}/notices/{{number}}/removal")
def take_down(code: str, body: models.Reasoned, number: int = Path(ge=1, le=10**6), call: Command = Desk) -> dict[str, Any]:
    return call.run(lambda ctx: commands.take_down(ctx, code, number), **body.given())


@router.post(f"{C}/telephones")
def telephones(code: str, body: given.TelephonesGiven, call: Command = Desk) -> dict[str, Any]:
    """The hotline and the supervision telephone that the board shows."""
    return call.run(lambda ctx: commands.publish_telephones(ctx, code, body.hotline, body.supervision), **body.given())


@router.post(f"{C}/cards", status_code=201)
def issue(code: str, body: given.CardsGiven, call: Command = Desk) -> dict[str, Any]:
    """To every household that lacks the card, or whose card names somebody else."""
    grid = GridId(body.grid) if body.grid else None
    return call.run(lambda ctx: commands.issue_cards(ctx, code, CardKind(body.kind), grid), **body.given())


@router.get(f"{C}/cards", response_class=HTMLResponse)
def printed(
    code: str,
    request: Request,
    kind: Literal["convenience", "proxy"] = "convenience",
    grid: str | None = Query(None, max_length=60),
    actor: Actor = Depends(allow("desk", "warden")),
) -> HTMLResponse:
    """A page to print: a card a household, with a code that opens its grid's page. Nothing personal of residents stands on it."""
    ctx, profile = _asking(request, actor, code)
    with reading(request, actor, code, *boards.VIEWS) as (connection, community):
        named = prints.held(ctx, connection, community, profile, CardKind(kind), scope_of(ctx, community).narrowed(grid))
    page = prints.page(prints.TITLES[CardKind(kind)], named, str(request.base_url), code)
    return HTMLResponse(page, headers={"Content-Security-Policy": content_policy(page)})


@router.post(f"{C}/calls", status_code=201)
def log_call(code: str, body: given.CallGiven, call: Command = Worker) -> dict[str, Any]:
    """Who answers is the first one asked. With `ticket` the call becomes one in the same transaction."""
    wanted = replace(asked(body.ticket), channel="hotline", reporter_name=body.name, reporter_phone=body.phone) if body.ticket else None
    told = {"text": body.text, "answer": body.answer, "name": body.name, "phone": body.phone, "guided": body.guided}
    return call.run(lambda ctx: commands.log_call(_mine(ctx, code), code, **told, ticket=wanted), **body.given())


@router.get(f"{C}/calls")
def calls(
    code: str, request: Request, since: models.Day, until: models.Day, actor: Actor = Depends(allow("desk", "auditor", "approver"))
) -> dict[str, Any]:
    """The hotline's log, both days included; what was said is opened call by call."""
    with reading(request, actor, code, "notices") as (connection, community):
        return {"calls": notices.calls(connection, community, since, until + timedelta(days=1))}


@router.get("/calls/{call_id}")
def one_call(
    call_id: str, request: Request, purpose: str | None = Purpose, actor: Actor = Depends(allow("desk", "auditor"))
) -> dict[str, Any]:
    ctx = caught_up(request, "notices").ctx(actor)
    with ctx.office.reading() as connection:
        found = notices.call(connection, call_id)
    if found is None:
        raise CallUnknown()
    with looking(ctx, scope_of(ctx, found["community"])) as connection:
        found = notices.call(connection, call_id) or {}
    told = personal.without_boxes(found)
    return told if purpose is None else told | personal.read(ctx, found["said"], purpose)


@router.get(f"{C}/diary/{{on}}")
def diary(
    code: str, on: models.Day, request: Request, grid: str | None = Query(None, max_length=60), actor: Actor = Depends(allow(*READERS))
) -> dict[str, Any]:
    """社情日志 of a day; with a grid, 民情日志 of the section. Derived, never typed."""
    ctx, profile = _asking(request, actor, code)
    with reading(request, actor, code, *days.VIEWS) as (connection, community):
        return days.diary(connection, community, profile, on, scope_of(ctx, community).narrowed(grid))


@router.get(f"{C}/weekly-report/{{on}}")
def weekly(
    code: str, on: models.Day, request: Request, grid: str | None = Query(None, max_length=60), actor: Actor = Depends(allow(*READERS))
) -> dict[str, Any]:
    """The draft for the week that holds the day, and when the profile wants whose report."""
    ctx, profile = _asking(request, actor, code)
    monday = on - timedelta(days=on.weekday())
    with reading(request, actor, code, *days.VIEWS) as (connection, community):
        return days.weekly(connection, community, profile, monday, ctx.now, scope_of(ctx, community).narrowed(grid))


def _asking(request: Request, actor: Actor, code: str) -> tuple[Ctx, PolicyProfile]:
    ctx = office_of(request).ctx(actor)
    owner = hold_community(ctx, code).state
    assert owner is not None
    return ctx, profile_of(owner)


def _mine(ctx: Ctx, code: str) -> Ctx:
    scope_of(ctx, community_id(code))
    return ctx
