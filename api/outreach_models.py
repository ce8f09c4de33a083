"""What callers send about notices, cards and calls: shapes and limits only."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.models import Day, Grid, Line, Reasoned, Short, TicketGiven

Words = Annotated[Line, Field(max_length=4000)]


class NoticeGiven(Reasoned):
    kind: Literal["knowledge", "commitment", "feedback", "general"] = "general"
    title: Short
    body: Words = ""
    until: Day | None = None


class TelephonesGiven(Reasoned):
    hotline: Short
    supervision: Short


class CardsGiven(Reasoned):
    kind: Literal["convenience", "proxy"] = "convenience"
    grid: Grid | None = None


class CallGiven(Reasoned):
    """ticket: what is asked for, where the call becomes a ticket."""

    text: Words
    answer: Words = ""
    name: Short = ""
    phone: Short = ""
    guided: bool = False
    ticket: TicketGiven | None = None
