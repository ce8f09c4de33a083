"""What a community refuses."""

from __future__ import annotations

from domain.errors import Invalid, Refused, Unknown


class CommunityUnknown(Unknown):
    """Facts: none; nothing is registered under this code."""

    code = "community.unknown"


class CommunityRegisteredOtherwise(Refused):
    """Facts: community."""

    code = "community.registered_otherwise"


class TiersUnfit(Invalid):
    """Not the profile's tiers, or a tier's code does not contain the community's. Facts: profile, tiers (local titles wanted)."""

    code = "community.tiers_unfit"


class TerritoryInUse(Refused):
    """Facts: plan (in force or coming into force)."""

    code = "community.territory_in_use"


class TerritoryMissing(Refused):
    code = "community.territory_missing"


class EnactmentPending(Refused):
    """Facts: plan, on."""

    code = "community.enactment_pending"


class BaseNotInForce(Refused):
    """Facts: base, in_force."""

    code = "community.base_not_in_force"


class EnactedBeforePresent(Refused):
    """A plan cannot take force earlier than the one it replaces did. Facts: on, present_since."""

    code = "community.enacted_before_present"


class GridCodeIssuedBefore(Refused):
    """Facts: grid_code, issued_through."""

    code = "community.grid_code_issued_before"


class CommunityEnded(Refused):
    """Merged or dissolved: nothing new is decided for it. Facts: on, successor."""

    code = "community.ended"


class ImportAfterEnd(CommunityEnded):
    """Buildings and households of a file belong to whoever goes on. Facts: on, successor."""

    code = "community.ended_before_import"


class PostAfterEnd(CommunityEnded):
    """No post is opened in a community that has ended. Facts: on, successor."""

    code = "community.ended_before_post"
