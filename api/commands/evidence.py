"""What a command reads before it decides: streams folded to state at a known version, and facts from the read models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from api.context import CHINA, Ctx, Done
from api.problems import NotYours
from domain import codec, community, tessellation
from domain.errors import StaleVersion
from domain.ids import BuildingId, CommunityId, PlanId, TessellationId, community_id
from domain.in_time import Fact, until
from domain.journal import Journal, Recorded, Unless, Write
from domain.policy import PolicyProfile
from domain.schema import Event, Events
from domain.values import sealed_words

if TYPE_CHECKING:
    from gis.tessellation import Tessellation

S = TypeVar("S")
ATTEMPTS = 4
CLOCK = "clock"
"""The role of what acts by itself: its reasons are clauses."""
EVERYTHING = 2**31 - 1
"""The limit of a question that is not read page by page."""


@dataclass(frozen=True)
class Held(Generic[S]):
    """A stream as read: what was decided on it holds only while its version stands."""

    stream: str
    version: int
    state: S | None
    recorded: tuple[Recorded, ...] = ()

    def write(self, events: Events, effective_at: datetime | None = None) -> Write:
        return Write(self.stream, self.version, tuple(events), effective_at)

    def stands(self) -> Write:
        """Nothing is written here, but the command fails when somebody else wrote meanwhile."""
        return self.write(())


def hold(ctx: Ctx, stream: str, fold: Callable[[Iterable[Event]], S | None], at: datetime | None = None) -> Held[S]:
    """at: as it stood at that instant, what was told late or ahead in its place; None: all that was told, in the order told."""
    recorded = ctx.journal.read(stream)
    told = (each.body for each in recorded) if at is None else until(facts(recorded), at)
    return Held(stream, recorded[-1].version if recorded else 0, fold(told), recorded)


def facts(recorded: Iterable[Recorded]) -> list[Fact]:
    """Each event with the time from which it holds."""
    return [(each.body, each.meta.effective_at) for each in recorded]


def hold_whole(ctx: Ctx, stream: str, fold: Callable[[tuple[Recorded, ...]], S | None]) -> Held[S]:
    """All that was told, as `hold` does, of a stream that is asked for again and again. fold: a function of a module."""
    recorded, state = ctx.office.remembered.read(stream, fold, ctx.state)
    return Held(stream, recorded[-1].version if recorded else 0, state, recorded)


def standing(ctx: Ctx, stream: CommunityId) -> Held[community.State]:
    """A community, all that was told of it."""
    return hold_whole(ctx, stream, _community)


def _community(recorded: tuple[Recorded, ...]) -> community.State | None:
    return community.fold(each.body for each in recorded)


def hold_community(ctx: Ctx, code: str) -> Held[community.State]:
    """By its 12 digits. Raises CommunityCodeInvalid, NotYours, CommunityUnknown."""
    stream = community_id(code)
    require_community(ctx, stream)
    return known(standing(ctx, stream))


def require_community(ctx: Ctx, stream: CommunityId) -> None:
    """Raises NotYours when the actor works for other communities alone. What ended is the successor's from that day on."""
    while ctx.actor.communities and stream not in ctx.actor.communities:
        state = standing(ctx, stream).state
        if state is None or state.successor is None or state.ended_on is None or ctx.today < state.ended_on:
            raise NotYours()
        stream = state.successor


def known(held: Held[community.State]) -> Held[community.State]:
    if held.state is None:
        raise community.CommunityUnknown()
    return held


def in_charge(ctx: Ctx, stream: CommunityId, at: datetime) -> Held[community.State]:
    """Who keeps the registers of a community at an instant: itself, or in whom it had ended. Raises CommunityUnknown."""
    held = known(standing(ctx, stream))
    while (successor := _successor(held.state, at)) is not None:
        held = known(standing(ctx, successor))
    return held


def _successor(state: community.State | None, at: datetime) -> CommunityId | None:
    return state.successor if state and state.ended_on is not None and day_of(at) >= state.ended_on else None


def holding(ctx: Ctx, stream: CommunityId, at: datetime) -> tuple[CommunityId, ...]:
    """Whose registers a community keeps at an instant, as projections.lineage.holding tells it: its own first."""
    state = known(standing(ctx, stream)).state
    assert state is not None
    if _successor(state, at) is not None:
        return ()
    origins = (one for one in state.came_from if _successor(standing(ctx, one).state, at) == stream)
    return (stream, *(each for one in origins for each in _kept(ctx, one, at)))


def _kept(ctx: Ctx, stream: CommunityId, at: datetime) -> tuple[CommunityId, ...]:
    """A community that ended, with those that had ended in it."""
    state = known(standing(ctx, stream)).state
    assert state is not None
    return (stream, *(each for one in state.came_from for each in _kept(ctx, one, at)))


def answering(ctx: Ctx, stream: CommunityId, at: datetime) -> list[PlanId]:
    """The plans in force then on the land a community is in charge of: its own, and those of what ended in it until another took over."""
    states = (standing(ctx, each).state for each in holding(ctx, stream, at))
    return [plan for state in states if state is not None and (plan := plan_on(state, at)) is not None]


def has_ended(state: community.State, at: datetime) -> bool:
    return state.ended_on is not None and day_of(at) >= state.ended_on


def require_going_on(ctx: Ctx, state: community.State, refusal: type[community.CommunityEnded] = community.CommunityEnded) -> None:
    """Nothing new begins in a community from the day it ended; what was begun is finished. Raises `refusal`."""
    if has_ended(state, ctx.holds_from):
        raise refusal(on=state.ended_on, successor=state.successor)


def profile_of(state: community.State) -> PolicyProfile:
    """The profile in force now."""
    return PolicyProfile.load(state.profile)


def profile_on(owner: Held[community.State], at: datetime) -> PolicyProfile:
    """The profile in force at an instant; before every change the one the community was registered with."""
    opened, *rest = owner.recorded
    changes = [one for one in rest if isinstance(one.body, community.ProfileChanged) and one.meta.effective_at <= at]
    return PolicyProfile.load(changes[-1].body.profile if changes else opened.body.profile)


def append(ctx: Ctx, writes: list[Write], answer: dict[str, Any], policy: str | None = None, unless: Unless | None = None) -> Done:
    """All or nothing. Streams without events are checked only. Nothing to write: the answer alone, at the present head."""
    ctx, writes = in_confidence(ctx, writes)
    receipt = ctx.journal.append(writes, ctx.meta(policy), answer=answer, body_hash=ctx.body_hash, unless=unless)
    return Done(receipt, receipt.answer)


CONFIDENTIAL = frozenset(
    "hh tkt vis ned obs cor tag att dsc cer cas cpy cll ptl chk cbk dty rot tem bhd mtg jnt rnd pms crd qlf trn rtg apr".split()
)
"""Kinds of streams that tell of people: why something was done there may name one."""


def in_confidence(ctx: Ctx, writes: Sequence[Write]) -> tuple[Ctx, list[Write]]:
    """The reason given for what was done about people is sealed, in the envelope and in the events, under the key of whom it is told of."""
    told = next((one for one in writes if one.events and one.stream.partition("-")[0] in CONFIDENTIAL), None)
    if told is None or not ctx.reason or ctx.actor.role == CLOCK:
        return ctx, list(writes)
    warden = getattr(told.events[0], "warden", None)
    words = sealed_words(ctx.vault.seal(_about(told.stream, warden), {"text": ctx.reason}))
    sealed = [
        replace(
            one,
            events=tuple(codec.replace(each, reason=words) if getattr(each, "reason", None) == ctx.reason else each for each in one.events),
        )
        for one in writes
    ]
    return replace(ctx, reason=words), sealed


def _about(stream: str, warden: str | None) -> str:
    """Whose key: a person's for the stream of that person's tags, a warden's for what a roster says of one."""
    kind, _, key = stream.partition("-")
    if kind == "tag":
        return f"psn-{key}"
    return warden if warden and kind not in ("hh", "tkt", "vis") else stream


def persisting(ctx: Ctx, decide: Callable[[], Done], named: str | None = None) -> Done:
    """Run a command again when a stream that its caller did not see moved meanwhile. named: the stream whose version the caller stated."""
    for left in reversed(range(ATTEMPTS)):
        try:
            return decide()
        except StaleVersion as stale:
            if not left or stale.facts.get("stream") == named:
                raise
    raise AssertionError("unreachable")


def day_of(instant: datetime) -> Any:
    return instant.astimezone(CHINA).date()


def plan_on(state: community.State, at: datetime) -> PlanId | None:
    """The plan in force at an instant: a day is a day in China."""
    return community.plan_in_force(state, day_of(at))


def coming_to(ctx: Ctx, owner: Held[community.State], at: datetime) -> list[community.Enactment]:
    """As `coming`, with those that whoever it ends in decided for the time after."""
    known_then, state = coming(owner.state, at), owner.state
    while state is not None and state.successor is not None and state.ended_on is not None:
        since, state = state.ended_on, standing(ctx, state.successor).state
        known_then += [one for one in coming(state, at) if one.on >= since]
    return known_then


def coming(owner: community.State | None, at: datetime) -> list[community.Enactment]:
    """Plans decided already that take effect after an instant."""
    return [one for one in owner.enactments if one.on > day_of(at)] if owner else []


def land_of(journal: Journal, stream: TessellationId) -> Tessellation:
    """The land as cut, with the buildings placed since. The cut may be megabytes and never changes: it is kept in memory."""
    made = _made(journal, stream)
    placed: dict[int, list[BuildingId]] = {}
    for recorded in journal.read(stream, after=1):
        if isinstance(recorded.body, tessellation.BuildingPlaced):
            placed.setdefault(recorded.body.atom, []).append(recorded.body.building)
    if not placed:
        return made
    return replace(made, atoms=tuple(replace(atom, buildings=(*atom.buildings, *placed.get(atom.id, ()))) for atom in made.atoms))


@lru_cache(maxsize=16)
def _made(journal: Journal, stream: TessellationId) -> Tessellation:
    from gis.tessellation import Tessellation  # the map engine: most commands ask nothing of the land

    recorded = journal.read(stream)
    if not recorded:
        raise tessellation.TessellationUnknown()
    made = recorded[0].body
    return Tessellation(made.crs, made.origin, made.ring, made.atoms, made.made_with, made.sha256)
