"""Small communities to draw: a chessboard of sections, rows of slabs in each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from gis.sheet import Building, Counts, Group, Section, Sheet, Warden, Work

WEST, SOUTH, STEP = 119.4300000, 32.1900000, 0.0020
CODE = "321111009001"
WARDENS = (Warden("赵文君", "0511-85000001"), Warden("钱立"))


def rectangle(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [[[round(x, 7), round(y, 7)] for x, y in ring]]}


def section(column: int, row: int, number: int, *, households: int | None = 40) -> Section:
    west, south = WEST + column * STEP, SOUTH + row * STEP
    work = {"sanitation": Work(open=1, closed=4)}
    counts = Counts(households, households and households * 3, 48, date(2026, 10, 8), work)
    return Section(f"{CODE}{number:03d}", f"{number}号片区", rectangle(west, south, west + STEP, south + STEP), counts, *WARDENS)


def building(column: int, row: int, place: int, across: int, section: str, **counts: Any) -> Building:
    side = STEP / across
    west = WEST + column * STEP + (0.2 + place % across) * side
    south = SOUTH + row * STEP + (0.2 + place // across) * side
    shape = rectangle(west, south, west + 0.6 * side, south + 0.4 * side)
    lon, lat = west + 0.3 * side, south + 0.2 * side
    return Building(f"健康路{column}-{row}号{place + 1}栋", "", section, lon, lat, shape, Counts(**counts))


def chessboard(columns: int, rows: int, across: int = 2, **given: Any) -> Sheet:
    """across: slabs along a section's side."""
    places = [(column, row) for row in range(rows) for column in range(columns)]
    sections = [section(column, row, number) for number, (column, row) in enumerate(places, 1)]
    work = ({"party": Work(1, 2, 3)}, {"sanitation": Work(1, 4)}, {"public_order": Work(0, 2)}, {})
    homes = {"households": 12, "people": 31, "dwellings": 12, "last_visit": date(2026, 10, 8)}
    buildings = [
        building(column, row, place, across, each.code, work=work[place % 4], **homes)
        for each, (column, row) in zip(sections, places, strict=True)
        for place in range(across * across)
    ]
    told = {"community": "锦绣社区", "code": CODE, "on": date(2026, 11, 22), "plan": "首次划分", "document": "锦社建〔2026〕1号"}
    return Sheet(**told | {"sections": tuple(sections), "buildings": tuple(buildings)} | given)


def grouped(sheet: Sheet) -> Sheet:
    """Each section in two building groups, west and east; the western ones have a head."""
    middles = {each.code: each.geometry["coordinates"][0][0][0] + STEP / 2 for each in sheet.sections}
    keys = [f"{each.section}{'w' if each.lon < middles[each.section] else 'e'}" for each in sheet.buildings if each.section]
    groups = []
    for each in sheet.sections:
        (west, south), (east, north) = each.geometry["coordinates"][0][0], each.geometry["coordinates"][0][2]
        for key, name, left, right in (("w", "第1楼组", west, west + STEP / 2), ("e", "第2楼组", west + STEP / 2, east)):
            groups.append(Group(each.code + key, name, rectangle(left, south, right, north), 24, has_head=key == "w"))
    housed = tuple(replace(each, group=key) for each, key in zip(sheet.buildings, keys, strict=True))
    return replace(sheet, buildings=housed, groups=tuple(groups))
