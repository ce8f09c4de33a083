"""Small communities to draw: a chessboard of sections, a slab in each corner of each."""

from __future__ import annotations

from datetime import date
from typing import Any

from gis.sheet import Building, Counts, Section, Sheet, Warden, Work

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


def building(column: int, row: int, corner: int, section: str, **counts: Any) -> Building:
    west = WEST + column * STEP + (0.1 + 0.5 * (corner % 2)) * STEP
    south = SOUTH + row * STEP + (0.1 + 0.5 * (corner // 2)) * STEP
    shape = rectangle(west, south, west + 0.3 * STEP, south + 0.2 * STEP)
    lon, lat = west + 0.15 * STEP, south + 0.1 * STEP
    return Building(f"健康路{column}-{row}号{corner + 1}栋", "", section, lon, lat, shape, Counts(**counts))


def chessboard(columns: int, rows: int, **given: Any) -> Sheet:
    sections = [section(column, row, row * columns + column + 1) for row in range(rows) for column in range(columns)]
    work = ({"party": Work(1, 2, 3)}, {"sanitation": Work(1, 4)}, {"public_order": Work(0, 2)}, {})
    buildings = [
        building(column, row, corner, each.code, households=12, people=31, dwellings=12, last_visit=date(2026, 10, 8), work=work[corner])
        for each, (row, column) in zip(sections, ((row, column) for row in range(rows) for column in range(columns)), strict=True)
        for corner in range(4)
    ]
    told = {"community": "锦绣社区", "code": CODE, "on": date(2026, 11, 22), "plan": "首次划分", "document": "锦社建〔2026〕1号"}
    return Sheet(**told | {"sections": tuple(sections), "buildings": tuple(buildings)} | given)
