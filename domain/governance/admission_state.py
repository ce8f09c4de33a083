"""An admission's events, and where it stands, folded from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.governance.admission_refusals import AdmissionUnknown
from domain.ids import AdmissionId, CommunityId
from domain.schema import Event, event


class Body(StrEnum):
    """民政局、街道（乡镇） gate; 领导小组 of the district or the city approves."""

    CIVIL_AFFAIRS_BUREAU = "civil_affairs_bureau"
    SUBDISTRICT = "subdistrict"
    DISTRICT_LEADING_GROUP = "district_leading_group"
    CITY_LEADING_GROUP = "city_leading_group"


class RequesterLevel(StrEnum):
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    CITY = "city"


GATES = (Body.CIVIL_AFFAIRS_BUREAU, Body.SUBDISTRICT)


class Status(StrEnum):
    REQUESTED = "requested"
    GATED = "gated"
    APPROVED = "approved"
    REJECTED = "rejected"
    ENTERED = "entered"
    WITHDRAWN = "withdrawn"


class Ending(StrEnum):
    DONE = "done"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Terms:
    """The five: content, addressees (对象), authority, time limit (both days included), funds in yuan."""

    content: str
    addressees: str
    authority: str
    starts: date | None
    ends: date | None
    funds_yuan: int | None


# Stored formats: change only with an upcast and a golden file.


@event("admission.requested")
class Requested:
    admission: AdmissionId
    community: CommunityId
    department: str
    level: RequesterLevel
    title: str
    content: str
    addressees: str
    authority: str
    starts: date
    ends: date
    funds_yuan: int


@event("admission.gated")
class Gated:
    by: Body


@event("admission.approved")
class Approved:
    """ends: the last day, never after the day asked for."""

    by: Body
    document: str
    budget_yuan: int
    ends: date
    clause: str


@event("admission.rejected")
class Rejected:
    """At the gate or by the leading group."""

    by: Body
    reason: str
    clause: str


@event("admission.entered")
class Entered:
    """agreement: number of the project agreement (项目协议书) with the community."""

    agreement: str
    budget_yuan: int
    on: date
    clause: str


@event("admission.withdrawn")
class Withdrawn:
    ending: Ending
    on: date
    clause: str


@dataclass(frozen=True, slots=True)
class State:
    """document, budget_yuan, ends: as approved; ends until then as asked for."""

    admission: AdmissionId
    community: CommunityId
    department: str
    level: RequesterLevel
    title: str
    terms: Terms
    status: Status = Status.REQUESTED
    document: str = ""
    budget_yuan: int = 0
    ends: date | None = None


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, Requested):
        terms = Terms(event.content, event.addressees, event.authority, event.starts, event.ends, event.funds_yuan)
        return State(event.admission, event.community, event.department, event.level, event.title, terms, ends=event.ends)
    known = existing(state)
    match event:
        case Gated():
            return replace(known, status=Status.GATED)
        case Approved():
            return replace(known, status=Status.APPROVED, document=event.document, budget_yuan=event.budget_yuan, ends=event.ends)
        case Rejected():
            return replace(known, status=Status.REJECTED)
        case Entered():
            return replace(known, status=Status.ENTERED, budget_yuan=event.budget_yuan)
        case Withdrawn():
            return replace(known, status=Status.WITHDRAWN)
    raise TypeError(f"not an event of an admission: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def existing(state: State | None) -> State:
    if state is None:
        raise AdmissionUnknown()
    return state
