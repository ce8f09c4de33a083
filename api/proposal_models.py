"""What planners send when they ask for a proposal."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.commands.briefing import Wish
from api.models import Building, Grid, Reasoned, Short
from domain.dividers import DividerKind
from domain.ids import BuildingId, GridId

Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0, le=100)]
Together = Annotated[tuple[Building, ...], Field(min_length=2, max_length=500)]


class ProposalGiven(Reasoned):
    """Left out: what the profile says. stay: start from the plan in force and move no more than `most_moved` of the households.

    balance: what is spread evenly beside the band; workload is tickets and visits of the last `months` whole months, weighed. follow: by
    how much a border along a main road or water is cheaper. uncrossed: lines no grid crosses. together: buildings of one grid.
    """

    name: Short = ""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    effort: Literal["fast", "normal", "thorough"] = "normal"
    wanted: Annotated[int, Field(ge=1, le=999)] | None = None
    stay: bool = False
    most_moved: Share | None = None
    locked: Annotated[tuple[Grid, ...], Field(max_length=999)] = ()
    balance: Literal["", "households", "people", "workload"] = ""
    months: Annotated[int, Field(ge=1, le=60)] | None = None
    ticket_weight: Weight | None = None
    visit_weight: Weight | None = None
    follow: Share | None = None
    uncrossed: Annotated[tuple[DividerKind, ...], Field(max_length=3)] = ()
    together: Annotated[tuple[Together, ...], Field(max_length=200)] = ()

    def wish(self) -> Wish:
        given = {name: getattr(self, name) for name in Wish.__dataclass_fields__}
        groups = tuple(tuple(map(BuildingId, group)) for group in self.together)
        return Wish(**{**given, "locked": tuple(map(GridId, self.locked)), "together": groups})


class PlanGiven(ProposalGiven):
    """start: "propose" lets the engine draw, "copy" begins from the plan decided last, "whole" from one grid of the whole community,
    "united" from the plans of communities that were merged, side by side on one land."""

    start: Literal["propose", "copy", "whole", "united"] = "propose"
