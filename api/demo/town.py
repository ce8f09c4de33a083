"""The demonstration's neighbourhood: estates, an old quarter, a school, a market and streets, as real outlines in the files a planner has.

Nothing of it exists. It lies on a local plane in metres (x east, y north), turned a little and set down near 119.43° E, 32.19° N.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin
from pathlib import Path
from random import Random
from typing import Any

NAME, CODE = "锦绣社区", "321111009001"
ORIGIN_LON, ORIGIN_LAT, TURNED_DEG = 119.4262, 32.1884, 6.0
METRES_PER_DEGREE_LAT = 110_900.0
METRES_PER_DEGREE_LON = 94_210.0
"""At 32.19° N."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class House:
    """One building. ring: local metres, not closed. landing: flats on each floor of a unit; 0 for a row of bungalows and for non-homes."""

    key: str
    name: str
    estate: str
    number: str
    address: str
    use: str
    floors: int
    units: int
    dwellings: int
    landing: int
    ring: tuple[Point, ...]

    def doors(self) -> list[tuple[str, str]]:
        """(unit, room) of every dwelling."""
        if not self.landing:
            return [("", str(room)) for room in range(1, self.dwellings + 1)]
        flats = range(1, self.landing + 1)
        return [
            (str(unit), f"{floor}{flat:02d}") for unit in range(1, self.units + 1) for floor in range(1, self.floors + 1) for flat in flats
        ]


@dataclass(frozen=True, slots=True)
class Street:
    name: str
    kind: str
    line: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """later: the towers that are handed over during the year."""

    buildings: Path
    boundary: Path
    roads: Path
    later: Path


@dataclass(frozen=True, slots=True)
class Town:
    """houses: standing at the beginning. towers: finished during the year, on a site whose service buildings stand already."""

    houses: tuple[House, ...]
    towers: tuple[House, ...]
    streets: tuple[Street, ...]
    outline: tuple[Point, ...]

    def write(self, folder: Path) -> Files:
        """GeoJSON in degrees with Chinese columns, as they come out of a surveyor's office."""
        files = Files(
            folder / "锦绣社区楼栋.geojson", folder / "社区界线.geojson", folder / "道路.geojson", folder / "江畔云庭交付楼栋.geojson"
        )
        _write(files.buildings, [_feature(_columns(house), "Polygon", [degrees(house.ring, closed=True)]) for house in self.houses])
        _write(files.later, [_feature(_columns(house), "Polygon", [degrees(house.ring, closed=True)]) for house in self.towers])
        _write(files.boundary, [_feature({"名称": NAME, "代码": CODE}, "Polygon", [degrees(self.outline, closed=True)])])
        lines = [({"道路名称": street.name, "道路等级": street.kind}, degrees(street.line)) for street in self.streets]
        _write(files.roads, [_feature(columns, "LineString", line) for columns, line in lines])
        return files


@dataclass(frozen=True, slots=True)
class _Estate:
    """Buildings in rows inside a box. width and depth in metres; rows and columns are filled from the north-west."""

    name: str
    box: Box
    count: int
    columns: int
    width: float
    depth: float
    floors: int
    units: int
    landing: int


# Six quarters between the streets x = 0, 300, 600, 860 and y = 0, 300, 600.
ESTATES = (
    _Estate("锦绣花园", (14, 318, 286, 588), 22, 4, 50, 12.5, 6, 3, 2),
    _Estate("春江新村", (314, 14, 586, 270), 26, 4, 48, 11, 5, 3, 2),
    _Estate("文苑小区", (612, 128, 838, 286), 16, 4, 36, 11.5, 6, 2, 2),
    _Estate("纺机宿舍", (166, 64, 288, 286), 10, 2, 46, 10.5, 4, 3, 2),
    _Estate("阳光公寓", (320, 492, 582, 586), 3, 3, 40, 15, 11, 2, 3),
)
NEW_ESTATE = _Estate("江畔云庭", (622, 330, 832, 586), 6, 2, 26, 24, 18, 1, 4)
OLD_QUARTER = _Estate("和平里", (10, 64, 156, 288), 64, 4, 30, 6.2, 1, 1, 0)
OTHERS = (
    ("文苑小学教学楼", "学校", (640, 84, 722, 98), 4),
    ("文苑小学综合楼", "学校", (640, 30, 656, 78), 4),
    ("文苑小学体育馆", "学校", (760, 30, 800, 58), 2),
    ("文苑幼儿园", "幼儿园", (760, 78, 800, 100), 3),
    ("和平菜市场", "菜市场", (20, 16, 84, 48), 2),
    ("和平里公共浴室", "商业", (100, 20, 124, 40), 2),
    ("和平路商铺甲", "商业", (168, 18, 214, 34), 2),
    ("和平路商铺乙", "商业", (232, 18, 278, 34), 2),
    ("春江路商铺", "商业", (330, 276, 400, 290), 2),
    ("春江新村居民活动室", "公共服务", (430, 276, 456, 290), 2),
    ("春江新村配电房", "配电房", (486, 278, 498, 288), 1),
    ("锦绣社区党群服务中心", "社区用房", (330, 330, 372, 354), 3),
    ("七里甸社区卫生服务站", "卫生", (392, 330, 424, 350), 2),
    ("锦绣社区日间照料中心", "养老服务", (446, 330, 478, 350), 2),
    ("锦绣公园管理房", "公园", (420, 418, 434, 428), 1),
    ("锦绣路农贸超市", "商业", (512, 330, 572, 366), 2),
    ("锦绣路商务楼", "办公", (528, 396, 572, 420), 9),
    ("阳光公寓地下车库出入口", "车库", (352, 462, 364, 474), 1),
    ("锦绣花园物业用房", "物业", (176, 320, 198, 334), 2),
    ("文苑小区门卫", "物业", (604, 200, 610, 208), 1),
)
SITE = (("江畔云庭门卫", (616, 322, 626, 330)), ("江畔云庭物业用房", (716, 452, 738, 462)), ("江畔云庭配电房", (838, 576, 848, 586)))
STREETS = (
    Street("民主路", "次干路", ((-20, 0), (880, 0))),
    Street("锦绣路", "主干路", ((-20, 300), (880, 300))),
    Street("北湖路", "次干路", ((-20, 600), (880, 600))),
    Street("运河路", "主干路", ((0, -20), (0, 620))),
    Street("和平路", "次干路", ((300, -20), (300, 620))),
    Street("春江路", "次干路", ((600, -20), (600, 620))),
    Street("和平巷", "街巷", ((160, 0), (160, 300))),
    Street("文苑路", "支路", ((600, 112), (858, 112))),
    Street("菜市街", "街巷", ((0, 56), (300, 56))),
    Street("公园步道", "步行道", ((320, 380), (440, 440), (580, 380))),
    Street("虹桥港", "河道", ((878, -20), (864, 120), (852, 260), (860, 420), (850, 620))),
)
OUTLINE = ((0, 0), (872, 0), (864, 120), (852, 260), (860, 420), (851, 600), (0, 600))


def build(rng: Random, scale: float = 1.0) -> Town:
    """scale: share of the buildings in every estate; at least two each. The same seed gives the same town."""
    estates = [_scaled(estate, scale) for estate in ESTATES]
    houses = [house for estate in estates for house in _slabs(estate, rng)]
    houses += _bungalows(_scaled(OLD_QUARTER, scale), rng)
    houses += [_other(name, use, box, floors) for name, use, box, floors in OTHERS]
    houses += [_other(name, "物业", box, 1, NEW_ESTATE.name) for name, box in SITE]
    return Town(tuple(houses), tuple(_slabs(_scaled(NEW_ESTATE, scale), rng)), STREETS, OUTLINE)


def _scaled(estate: _Estate, scale: float) -> _Estate:
    return replace(estate, count=max(2, round(estate.count * scale)))


def _slabs(estate: _Estate, rng: Random) -> Iterator[House]:
    for number, (x, y) in enumerate(_places(estate), 1):
        off, shift = rng.uniform(-1.5, 1.5), rng.uniform(-1.0, 1.0)
        ring = _outline(x + off, y + shift, estate)
        yield House(
            key=f"{estate.name}-{number}",
            name=f"{estate.name}{number}号楼",
            estate=estate.name,
            number=str(number),
            address=f"{estate.name}{number}号楼",
            use="住宅",
            floors=estate.floors,
            units=estate.units,
            dwellings=estate.floors * estate.units * estate.landing,
            landing=estate.landing,
            ring=ring,
        )


def _bungalows(estate: _Estate, rng: Random) -> Iterator[House]:
    """Rows of four to six homes under one roof, no two of the same length."""
    for number, (x, y) in enumerate(_places(estate), 1):
        homes = rng.choice((4, 5, 5, 5, 6))
        width, shift = homes * 5.6 - rng.uniform(0.0, 1.6), rng.uniform(0.0, 1.5)
        yield House(
            key=f"{estate.name}-{number}",
            name=f"{estate.name}{number}号",
            estate=estate.name,
            number=str(number),
            address=f"{estate.name}{number}号",
            use="住宅",
            floors=1,
            units=1,
            dwellings=homes,
            landing=0,
            ring=_rectangle(x + shift, y, x + shift + width, y + estate.depth),
        )


def _places(estate: _Estate) -> Iterator[Point]:
    """South-west corners, row by row from the north."""
    west, south, east, north = estate.box
    rows = -(-estate.count // estate.columns)
    across = (east - west - estate.width) / max(1, estate.columns - 1)
    down = (north - south - estate.depth) / max(1, rows - 1)
    for place in range(estate.count):
        row, column = divmod(place, estate.columns)
        yield west + column * across, north - estate.depth - row * down


def _outline(x: float, y: float, estate: _Estate) -> tuple[Point, ...]:
    """A slab with its stairwells standing out on the north side, or a tower with cut corners."""
    east, north = x + estate.width, y + estate.depth
    if estate.floors > 12:
        cut = estate.width / 4
        west_in, east_in, south_in, north_in = x + cut, east - cut, y + cut, north - cut
        lower = ((west_in, y), (east_in, y), (east_in, south_in), (east, south_in), (east, north_in), (east_in, north_in))
        return (*lower, (east_in, north), (west_in, north), (west_in, north_in), (x, north_in), (x, south_in), (west_in, south_in))
    ring: list[Point] = [(x, y), (east, y), (east, north)]
    for unit in reversed(range(estate.units)):
        middle = x + (unit + 0.5) * estate.width / estate.units
        ring += [(middle + 1.6, north), (middle + 1.6, north + 1.2), (middle - 1.6, north + 1.2), (middle - 1.6, north)]
    return (*ring, (x, north))


def _other(name: str, use: str, box: Box, floors: int, estate: str = "") -> House:
    return House(name, name, estate, "", name, use, floors, 1, 0, 0, _rectangle(*box))


def _rectangle(west: float, south: float, east: float, north: float) -> tuple[Point, ...]:
    return ((west, south), (east, south), (east, north), (west, north))


def degrees(points: Sequence[Point], *, closed: bool = False) -> list[list[float]]:
    turned = radians(TURNED_DEG)
    placed = [
        [
            round(ORIGIN_LON + (x * cos(turned) - y * sin(turned)) / METRES_PER_DEGREE_LON, 7),
            round(ORIGIN_LAT + (x * sin(turned) + y * cos(turned)) / METRES_PER_DEGREE_LAT, 7),
        ]
        for x, y in points
    ]
    return [*placed, placed[0]] if closed else placed


def _columns(house: House) -> dict[str, Any]:
    return {
        "楼栋编号": house.key,
        "名称": house.name,
        "小区": house.estate,
        "楼号": house.number,
        "地址": house.address,
        "用途": house.use,
        "层数": house.floors,
        "单元数": house.units,
        "户数": house.dwellings,
    }


def _feature(columns: dict[str, Any], kind: str, coordinates: list[Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": columns.get("楼栋编号"), "properties": columns, "geometry": {"type": kind, "coordinates": coordinates}}


def _write(path: Path, features: list[dict[str, Any]]) -> None:
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
