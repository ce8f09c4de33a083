"""A building after its import: dwellings counted, address put right, demolished."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from api.commands.evidence import Held, append, hold, known, persisting, require_community, standing
from api.context import Ctx, Done
from domain import building
from domain.building import Address
from domain.ids import BuildingId
from domain.schema import Events
from domain.values import CountBasis
from projections import household_history


def count(ctx: Ctx, stream: BuildingId, dwellings: int, *, seen: int | None = None) -> Done:
    """Somebody counted the doors: the estimate gives way. ctx.reason: who counted, or what else changed."""

    def decide(state: building.State | None) -> Events:
        return building.count_dwellings(state, dwellings=dwellings, basis=CountBasis.COUNTED, reason=ctx.reason)

    return _decided(ctx, stream, decide, seen)


def address(ctx: Ctx, stream: BuildingId, to: Address, *, seen: int | None = None) -> Done:
    return _decided(ctx, stream, lambda state: building.address(state, to, reason=ctx.reason), seen)


def demolish(ctx: Ctx, stream: BuildingId, on: date, *, seen: int | None = None) -> Done:
    """Refused while households are registered behind its doors."""
    ctx.office.freshen("household_history")
    with ctx.office.reading() as connection:
        households = len(household_history.in_buildings(connection, [stream], ctx.now))
    return _decided(ctx, stream, lambda state: building.demolish(state, on=on, households=households, reason=ctx.reason), seen)


def _decided(ctx: Ctx, stream: BuildingId, decide: Callable[[building.State | None], Events], seen: int | None) -> Done:
    def attempt() -> Done:
        held = hold(ctx, stream, building.fold)
        if held.state is None:
            raise building.BuildingUnknown()
        require_community(ctx, held.state.community)
        owner = known(standing(ctx, held.state.community))
        events = decide(held.state)
        at = held if seen is None else Held(stream, seen, held.state)
        answer = {"building": stream, "version": at.version + len(events)}
        return append(ctx, [at.write(events)], answer, owner.state.profile if owner.state else None)

    return persisting(ctx, attempt, stream if seen is not None else None)
