"""Whose work it is before and after: what every warden gives up and takes on, and where A or B cover changes.

Wardens stand by name, as duty makes them public, and in no order of size: this is for handing over, never for comparing people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.commands.roster import hold_roster
from api.difference.ground import Between
from api.difference.pairs import COUNTED
from api.personal import names_of
from domain import cover, duty
from domain.cover import Roster
from domain.ids import GridCode, GridId, WardenId
from domain.values import DrawnGrid
from projections import responsibility
from projections.statements import Row

Holders = Mapping[str, tuple[WardenId | None, WardenId | None]]
"""A and B by grid."""


@dataclass(frozen=True)
class Hands:
    """lines: for each warden what is lost and gained. cover: grids whose A or B changes, or begins, or ends. by_pair: (A before, A after)
    of every pair of grids, by name."""

    lines: list[Row]
    cover: list[Row]
    names: Mapping[str, Mapping[str, Any]]
    before: Holders
    after: Holders

    def name(self, holders: Holders, grid: str | None, place: int = 0) -> str | None:
        """place: 0 for A, 1 for B. The id stands where the name was erased."""
        warden = self.of(holders, grid, place)
        return None if warden is None else warden.get("name") or warden["warden"]

    def of(self, holders: Holders, grid: str | None, place: int = 0) -> Mapping[str, Any] | None:
        warden = holders.get(grid or "", (None, None))[place]
        return None if warden is None else self.names.get(warden, {"warden": warden})


def hands(seen: Between, lines: Sequence[Row]) -> Hands:
    """lines: what passes, pair by pair."""
    roster = hold_roster(seen.ctx, seen.community).state
    before, after = (_holders(roster, plan["grids"], seen.at) for plan in (seen.before, seen.after))
    concerned = {one for holders in (before, after) for pair in holders.values() for one in pair if one is not None}
    names = names_of(seen.ctx, responsibility.wardens(seen.connection, concerned).values())
    told = Hands([], [], names, before, after)
    told.lines.extend(_changes(told, lines))
    told.cover.extend(_cover(seen, told))
    return told


def _holders(roster: Roster | None, grids: Sequence[Row], at: datetime) -> Holders:
    """As the enactment would leave them: a new grid goes to the holders of the first grid it came from."""
    if roster is None:
        return {}
    drawn = [_drawn(each) for each in grids]
    for event in duty.carry_over(roster, drawn, (), at=at, document=""):
        roster = duty.evolve(roster, event, at)
    posts = ((grid.grid, cover.post_of(roster, grid.grid, at)) for grid in drawn)
    return {grid: (cover.holder(post.primaries, at), cover.holder(post.standbys, at)) for grid, post in posts if post is not None}


def _drawn(grid: Row) -> DrawnGrid:
    return DrawnGrid(GridId(grid["grid"]), GridCode(grid["code"]), grid["name"], (), came_from=tuple(grid["came_from"]))


def _changes(told: Hands, lines: Sequence[Row]) -> list[Row]:
    lost: defaultdict[WardenId, Counter[str]] = defaultdict(Counter)
    gained: defaultdict[WardenId, Counter[str]] = defaultdict(Counter)
    for line in lines:
        giver, taker = (holders.get(line[grid] or "", (None, None))[0] for holders, grid in _sides(told))
        if giver == taker:
            continue
        counts = {name: line[name] for name in COUNTED}
        if giver is not None:
            lost[giver].update(counts)
        if taker is not None:
            gained[taker].update(counts)
    found = [
        dict(told.names.get(each, {"warden": each}))
        | {f"lost_{name}": lost[each][name] for name in COUNTED}
        | {f"gained_{name}": gained[each][name] for name in COUNTED}
        for each in lost.keys() | gained.keys()
    ]
    return sorted(found, key=lambda line: (str(line.get("name") or ""), line["warden"]))


def _sides(told: Hands) -> tuple[tuple[Holders, str], tuple[Holders, str]]:
    return (told.before, "from_grid"), (told.after, "to_grid")


def _cover(seen: Between, told: Hands) -> list[Row]:
    """A grid that ends has nobody any more."""
    kept = {each["grid"] for each in seen.after["grids"]}
    after = {grid: pair for grid, pair in told.after.items() if grid in kept}
    nobody = (None, None)
    changed = [grid for grid in told.before.keys() | after.keys() if told.before.get(grid, nobody) != after.get(grid, nobody)]
    lines = []
    for found in sorted((seen.grid(grid) or {} for grid in changed), key=lambda one: one["code"]):
        line = {name: found[name] for name in ("grid", "code", "name")}
        for n, place in enumerate("ab"):
            for when, held in (("before", told.before), ("after", after)):
                line[f"{place}_{when}"] = told.name(held, found["grid"], n)
        lines.append(line)
    return lines
