"""Facilities, stations, and the 10/15-minute circle."""

from __future__ import annotations

from typing import Any

from api.commands.evidence import EVERYTHING
from api.commands.governance.deciding import decided, decided_on, on_day, owner_of
from api.context import Ctx, Done
from domain.ids import FacilityId, community_id
from domain.policy import PolicyProfile
from domain.schema import Events
from domain.structure import facility
from domain.structure.facility import FacilityUnknown
from projections import facilities, grids, household_history, lineage


def register(
    ctx: Ctx, code: str, kind: str, name: str, place: tuple[float, float], area_m2: float, floor: int, built_percent: int | None
) -> Done:
    stream = FacilityId(ctx.new_id("fac"))

    def decide(state: facility.State | None, profile: PolicyProfile) -> Events:
        return facility.register(
            state,
            facility=stream,
            community=community_id(code),
            kind=kind,
            name=name,
            place=place,
            area_m2=area_m2,
            floor=floor,
            built_percent=built_percent,
            profile=profile,
        )

    return decided(ctx, code, stream, facility, decide)


def close(ctx: Ctx, stream: FacilityId, *, seen: int | None = None) -> Done:
    def decide(state: facility.State | None, _: PolicyProfile) -> Events:
        return facility.close(state, on=on_day(ctx), reason=ctx.reason)

    return decided_on(ctx, stream, facility, FacilityUnknown, decide, seen=seen)


def circle(ctx: Ctx, code: str) -> dict[str, Any]:
    """Buildings whose way to the nearest open facility is longer than the regulation's circle, with their households.

    Raises RuleUnknown where the regulation knows no circle.
    """
    from gis.walking import walking_minutes

    owner, profile = owner_of(ctx, code)
    rule = profile.rule("facility.circle_minutes")
    detour, pace = (profile.rule(key) for key in ("facility.detour_percent", "facility.metres_per_minute"))
    ctx.office.freshen("grids", "household_history", facilities.NAME)
    with ctx.office.reading() as connection:
        kept = lineage.holding(connection, owner.stream, ctx.now)
        standing = grids.buildings(connection, kept, limit=EVERYTHING)
        lived = household_history.counts_by_building(connection, kept)
        found = [one for one in facilities.facilities(connection, kept) if one["closed_on"] is None]
    homes, places = [(one["lon"], one["lat"]) for one in standing], [(one["lon"], one["lat"]) for one in found]
    minutes = walking_minutes(homes, places, detour=float(detour.value) / 100, metres_per_minute=float(pace.value))
    far = [
        {"building": one["building"], "address": one["address"], "minutes": walk, "households": _households(one, lived)}
        for one, walk in zip(standing, minutes, strict=True)
        if walk is None or walk > profile.number(rule.key)
    ]
    stated = [{"rule": one.key, "value": one.value, "unit": one.unit, "clause": one.clause} for one in (rule, detour, pace)]
    return {"outside": far, "households_outside": sum(one["households"] for one in far), "stated": stated}


def _households(building: dict[str, Any], lived: Any) -> int:
    count = lived.get(building["building"])
    return max(building["dwellings"], count.households if count else 0)
