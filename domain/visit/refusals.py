"""What is refused of a home visit and of putting its record right."""

from __future__ import annotations

from domain.errors import Forbidden, Invalid, Refused, Unknown


class VisitKnown(Refused):
    """Another visit stands under this id. Facts: visit."""

    code = "visit.recorded_already"


class PurposeMissing(Invalid):
    """Facts: known (the profile's purposes), value, limit, clause."""

    code = "visit.purpose_missing"


class IssueMissing(Invalid):
    """Facts: value, limit, clause."""

    code = "visit.issue_missing"


class FeedbackMissing(Invalid):
    """Facts: value, limit, clause."""

    code = "visit.feedback_missing"


class ContactNotAllowed(Invalid):
    """The profile does not count such a contact as a visit. Facts: contact, known, value, limit, clause."""

    code = "visit.contact_not_allowed"


class VisitInFuture(Invalid):
    """Facts: visited_at, now."""

    code = "visit.in_future"


class VisitNotYourGrid(Forbidden):
    """The warden was not on duty there: neither as A, nor as B or stand-in. Facts: grid, visited_at."""

    code = "visit.not_your_grid"


class NobodyHome(Unknown):
    """The household did not live here then. Facts: household."""

    code = "visit.household_absent"


class VisitUnknown(Unknown):
    code = "visit.unknown"


class NotYourVisit(Forbidden):
    """A warden puts right what the same warden recorded; the desk any."""

    code = "visit.not_your_visit"


class NothingCorrected(Invalid):
    """What is given says what stands already."""

    code = "visit.nothing_corrected"


class CorrectionPending(Refused):
    """An earlier correction of it waits for a decision. Facts: visit."""

    code = "visit.correction_pending"


class NoCorrectionPending(Refused):
    """Facts: visit."""

    code = "visit.no_correction_pending"


class ProposerDecides(Forbidden):
    """Who proposed the correction does not decide on it."""

    code = "visit.correction_proposer_decides"
