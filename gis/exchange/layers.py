"""Any vector file -> arrays: lon/lat geometries and text-decoded columns."""

from __future__ import annotations

import json
import subprocess
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from re import compile as pattern
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.exchange import map_rows
from gis.exchange.errors import EncodingUnknown, FileUnreadable, LayerAmbiguous, LayerUnknown, MapTooDemanding, NothingInside, TooManyRows
from gis.exchange.formats import TEXT_ENCODINGS, Source, openable, recognise
from gis.exchange.placing import Geometries, Mask, place
from gis.exchange.report import Remark, remark

MAX_ROWS = 200_000
MAX_TEXT = 200
MEMORY_MB = 2_000
SECONDS = 30
ID_COLUMNS = (
    *("osm_id", "osm_way_id", "id", "gid", "uid", "uuid", "objectid", "object_id", "fid", "osm_fid", "bsm"),
    *("标识码", "编号", "楼栋编号", "建筑编号"),
)
_CONTROL = pattern(r"[\x00-\x1f\x7f\ud800-\udfff]")
_TAG = pattern(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')

Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer, row by row as in the file (row 1 is index 0). geometries: lon/lat, None where absent or not readable."""

    driver: str
    name: str
    crs: str
    encoding: str | None
    geometries: Geometries
    absent: Mask
    columns: dict[str, Column]
    ids: tuple[str | None, ...]
    id_column: str | None
    remarks: tuple[Remark, ...]

    def __len__(self) -> int:
        return len(self.geometries)


def read_layer(
    path: Path,
    *,
    wanted: str = "area",
    layer: str | None = None,
    encoding: str | None = None,
    crs: str | None = None,
    datum: str = "wgs84",
    osm_filter: str | None = None,
) -> Layer:
    """wanted: "area" or "line", which decides among several layers. osm_filter: a condition for the layers of OpenStreetMap files.

    Raises the refusals of gis.exchange.errors; nothing of a file is returned unless all of it was read.
    """
    with openable(recognise(path)) as source:
        name, meta, wkb, columns = _read(source, path.stem, wanted, layer, osm_filter if source.driver == "OSM" else None)
    columns, fitted = _redecode(columns, encoding) if source.driver == "ESRI Shapefile" else (columns, source.encoding or "utf-8")
    if not len(wkb):
        raise NothingInside(layer=name)
    if source.driver == "OSM":
        columns = _with_tags(columns)
    absent = np.array([one is None for one in wkb], dtype=bool)
    with np.errstate(invalid="ignore"):  # a coordinate that is not a number is refused with its row
        geometries = shapely.from_wkb(wkb, on_invalid="fix")
    placed = place(geometries, meta["crs"], override=crs, datum=datum)
    id_column = _id_column(columns)
    return Layer(
        driver=source.driver,
        name=name,
        crs=placed.crs,
        encoding=fitted,
        geometries=placed.geometries,
        absent=absent,
        columns=columns,
        ids=_ids(columns, id_column, len(wkb)),
        id_column=id_column,
        remarks=placed.remarks + tuple(remark("reader_warned", words=words) for words in meta["heard"]),
    )


def _read(
    source: Source, stem: str, wanted: str, layer: str | None, where: str | None
) -> tuple[str, dict[str, Any], Column, dict[str, Column]]:
    """The layer's name, what is told of it, its shapes as WKB, its columns."""
    target, text = (None, source.target) if isinstance(source.target, bytes) else (source.target, b"")
    asked = {"target": target, "driver": source.driver, "wanted": wanted, "layer": layer, "where": where, "most": MAX_ROWS}
    asked |= {"memory_mb": MEMORY_MB, "seconds": SECONDS}
    told, arrays = _told_by_child(asked, text)
    match told.get("refused"):
        case "layer":
            raise LayerUnknown(layer=layer, layers=", ".join(told["layers"]))
        case "layers":
            raise LayerAmbiguous(layers=", ".join(told["layers"]))
        case "encoding":
            raise EncodingUnknown(tried="utf-8")
        case "rows":
            raise TooManyRows(limit=MAX_ROWS)
        case "unreadable":
            raise FileUnreadable(reason=told["reason"])
    columns = {field: _column(arrays[f"column_{number}"]) for number, field in enumerate(told["fields"])}
    return told["layer"] or stem, told | {"crs": source.crs or told["crs"]}, _wkb(arrays), columns


def _told_by_child(asked: dict[str, Any], text: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    command = [sys.executable, "-I", map_rows.__file__, json.dumps(asked)]
    try:
        child = subprocess.run(command, input=text, capture_output=True, check=True, timeout=2 * SECONDS)  # noqa: S603 our own script
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        raise MapTooDemanding(memory_mb=MEMORY_MB, seconds=SECONDS) from fault
    with np.load(BytesIO(child.stdout), allow_pickle=False) as archive:
        arrays = dict(archive)
    return json.loads(arrays.pop("told").tobytes()), arrays


def _wkb(arrays: dict[str, Any]) -> Column:
    content, ends = arrays["wkb"].tobytes(), np.maximum(arrays["lengths"], 0).cumsum()
    shapes = np.full(len(ends), None, dtype=object)
    for index in np.flatnonzero(arrays["lengths"] >= 0):
        shapes[index] = content[ends[index] - arrays["lengths"][index] : ends[index]]
    return shapes


def _column(packed: Column) -> Column:
    """As map_rows packed it: texts are the bytes of a JSON list."""
    if packed.dtype != np.uint8:
        return packed
    texts = json.loads(packed.tobytes())
    column = np.full(len(texts), None, dtype=object)
    column[:] = texts
    return column


def _redecode(columns: dict[str, Column], encoding: str | None) -> tuple[dict[str, Column], str]:
    """Bytes read as Latin-1 -> text. A character cut off at the end of a field is dropped, as the field's width did."""
    texts = list(columns) + [str(one) for column in columns.values() if column.dtype == object for one in column if one]
    raw = [text.encode("latin-1") for text in dict.fromkeys(texts)]
    fitted = next((one for one in ((encoding,) if encoding else TEXT_ENCODINGS) if _reads(raw, one)), None)
    if fitted is None:
        raise EncodingUnknown(tried=encoding or ", ".join(TEXT_ENCODINGS))
    turn = _turner(fitted)
    turned: dict[str, Column] = {}
    for name, column in columns.items():
        if column.dtype == object:
            column = np.array([turn(one) if isinstance(one, str) else one for one in column], dtype=object)
        turned[turn(name)] = column
    return turned, fitted


def _turner(encoding: str) -> Callable[[str], str]:
    decoder = getincrementaldecoder(encoding)

    def turn(text: str) -> str:
        return text if text.isascii() else decoder("strict").decode(text.encode("latin-1"), final=False)

    return turn


def _reads(raw: list[bytes], encoding: str) -> bool:
    try:
        turn = _turner(encoding)
        for one in raw:
            turn(one.decode("latin-1"))
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _with_tags(columns: dict[str, Column]) -> dict[str, Column]:
    """OpenStreetMap keys that GDAL keeps in one hstore text become columns of their own."""
    packed = columns.pop("other_tags", ())
    rows = len(packed)
    columns = {name: column for name, column in columns.items() if any(one is not None for one in column)}
    for index, text in enumerate(packed):
        for key, value in _TAG.findall(text or ""):
            column = columns.setdefault(key, np.full(rows, None, dtype=object))
            column[index] = value.replace('\\"', '"').replace("\\\\", "\\")
    return columns


def _id_column(columns: dict[str, Column]) -> str | None:
    """OpenStreetMap areas come as relations (osm_id) and as ways (osm_way_id): together they are one id."""
    if "osm_way_id" in columns:
        return "osm_way_id"
    names = {name.lower(): name for name in columns}
    for candidate in ID_COLUMNS:
        column = columns.get(names.get(candidate, ""))
        if column is not None and any(as_text(one) for one in column[:1000]):
            return names[candidate]
    return None


def _ids(columns: dict[str, Column], chosen: str | None, rows: int) -> tuple[str | None, ...]:
    if chosen is None:
        return (None,) * rows
    ids = [as_text(one) for one in columns[chosen]]
    if chosen == "osm_way_id":
        relations = [as_text(one) for one in columns.get("osm_id", np.full(rows, None))]
        ids = [f"w{way}" if way else f"r{relation}" if relation else None for way, relation in zip(ids, relations, strict=True)]
    return tuple(ids)


def as_text(value: Any) -> str | None:
    """A cell as people would write it: 3.0 is "3", NaN and blanks are None."""
    if value is None or (isinstance(value, float | np.floating) and not np.isfinite(value)):
        return None
    if isinstance(value, float | np.floating) and float(value).is_integer():
        value = int(value)
    text = _CONTROL.sub("", str(value)).strip()[:MAX_TEXT]
    return text if text and text.lower() not in ("nan", "nat", "none", "null", "<null>") else None
