"""OGC API – Features as clients read it that nobody here wrote: GDAL's driver and OWSLib; and the standard's own words on parameters."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from owslib.ogcapi.features import Features
from pyproj import Transformer

from api.ogc import pages
from tests.api import estate
from tests.api.conftest import Caller, Site
from tests.api.lived_in import CODE, COMMUNITY, SINCE, Town, at, settle
from tests.people import approver_wang, desk_chen, planner_lin, reporter_xu, warden_sun, warden_zhao

STAFF = {"grids", "building-groups", "buildings", "facilities", "tickets"}
OPEN = {"public-grids", "public-stations"}
REDRAWN = SINCE + timedelta(days=100)
SECRETS = ("张三", "13800001234", "路灯", "hh-", "psn-", "wdn-", "网格员")


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    """Its grids are drawn anew after a hundred days: a copy of the plan with another name for the first one."""
    town = settle(site, folder)
    chen = site.as_(desk_chen)
    hall = {"kind": "convenience", "name": "东门便民点", "lon": estate.WEST, "lat": estate.SOUTH, "area_m2": 40, "floor": 1}
    made(chen.post(f"{COMMUNITY}/facilities", hall | {"effective_at": at(SINCE)}))
    buildings = [one["building"] for one in town.buildings[0]]
    drawn = {
        "groups": [{"grid": town.grids[0], "name": "一号楼组", "buildings": buildings}],
        "reason": "全格一组",
        "effective_at": at(SINCE),
    }
    made(chen.post(f"{COMMUNITY}/building-groups/drawing", drawn))
    redrawn(site)
    site.office.freshen()
    return town


def redrawn(site: Site) -> None:
    lin, wang = site.as_(planner_lin), site.as_(approver_wang)
    draft = made(lin.post(f"{COMMUNITY}/plans", {"start": "copy", "name": "更名"}))
    plan = f"/api/plans/{draft['plan']}"
    submitted = made(lin.post(f"{plan}/submission", {}, seen=draft["version"]))
    approved = made(wang.post(f"{plan}/approval", {"document": "锦社建〔2026〕2号"}, seen=submitted["version"]))
    made(wang.post(f"{plan}/enactment", {"on": REDRAWN.isoformat(), "document": "锦社建〔2026〕2号"}, seen=approved["version"]))


def made(answer: Any) -> Any:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def read(caller: Caller, collection: str, **asked: Any) -> list[dict[str, Any]]:
    return made(caller.get(f"/ogc/collections/{collection}/items", **asked))["features"]


@pytest.fixture(scope="module")
def gdal(site: Site, address: str) -> Iterator[Executor]:
    """GDAL signed in as the planner, by a session's token; in a program of its own: it holds Python's lock while it waits for us."""
    with ProcessPoolExecutor(1, get_context("spawn"), pyogrio.set_gdal_config_options, (bearer(site),)) as program:
        yield program


def bearer(site: Site) -> dict[str, str]:
    """The driver of GDAL 3.12 sends headers of its own instead of GDAL_HTTP_HEADERS; 3.6 knows no other way."""
    header = site.as_(planner_lin).headers["Authorization"]
    return {"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": header.split()[1], "GDAL_HTTP_HEADERS": f"Authorization: {header}"}


def test_the_landing_page_leads_everywhere(site: Site, town: Town) -> None:
    landing = made(site.as_().get("/ogc"))
    links = {one["rel"]: one["href"] for one in landing["links"]}
    assert all(href.startswith("http://testserver/") for href in links.values())
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= links.keys()
    assert all(site.client.get(href).status_code == 200 for href in links.values())
    kept = made(site.as_().get("/ogc/conformance"))["conformsTo"]
    assert [one.rpartition("/")[2] for one in kept] == ["core", "geojson", "html"]
    english = site.client.get("/ogc", headers={"Accept-Language": "en"}).json()["title"]
    assert (landing["title"], english) == ("民情：社区网格地图", "Minqing: the map of community grids")


def test_each_sees_the_own_collections(site: Site, town: Town) -> None:
    def named(caller: Caller) -> set[str]:
        return {one["id"] for one in made(caller.get("/ogc/collections"))["collections"]}

    assert named(site.as_()) == OPEN and named(site.as_(reporter_xu)) == named(site.as_(warden_zhao)) == OPEN | STAFF
    for name in STAFF:
        for path in ("", "/items", "/items/one"):
            assert site.as_().get(f"/ogc/collections/{name}{path}").json()["code"] == "auth.sign_in"
    assert site.as_().get("/ogc/collections/roads/items").json()["code"] == "ogc.collection_unknown"


def test_of_an_instant_one_version_of_a_span_all(site: Site, town: Town) -> None:
    lin = site.as_(planner_lin)
    now, then = read(lin, "grids"), read(lin, "grids", datetime=(REDRAWN - timedelta(days=1)).isoformat())
    assert {one["properties"]["grid"] for one in now} == {one["properties"]["grid"] for one in then} == {*town.grids}
    assert {one["properties"]["plan"] for one in then} == {town.plan} and not {one["id"] for one in now} & {one["id"] for one in then}
    assert read(lin, "grids", datetime=(SINCE - timedelta(days=1)).isoformat()) == []
    both = read(lin, "grids", datetime=f"{SINCE.isoformat()}/..")
    assert {one["id"]: one for one in both} == {one["id"]: one for one in now + then}
    for span, wanted in ((f"../{SINCE}", then), (f"{REDRAWN}/", now), (f"{REDRAWN - timedelta(days=1)}/{REDRAWN}", both), ("../..", both)):
        assert [one["id"] for one in read(lin, "grids", datetime=span)] == sorted(one["id"] for one in wanted), span
    ended = then[0]["properties"]
    assert ended["valid_to"] == now[0]["properties"]["valid_from"] and now[0]["properties"]["valid_to"] is None
    assert read(lin, "grids", datetime=ended["valid_to"])[0]["id"] == now[0]["id"], "a version ends where the next begins"
    old = made(lin.get(f"/ogc/collections/grids/items/{then[0]['id']}"))
    assert {name: old[name] for name in then[0]} == then[0] and {one["rel"] for one in old["links"]} == {"self", "alternate", "collection"}
    assert made(lin.get(f"/ogc/collections/grids/items/{town.grids[0]}"))["properties"]["plan"] == now[0]["properties"]["plan"]


def test_the_same_as_the_other_routes_tell(site: Site, town: Town) -> None:
    lin = site.as_(planner_lin)
    for collection, path, key in (("grids", "/api/features/grids", "grid"), ("buildings", "/api/features/buildings", "building")):
        others = {one["id"]: one for one in made(lin.get(path, limit=1000))["features"]}
        ours = {one["properties"][key]: one for one in read(lin, collection, limit=1000)}
        assert ours.keys() == others.keys()
        for name, one in ours.items():
            assert one["geometry"] == others[name]["geometry"] and others[name]["properties"].items() <= one["properties"].items()
    (group,), (told,) = read(lin, "building-groups"), made(lin.get(f"{COMMUNITY}/groups"))["features"]
    assert shapely.hausdorff_distance(shapely.geometry.shape(group["geometry"]), shapely.geometry.shape(told["geometry"])) < 1e-6
    assert (group["properties"]["name"], group["properties"]["households"]) == ("一号楼组", told["properties"]["households"])
    tickets = {one["properties"]["ticket"]: one["properties"]["grid"] for one in read(lin, "tickets")}
    assert tickets == dict(zip(town.tickets, town.grids, strict=True))
    assert read(lin, "tickets", datetime=(SINCE - timedelta(days=1)).isoformat()) == []
    assert [one["properties"]["name"] for one in read(lin, "facilities")] == ["东门便民点"]
    assert read(lin, "facilities", datetime=(SINCE - timedelta(days=1)).isoformat()) == []


def test_a_box_takes_what_it_touches(site: Site, town: Town) -> None:
    lin = site.as_(planner_lin)
    for collection in ("grids", "buildings", "building-groups", "tickets"):
        shapes = {one["id"]: shapely.geometry.shape(one["geometry"]) for one in read(lin, collection, limit=1000)}
        west, south, east, north = next(iter(shapes.values())).bounds
        box = shapely.box(west, south, (west + east) / 2, (south + north) / 2) if west < east else shapely.Point(west, south)
        found = {one["id"] for one in read(lin, collection, bbox=",".join(map(repr, box.bounds)), limit=1000)}
        surely, at_most = ({name for name, shape in shapes.items() if shape.intersects(box.buffer(by))} for by in (-1e-6, 1e-6))
        assert surely <= found <= at_most and found, collection
    assert len(read(lin, "grids", bbox="170,-10,-170,80")) == 0 and len(read(lin, "grids", bbox="100,-10,0,-170,80,1000")) == 4
    assert read(lin, "grids", bbox="0,0,1,1") == []


def test_pages_lead_on_until_the_last(site: Site, town: Town) -> None:
    lin, met, where = site.as_(planner_lin), [], "/ogc/collections/buildings/items?limit=7&datetime=2099-01-01"
    while where:
        page = made(site.client.get(where, headers=lin.headers))
        assert page["numberReturned"] == len(page["features"]) <= 7
        met += [one["id"] for one in page["features"]]
        where = next((one["href"] for one in page["links"] if one["rel"] == "next"), None)
    assert met == sorted(one["building"] for grid in town.buildings for one in grid)


CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
QGIS = "application/geo+json, application/json;q=0.9, */*;q=0.1"
PATHS = ("", "/conformance", "/collections", "/collections/grids", "/collections/grids/items")


@pytest.mark.parametrize("path", PATHS)
def test_a_program_gets_json_and_a_person_a_page_to_walk_on(site: Site, town: Town, path: str) -> None:
    """By `f`, which goes first, or by what the caller would rather have; of the same content."""
    lin, here = site.as_(planner_lin).headers, f"/ogc{path}"

    def kind(asked: str, accept: str) -> str:
        answer = site.client.get(f"{here}{asked}", headers=lin | {"Accept": accept})
        assert answer.status_code == 200, answer.text
        return answer.headers["Content-Type"].partition(";")[0]

    plain = "application/geo+json" if path.endswith("items") else "application/json"
    assert {kind("", one) for one in ("*/*", "", QGIS, "text/html;q=0.5, application/json", "text/html;q=x")} == {plain}
    assert {kind(f"?f={one}", CHROME) for one in ("json", "geojson")} == {plain} and kind("", CHROME) == kind(
        "?f=html", QGIS
    ) == "text/html"
    page = site.client.get(here, headers=lin | {"Accept": CHROME})
    told = site.client.get(here, headers=lin).json()
    assert "Accept" in page.headers["Vary"].split(", ")
    walked = set(re.findall(r'href="([^"]+)"', page.text))
    assert {one["href"] for one in told["links"] if one["rel"] not in ("self", "alternate")} <= walked
    assert {one["properties"]["code"] for one in told.get("features", ())} <= set(re.findall("<td>([^<]*)</td>", page.text))


def test_each_form_leads_to_the_other(site: Site, town: Town) -> None:
    lin = site.as_(planner_lin)
    for form, other in (("json", "html"), ("html", "json")):
        page = lin.get("/ogc/collections/grids/items", f=form, limit=1)
        ways = {one for one in re.findall(r'"(http[^"]*f=\w+[^"]*)"', page.text.replace("&amp;", "&")) if "after" not in one}
        assert {one.partition("f=")[2].partition("&")[0] for one in ways} == {form, other}
    refused = lin.get("/ogc/collections", f="gml")
    assert (refused.status_code, refused.json()["code"], refused.json()["facts"]["known"]) == (
        400,
        "ogc.form_unknown",
        ["json", "geojson", "html"],
    )


def test_what_people_wrote_is_no_markup_on_a_page() -> None:
    told = {"type": "Feature", "id": "<b>", "properties": {"name": "<script>alert(1)</script>"}, "links": []}
    page = pages.page(told, "网格", "zh").decode()
    assert "<script" not in page and "<b>" not in page and "&lt;script&gt;" in page


def test_who_has_a_page_is_told_so(site: Site, town: Town) -> None:
    lin, path = site.as_(planner_lin), "/ogc/collections/grids/items"
    tag = lin.get(path).headers["ETag"]
    again = site.client.get(path, headers=lin.headers | {"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert site.client.get(path, headers=site.as_(warden_zhao).headers | {"If-None-Match": tag}).status_code == 200


def test_a_warden_sees_the_own_grids_and_tickets(site: Site, town: Town) -> None:
    for person, mine in ((warden_zhao, {0}), (warden_sun, {2, 3})):
        caller = site.as_(person)
        for asked in ({}, {"datetime": "../.."}, {"community": CODE}):
            assert {one["properties"]["grid"] for one in read(caller, "grids", **asked)} == {town.grids[one] for one in mine}
            assert {one["properties"]["ticket"] for one in read(caller, "tickets", **asked)} == {town.tickets[one] for one in mine}
            homes = {one["building"] for grid in mine for one in town.buildings[grid]}
            assert {one["id"] for one in read(caller, "buildings", **asked)} == homes
        other = next(grid for number, grid in enumerate(town.grids) if number not in mine)
        assert caller.get(f"/ogc/collections/grids/items/{other}").json()["code"] == "ogc.feature_unknown"
        assert caller.get("/ogc/collections/grids/items", community="321111009009").json()["code"] == "auth.not_yours"


def test_nothing_of_a_person_and_to_the_public_no_counts(site: Site, town: Town) -> None:
    for caller, collections in ((site.as_(desk_chen), STAFF | OPEN), (site.as_(), OPEN)):
        for name in collections:
            sent = caller.get(f"/ogc/collections/{name}/items", datetime="../..", limit=1000)
            assert sent.json()["features"] and not [word for word in SECRETS if word in sent.text], name
    shown = {name: set(read(site.as_(), name)[0]["properties"]) for name in OPEN}
    dates = {"community", "kind", "name", "valid_from", "valid_to"}
    assert shown == {"public-grids": dates | {"grid", "code"}, "public-stations": dates | {"facility", "title"}}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"box": "1,2,3,4"}, "parameter_unknown"),
        ({"households": "3"}, "parameter_unknown"),
        ({"limit": ["1", "2"]}, "parameter_repeated"),
        *(({"bbox": wrong}, "bbox_unsound") for wrong in ("", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1,5,2,4", "nan,1,2,3", "200,1,201,2")),
        *(({"datetime": wrong}, "datetime_unsound") for wrong in ("", "gestern", "2026-13-01", "2026-02-02/2026-02-01", "a/b", "../../..")),
        *(({"limit": wrong}, "limit_unsound") for wrong in ("0", "-1", "ten", "", "1.5")),
    ],
)
def test_what_is_unsound_is_refused(site: Site, asked: dict[str, Any], code: str) -> None:
    refused = site.as_().get("/ogc/collections/public-grids/items", **asked)
    assert (refused.status_code, refused.json()["code"]) == (400, f"ogc.{code}")
    assert refused.headers["Content-Type"] == "application/problem+json" and "gestern" not in refused.text
    assert site.as_().get("/ogc/collections", limit=1).json()["code"] == "ogc.parameter_unknown"


def test_more_than_the_most_is_the_most(site: Site, town: Town) -> None:
    assert len(read(site.as_(), "public-grids", limit=50_000)) == 4


def test_gdal_reads_grids_by_box_and_by_time(site: Site, town: Town, address: str, gdal: Executor) -> None:
    source = f"OAPIF:{address}/ogc"

    def read(source: str, **asked: Any) -> Any:
        return gdal.submit(pyogrio.raw.read, source, **asked).result(60)

    assert set(gdal.submit(pyogrio.list_layers, source).result(60)[:, 0]) == STAFF | OPEN
    told, _, shapes, columns = read(source, layer="grids")
    assert told["crs"] in ("EPSG:4326", "OGC:CRS84") and {*columns[list(told["fields"]).index("grid")]} == {*town.grids}
    west, south, east, north = shapely.total_bounds(shapely.from_wkb(shapes))
    assert estate.WEST - 0.01 < west < east and estate.SOUTH - 0.01 < south < north
    box = shapely.from_wkb(shapes)[0].centroid.buffer(1e-5).bounds
    assert len(read(source, layer="grids", bbox=box)[2]) == 1
    then = f"OAPIF:{address}/ogc/collections/grids?datetime={SINCE}/.."
    assert len(read(then)[2]) == 8, "both versions of each grid"
    assert len(read(source, layer="buildings", PAGE_SIZE="5")[2]) == sum(map(len, town.buildings)), "by pages of five"


def test_gdal_keeps_grids_in_a_geopackage(town: Town, address: str, gdal: Executor, folder: Path) -> None:
    told, _, shapes, columns = gdal.submit(pyogrio.raw.read, f"OAPIF:{address}/ogc", layer="grids", columns=["code", "households"]).result(
        60
    )
    kept = {"layer": "grids", "driver": "GPKG", "geometry_type": "Unknown", "crs": told["crs"]}
    pyogrio.raw.write(folder / "grids.gpkg", shapes, columns, told["fields"], **kept)
    _, _, again, codes = pyogrio.raw.read(folder / "grids.gpkg", columns=["code"])
    assert [*codes[0]] == [*columns[list(told["fields"]).index("code")]] and len(set(codes[0])) == 4
    assert shapely.equals(shapely.from_wkb(again), shapely.from_wkb(shapes)).all()


@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="the program is not on this machine")
def test_ogr2ogr_brings_everything_into_a_geopackage(site: Site, town: Town, address: str, folder: Path) -> None:
    file = folder / "all.gpkg"
    login = [part for name, value in bearer(site).items() for part in ("--config", name, value)]
    subprocess.run(["ogr2ogr", *login, "-f", "GPKG", file, f"OAPIF:{address}/ogc"], check=True, capture_output=True, timeout=60)
    lengths = {name: pyogrio.read_info(file, layer=name)["features"] for name in STAFF | OPEN}
    homes = sum(map(len, town.buildings))
    singles = dict.fromkeys(("building-groups", "facilities", "public-stations"), 1)
    assert lengths == dict.fromkeys(("grids", "public-grids", "tickets"), 4) | {"buildings": homes} | singles


def test_owslib_walks_from_the_landing_page(site: Site, town: Town, address: str) -> None:
    walked = Features(f"{address}/ogc", headers=site.as_(planner_lin).headers)
    assert walked.conformance()["conformsTo"][0].endswith("conf/core")
    assert set(walked.feature_collections()) == STAFF | OPEN
    told = walked.collection("grids")
    west, south, east, north = told["extent"]["spatial"]["bbox"][0]
    found = walked.collection_items("grids", bbox=[west, south, east, north], datetime_=f"{SINCE}/..", limit=3)
    assert found["numberReturned"] == 3 and [one["rel"] for one in found["links"]][-1] == "next"
    first = found["features"][0]
    assert walked.collection_item("grids", first["id"])["properties"] == first["properties"]
    assert told["extent"]["temporal"]["interval"][0][0].startswith((SINCE - timedelta(days=1)).isoformat())


def test_the_description_says_where_qgis_looks_how_long_a_page_is(site: Site, town: Town) -> None:
    limit = site.as_(planner_lin).get("/openapi.json").json()["components"]["parameters"]["limit"]["schema"]
    assert (limit["default"], limit["maximum"]) == (100, 10_000)


def test_a_qgis_project_has_the_layers_and_no_token(site: Site, town: Town) -> None:
    lin = site.as_(planner_lin)
    answer = lin.get("/ogc/minqing.qgs", authcfg="mq12345")
    assert lin.headers["Authorization"].split()[1] not in answer.text
    drawn = ElementTree.fromstring(answer.content)
    layers = {one.findtext("id").removeprefix("minqing_"): one for one in drawn.iter("maplayer")}
    assert layers.keys() == STAFF | {"tiles"}
    named = [one.get("id") for one in drawn.iter("layer-tree-layer")]
    assert {*named} == {one.findtext("id") for one in drawn.iter("maplayer")} and min(map(len, named)) > 10
    for name in STAFF:
        source = layers[name].findtext("datasource")
        assert f"typename='{name}'" in source and "url='http://testserver/ogc'" in source and "authcfg='mq12345'" in source
        assert layers[name].find("renderer-v2/symbols/symbol/layer/Option") is not None
    assert "url=http://testserver/api/tiles/grids,buildings,borders/{z}/{x}/{y}.mvt" in layers["tiles"].findtext("datasource")
    assert {one.get("layer") for one in layers["tiles"].iter("style")} == {"grids", "buildings", "borders"}
    assert all("pagingEnabled='true' pageSize='1000'" in layers[name].findtext("datasource") for name in STAFF)
    view = drawn.find("ProjectViewSettings/DefaultViewExtent")
    ends = [[float(drawn.findtext(f"mapcanvas/extent/{side}")), float(view.get(side))] for side in ("xmin", "ymin", "xmax", "ymax")]
    (west, _), (south, _), (east, _), (north, _) = ends
    x, y = Transformer.from_crs("EPSG:4490", "EPSG:3857", always_xy=True).transform(estate.WEST + 0.002, estate.SOUTH + 0.0005)
    assert west < x < east < west + 2_000 and south < y < north < south + 2_000 and all(here == there for here, there in ends)
    assert drawn.findtext("projectCrs/spatialrefsys/srsid") == "3857", "QGIS looks at no name of a system without its number"
    assert drawn.findtext("properties/SpatialRefSys/ProjectionsEnabled") == "1", "nor at a project's system without this"
    public = ElementTree.fromstring(site.as_().get("/ogc/minqing.qgs").content)
    assert {one.findtext("id").removeprefix("minqing_") for one in public.iter("maplayer")} == OPEN
    assert json.dumps(lin.get("/ogc/minqing.qgs", authcfg="' /><x>").json()["code"]) == '"http.input_invalid"'
