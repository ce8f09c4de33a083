"""Rosters of communities that became one, told as one: the same warden on two of them is one warden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.cover import Roster, Warden
from domain.ids import WardenId


def joined(rosters: Sequence[Roster]) -> Roster | None:
    """The first one's community. None: no roster was ever opened."""
    if len(rosters) < 2:
        return rosters[0] if rosters else None
    wardens: dict[WardenId, Warden] = {}
    for one in (each for roster in rosters for each in roster.wardens.values()):
        before = wardens.get(one.warden)
        served = one.served if before is None else tuple(sorted({*before.served, *one.served}, key=lambda period: period.starts_at))
        wardens[one.warden] = replace(one, served=served)
    posts = {name: post for roster in rosters for name, post in roster.posts.items()}
    leaves = {name: leave for roster in rosters for name, leave in roster.leaves.items()}
    return Roster(rosters[0].community, wardens, posts, leaves)
