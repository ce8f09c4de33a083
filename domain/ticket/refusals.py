"""One class per refused rule. Facts: number, unless a class says otherwise."""

from __future__ import annotations

from domain.errors import Invalid, Refused, Unknown


class TicketUnknown(Unknown):
    code = "ticket.unknown"


class TicketKnown(Refused):
    code = "ticket.reported_already"


class NobodyResponsible(Invalid):
    """A ticket is never in nobody's hands: name an account or a body."""

    code = "ticket.nobody_responsible"


class SuperiorMissing(Invalid):
    """A major or sudden matter goes up at once. Facts: level, clause."""

    code = "ticket.superior_missing"


class ClauseMissing(Invalid):
    """A deadline says where it comes from."""

    code = "ticket.clause_missing"


class DuePassed(Invalid):
    code = "ticket.due_passed"


class AcceptedAlready(Refused):
    """The first handler is fixed."""

    code = "ticket.accepted_already"


class NotAccepted(Refused):
    code = "ticket.not_accepted"


class LevelTooLow(Refused):
    """Facts: level, lowest, clause."""

    code = "ticket.level_too_low"


class SatisfactionOutOfRange(Invalid):
    code = "ticket.satisfaction_out_of_range"


class OutcomeNotAKey(Invalid):
    """A short key (“solved”), never a sentence: sentences are personal and sealed."""

    code = "ticket.outcome_not_a_key"


class NotHandled(Refused):
    code = "ticket.not_handled"


class NoFeedback(Refused):
    """Who asked has not been told since the last handling."""

    code = "ticket.no_feedback"


class AffairsUnfinished(Refused):
    """Something begun on the ticket still runs: a part of it, a proxy case, an approval. Facts: number, unfinished (their keys)."""

    code = "ticket.affairs_unfinished"


class TicketClosed(Refused):
    code = "ticket.closed"


class NotClosed(Refused):
    code = "ticket.not_closed"
