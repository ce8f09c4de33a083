"""Map files made to hang the reader or to take all memory there is: each is refused by name, and the program goes on."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.errors import Invalid
from gis.exchange import read_boundary, read_buildings
from gis.exchange.errors import BoundaryAbsent, CoordinatesNotDegrees, FileUnreadable, FormatUnknown, MapTooDemanding, NoBuildingTaken
from tests.gis.exchange.files import LAT, LON, block, feature, geojson, vector

LAUGHS = '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gis.exchange.layers.SECONDS", 1)
    monkeypatch.setattr("gis.exchange.layers.MEMORY_MB", 500)


def package(path: Path, name: str, rows: str) -> Path:
    """A GeoPackage whose layer is a view: what it holds is computed while it is read."""
    vector(path, [block(0)], {"name": ["甲楼"]}, driver="GPKG", layer="buildings")
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            database.execute(f'drop trigger "{trigger}"')
        database.execute("alter table buildings rename to one")
        counted = "with recursive n(fid) as (select 1 union all select fid + 1 from n)"
        database.execute(f"create view buildings as {counted} select n.fid as fid, one.geom as geom, {name} as name from n, one {rows}")
    return path


def test_a_layer_that_counts_for_ever(tmp_path: Path, small: None) -> None:
    with pytest.raises(MapTooDemanding) as refused:
        read_buildings(package(tmp_path / "a.gpkg", "one.name", "where n.fid < 0"))
    assert refused.value.facts == {"memory_mb": 500, "seconds": 1}


def test_a_layer_of_hundred_thousand_texts_of_forty_megabytes(tmp_path: Path, small: None) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises((MapTooDemanding, FileUnreadable)):
        read_buildings(package(tmp_path / "a.gpkg", "hex(zeroblob(20000000))", "limit 100000"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000, "kilobytes of this program itself"


def test_a_view_that_is_honest_is_read(tmp_path: Path) -> None:
    assert len(read_buildings(package(tmp_path / "a.gpkg", "one.name", "limit 1")).taken) == 1


@pytest.mark.parametrize("before", ["", "<!-- <kml> " + "x" * 5000 + " -->"])
def test_entities_that_grow_are_refused_wherever_they_stand(tmp_path: Path, before: str) -> None:
    file = tmp_path / "a.kml"
    file.write_text(f'<?xml version="1.0"?>{before}{LAUGHS}<kml><Document><name>&b;</name></Document></kml>')
    with pytest.raises(FormatUnknown):
        read_buildings(file)


def test_json_as_deep_as_a_well(tmp_path: Path) -> None:
    file = tmp_path / "a.geojson"
    file.write_text('{"type":"FeatureCollection","features":' + "[" * 100_000 + "]" * 100_000 + "}")
    with pytest.raises(FileUnreadable):
        read_buildings(file)


@pytest.mark.parametrize(
    ("ring", "refusal"),
    [
        ("[[1e308,1e308],[-1e308,1e308],[-1e308,-1e308],[1e308,1e308]]", CoordinatesNotDegrees),
        (f"[[{LON},{LAT}],[NaN,{LAT}],[{LON},32.21],[{LON},{LAT}]]", "coordinates_not_finite"),
        (f"[[{LON},{LAT}],[{LON},{LAT}],[{LON},{LAT}],[{LON},{LAT}]]", "repair_left_nothing"),
        (f"[[{LON},{LAT}]]", "geometry_unreadable"),
    ],
)
def test_rings_that_bound_nothing(tmp_path: Path, ring: str, refusal: str | type[Invalid]) -> None:
    file = tmp_path / "a.geojson"
    file.write_text('{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[' + ring + "]}}")
    with pytest.raises(Invalid) as refused:
        read_buildings(file)
    assert refusal in (type(refused.value), *refused.value.facts.get("reasons", ()))


def star(corners: int) -> list[list[float]]:
    """A polygon that crosses itself some corners² / 8 times."""
    ring = [[LON + (index * 7919 % corners) * 1e-6, LAT + (index * 104729 % corners) * 1e-6] for index in range(corners)]
    return [*ring, ring[0]]


@pytest.mark.parametrize("read", [read_buildings, read_boundary])
def test_an_outline_that_crosses_itself_ten_thousands_of_times_is_not_repaired(tmp_path: Path, read: Callable[[Path], object]) -> None:
    file = geojson(tmp_path / "a.geojson", [feature({"type": "Polygon", "coordinates": [star(2000)]})])
    with pytest.raises((NoBuildingTaken, BoundaryAbsent)) as refused:
        read(file)
    assert list(refused.value.facts["reasons"]) == ["repair_too_hard"]
