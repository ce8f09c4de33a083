"""What callers send about rotas, the calendar and the hotline: shapes and limits only."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.models import Day, Given, Reasoned, Warden

MonthWord = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
ShiftWord = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}-[a-z_]{2,20}-[0-9]{1,2}$")]


Kind = Literal["working", "rest", "holiday"]


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
    kind: Kind | None = None


class TableDay(Given):
    on: Day
    kind: Kind


class YearGiven(Reasoned):
    """days: other than printed, as the document has them; what was set before and is not among them is as printed again."""

    days: Annotated[tuple[TableDay, ...], Field(max_length=366)]
