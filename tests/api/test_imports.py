"""Files brought into a community: looked at before anything is written, then taken; afterwards it is known which came when, by whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api import estate as drawn
from tests.api.conftest import Caller, Site
from tests.people import admin_he, auditor_zhou, desk_chen, planner_lin

CODE = "321111009001"
HERE = f"/api/communities/{CODE}"
NEW = {"name": "锦绣社区", "policy": "runzhou"}
SHEET = "户号,姓名,与户主关系,门牌\n1,张一,户主,锦绣花园1号楼2单元301\n2,李二,户主,没有的小区9号楼\n3,王三,户主,锦绣花园2号楼1单元101\n"


def sent(caller: Caller, path: str, name: str, content: bytes, form: dict[str, str] | None = None) -> Any:
    return caller.post(f"{HERE}/{path}", files={"file": (name, content)}, data=form or {})


@pytest.fixture(scope="module")
def he(site: Site) -> Caller:
    return site.as_(admin_he)


@pytest.fixture(scope="module")
def chen(site: Site) -> Caller:
    return site.as_(desk_chen)


def test_buildings_are_looked_at_before_they_are_taken(site: Site, he: Caller, estate: Path) -> None:
    broken = json.loads(estate.read_text())
    broken["features"].append(drawn.feature(25, 7, 0) | {"geometry": None})
    content = json.dumps(broken).encode()
    before = site.office.journal.head()
    told = sent(he, "buildings-preview", "楼栋.geojson", content, NEW).json()
    assert (told["taken"], told["known_before"], told["households"], len(told["reading"]["refused"])) == (24, 0, 960, 1)
    assert site.office.journal.head() == before
    unnamed = sent(he, "buildings-preview", "楼栋.geojson", content)
    assert (unnamed.status_code, unnamed.json()["code"]) == (404, "community.unknown")
    done = sent(he, "buildings", "楼栋.geojson", content, NEW)
    assert done.status_code == 201 and {name: done.json()[name] for name in ("taken", "households", "atoms")} == {
        name: told[name] for name in ("taken", "households", "atoms")
    }
    again = sent(he, "buildings-preview", "楼栋.geojson", content).json()
    assert (again["taken"], again["known_before"]) == (0, 24)


def test_a_sheet_of_residents_is_the_desks_to_bring_and_looked_at_first(site: Site, he: Caller, chen: Caller) -> None:
    assert sent(he, "households-preview", "住户.csv", SHEET.encode()).status_code == 403
    before = site.office.journal.head()
    told = sent(chen, "households-preview", "住户.csv", SHEET.encode()).json()
    assert [(one["row"], one["result"], one["code"]) for one in told["rows"]] == [
        (2, "registered", "registered"),
        (3, "refused", "address.unknown"),
        (4, "registered", "registered"),
    ]
    assert "张一" not in json.dumps(told, ensure_ascii=False) and site.office.journal.head() == before
    done = sent(chen, "households-import", "住户.csv", SHEET.encode()).json()
    assert [one["result"] for one in done["rows"]] == [one["result"] for one in told["rows"]]
    again = sent(chen, "households-preview", "住户.csv", SHEET.encode()).json()
    assert [one["result"] for one in again["rows"]] == ["known", "refused", "known"]


def test_what_was_brought_is_known_afterwards(site: Site) -> None:
    site.office.freshen()
    told = site.as_(auditor_zhou).get(f"{HERE}/imports").json()["imports"]
    assert [(one["kind"], one["by"]) for one in told] == [("households", "chen"), ("buildings", "he")]
    assert told[0]["counts"] == {"households": 2, "members": 2}
    assert (told[1]["source"], told[1]["counts"]["taken"], told[1]["counts"]["refused"]) == ("楼栋.geojson", 24, 1)
    assert site.as_(planner_lin).get("/api/communities/321111009009/imports").json()["code"] == "community.unknown"
