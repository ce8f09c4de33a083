"""The funding and staffing sheet of a subdistrict, from who lives in its communities on a day."""

from __future__ import annotations

from datetime import date

from api.commands.governance.deciding import decided
from api.context import Ctx, Done
from domain.governance import funding
from domain.governance.funding import Head
from domain.ids import CommunityId, FundingId, community_id, subdistrict_code
from domain.policy import PolicyProfile
from domain.schema import Events
from projections import grids, household_history, lineage


def compute(ctx: Ctx, code: str, on: date) -> Done:
    """For the subdistrict of the community named: every community registered in it, by the members of its households that day."""
    stream = FundingId("fnd-" + subdistrict_code(community_id(code)))
    position = ctx.office.freshen("grids", "household_history", lineage.NAME)
    heads = _heads(ctx, stream.removeprefix("fnd-"), on)

    def decide(state: funding.State | None, profile: PolicyProfile) -> Events:
        return funding.compute(state, funding=stream, on=on, heads=heads, evidence_at=position, profile=profile)

    return decided(ctx, code, stream, funding, decide)


def _heads(ctx: Ctx, subdistrict: str, on: date) -> tuple[Head, ...]:
    with ctx.office.reading() as connection:
        owned = sorted(one["community"] for one in grids.communities(connection) if one["community"].startswith(f"com-{subdistrict}"))
        kept = {one: lineage.holding(connection, one, on) for one in owned}
        counted = {one: household_history.counts_by_building(connection, held, on) for one, held in kept.items() if held}
    return tuple(Head(CommunityId(one), sum(count.people for count in found.values())) for one, found in counted.items())
