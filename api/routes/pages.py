"""The start page and its two files. Nothing is fetched from another host."""

from __future__ import annotations

from functools import cache
from importlib import resources

from fastapi import APIRouter, Response

router = APIRouter(include_in_schema=False)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
KINDS = {"start.css": "text/css", "start.js": "text/javascript"}


@cache
def _text(name: str) -> str:
    return resources.files("api").joinpath("web", name).read_text(encoding="utf-8")


@router.get("/")
def start() -> Response:
    return Response(_text("start.html"), media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY})


@router.get("/web/{name}")
def part(name: str) -> Response:
    if name not in KINDS:
        return Response(status_code=404)
    return Response(_text(name), media_type=f"{KINDS[name]}; charset=utf-8", headers={"Cache-Control": "no-cache"})
