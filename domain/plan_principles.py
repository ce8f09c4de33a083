"""The principles of division (界限清晰、任务适当、责任明确、便于考核) as checks of a plan, where the regulation names them.

They inform: what they rest on forbids by itself where it must (plan_checks).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.policy import PolicyProfile
from domain.values import Check

RULE, WARDENS, COMPARABLE = "grid.principles", "grid.wardens", "grid.comparable_percent"
CLEAR_BORDERS = "principle.clear_borders"
FITTING_TASK = "principle.fitting_task"
CLEAR_DUTY = "principle.clear_duty"
COMPARABLE_LOADS = "principle.comparable_loads"


def principles(
    profile: PolicyProfile, *, unclear: int, in_band: Sequence[bool], loads: Sequence[float], grids: int, wardens: int | None
) -> Iterable[Check]:
    """unclear: places where borders gap, overlap or are torn. in_band, loads: of each ordinary grid, loads weighted where the work is.

    wardens: evidence, how many the community has; None: not looked at.
    """
    if RULE not in profile.rules:
        return
    clause = profile.rule(RULE).clause
    yield _told(CLEAR_BORDERS, unclear == 0, unclear, "=0 处", clause)
    if in_band:
        share = round(100 * sum(in_band) / len(in_band), 1)
        yield _told(FITTING_TASK, all(in_band), share, "=100 %", clause)
    if wardens is not None:
        wanted = grids * (profile.number(WARDENS) if WARDENS in profile.rules else 1)
        yield _told(CLEAR_DUTY, wardens >= wanted, wardens, f"≥{wanted} 人", clause)
    if sum(loads):
        limit = profile.number(COMPARABLE)
        value = round(100 * max(loads) * len(loads) / sum(loads), 1)
        yield _told(COMPARABLE_LOADS, value <= limit, value, f"≤{limit} %", clause)


def _told(code: str, passed: bool, value: float, limit: str, clause: str) -> Check:
    return Check(code, passed, False, None, float(value), limit, clause)
