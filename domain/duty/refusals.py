"""One class per refused rule."""

from __future__ import annotations

from domain.errors import Invalid, Refused, Unknown


class WardenNotOfCommunity(Unknown):
    """Not enrolled in this community at that time. Facts: warden, at."""

    code = "duty.warden_not_of_community"


class WardenKnown(Refused):
    code = "duty.warden_enrolled_already"


class AccountTaken(Refused):
    """Facts: warden (who signs in with it)."""

    code = "duty.account_taken"


class EmploymentUnknown(Invalid):
    code = "duty.employment_unknown"


class HoldsPosts(Refused):
    """Whoever holds a post hands it over before leaving. Facts: warden, posts."""

    code = "duty.holds_posts"


class PostUnknown(Unknown):
    code = "duty.post_unknown"


class PostKnown(Refused):
    code = "duty.post_defined_already"


class PostNotOpen(Refused):
    """Facts: post, at."""

    code = "duty.post_not_open"


class GridHasPost(Refused):
    """Facts: grid, post (the open one)."""

    code = "duty.grid_has_post"


class GridNeedsCover(Refused):
    """A grid in force, or one that a plan brings, keeps its post: somebody answers for it. Facts: grid, plan."""

    code = "duty.grid_needs_cover"


class SamePerson(Refused):
    """A and B of one post, or A and the stand-in, would be one person. Facts: post, warden."""

    code = "duty.same_person"


class NotANeighbour(Refused):
    """B must be holder A of a touching grid. Facts: warden, neighbours (wardens who are), clause."""

    code = "duty.not_a_neighbour"


class NotTheHolder(Refused):
    """Facts: post, holder."""

    code = "duty.not_the_holder"


class CountsWrong(Invalid):
    """Facts: households, unvisited."""

    code = "duty.counts_wrong"


class NotCovered(Refused):
    """Nobody would be on duty. Facts: post, grid, starts_at, ends_at (of the first gap)."""

    code = "duty.not_covered"


class PeriodEmpty(Invalid):
    code = "duty.period_empty"


class LeaveUnknown(Unknown):
    code = "duty.leave_unknown"


class LeaveKnown(Refused):
    code = "duty.leave_granted_already"


class LeaveOverlaps(Refused):
    """Facts: warden, leave (the other one)."""

    code = "duty.leave_overlaps"


class LeaveOnlyShrinks(Invalid):
    """A leave ends within itself; longer is another leave. Facts: leave, starts_at, ends_at."""

    code = "duty.leave_only_shrinks"


class StandInOverlaps(Refused):
    """Facts: post, warden (the other stand-in), starts_at, ends_at."""

    code = "duty.stand_in_overlaps"


class StandInAway(Refused):
    """The stand-in is on leave or not enrolled for a part of it. Facts: warden."""

    code = "duty.stand_in_away"
