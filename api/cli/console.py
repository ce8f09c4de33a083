"""How the command line speaks: tables and sentences for people, JSON for programs, the problem object for a refusal."""

from __future__ import annotations

import getpass
import json
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from api import migrate
from api.context import Actor, Office, open_office
from api.problems import problem
from api.settings import Settings
from api.texts import catalogue, text
from domain.errors import DomainError

# a pipe has no width of its own: wide enough that no code of 15 digits is folded
out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 180)
err = Console(stderr=True, highlight=False, soft_wrap=True)
MONEY = "元"


def console_actor(role: str) -> Actor:
    """Who sits at the command line: whoever may run it may do everything, and every event says that it was done here, and by whom."""
    return Actor(f"console:{getpass.getuser()}", role)


@contextmanager
def refusals() -> Iterator[None]:
    """For commands that open no installation: a refusal becomes a problem object and exit 1."""
    try:
        yield
    except DomainError as refused:
        refuse(refused)


def log_to_standard_error(settings: Settings) -> None:
    """What the programs themselves have to say, from the level asked for upwards."""
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s %(message)s")


@contextmanager
def opened(quiet: bool = False) -> Iterator[Office]:
    """The configured installation, started and migrated when need be. Refusals become a problem object and exit 1."""
    with refusals():
        settings = Settings()
        log_to_standard_error(settings)
        office = open_office(settings, migrate.prepare(settings))
        try:
            yield office
        finally:
            office.close()


def refuse(refused: DomainError) -> None:
    """Prints the problem object (JSON, standard output) and the sentence (standard error); exit 1."""
    spoken = problem(refused)
    err.print(f"[red]✗[/red] {spoken['title']} / {spoken['title_en']}", markup=True)
    print_json(spoken)
    raise typer.Exit(1)


def print_json(value: Any) -> None:
    sys.stdout.write(as_json_text(value))


def as_json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=_spoken) + "\n"


def say(answer: dict[str, Any]) -> None:
    """A command's answer in one line, its parts by their names; lists stay for --json."""
    parts = ((name, value) for name, value in answer.items() if value is not None and not isinstance(value, list | dict))
    out.print("，".join(f"{_named(name)}：{value}" for name, value in parts))


def tell(code: str, mark: str = "", **facts: Any) -> None:
    """A text of the catalogue in both languages, as it stands: what looks like markup is none."""
    out.print(f"{mark}{text(code, **facts)} / {text(code, 'en', **facts)}", markup=False)


def _named(part: str) -> str:
    return text(f"answer.{part}") if f"answer.{part}" in catalogue() else part


def _spoken(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    return str(value)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Numbers to the right, everything else to the left. Two decimals where a column has any, and for money."""
    rows = [list(row) for row in rows]
    places = [2 if MONEY in column or _is_parted(row[index] for row in rows) else 0 for index, column in enumerate(columns)]
    shown = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float | None) for row in rows)
        shown.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        shown.add_row(*map(_cell, row, places))
    out.print(shown)


def _cell(value: Any, places: int) -> str:
    if value is None:
        return ""
    return f"{value:.{places}f}" if isinstance(value, float) else str(value)


def whole(value: float | None) -> float | int | None:
    """A count as one, where it stands among values that are none."""
    return int(value) if value is not None and float(value).is_integer() else value


def _is_parted(cells: Iterable[Any]) -> bool:
    return any(isinstance(each, float) and not each.is_integer() for each in cells)


def progress() -> Progress:
    """A bar on standard error; nothing where it is not a terminal."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        disable=not err.is_terminal,
        transient=True,
    )
