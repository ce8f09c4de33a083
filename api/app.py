"""The HTTP application: `create_app(settings)`. Nothing is read or started at import."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException

from api import migrate, problems
from api.context import Office, open_office
from api.metrics import observe
from api.routes import ROUTERS
from api.settings import Settings
from domain.errors import DomainError
from projections.runner import Worker, make_ready

log = logging.getLogger(__name__)
BODY_LIMIT = 1_000_000
Next = Callable[[Request], Awaitable[Response]]

# The docs page runs swagger-ui's own inline start; every other page gets along without inline script.
_COMMON = "img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
_STRICT = f"default-src 'none'; connect-src 'self'; {_COMMON}"
_DOCS = f"default-src 'self'; script-src 'self' 'unsafe-inline'; {_COMMON}"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self)",
}


def create_app(settings: Settings | None = None, office: Office | None = None) -> FastAPI:
    """The application. office: an installation that is open already (tests, `minqing demo`); the app then leaves it open."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        opened = office or open_office(settings or Settings(), migrate.prepare(settings or Settings()))
        app.state.office = opened
        make_ready(opened.databases.project)
        worker = Worker(opened.journal, opened.databases.project)
        worker.start()
        opened.follows = True
        try:
            yield
        finally:
            worker.stop()
            opened.follows = False
            if office is None:
                opened.close()

    app = FastAPIOffline(
        title="民情 Minqing",
        summary="社区网格化：边界、住户、值守、工单，一部可查证的历史 · Community grids with one auditable history",
        lifespan=lifespan,
        redoc_url=None,
        max_body_size=BODY_LIMIT,
    )
    for router in ROUTERS:
        app.include_router(router)
    app.middleware("http")(_around)
    app.add_exception_handler(DomainError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _failed)
    return app


async def _around(request: Request, call_next: Next) -> Response:
    started = time.perf_counter()
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    docs = request.url.path.startswith(("/docs", "/static-offline-docs"))
    response.headers.setdefault("Content-Security-Policy", _DOCS if docs else _STRICT)
    response.headers.setdefault("Cache-Control", "no-store")
    route = request.scope.get("route")
    observe(request.method, getattr(route, "path", "unknown"), response.status_code, time.perf_counter() - started)
    return response


def _answer(body: dict[str, Any]) -> JSONResponse:
    headers = {}
    if body["status"] in (429, 503):
        headers["Retry-After"] = str(body.get("facts", {}).get("retry_after_s", 1))
    return JSONResponse(body, body["status"], headers=headers, media_type="application/problem+json")


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DomainError)
    return _answer(problems.problem(error))


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    """Field paths and reason codes only: the value may be an ID number."""
    assert isinstance(error, RequestValidationError)
    where = [{"field": ".".join(str(part) for part in each["loc"]), "code": each["type"]} for each in error.errors()]
    return _answer(problems.problem(problems.InputInvalid(where=where)))


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return _answer(problems.problem_of(f"http.{error.status_code}", error.status_code))


async def _failed(request: Request, error: Exception) -> JSONResponse:
    """The text of an unexpected error stays in the log: it may name what the caller must not see."""
    trace = uuid.uuid4().hex
    log.error("failed trace=%s method=%s path=%s", trace, request.method, request.url.path, exc_info=error)
    return _answer(problems.problem_of("http.500", 500, {"trace": trace}))
