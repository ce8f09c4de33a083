"""How hard the work in buildings is: decided with a document, looked at anew every year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from api.commands.evidence import EVERYTHING
from api.commands.governance.deciding import decided, on_day, owner_of
from api.context import Ctx, Done
from domain import difficulty
from domain.difficulty import Weight
from domain.ids import BuildingId, community_id, difficulty_id
from domain.policy import PolicyProfile
from domain.schema import Events
from projections import difficulty as register
from projections import grids, household_history, lineage
from projections.household_history import Count
from projections.statements import Row


def decide(ctx: Ctx, code: str, weights: Sequence[Weight]) -> Done:
    """No weights: the year's readjustment changes nothing."""
    community = community_id(code)
    ctx.office.freshen("grids")
    with ctx.office.reading() as connection:
        standing = {BuildingId(one["building"]) for one in grids.buildings(connection, community, limit=EVERYTHING)}

    def decision(state: difficulty.State | None, profile: PolicyProfile) -> Events:
        given = {"weights": weights, "standing": standing, "on": on_day(ctx), "document": ctx.document}
        return difficulty.decide(state, community=community, profile=profile, **given)

    return decided(ctx, code, difficulty_id(community), difficulty, decision)


def report(ctx: Ctx, code: str) -> dict[str, Any]:
    """Weights of what stands, decisions, whether this year's readjustment is due; households and weighted load of each grid in force."""
    owner, profile = owner_of(ctx, code)
    ctx.office.freshen("grids", "household_history", register.NAME)
    with ctx.office.reading() as connection:
        kept = lineage.holding(connection, owner.stream, ctx.now)
        standing = grids.buildings(connection, kept, limit=EVERYTHING)
        lived = household_history.counts_by_building(connection, kept)
        weights, decisions = register.weights(connection, owner.stream), register.decisions(connection, owner.stream)
    addresses = {one["building"]: one["address"] or one["name"] for one in standing}
    weighed = {BuildingId(one["building"]): one["percent"] for one in weights}
    return {
        "asked": difficulty.is_asked(profile),
        "clause": profile.rule(difficulty.RULE).clause if difficulty.is_asked(profile) else None,
        "due": difficulty.is_due(decisions[-1]["decided_on"] if decisions else None, profile, ctx.today),
        "weights": [one | {"address": addresses[one["building"]]} for one in weights if one["building"] in addresses],
        "decisions": decisions,
        "grids": _loads(standing, lived, weighed),
    }


def _loads(standing: Sequence[Row], lived: Mapping[str, Count], weights: Mapping[BuildingId, int]) -> list[dict[str, Any]]:
    """By the grid's code; a building with more households than dwellings counts those."""
    loads: dict[tuple[str, str], dict[BuildingId, int]] = defaultdict(dict)
    for one in standing:
        if one["grid"]:
            number = max(one["dwellings"], lived.get(one["building"], Count()).households)
            loads[one["grid_code"], one["grid"]][one["building"]] = number
    return [
        {"grid": grid, "code": code, "households": sum(homes.values()), "weighted_load": difficulty.weighted(homes, weights)}
        for (code, grid), homes in sorted(loads.items())
    ]
