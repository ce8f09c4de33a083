"""The clocks that act by themselves: stops that end, deadlines that pass. Acting twice writes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from api.commands.acting import Acted, Ran, Step, each, on_time
from api.commands.evidence import Held, hold, profile_of, standing
from api.commands.ticket_steps import timekeeping
from api.commands.tickets import DESK, hold_ticket
from api.context import Ctx, Office
from domain import ticket
from domain.ids import CommunityId, TicketId
from domain.policy import PolicyProfile
from domain.schema import Events
from domain.ticket import Level, clock, clock_face
from domain.ticket.clock_events import ClockResumed, ClockStopped, DeadlineExtended, Escalated
from projections import ticket_board

CAUSES = (ticket.Reported, ClockStopped, ClockResumed, DeadlineExtended, Escalated)
"""What sets a deadline or a stop: the last of them is what the clock's own step follows from."""
ABOVE = (Level.SUBDISTRICT, Level.DISTRICT)


RULE = "ticket.escalated_on_breach"


def ladder(profile: PolicyProfile, owner: CommunityId) -> clock.Ladder:
    """The profile's tiers from the community upwards; where a city governs its communities itself, it stands in the district's place."""
    known = {tier.level for tier in profile.tiers}
    known |= {"district"} if "city" in known and not known & set(ABOVE) else set()
    rungs = [clock.Rung(Level.COMMUNITY, DESK), *(clock.Rung(level, f"{level}:{owner}") for level in ABOVE if level in known)]
    return clock.Ladder(rungs, profile.number("ticket.level_patience"), profile.rule(RULE).clause)


def run(office: Office, community: CommunityId | None = None, at: datetime | None = None) -> Ran:
    """Bring every clock to `at` (now), the first due first; each ticket by itself. again_at: when the next of these breaks again."""
    at = at or office.clock()
    office.freshen("ticket_board")
    with office.reading() as connection:
        waiting = ticket_board.due_clocks(connection, at, community)
    coming: list[datetime] = []
    ran = each(waiting, lambda row: _act(office, TicketId(row["ticket"]), row["at"], at, coming))
    return replace(ran, again_at=min(coming, default=None))


def _act(office: Office, stream: TicketId, due_at: datetime, at: datetime, coming: list[datetime]) -> Acted | None:
    """coming: gathers when the ticket's clock acts next."""

    def decide(ctx: Ctx, _: Held[ticket.State]) -> Step | None:
        held = hold_ticket(ctx, stream)
        assert held.state is not None
        owner = standing(ctx, held.state.community)
        assert owner.state is not None
        profile = profile_of(owner.state)
        events, following = _due(ctx, held, profile, at)
        coming.extend([] if following is None else [following])
        if not events:
            return None
        cause = max(each.position for each in held.recorded if isinstance(each.body, CAUSES))
        return Step([(event, event.at) for event in events], RULE, profile.rule(RULE).clause, cause, profile.key)

    return on_time(office, stream, due_at, ticket.fold, decide)


def _due(ctx: Ctx, held: Held[ticket.State], profile: PolicyProfile, at: datetime) -> tuple[Events, datetime | None]:
    """Every step that is due, one after the other: a stop that ended long ago may have been followed by a breach. Who is told late of
    a breach answers from when they are told, and has all the time that the rule gives. With it, when the clock acts next.
    """
    state, events = held.state, ()
    assert state is not None
    keep, rungs = timekeeping(ctx, held, profile), ladder(profile, state.community)
    while step := clock.act(state, keep=keep, ladder=rungs, at=at):
        events += step
        for event in step:
            state = ticket.evolve(state, event)
    return events, clock.acts_at(state, keep=keep, ladder=rungs)


def face(ctx: Ctx, stream: TicketId, at: datetime) -> clock_face.Face:
    """The ticket's clock as it showed at an instant. Raises TicketUnknown."""
    held = hold(ctx, stream, ticket.fold)
    if held.state is None:
        raise ticket.TicketUnknown()
    owner = standing(ctx, held.state.community)
    assert owner.state is not None
    told = ((each.body, each.meta.effective_at) for each in held.recorded)
    shown = clock_face.read(told, timekeeping(ctx, held, profile_of(owner.state)), at)
    if shown is None:
        raise ticket.TicketUnknown()
    return shown
