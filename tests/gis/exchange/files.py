"""Small files as planners bring them, written on the spot."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyogrio.raw import write
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from gis.exchange import Remark

LON, LAT = 119.45, 32.20
"""Somewhere in Zhenjiang. One step of `block` is about 30 m."""

BOW_TIE = {"type": "Polygon", "coordinates": [[[LON, LAT], [LON + 2e-4, LAT + 2e-4], [LON + 2e-4, LAT], [LON, LAT + 2e-4], [LON, LAT]]]}
OPEN_LINE = {"type": "LineString", "coordinates": [[LON, LAT], [LON + 2e-4, LAT]]}


def block(column: int, row: int = 0, *, width: float = 0.0002, depth: float = 0.0001) -> BaseGeometry:
    """An outline of about 19 m × 11 m in a street of such outlines."""
    x, y = LON + column * 0.0003, LAT + row * 0.0003
    return shapely.box(x, y, x + width, y + depth)


def feature(shape: BaseGeometry | Mapping[str, Any] | None, **properties: Any) -> dict[str, Any]:
    geometry = mapping(shape) if isinstance(shape, BaseGeometry) else shape
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geojson(path: Path, features: Sequence[Mapping[str, Any]], *, encoding: str = "utf-8") -> Path:
    text = json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False)
    path.write_bytes(text.encode(encoding))
    return path


def vector(
    path: Path,
    shapes: Sequence[BaseGeometry],
    columns: Mapping[str, Sequence[Any]],
    *,
    driver: str,
    crs: str = "EPSG:4490",
    **options: Any,
) -> Path:
    """Any other format, through the same library that reads it: what is checked is our handling, not GDAL's."""
    arrays = [np.array(column, dtype=object if isinstance(column[0], str) else None) for column in columns.values()]
    kind = shapes[0].geom_type
    write(path, shapely.to_wkb(shapes), arrays, list(columns), driver=driver, crs=crs, geometry_type=kind, **options)
    return path


def codes_by_row(remarks: tuple[Remark, ...]) -> list[tuple[int, str]]:
    """Rows of a report with what was said of them; remarks on the whole file are left out."""
    return [(one.row, one.code) for one in remarks if one.row]


def osm_xml(path: Path) -> Path:
    path.write_text(_OSM, encoding="utf-8")
    return path


def osm_pbf(path: Path) -> Path:
    """One building (way 9, nodes 1-4) and one fence as .osm.pbf, encoded by hand: a header block and a data block."""
    words = [
        b"",
        b"building",
        b"yes",
        b"addr:street",
        "和平路".encode(),
        b"building:levels",
        b"6",
        b"barrier",
        b"fence",
        b"building:flats",
        b"24",
    ]
    table = b"".join(_bytes(1, word) for word in words)
    corners = [(LAT, LON), (LAT, LON + 0.0002), (LAT + 0.0001, LON + 0.0002), (LAT + 0.0001, LON)]
    nodes = b"".join(
        _bytes(1, _number(1, _zigzag(n)) + _number(8, _zigzag(round(lat * 1e7))) + _number(9, _zigzag(round(lon * 1e7))))
        for n, (lat, lon) in enumerate(corners, 1)
    )
    house = _way(9, [(1, 2), (3, 4), (5, 6), (9, 10)], [1, 2, 3, 4, 1])
    fence = _way(10, [(7, 8)], [1, 2])
    block_ = _bytes(1, table) + _bytes(2, nodes) + _bytes(2, _bytes(3, house) + _bytes(3, fence))
    header = _bytes(4, b"OsmSchema-V0.6") + _bytes(4, b"DenseNodes")
    path.write_bytes(_blob(b"OSMHeader", header) + _blob(b"OSMData", block_))
    return path


def _way(identity: int, tags: Sequence[tuple[int, int]], refs: Sequence[int]) -> bytes:
    steps = [refs[0], *(b - a for a, b in pairwise(refs))]
    keys = b"".join(_varint(key) for key, _ in tags)
    values = b"".join(_varint(value) for _, value in tags)
    return _number(1, identity) + _bytes(2, keys) + _bytes(3, values) + _bytes(8, b"".join(_varint(_zigzag(step)) for step in steps))


def _blob(kind: bytes, content: bytes) -> bytes:
    blob = _number(2, len(content)) + _bytes(3, zlib.compress(content))
    head = _bytes(1, kind) + _number(3, len(blob))
    return struct.pack(">I", len(head)) + head + blob


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


_OSM = f"""<osm version="0.6">
<node id="1" lat="{LAT}" lon="{LON}" version="1"/><node id="2" lat="{LAT}" lon="{LON + 0.0002}" version="1"/>
<node id="3" lat="{LAT + 0.0001}" lon="{LON + 0.0002}" version="1"/><node id="4" lat="{LAT + 0.0001}" lon="{LON}" version="1"/>
<way id="9" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
<tag k="building" v="yes"/><tag k="addr:street" v="和平路"/><tag k="building:levels" v="6"/><tag k="building:flats" v="24"/></way>
<way id="10" version="1"><nd ref="1"/><nd ref="2"/><tag k="barrier" v="fence"/></way>
</osm>"""
