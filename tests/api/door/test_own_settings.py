"""Filters that somebody keeps for oneself: the same at every computer, nobody else's, and no number of a person in them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Site
from tests.people import desk_chen, planner_lin

PATH = "/api/settings/desk-filters"
KEPT = [{"name": "卫生逾期", "filter": {"state": "overdue", "category": "sanitation", "words": "20260928-AAUHMM 3号楼"}}]


def test_filters_are_the_accounts_own(site: Site) -> None:
    assert site.as_(desk_chen).get(PATH).json() == {"filters": []}
    assert site.as_(desk_chen).post(PATH, {"filters": KEPT}).json() == {"filters": KEPT}
    assert site.as_(desk_chen).get(PATH).json() == {"filters": KEPT}
    assert site.as_(planner_lin).get(PATH).json() == {"filters": []}
    site.as_(desk_chen).post(PATH, {"filters": []})
    assert site.as_(desk_chen).get(PATH).json() == {"filters": []}


@pytest.mark.parametrize(
    "given",
    [
        {"name": "x", "filter": {"state": "open", "words": "13912345678"}},
        {"name": "张三 321102199001011234", "filter": {"state": "open"}},
        {"name": "x", "filter": {"state": "open", "note": "任意内容"}},
        {"name": "x", "filter": {"state": "secret"}},
        {"name": " ", "filter": {"state": "open"}},
    ],
)
def test_nothing_else_is_kept_there(site: Site, given: dict[str, Any]) -> None:
    answer = site.as_(desk_chen).post(PATH, {"filters": [given]})
    assert (answer.status_code, answer.json()["code"]) == (422, "http.input_invalid")
