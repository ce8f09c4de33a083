"""The pages: built by Vite into api/web/dist, one HTML each; scripts and styles carry their hash in their names. No other host is asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from importlib import resources
from mimetypes import guess_type
from pathlib import Path

import psycopg
from fastapi import APIRouter, Request, Response

from api import basemap
from api.calls import office_of
from api.context import Office
from domain import recorder
from domain.basemap import Chosen

router = APIRouter(include_in_schema=False)
UNREACHABLE = (psycopg.OperationalError, psycopg.InterfaceError, *recorder.UNREACHABLE)
PAGES = {
    "/": "index",
    "/plan": "plan",
    "/desk": "desk",
    "/report": "report",
    "/account": "account",
    "/audit": "audit",
    "/kiosk": "kiosk",
    "/w": "w",
    "/admin": "admin",
}
"""Address -> its HTML in api/web."""
MAPS = {**dict.fromkeys(("plan", "desk", "w", "admin", "audit", "report"), basemap.chosen), "kiosk": basemap.opened}
"""Pages with a map that may have another host's tiles under it, where an administrator chose so, for the public too."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
FOR_EVER = "public, max-age=31536000, immutable"
KINDS = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}
PACKED = (("br", ".br"), ("gzip", ".gz"))
MISSING = (
    "网页尚未构建：联网后执行 python api/web/build.py；接口照常可用（/docs）。\n"
    "The pages are not built yet: run python api/web/build.py with a network; the API works all the same (/docs).\n"
)


@cache
def _built() -> dict[str, bytes]:
    """Every file of the build under its address; nothing before there is one."""
    dist = Path(str(resources.files("api").joinpath("web", "dist")))
    return {path.relative_to(dist).as_posix(): path.read_bytes() for path in dist.rglob("*") if path.is_file()}


def _page(name: str, request: Request) -> Response:
    answer = _sent(request, f"{name}.html", "no-cache")
    if answer is None:
        _built.cache_clear()
        return Response(MISSING, 503, media_type="text/plain; charset=utf-8")
    answer.headers["Content-Security-Policy"] = _policy(request, MAPS[name]) if name in MAPS else POLICY
    return answer


def _policy(request: Request, lying: Callable[[Office], Chosen]) -> str:
    """No other host but the one whose tiles were chosen; none where the database cannot say."""
    try:
        origin = basemap.foreign_origin(lying(office_of(request)))
    except UNREACHABLE:
        origin = None
    if origin is None:
        return POLICY
    return POLICY.replace("connect-src 'self'", f"connect-src 'self' {origin}").replace("img-src 'self'", f"img-src 'self' {origin}")


for _address, _name in PAGES.items():
    router.add_api_route(_address, partial(_page, _name), methods=["GET"], name=_name, response_model=None)


@router.get("/sw.js")
def kept_offline(request: Request) -> Response:
    """What keeps the warden's page on the phone; fetched anew at every visit, or it could never be replaced."""
    answer = _sent(request, "sw.js", "no-cache") or Response(status_code=404)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
    return answer


@router.get("/installed/{name}")
def installed(name: str, request: Request) -> Response:
    """The web manifest and its signs."""
    return _sent(request, f"installed/{name}", "no-cache") or Response(status_code=404)


@router.get("/assets/{name}")
def part(name: str, request: Request) -> Response:
    return _sent(request, f"assets/{name}", FOR_EVER) or Response(status_code=404)


def _sent(request: Request, name: str, keeping: str) -> Response | None:
    """Packed as the build left it, where the caller unpacks that."""
    files = _built()
    if name not in files:
        return None
    content, headers = files[name], {"Cache-Control": keeping, "Vary": "Accept-Encoding"}
    offered = {one.split(";")[0].strip() for one in request.headers.get("accept-encoding", "").lower().split(",")}
    for encoding, suffix in PACKED:
        if encoding in offered and name + suffix in files:
            content, headers["Content-Encoding"] = files[name + suffix], encoding
            break
    kind = KINDS.get(Path(name).suffix) or guess_type(name)[0] or "application/octet-stream"
    return Response(content, headers=headers, media_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
