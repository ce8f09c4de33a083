"""Two lived-in estates that touch, each with its plan, wardens, households and open tickets, merged into a new community."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Site
from tests.api.lived_in import NEXT_DOOR, Town, settle
from tests.days import china_today
from tests.people import Named, admin_he, approver_wang, desk_chen

NEW = "321111009008"
MERGED_ON = china_today() - timedelta(days=20)
DOCUMENT = "润政发〔2026〕8号"


@dataclass(frozen=True)
class Merged:
    """first, second: as they were settled under two regulations. group: a building group of the first."""

    site: Site
    first: Town
    second: Town
    group: str = ""

    @property
    def towns(self) -> tuple[Town, Town]:
        return self.first, self.second

    def post(self, person: Named, path: str, body: dict[str, Any], *, seen: int | None = None, status: int = 200) -> dict[str, Any]:
        """`/…` as it stands, anything else below the new community."""
        return _told(self.site.as_(person).post(_path(path), body, seen=seen), status)

    def get(self, person: Named, path: str, *, status: int = 200, **params: Any) -> dict[str, Any]:
        return _told(self.site.as_(person).get(_path(path), **params), status)


@pytest.fixture(scope="module")
def merged(site: Site, folder: Path) -> Merged:
    """Decided today, true since twenty days ago."""
    both = Merged(site, settle(site, folder), settle(site, folder, policy="changzhi", quarter=NEXT_DOOR))
    stood = [one["building"] for one in both.first.buildings[0]][:1]
    formed = {"grid": both.first.grids[0], "name": "东楼组", "buildings": stood, "reason": "单独成组"}
    group = both.post(desk_chen, f"/communities/{both.first.quarter.code}/building-groups", formed, status=201)["group"]
    both = replace(both, group=group)
    both.post(admin_he, "/communities", {"code": NEW, "name": "锦湖社区", "profile": "erenhot"}, status=201)
    codes = [town.quarter.code for town in both.towns]
    body = {"communities": codes, "on": MERGED_ON.isoformat(), "document": DOCUMENT}
    assert both.post(approver_wang, "merge", body, status=422)["code"] == "command.reason_missing", "told late, and why is not said"
    both.post(approver_wang, "merge", body | {"reason": "文件送达晚"})
    return both


def _told(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    return answer.json()


def _path(path: str) -> str:
    return f"/api{path}" if path.startswith("/") else f"/api/communities/{NEW}/{path}"
