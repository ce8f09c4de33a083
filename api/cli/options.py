"""Options that many commands share."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from api.cli.console import console_actor, opened, print_json, say
from api.context import CHINA, Ctx, Done, Office
from api.moments import day, moment
from api.problems import InputInvalid

Shape = TypeVar("Shape", bound=BaseModel)
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]
Community = Annotated[str, typer.Option(help="社区 12 位代码 / the community's 12-digit code")]
Reason = Annotated[str, typer.Option(help="理由 / reason")]
Document = Annotated[str, typer.Option(help="文号 / document number")]
On = Annotated[str | None, typer.Option("--on", help="何时起属实 / a day or an instant since when it is true; now when left out")]

Since = Annotated[str | None, typer.Option("--since", help="起始日 / first day; thirty days ago when left out")]
Until = Annotated[str | None, typer.Option("--until", help="截止日 / last day")]


def span(office: Office, since: str | None, until: str | None) -> tuple[date, date]:
    """The first and the last day asked for: the last thirty days where nothing is said."""
    last = day(until) if until else office.clock().astimezone(CHINA).date()
    return (day(since) if since else last - timedelta(days=30)), last


def since(on: str | None) -> datetime | None:
    """A day means its beginning here: what happens on a day holds from its morning."""
    return None if on is None else moment(f"{on}T00:00" if len(on) == 10 else on)


def acted(act: Callable[[Ctx], Done], as_json: bool, *, role: str = "desk", on: str | None = None, **given: Any) -> None:
    """One command of whoever sits here, and its answer told. on: since when it is true; given: other fields of the command's context."""
    with opened() as office:
        told(office, act(office.ctx(console_actor(role), effective_at=since(on), **given)).answer, as_json)


def told(office: Office, answer: dict[str, Any], as_json: bool) -> None:
    """The answer of a command, once the read models know it."""
    office.freshen()
    if as_json:
        print_json(answer)
    else:
        say(answer)


def shaped(shape: type[Shape], given: Mapping[str, Any]) -> Shape:
    """The fields of an HTTP body, given as words. Raises InputInvalid, naming fields and never values."""
    try:
        return shape.model_validate_json(json.dumps(given), strict=False)
    except ValidationError as wrong:
        where = [{"field": ".".join(map(str, each["loc"])), "code": each["type"]} for each in wrong.errors()]
        raise InputInvalid(where=where) from None
