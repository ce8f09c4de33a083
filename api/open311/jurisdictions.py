"""The standard's jurisdictions are communities, by their 12 digits."""

from __future__ import annotations

from api.commands.evidence import hold_community, profile_of
from api.context import Ctx
from domain.errors import Invalid, Unknown
from domain.ids import CommunityId, community_code
from domain.policy import PolicyProfile
from projections import public_map


class JurisdictionNeeded(Invalid):
    """There are several, or none yet. Facts: known."""

    code = "open311.jurisdiction_needed"


class JurisdictionUnknown(Unknown):
    code = "open311.jurisdiction_unknown"


def code_of(ctx: Ctx, given: str | None) -> str:
    """given: None where there is but one. Raises JurisdictionNeeded, JurisdictionUnknown."""
    if given:
        if len(given) != 12 or not (given.isascii() and given.isdecimal()) or not ctx.journal.versions([f"com-{given}"])[f"com-{given}"]:
            raise JurisdictionUnknown()
        return given
    ctx.office.freshen("grids")
    with ctx.office.publicly() as connection:
        known = [one["code"] for one in public_map.communities(connection, ctx.now)]
    if len(known) != 1:
        raise JurisdictionNeeded(known=known)
    return known[0]


def held(ctx: Ctx, code: str) -> tuple[CommunityId, str, PolicyProfile]:
    """The community, its name, and the regulation in force."""
    owner = hold_community(ctx, code).state
    assert owner is not None
    return owner.community, owner.name, profile_of(owner)


def name_of(ctx: Ctx, community: CommunityId) -> str:
    return held(ctx, community_code(community))[1]
