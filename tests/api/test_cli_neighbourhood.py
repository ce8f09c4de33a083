"""A planner at the command line with a neighbourhood nobody has tried: import, import again, propose, enact, export."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyogrio.raw import read

from tests.api.cli import Desk
from tests.api.estate import feature

CODE = "321111005001"
WHERE = ("--community", CODE)


def new(desk: Desk, file: Path, *more: object) -> dict:
    return desk.ask("import", "buildings", file, *WHERE, "--name", "锦绣", "--policy", "runzhou", *more)


@pytest.fixture(scope="module")
def plan(desk: Desk, estate: Path) -> dict:
    new(desk, estate)
    return desk.ask("plan", "propose", *WHERE, "--effort", "fast")


def test_the_same_file_again_brings_nothing_new(desk, estate, plan):
    again = desk.ask("import", "buildings", estate, *WHERE)
    assert (again["taken"], again["known_before"]) == (0, 24)
    assert desk.ask("plan", "show", plan["plan"])["grids"] == plan["grids"]


def test_more_buildings_before_any_plan_are_cut_into_the_land(desk, estate, plan, tmp_path):
    more = feature(99, 6, 0)
    file = tmp_path / "more.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [more]}), encoding="utf-8")
    answer = desk.ask("import", "buildings", file, "--community", CODE)
    assert (answer["taken"], answer["atoms"]) == (1, 25)
    assert desk.run("plan", "enact", plan["plan"], "--on", "2026-01-01", "--document", "1号").refused_with == "plan.territory_changed"


def test_a_proposal_is_an_object_with_plan_grids_and_checks(desk, plan):
    drawn = desk.ask("plan", "propose", *WHERE, "--effort", "fast")
    assert {"plan", "grids", "checks"} <= drawn.keys()
    assert all(400 <= grid["households"] <= 600 and grid["complies"] for grid in drawn["grids"])
    shown = desk.run("plan", "show", drawn["plan"])
    assert all(grid["code"] in shown.text for grid in drawn["grids"])


@pytest.fixture(scope="module")
def enacted(desk, plan):
    drawn = desk.ask("plan", "propose", *WHERE, "--effort", "fast")
    assert desk.ask("plan", "enact", drawn["plan"], "--on", "2026-01-01", "--document", "镇民〔2026〕1号")["status"] == "enacted"
    return drawn


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "shp"])
def test_exported_grids_tile_the_community(desk, enacted, tmp_path, suffix):
    file = tmp_path / "a folder of its own" / f"grids.{suffix}"
    assert desk.ask("plan", "export", enacted["plan"], "--out", file)["grids"] == len(enacted["grids"])
    meta, _, wkb, columns = read(file)
    shapes, named = shapely.from_wkb(wkb), dict(zip(meta["fields"], columns, strict=True))
    assert {"code", "name", "households", "people", "area_m2"} <= named.keys()
    assert shapely.coverage_is_valid(shapes)
    assert np.isclose(shapely.area(shapes).sum(), shapely.area(shapely.union_all(shapes)), rtol=1e-9)
    assert sum(named["households"]) == sum(grid["households"] for grid in enacted["grids"])


def test_a_folder_that_cannot_be_written_is_a_refusal(desk, enacted):
    done = desk.run("plan", "export", enacted["plan"], "--out", "/proc/nowhere/grids.geojson")
    assert done.refused_with == "exchange.export_folder_unusable"


def test_a_far_stray_building_is_named_and_gets_no_land(desk, tmp_path):
    estate = [feature(number, number % 6, number // 6) for number in range(24)]
    stray = feature(99, 400, 300)
    file = tmp_path / "stray.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [*estate, stray]}), encoding="utf-8")
    answer = desk.ask("import", "buildings", file, "--community", "321111005002", "--name", "远", "--policy", "runzhou")
    assert answer["taken"] == 24
    assert [each["row"] for each in answer["outside"]] == [25]
    assert answer["area_m2"] < 400_000


def test_a_drawn_border_stays_until_another_is_drawn(desk, estate, tmp_path):
    west, south, east, north = shapely.total_bounds(shapely.from_geojson(estate.read_text(encoding="utf-8")))
    border = shapely.box(west - 0.001, south - 0.001, east + 0.001, north + 0.001)
    drawn = tmp_path / "边界.geojson"
    drawn.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(border)}), encoding="utf-8")
    other = ("--community", "321111005077")
    first = desk.ask("import", "buildings", estate, *other, "--name", "界内", "--policy", "runzhou", "--boundary", drawn)
    far, near = feature(98, 40, 40), feature(99, 6, 0)
    more = tmp_path / "more.geojson"
    more.write_text(json.dumps({"type": "FeatureCollection", "features": [far, near]}), encoding="utf-8")
    again = desk.ask("import", "buildings", more, *other)
    assert (first["boundary"], again["boundary"]) == ("given", "given")
    assert again["area_m2"] == pytest.approx(first["area_m2"], rel=1e-6)
    assert (again["taken"], len(again["outside"])) == (1, 1)
    plan = desk.ask("plan", "propose", *other, "--effort", "fast")["plan"]
    desk.ask("plan", "enact", plan, "--on", "2026-02-01", "--document", "1号")
    assert desk.run("import", "buildings", more, *other, "--boundary", drawn).refused_with == "community.territory_in_use"


def test_a_code_of_eleven_digits_is_refused_everywhere(desk, tmp_path):
    for words in (
        ("plan", "list"),
        ("duty", "roster"),
        ("ticket", "list"),
        ("sheet", "--out", tmp_path / "x.html"),
        ("whois", "--address", "1"),
    ):
        assert desk.run(*words, "--community", CODE[:11]).refused_with == "community.code_invalid"


def test_no_post_for_a_grid_that_was_never_drawn(desk, enacted):
    enrolled = desk.run("duty", "enroll", *WHERE, "--account", "wg1", "--name", "张网格", "--on", "2026-01-01")
    assert "网格员：wdn-" in enrolled.text
    appoint = ("duty", "appoint", *WHERE, "--warden", "wg1", "--on", "2026-01-02")
    assert desk.run(*appoint, "--grid", "999").refused_with == "plan.grid_unknown"
    assert desk.run(*appoint, "--grid", "grd-0000000000000000").refused_with == "plan.grid_unknown"
    desk.ask(*appoint, "--grid", enacted["grids"][0]["code"][-3:])
    held = [row["code"] for row in desk.ask("duty", "roster", *WHERE)["grids"] if row["a"]]
    assert held == [enacted["grids"][0]["code"]]


def test_candidates_of_an_ambiguous_address_are_those_that_fit_best(desk, enacted, tmp_path):
    twin = feature(7, 0, 0)
    twin["geometry"]["coordinates"] = [[[x + 1, y] for x, y in ring] for ring in twin["geometry"]["coordinates"]]
    file = tmp_path / "twin.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [twin]}), encoding="utf-8")
    desk.ask("import", "buildings", file, "--community", "321111005003", "--name", "重名", "--policy", "runzhou")
    asked = desk.run("whois", "--address", "锦绣花园7号楼")
    assert asked.refused_with == "address.ambiguous"
    assert {each["address"] for each in asked.told["facts"]["candidates"]} == {"锦绣花园7号楼"}
    assert desk.ask("whois", "--address", "锦绣花园7号楼", *WHERE)["document"] == "镇民〔2026〕1号"


def test_a_household_moves_only_after_it_came(desk, enacted):
    door = (*WHERE, "--address", "锦绣花园3号楼", "--room", "101")
    living = desk.ask("household", "move-in", *door, "--member", "head:王建国", "--on", "2026-02-01")["household"]
    elsewhere = ("household", "move", living, *WHERE, "--address", "锦绣花园9号楼", "--room", "201")
    early = desk.run(*elsewhere, "--on", "2026-01-15")
    assert early.refused_with == "household.before_it_lived_there"
    assert early.told["facts"]["since"] == "2026-02-01 00:00+08:00"
    desk.ask(*elsewhere, "--on", "2026-03-01")
    assert desk.run("household", "move-out", living, "--on", "2026-02-15").refused_with == "household.told_otherwise_later"
    assert desk.run("household", "register", *door, "--member", "head:").refused_with == "http.input_invalid"
    assert "child, grandchild" in desk.run("household", "register", *door, "--member", "boss:甲").told["title"]


def test_a_community_follows_another_regulation_from_now_on(desk, enacted):
    asked = ("community", "change-profile", *WHERE, "--policy", "yixing")
    assert desk.run(*asked, "--reason", "", "--json").refused_with == "command.reason_missing"
    changed = desk.ask(*asked, "--reason", "区划调整", "--document", "民发〔2026〕5号")
    assert changed["profile"] == "yixing@2011-05-17"
    limits = {check["limit"] for check in desk.ask("plan", "propose", *WHERE, "--effort", "fast")["checks"] if check["limit"]}
    assert limits == {"300–500"}


def test_what_a_regulation_says_is_shown_with_its_clause(desk):
    shown = desk.ask("community", "profile", "panzhihua")
    stated = {line["key"]: line for line in shown["stated"]}
    assert (shown["profile"], stated["posts.grid"]["value"]) == ("panzhihua@2016-01-06", "网格（楼栋）管理员")
    assert (stated["posts.grid"]["default"], stated["bands.grid.block"]["default"]) == (False, True)
    assert "攀枝花市实施意见（2016-01-06） 二（三）2" in desk.run("community", "profile", "panzhihua").text
    assert desk.run("community", "profile", "daiban").refused_with == "policy.profile_invalid"
