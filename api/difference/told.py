"""The whole difference as one answer."""

from __future__ import annotations

from typing import Any

from api.commands.structure import groups
from api.difference.codes import successions
from api.difference.ground import Between
from api.difference.months import MONTHS, restated
from api.difference.pairs import due_since, passing, total
from api.difference.wardens import Hands, hands
from projections.statements import Row

_PLAN = ("plan", "name", "status", "document", "effective_on")


def difference(seen: Between, months: int = MONTHS) -> dict[str, Any]:
    """before, after: the two plans; moved: sums over `pairs`; visits_due_since: None where no visit round runs.
    codes_ended, codes_begun: those that only the first, or only the second plan has. groups_cut: building groups that the second
    plan's boundaries run through."""
    lines = passing(seen)
    work = hands(seen, lines)
    after = {building: grid for building, (_, grid) in seen.went.items() if grid is not None}
    return {
        "community": seen.community,
        "before": {name: seen.before[name] for name in _PLAN},
        "after": {name: seen.after[name] for name in _PLAN},
        "at": seen.at,
        "visits_due_since": due_since(seen),
        "moved": total(lines) | {"households_in_all": sum(homes.households for homes in seen.homes.values())},
        "pairs": [line | _between(work, line) for line in lines],
        "codes": successions(seen),
        "codes_ended": _only_in(seen.before, seen.after),
        "codes_begun": _only_in(seen.after, seen.before),
        "groups_cut": groups.cut_by(seen.ctx, seen.community, after),
        "wardens": work.lines,
        "cover": work.cover,
        "months": restated(seen, months),
    }


def _only_in(plan: Row, other: Row) -> list[str]:
    known = {grid["code"] for grid in other["grids"]}
    return sorted(grid["code"] for grid in plan["grids"] if grid["code"] not in known)


def _between(work: Hands, line: Row) -> dict[str, Any]:
    return {"from_warden": work.name(work.before, line["from_grid"]), "to_warden": work.name(work.after, line["to_grid"])}
