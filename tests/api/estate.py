"""A small estate drawn by hand: three rows of slabs by a road, as a planner's file would bring it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

WEST, SOUTH = 119.4300, 32.1900
STEP_EAST, STEP_NORTH = 0.0009, 0.0006  # about 85 m and 67 m
COLUMNS, ROWS = 6, 4
DWELLINGS = 40


def corner(column: int, row: int) -> tuple[float, float]:
    return round(WEST + column * STEP_EAST, 7), round(SOUTH + row * STEP_NORTH, 7)


def feature(number: int, column: int, row: int) -> dict[str, Any]:
    west, south = corner(column, row)
    east, north = round(west + 0.00055, 7), round(south + 0.00013, 7)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    named = {
        "id": number,
        "小区": "锦绣花园",
        "楼号": str(number),
        "地址": f"锦绣花园{number}号楼",
        "层数": 6,
        "户数": DWELLINGS,
        "用途": "住宅",
    }
    return {"type": "Feature", "properties": named, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def write(folder: Path) -> Path:
    """24 slabs of 40 dwellings, numbered from the south-west: 960 dwellings."""
    features = [feature(row * COLUMNS + column + 1, column, row) for row in range(ROWS) for column in range(COLUMNS)]
    path = folder / "锦绣花园.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding="utf-8")
    return path
