"""The books over HTTP: their routes are made from one table, api.books. Their lines are read as registers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, Query, Request

from api.books import BOOKS, act, reading
from api.books.act import Act, Book
from api.calls import Command, allow, caught_up, command, office_of, version_seen
from api.context import Actor
from api.routes.governance.reading import EVERYBODY, path, published, register
from projections import registers

router = APIRouter(prefix="/api")
Purpose = Query(None, min_length=1, max_length=200, description="查看用途，记入日志 / why it is opened")
Told = dict[str, Any]


def _named(made: Callable[..., Any], zh: str, en: str, **kinds: Any) -> Callable[..., Any]:
    made.__annotations__ |= {"return": Told} | kinds
    made.__doc__ = f"{zh} / {en}"
    return made


def _entering(book: Book, doing: Act) -> Callable[..., Any]:
    def enter(code: str, body: Any, call: Command = Depends(command(*doing.who))) -> Told:
        return call.run(lambda ctx: act.enter(ctx, book, code, doing, body), **body.given())

    return _named(enter, f"{book.zh}：{doing.zh}", doing.en, code=str, body=doing.shape, call=Command)


def _acting(book: Book, doing: Act) -> Callable[..., Any]:
    def on(entry: Any, body: Any, call: Command = Depends(command(*doing.who)), seen: int = Depends(version_seen)) -> Told:
        return call.run(lambda ctx: act.act_on(ctx, book, entry, doing, body, seen=seen), **body.given())

    kinds = {"entry": path(book.kind), "body": doing.shape, "call": Command, "seen": int}
    return _named(on, f"{book.zh}：{doing.zh}", doing.en, **kinds)


def _summing(book: Book) -> Callable[..., Any]:
    def summed(code: str, request: Request, actor: Actor = Depends(allow(*book.readers))) -> Told:
        with register(request, actor, code, registers.NAME) as (connection, _, _):
            return dict(book.summary(reading.asked(office_of(request).ctx(actor), connection, code)))

    return _named(summed, book.zh, book.en, code=str, request=Request, actor=Actor)


def _showing(book: Book) -> Callable[..., Any]:
    def one(entry: Any, request: Request, purpose: str | None = Purpose, actor: Actor = Depends(allow(*book.readers))) -> Told:
        ctx = caught_up(request, registers.NAME).ctx(actor)
        with ctx.office.reading() as connection:
            return reading.one(ctx, connection, book, entry, purpose)

    kinds = {"entry": path(book.kind), "request": Request, "purpose": str | None, "actor": Actor}
    return _named(one, f"{book.zh}：一件及其经过", f"{book.en}: one, with its steps", **kinds)


def _publishing(book: Book) -> Callable[..., Any]:
    def public(code: str, request: Request, actor: Actor = Depends(allow(*EVERYBODY))) -> Told:
        with published(request, code, registers.NAME) as (connection, community, _):
            assert book.published is not None
            return dict(book.published(reading.asked_by_anybody(office_of(request).ctx(actor), connection, community)))

    return _named(public, f"{book.zh}：公开", f"{book.en}, published", code=str, request=Request, actor=Actor)


def _add(book: Book) -> None:
    tags = [f"{book.zh} · {book.en}"]
    below = f"/communities/{{code}}/{book.name}"

    def add(address: str, made: Callable[..., Any], method: str, name: str, status: int = 200) -> None:
        router.add_api_route(address, made, methods=[method], tags=tags, name=f"{book.name}.{name}", status_code=status)

    add(below, _summing(book), "GET", "summary")
    add(below, _entering(book, book.opening), "POST", book.opening.path, 201)
    for doing in book.acts:
        if book.is_of_entries:
            add(f"/{book.name}/{{entry}}/{doing.path}", _acting(book, doing), "POST", doing.path)
        else:
            add(f"{below}/{doing.path}", _entering(book, doing), "POST", doing.path)
    if book.is_of_entries:
        add(f"/{book.name}/{{entry}}", _showing(book), "GET", "one")
    if book.published is not None:
        add(f"/public{below}", _publishing(book), "GET", "public")


for each in BOOKS.values():
    _add(each)
