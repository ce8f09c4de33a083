"""A plan drawn elsewhere, fitted to atoms: through every format and reference system it comes back as it went; faults are told where."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from shapely import Polygon, affinity

from domain.ids import BuildingId
from gis import fitting, topology
from gis.crs import zone_crs
from gis.exchange import export_grids, read_boundary, read_partition
from gis.exchange.errors import CrsUnknown, DatumUnknown
from gis.exchange.export import LOCAL, DatumNeedsDegrees
from gis.fitting import Drawing, DrawnPlanUnfit
from gis.shapes import polygons_of, to_degrees
from gis.tessellation import Tessellation, tessellate

COLUMNS, ROWS = 6, 4
WEST, SOUTH = 118.4985, 32.19
"""The zone's edge, 118.5° E, runs through the town."""


def block(number: int) -> Polygon:
    column, row = number % COLUMNS, number // COLUMNS
    west, south = WEST + column * 0.0009, SOUTH + row * 0.0006
    return shapely.box(round(west, 7), round(south, 7), round(west + 0.00055, 7), round(south + 0.00013, 7))


BLOCKS = {BuildingId(f"bld-{n:04}"): block(n) for n in range(COLUMNS * ROWS)}


@pytest.fixture(scope="module")
def land() -> Tessellation:
    return tessellate(list(BLOCKS.items()))


@pytest.fixture(scope="module")
def halves(land: Tessellation) -> dict[int, int]:
    """Atom to grid: three grids of two columns each."""
    return {atom.id: (int(atom.buildings[0][4:]) % COLUMNS) // 2 for atom in land.atoms if atom.buildings}


def areas(land: Tessellation, held: dict[int, int]) -> list[Polygon]:
    """The grids' polygons in degrees, by number."""
    atoms = polygons_of(atom.rings for atom in land.atoms)
    held_by = np.array([held[atom.id] for atom in land.atoms])
    return [to_degrees(shapely.coverage_union_all(atoms[held_by == grid]), land.plane) for grid in range(max(held.values()) + 1)]


def drawing(land: Tessellation, drawn: list[Polygon], **given) -> Drawing:
    return Drawing(land, topology.adjacency(land), drawn, BLOCKS, **({"tolerance_m": 3.0, "is_derived": True} | given))


def named(drawn: list[Polygon]) -> list[tuple[dict, Polygon]]:
    return [({"code": f"32111100900100{n + 1}", "name": f"第{n + 1}网格", "area_m2": 1.0}, shape) for n, shape in enumerate(drawn)]


PLACES = [
    *({"crs": crs} for crs in (None, "EPSG:4326", LOCAL, "EPSG:4549", "EPSG:4528", "EPSG:4508", "EPSG:4497", "EPSG:32650")),
    *({"datum": datum} for datum in ("gcj02", "bd09")),
]


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "shp"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: "-".join(map(str, place.values())))
def test_what_goes_out_comes_back_as_the_same_assignment(tmp_path: Path, land, halves, place: dict, suffix: str) -> None:
    file = export_grids(named(areas(land, halves)), tmp_path / f"网格.{suffix}", **place)
    read = read_partition(file, datum=place.get("datum", "wgs84"))
    assert [row.name for row in read.taken] == ["第1网格", "第2网格", "第3网格"]
    found = fitting.fit(drawing(land, [row.shape for row in read.taken]))
    assert found.held == halves
    assert (found.snapped, found.refused) == ([], [])


@pytest.mark.parametrize("encoding", ["GB18030", "UTF-8"])
def test_a_shapefile_goes_out_in_either_encoding(tmp_path: Path, land, halves, encoding: str) -> None:
    file = export_grids(named(areas(land, halves)), tmp_path / "a.shp", encoding=encoding)
    assert "第1网格".encode(encoding) in file.with_suffix(".dbf").read_bytes()
    assert [row.name for row in read_partition(file).taken] == ["第1网格", "第2网格", "第3网格"]


def test_no_plane_is_named_on_shifted_coordinates_and_none_unknown(tmp_path: Path, land, halves) -> None:
    grids = named(areas(land, halves))
    for given, refusal in (
        ({"crs": "EPSG:4549", "datum": "gcj02"}, DatumNeedsDegrees),
        ({"datum": "mars"}, DatumUnknown),
        ({"crs": "EPSG:1"}, CrsUnknown),
    ):
        with pytest.raises(refusal):
            export_grids(grids, tmp_path / "a.gpkg", **given)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("lon", "zone"), [(118.4999, "EPSG:4548"), (118.5001, "EPSG:4549")])
def test_areas_and_lengths_are_taken_in_the_zone_of_the_place(tmp_path: Path, lon: float, zone: str) -> None:
    """On both sides of a zone's edge, where the plane is at its worst, within half a per mille of the ellipsoid."""
    square = shapely.box(lon - 0.005, 32.19, lon + 0.005, 32.20)
    assert zone_crs(lon) == zone
    geod = pyproj.Geod(ellps="GRS80")
    area, length = geod.geometry_area_perimeter(shapely.geometry.polygon.orient(square))
    file = export_grids([({"code": "1", "name": "a"}, square)], tmp_path / "a.gpkg")
    assert read_boundary(file).area_m2 == pytest.approx(area, rel=5e-4)
    tess = tessellate([(BuildingId("bld-0001"), affinity.scale(square, 0.1, 0.1))], square)
    measured = topology.measures(topology.adjacency(tess), {atom.id: "grd-0001" for atom in tess.atoms})["grd-0001"]
    assert measured.area_m2 == pytest.approx(area, rel=5e-4)
    assert measured.perimeter_m == pytest.approx(length, rel=2.5e-4)


def test_narrow_overlaps_and_gaps_are_snapped_and_told_one_by_one(land, halves) -> None:
    one, two, three = areas(land, halves)
    metre = 1 / 94_000
    found = fitting.fit(drawing(land, [affinity.translate(one, metre), two, affinity.translate(three, metre)]))
    assert found.held == halves
    told = {(fault.code, fault.rows) for fault in found.snapped}
    assert ("drawn.overlap", (0, 1)) in told
    assert any(code == "drawn.gap" and {1, 2} <= set(rows) for code, rows in told)
    assert all(fault.amount_m2 > 0 and WEST - 0.01 < fault.place[0] < WEST + 0.01 for fault in found.snapped)


def test_a_wide_overlap_is_refused_with_where_and_which(land, halves) -> None:
    one, two, three = areas(land, halves)
    with pytest.raises(DrawnPlanUnfit) as refused:
        fitting.fit(drawing(land, [affinity.translate(one, 0.0002), two, three]))
    faults = refused.value.facts["faults"]
    overlap = next(fault for fault in faults if fault["code"] == "drawn.overlap")
    assert overlap["rows"] == [1, 2]
    assert shapely.intersects(shapely.Point(overlap["place"]), two)
    assert refused.value.facts["limit_m"] == 3.0


def test_a_missing_grid_is_refused_with_the_buildings_it_leaves_out(land, halves) -> None:
    one, _, three = areas(land, halves)
    with pytest.raises(DrawnPlanUnfit) as refused:
        fitting.fit(drawing(land, [one, three]))
    left = {fault["building"] for fault in refused.value.facts["faults"] if fault["code"] == "drawn.building_left_out"}
    assert left == {name for name in BLOCKS if int(name[4:]) % COLUMNS in (2, 3)}


def test_a_border_through_a_building_is_refused_a_touch_of_it_snapped(land, halves) -> None:
    one, two, three = areas(land, halves)
    target = BLOCKS[BuildingId("bld-0002")]
    west, south, east, north = target.bounds
    for share, is_refused in ((0.5, True), (0.03, False)):
        bite = shapely.box(west - 0.0001, south - 0.00002, west + (east - west) * share, north + 0.00002)
        wish = drawing(land, [one | bite, two - bite, three])
        if is_refused:
            with pytest.raises(DrawnPlanUnfit) as refused:
                fitting.fit(wish)
            assert {fault["code"] for fault in refused.value.facts["faults"]} == {"drawn.building_cut"}
        else:
            found = fitting.fit(wish)
            assert found.held == halves
            assert [(fault.code, fault.building) for fault in found.snapped] == [("drawn.building_cut", "bld-0002")]


def test_an_area_without_land_is_refused(land, halves) -> None:
    drawn = [*areas(land, halves), shapely.box(WEST + 1, SOUTH, WEST + 1.001, SOUTH + 0.001)]
    with pytest.raises(DrawnPlanUnfit) as refused:
        fitting.fit(drawing(land, drawn))
    assert {"drawn.empty"} <= {fault["code"] for fault in refused.value.facts["faults"]}


def test_a_drawn_boundary_holds_at_its_rim_and_a_derived_one_yields(land, halves) -> None:
    one, two, three = areas(land, halves)
    shrunk = [shape & affinity.scale(shapely.union_all([one, two, three]), 0.99, 0.99) for shape in (one, two, three)]
    held = fitting.fit(drawing(land, shrunk, tolerance_m=1.0))
    assert held.held == halves
    assert {fault.code for fault in held.snapped} == {"drawn.gap"}
    with pytest.raises(DrawnPlanUnfit):
        fitting.fit(replace(drawing(land, shrunk, tolerance_m=1.0), is_derived=False))
