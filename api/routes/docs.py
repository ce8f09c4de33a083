"""The API's documentation, without another host and without inline script."""

from __future__ import annotations

from functools import cache
from importlib import resources

from fastapi import APIRouter, Response

router = APIRouter(include_in_schema=False)
# swagger-ui draws its symbols as data: and styles elements as it goes
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


@cache
def _text(name: str) -> str:
    return resources.files("api.docs").joinpath(name).read_text(encoding="utf-8")


@router.get("/docs")
def page() -> Response:
    return Response(_text("docs.html"), media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY})


@router.get("/docs/start.js")
def start() -> Response:
    return Response(_text("start.js"), media_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
