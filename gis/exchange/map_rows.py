"""The rows of one map file as plain arrays, in a process of its own: a GeoPackage is a database that can be made to count for ever or to
ask for all memory there is, in a hundred kilobytes. Run as a script it imports nothing of this product, so that it starts at once.

    python -I map_rows.py {"target", "driver", "wanted", "layer", "where", "most", "memory_mb", "seconds"} < text
    ->   an .npz archive on standard output
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from io import BytesIO
from re import compile as pattern
from typing import Any

import numpy as np
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FieldError
from pyogrio.raw import read

_AREAS = ("Polygon", "MultiPolygon", "CurvePolygon", "MultiSurface")
_LINES = ("LineString", "MultiLineString")
_WORDS = {"area": ("building", "楼", "房", "footprint"), "line": ("road", "路", "街", "street", "highway")}


class Refusal(Exception):
    """args: what is told of it."""


def map_rows(asked: dict[str, Any], text: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is told of the layer, and its arrays. Raises Refusal."""
    target = asked["target"] or text
    name = None if text else layer_name(target, asked["driver"], asked["wanted"], asked["layer"])
    options = {"layer": name, "where": asked["where"], "max_features": asked["most"] + 1}
    try:
        # Latin-1 hands over a shapefile's bytes untouched, so that cut-off characters do not stop the whole file.
        meta, _, wkb, values = read(target, encoding="ISO-8859-1" if asked["driver"] == "ESRI Shapefile" else None, **options)
    except UnicodeDecodeError:
        raise Refusal({"refused": "encoding"}) from None
    except (DataSourceError, DataLayerError, FieldError, ValueError) as fault:
        raise _unreadable(fault) from None
    except UnboundLocalError:  # pyogrio 0.13 on a reference system that is no UTF-8
        raise Refusal({"refused": "unreadable", "reason": "reference system not readable"}) from None
    if wkb is None:
        raise Refusal({"refused": "unreadable", "reason": "no geometry column"})
    if len(wkb) > asked["most"]:
        raise Refusal({"refused": "rows"})
    fields = [str(field) for field in meta["fields"]]
    return {"layer": name, "crs": meta["crs"], "fields": fields}, _shapes(wkb) | _columns(values)


def layer_name(target: str | bytes, driver: str, wanted: str, asked: str | None) -> str:
    """The layer asked for, or the only one that can hold what is wanted."""
    try:
        listed = {str(name): kind for name, kind in pyogrio.list_layers(target)}
    except (DataSourceError, DataLayerError) as fault:
        raise _unreadable(fault) from None
    if asked is not None:
        if asked not in listed:
            raise Refusal({"refused": "layer", "layers": list(listed)})
        return asked
    if driver == "OSM":
        return "multipolygons" if wanted == "area" else "lines"
    fitting = _fitting(listed, wanted)
    if len(fitting) != 1:
        raise Refusal({"refused": "layers", "layers": fitting or list(listed)})
    return fitting[0]


def _fitting(listed: dict[str, str | None], wanted: str) -> list[str]:
    spatial = {name: str(kind).split(" ")[0].removesuffix("Z").removesuffix("M") for name, kind in listed.items() if kind}
    sure = _AREAS if wanted == "area" else _LINES
    for kinds in (sure, ("Unknown", "GeometryCollection"), ("Point", "MultiPoint", *_AREAS, *_LINES)):
        names = [name for name, kind in spatial.items() if kind in kinds]
        telling = [name for name in names if any(word in name.lower() for word in _WORDS[wanted])]
        if names:
            return telling if len(telling) == 1 else names
    return []


def _unreadable(fault: Exception) -> Refusal:
    return Refusal({"refused": "unreadable", "reason": plain(fault)})


def plain(fault: object) -> str:
    """The reader's words without the path in quotes, which is not the caller's business to see repeated."""
    return pattern(r"'[^']*'").sub("…", str(fault))[:200]


def _shapes(wkb: Any) -> dict[str, Any]:
    """lengths: -1 for a row without geometry."""
    lengths = np.array([-1 if one is None else len(one) for one in wkb], dtype=np.int64)
    return {"lengths": lengths, "wkb": np.frombuffer(b"".join(one for one in wkb if one is not None), dtype=np.uint8)}


def _columns(values: Any) -> dict[str, Any]:
    """Numbers and times as they are, all else as the bytes of a JSON list; what is neither text nor number is left out of a row."""
    return {f"column_{number}": _packed(column) if column.dtype == object else column for number, column in enumerate(values)}


def _packed(column: Any) -> Any:
    known = [one if one is None or isinstance(one, str | int | float) else None for one in column.tolist()]
    return np.frombuffer(json.dumps(known).encode(), dtype=np.uint8)


def main(request: str) -> None:
    asked = json.loads(request)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory_mb"] * 1024 * 1024,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"],) * 2)
    arrays: dict[str, Any] = {}
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            told, arrays = map_rows(asked, sys.stdin.buffer.read())
        except Refusal as refusal:
            told = refusal.args[0]
    told["heard"] = list(dict.fromkeys(plain(one.message) for one in heard))[:5]
    archive = BytesIO()
    np.savez(archive, told=np.frombuffer(json.dumps(told).encode(), dtype=np.uint8), **arrays)
    sys.stdout.buffer.write(archive.getbuffer())


if __name__ == "__main__":
    main(*sys.argv[1:])
