"""A community (社区): its tiers, its profile, its territory, and the one plan in force.

The law it keeps: one plan is in force on any day; a grid code is issued once and never reused; a community changes its
policy profile only by an event, and history keeps the old one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.ids import CommunityId, GridCode, PlanId, TessellationId
from domain.schema import event


class TierLevel(StrEnum):
    CITY = "city"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Tier:
    """One level above or at the community, with its local title (区, 街道, 社区…), its name and its division code."""

    level: TierLevel
    title: str
    name: str
    code: str


# Stored formats: change only with an upcast and a golden file.


@event("community.registered")
class Registered:
    community: CommunityId
    name: str
    profile: str
    tiers: tuple[Tier, ...]
    is_rural: bool


@event("community.renamed")
class Renamed:
    name: str
    reason: str


@event("community.profile_changed")
class ProfileChanged:
    profile: str
    replaces: str
    reason: str


@event("community.buildings_imported")
class BuildingsImported:
    """source: file name only; sha256 of its bytes; counts of rows and dwellings."""

    source: str
    sha256: str
    taken: int
    repaired: int
    refused: int
    known_before: int
    dwellings: int
    counted: int
    estimated: int


@event("community.territory_drawn")
class TerritoryDrawn:
    """The community's land as atoms. derived: the ring was derived from the buildings, not given."""

    tessellation: TessellationId
    derived: bool
    area_m2: float
    atoms: int


@event("community.plan_came_into_force")
class PlanCameIntoForce:
    plan: PlanId
    on: date
    replaces: PlanId | None
    document: str
    codes_issued: tuple[GridCode, ...]
