"""Apartment blocks by their stairwells (单元): a slab of 144 households becomes three of 48, each with its own door, ground and atom.

A band of 30–50 households cannot be met with whole blocks of a hundred. The footprint is parted across its long axis into as many strips as
the block has stairwells; neighbours share the very corners, so the strips tile the footprint exactly.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from shapely import Geometry
from shapely.ops import split

from gis.crs import LocalPlane
from gis.exchange.addresses import normalise, parse, same_number
from gis.exchange.buildings import BuildingReading, BuildingRow
from gis.exchange.cleaning import DECIMALS
from gis.exchange.report import Remark, remark

UNIT = "单元"
_STEMS = 26
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ甲乙丙丁戊己庚辛壬癸"
BEYOND = 2.0
"""A cut across a footprint reaches this many times its size."""


def by_stairwells(reading: BuildingReading, above: int) -> BuildingReading:
    """Blocks with more households than `above` and at least two stairwells, one row each; a word on each that was parted or could not be.

    Dwellings are shared out evenly, the first stairwells (from the west, or from the north) taking what is left over.
    """
    rows: list[BuildingRow] = []
    remarks: list[Remark] = []
    for row in reading.taken:
        if row.dwellings <= above:
            rows.append(row)
            continue
        parts = strips(row.shape, row.units or 1)
        if len(parts) < 2:
            remarks.append(remark("stairwells_unknown", row.row, row.source, households=row.dwellings))
            rows.append(row)
            continue
        remarks.append(remark("stairwells_parted", row.row, row.source, households=row.dwellings, units=len(parts)))
        rows += [_stairwell(row, number, part, len(parts)) for number, part in enumerate(parts, 1)]
    return replace(reading, taken=tuple(rows), remarks=(*reading.remarks, *remarks))


def first_stairwell(source: str) -> str:
    """The key under which a block stands when it was registered by its stairwells."""
    return stairwell_source(source, 1)


def stairwell_source(source: str, number: int, times: int = 1) -> str:
    """times: for the how many-th time the block is divided."""
    return f"{source}#{number}" if times == 1 else f"{source}#{number}~{times}"


def stairwell_name(block: str, number: int) -> str:
    """Name or address; empty where the block has none."""
    return f"{block}{number}{UNIT}" if block else ""


def share_of(dwellings: int, number: int, units: int) -> int:
    """The first stairwells take what is left over."""
    share, left_over = divmod(dwellings, units)
    return share + (number <= left_over)


def stairwell_of_door(unit: str, room: str) -> int | None:
    """Which stairwell a door belongs to as its unit (2, 二单元, B) or its room (2-501) tells it; None where neither does."""
    given = normalise(unit)
    for end in (UNIT, "门洞", "门", "梯"):
        given = given.removesuffix(end)
    told = same_number(given or parse(f"1号楼{normalise(room)}").unit)
    if told.isdecimal():
        return int(told) or None
    return _LETTERS.find(told) % _STEMS + 1 if len(told) == 1 and told in _LETTERS else None


def _stairwell(row: BuildingRow, number: int, part: Geometry, units: int) -> BuildingRow:
    return replace(
        row,
        source=stairwell_source(row.source, number),
        name=stairwell_name(row.name, number),
        address=stairwell_name(row.address, number),
        units=1,
        dwellings=share_of(row.dwellings, number, units),
        basis_note=f"{row.basis_note} ÷ {units} {UNIT}",
        shape=part,
        area_m2=round(row.area_m2 * part.area / row.shape.area, 1),
    )


def strips(shape: Geometry, units: int) -> list[Geometry]:
    """The footprint across its long axis, in reading order; one piece where it cannot be parted so that every strip is whole."""
    if units < 2 or shape.geom_type != "Polygon":
        return [shape]
    plane = LocalPlane.around(shapely.get_coordinates(shape.centroid))
    metres = shapely.transform(shape, plane.to_metres)
    start, along, across = _axes(metres)
    parts = [metres]
    for cut in range(1, units):
        at = start + along * cut / units
        line = shapely.LineString([at - across * BEYOND, at + across * BEYOND])
        parts = [piece for part in parts for piece in shapely.get_parts(split(part, line))]
    if len(parts) != units:
        return [shape]
    middles = [float(np.dot(np.array(part.centroid.coords[0]) - start, along)) for part in parts]
    ordered = [parts[i] for i in np.argsort(middles)]
    degrees = [shapely.transform(part, lambda corners: np.round(plane_degrees(plane, corners), DECIMALS)) for part in ordered]
    return degrees if all(part.is_valid and part.area > 0 for part in degrees) else [shape]


def plane_degrees(plane: LocalPlane, metres: np.ndarray) -> np.ndarray:
    return plane.to_degrees((metres - np.array(plane.origin)) * 1000)


def _axes(metres: Geometry) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The middle of the narrow side to begin at (the western, or the northern one), the long axis, and the short one."""
    corners = np.array(shapely.oriented_envelope(metres).exterior.coords)[:4]
    sides = corners[1] - corners[0], corners[2] - corners[1]
    long, short = sides if np.hypot(*sides[0]) >= np.hypot(*sides[1]) else (sides[1], sides[0])
    if long[0] < -abs(long[1]) or (abs(long[0]) <= abs(long[1]) and long[1] > 0):
        long = -long
    return corners.mean(axis=0) - long / 2, long, short
