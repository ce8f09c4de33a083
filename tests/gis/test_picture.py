"""A plan as a picture: well-formed, complete, to scale, and hostile names stay text."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

from gis.picture import WIDTH, picture

SVG = "{http://www.w3.org/2000/svg}"


def square(west: float, name: str) -> dict[str, Any]:
    ring = [[west, 32.19], [west + 0.01, 32.19], [west + 0.01, 32.2], [west, 32.2], [west, 32.19]]
    told = {"code": "321111009001007", "name": name, "households": 420}
    return {"geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": told}


def test_grids_buildings_and_labels_are_on_it() -> None:
    drawn = ElementTree.fromstring(picture([square(119.43, "甲"), square(119.44, "<script>")], [square(119.433, "楼")]))
    assert len(drawn.findall(f"{SVG}path")) == 3
    assert [text.text for text in drawn.findall(f"{SVG}text")] == ["007 甲", "420 户", "007 <script>", "420 户"]


def test_a_building_without_outline_is_a_dot() -> None:
    dot = {"geometry": {"type": "Point", "coordinates": [119.435, 32.195]}, "properties": {}}
    drawn = ElementTree.fromstring(picture([square(119.43, "甲")], [dot]))
    (found,) = drawn.findall(f"{SVG}circle")
    assert abs(float(found.attrib["cx"]) - WIDTH / 2) < 1


def test_north_is_up_and_a_metre_is_as_long_either_way() -> None:
    drawn = ElementTree.fromstring(picture([square(119.43, "甲")], []))
    corners = [tuple(map(float, pair)) for pair in re.findall(r"([\d.]+) ([\d.]+)", drawn.find(f"{SVG}path").attrib["d"])]
    (west, south), (east, _), (_, north) = corners[0], corners[1], corners[2]
    assert (west, east) == (20.0, WIDTH - 20.0) and north < south
    box = list(map(float, drawn.attrib["data-box"].split()))
    scale = (east - west) / 0.01
    assert [round(each, 6) for each in (119.43 - box[0], box[2] - 119.44)] == [round(20 / scale, 6)] * 2
    assert round((box[3] - 32.2) * (south - north) / 0.01) == round((32.19 - box[1]) * (south - north) / 0.01) == 20
    assert abs((south - north) * 0.8463 / (east - west) - 1) < 0.001  # cos 32.195°: as many degrees are fewer metres eastward


def test_nothing_is_drawn_of_nothing() -> None:
    assert ElementTree.fromstring(picture([], [])).findall(f"{SVG}path") == []
