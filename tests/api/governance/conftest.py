"""A community under the 攀枝花 profile and one under 润州, for the stories of governance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.api.conftest import Caller, Site
from tests.people import Named, admin_he

PANZHIHUA, RUNZHOU = "510402001001", "321111001001"


@dataclass
class Town:
    """Calls one community's registers as this or that person; `ok` asserts the status and gives the answer."""

    site: Site
    code: str

    def post(self, person: Named, path: str, body: dict[str, Any], *, seen: int | None = None, status: int = 200) -> dict[str, Any]:
        return self._told(self.site.as_(person).post(self._path(path), body, seen=seen), status)

    def get(self, person: Named | None, path: str, **params: Any) -> dict[str, Any]:
        caller: Caller = self.site.as_(person)
        return self._told(caller.get(self._path(path), **params), 200)

    def _path(self, path: str) -> str:
        """`/…` as it stands, anything else below the community."""
        return f"/api{path}" if path.startswith("/") else f"/api/communities/{self.code}/{path}"

    @staticmethod
    def _told(answer: Any, status: int) -> dict[str, Any]:
        assert answer.status_code == status, answer.text
        return answer.json()


def registered(site: Site, code: str, profile: str) -> Town:
    answer = site.as_(admin_he).post("/api/communities", {"code": code, "name": f"{profile}社区", "profile": profile})
    assert answer.status_code == 201, answer.text
    return Town(site, code)


@pytest.fixture(scope="module")
def panzhihua(site: Site) -> Town:
    return registered(site, PANZHIHUA, "panzhihua")


@pytest.fixture(scope="module")
def runzhou(site: Site) -> Town:
    return registered(site, RUNZHOU, "runzhou")
