"""What is refused of building groups and their heads."""

from __future__ import annotations

from domain.errors import Invalid, PolicyRefused, Refused, Unknown


class GroupUnknown(Unknown):
    """Facts: group."""

    code = "building_group.unknown"


class BuildingGrouped(Refused):
    """Facts: building, group (its name)."""

    code = "building_group.building_grouped"


class BuildingOutside(Refused):
    """A building of another grid, or none at all. Facts: buildings, grid."""

    code = "building_group.building_outside"


class OutsideBand(PolicyRefused):
    """Facts: rule, value, limit, unit, clause."""

    code = "building_group.outside_band"


class HeadStands(Refused):
    """Facts: group."""

    code = "building_head.stands"


class HeadMissing(Refused):
    """Facts: group."""

    code = "building_head.missing"


class NotEligible(Refused):
    """Facts: eligible, clause."""

    code = "building_head.not_eligible"


class AllowancePaidOtherwise(Refused):
    """Facts: month, yuan (paid for it already)."""

    code = "building_head.allowance_paid_otherwise"


class AllowanceUnsound(Invalid):
    """Facts: month, yuan."""

    code = "building_head.allowance_unsound"
