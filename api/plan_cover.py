"""A/B cover suggested from a plan: of each grid those that touch it, who holds them, and who could be B."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from api.commands.evidence import profile_of, standing
from api.commands.ground import graph_of
from api.difference import Between, hands
from api.difference.wardens import Hands
from domain.duty.pairing import ranked, suggested
from domain.ids import GridId, TessellationId
from gis.bordering import bordering
from projections import ticket_board
from projections.statements import Row


def cover_of(seen: Between) -> dict[str, Any]:
    """seen: a plan against itself. clause: where the regulation wants B from next door, else None.

    b_touches: whether B now holds A of a touching grid; None where there is no B. suggested: a grid; its holder A could be B.
    """
    drawn = {atom: GridId(grid["grid"]) for grid in seen.after["grids"] for atom in grid["atoms"]}
    borders = bordering(graph_of(seen.ctx.journal, TessellationId(seen.after["tessellation"])), drawn)
    households, tickets = _load(seen)
    pairs, held = suggested(borders, households), hands(seen, ())
    lines = [
        _line(seen, held, grid, borders[GridId(grid["grid"])], ranked(borders, households, GridId(grid["grid"])))
        | {"households": households[grid["grid"]], "tickets": tickets[grid["grid"]]}
        | {"suggested": _place(seen, held, pairs.get(GridId(grid["grid"])))}
        for grid in seen.after["grids"]
    ]
    return {"plan": seen.after["plan"], "clause": _clause(seen), "grids": lines}


def _line(seen: Between, held: Hands, grid: Row, near: Mapping[GridId, float], order: list[GridId]) -> dict[str, Any]:
    warden_b = held.after.get(grid["grid"], (None, None))[1]
    touching = {held.after.get(one, (None, None))[0] for one in near}
    return {
        **{name: grid[name] for name in ("grid", "code", "name")},
        "a": held.name(held.after, grid["grid"]),
        "b": held.name(held.after, grid["grid"], 1),
        "b_touches": None if warden_b is None else warden_b in touching,
        "neighbours": [_place(seen, held, one) | {"border_m": round(near[one], 1)} for one in order],
    }


def _place(seen: Between, held: Hands, grid: GridId | None) -> dict[str, Any] | None:
    found = seen.grid(grid)
    return found and {name: found[name] for name in ("grid", "code", "name")} | {"warden": held.name(held.after, grid)}


def _load(seen: Between) -> tuple[Counter[str], Counter[str]]:
    """Households and open tickets by grid."""
    households: Counter[str] = Counter()
    for building, homes in seen.homes.items():
        if (grid := seen.went.get(building, (None, None))[1]) is not None:
            households[grid] += homes.households
    waiting = ticket_board.open_tickets(seen.connection, seen.community, seen.at)
    places = seen.held_at([(each["building"], each["lon"], each["lat"]) for each in waiting])
    return households, Counter(grid for _, grid in places if grid is not None)


def _clause(seen: Between) -> str | None:
    owner = standing(seen.ctx, seen.community).state
    assert owner is not None
    wanted = profile_of(owner).cover
    return wanted.source.clause if wanted.meaning == "neighbour" else None
