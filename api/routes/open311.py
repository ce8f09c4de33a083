"""Open311 GeoReport v2: what may be asked for, requests by number and by filter with their history, and a new one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.calls import Command, allow, caught_up, office_of
from api.context import Actor, Ctx
from api.moments import beginning, moment
from api.open311 import jurisdictions, offers, reporting, requests, speaking
from api.open311.reporting import RequestGiven
from api.open311.requests import MOST
from api.open311.speaking import Form
from api.scope import READERS
from domain import ticket
from projections.requests import VIEWS, Wanted

router = APIRouter(prefix="/open311/v2", tags=["Open311"])
EVERYBODY = allow("public", *READERS)
Caller = Depends(EVERYBODY)
Jurisdiction = Query(None, alias="jurisdiction_id", max_length=40, description="社区 12 位编码 / a community's 12 digits")
Numbers = Annotated[str, Path(max_length=400, description="编号 / its number")]
FORM = {
    "requestBody": {
        "required": True,
        "content": {"application/x-www-form-urlencoded": {"schema": RequestGiven.model_json_schema()}},
    }
}


def context(request: Request, actor: Actor) -> Ctx:
    return caught_up(request, *VIEWS).ctx(actor)


def up_to_now(request: Request, actor: Actor) -> Ctx:
    """A client of the standard sends no position back, and asks at once for the request whose number it was given."""
    office = office_of(request)
    office.freshen(*VIEWS)
    return office.ctx(actor)


@router.get("/discovery.{suffix}", response_class=Response)
def discovery(suffix: Form, request: Request, actor: Actor = Caller) -> Response:
    """Where the standard's requests are answered, and in which forms."""
    base = str(request.base_url)
    return speaking.told("discovery", offers.discovery(base, f"{base}docs"), suffix)


@router.get("/services.{suffix}", response_class=Response)
def offered(suffix: Form, request: Request, code: str | None = Jurisdiction, actor: Actor = Caller) -> Response:
    """The classes of tickets of the community's regulation, each with its promise."""
    ctx = context(request, actor)
    _, _, profile = jurisdictions.held(ctx, jurisdictions.code_of(ctx, code))
    return speaking.told("services", offers.listed(profile), suffix)


@router.get("/services/{category}.{suffix}", response_class=Response)
def offer(category: Numbers, suffix: Form, request: Request, code: str | None = Jurisdiction, actor: Actor = Caller) -> Response:
    """What may be told beside the text."""
    ctx = context(request, actor)
    _, _, profile = jurisdictions.held(ctx, jurisdictions.code_of(ctx, code))
    return speaking.told("service_definition", offers.defined(profile, category), suffix)


@router.get("/requests.{suffix}", response_class=Response)
def search(
    suffix: Form,
    request: Request,
    code: str | None = Jurisdiction,
    asked: str | None = Query(None, alias="service_request_id", max_length=4000),
    category: str | None = Query(None, alias="service_code", max_length=4000),
    start_date: str | None = Query(None, max_length=40),
    end_date: str | None = Query(None, max_length=40),
    status: str | None = Query(None, max_length=40, description="open, closed"),
    extensions: bool = Query(False, description="含办理经过 / with the history of each"),
    actor: Actor = Caller,
) -> Response:
    """The newest first, 1000 at most, of 90 days at most. Everybody is told the grid; who works there the place."""
    ctx = context(request, actor)
    if numbers := requests.listed(asked):
        return speaking.told("service_requests", requests.numbered(ctx, numbers[:MOST], extensions), suffix)
    since, until = start_date and beginning(start_date), end_date and moment(end_date)
    first, last = requests.span_of(since or None, until or None, ctx.now)
    wanted = Wanted(categories=requests.listed(category), statuses=requests.statuses_of(status), since=first, until=last, limit=MOST)
    return speaking.told("service_requests", requests.search(ctx, jurisdictions.code_of(ctx, code), wanted, extensions), suffix)


@router.post("/requests.{suffix}", response_class=Response, status_code=201, openapi_extra=FORM)
async def report(suffix: Form, request: Request, actor: Actor = Caller) -> Response:
    """A new one, by a form; `api_key` is a session's token, without one it is a resident's. Sent again the same day it is the same."""
    sent = await reporting.given(request)
    return await run_in_threadpool(_report, suffix, request, sent)


def _report(suffix: Form, request: Request, sent: RequestGiven) -> Response:
    office, actor, answer = office_of(request), reporting.reporter(request, sent), Response()
    call = Command(office, actor, answer, reporting.key_of(request, actor, sent, office), reporting.hash_of(sent))
    told = speaking.told("service_requests", reporting.receipt(call.run(lambda ctx: reporting.report(ctx, sent))), suffix, 201)
    told.headers.update({name: value for name, value in answer.headers.items() if name != "content-length"})
    return told


@router.get("/requests/{number}/history.{suffix}", response_class=Response)
def history(number: Numbers, suffix: Form, request: Request, actor: Actor = Caller) -> Response:
    """What became of it, step by step: what users of the standard have asked for since 2013."""
    found = _numbered(up_to_now(request, actor), number, extended=True)
    return speaking.told("history", found[0]["extended_attributes"]["status_history"], suffix)


@router.get("/requests/{number}.{suffix}", response_class=Response)
def one(number: Numbers, suffix: Form, request: Request, extensions: bool = False, actor: Actor = Caller) -> Response:
    return speaking.told("service_requests", _numbered(up_to_now(request, actor), number, extensions), suffix)


@router.get("/tokens/{number}.{suffix}", response_class=Response)
def token(number: Numbers, suffix: Form, request: Request, actor: Actor = Caller) -> Response:
    """A number is given at once, so that it is its own token."""
    found = _numbered(context(request, actor), number, extended=False)
    told = [{"service_request_id": one["service_request_id"], "token": one["service_request_id"]} for one in found]
    return speaking.told("service_requests", told, suffix)


def _numbered(ctx: Ctx, number: str, extended: bool) -> list[dict[str, Any]]:
    """Raises TicketUnknown."""
    found = requests.numbered(ctx, [number], extended)
    if not found:
        raise ticket.TicketUnknown()
    return found
