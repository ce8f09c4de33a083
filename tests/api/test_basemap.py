"""What lies under the maps: nothing until an administrator chooses; a file read by ranges; another host let through; Tianditu's tiles
fetched by this server, so that no page knows the key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyogrio
import pytest
import shapely

from api import basemap
from tests.api.conftest import Caller, Site
from tests.api.map_service import KEY, PICTURE, map_service
from tests.people import admin_he, auditor_zhou, desk_chen

PUBLIC = "/api/public/basemap"


@pytest.fixture(scope="module")
def he(site: Site) -> Caller:
    return site.as_(admin_he)


def policy(site: Site, page: str) -> str:
    return str(site.client.get(page).headers["Content-Security-Policy"])


def write_tiles(path: Path) -> Path:
    """A vector archive of a pond, as GDAL writes it, unless it is there."""
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    pond = shapely.to_wkb(shapely.box(119.431, 32.1902, 119.433, 32.1912))
    options = {"MINZOOM": "10", "MAXZOOM": "14"}
    pyogrio.raw.write(
        path, [pond], [], [], driver="PMTiles", layer="water", geometry_type="Polygon", crs="EPSG:4326", dataset_options=options
    )
    return path


def test_nothing_lies_under_the_maps_until_somebody_chooses(site: Site, he: Caller) -> None:
    assert site.as_(desk_chen).get("/api/basemap").json() == {"kind": "none", "attribution": "", "deepest": 18, "tiles": []}
    assert "http" not in policy(site, "/plan")
    assert he.get("/api/basemap/file").json()["code"] == "basemap.file_unknown"
    assert he.get("/api/basemap/tianditu/vec/10/1/1").json()["code"] == "basemap.file_unknown"


def test_a_file_of_tiles_is_read_by_ranges(site: Site, he: Caller) -> None:
    absent = he.post("/api/basemap", {"kind": "pmtiles", "address": "town.pmtiles"})
    assert (absent.status_code, absent.json()["code"]) == (404, "basemap.file_unknown")
    tiles = write_tiles(basemap.folder(site.office.settings) / "town.pmtiles")
    assert he.post("/api/basemap", {"kind": "pmtiles", "address": "../keys/blind.key"}).json()["code"] == "basemap.address_unfit"
    chosen = he.post(
        "/api/basemap", {"kind": "pmtiles", "address": "town.pmtiles", "attribution": "© 测绘院", "document": "润数〔2026〕1号"}
    )
    assert chosen.status_code == 201 and chosen.json()["changed"]
    told = he.get("/api/basemap").json()
    part = site.client.get(told["file"], headers=he.headers | {"Range": "bytes=0-6"})
    assert (part.status_code, part.content) == (206, b"PMTiles")
    assert part.headers["Content-Range"] == f"bytes 0-6/{tiles.stat().st_size}"
    assert site.client.get(told["file"]).status_code == 401
    assert site.as_().get(f"{PUBLIC}/file").json()["code"] == "basemap.file_unknown"
    assert "http" not in policy(site, "/plan")


def test_one_other_host_is_let_through_where_it_was_chosen(site: Site, he: Caller) -> None:
    template = "https://tiles.intranet.gov:8443/{z}/{x}/{y}.png"
    unfit = he.post("/api/basemap", {"kind": "xyz", "address": "https://tiles.gov; script-src */{z}/{x}/{y}"})
    assert (unfit.status_code, unfit.json()["code"]) == (422, "basemap.address_unfit")
    assert he.post("/api/basemap", {"kind": "xyz", "address": template}).status_code == 201
    for page in ("/plan", "/desk", "/w"):
        assert "connect-src 'self' https://tiles.intranet.gov:8443;" in policy(site, page)
        assert "script-src 'self';" in policy(site, page)
    assert "tiles.intranet.gov" not in policy(site, "/kiosk") + policy(site, "/")
    assert site.as_().get(PUBLIC).json()["kind"] == "none"
    assert he.post("/api/basemap", {"kind": "xyz", "address": template, "is_public": True}).status_code == 201
    assert "connect-src 'self' https://tiles.intranet.gov:8443;" in policy(site, "/kiosk")
    assert "tiles.intranet.gov" not in policy(site, "/")
    assert site.as_().get(PUBLIC).json()["tiles"] == [[template]]


@pytest.fixture
def tianditu(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    with map_service() as (there, asked):
        monkeypatch.setattr(site.office, "settings", site.office.settings.model_copy(update={"tianditu": there}))
        yield asked


def test_tianditu_is_asked_by_this_server_under_a_key_that_no_page_sees(site: Site, he: Caller, tianditu: list[str]) -> None:
    assert he.post("/api/basemap", {"kind": "tianditu", "address": "vec"}).json()["code"] == "basemap.key_missing"
    given = {"kind": "tianditu", "address": "vec", "attribution": "天地图", "key": KEY}
    assert he.post("/api/basemap", given).status_code == 201
    chen = site.as_(desk_chen)
    told = chen.get("/api/basemap")
    assert told.json()["tiles"] == [["/api/basemap/tianditu/vec/{z}/{x}/{y}"], ["/api/basemap/tianditu/cva/{z}/{x}/{y}"]]
    tile = chen.get("/api/basemap/tianditu/vec/15/27254/13310")
    assert (tile.status_code, tile.content, tile.headers["Content-Type"]) == (200, PICTURE, "image/png")
    assert "LAYER=vec" in tianditu[0] and "TILEMATRIX=15&TILEROW=13310&TILECOL=27254" in tianditu[0]
    assert "http" not in policy(site, "/plan")
    stored = b"".join(one.content for one in (told, he.get("/api/basemap/choices"), site.as_(auditor_zhou).get("/api/audit/events")))
    assert KEY.encode() not in stored
    wrong = he.post("/api/basemap", given | {"key": "f" * 32})
    assert wrong.status_code == 201
    assert (silent := chen.get("/api/basemap/tianditu/vec/15/27254/13310")).json()["code"] == "basemap.silent" and silent.status_code == 503


def test_the_public_reads_pieces_of_the_file_that_was_opened_for_it(site: Site, he: Caller) -> None:
    tiles = write_tiles(basemap.folder(site.office.settings) / "town.pmtiles")
    opened = {"kind": "pmtiles", "address": "town.pmtiles", "attribution": "© 测绘院", "is_public": True}
    assert he.post("/api/basemap", opened).json()["changed"]
    told = site.as_().get(PUBLIC).json()
    assert (told["kind"], told["attribution"]) == ("pmtiles", "© 测绘院") and told["file"].startswith(f"{PUBLIC}/file?of=")
    last = tiles.stat().st_size - 1
    part = site.client.get(told["file"], headers={"Range": f"bytes=127-{last}"})
    assert (part.status_code, part.content) == (206, tiles.read_bytes()[127:])
    for asked in ({}, {"Range": "bytes=0-"}, {"Range": "bytes=0-1000000"}, {"Range": "bytes=0-6,9-12"}, {"Range": "bytes=6-0"}):
        refused = site.client.get(told["file"], headers=asked)
        assert (refused.status_code, refused.json()["code"]) == (422, "basemap.piece_unfit")
    assert he.post("/api/basemap", opened | {"is_public": False}).json()["changed"]
    assert site.client.get(told["file"], headers={"Range": "bytes=0-6"}).json()["code"] == "basemap.file_unknown"


def test_who_chose_what_is_known(site: Site, he: Caller) -> None:
    assert he.post("/api/basemap", {"kind": "none", "reason": "断网运行"}).status_code == 201
    told = site.as_(auditor_zhou).get("/api/basemap/choices").json()
    kinds = [(one["kind"], one["is_public"]) for one in told["history"]]
    assert kinds[0] == ("none", False) and kinds[-3:] == [("xyz", True), ("xyz", False), ("pmtiles", False)]
    assert told["history"][-1]["document"] == "润数〔2026〕1号" and {one["by"] for one in told["history"]} == {"he"}
    assert [one["name"] for one in told["files"]] == ["town.pmtiles"]
