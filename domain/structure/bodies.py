"""Bodies (一委一居一站一办, 街道办事处) of one area: which stand, which were abolished.

The law it keeps: of each kind one stands at a time; what is abolished says by which document and who goes on with its work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Refused, Unknown
from domain.ids import BodiesId
from domain.required import require_document, require_name
from domain.schema import Event, Events, event


class BodyKind(StrEnum):
    PARTY_COMMITTEE = "party_committee"
    """社区党委（一委）"""
    RESIDENTS_COMMITTEE = "residents_committee"
    """社区居委会（一居）"""
    STATION = "station"
    """社区工作站、公共服务中心（一站）"""
    OFFICE = "office"
    """综治办等（一办）"""
    SUBDISTRICT_OFFICE = "subdistrict_office"
    """街道办事处: of the subdistrict, not of one community"""


@event("body.registered")
class Registered:
    """Stored format: change only with an upcast and a golden file. bodies: the area's stream."""

    bodies: BodiesId
    kind: BodyKind
    name: str
    document: str


@event("body.abolished")
class Abolished:
    """succeeded_by: who goes on with its work, in words."""

    kind: BodyKind
    name: str
    on: date
    document: str
    succeeded_by: str


@dataclass(frozen=True, slots=True)
class State:
    """standing: name by kind."""

    bodies: BodiesId
    standing: Mapping[BodyKind, str] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    standing = dict(state.standing) if state else {}
    match event:
        case Registered():
            return State(event.bodies, standing | {event.kind: event.name})
        case Abolished() if state:
            return State(state.bodies, {kind: name for kind, name in standing.items() if kind is not event.kind})
    raise TypeError(f"not an event of bodies: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class BodyUnknown(Unknown):
    """None of that kind stands. Facts: kind."""

    code = "body.unknown"


class BodyStands(Refused):
    """Facts: kind, name."""

    code = "body.stands"


def register(state: State | None, *, bodies: BodiesId, kind: BodyKind, name: str, document: str) -> Events:
    require_name(name)
    standing = state.standing.get(kind) if state else None
    if standing == name:
        return ()
    if standing is not None:
        raise BodyStands(kind=kind, name=standing)
    return (Registered(bodies=bodies, kind=kind, name=name, document=document),)


def abolish(state: State | None, kind: BodyKind, *, on: date, document: str, succeeded_by: str) -> Events:
    if state is None or kind not in state.standing:
        raise BodyUnknown(kind=kind)
    require_document(document)
    return (Abolished(kind=kind, name=state.standing[kind], on=on, document=document, succeeded_by=succeeded_by),)
