"""What callers send: shapes and limits only; whether it may happen is for the domain to say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from api.context import CHINA

EARLIEST, LATEST = date(1949, 10, 1), date(2100, 1, 1)
"""Days outside of these are slips of the hand."""


def _readable(text: str) -> str:
    """No control characters but tab and line ends: NUL can be stored by no database, the others are read by nobody."""
    if any(ord(sign) < 32 and sign not in "\t\n\r" for sign in text):
        raise PydanticCustomError("text.control_character", "control character")
    return text


def _in_our_time(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise PydanticCustomError("time.out_of_range", "a day out of range")
    return day


def _in_china(at: datetime) -> datetime:
    """An instant without an offset is China's, as everywhere in the product; the answer is UTC."""
    if not EARLIEST.year < at.year < LATEST.year:
        raise PydanticCustomError("time.out_of_range", "an instant out of range")
    return (at if at.tzinfo else at.replace(tzinfo=CHINA)).astimezone(UTC)


Instant = Annotated[datetime, AfterValidator(_in_china)]
Day = Annotated[date, AfterValidator(_in_our_time)]
Line = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_readable)]
Short = Annotated[Line, Field(max_length=200)]
Text = Annotated[Line, Field(min_length=1, max_length=4000)]
_KEY = "-[0-9a-z]{4,40}$"
Building = Annotated[str, StringConstraints(pattern=f"^bld{_KEY}")]
Grid = Annotated[str, StringConstraints(pattern=f"^grd{_KEY}")]
Household = Annotated[str, StringConstraints(pattern=f"^hh{_KEY}")]
PersonKey = Annotated[str, StringConstraints(pattern=f"^psn{_KEY}")]
Warden = Annotated[str, StringConstraints(pattern=f"^wdn{_KEY}")]
Ticket = Annotated[str, StringConstraints(pattern=f"^tkt{_KEY}")]
Organisation = Annotated[str, StringConstraints(pattern=f"^org{_KEY}")]
Community = Annotated[str, StringConstraints(pattern="^com-[0-9]{12}$")]
Code = Annotated[str, StringConstraints(pattern="^[0-9]{12}$")]
Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class Given(BaseModel):
    """Unknown fields are refused: a misspelt one must not be lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reasoned(Given):
    """effective_at: when it is true in the world, where that is not now."""

    reason: Short = ""
    document: Short = ""
    effective_at: Instant | None = None

    def given(self) -> dict[str, Any]:
        return {"reason": self.reason, "document": self.document, "effective_at": self.effective_at}


class CommunityGiven(Reasoned):
    code: Code
    name: Short
    profile: Short
    is_rural: bool = False


class ProfileGiven(Given):
    """A change of profile holds from now on: it takes no date."""

    profile: Short
    reason: Short
    document: Short = ""


class Naming(Reasoned):
    name: Short


class ExceptionGiven(Given):
    grid: Grid
    reason: Text
    clause: Short = ""


class Submission(Reasoned):
    note: Short = ""
    exceptions: Annotated[tuple[ExceptionGiven, ...], Field(max_length=999)] = ()


class Enactment(Reasoned):
    on: Day


class DoorGiven(Given):
    unit: Short = ""
    room: Short = ""


class Person(Given):
    relation: Short = "other"
    name: Short = ""
    id_number: Annotated[Line, Field(max_length=40)] = ""
    birth: Annotated[Line, Field(max_length=10)] = ""
    sex: Annotated[Line, Field(max_length=10)] = ""
    phone: Annotated[Line, Field(max_length=40)] = ""
    needs: Annotated[tuple[Short, ...], Field(max_length=20)] = ()


class HouseholdGiven(Reasoned):
    """how: the household lives here already, or moves in from outside. returning: the file of one that lived here before."""

    how: Literal["registered", "moved_in"] = "registered"
    building: Building
    door: DoorGiven
    members: Annotated[tuple[Person, ...], Field(min_length=1, max_length=50)]
    hukou: Literal["here", "elsewhere", "unknown"] = "unknown"
    came_from: Short = ""
    returning: Household | None = None


class MoveGiven(Reasoned):
    building: Building
    door: DoorGiven


class Departure(Reasoned):
    going_to: Short = ""


class HouseholdSplit(MoveGiven):
    persons: Annotated[tuple[PersonKey, ...], Field(min_length=1, max_length=50)]
    hukou: Literal["here", "elsewhere", "unknown"] = "unknown"


class HouseholdMerge(Reasoned):
    into: Household


class MemberGiven(Reasoned):
    member: Person


class WardenGiven(Reasoned):
    account: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]{2,40}$")]
    name: Text
    phone: Short = ""
    employment: Literal["full_time", "part_time"] = "full_time"


class PostGiven(Reasoned):
    grid: Grid
    title: Short | None = None


class Appointment(Reasoned):
    warden: Warden
    standby: Warden | None = None


class LeaveGiven(Reasoned):
    warden: Warden
    starts_at: Instant
    ends_at: Instant


class LeaveEnd(Reasoned):
    ends_at: Instant


class HandOver(Reasoned):
    from_warden: Warden
    to_warden: Warden
    standby: Warden | None = None
    note: Annotated[Line, Field(max_length=4000)] = ""


class TicketGiven(Reasoned):
    category: Short
    text: Text
    scope: Literal["general", "regional", "overall", "major"] = "general"
    handling: Short = "on_the_spot"
    kind: Literal["request", "opinion", "suggestion", "volunteer"] = "request"
    channel: Short = "desk"
    building: Building | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    household: Household | None = None
    reporter_name: Short = ""
    reporter_phone: Short = ""


class SettledTicket(TicketGiven):
    """done: what was done on the spot; told: what whoever asked was told, where that is more."""

    done: Text
    told: Annotated[Line, Field(max_length=4000)] = ""
    satisfaction: Annotated[int, Field(ge=1, le=5)] | None = None


class Likeness(Given):
    text: Text
    category: Short = ""


class NextAsked(Reasoned):
    """category: of that kind alone, where the regulation knows windows of their own."""

    category: Short = ""


class Classification(Reasoned):
    scope: Literal["general", "regional", "overall", "major"]
    handling: Literal["on_the_spot", "coordination", "sudden", "approval"] = "on_the_spot"


class PublicTicket(Given):
    """What a resident may say without an account."""

    category: Short
    text: Text
    building: Building | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    name: Short = ""
    phone: Short = ""


class Dispatch(Reasoned):
    level: Literal["grid", "community", "subdistrict", "district"]
    responsible: Short
    warden: Warden | None = None


class Told(Reasoned):
    text: Text


class Feedback(Told):
    satisfaction: Annotated[int, Field(ge=1, le=5)] | None = None


class Closing(Reasoned):
    outcome: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")]


class VisitGiven(Reasoned):
    household: Household
    warden: Warden | None = None
    purpose: Short
    issue: Text
    feedback: Text
    contact: Literal["home", "phone"] = "home"
    role: Literal["safety", "liaison", "mediation", "information", "publicity"] = "liaison"
    visited_at: Instant
    ticket: Ticket | None = None
