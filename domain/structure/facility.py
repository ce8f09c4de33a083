"""A facility (便民设施、服务用房、工作站) of a community, with its place, size and floor.

The law it keeps: a station is of a kind the regulation names; what the regulation says of floor space and floor is looked at when the
facility is registered, and what falls short is written down with its clause. It forbids nothing: premises stand as they were built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from domain.errors import Invalid, Unknown
from domain.ids import CommunityId, FacilityId
from domain.policy import PolicyProfile
from domain.required import require_name, require_reason
from domain.schema import Event, Events, event
from domain.values import Check

KINDS = {"centre": "社区服务中心", "hall": "一站式服务大厅", "handed_over": "移交的服务用房", "convenience": "便民服务点"}
"""Kinds beside the regulation's own stations."""


@event("facility.registered")
class Registered:
    """Stored format: change only with an upcast and a golden file. place: (lon, lat), SRID 4490. built_percent: of the estate when premises
    were handed over. shortfalls: what the regulation wants and is not so."""

    facility: FacilityId
    community: CommunityId
    kind: str
    title: str
    name: str
    place: tuple[float, float]
    area_m2: float
    floor: int
    built_percent: int | None
    shortfalls: tuple[Check, ...]


@event("facility.closed")
class Closed:
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class State:
    facility: FacilityId
    community: CommunityId
    closed_on: date | None = None


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Registered():
            return State(event.facility, event.community)
        case Closed() if state:
            return replace(state, closed_on=event.on)
    raise TypeError(f"not an event of a facility: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class FacilityUnknown(Unknown):
    code = "facility.unknown"


class KindUnknown(Invalid):
    """Facts: known."""

    code = "facility.kind_unknown"


class SizeUnsound(Invalid):
    code = "facility.size_unsound"


def kinds(profile: PolicyProfile) -> dict[str, str]:
    """Kind -> title: the regulation's stations first."""
    return {f"station.{key}": station.title for key, station in profile.stations.items()} | KINDS


def register(
    state: State | None,
    *,
    facility: FacilityId,
    community: CommunityId,
    kind: str,
    name: str,
    place: tuple[float, float],
    area_m2: float,
    floor: int,
    built_percent: int | None,
    profile: PolicyProfile,
) -> Events:
    if state is not None:
        return ()
    require_name(name)
    known = kinds(profile)
    if kind not in known:
        raise KindUnknown(known=sorted(known))
    if area_m2 <= 0 or floor == 0 or (built_percent is not None and not 0 <= built_percent <= 100):
        raise SizeUnsound()
    registered = Registered(
        facility=facility,
        community=community,
        kind=kind,
        title=known[kind],
        name=name,
        place=place,
        area_m2=area_m2,
        floor=floor,
        built_percent=built_percent,
        shortfalls=tuple(_shortfalls(kind, area_m2, floor, built_percent, profile)),
    )
    return (registered,)


def close(state: State | None, *, on: date, reason: str) -> Events:
    if state is None:
        raise FacilityUnknown()
    if state.closed_on is not None:
        return ()
    require_reason(reason)
    return (Closed(on=on, reason=reason),)


def _shortfalls(kind: str, area_m2: float, floor: int, built_percent: int | None, profile: PolicyProfile) -> Iterable[Check]:
    """“左右” is taken with the profile's tolerance."""
    tolerance = float(profile.rules["grid.tolerance"].value) if "grid.tolerance" in profile.rules else 0.0
    looked: tuple[tuple[str, str, float | None, Callable[[float], bool], str], ...] = (
        ("centre", "facility.centre_m2", area_m2, lambda limit: area_m2 >= limit * (1 - tolerance), "≥"),
        ("handed_over", "facility.handover_m2", area_m2, lambda limit: area_m2 > limit, ">"),
        (
            "handed_over",
            "facility.handover_built_percent",
            built_percent,
            lambda limit: (built_percent or 0) <= limit,
            "≤",
        ),
        ("hall", "facility.hall_floor", floor, lambda limit: floor == limit, "="),
    )
    for of, key, value, fits, sign in looked:
        rule = profile.rules.get(key)
        if of == kind and rule is not None and not fits(profile.number(key)):
            told = None if value is None else float(value)
            yield Check(code=key, passed=False, forbids=False, value=told, limit=f"{sign}{rule.value} {rule.unit}", clause=rule.clause)
