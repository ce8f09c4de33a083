"""One settled estate for the stories of a community's structure: four grids, their wardens, two households in each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api import lived_in
from tests.api.conftest import Site
from tests.api.lived_in import COMMUNITY, Town
from tests.people import Named


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return lived_in.settle(site, folder)


def post(town: Town, person: Named, path: str, body: dict[str, Any], *, seen: int | None = None, status: int = 200) -> dict[str, Any]:
    """`/…` as it stands, anything else below the community."""
    return told(town.site.as_(person).post(_path(path), body, seen=seen), status)


def get(town: Town, person: Named | None, path: str, *, status: int = 200, **params: Any) -> dict[str, Any]:
    return told(town.site.as_(person).get(_path(path), **params), status)


def told(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    return answer.json()


def _path(path: str) -> str:
    return f"/api{path}" if path.startswith("/") else f"{COMMUNITY}/{path}"
