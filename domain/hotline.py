"""A call to the hotline (民情热线): who answered is the first one asked (首问责任人); he answers, guides, or takes it in as a ticket.

The law it keeps: every call is written down in full; what was said is sealed; a call that needs work becomes a ticket in the same breath.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid
from domain.ids import CallId, CommunityId, TicketId, WardenId
from domain.schema import Event, Events, event
from domain.values import Sealed


class Outcome(StrEnum):
    """直接解答、引导办理、转为工单."""

    ANSWERED = "answered"
    GUIDED = "guided"
    TICKET = "ticket"


@event("hotline.call_logged")
class CallLogged:
    """Stored format: change only with an upcast and a golden file.

    answered_by: account. on_duty: whose turn it was by the rota, None where nobody's. said: sealed text, name and phone of who called.
    """

    call: CallId
    community: CommunityId
    answered_by: str
    on_duty: WardenId | None
    outcome: Outcome
    ticket: TicketId | None
    said: Sealed


@dataclass(frozen=True, slots=True)
class State:
    call: CallId
    community: CommunityId


class CallNotRecorded(Invalid):
    """What was said, and what was answered, are both written down (详实记录). Facts: missing."""

    code = "hotline.not_recorded"


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, CallLogged):
        raise TypeError(f"not an event of the hotline: {type(event).__name__}")
    return State(event.call, event.community)


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def log_call(
    state: State | None,
    *,
    call: CallId,
    community: CommunityId,
    answered_by: str,
    on_duty: WardenId | None,
    words: str,
    answer: str,
    guided: bool,
    ticket: TicketId | None,
    said: Sealed,
) -> Events:
    """words, answer: looked at for being there. A ticket answers for itself."""
    if state is not None:
        return ()
    if not words.strip():
        raise CallNotRecorded(missing="text")
    if ticket is None and not answer.strip():
        raise CallNotRecorded(missing="answer")
    outcome = Outcome.TICKET if ticket else Outcome.GUIDED if guided else Outcome.ANSWERED
    return (
        CallLogged(call=call, community=community, answered_by=answered_by, on_duty=on_duty, outcome=outcome, ticket=ticket, said=said),
    )
