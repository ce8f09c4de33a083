"""The hall (「一門」受理): one queue for every matter and every channel; a clerk takes whoever has waited longest."""

from __future__ import annotations

from api.commands import tickets
from api.commands.evidence import hold_community, profile_of
from api.commands.ticket_intake import DESK
from api.context import Ctx, Done
from domain import ticket
from domain.errors import Refused
from domain.ids import TicketId
from projections import ticket_figures

MOST_LOST = 20
"""So many may be taken by others in the moment between reading the queue and taking."""


class IntakeEmpty(Refused):
    """Nobody waits."""

    code = "intake.empty"


class SingleWindow(Refused):
    """The hall has no department windows: nobody takes matters of one category alone. Facts: clause."""

    code = "intake.single_window"


def take_next(ctx: Ctx, code: str, category: str = "") -> Done:
    """Accept the one that has waited longest. category: of that kind alone, where the profile knows such windows.

    Raises SingleWindow, IntakeEmpty.
    """
    owner = hold_community(ctx, code).state
    assert owner is not None
    rule = profile_of(owner).rule("intake.single_window")
    if category and rule.value:
        raise SingleWindow(clause=rule.clause)
    ctx.office.freshen("ticket_board")
    with ctx.office.reading() as connection:
        waiting = ticket_figures.intake(connection, owner.community, responsible=DESK, category=category or None, limit=MOST_LOST)
    for row in waiting:
        try:
            return tickets.accept(ctx, TicketId(row["ticket"]))
        except (ticket.AcceptedAlready, ticket.TicketClosed):
            continue
    raise IntakeEmpty()
