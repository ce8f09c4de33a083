"""Neighbour cover (相邻网格互设为A、B岗): where the regulation asks for it, holder B is holder A of a grid that touches the post's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain import cover
from domain.cover import Roster
from domain.duty.refusals import NotANeighbour
from domain.ids import GridId, WardenId


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Evidence: the grids that share a border with the post's, measured on the land; by which clause they matter."""

    grids: frozenset[GridId]
    clause: str


def holders(roster: Roster, neighbours: Neighbours, at: datetime) -> dict[GridId, WardenId]:
    """Who holds A of each touching grid at `at`; grids without a holder are left out."""
    held = {}
    for post in roster.posts.values():
        if post.grid in neighbours.grids and post.opened.holds(at) and (warden := cover.holder(post.primaries, at)) is not None:
            held[post.grid] = warden
    return held


def require_neighbour(roster: Roster, warden: WardenId, neighbours: Neighbours | None, at: datetime) -> None:
    """neighbours None: the regulation does not ask. Raises NotANeighbour."""
    if neighbours is None:
        return
    able = holders(roster, neighbours, at)
    if warden not in able.values():
        near = sorted(set(able.values()))
        raise NotANeighbour(warden=warden, neighbours=near, value=warden, limit=near, clause=neighbours.clause)
