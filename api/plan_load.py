"""The work that each grid of a plan would have had: tickets and visits of the last whole months, weighed as a proposal weighs them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from api.commands.evidence import profile_of, standing
from api.context import CHINA
from api.difference import Between
from api.difference.months import Work, rounded, worked
from api.moments import months_before
from projections.statements import Row


def load_of(seen: Between, months: int | None = None) -> dict[str, Any]:
    """seen: a plan against itself. months: None for what the profile says. since, until: first day counted, first day no longer counted.
    Work at a place that no grid of the plan holds is left out."""
    owner = standing(seen.ctx, seen.community).state
    assert owner is not None
    profile = profile_of(owner)
    months = months or int(profile.number("proposal.months"))
    weights = {what: profile.number(f"proposal.{what}_weight") / 100 for what in ("ticket", "visit")}
    until = seen.at.astimezone(CHINA).date().replace(day=1)
    done: defaultdict[str | None, Work] = defaultdict(Counter)
    for (_, grid), work in worked(seen, months).items():
        done[grid].update(work)
    grids = [_line(grid, done[grid["grid"]], weights) for grid in seen.after["grids"]]
    told = {"plan": seen.after["plan"], "months": months, "since": months_before(until, months), "until": until}
    return told | {"ticket_weight": weights["ticket"], "visit_weight": weights["visit"], "grids": grids}


def _line(grid: Row, work: Work, weights: Mapping[str, float]) -> dict[str, Any]:
    tickets, visits = work["tickets", "after"], work["visits", "after"]
    workload = round(float(weights["ticket"] * tickets + weights["visit"] * visits), 2)
    return {name: grid[name] for name in ("grid", "code", "name")} | {
        "tickets": rounded(tickets),
        "visits": rounded(visits),
        "workload": workload,
    }
