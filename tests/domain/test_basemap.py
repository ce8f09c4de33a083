"""What lies under the maps: nothing until somebody chooses, and then only what can be said to a browser without saying more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain import basemap
from domain.basemap import BasemapAddressUnfit, BasemapKeyMissing, BasemapKind, Chosen
from domain.values import Sealed
from tests.scenario import given

KEY = Sealed(subject="map-base", key="k1", box="AAAA")
TILES = "https://tiles.intranet.gov:8443/osm/{z}/{x}/{y}.png"
XYZ = Chosen(kind=BasemapKind.XYZ, address=TILES, attribution="© 测绘院", key=None, is_public=False)


def test_a_server_of_tiles_is_chosen_and_taken_back():
    given(basemap).when(basemap.choose, BasemapKind.XYZ, address=TILES, attribution="© 测绘院").then(XYZ)
    given(basemap, XYZ).when(basemap.choose, BasemapKind.XYZ, address=TILES, attribution="© 测绘院").then()
    given(basemap, XYZ).when(basemap.choose, BasemapKind.NONE).then(basemap.NOTHING)
    given(basemap).when(basemap.choose, BasemapKind.NONE).then()
    assert basemap.origin(TILES) == "https://tiles.intranet.gov:8443"


def test_it_is_opened_for_the_public_and_closed_again():
    opened = replace(XYZ, is_public=True)
    given(basemap, XYZ).when(basemap.choose, BasemapKind.XYZ, address=TILES, attribution="© 测绘院", is_public=True).then(opened)
    given(basemap, opened).when(basemap.choose, BasemapKind.XYZ, address=TILES, attribution="© 测绘院").then(XYZ)
    given(basemap, opened).when(basemap.choose, BasemapKind.NONE, is_public=True).then(basemap.NOTHING)


def test_tianditu_needs_a_key_and_goes_on_under_it():
    given(basemap).when(basemap.choose, BasemapKind.TIANDITU, address="vec").refused(BasemapKeyMissing)
    first = Chosen(kind=BasemapKind.TIANDITU, address="vec", attribution="天地图", key=KEY, is_public=False)
    given(basemap).when(basemap.choose, BasemapKind.TIANDITU, address="vec", attribution="天地图", key=KEY).then(first)
    images = Chosen(kind=BasemapKind.TIANDITU, address="img", attribution="天地图", key=KEY, is_public=False)
    given(basemap, first).when(basemap.choose, BasemapKind.TIANDITU, address="img", attribution="天地图").then(images)


@pytest.mark.parametrize(
    "address",
    [
        "https://tiles.gov/{z}/{x}.png",
        "ftp://tiles.gov/{z}/{x}/{y}",
        "https://user:word@tiles.gov/{z}/{x}/{y}",
        "https://tiles.gov; script-src *//{z}/{x}/{y}",
        "https://tiles.gov *.evil.example/{z}/{x}/{y}",
        "https://tiles.gov:99999/{z}/{x}/{y}",
        "https:///{z}/{x}/{y}",
        "//tiles.gov/{z}/{x}/{y}",
        "https://tiles.gov/{z}/{x}/{y}/{y}",
    ],
)
def test_an_address_that_says_anything_else_is_refused(address: str):
    given(basemap).when(basemap.choose, BasemapKind.XYZ, address=address).refused(BasemapAddressUnfit)


@pytest.mark.parametrize("name", ["../keys/kek-0001.key", "town.pmtiles/..", "a/b.pmtiles", "town.mbtiles", ".pmtiles\n", ""])
def test_a_file_is_a_name_and_no_way_to_another_folder(name: str):
    given(basemap).when(basemap.choose, BasemapKind.PMTILES, address=name).refused(BasemapAddressUnfit)
