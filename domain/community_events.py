"""What happens to a community. Stored formats: change only with an upcast and a golden file."""

from __future__ import annotations

from datetime import date

from domain.ids import CommunityId, GridCode, PlanId, TessellationId
from domain.schema import event
from domain.tiers import Tier


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
    tiers: tuple[Tier, ...]
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


@event("community.merged_into")
class MergedInto:
    """The community ends on that day; what it was stays readable under its code."""

    into: CommunityId
    on: date
    document: str


@event("community.formed_by_merge")
class FormedByMerge:
    communities: tuple[CommunityId, ...]
    on: date
    document: str


@event("community.merge_revoked")
class MergeRevoked:
    """It goes on as if it had never ended in the other; both sides say so."""

    into: CommunityId
    reason: str
    document: str


@event("community.formation_revoked")
class FormationRevoked:
    """These communities do not end in it, as was told before."""

    communities: tuple[CommunityId, ...]
    reason: str
    document: str


@event("community.dissolved")
class Dissolved:
    """Ends without a successor."""

    on: date
    reason: str
    document: str


@event("community.plan_passed_on")
class PlanPassedOn:
    """From that day a plan of the community it ended in holds its land: the own plan is over."""

    into: CommunityId
    plan: PlanId
    on: date
    document: str
