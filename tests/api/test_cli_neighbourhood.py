"""A planner at the command line with a neighbourhood nobody has tried: import, import again, propose, enact, export."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyogrio.raw import read

from api.databases import Databases
from tests.api.cli import Desk
from tests.api.estate import feature, write

CODE = "321111005001"
WHERE = ("--community", CODE)


@pytest.fixture(scope="module")
def desk(new_database: Callable[[], AbstractContextManager[Databases]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with new_database() as databases, pytest.MonkeyPatch.context() as environment:
        environment.setenv("MINQING_DATABASE_URL", databases.admin)
        environment.setenv("MINQING_HOME", str(tmp_path_factory.mktemp("home")))
        yield Desk()


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("files"))


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
