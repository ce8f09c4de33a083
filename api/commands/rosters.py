"""The rosters a community works with: its own, and those of the communities that ended in it, told as one.

A post stays on the roster it was opened on, whatever becomes of the community: its history is one stream. So after a merger the successor's
roster is the sum of several, a warden of any of them may hold a post of any other, and each event goes where its subject stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from api.commands.evidence import Held, facts, hold_whole, holding, in_charge, standing
from api.context import Ctx
from domain import duty
from domain.cover import Roster
from domain.duty.joining import joined
from domain.ids import CommunityId, duty_id
from domain.in_time import Fact
from domain.journal import Recorded, Write
from domain.schema import Event


@dataclass(frozen=True)
class Rosters:
    """own: of the community in charge. others: of those that ended in it."""

    own: Held[Roster]
    others: tuple[Held[Roster], ...] = ()

    @property
    def stream(self) -> str:
        return self.own.stream

    @property
    def version(self) -> int:
        return self.own.version

    @cached_property
    def state(self) -> Roster | None:
        return joined([each.state for each in (self.own, *self.others) if each.state is not None])

    def writes(self, events: Iterable[Event], at: datetime | None = None, before: Sequence[Write] = ()) -> list[Write]:
        return self.written([(event, at) for event in events], before)

    def written(self, facts: Iterable[tuple[Event, datetime | None]] | Iterable[Fact], before: Sequence[Write] = ()) -> list[Write]:
        """Each event where its subject stands; what is not written to must stand as it was read. before: of the same append."""
        facts, writes = list(facts), []
        opened = {event.post: self.own for event, _ in facts if isinstance(event, duty.PostDefined)}
        for event, at in facts:
            held = opened.get(getattr(event, "post", None)) or self._standing(event)
            known = held.version + sum(len(one.events) for one in (*before, *writes) if one.stream == held.stream)
            writes.append(Write(held.stream, known, (event,), at))
        touched = {one.stream for one in (*before, *writes)}
        return [*_together(writes), *(each.stands() for each in self.others if writes and each.stream not in touched)]

    def _standing(self, event: Event) -> Held[Roster]:
        for held in (self.own, *self.others):
            if held.state is not None and _knows(held.state, event):
                return held
        if isinstance(event, duty.WardenEnrolled | duty.PostDefined):
            return self.own
        return next((held for held in (self.own, *self.others) if held.state is not None), self.own)


def hold_roster(ctx: Ctx, owner: CommunityId, at: datetime | None = None) -> Rosters:
    """Of the community in charge of `owner` at an instant; by default when the command holds."""
    at = at or ctx.holds_from
    if standing(ctx, owner).state is None:
        return Rosters(_held(ctx, owner))
    keeper = in_charge(ctx, owner, at).state
    assert keeper is not None
    own, *others = (_held(ctx, each) for each in holding(ctx, keeper.community, at))
    return Rosters(own, tuple(others))


def _held(ctx: Ctx, owner: CommunityId) -> Held[Roster]:
    return hold_whole(ctx, duty_id(owner), _roster)


def _roster(recorded: tuple[Recorded, ...]) -> Roster | None:
    return duty.fold(facts(recorded))


def _knows(roster: Roster, event: Event) -> bool:
    match event:
        case duty.PostDefined():
            return False
        case duty.LeaveEnded(leave=leave):
            return leave in roster.leaves
        case duty.WardenEnrolled(warden=warden) | duty.WardenLeft(warden=warden) | duty.LeaveGranted(warden=warden):
            return warden in roster.wardens
        case duty.ShareHandedOver():
            return True
    return getattr(event, "post", None) in roster.posts


def _together(writes: Sequence[Write]) -> list[Write]:
    """Neighbouring events of one stream and one time are one write."""
    kept: list[Write] = []
    for one in writes:
        if kept and (kept[-1].stream, kept[-1].effective_at) == (one.stream, one.effective_at):
            kept[-1] = Write(one.stream, kept[-1].expected, (*kept[-1].events, *one.events), one.effective_at)
        else:
            kept.append(one)
    return kept
