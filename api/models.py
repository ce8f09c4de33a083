"""What callers send: shapes and limits only; whether it may happen is for the domain to say."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}-[0-9a-z]{4,40}$")]
Code = Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class Given(BaseModel):
    """Unknown fields are refused: a misspelt one must not be lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reasoned(Given):
    """effective_at: when it is true in the world, where that is not now."""

    reason: Short = ""
    document: Short = ""
    effective_at: datetime | None = None

    def given(self) -> dict[str, Any]:
        return {"reason": self.reason, "document": self.document, "effective_at": self.effective_at}


class CommunityGiven(Reasoned):
    code: Code
    name: Short
    profile: Short
    is_rural: bool = False


class PlanGiven(Reasoned):
    """start: "propose" lets the engine draw, "copy" begins from the plan decided last."""

    start: Literal["propose", "copy"] = "propose"
    name: Short = ""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    effort: Literal["fast", "normal", "thorough"] = "normal"
    wanted: Annotated[int, Field(ge=1, le=999)] | None = None
    stay: bool = False
    locked: tuple[Id, ...] = ()


class Painting(Reasoned):
    to: Id
    buildings: Annotated[tuple[Id, ...], Field(min_length=1, max_length=20_000)]


class Splitting(Reasoned):
    """line: WKT in (lon, lat), SRID 4490; or the buildings that leave."""

    grid: Id
    name: Short
    line: Annotated[str, StringConstraints(max_length=20_000)] | None = None
    buildings: Annotated[tuple[Id, ...], Field(max_length=20_000)] = ()


class Merging(Reasoned):
    into: Id
    gone: Annotated[tuple[Id, ...], Field(min_length=1, max_length=998)]


class Naming(Reasoned):
    name: Short


class KindGiven(Reasoned):
    kind: Literal["ordinary", "dedicated"]


class ExceptionGiven(Given):
    grid: Id
    reason: Text
    clause: Short = ""


class Submission(Reasoned):
    note: Short = ""
    exceptions: tuple[ExceptionGiven, ...] = ()


class Enactment(Reasoned):
    on: date


class DoorGiven(Given):
    unit: Short = ""
    room: Short = ""


class Person(Given):
    relation: Short = "other"
    name: Short = ""
    id_number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=18)] = ""
    birth: Annotated[str, StringConstraints(max_length=10)] = ""
    sex: Annotated[str, StringConstraints(max_length=10)] = ""
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)] = ""
    needs: Annotated[tuple[Short, ...], Field(max_length=20)] = ()


class HouseholdGiven(Reasoned):
    """how: the household lives here already, or moves in from outside. returning: the file of one that lived here before."""

    how: Literal["registered", "moved_in"] = "registered"
    building: Id
    door: DoorGiven
    members: Annotated[tuple[Person, ...], Field(min_length=1, max_length=50)]
    hukou: Literal["here", "elsewhere", "unknown"] = "unknown"
    came_from: Short = ""
    returning: Id | None = None


class MoveGiven(Reasoned):
    building: Id
    door: DoorGiven


class Departure(Reasoned):
    going_to: Short = ""


class HouseholdSplit(MoveGiven):
    persons: Annotated[tuple[Id, ...], Field(min_length=1, max_length=50)]
    hukou: Literal["here", "elsewhere", "unknown"] = "unknown"


class HouseholdMerge(Reasoned):
    into: Id


class MemberGiven(Reasoned):
    member: Person


class WardenGiven(Reasoned):
    account: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]{2,40}$")]
    name: Text
    phone: Short = ""
    employment: Literal["full_time", "part_time"] = "full_time"


class PostGiven(Reasoned):
    grid: Id
    title: Short | None = None


class Appointment(Reasoned):
    warden: Id
    standby: Id | None = None


class LeaveGiven(Reasoned):
    warden: Id
    starts_at: datetime
    ends_at: datetime


class LeaveEnd(Reasoned):
    ends_at: datetime


class HandOver(Reasoned):
    from_warden: Id
    to_warden: Id
    note: Annotated[str, StringConstraints(max_length=4000)] = ""


class TicketGiven(Reasoned):
    category: Short
    text: Text
    scope: Literal["general", "regional", "overall", "major"] = "general"
    handling: Short = "on_the_spot"
    channel: Short = "desk"
    building: Id | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    household: Id | None = None
    reporter_name: Short = ""
    reporter_phone: Short = ""


class PublicTicket(Given):
    """What a resident may say without an account."""

    category: Short
    text: Text
    building: Id | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    name: Short = ""
    phone: Short = ""


class Dispatch(Reasoned):
    level: Literal["grid", "community", "subdistrict", "district"]
    responsible: Short
    warden: Id | None = None


class Told(Reasoned):
    text: Text


class Feedback(Told):
    satisfaction: Annotated[int, Field(ge=1, le=5)] | None = None


class Closing(Reasoned):
    outcome: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")]


class VisitGiven(Reasoned):
    household: Id
    warden: Id | None = None
    purpose: Short
    issue: Text
    feedback: Text
    contact: Literal["home", "phone"] = "home"
    role: Literal["safety", "liaison", "mediation", "information", "publicity"] = "liaison"
    visited_at: datetime
    ticket: Id | None = None


class AccountGiven(Given):
    account: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]{2,40}$")]
    role: Short
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    name: Short = ""
    warden: Id | None = None
    communities: tuple[Id, ...] = ()
