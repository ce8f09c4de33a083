"""Households whose door stands in another building of the register from now on: those of a block that is divided, or made whole again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from api.commands.evidence import facts
from api.context import Ctx
from api.vault import Erased
from domain import household
from domain.errors import Refused
from domain.ids import BuildingId, HouseholdId
from domain.in_time import Fact, until
from domain.journal import Write
from domain.schema import Event
from domain.values import Sealed
from gis.exchange.stairwells import stairwell_of_door
from projections import household_history

Heirs = tuple[Sequence[BuildingId], Mapping[HouseholdId, int], int | None]
"""The stairwells in their order, what the planner told of households, and the stairwell of all others."""
EVER = datetime(1900, 1, 1, tzinfo=UTC)


class StairwellUntold(Refused):
    """Neither the door nor the planner tells in which stairwell they live. Facts: building, households (the first hundred), count."""

    code = "building.stairwell_untold"


def readdressed(ctx: Ctx, heirs: Mapping[BuildingId, Heirs]) -> list[Write]:
    """For all who live behind these doors, or are to come; and for those who lived there, where their door tells the stairwell.

    What is written holds from when each came to live there, so that every day answers for the new address. Raises StairwellUntold.
    """
    with ctx.office.reading() as connection:
        streams = household_history.living_from(connection, list(heirs), EVER)
    writes: list[Write] = []
    untold: dict[BuildingId, list[HouseholdId]] = {}
    for stream, recorded in ctx.journal.read_many(streams).items():
        told = facts(recorded)
        version = recorded[-1].version
        for stay in _stays(told, heirs.keys()):
            home = HouseholdId(stream)
            to = _heir(ctx, home, stay, heirs)
            if to is None and stay.goes_on:
                untold.setdefault(stay.building, []).append(home)
            for at in sorted(set(stay.since)) if to is not None else ():
                events = household.readdress(household.fold(until(told, at)), to, reason=ctx.reason)
                writes += [Write(home, version, events, at)] if events else []
                version += len(events)
    for block, households in untold.items():
        raise StairwellUntold(building=block, households=households[:100], count=len(households))
    return writes


class _Stay:
    """A time behind one door. since: when it began, and when its door was put right. goes_on: it lasts, or is to come."""

    def __init__(self, building: BuildingId, at: datetime) -> None:
        self.building, self.since, self.goes_on = building, [at], True
        self.door: Sealed | None = None


def _stays(told: Sequence[Fact], buildings: Collection[BuildingId]) -> list[_Stay]:
    """Every time in one of these buildings, in order."""
    stays: list[_Stay] = []
    now: _Stay | None = None
    for event, at in sorted(told, key=lambda fact: fact[1]):
        before, now = now, _next(event, at, now)
        if before is not None and now is not before:
            before.goes_on = False
        if now is not None and now is not before:
            stays.append(now)
    return [stay for stay in stays if stay.building in buildings]


def _next(event: Event, at: datetime, now: _Stay | None) -> _Stay | None:
    match event:
        case household.Registered() | household.MovedIn() | household.FormedBySplit():
            return _with_door(_Stay(event.building, at), event.door)
        case household.MovedWithin():
            return _with_door(_Stay(event.to_building, at), event.door)
        case household.DoorCorrected() | household.Readdressed() if now is not None:
            now.since.append(at)
            if isinstance(event, household.Readdressed):
                now.building = event.to_building
            return _with_door(now, event.door)
        case household.MovedOut() | household.Merged():
            return None
    return now


def _with_door(stay: _Stay, door: Sealed) -> _Stay:
    stay.door = door
    return stay


def _heir(ctx: Ctx, home: HouseholdId, stay: _Stay, heirs: Mapping[BuildingId, Heirs]) -> BuildingId | None:
    into, given, others = heirs[stay.building]
    number = given.get(home) or _told(ctx, stay.door) if len(into) > 1 else 1
    if number is None or number > len(into):
        number = others if stay.goes_on else None
    return into[number - 1] if number is not None and 1 <= number <= len(into) else None


def _told(ctx: Ctx, door: Sealed | None) -> int | None:
    content = ctx.vault.open(door) if door is not None else None
    if content is None or isinstance(content, Erased):
        return None
    return stairwell_of_door(str(content.get("unit") or ""), str(content.get("room") or ""))
