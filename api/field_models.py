"""What callers send about field work: shapes and limits only."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import Field, StringConstraints

from api.models import Day, Grid, Instant, Line, Reasoned, Short, Ticket, Warden

_KEY = "-[0-9a-z]{4,40}$"
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")]
Note = Annotated[Line, Field(max_length=4000)]
RoundPath = Annotated[str, Path(pattern=f"^rnd{_KEY}")]
VisitPath = Annotated[str, Path(pattern=f"^vis{_KEY}")]


class CheckResult(Reasoned):
    """matches: whether what the household says agrees with the record."""

    matches: bool
    note: Note = ""


class StepGiven(Reasoned):
    step: Word


class RoundGiven(Reasoned):
    title: Short
    starts_on: Day
    ends_on: Day


class PatrolGiven(Reasoned):
    """warden: named by the desk alone."""

    grid: Grid
    warden: Warden | None = None
    walked_at: Instant
    text: Note = ""
    tickets: Annotated[tuple[Ticket, ...], Field(max_length=50)] = ()
