"""The HTTP application: `create_app(settings)`. Nothing is read or started at import."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote, unquote

import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import migrate, problems
from api.access.hosts import is_ours
from api.access.shields import shielded
from api.access.started import note_settings, note_start
from api.calls import SAFE, is_private, office_of, require_known
from api.context import Office, open_office
from api.described import describe
from api.feed.streams import Streams
from api.feed.tide import Tide
from api.jobs.worker import Worker as ClockWorker
from api.metrics import observe
from api.notary.folder import Folder
from api.notary.worker import NotaryWorker
from api.one_thread import Ahead
from api.open311 import speaking
from api.routes import ROUTERS
from api.routes.communities import IMPORT_LIMIT
from api.runs import Runs
from api.settings import Settings
from domain import recorder
from domain.errors import DomainError
from projections.runner import Worker, make_ready

log = logging.getLogger(__name__)
UNREACHABLE = (psycopg.OperationalError, psycopg.InterfaceError, *recorder.UNREACHABLE)
BODY_LIMIT = 1_000_000
IMPORTS = re.compile(r"/(buildings(-preview)?|households-(import|preview)|(plans|visits)-import|dividing-lines|incoming/[^/]+(/rows)?)$")


def create_app(settings: Settings | None = None, office: Office | None = None) -> FastAPI:
    """The application. office: an installation that is open already (tests, `minqing demo`); the app then leaves it open."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        opened = office or open_office(settings or Settings(), migrate.prepare(settings or Settings()))
        app.state.office, app.state.runs = opened, Runs()
        app.state.tide, app.state.streams = Tide(opened), Streams()
        make_ready(opened.databases.project)
        with opened.app_pool.connection() as connection:
            note_start(connection, opened.settings.policies, opened.clock())
            note_settings(connection, opened.settings, opened.clock())
        worker = Worker(opened.journal, opened.databases.project)
        worker.start()
        opened.follows = True
        clocks = ClockWorker(opened).start() if opened.settings.clocks else None
        notary = _notary(opened).start() if opened.settings.notary else None
        try:
            yield
        finally:
            for other in (clocks, notary):
                if other is not None:
                    other.stop()
            app.state.runs.stop_all()
            app.state.tide.stop()
            worker.stop()
            opened.follows = False
            if office is None:
                opened.close()

    app = FastAPIOffline(
        title="民情 Minqing",
        summary="社区网格化：边界、住户、值守、工单，一部可查证的历史 · Community grids with one auditable history",
        lifespan=lifespan,
        docs_url=None,  # routes/docs.py
        redoc_url=None,
    )
    for router in ROUTERS:
        app.include_router(router, max_body_size=BODY_LIMIT)
    describe(app)
    app.add_middleware(Ahead, routes=[route for router in ROUTERS for route in router.routes])
    app.add_middleware(Around)
    if trusted := list((office.settings if office else settings or Settings()).trusted_proxies):
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=trusted)
    app.add_exception_handler(DomainError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    return app


class Around:
    """What every answer gets: headers, a count, and that there is one whatever happens. Plain ASGI: nothing waits in a queue on its way."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = shielded(message.get("headers", ()), private=is_private(request))
            await send(message)

        request = Request(scope, receive)
        try:
            await (await _refused_at_the_door(request) or self.app)(scope, receive, dressed)
        except Exception as unexpected:
            if status:  # it began to answer: the connection is cut, so that nobody takes the half for the whole
                raise
            await _told(request, unexpected)(scope, receive, dressed)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            observe(request.method, route, status, time.perf_counter() - started)


async def _refused_at_the_door(request: Request) -> Response | None:
    """What nobody is answered: another's host, a NUL in the address (no database takes it), too large a body.

    A writer must be known before its body is read.
    """
    if not is_ours(request.headers.getlist("host"), office_of(request).settings.own_names):
        return _answer(request, problems.problem_of("http.421", 421))
    if _declares_too_much(request):
        return _answer(request, problems.problem_of("http.413", 413))
    if _holds_a_nul(request.scope):
        return _answer(request, problems.problem(problems.InputInvalid(where=[{"field": "url", "code": "text.control_character"}])))
    if request.method not in SAFE and request.scope["path"].startswith("/api/"):
        await run_in_threadpool(require_known, request)
    return None


def _holds_a_nul(scope: Scope) -> bool:
    """Also one that was written as a number twice over."""
    query: bytes = scope["query_string"]
    return "\0" in unquote(scope["path"]) or b"%00" in query or b"\0" in query


def _notary(office: Office) -> NotaryWorker:
    return NotaryWorker(office.databases.notary, Folder(office.settings.notary_home), office.clock)


def _declares_too_much(request: Request) -> bool:
    """Answered here in our own words; a body that hides its length is cut off by the router while it is read."""
    declared = request.headers.get("content-length", "0")
    limit = IMPORT_LIMIT if IMPORTS.search(request.scope["path"]) else BODY_LIMIT
    return not declared.isdecimal() or len(declared) > 12 or int(declared) > limit


def _answer(request: Request, body: dict[str, Any]) -> Response:
    headers = {"Vary": "Accept-Language"}
    if body["status"] in (429, 503):
        headers["Retry-After"] = str(body.get("facts", {}).get("retry_after_s", 1))
    if request.url.path.startswith(speaking.ROOT):
        return speaking.refused(request, body, headers)
    if request.headers.get("accept-language", "").lower().startswith("en"):
        body = problems.english_first(body)
    return JSONResponse(body, body["status"], headers=headers, media_type="application/problem+json")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    return _answer(request, problems.problem(error))


async def _invalid(request: Request, error: Exception) -> Response:
    """Field paths and reason codes only: the value may be an ID number, and a field that nobody knows may be named like one."""
    assert isinstance(error, RequestValidationError)
    where = [{"field": _field(each), "code": each["type"]} for each in error.errors()]
    return _answer(request, problems.problem(problems.InputInvalid(where=where)))


def _field(error: Mapping[str, Any]) -> str:
    """Where it is wrong. The name of an unknown field is the caller's own input."""
    loc = error["loc"][:-1] if error["type"] == "extra_forbidden" else error["loc"]
    return ".".join(str(part) for part in loc)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(request, problems.problem_of(f"http.{error.status_code}", error.status_code))


def _told(request: Request, error: Exception) -> JSONResponse:
    return _answer(request, problems.problem(error)) if isinstance(error, DomainError) else _failed(request, error)


def _failed(request: Request, error: Exception) -> Response:
    """The text of an unexpected error stays in the log: it may name what the caller must not see.

    A database out of reach, full or locked too long is no such error: whoever sends the command again under its key gets its answer.
    """
    if isinstance(error, UNREACHABLE):
        log.warning("database out of reach method=%s path=%s: %s", request.method, _on_one_line(request), type(error).__name__)
        return _answer(request, problems.problem_of("http.503", 503))
    trace = uuid.uuid4().hex
    log.error("failed trace=%s method=%s path=%s", trace, request.method, _on_one_line(request), exc_info=error)
    return _answer(request, problems.problem_of("http.500", 500, {"trace": trace}))


def _on_one_line(request: Request) -> str:
    """The path as it may stand in a log: a sign that ends the line or steers a terminal is written as its number."""
    return quote(request.url.path)
