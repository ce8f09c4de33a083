"""A warden's day: whom to visit next, and how far the day has come."""

from __future__ import annotations

from datetime import date
from typing import Any

from psycopg import Connection

from api.commands.evidence import profile_of, standing
from api.commands.roster import hold_roster
from api.context import CHINA, Ctx, start_of_day
from domain import cover
from domain.duty import WardenNotOfCommunity
from domain.ids import CommunityId, WardenId
from projections import visit_log

QUOTA = "visit.households_per_day"


def today(ctx: Ctx, connection: Connection[Any], owner: CommunityId, warden: WardenId, on: date | None = None) -> dict[str, Any]:
    """The profile's number of households of the warden's grids (covered ones included), longest unvisited first, and those done.

    A day gone by is shown as its list stood at its end. Raises WardenNotOfCommunity, policy.RuleUnknown where no number is set.
    """
    on = on or ctx.now.astimezone(CHINA).date()
    at = min(ctx.now, start_of_day(date.fromordinal(on.toordinal() + 1)))
    roster, state = hold_roster(ctx, owner).state, standing(ctx, owner).state
    if roster is None or state is None or warden not in roster.wardens:
        raise WardenNotOfCommunity(warden=warden)
    quota = profile_of(state).rule(QUOTA)
    beat = cover.grids_of(roster, warden, at)
    listed = visit_log.today(connection, (*beat.own, *beat.covered), on, at, limit=int(quota.value))
    visited = visit_log.visited_on(connection, warden, on)
    return {"on": on, "warden": warden, "quota": quota.value, "clause": quota.clause, "visited": visited, "households": listed}
