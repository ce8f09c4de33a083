"""What a meeting refuses."""

from __future__ import annotations

from domain.errors import Invalid, Refused, Unknown


class MeetingUnknown(Unknown):
    code = "meeting.unknown"


class NobodyCalled(Invalid):
    code = "meeting.nobody_called"


class LeaveTooLate(Refused):
    """Leave is asked before the meeting begins (须事先请假). Facts: starts_at."""

    code = "meeting.leave_too_late"


class NotCalled(Refused):
    """Facts: who (accounts that were not called)."""

    code = "meeting.not_called"


class LeaveUnknown(Unknown):
    code = "meeting.leave_unknown"


class NotYetBegun(Refused):
    """Facts: starts_at."""

    code = "meeting.not_yet_begun"


class NotHeld(Refused):
    code = "meeting.not_held"


class HeldAlready(Refused):
    code = "meeting.held_already"


class DecisionUnknown(Unknown):
    code = "meeting.decision_unknown"


class Confidential(Refused):
    """确保信息不外泄. Facts: number (of the decision), clause."""

    code = "meeting.confidential"


class NothingToPublish(Invalid):
    code = "meeting.nothing_to_publish"
