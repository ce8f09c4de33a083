"""What the population of its communities brings a subdistrict: work funds, full-time workers, and the building heads a grid wants.

Amounts follow the people, floors and caps hold for each community, so the sum over communities may exceed the subdistrict's.
Whole grants only; workers and building heads rounded up: the documents state no rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from domain.plan_checks import Mix
from domain.policy import PolicyProfile, Rule
from domain.values import DwellingKind


@dataclass(frozen=True, slots=True)
class Quota:
    """computed: by the formula alone. granted: after floor and cap. rules: the clauses applied."""

    people: int
    computed: int
    granted: int
    rules: tuple[Rule, ...]


def funding_yuan(people: int, profile: PolicyProfile) -> Quota:
    """A community's work funds in yuan a year (R9: 10,000 for each 500 people, 100,000 at the least)."""
    keys = ("funding.people_per_grant", "funding.grant_yuan", "funding.floor_yuan")
    per_grant, grant, floor = (profile.number(key) for key in keys)
    computed = people // per_grant * grant
    return Quota(people, computed, max(computed, floor), tuple(map(profile.rule, keys)))


def workers(people: int, profile: PolicyProfile) -> Quota:
    """A community's full-time workers (R10: one for 700 people, 7 to 9 normally, never above 10)."""
    keys = ("staffing.people_per_worker", "staffing.low", "staffing.high", "staffing.cap")
    computed = ceil(people / profile.number(keys[0]))
    granted = min(max(computed, profile.number("staffing.low")), profile.number("staffing.cap"))
    return Quota(people, computed, granted, tuple(map(profile.rule, keys)))


def building_heads(mix: Mix, profile: PolicyProfile) -> int:
    """How many building heads (楼长) a grid wants; 0 where the regulation knows none."""
    if not profile.has_band("building_head"):
        return 0
    bungalow, block = (profile.band(kind, "building_head").target for kind in (DwellingKind.BUNGALOW, DwellingKind.BLOCK))
    return ceil(mix.bungalow / bungalow + mix.block / block - 1e-9)
