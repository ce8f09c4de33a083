"""What is held already (电子件) of the people a ticket is about: nobody asks them for it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.commands.evidence import Held, day_of, hold
from api.context import Ctx
from domain import household, ticket
from domain.governance import electronic_copy
from domain.ids import PersonId, TicketId, copies_id
from domain.ticket.events import Reported

REUSED = "document.reused"


@dataclass(frozen=True, slots=True)
class HeldCopy:
    """copies, copy: by which it is reused. until: the last day it is valid."""

    copies: str
    copy: int
    person: PersonId
    paper: str
    until: date | None


def held_copies(ctx: Ctx, on: Held[ticket.State]) -> list[HeldCopy]:
    """Valid today, of everybody in the household the ticket is about; none where it names no household."""
    reported = on.recorded[0].body
    assert isinstance(reported, Reported)
    if reported.household is None:
        return []
    home = hold(ctx, reported.household, household.fold).state
    persons = sorted(home.persons) if home else []
    recorded = ctx.journal.read_many([copies_id(person) for person in persons])
    today = day_of(ctx.now)
    found = []
    for person in persons:
        state = electronic_copy.fold(each.body for each in recorded.get(copies_id(person), ()))
        for number, one in state.held.items() if state else ():
            if one.is_valid(today):
                found.append(HeldCopy(copies_id(person), number, person, one.paper, one.until))
    return found


def held_for(ctx: Ctx, stream: TicketId) -> list[HeldCopy]:
    """Raises TicketUnknown."""
    from api.commands.tickets import hold_ticket

    held = hold_ticket(ctx, stream)
    if held.state is None:
        raise ticket.TicketUnknown()
    return held_copies(ctx, held)
