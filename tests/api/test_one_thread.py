"""A route on one thread answers as the framework's own would, whatever it is asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Annotated, Literal

import pytest
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Path, Query, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from api.one_thread import Ahead, NotPlain, OneThread


def caller(request: Request) -> str:
    if "authorization" not in request.headers:
        raise HTTPException(401)
    return request.headers["authorization"]


def asked(day: str | None = Query(None, max_length=4), of: str = Depends(caller)) -> str:
    return f"{of} {day}"


def place(
    layer: Literal["grids", "buildings"],
    z: Annotated[int, Path(le=20)],
    request: Request,
    who: str = Depends(asked),
    limit: int = Query(100, ge=1, alias="most"),
) -> Response:
    return Response(f"{layer} {z} {who} {limit} {request.method}", headers={"X-Thread": threading.current_thread().name})


class Told:
    """What stands around such routes tells what they raise, as `api.app.Around` does."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except HTTPException as refused:
            await (await http_exception_handler(Request(scope), refused))(scope, receive, send)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = FastAPI()
    for prefix, route_class in (("/one", OneThread), ("/own", APIRouter().route_class), ("/ahead", OneThread)):
        router = APIRouter(prefix=prefix, route_class=route_class)
        router.get("/{layer}/{z}", response_class=Response)(place)
        app.include_router(router)
    app.add_middleware(Ahead, routes=router.routes)
    app.add_middleware(Told)
    with TestClient(app) as opened:
        yield opened


@pytest.mark.parametrize("known", [True, False], ids=["known", "nobody"])
@pytest.mark.parametrize(
    "address",
    [
        "grids/3",
        "grids/3?most=7&day=1",
        "grids/3?most=1&most=7",
        "grids/3?day=",
        "buildings/20?unknown=1",
        "grids/21",
        "grids/a",
        "roads/3",
        "grids/3?most=0",
        "grids/3?most=",
        "grids/3?day=12345",
        "grids/x?most=y&day=12345",
    ],
)
def test_it_answers_as_the_frameworks_own_does(client: TestClient, address: str, known: bool) -> None:
    headers = {"Authorization": "lin"} if known else {}
    one, own, ahead = (client.get(f"/{prefix}/{address}", headers=headers) for prefix in ("one", "own", "ahead"))
    assert (ahead.status_code, ahead.text) == (one.status_code, one.text) == (own.status_code, own.text)
    for each in (one, ahead):
        assert (each.status_code == 200) == each.headers.get("X-Thread", "").startswith("one-thread")


def test_other_methods_and_addresses_are_the_routers(client: TestClient) -> None:
    for method, address in (("POST", "grids/3"), ("HEAD", "grids/3"), ("GET", "grids"), ("GET", "grids/3/4"), ("GET", "")):
        ahead, own = (client.request(method, f"/{prefix}/{address}", headers={"Authorization": "lin"}) for prefix in ("ahead", "own"))
        assert (ahead.status_code, ahead.text, ahead.headers.get("allow")) == (own.status_code, own.text, own.headers.get("allow"))
        assert ahead.status_code in (404, 405)


def test_what_waits_or_takes_a_body_is_refused_when_it_is_declared() -> None:
    router = APIRouter(route_class=OneThread)

    async def waiting() -> Response:
        return Response()

    def writing(body: dict[str, int]) -> Response:
        return Response(str(body))

    for route in (waiting, writing):
        with pytest.raises(NotPlain):
            router.post("/")(route)
