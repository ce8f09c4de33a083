"""Systems of departments that are integrated with the platform (业务应用系统集成) of a district.

The law it keeps: a system comes in through the platform; none brings a terminal of its own into a community.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Refused, Unknown
from domain.ids import IntegrationsId
from domain.required import require_document, require_name
from domain.schema import Event, Events, event


class Via(StrEnum):
    """接口；统一登录；文件交换。"""

    INTERFACE = "interface"
    SHARED_LOGIN = "shared_login"
    FILE = "file"


# Stored formats: change only with an upcast and a golden file.


@event("integration.registered")
class IntegrationRegistered:
    """system: short key, for ever."""

    integrations: IntegrationsId
    system: str
    title: str
    department: str
    via: Via
    on: date
    document: str
    clause: str


@event("integration.retired")
class IntegrationRetired:
    system: str
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class State:
    """systems: key -> whether it still is integrated."""

    integrations: IntegrationsId
    systems: Mapping[str, bool] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    match event:
        case IntegrationRegistered():
            known = state or State(event.integrations)
            return replace(known, systems={**known.systems, event.system: True})
        case IntegrationRetired() if state:
            return replace(state, systems={**state.systems, event.system: False})
    raise TypeError(f"not an event of integrations: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class OwnTerminal(Refused):
    """Facts: value, limit, clause."""

    code = "integration.own_terminal"


class SystemUnknown(Unknown):
    code = "integration.system_unknown"


class SystemRetired(Refused):
    """A retired key is not given again. Facts: system."""

    code = "integration.system_retired"


def register(
    state: State | None,
    *,
    integrations: IntegrationsId,
    system: str,
    title: str,
    department: str,
    via: Via,
    terminals: int,
    on: date,
    document: str,
    clause: str,
) -> Events:
    """terminals: how many it would bring into a community. Source: policies key "integration.required"."""
    require_name(title)
    require_name(department)
    if terminals:
        raise OwnTerminal(value=terminals, limit=0, clause=clause)
    stands = state.systems.get(system) if state else None
    if stands is False:
        raise SystemRetired(system=system)
    if stands:
        return ()
    require_document(document)
    return (
        IntegrationRegistered(
            integrations=integrations, system=system, title=title, department=department, via=via, on=on, document=document, clause=clause
        ),
    )


def retire(state: State | None, *, system: str, on: date, document: str) -> Events:
    if state is None or system not in state.systems:
        raise SystemUnknown()
    if not state.systems[system]:
        return ()
    require_document(document)
    return (IntegrationRetired(system=system, on=on, document=document),)
