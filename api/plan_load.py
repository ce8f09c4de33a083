"""The work that each grid of a plan would have had: tickets and visits of the last whole months, weighed as a proposal weighs them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from api.commands.evidence import profile_of, standing
from api.context import CHINA
from api.difference import Between
from api.difference.months import restated
from api.moments import months_before


def load_of(seen: Between, months: int | None = None) -> dict[str, Any]:
    """seen: a plan against itself. months: None for what the profile says. since, until: first day counted, first day no longer counted.
    Work at a place that no grid of the plan holds is left out."""
    owner = standing(seen.ctx, seen.community).state
    assert owner is not None
    profile = profile_of(owner)
    months = months or int(profile.number("proposal.months"))
    weights = {what: profile.number(f"proposal.{what}_weight") / 100 for what in ("ticket", "visit")}
    until = seen.at.astimezone(CHINA).date().replace(day=1)
    tickets, visits = Counter[str](), Counter[str]()
    for line in restated(seen, months):
        tickets[line["grid"]] += line["tickets_after"]
        visits[line["grid"]] += line["visits_after"]
    grids = [
        {name: grid[name] for name in ("grid", "code", "name")}
        | {"tickets": tickets[grid["grid"]], "visits": visits[grid["grid"]]}
        | {"workload": round(weights["ticket"] * tickets[grid["grid"]] + weights["visit"] * visits[grid["grid"]], 2)}
        for grid in seen.after["grids"]
    ]
    told = {"plan": seen.after["plan"], "months": months, "since": months_before(until, months), "until": until}
    return told | {"ticket_weight": weights["ticket"], "visit_weight": weights["visit"], "grids": grids}
