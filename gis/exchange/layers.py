"""Any vector file -> arrays: lon/lat geometries and text-decoded columns."""

from __future__ import annotations

import warnings
from codecs import getincrementaldecoder
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from re import compile as pattern
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FieldError
from pyogrio.raw import read

from gis.exchange.errors import EncodingUnknown, FileUnreadable, LayerAmbiguous, LayerUnknown, NothingInside, TooManyRows
from gis.exchange.formats import TEXT_ENCODINGS, Source, openable, recognise
from gis.exchange.placing import Geometries, Mask, place
from gis.exchange.report import Remark, remark

MAX_ROWS = 200_000
MAX_TEXT = 200
ID_COLUMNS = (
    *("osm_id", "osm_way_id", "id", "gid", "uid", "uuid", "objectid", "object_id", "fid", "osm_fid", "bsm"),
    *("标识码", "编号", "楼栋编号", "建筑编号"),
)
_AREAS = ("Polygon", "MultiPolygon", "CurvePolygon", "MultiSurface")
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
    with openable(recognise(path)) as source, warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        name = path.stem if isinstance(source.target, bytes) else layer_name(source, wanted, layer)
        meta, wkb, columns = _read(source, name, encoding, osm_filter if source.driver == "OSM" else None)
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
        encoding=meta["encoding"],
        geometries=placed.geometries,
        absent=absent,
        columns=columns,
        ids=_ids(columns, id_column, len(wkb)),
        id_column=id_column,
        remarks=placed.remarks + _heard(heard),
    )


def layer_name(source: Source, wanted: str, asked: str | None) -> str:
    """The layer asked for, or the only one that can hold what is wanted. Raises LayerUnknown, LayerAmbiguous, FileUnreadable."""
    try:
        listed = {str(name): kind for name, kind in pyogrio.list_layers(source.target)}
    except (DataSourceError, DataLayerError) as fault:
        raise FileUnreadable(reason=_plain(fault)) from fault
    if asked is not None:
        if asked not in listed:
            raise LayerUnknown(layer=asked, layers=", ".join(listed))
        return asked
    if source.driver == "OSM":
        return "multipolygons" if wanted == "area" else "lines"
    fitting = _fitting(listed, wanted)
    if len(fitting) != 1:
        raise LayerAmbiguous(layers=", ".join(fitting or listed))
    return fitting[0]


def _fitting(listed: dict[str, str | None], wanted: str) -> list[str]:
    spatial = {name: str(kind).split(" ")[0].removesuffix("Z").removesuffix("M") for name, kind in listed.items() if kind}
    sure = _AREAS if wanted == "area" else ("LineString", "MultiLineString")
    for kinds in (sure, ("Unknown", "GeometryCollection"), ("Point", "MultiPoint", *_AREAS, "LineString", "MultiLineString")):
        names = [name for name, kind in spatial.items() if kind in kinds]
        words = ("building", "楼", "房", "footprint") if wanted == "area" else ("road", "路", "街", "street", "highway")
        telling = [name for name in names if any(word in name.lower() for word in words)]
        if names:
            return telling if len(telling) == 1 else names
    return []


def _read(source: Source, name: str, encoding: str | None, where: str | None) -> tuple[dict[str, Any], Column, dict[str, Column]]:
    shapefile = source.driver == "ESRI Shapefile"
    in_memory = isinstance(source.target, bytes)
    options: dict[str, Any] = {"layer": None if in_memory else name, "max_features": MAX_ROWS + 1, "where": where}
    try:
        # Latin-1 hands over a shapefile's bytes untouched, so that cut-off characters do not stop the whole file.
        meta, _, wkb, values = read(source.target, encoding="ISO-8859-1" if shapefile else None, **options)
    except UnicodeDecodeError as fault:
        raise EncodingUnknown(tried="utf-8") from fault
    except (DataSourceError, DataLayerError, FieldError, ValueError) as fault:
        raise FileUnreadable(reason=_plain(fault)) from fault
    except UnboundLocalError as fault:  # pyogrio 0.13 on a reference system that is no UTF-8
        raise FileUnreadable(reason="reference system not readable") from fault
    if wkb is None:
        raise FileUnreadable(reason="no geometry column")
    if len(wkb) > MAX_ROWS:
        raise TooManyRows(limit=MAX_ROWS)
    columns = {str(field): column for field, column in zip(meta["fields"], values, strict=True)}
    fitted = source.encoding or "utf-8"
    if shapefile:
        columns, fitted = _redecode(columns, encoding)
    return {"crs": source.crs or meta["crs"], "encoding": fitted}, wkb, columns


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


def _heard(warned: list[warnings.WarningMessage]) -> tuple[Remark, ...]:
    words = dict.fromkeys(_plain(one.message) for one in warned)
    return tuple(remark("reader_warned", words=text) for text in list(words)[:5])


def _plain(fault: object) -> str:
    """The reader's words without the path in quotes, which is not the caller's business to see repeated."""
    return pattern(r"'[^']*'").sub("…", str(fault))[:200]
