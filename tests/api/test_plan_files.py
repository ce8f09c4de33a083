"""Plans in and out as files, over whole HTTP: what went out comes back as the same plan; codes live on, or are told why not."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import shapely

from gis.exchange.layers import read_layer
from tests.api.conftest import Caller, Site
from tests.api.lived_in import CODE, COMMUNITY, Town, settle
from tests.people import approver_wang, auditor_zhou, planner_lin


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder, households=1)


@pytest.fixture(scope="module")
def lin(site: Site, town: Town) -> Caller:
    return site.as_(planner_lin)


@pytest.fixture(scope="module")
def exported(lin: Caller, town: Town) -> dict[str, Any]:
    """The plan in force as GeoJSON."""
    return lin.get(f"/api/plans/{town.plan}/file").json()


def brought(lin: Caller, told: dict[str, Any] | bytes, name: str = "方案.geojson", **form: str) -> Any:
    content = told if isinstance(told, bytes) else json.dumps(told, ensure_ascii=False).encode()
    return lin.post(f"{COMMUNITY}/plans-import", files={"file": (name, content)}, data={"name": "外来"} | form)


def held(lin: Caller, plan: str) -> dict[str, tuple[str, str, Any]]:
    """Grid to code, name and shape."""
    features = lin.get(f"/api/plans/{plan}/grids").json()["features"]
    return {one["properties"]["grid"]: (one["properties"]["code"], one["properties"]["name"], one["geometry"]) for one in features}


PLACES = [{}, {"crs": "local"}, {"crs": "EPSG:4528"}, {"datum": "gcj02"}, {"datum": "bd09"}]


@pytest.mark.parametrize("form", ["geojson", "gpkg", "shp"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: "-".join(place.values()) or "degrees")
def test_a_plan_that_goes_out_comes_back_grid_by_grid(lin: Caller, town: Town, form: str, place: dict[str, str]) -> None:
    file = lin.get(f"/api/plans/{town.plan}/file", format=form, **place)
    assert file.status_code == 200, file.text
    name = "方案.zip" if form == "shp" else f"方案.{form}"
    made = brought(lin, file.content, name, **({"datum": place["datum"]} if "datum" in place else {}))
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["snapped"], told["codes_replaced"], told["failing"]) == ([], [], [])
    assert held(lin, told["plan"]) == held(lin, town.plan)
    assert lin.get(f"/api/plans/{told['plan']}/difference").json()["pairs"] == []


def test_a_shapefile_goes_out_zipped_and_readers_may_have_it(site: Site, town: Town) -> None:
    file = site.as_(auditor_zhou).get(f"/api/plans/{town.plan}/file", format="shp", encoding="UTF-8")
    assert file.content[:4] == b"PK\x03\x04"
    assert file.headers["Content-Type"] == "application/zip"
    refused = site.as_(auditor_zhou).get(f"/api/plans/{town.plan}/file", crs="EPSG:4549", datum="gcj02")
    assert refused.json()["code"] == "exchange.datum_needs_degrees"


@pytest.mark.rule("E7")
def test_codes_are_kept_where_they_may_be_and_replaced_with_a_reason_where_not(lin: Caller, town: Town, exported: dict[str, Any]) -> None:
    told = copy.deepcopy(exported)
    first, second, third, fourth = told["features"]
    second["properties"] |= {"code": first["properties"]["code"]}
    third["properties"] |= {"code": "110105001001001", "name": "外码"}
    fourth["properties"] |= {"code": f"{CODE}777", "name": "新码"}
    made = brought(lin, told).json()
    assert {(one["row"], one["why"]) for one in made["codes_replaced"]} == {(2, "repeated"), (3, "foreign")}
    codes = {one["row"]: one["code"] for one in made["areas"]}
    assert codes[1] == first["properties"]["code"]
    assert codes[4] == f"{CODE}777"
    assert sorted((codes[2], codes[3])) == [f"{CODE}778", f"{CODE}779"]
    grids = lin.get(f"/api/plans/{made['plan']}").json()["grids"]
    assert next(one for one in grids if one["code"] == codes[1])["grid"] == town.grids[0]
    assert next(one for one in grids if one["code"] == codes[4])["came_from"] == [town.grids[3]]
    fates = lin.get(f"/api/plans/{made['plan']}/difference").json()["codes"]
    assert [line["fate"] for line in fates] == ["kept", "renumbered", "renumbered", "renumbered"]


def test_a_plan_that_does_not_fit_is_refused_with_where_and_nothing_is_drafted(lin: Caller, exported: dict[str, Any]) -> None:
    before = len(lin.get(f"{COMMUNITY}/plans").json()["plans"])
    told = copy.deepcopy(exported)
    shape = shapely.from_geojson(json.dumps(told["features"][0]["geometry"]))
    told["features"][0]["geometry"] = shapely.geometry.mapping(shapely.affinity.translate(shape, 0.0004, 0))
    refused = brought(lin, told)
    assert (refused.status_code, refused.json()["code"]) == (422, "plan.drawn_unfit")
    faults = refused.json()["facts"]["faults"]
    assert {"drawn.overlap"} <= {fault["code"] for fault in faults}
    assert all(len(fault["place"]) == 2 and fault["rows"] for fault in faults if fault["code"] == "drawn.overlap")
    assert len(lin.get(f"{COMMUNITY}/plans").json()["plans"]) == before


def test_a_file_without_areas_is_refused(lin: Caller) -> None:
    line = {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": [[119.43, 32.19], [119.44, 32.2]]}}
    assert brought(lin, {"type": "FeatureCollection", "features": [line]}).json()["code"] == "plan.import_nothing"


def test_an_imported_draft_goes_the_way_of_every_draft(site: Site, lin: Caller, town: Town, exported: dict[str, Any]) -> None:
    told = copy.deepcopy(exported)
    told["features"][0]["properties"]["name"] = "更名后的网格"
    made = brought(lin, told).json()
    submitted = lin.post(f"/api/plans/{made['plan']}/submission", {}, seen=made["version"])
    assert submitted.status_code == 200, submitted.text
    wang = site.as_(approver_wang)
    approved = wang.post(f"/api/plans/{made['plan']}/approval", {"document": "锦社建〔2026〕9号"}, seen=submitted.json()["version"])
    assert approved.status_code == 200, approved.text
    assert held(lin, made["plan"])[town.grids[0]][1] == "更名后的网格"


@pytest.mark.parametrize("form", ["geojson", "gpkg", "shp"])
def test_the_code_of_twenty_digits_goes_out_where_asked(lin: Caller, town: Town, tmp_path: Path, form: str) -> None:
    """CJ/T 349-2010: object class, county, subdistrict, community, and two digits of sequence."""
    content = lin.get(f"/api/plans/{town.plan}/file", format=form, code20=True).content
    path = tmp_path / ("方案.zip" if form == "shp" else f"方案.{form}")
    path.write_bytes(content)
    if form == "shp":
        with ZipFile(path) as archive:
            archive.extractall(tmp_path)
        path = next(tmp_path.glob("*.shp"))
    columns = read_layer(path).columns
    assert list(columns["code20"]) == [f"000000{CODE}{n:02d}" for n in range(1, len(town.grids) + 1)]
