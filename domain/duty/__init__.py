"""Duty (值守): posts, the wardens who hold them, A/B cover, leave, stand-in, hand-over. One roster per community.

The law it keeps: a grid has at most one open post, a post at most one holder A and one holder B, never the same person; nothing is
decided that would leave a post without anybody where somebody was on duty; a hand-over names what is handed over.

Read in this order: events, domain/cover.py (the roster and who is on duty), roster, then the decisions: posts, absence, succession.
The decisions take `at`, the command's effective time: a roster is about when things hold, not when they were typed in.
"""

from domain.duty.absence import end_leave, grant_leave, stand_in
from domain.duty.events import (
    HandedOver,
    LeaveEnded,
    LeaveGranted,
    PostClosed,
    PostDefined,
    PrimaryAppointed,
    ShareHandedOver,
    StandbyDesignated,
    StoodIn,
    WardenEnrolled,
    WardenLeft,
)
from domain.duty.posts import (
    EMPLOYMENTS,
    appoint_primary,
    close_post,
    define_post,
    designate_standby,
    enroll_warden,
    hand_over,
    release_warden,
)
from domain.duty.refusals import (
    AccountTaken,
    CountsWrong,
    EmploymentUnknown,
    GridHasPost,
    GridNeedsCover,
    HoldsPosts,
    LeaveKnown,
    LeaveOnlyShrinks,
    LeaveOverlaps,
    LeaveUnknown,
    NotCovered,
    NotTheHolder,
    PeriodEmpty,
    PostKnown,
    PostNotOpen,
    PostUnknown,
    SamePerson,
    StandInAway,
    StandInOverlaps,
    WardenKnown,
    WardenNotOfCommunity,
)
from domain.duty.roster import State, evolve, fold
from domain.duty.sharing import Share, hand_over_shares
from domain.duty.succession import carry_later, carry_over

__all__ = [
    "EMPLOYMENTS",
    "AccountTaken",
    "CountsWrong",
    "EmploymentUnknown",
    "GridHasPost",
    "GridNeedsCover",
    "HandedOver",
    "HoldsPosts",
    "LeaveEnded",
    "LeaveGranted",
    "LeaveKnown",
    "LeaveOnlyShrinks",
    "LeaveOverlaps",
    "LeaveUnknown",
    "NotCovered",
    "NotTheHolder",
    "PeriodEmpty",
    "PostClosed",
    "PostDefined",
    "PostKnown",
    "PostNotOpen",
    "PostUnknown",
    "PrimaryAppointed",
    "SamePerson",
    "Share",
    "ShareHandedOver",
    "StandInAway",
    "StandInOverlaps",
    "StandbyDesignated",
    "State",
    "StoodIn",
    "WardenEnrolled",
    "WardenKnown",
    "WardenLeft",
    "WardenNotOfCommunity",
    "appoint_primary",
    "carry_later",
    "carry_over",
    "close_post",
    "define_post",
    "designate_standby",
    "end_leave",
    "enroll_warden",
    "evolve",
    "fold",
    "grant_leave",
    "hand_over",
    "hand_over_shares",
    "release_warden",
    "stand_in",
]
