"""A file of buildings -> rows ready to be registered, with a word on every row that was repaired or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import Geometry

from domain.values import CountBasis, DwellingKind
from gis.exchange.addresses import compose, parse
from gis.exchange.cleaning import DECIMALS, Sieve, sieve_areas
from gis.exchange.columns import Roles
from gis.exchange.counts import DEFAULT_RULES, CountingRules, Shape, crowding, dwelling_kind, estimate, kind_of_counted
from gis.exchange.errors import ColumnUnknown, NoBuildingTaken
from gis.exchange.layers import Layer, read_layer
from gis.exchange.neighbours import same_places, shared_ground
from gis.exchange.plane import to_metres
from gis.exchange.report import Remark, remark, tally
from gis.exchange.uses import Use, use_of, use_of_name

MANY_HOUSEHOLDS = 2_000
MAX_HOUSEHOLDS = 20_000
MAX_FLOORS = 200
OSM_BUILDINGS = "building is not null and building <> 'no'"


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """One building as the source has it. source: a key that is the same when the same file comes again. shape: lon/lat, SRID 4490,
    7 decimals; a Point where the source has no outline. area_m2: footprint, 0 for a point. basis_note: the field counted, or the
    estimate's sum."""

    row: int
    source: str
    name: str
    address: str
    estate: str
    street: str
    number: str
    kind: DwellingKind
    use: str
    floors: int | None
    units: int | None
    height_m: float | None
    dwellings: int
    basis: CountBasis
    basis_note: str
    shape: Geometry
    area_m2: float

    @property
    def footprint(self) -> str:
        """WKT as building.Registered stores it."""
        return shapely.to_wkt(self.shape, rounding_precision=DECIMALS, trim=True)


@dataclass(frozen=True, slots=True)
class BuildingReading:
    """remarks: on the file and on rows that were taken as they are (overlaps, shared places, odd numbers)."""

    rows: int
    taken: tuple[BuildingRow, ...]
    repaired: tuple[Remark, ...]
    refused: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    driver: str
    layer: str
    crs: str
    encoding: str | None

    @property
    def households(self) -> int:
        return sum(building.dwellings for building in self.taken)

    def counts(self) -> dict[str, Any]:
        """Numbers for the report: rows, reasons, and how the households were arrived at."""
        sizes = np.array([building.dwellings for building in self.taken])
        lived_in = sizes[sizes > 0]
        basis = {one.value: [b.dwellings for b in self.taken if b.basis is one] for one in CountBasis}
        return {
            "rows": self.rows,
            "taken": len(self.taken),
            "repaired": len(self.repaired),
            "refused": len(self.refused),
            "refused_by": tally(self.refused),
            "repaired_by": tally(self.repaired),
            "remarks_by": tally(self.remarks),
            "households": self.households,
            "households_by_basis": {name: {"buildings": len(some), "households": sum(some)} for name, some in basis.items()},
            "buildings_without_households": int((sizes == 0).sum()),
            "households_per_building": _spread(lived_in),
            "kinds": dict(Counter(building.kind.value for building in self.taken)),
        }

    def as_json(self) -> dict[str, Any]:
        source = {"driver": self.driver, "layer": self.layer, "crs": self.crs, "encoding": self.encoding}
        lists = {"repaired": self.repaired, "refused": self.refused, "remarks": self.remarks}
        return source | self.counts() | {name: [one.as_json() for one in some] for name, some in lists.items()}


def read_buildings(
    path: Path | str,
    *,
    households_field: str | None = None,
    encoding: str | None = None,
    layer: str | None = None,
    crs: str | None = None,
    datum: str = "wgs84",
    rules: CountingRules = DEFAULT_RULES,
) -> BuildingReading:
    """GeoJSON, GeoPackage, Shapefile (also zipped), OpenStreetMap .osm and .osm.pbf, FlatGeobuf, KML, in any reference system.

    datum: "wgs84", "gcj02" or "bd09" where the coordinates come from a Chinese web map. Raises a refusal of gis.exchange.errors
    when the file as a whole cannot be used; a single bad row is refused in the reading instead.
    """
    read = read_layer(Path(path), layer=layer, encoding=encoding, crs=crs, datum=datum, osm_filter=OSM_BUILDINGS)
    if households_field is not None and households_field not in read.columns:
        raise ColumnUnknown(column=households_field, columns=", ".join(read.columns))
    sieve = sieve_areas(read, points=True)
    roles = Roles(read.columns, households_field)
    _refuse_repeated_points(sieve, read)
    if not sieve.standing.any():
        raise NoBuildingTaken(rows=len(read), reasons=tally(sieve.refused))
    remarks = [*read.remarks, *_column_remarks(roles, read)]
    rows = tuple(_rows(sieve, roles, rules, remarks))
    remarks += same_places(sieve) + shared_ground(sieve)
    return BuildingReading(
        rows=len(read),
        taken=rows,
        repaired=tuple(sieve.repaired),
        refused=tuple(sieve.refused),
        remarks=tuple(remarks),
        driver=read.driver,
        layer=read.name,
        crs=read.crs,
        encoding=read.encoding,
    )


def _rows(sieve: Sieve, roles: Roles, rules: CountingRules, remarks: list[Remark]) -> Iterator[BuildingRow]:
    """Remarks are appended as rows are made."""
    layer, count = sieve.layer, len(sieve.layer)
    texts = {role: roles.texts(role, count) for role in ("name", "estate", "number", "housenumber", "street", "address")}
    uses, floors = roles.uses(count), roles.numbers("floors", count)
    heights, units = roles.numbers("height", count), roles.numbers("units", count)
    counted = _counted(roles, count)
    crowds = _crowding(sieve)
    keys = _keys(sieve, remarks)
    for index in np.flatnonzero(sieve.standing):
        words = {role: column[index] for role, column in texts.items()}
        written = parse(words["address"] or words["name"])
        estate = words["estate"] or written.estate * bool(written.building)
        number = words["number"] or words["housenumber"] or written.number
        use = use_of(uses[index]) if uses[index] else use_of_name(words["name"])
        shape = Shape(
            use=use,
            floors=_floors(floors[index], heights[index], rules),
            units=_whole(units[index], 50),
            footprint_m2=float(sieve.areas_m2[index]),
            crowding=float(crowds[index]),
        )
        dwellings, basis, note = _households(counted, int(index), shape, rules, layer, remarks)
        yield BuildingRow(
            row=int(index) + 1,
            source=keys[int(index)],
            name=words["name"],
            address=words["address"] or compose(estate, words["street"], number, words["name"]),
            estate=estate,
            street=words["street"] or written.street,
            number=number,
            kind=kind_of_counted(shape, dwellings, rules) if basis is CountBasis.COUNTED else dwelling_kind(shape, rules),
            use=uses[index] or (use.value if use is not Use.UNSAID else ""),
            floors=shape.floors,
            units=shape.units,
            height_m=round(float(heights[index]), 1) if heights[index] > 0 else None,
            dwellings=dwellings,
            basis=basis,
            basis_note=note,
            shape=sieve.shapes[index],
            area_m2=round(float(sieve.areas_m2[index]), 1),
        )


@dataclass(frozen=True, slots=True)
class _Counted:
    field: str
    texts: list[str]
    numbers: np.ndarray


def _counted(roles: Roles, rows: int) -> _Counted:
    return _Counted(", ".join(roles.used["households"]), roles.texts("households", rows), roles.numbers("households", rows))


def _households(
    counted: _Counted, index: int, shape: Shape, rules: CountingRules, layer: Layer, remarks: list[Remark]
) -> tuple[int, CountBasis, str]:
    number = counted.numbers[index]
    if 0 <= number <= MAX_HOUSEHOLDS and float(number).is_integer():
        if number > MANY_HOUSEHOLDS:
            remarks.append(remark("households_many", index + 1, layer.ids[index], households=int(number)))
        return int(number), CountBasis.COUNTED, counted.field
    if counted.texts[index]:
        remarks.append(remark("households_unreadable", index + 1, layer.ids[index]))
    guess = estimate(shape, rules)
    return guess.dwellings, CountBasis.ESTIMATED, guess.note


def _floors(floors: float, height: float, rules: CountingRules) -> int | None:
    given = _whole(floors, MAX_FLOORS)
    if given is not None:
        return given
    return _whole(max(1.0, height / rules.floor_height_m), MAX_FLOORS) if height > 0 else None


def _whole(value: float, most: int) -> int | None:
    return int(value + 0.5) if 0.5 <= value <= most else None


def _crowding(sieve: Sieve) -> np.ndarray:
    standing = np.flatnonzero(sieve.standing)
    centres = to_metres(shapely.centroid(sieve.shapes[standing]))
    crowds = np.zeros(len(sieve.shapes))
    crowds[standing] = crowding(shapely.get_x(centres), shapely.get_y(centres), sieve.areas_m2[standing])
    return crowds


def _keys(sieve: Sieve, remarks: list[Remark]) -> dict[int, str]:
    """Source keys: the file's id, else the outline's (and address columns') hash; made unique where ids repeat."""
    layer = sieve.layer
    keys: dict[int, str] = {}
    first: dict[str, int] = {}
    for index in map(int, np.flatnonzero(sieve.standing)):
        given = layer.ids[index]
        key = f"{layer.id_column}:{given}" if given else f"shape:{_digest(sieve, index)}"
        if key in first:
            if given:
                remarks.append(remark("id_repeated", index + 1, given, first_row=first[key] + 1))
            key = f"{key}~{_digest(sieve, index)}"
        first.setdefault(key, index)
        keys[index] = key
    return keys


def _digest(sieve: Sieve, index: int) -> str:
    """Of the outline and of every column: several blocks at one point differ in their number only."""
    cells = "\x1f".join(f"{name}={column[index]}" for name, column in sorted(sieve.layer.columns.items()))
    outline = shapely.to_wkb(shapely.normalize(sieve.shapes[index]))
    point = shapely.get_type_id(sieve.shapes[index]) == 0
    return sha256(outline + (cells.encode() if point else b"")).hexdigest()[:24]


def _refuse_repeated_points(sieve: Sieve, layer: Layer) -> None:
    first: dict[tuple[Any, ...], int] = {}
    points = np.flatnonzero(sieve.standing & (shapely.get_type_id(sieve.shapes) == 0))
    for index in map(int, points):
        cells = tuple(str(column[index]) for column in layer.columns.values())
        key = (sieve.shapes[index].x, sieve.shapes[index].y, *cells)
        seen = first.setdefault(key, index)
        if seen != index:
            sieve.refuse_row(index, "duplicate", first_row=seen + 1)


def _column_remarks(roles: Roles, layer: Layer) -> Iterator[Remark]:
    used, ignored = list(roles.recognised()), roles.ignored(layer.id_column)
    if used:
        yield remark("columns_used", columns="; ".join(used))
    if ignored:
        yield remark("columns_ignored", columns=", ".join(ignored[:40]))


def _spread(sizes: np.ndarray) -> dict[str, int]:
    if not len(sizes):
        return {}
    low, middle, high, top = np.percentile(sizes, [10, 50, 90, 100])
    return {"p10": round(low), "median": round(middle), "p90": round(high), "max": round(top)}
