"""A line drawn exactly, over whole HTTP: the land is cut between buildings, taken back, enacted, and every door still has its grid."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from tests.api import estate
from tests.api.conftest import Caller, Site
from tests.days import china_today
from tests.people import approver_wang, auditor_zhou, planner_lin

CODE = "321111009004"


@pytest.fixture(scope="module")
def lin(site: Site) -> Caller:
    return site.as_(planner_lin)


@pytest.fixture(scope="module", autouse=True)
def in_force(site: Site, lin: Caller, folder: Path) -> str:
    """Given an estate of 24 slabs in one plan of three grids in force."""
    file = estate.write(folder)
    lin.post("/api/communities", {"code": CODE, "name": "切地", "profile": "erenhot"})
    with file.open("rb") as content:
        lin.post(f"/api/communities/{CODE}/buildings", files={"file": (file.name, content)})
    plan = lin.post(f"/api/communities/{CODE}/plans", {"wanted": 4, "effort": "fast"}).json()
    return enacted(site, plan["plan"], plan["version"], "1号", days_ago=30)


def enacted(site: Site, plan: str, version: int, document: str, days_ago: int) -> str:
    lin, wang = site.as_(planner_lin), site.as_(approver_wang)
    report = lin.get(f"/api/plans/{plan}").json()
    outside = {check["grid"] for check in report["checks"] if check["code"] == "grid.households_in_band" and not check["passed"]}
    exceptions = [{"grid": grid, "reason": "沿路分界"} for grid in sorted(outside)]
    step = lin.post(f"/api/plans/{plan}/submission", {"exceptions": exceptions}, seen=version)
    assert step.status_code == 200, step.text
    step = wang.post(f"/api/plans/{plan}/approval", {"document": document}, seen=step.json()["version"]).json()
    on = (china_today() - timedelta(days=days_ago)).isoformat()
    done = wang.post(f"/api/plans/{plan}/enactment", {"on": on, "document": document}, seen=step["version"])
    assert done.status_code == 200, done.text
    return plan


def areas(caller: Caller, plan: str) -> dict[str, Any]:
    return {each["id"]: shape(each["geometry"]) for each in caller.get(f"/api/plans/{plan}/grids").json()["features"]}


def split_between_slabs(lin: Caller, plan: str, version: int) -> Any:
    """The first grid with slabs in two rows, along a slanting line between the rows: no building stands in the way."""
    standing = lin.get(f"/api/communities/{CODE}/buildings", limit=100).json()["buildings"]
    for grid in sorted({each["grid"] for each in standing}):
        rows = sorted({round(each["lat"], 4) for each in standing if each["grid"] == grid})
        if len(rows) < 2:
            continue
        middle = (rows[0] + rows[1]) / 2
        line = f"LINESTRING({estate.WEST - 0.002} {middle - 0.00004},{estate.WEST + 0.0075} {middle + 0.00004})"
        body = {"grid": grid, "name": "新切网格", "line": line, "exact": True, "reason": "沿路分界"}
        answer = lin.post(f"/api/plans/{plan}/split", body, seen=version)
        if answer.status_code == 200:
            return answer.json() | {"parent": grid, "line": line}
        assert answer.json()["code"] in ("grid.not_contiguous", "grid.split_part_empty"), answer.text
    raise AssertionError("no grid could be split")


def test_the_land_is_cut_along_the_line_and_still_tiles(site, lin):
    draft = lin.post(f"/api/communities/{CODE}/plans", {"start": "copy", "name": "切"}).json()
    before = areas(lin, draft["plan"])
    answer = split_between_slabs(lin, draft["plan"], draft["version"])
    assert answer["whole"] == []
    after = areas(lin, draft["plan"])
    line = shapely.from_wkt(answer["line"])
    border = after[answer["parent"]].boundary.intersection(after[answer["grid"]].boundary)
    assert border.length > 0.0008
    assert max(line.distance(shapely.Point(corner)) for part in shapely.get_parts(border) for corner in part.coords) < 2e-7
    assert shapely.coverage_is_valid(list(after.values()))
    assert shapely.coverage_union_all(list(after.values())).area == pytest.approx(shapely.coverage_union_all(list(before.values())).area)
    assert sum(each["households"] for each in answer["balance"]) == 960
    assert not [each for each in answer["failing"] if each["code"].startswith(("plan.", "grid.not", "building."))]
    back = lin.post(f"/api/plans/{draft['plan']}/undo", {}, seen=answer["version"])
    assert back.status_code == 200, back.text
    assert len(areas(lin, draft["plan"])) == len(before)


def test_a_building_in_the_way_stays_whole(site, lin):
    draft = lin.post(f"/api/communities/{CODE}/plans", {"start": "copy", "name": "穿楼"}).json()
    standing = lin.get(f"/api/communities/{CODE}/buildings", limit=100).json()["buildings"]
    at = standing[0]
    line = f"LINESTRING({at['lon']} {at['lat'] - 0.01},{at['lon'] + 0.00001} {at['lat'] + 0.01})"
    body = {"grid": at["grid"], "name": "穿楼网格", "line": line, "exact": True, "reason": "试"}
    answer = lin.post(f"/api/plans/{draft['plan']}/split", body, seen=draft["version"])
    if answer.status_code == 200:
        assert at["building"] in answer.json()["whole"]
    else:
        assert answer.json()["code"] in ("grid.not_contiguous", "grid.split_part_empty")


def test_an_exact_split_needs_its_line(site, lin):
    draft = lin.post(f"/api/communities/{CODE}/plans", {"start": "copy", "name": "无线"}).json()
    refused = lin.post(f"/api/plans/{draft['plan']}/split", {"grid": "grd-0000", "name": "x", "exact": True}, seen=draft["version"])
    assert refused.status_code == 422


def test_enacted_the_community_stands_on_the_finer_floor_and_the_past_on_the_old(site, lin, in_force):
    draft = lin.post(f"/api/communities/{CODE}/plans", {"start": "copy", "name": "施行"}).json()
    stale = lin.post(f"/api/communities/{CODE}/plans", {"start": "copy", "name": "旧底图"}).json()
    then = areas(lin, in_force)
    answer = split_between_slabs(lin, draft["plan"], draft["version"])
    enacted(site, draft["plan"], answer["version"], "2号", days_ago=2)
    auditor = site.as_(auditor_zhou)
    yesterday, before = ((china_today() - timedelta(days=days)).isoformat() for days in (1, 10))
    for number in (1, 7, 13, 24):
        now = auditor.get("/api/whois", address=f"锦绣花园{number}号楼", at=yesterday).json()
        was = auditor.get("/api/whois", address=f"锦绣花园{number}号楼", at=before).json()
        assert (now["document"], was["document"]) == ("2号", "1号")
        assert now["grid"] in areas(lin, draft["plan"])
        assert was["grid"] in then
    assert areas(lin, in_force) == then
    late = lin.post(f"/api/plans/{stale['plan']}/validation", {}, seen=stale["version"])
    assert (late.status_code, late.json()["code"]) == (409, "plan.territory_changed")
    proposed = lin.post(f"/api/communities/{CODE}/plans", {"wanted": 4, "effort": "fast", "stay": True})
    assert proposed.status_code == 201, proposed.text
