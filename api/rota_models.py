"""What callers send about rotas, the calendar and the hotline: shapes and limits only."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from api.models import Day, Reasoned, Warden

MonthWord = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
ShiftWord = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}-[a-z_]{2,20}-[0-9]{1,2}$")]


class MonthGiven(Reasoned):
    month: MonthWord


class SwapGiven(Reasoned):
    shift: ShiftWord
    other: ShiftWord


class TurnGiven(Reasoned):
    warden: Warden


class DayGiven(Reasoned):
    """kind null: the printed calendar holds again."""

    on: Day
    kind: Literal["working", "rest", "holiday"] | None = None
