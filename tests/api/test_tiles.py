"""The map as tiles: read back by GDAL, beside the GeoJSON of the same grids; of any day, of a draft, and for each only what is theirs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event, current_thread
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from pyogrio.raw import read
from pyproj import Transformer

from api import accounts
from api.tile_cache import BESIDES, WORTH, LayerCache, TileCache
from tests.api import estate
from tests.api.conftest import Caller, Site
from tests.api.lived_in import CODE, COMMUNITY, SINCE, Town, register, settle
from tests.days import china_today
from tests.people import (
    PASSWORD,
    Named,
    approver_wang,
    auditor_zhou,
    desk_chen,
    planner_lin,
    reporter_xu,
    warden_li,
    warden_qian,
    warden_sun,
    warden_zhao,
)

ZOOM = 16
WORLD = 20_037_508.342789244
ALL = "grids,buildings,borders"
TO_MERCATOR = Transformer.from_crs(4490, 3857, always_xy=True)
elsewhere = Named("elsewhere", "planner", "外区规划")


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder)


@dataclass
class Shown:
    """One feature of a tile as GDAL reads it, in metres of the web map."""

    told: dict[str, Any]
    shape: Any


def places(zoom: int = ZOOM) -> Iterator[tuple[int, int, int]]:
    """The tiles that the estate lies in."""
    west, south = TO_MERCATOR.transform(estate.WEST - 0.001, estate.SOUTH - 0.001)
    east, north = TO_MERCATOR.transform(*estate.corner(estate.COLUMNS + 1, estate.ROWS + 1))
    step = 2 * WORLD / 2**zoom
    for x in range(int((west + WORLD) / step), int((east + WORLD) / step) + 1):
        for y in range(int((WORLD - north) / step), int((WORLD - south) / step) + 1):
            yield zoom, x, y


def box(place: tuple[int, int, int]) -> Any:
    zoom, x, y = place
    step = 2 * WORLD / 2**zoom
    return shapely.box(x * step - WORLD, WORLD - (y + 1) * step, (x + 1) * step - WORLD, WORLD - y * step)


def unit(zoom: int = ZOOM) -> float:
    """Metres of one of the 4,096 steps of a tile: a sixteenth of a pixel."""
    return 2 * WORLD / 2**zoom / 4096


def fetch(caller: Caller, place: tuple[int, int, int], layers: str = ALL, **asked: Any) -> bytes:
    answer = caller.get(f"/api/tiles/{layers}/{'/'.join(map(str, place))}.mvt", **asked)
    assert answer.status_code in (200, 204), answer.text
    return answer.content


def decoded(folder: Path, content: bytes, place: tuple[int, int, int]) -> dict[str, list[Shown]]:
    if not content:
        return {}
    path = folder / "one.mvt"
    path.write_bytes(content)
    at = dict(zip("ZXY", place, strict=True))
    found: dict[str, list[Shown]] = {}
    for layer in pyogrio.list_layers(path)[:, 0]:
        meta, _, shapes, columns = read(path, layer=layer, CLIP="NO", **at)
        for number, shape in enumerate(shapely.from_wkb(shapes)):
            told = {name: _plain(column[number]) for name, column in zip(meta["fields"], columns, strict=True) if name != "mvt_id"}
            found.setdefault(layer, []).append(Shown(told, shape))
    return found


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and np.isnan(value) else value.item() if isinstance(value, np.generic) else value


def everything(caller: Caller, folder: Path, layer: str, zoom: int = ZOOM, **asked: Any) -> dict[str, dict[str, Any]]:
    """What the tiles of the whole estate tell of each grid or building."""
    key = layer.removesuffix("s")
    shown = (one for place in places(zoom) for one in decoded(folder, fetch(caller, place, layer, **asked), place).get(layer, []))
    return {one.told[key]: one.told for one in shown}


def mercator(geometry: Any) -> Any:
    return shapely.transform(shapely.geometry.shape(geometry), lambda at: np.column_stack(TO_MERCATOR.transform(at[:, 0], at[:, 1])))


def test_the_grids_of_a_tile_are_those_of_the_geojson(site: Site, town: Town, folder: Path) -> None:
    lin = site.as_(planner_lin)
    drawn = {one["properties"]["code"]: one for one in lin.get(f"{COMMUNITY}/grids").json()["features"]}
    assert len(drawn) == 4
    met = set()
    for place in places():
        for one in decoded(folder, fetch(lin, place, community=CODE), place).get("grids", []):
            told, met = drawn[one.told["code"]]["properties"], met | {one.told["code"]}
            same = ("grid", "name", "kind", "households", "people", "buildings", "plan")
            assert [one.told[name] for name in same] == [told[name] for name in same]
            true = mercator(drawn[one.told["code"]]["geometry"]) & box(place)
            seen = one.shape & box(place)
            if not true.is_empty and not seen.is_empty:
                assert shapely.hausdorff_distance(true.boundary, seen.boundary, densify=0.1) < 2 * unit()
    assert met == drawn.keys()


def test_the_buildings_of_a_tile_stand_where_they_stand_with_those_who_live_in_them(site: Site, town: Town, folder: Path) -> None:
    lin, chen = site.as_(planner_lin), site.as_(desk_chen)
    standing = {one["building"]: one for one in lin.get(f"{COMMUNITY}/buildings", outline=True, limit=1000).json()["buildings"]}
    lived: dict[str, int] = {}
    for one in chen.get(f"{COMMUNITY}/households", limit=1000).json()["households"]:
        lived[one["building"]] = lived.get(one["building"], 0) + 1
    assert sum(lived.values()) == 8 and len(lived) > 4
    told = everything(lin, folder, "buildings")
    assert told.keys() == standing.keys()
    for building, one in told.items():
        assert (one["households"], one["dwellings"]) == (lived.get(building, 0), standing[building]["dwellings"])
        assert (one["grid"], one["code"], one["kind"]) == tuple(standing[building][name] for name in ("grid", "grid_code", "kind"))
    for place in places(18):
        for one in decoded(folder, fetch(lin, place, "buildings"), place).get("buildings", []):
            true = mercator(standing[one.told["building"]]["geometry"])
            if box(place).contains(true):
                assert shapely.hausdorff_distance(true.boundary, one.shape.boundary, densify=0.1) < 2 * unit(18)


def test_borders_lie_between_the_two_grids_they_name(site: Site, town: Town, folder: Path) -> None:
    lin = site.as_(planner_lin)
    edges = {one["properties"]["code"]: mercator(one["geometry"]).boundary for one in lin.get(f"{COMMUNITY}/grids").json()["features"]}
    inner = outer = 0.0
    for place in places():
        for one in decoded(folder, fetch(lin, place, "borders"), place).get("borders", []):
            sides = [edges[code] for code in (one.told["code"], one.told["neighbour"]) if code]
            assert len(sides) == (1 if one.told["is_outer"] else 2)
            assert all(side.buffer(2 * unit()).contains(one.shape) for side in sides)
            length = (one.shape & box(place)).length
            inner, outer = (inner, outer + length) if one.told["is_outer"] else (inner + length, outer)
    around = shapely.union_all([shapely.polygonize([edge]) for edge in edges.values()]).boundary.length
    assert outer == pytest.approx(around, rel=0.002)
    assert inner == pytest.approx((sum(edge.length for edge in edges.values()) - around) / 2, rel=0.002)


def test_the_features_are_the_same_in_pages(site: Site, town: Town, folder: Path) -> None:
    zhou = site.as_(auditor_zhou)
    read_so_far, after = [], None
    while True:
        page = zhou.get("/api/features/buildings", community=CODE, limit=7, **({"after": after} if after else {})).json()
        assert page["type"] == "FeatureCollection" and page["numberReturned"] == len(page["features"]) <= 7
        read_so_far += page["features"]
        after = page["next"]
        if after is None:
            break
    assert [one["id"] for one in read_so_far] == sorted(one["building"] for grid in town.buildings for one in grid)
    tiles = everything(zhou, folder, "buildings")
    assert {one["id"]: one["properties"] for one in read_so_far} == tiles
    grids = zhou.get("/api/features/grids", community=CODE).json()["features"]
    shapes = {one["id"]: shapely.geometry.shape(one["geometry"]) for one in zhou.get(f"{COMMUNITY}/grids").json()["features"]}
    assert {one["id"] for one in grids} == shapes.keys() == {*town.grids}
    assert all(shapely.hausdorff_distance(shapely.geometry.shape(one["geometry"]), shapes[one["id"]]) < 1e-7 for one in grids)
    assert everything(zhou, folder, "grids").keys() == shapes.keys()


def test_a_tile_holds_nothing_of_a_person(site: Site, town: Town) -> None:
    chen = site.as_(desk_chen)
    sent = b"".join(fetch(chen, place) for place in places())
    sent += chen.get("/api/features/buildings").content + chen.get("/api/features/grids").content
    everybody = [*town.wardens.values(), *(hh for each in town.households for hh in each), *(one["address"] for one in town.buildings[0])]
    for word in ("张三", "13800001234", "独居", "0511", "网格员", "wdn-", "psn-", "hh-", *everybody):
        assert word.encode() not in sent, word


def test_a_warden_gets_the_own_grids_and_no_trace_of_the_others(site: Site, town: Town, folder: Path) -> None:
    codes = [f"{CODE}{number:03d}" for number in (1, 2, 3, 4)]
    for person, mine in ((warden_zhao, {0}), (warden_qian, {1}), (warden_sun, {2, 3}), (warden_li, set())):
        caller = site.as_(person)
        for asked in ({}, {"community": CODE}, {"plan": town.plan}, {"as_of": (SINCE + timedelta(days=3)).isoformat()}):
            assert set(everything(caller, folder, "grids", **asked)) == {town.grids[grid] for grid in mine}
            homes = {one["building"] for grid in mine for one in town.buildings[grid]}
            assert set(everything(caller, folder, "buildings", **asked)) == homes
            sent = b"".join(fetch(caller, place, **asked) for place in places())
            sent += caller.get("/api/features/grids", **asked).content + caller.get("/api/features/buildings", **asked).content
            for grid, code in enumerate(codes):
                assert (code.encode() in sent) == (grid in mine), f"{person.account} {code}"
                assert (town.grids[grid].encode() in sent) == (grid in mine)


def test_another_communitys_planner_sees_nothing_of_this_one(site: Site, town: Town) -> None:
    with site.office.app_pool.connection() as connection:
        given = {"name": elsewhere.name, "communities": ("com-321111009002",)}
        accounts.open_account(connection, elsewhere.account, elsewhere.role, PASSWORD, site.office.clock(), **given)
    away, place = site.as_(elsewhere), next(places())
    made = site.as_(planner_lin).post("/api/communities", {"code": "321111009002", "name": "邻社区", "profile": "runzhou"})
    assert made.status_code == 201
    assert [fetch(away, one) for one in places()] == [b""] * len(list(places()))
    assert away.get("/api/features/buildings").json()["features"] == []
    for asked in ({"community": CODE}, {"plan": town.plan}):
        for path in (f"/api/tiles/grids/{'/'.join(map(str, place))}.mvt", "/api/tiles/grids.json", "/api/features/grids"):
            refused = away.get(path, **asked)
            assert (refused.status_code, refused.json()["code"]) == (403, "auth.not_yours")
    assert away.get("/api/tiles/grids.json", community="321111009009").status_code == 403
    assert site.as_(planner_lin).get("/api/tiles/grids.json", community="321111009009").json()["code"] == "community.unknown"


def test_who_has_a_tile_is_told_so_until_something_on_it_changes(site: Site, town: Town) -> None:
    lin, place = site.as_(planner_lin), next(place for place in places() if fetch(site.as_(planner_lin), place))
    path = f"/api/tiles/{ALL}/{'/'.join(map(str, place))}.mvt"
    first = lin.get(path)
    tag = first.headers["ETag"]
    assert first.headers["Content-Encoding"] == "gzip" and first.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    plain = site.client.get(path, headers=lin.headers | {"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers and plain.content == first.content and plain.headers["ETag"] == tag

    def again(caller: Caller, tag: str) -> int:
        return site.client.get(path, headers=caller.headers | {"If-None-Match": f'"other", {tag}'}).status_code

    assert again(lin, tag) == again(site.as_(auditor_zhou), tag) == 304
    assert again(site.as_(warden_zhao), tag) in (200, 204)
    register(site.as_(desk_chen), town.buildings[0][0]["building"], "1901")
    changed = lin.get(path)
    assert changed.headers["ETag"] != tag and again(lin, tag) == 200 and again(lin, changed.headers["ETag"]) == 304
    assert int(changed.headers["ETag"].removeprefix('W/"').partition("-")[0]) == site.office.journal.head()
    days = [(SINCE + timedelta(days=number)).isoformat() for number in (20, 30)]
    assert len({lin.get(path, as_of=day).headers["ETag"] for day in days}) == 1, "nothing changed between these days"
    assert lin.get(path, as_of=(SINCE - timedelta(days=1)).isoformat()).headers["ETag"] != lin.get(path, as_of=days[0]).headers["ETag"]


def test_a_tile_is_made_once_for_all_who_see_the_same(site: Site, town: Town) -> None:
    place = next(place for place in places(17) if fetch(site.as_(planner_lin), place, "grids"))
    held = len(site.office.tiles)
    for person in (planner_lin, auditor_zhou, reporter_xu):
        fetch(site.as_(person), place, "grids")
    assert len(site.office.tiles) == held
    fetch(site.as_(warden_sun), place, "grids")
    assert len(site.office.tiles) == held + 1


def test_the_memory_for_tiles_has_an_end() -> None:
    cache: TileCache[bytes] = TileCache(10 * (BESIDES + 500))
    for number in range(25):
        cache.put(number, bytes(500), 500)
        assert cache.get(0) is not None, "asked for all the time, so never the one to go"
    assert len(cache) == 10 and cache.held == cache.limit
    assert cache.get(24) is not None and cache.get(10) is None
    cache.put("larger than all", b"", cache.limit + 1)
    assert (len(cache), cache.held) == (0, 0)


def test_what_twenty_ask_for_at_once_is_made_once() -> None:
    cache: TileCache[bytes] = TileCache(100_000)
    everybody, made, again = Barrier(20), [], Event()

    def make() -> bytes:
        made.append(current_thread())
        if len(made) > 1:
            again.set()
        everybody.wait(60)
        again.wait(0.3)
        return b"tile"

    def ask(first: bool) -> bytes:
        if not first:
            everybody.wait(60)
        return cache.once("place", make, len)

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(ask, [True] + [False] * 19)) == [b"tile"] * 20
    assert len(made) == 1 and cache.get("place") == b"tile"


def test_what_could_not_be_made_is_tried_anew_by_who_asks_next() -> None:
    cache: TileCache[bytes] = TileCache(100_000)
    with pytest.raises(ZeroDivisionError):
        cache.once("place", lambda: bytes(1 // 0), len)
    assert cache.once("place", lambda: b"tile", len) == b"tile" == cache.once("place", lambda: b"another", len)


class Weighed:
    taken = 500


def test_a_state_is_held_when_it_is_asked_about_again() -> None:
    cache, made = LayerCache(10_000), []

    def make() -> Weighed:
        made.append(Weighed())
        return made[-1]

    def asked(key: object, times: int = WORTH) -> list[Weighed | None]:
        found = [cache.get(key, make) for _ in range(times)]
        cache.settle()
        return found

    assert asked("state") == [None] * WORTH, "nobody waits for it"
    assert asked("state", 3) == made * 3 and len(made) == 1
    for number in range(10):
        asked(number)
        assert cache.get(number, make) is made[-1]
    assert asked("state", 1) == [None] and len(made) == 11, "it had to go, and is worth nothing until it is asked about again"
    tried = [cache.get("too much", lambda: made.append(Weighed())) for _ in range(3 * WORTH)]
    cache.settle()
    assert tried == [None] * 3 * WORTH and len(made) == 12, "what cannot be held is tried once"
    assert [cache.get("broken", lambda: 1 // 0) for _ in range(WORTH)] == [None] * WORTH
    assert [LayerCache(0).get("state", make) for _ in range(2 * WORTH)] == [None] * 2 * WORTH


def test_what_is_held_shows_what_the_database_shows(site: Site, town: Town, folder: Path) -> None:
    draft = {"plan": town.plan}
    past = {"as_of": (SINCE + timedelta(days=3)).isoformat()}
    asked_by = ((planner_lin, {}), (planner_lin, past), (planner_lin, draft), (warden_zhao, {}))
    before = site.office.tiles, site.office.layers
    seen: dict[bool, list[Any]] = {}
    for holds in (False, True):
        site.office.tiles, site.office.layers = TileCache(0), LayerCache(50_000_000 if holds else 0)
        for who, asked in asked_by * (WORTH if holds else 0):
            fetch(site.as_(who), next(places()), "buildings", **asked)
            site.as_(who).get("/api/features/buildings", **asked)
        site.office.layers.settle()
        held = len(site.office.layers)
        seen[holds] = [
            (everything(site.as_(who), folder, "buildings", **asked), site.as_(who).get("/api/features/buildings", **asked).content)
            for who, asked in asked_by
        ]
    assert held == len(site.office.layers) >= 6, "tiles and pages of now, of the draft and of the warden's grids"
    site.office.tiles, site.office.layers = before
    assert seen[True] == seen[False]


def test_what_is_no_tile_is_said_plainly(site: Site, town: Town) -> None:
    lin = site.as_(planner_lin)
    for place in ("21/0/0", "-1/0/0", "3/8/0", "3/0/8", "16/65536/0", "16/0/-1"):
        refused = lin.get(f"/api/tiles/grids/{place}.mvt")
        assert (refused.status_code, refused.json()["code"]) == (422, "tiles.out_of_range"), place
    assert refused.json()["facts"] == {"zoom_limit": 20, "zoom": 16, "limit": 65535}
    assert lin.get("/api/tiles/roads/16/0/0.mvt").json()["code"] == "tiles.layer_unknown"
    assert lin.get("/api/tiles/grids/16/a/0.mvt").json()["code"] == "http.input_invalid"
    assert lin.get("/api/tiles/grids.json", plan="pln-0000000000000000").json()["code"] == "plan.unknown"
    empty = lin.get("/api/tiles/grids/16/0/0.mvt")
    assert (empty.status_code, empty.content) == (204, b"") and empty.headers["ETag"]
    west, south = TO_MERCATOR.transform(estate.WEST, estate.SOUTH)
    far = 2 * WORLD / 2**12
    low = f"12/{int((west + WORLD) / far)}/{int((WORLD - south) / far)}.mvt"
    assert lin.get(f"/api/tiles/buildings/{low}").status_code == 204, "too small to be seen"
    assert lin.get(f"/api/tiles/grids/{low}").status_code == 200


def test_the_description_leads_to_the_tiles(site: Site, town: Town, folder: Path) -> None:
    lin = site.as_(planner_lin)
    told = lin.get(f"/api/tiles/{ALL}.json", community=CODE).json()
    assert (told["tilejson"], [one["id"] for one in told["vector_layers"]]) == ("3.0.0", ["grids", "buildings", "borders"])
    reach = shapely.box(*told["bounds"])
    assert all(reach.contains(shapely.Point(one["lon"], one["lat"])) for grid in town.buildings for one in grid)
    z, x, y = next(place for place in places() if fetch(lin, place))
    answer = site.client.get(told["tiles"][0].format(z=z, x=x, y=y), headers=lin.headers)
    assert answer.status_code == 200 and answer.content == fetch(lin, (z, x, y), community=CODE)
    seen = decoded(folder, answer.content, (z, x, y))
    for layer in told["vector_layers"]:
        assert {name for one in seen[layer["id"]] for name in one.told} <= set(layer["fields"])
    counted, registered = (one["fields"]["households"] for one in told["vector_layers"][:2])
    assert "住宅套数" in counted and "在册且居住" in registered, "two ways of counting are told apart"
    mine = site.as_(warden_zhao).get("/api/tiles/grids.json").json()["bounds"]
    assert shapely.box(*mine).area < 0.6 * reach.area


def test_a_draft_is_shown_beside_the_plan_in_force(site: Site, town: Town, folder: Path) -> None:
    lin = site.as_(planner_lin)
    draft = lin.post(f"{COMMUNITY}/plans", {"name": "调整", "start": "copy"}).json()
    before = everything(lin, folder, "buildings", plan=draft["plan"])
    assert {one["grid"] for one in before.values()} == {*town.grids}
    gone, into = town.grids[1], town.grids[0]
    merged = lin.post(f"/api/plans/{draft['plan']}/merge", {"into": into, "gone": [gone], "reason": "试"}, seen=draft["version"])
    assert merged.status_code in (200, 201), merged.text
    assert set(everything(lin, folder, "grids", plan=draft["plan"])) == {*town.grids} - {gone}
    after = everything(lin, folder, "buildings", plan=draft["plan"])
    assert {name for name, one in after.items() if one["grid"] == into} == {one["building"] for n in (0, 1) for one in town.buildings[n]}
    assert set(everything(lin, folder, "grids")) == {*town.grids}, "the plan in force stands as it stood"


def test_before_and_after_a_change_of_plan_the_tiles_differ(site: Site, town: Town, folder: Path) -> None:
    lin, wang, today = site.as_(planner_lin), site.as_(approver_wang), china_today()
    draft = next(one for one in lin.get(f"{COMMUNITY}/plans").json()["plans"] if one["status"] == "draft")
    report = lin.get(f"/api/plans/{draft['plan']}").json()
    exceptions = [{"grid": town.grids[0], "reason": "两格并为一格", "clause": ""}]
    submitted = lin.post(f"/api/plans/{draft['plan']}/submission", {"exceptions": exceptions}, seen=report["version"])
    assert submitted.status_code == 200, submitted.text
    approved = wang.post(f"/api/plans/{draft['plan']}/approval", {"document": "锦社建〔2026〕2号"}, seen=submitted.json()["version"])
    enacted = wang.post(
        f"/api/plans/{draft['plan']}/enactment", {"on": today.isoformat(), "document": "锦社建〔2026〕2号"}, seen=approved.json()["version"]
    )
    assert enacted.status_code == 200, enacted.text
    told_of = {"never": SINCE - timedelta(days=1), "then": today - timedelta(days=1), "now": today}
    days = {name: day.isoformat() for name, day in told_of.items()}
    grids = {name: set(everything(lin, folder, "grids", as_of=day)) for name, day in days.items()}
    assert grids == {"never": set(), "then": {*town.grids}, "now": {*town.grids} - {town.grids[1]}}
    moved = town.buildings[1][0]["building"]
    told = {name: everything(lin, folder, "buildings", as_of=day)[moved] for name, day in days.items()}
    assert [told[name].get("grid") for name in days] == [None, town.grids[1], town.grids[0]]
    assert [told[name]["households"] for name in days] == [0, 1, 1]
    assert everything(lin, folder, "grids") == everything(lin, folder, "grids", as_of=days["now"])
    assert json.dumps(told["then"]) != json.dumps(told["now"])
