"""A small estate drawn by hand: three rows of slabs by a road, as a planner's file would bring it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

WEST, SOUTH = 119.4300, 32.1900
STEP_EAST, STEP_NORTH = 0.0009, 0.0006  # about 85 m and 67 m
COLUMNS, ROWS = 6, 4
DWELLINGS = 40


def corner(column: int, row: int, west: float = WEST) -> tuple[float, float]:
    return round(west + column * STEP_EAST, 7), round(SOUTH + row * STEP_NORTH, 7)


def feature(number: int, column: int, row: int, name: str = "锦绣花园", edge: float = WEST) -> dict[str, Any]:
    west, south = corner(column, row, edge)
    east, north = round(west + 0.00055, 7), round(south + 0.00013, 7)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    named = {
        "id": number,
        "小区": name,
        "楼号": str(number),
        "地址": f"{name}{number}号楼",
        "层数": 6,
        "户数": DWELLINGS,
        "用途": "住宅",
    }
    return {"type": "Feature", "properties": named, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def write(folder: Path, name: str = "锦绣花园", west: float = WEST) -> Path:
    """24 slabs of 40 dwellings, numbered from the south-west: 960 dwellings."""
    features = [feature(row * COLUMNS + column + 1, column, row, name, west) for row in range(ROWS) for column in range(COLUMNS)]
    path = folder / f"{name}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding="utf-8")
    return path
