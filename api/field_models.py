"""What callers send about field work: shapes and limits only."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import Field, StringConstraints

from api.models import Line, Reasoned

_KEY = "-[0-9a-z]{4,40}$"
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")]
Note = Annotated[Line, Field(max_length=4000)]
VisitPath = Annotated[str, Path(pattern=f"^vis{_KEY}")]


class CheckResult(Reasoned):
    """matches: whether what the household says agrees with the record."""

    matches: bool
    note: Note = ""


class StepGiven(Reasoned):
    step: Word
