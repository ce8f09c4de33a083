"""What a grid plan refuses whatever is done with it."""

from __future__ import annotations

from domain.errors import Refused, Unknown


class PlanUnknown(Unknown):
    code = "plan.unknown"


class PlanNotDraft(Refused):
    """Facts: plan, status."""

    code = "plan.not_draft"


class GridIsLocked(Refused):
    """A locked grid is not drawn on: unlock it first. Facts: grid."""

    code = "plan.grid_locked"


class GridUnknown(Unknown):
    """Facts: grid."""

    code = "plan.grid_unknown"


class GridCodesExhausted(Refused):
    """A community has 999 grid sequences for ever. Facts: community."""

    code = "plan.grid_codes_exhausted"
