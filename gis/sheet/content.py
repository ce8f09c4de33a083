"""What a sheet shows. Every shape is a GeoJSON geometry in (lon, lat) degrees, SRID 4490."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

Geometry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Theme:
    """A layer of the map (类别). sign: the character that stands beside its colour everywhere. shades: it fills buildings by households."""

    key: str
    title: str
    english: str
    sign: str
    colour: str
    shades: bool = False


THEMES = (
    Theme("residents", "住户信息", "Residents", "住", "#1d5a9e", shades=True),
    Theme("party", "楼宇党建", "Party building", "党", "#b3261e"),
    Theme("sanitation", "环境卫生", "Environment and sanitation", "环", "#1f7a3d"),
    Theme("public_order", "综合治理", "Public order", "治", "#6b3fa0"),
)
"""「按片区、楼栋分住户信息、楼宇党建、环境卫生、综合治理等类别绘制社区“民情图”」"""


@dataclass(frozen=True, slots=True)
class Work:
    """What was done under one theme: tickets still open, tickets closed, home visits for its sake."""

    open: int = 0
    closed: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Party:
    """楼宇党建: organisations (单位), those with a party organisation, party members in them, party groups (党小组)."""

    organisations: int = 0
    party_organisations: int = 0
    members: int = 0
    groups: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands in a section or a building. households, people: registered; None: nobody yet, then dwellings stand in for households.

    work: by theme key; a theme left out has none.
    """

    households: int | None = None
    people: int | None = None
    dwellings: int | None = None
    last_visit: date | None = None
    work: Mapping[str, Work] = field(default_factory=dict)
    party: Party | None = None


@dataclass(frozen=True, slots=True)
class Warden:
    """Who answers for a section; name and office phone are public by duty."""

    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A grid (片区). code: 15 digits."""

    code: str
    name: str
    geometry: Geometry
    counts: Counts
    a: Warden | None = None
    b: Warden | None = None

    @property
    def open_tickets(self) -> int:
        return sum(work.open for work in self.counts.work.values())


@dataclass(frozen=True, slots=True)
class Building:
    """A building (楼栋) with its footprint, or with a point where nothing else is known of it. section: code; None: in no grid.

    lon, lat: a point inside. group: key of its building group; None: in none. estate, number: 小区 and 楼号, blank where not known.
    """

    address: str
    name: str
    section: str | None
    lon: float
    lat: float
    geometry: Geometry
    counts: Counts
    group: str | None = None
    estate: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A building group (楼组) and the land its buildings stand on. Who heads it is not said: only whether somebody does."""

    key: str
    name: str
    geometry: Geometry
    households: int
    has_head: bool


class LineKind(StrEnum):
    MAIN_ROAD = "main_road"
    LOCAL_ROAD = "local_road"
    WATER = "water"


@dataclass(frozen=True, slots=True)
class Line:
    """A road or a water: LineString or MultiLineString. name may be blank."""

    kind: LineKind
    name: str
    geometry: Geometry


@dataclass(frozen=True, slots=True)
class Sheet:
    """One community on one day. part: what of it is shown when it is not the whole ("本人网格 own grids")."""

    community: str
    code: str
    on: date
    plan: str
    document: str
    sections: tuple[Section, ...]
    buildings: tuple[Building, ...]
    themes: tuple[Theme, ...] = THEMES
    part: str = ""
    groups: tuple[Group, ...] = ()
    lines: tuple[Line, ...] = ()
