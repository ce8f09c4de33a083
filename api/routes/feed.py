"""The event feed: pages by cursor, long poll and server-sent events of the journal as CloudEvents, and the schemas of what they hold."""

from __future__ import annotations

from time import monotonic
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.calls import allow, caught_up, token_of
from api.compressed import packed
from api.context import Actor
from api.feed import opened, reading, schemas, streams
from api.feed.reading import SUBSCRIBERS
from api.feed.streams import Follower
from api.moments import beginning, moment
from api.scope import READERS
from domain.journal import Position
from projections import lineage, trail

router = APIRouter(prefix="/api/feed", tags=["事件流 · event feed"])
BATCH, LINES = "application/cloudevents-batch+json", "application/x-ndjson"
WAIT_S = 30
Name = Annotated[str, Path(max_length=60)]
Version = Annotated[int, Path(ge=1, lt=1000)]
Names = Query(
    (), alias="name", max_length=60, description="事件名，如 plan.enacted；plan. 为一类 / names of events; `plan.` all of that kind"
)
Codes = Query((), alias="community", max_length=12, description="社区编码，可多个 / community codes")
After = Query(
    None,
    max_length=20,
    description="上一页的 Feed-Next，或任一事件的 id；latest：从现在起 / Feed-Next of the page before, or any event's id",
)
Since = Query(None, max_length=40, description="录入不早于：日期或时刻 / recorded from this day or instant on")
Until = Query(None, max_length=40, description="录入早于：时刻；日期则含当日 / recorded before this instant, or by the end of this day")
Limit = Query(500, ge=1, le=10_000)
Wait = Query(0, ge=0, le=WAIT_S, description="没有新事件时最多等多少秒 / so many seconds for more, where there is none")
Purpose = Query(
    None, max_length=200, description="开封个人内容的目的，逐次留痕 / what personal content is opened for; each opening is logged"
)


def asked(
    request: Request,
    names: list[str] = Names,
    codes: list[str] = Codes,
    since: str | None = Since,
    until: str | None = Until,
    purpose: str | None = Purpose,
    actor: Actor = Depends(allow(*SUBSCRIBERS)),
) -> Follower:
    """What the caller wants to hear, within what the caller may."""
    ctx = caught_up(request, trail.NAME, lineage.NAME).ctx(actor)
    opened.require(ctx, purpose)
    began, ended = since and beginning(since), until and moment(until)
    return Follower(ctx, reading.wanted_by(ctx, names, codes, began or None, ended or None), purpose, token_of(request))


@router.get("", response_class=Response)
async def feed(
    request: Request,
    after: str | None = After,
    limit: int = Limit,
    wait: int = Wait,
    last_event_id: str | None = Header(None, max_length=20),
    follower: Follower = Depends(asked),
) -> Response:
    """CloudEvents 1.0 in the journal's order, by pages.

    With `Accept: application/x-ndjson` a line each; with `Accept: text/event-stream` as a stream that goes on.
    """
    begins = await run_in_threadpool(reading.cursor_of, follower.ctx, last_event_id or after)
    if streams.MEDIA in request.headers.get("accept", ""):
        return _stream(request, follower, begins)
    found, told = await _page(request, follower, begins, limit, wait)
    following = request.url.include_query_params(after=found.next)
    headers = {"Feed-Next": str(found.next), "Feed-Last": "true" if found.is_last else "false", "Link": f'<{following}>; rel="next"'}
    return await run_in_threadpool(_spoken, request, told, headers | {"Vary": "Accept, Accept-Encoding"})


def _spoken(request: Request, told: list[bytes], headers: dict[str, str]) -> Response:
    if LINES in request.headers.get("accept", ""):
        return packed(request, b"".join([b"%s\n" % one for one in told]), headers, LINES)
    return packed(request, b"[%s]" % b",".join(told), headers, BATCH)


async def _page(request: Request, follower: Follower, after: Position, limit: int, wait: int) -> tuple[reading.Page, list[bytes]]:
    until = monotonic() + wait
    while True:
        found, told = await run_in_threadpool(follower.read, after, limit)
        if told or not found.is_last or not await request.app.state.tide.beyond(found.next, until - monotonic()):
            return found, told
        after = found.next


def _stream(request: Request, follower: Follower, after: Position) -> StreamingResponse:
    request.app.state.streams.enter(follower.ctx.actor)
    request.state.endless = True
    told = streams.spoken(follower, after, request.app.state.tide, request.app.state.streams)
    return StreamingResponse(told, media_type=streams.MEDIA, headers={"X-Accel-Buffering": "no"})


@router.get("/schemas")
def schema_list(actor: Actor = Depends(allow("public", *READERS))) -> dict[str, Any]:
    """Every event there is: its type, what people call it, and where its schema stands."""
    return {"events": schemas.listed()}


@router.get("/schemas/{name}/{version}", response_class=JSONResponse)
def schema(name: Name, version: Version, actor: Actor = Depends(allow("public", *READERS))) -> JSONResponse:
    """What stands in the `data` of an event, as JSON Schema."""
    return JSONResponse(schemas.of(name, version), media_type=schemas.MEDIA)
