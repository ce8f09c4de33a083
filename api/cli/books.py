"""`minqing register <book> …`: the commands of every book, made from one table, api.books."""

from __future__ import annotations

import inspect
import json
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import typer
from pydantic.fields import FieldInfo

from api.books import BOOKS, act, reading
from api.books.act import Act, Book
from api.cli.console import console_actor, opened, print_json
from api.cli.options import AsJson, Community, On, shaped, since, told
from api.models import Reasoned
from api.texts import catalogue, text
from projections import registers

Entry = Annotated[str, typer.Argument(help="编号 / id of the entry")]
Purpose = Annotated[str | None, typer.Option(help="查看用途，记入日志 / why it is opened")]
READER = "auditor"


def _words(annotation: Any) -> Any:
    """As what an option comes: a yes or no, several words, or one word."""
    kinds = {annotation, *typing.get_args(annotation)} - {types.NoneType}
    return bool if bool in kinds else list[str] if any(map(_is_list, kinds)) else str


def _is_list(annotation: Any) -> bool:
    return typing.get_origin(annotation) is tuple


def _option(name: str, field: FieldInfo) -> inspect.Parameter:
    spoken = text(f"column.register.{name}") if f"column.register.{name}" in catalogue() else name
    kind = Annotated[_words(field.annotation) | None, typer.Option(help=field.description or spoken)]
    default = inspect.Parameter.empty if field.is_required() else None
    kind = Annotated[_words(field.annotation), typer.Option(help=field.description or spoken)] if field.is_required() else kind
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)


def _options(shape: type[Reasoned]) -> list[inspect.Parameter]:
    return [_option(name, field) for name, field in shape.model_fields.items() if name != "effective_at"]


def _command(book: Book, doing: Act) -> Callable[..., None]:
    on_entry = book.is_of_entries and doing is not book.opening

    def run(*, named: str, on: str | None = None, as_json: bool = False, **given: Any) -> None:
        with opened() as office:
            body = _body(doing.shape, given)
            ctx = office.ctx(console_actor(doing.who[0]), **body.given() | {"effective_at": since(on)})
            done = act.act_on(ctx, book, named, doing, body) if on_entry else act.enter(ctx, book, named, doing, body)
            told(office, done.answer, as_json)

    keyword = inspect.Parameter.KEYWORD_ONLY
    first = inspect.Parameter(
        "named",
        keyword,
        annotation=Entry
        if on_entry
        else Annotated[str, typer.Option("--community", help="社区 12 位代码 / the community's 12-digit code")],
    )
    last = [inspect.Parameter("on", keyword, annotation=On, default=None)]
    last += [inspect.Parameter("as_json", keyword, annotation=AsJson, default=False)]
    signature = inspect.Signature([first, *_options(doing.shape), *last])
    run.__signature__ = signature  # type: ignore[attr-defined]
    run.__annotations__ = {name: one.annotation for name, one in signature.parameters.items()}
    run.__doc__ = f"{doing.zh} / {doing.en}"
    return run


def _body(shape: type[Reasoned], given: Mapping[str, Any]) -> Reasoned:
    """Words as they came; a list of objects comes as one word of JSON each."""
    kept = {name: value for name, value in given.items() if value is not None}
    return shaped(shape, {name: list(map(_parsed, value)) if isinstance(value, list) else value for name, value in kept.items()})


def _parsed(word: str) -> Any:
    return json.loads(word) if word.startswith("{") else word


def _summary(book: Book) -> Callable[..., None]:
    def summed(community: Community) -> None:
        with opened() as office:
            office.freshen(registers.NAME)
            with office.reading() as connection:
                print_json(dict(book.summary(reading.asked(office.ctx(console_actor(READER)), connection, community))))

    summed.__doc__ = f"{book.zh}：情况 / how it stands"
    return summed


def _show(book: Book) -> Callable[..., None]:
    def one(entry: Entry, purpose: Purpose = None) -> None:
        with opened() as office:
            office.freshen(registers.NAME)
            with office.reading() as connection:
                print_json(reading.one(office.ctx(console_actor(READER)), connection, book, entry, purpose))

    one.__doc__ = f"{book.zh}：一件及其经过 / one, with its steps"
    return one


def groups() -> Iterator[tuple[str, typer.Typer]]:
    """A branch of `minqing register` for every book."""
    for book in BOOKS.values():
        group = typer.Typer(help=f"{book.zh} / {book.en}", no_args_is_help=True)
        for doing in (book.opening, *book.acts):
            group.command(doing.path)(_command(book, doing))
        group.command("summary")(_summary(book))
        if book.is_of_entries:
            group.command("show")(_show(book))
        yield book.name, group
