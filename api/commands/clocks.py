"""The clocks that act by themselves: stops that end, deadlines that pass. Acting twice writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from api.commands.evidence import Held, append, hold, profile_of
from api.commands.ticket_steps import timekeeping
from api.commands.tickets import DESK, hold_ticket
from api.context import Actor, Ctx, Office
from domain import community, ticket
from domain.errors import StaleVersion
from domain.ids import CommunityId, TicketId
from domain.policy import PolicyProfile
from domain.schema import Events
from domain.ticket import Level, clock, clock_face
from domain.ticket.clock_events import ClockResumed, ClockStopped, DeadlineExtended, Escalated
from projections import ticket_board

CLOCK = Actor("clock", "clock")
CAUSES = (ticket.Reported, ClockStopped, ClockResumed, DeadlineExtended, Escalated)
"""What sets a deadline or a stop: the last of them is what the clock's own step follows from."""
ABOVE = (Level.SUBDISTRICT, Level.DISTRICT)


@dataclass(frozen=True)
class Acted:
    ticket: TicketId
    number: str
    steps: tuple[str, ...]


def ladder(profile: PolicyProfile, owner: CommunityId) -> clock.Ladder:
    """The profile's tiers from the community upwards; where a city governs its communities itself, it stands in the district's place."""
    known = {tier.level for tier in profile.tiers}
    known |= {"district"} if "city" in known and not known & set(ABOVE) else set()
    rungs = [clock.Rung(Level.COMMUNITY, DESK), *(clock.Rung(level, f"{level}:{owner}") for level in ABOVE if level in known)]
    return clock.Ladder(rungs, profile.number("ticket.level_patience"), profile.rule("ticket.escalated_on_breach").clause)


def run(office: Office, at: datetime | None = None) -> list[Acted]:
    """Bring every clock to `at` (now): each ticket by itself, so that one that is being written to meanwhile is left for the next time."""
    at = at or office.clock()
    office.freshen("ticket_board")
    with office.reading() as connection:
        waiting = ticket_board.due_clocks(connection, at)
    acted = (_act(office, TicketId(stream), at) for stream in waiting)
    return [one for one in acted if one is not None]


def _act(office: Office, stream: TicketId, at: datetime) -> Acted | None:
    ctx = office.ctx(CLOCK, effective_at=at)
    held = hold_ticket(ctx, stream)
    assert held.state is not None
    owner = hold(ctx, held.state.community, community.fold)
    assert owner.state is not None
    profile = profile_of(owner.state)
    events = _due(ctx, held, profile, at)
    if not events:
        return None
    cause = max(each.position for each in held.recorded if isinstance(each.body, CAUSES))
    ctx = replace(ctx, causation=str(cause), reason=profile.rule("ticket.escalated_on_breach").clause)
    try:
        append(ctx, [held.write(events)], {"ticket": stream}, profile.key)
    except StaleVersion:
        return None
    return Acted(stream, held.state.number, tuple(event.NAME for event in events))


def _due(ctx: Ctx, held: Held[ticket.State], profile: PolicyProfile, at: datetime) -> Events:
    """Every step that is due, one after the other: a stop that ended long ago may have been followed by a breach."""
    state, events = held.state, ()
    assert state is not None
    keep, rungs = timekeeping(ctx, held, profile), ladder(profile, state.community)
    while step := clock.act(state, keep=keep, ladder=rungs, at=at):
        events += step
        for event in step:
            state = ticket.evolve(state, event)
    return events


def face(ctx: Ctx, stream: TicketId, at: datetime) -> clock_face.Face:
    """The ticket's clock as it showed at an instant. Raises TicketUnknown."""
    held = hold(ctx, stream, ticket.fold)
    if held.state is None:
        raise ticket.TicketUnknown()
    owner = hold(ctx, held.state.community, community.fold)
    assert owner.state is not None
    told = ((each.body, each.meta.effective_at) for each in held.recorded)
    shown = clock_face.read(told, timekeeping(ctx, held, profile_of(owner.state)), at)
    if shown is None:
        raise ticket.TicketUnknown()
    return shown
