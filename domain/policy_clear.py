"""六清 in a profile: when a grid's facts are clear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.policy_source import Source

Gap = Literal[
    "building_unregistered",
    "household_headless",
    "household_unvisited",
    "tag_expired",
    "observation_pending",
    "organisation_incomplete",
    "grid_unpatrolled",
    "ticket_untaken",
    "need_standing",
    "opinion_standing",
    "hot_issue_unraised",
]
"""What may be missing before a grid's facts are clear (domain.six_clear)."""


@dataclass(frozen=True, slots=True)
class Clear:
    """One of the six things (六清) a grid's warden keeps clear: it is, when none of `gaps` is found. definition: the same in words.

    within_days: how long ago a visit or patrol may lie, and how long a matter may stand. times: tickets that make an issue a hot one.
    purposes: of visits that count; empty: any.
    """

    key: str
    title: str
    english: str
    definition: str
    gaps: tuple[Gap, ...]
    within_days: int
    source: Source
    times: int = 3
    purposes: tuple[str, ...] = ()
