"""How many households live in a building when nobody has counted: floors × footprint × residential share ÷ area per dwelling.

The numbers are defaults of the product, not of a regulation; every estimate carries the sum it came from, so that a planner can
put a counted number in its place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.values import DwellingKind
from gis.exchange.uses import Use


@dataclass(frozen=True, slots=True)
class CountingRules:
    """Areas in m², gross: walls, stairs and halls included."""

    floor_height_m: float = 3.0
    dwelling_m2: float = 100.0
    """Gross area per dwelling in a block: about 90 m² of a Chinese urban flat with its share of the stairs, a tenth empty."""
    bungalow_m2: float = 80.0
    """Gross area per dwelling in a row of 平房."""
    house_max_m2: float = 250.0
    """Up to here a building of at most two floors is one house with one household; a larger farm or row holds one per this area."""
    shed_max_m2: float = 25.0
    """Below, a building not said to be a home is a shed."""
    hall_min_m2: float = 1000.0
    """From here, a building of at most two floors not said to be a home is a hall: nobody lives there."""
    unsaid_share: float = 0.85
    """Share of homes where the use is not said: full up to the footprint of a block of flats …"""
    slab_max_m2: float = 1000.0
    podium_m2: float = 4000.0
    """… and nothing from here on: malls, plants, stations."""
    mixed_share: float = 0.7
    ground_per_household_m2: float = 30.0
    """Where households are counted and floors are not: with less ground than this for each, they live on more than two floors."""
    flats_per_landing: int = 2
    """一梯两户, for points, which have no footprint."""
    usual_units: int = 2


DEFAULT_RULES = CountingRules()


@dataclass(frozen=True, slots=True)
class Shape:
    """What the source says of one building. floors: given, or from the height; None when neither. crowding: see `crowding`."""

    use: Use
    floors: int | None
    units: int | None
    footprint_m2: float
    crowding: float


@dataclass(frozen=True, slots=True)
class Estimate:
    dwellings: int
    kind: DwellingKind
    note: str


def estimate(shape: Shape, rules: CountingRules = DEFAULT_RULES) -> Estimate:
    """Dwellings of one uncounted building. note: the sum, in Chinese, as it is stored beside the number."""
    kind = dwelling_kind(shape, rules)
    if shape.use is Use.OTHER:
        return Estimate(0, kind, "非住宅用途，0 户")
    if shape.footprint_m2 <= 0:
        return _of_point(shape, kind, rules)
    if shape.use is Use.UNSAID and shape.footprint_m2 < rules.shed_max_m2:
        return Estimate(0, kind, f"占地 {shape.footprint_m2:.0f}㎡，小于 {rules.shed_max_m2:.0f}㎡，视为附属小屋")
    if kind is DwellingKind.BUNGALOW:
        return _of_low_rise(shape, kind, rules)
    return _of_block(shape, kind, rules)


def dwelling_kind(shape: Shape, rules: CountingRules = DEFAULT_RULES) -> DwellingKind:
    """平房 up to two floors, known or assumed. A point of unknown height counts as a block."""
    if shape.floors is None and shape.footprint_m2 <= 0:
        return DwellingKind.BLOCK
    return DwellingKind.BUNGALOW if (shape.floors or assumed_floors(shape, rules)) <= 2 else DwellingKind.BLOCK


def kind_of_counted(shape: Shape, households: int, rules: CountingRules = DEFAULT_RULES) -> DwellingKind:
    """A count tells of the height where neither floors nor height are known."""
    stacked = shape.floors is None and shape.footprint_m2 < households * rules.ground_per_household_m2
    return DwellingKind.BLOCK if stacked else dwelling_kind(shape, rules)


def assumed_floors(shape: Shape, rules: CountingRules = DEFAULT_RULES) -> int:
    """Where neither floors nor height are known: the more of the ground around is built upon, the higher people build."""
    if shape.crowding >= 0.35:
        return 6
    if shape.crowding >= 0.22:
        return 5
    if shape.footprint_m2 <= rules.house_max_m2:
        return 2
    return 3 if shape.crowding >= 0.13 or (shape.use is Use.HOME and shape.footprint_m2 > 2 * rules.house_max_m2) else 2


def crowding(x: NDArray[np.float64], y: NDArray[np.float64], areas_m2: NDArray[np.float64], cell_m: float = 100.0) -> NDArray[np.float64]:
    """Share of the ground built upon around each building: footprints in its 100 m cell and the eight around it, over their area."""
    if not len(x):
        return np.zeros(0)
    column = np.floor((x - x.min()) / cell_m).astype(np.int64) + 1
    row = np.floor((y - y.min()) / cell_m).astype(np.int64) + 1
    width = int(column.max()) + 2
    cells, where = np.unique(row * width + column, return_inverse=True)
    built = np.bincount(where, weights=areas_m2)
    around = np.zeros(len(cells))
    for step in (-width - 1, -width, -width + 1, -1, 0, 1, width - 1, width, width + 1):
        at = np.searchsorted(cells, cells + step).clip(max=len(cells) - 1)
        around += np.where(cells[at] == cells + step, built[at], 0.0)
    return around[where] / (9 * cell_m * cell_m)


def _of_point(shape: Shape, kind: DwellingKind, rules: CountingRules) -> Estimate:
    if shape.floors is None:
        return Estimate(1, kind, "只有点位，层数不详，1 户")
    units = shape.units or rules.usual_units
    households = shape.floors * units * rules.flats_per_landing
    return Estimate(households, kind, f"{shape.floors} 层 × {units} 单元 × 一梯 {rules.flats_per_landing} 户")


def _of_low_rise(shape: Shape, kind: DwellingKind, rules: CountingRules) -> Estimate:
    ground = f"占地 {shape.footprint_m2:.0f}㎡"
    if shape.footprint_m2 <= rules.house_max_m2:
        return Estimate(1, kind, f"低层独立房屋，{ground}，1 户")
    if shape.use is Use.UNSAID and shape.footprint_m2 >= rules.hall_min_m2:
        return Estimate(0, kind, f"低层大体量（{ground}），视为非住宅")
    per_door = rules.bungalow_m2 if shape.floors == 1 else rules.house_max_m2
    return Estimate(_rounded(shape.footprint_m2 / per_door), kind, f"低层联排，{ground} ÷ {per_door:.0f}㎡/户")


def _of_block(shape: Shape, kind: DwellingKind, rules: CountingRules) -> Estimate:
    floors = shape.floors or assumed_floors(shape, rules)
    share = _share(shape, rules)
    if share <= 0.0:
        return Estimate(0, kind, f"占地 {shape.footprint_m2:.0f}㎡，用途不详，体量过大，视为非住宅")
    said = "层" if shape.floors else "层（按周边建筑密度假定）"
    note = f"{floors} {said} × {shape.footprint_m2:.0f}㎡ × {share:.2f} ÷ {rules.dwelling_m2:.0f}㎡/户"
    return Estimate(_rounded(floors * shape.footprint_m2 * share / rules.dwelling_m2), kind, note)


def _share(shape: Shape, rules: CountingRules) -> float:
    if shape.use is Use.HOME:
        return 1.0
    top = rules.mixed_share if shape.use is Use.MIXED else rules.unsaid_share
    fall = (rules.podium_m2 - shape.footprint_m2) / (rules.podium_m2 - rules.slab_max_m2)
    return round(top * min(1.0, max(0.0, fall)), 2)


def _rounded(value: float) -> int:
    return max(1, int(value + 0.5))
