"""A building (楼栋): where it stands, its address, how many dwellings it holds."""

from __future__ import annotations

from datetime import date

from domain.ids import BuildingId, CommunityId
from domain.schema import event
from domain.values import CountBasis, DwellingKind


@event("building.registered")
class Registered:
    """footprint: WKT in (lon, lat) degrees SRID 4490, at most 7 decimals; a point where the source has no outline.
    source: key of the row in the file it came from. estate: 小区. number: 楼号.
    basis_note: how dwellings were estimated, or the field counted."""

    building: BuildingId
    community: CommunityId
    source: str
    name: str
    address: str
    estate: str
    number: str
    kind: DwellingKind
    use: str
    floors: int | None
    units: int | None
    dwellings: int
    basis: CountBasis
    basis_note: str
    footprint: str


@event("building.dwellings_counted")
class DwellingsCounted:
    dwellings: int
    basis: CountBasis
    reason: str


@event("building.addressed")
class Addressed:
    name: str
    address: str
    estate: str
    number: str
    reason: str


@event("building.demolished")
class Demolished:
    on: date
    reason: str
