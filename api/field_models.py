"""What callers send about field work: shapes and limits only."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path
from pydantic import ConfigDict, Field, StringConstraints

from api.models import Building, Day, DoorGiven, Grid, Household, Instant, Line, PersonKey, Reasoned, Short, Text, Ticket, Warden

_KEY = "-[0-9a-z]{4,40}$"
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")]
Note = Annotated[Line, Field(max_length=4000)]
NeedPath = Annotated[str, Path(pattern=f"^ned{_KEY}")]
CorrectionPath = Annotated[str, Path(pattern=f"^cor{_KEY}")]
ObservationPath = Annotated[str, Path(pattern=f"^obs{_KEY}")]
Number = Annotated[int, Path(ge=1, le=10_000)]
RoundPath = Annotated[str, Path(pattern=f"^rnd{_KEY}")]
VisitPath = Annotated[str, Path(pattern=f"^vis{_KEY}")]


class CheckResult(Reasoned):
    """matches: whether what the household says agrees with the record."""

    matches: bool
    note: Note = ""


class VisitRighted(Reasoned):
    """What the record of a visit should say; what is left out stays as it is. why: kept sealed."""

    household: Household | None = None
    visited_at: Instant | None = None
    purpose: Short | None = None
    contact: Literal["home", "phone"] | None = None
    role: Literal["safety", "liaison", "mediation", "information", "publicity"] | None = None
    issue: Text | None = None
    feedback: Text | None = None
    ticket: Ticket | None = None
    why: Text


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


class TagGiven(Reasoned):
    """tag: a key or title of the catalogue. basis: the catalogue's where none is given."""

    tag: Short
    basis: Short = ""
    expires_on: Day


class Lifting(Reasoned):
    why: Word


class NeedGiven(Reasoned):
    """class: of a need (home_care, health, …), or the category of an opinion."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    kind: Literal["need", "opinion"] = "need"
    class_: Word = Field(alias="class")
    text: Text
    person: PersonKey | None = None


class StrikingOff(Reasoned):
    outcome: Word
    text: Note = ""


class ObservationGiven(Reasoned):
    grid: Grid
    about: Literal["newly_arrived", "hardship", "key_place", "change"]
    text: Text
    building: Building | None = None
    household: Household | None = None


class NewHead(Reasoned):
    """relations: of the others to the new head, by person."""

    head: PersonKey
    relations: Annotated[dict[PersonKey, Word], Field(max_length=50, default_factory=dict)]


class PartDeparture(Reasoned):
    persons: Annotated[tuple[PersonKey, ...], Field(min_length=1, max_length=50)]
    going_to: Short = ""


class CorrectionGiven(Reasoned):
    """person and what its file should say; or the door. Fields left out stay as they are."""

    person: PersonKey | None = None
    name: Short | None = None
    id_number: Annotated[Line, Field(max_length=40)] | None = None
    birth: Annotated[Line, Field(max_length=10)] | None = None
    sex: Annotated[Line, Field(max_length=10)] | None = None
    phone: Annotated[Line, Field(max_length=40)] | None = None
    door: DoorGiven | None = None
    why: Text

    def changes(self) -> dict[str, str]:
        told = self.model_dump(include={"name", "id_number", "birth", "sex", "phone"}, exclude_none=True)
        return self.door.model_dump() if self.person is None and self.door else told


class RulingGiven(Reasoned):
    on: Day
    ruling: Literal["in_time", "late", "left_early", "absent"]
