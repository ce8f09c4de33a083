"""The way every command of governance goes: hold the stream, know the community and its profile, decide, append."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

from api.commands.evidence import Held, append, day_of, hold, hold_community, holding, in_charge, persisting, profile_of, require_going_on
from api.context import Ctx, Done
from api.scope import scope_of
from domain.community import State as Community
from domain.errors import Unknown
from domain.ids import CommunityId, community_code, community_id
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.schema import Events


class Aggregate(Protocol):
    def fold(self, events: Any) -> Any: ...


Decide = Callable[[Any, PolicyProfile], Events]


def owner_of(ctx: Ctx, code: str) -> tuple[Held[Community], PolicyProfile]:
    """The community by its 12 digits, inside the actor's scope. Raises CommunityUnknown, NotYours."""
    owner = hold_community(ctx, code)
    assert owner.state is not None
    scope_of(ctx, owner.state.community)
    return owner, profile_of(owner.state)


def going_on(ctx: Ctx, code: str) -> tuple[Held[Community], PolicyProfile]:
    """As `owner_of`, for what begins. Raises CommunityEnded from the day the community ended."""
    owner, profile = owner_of(ctx, code)
    assert owner.state is not None
    require_going_on(ctx, owner.state)
    return owner, profile


def carried_on(ctx: Ctx, code: str) -> tuple[Held[Community], PolicyProfile]:
    """As `owner_of`, with the profile of who is in charge of what the community began."""
    owner, _ = owner_of(ctx, code)
    keeper = in_charge(ctx, CommunityId(owner.stream), ctx.holds_from).state
    assert keeper is not None
    return owner, profile_of(keeper)


def kept(ctx: Ctx, code: str) -> tuple[CommunityId, ...]:
    """Whose records the community keeps when the command holds: its own, and those of what ended in it."""
    return holding(ctx, community_id(code), ctx.holds_from)


def decided(
    ctx: Ctx,
    code: str,
    stream: str,
    aggregate: Aggregate,
    decide: Decide,
    *,
    seen: int | None = None,
    answer: dict[str, Any] | None = None,
    besides: Callable[[], Sequence[Write]] = tuple,
    begins: bool = True,
) -> Done:
    """One decision on one stream of a community. besides: what is written or must still stand in the same transaction.

    begins: something new, which a community that ended refuses (CommunityEnded). What was begun goes on under the code where it began,
    by the regulation of whoever is in charge of it then. The answer's `recorded` is how many events it took: 0 where all was so already.
    """

    def attempt() -> Done:
        owner, profile = (going_on if begins else carried_on)(ctx, code)
        held = hold(ctx, stream, aggregate.fold)
        events = decide(held.state, profile)
        version = held.version if seen is None else seen
        after = held.version + len(events)
        told = {"id": stream, "version": after, "recorded": len(events)} | _status(aggregate, held, events) | (answer or {})
        writes = [Held(stream, version, held.state).write(events), owner.stands(), *besides()]
        return append(ctx, writes, told, profile.key)

    return persisting(ctx, attempt, stream if seen is not None else None)


def decided_on(
    ctx: Ctx,
    stream: str,
    aggregate: Aggregate,
    unknown: type[Unknown],
    decide: Decide,
    *,
    seen: int | None = None,
    besides: Callable[[], Sequence[Write]] = tuple,
) -> Done:
    """The same for a stream that stands and says itself which community it began in. Raises `unknown`."""
    code = community_of(ctx, stream, aggregate, unknown)
    return decided(ctx, code, stream, aggregate, decide, seen=seen, besides=besides, begins=False)


def community_of(ctx: Ctx, stream: str, aggregate: Aggregate, unknown: type[Unknown]) -> str:
    """The 12 digits of the community a stream belongs to."""
    state = aggregate.fold(each.body for each in ctx.journal.read(stream))
    if state is None:
        raise unknown()
    return community_code(CommunityId(state.community))


def on_day(ctx: Ctx) -> date:
    """The day in China from which the command holds."""
    return day_of(ctx.holds_from)


def _status(aggregate: Any, held: Held[Any], events: Events) -> dict[str, str]:
    state = held.state
    for event in events:
        state = aggregate.evolve(state, event)
    status = getattr(state, "status", None)
    return {} if status is None else {"status": status.value}
