"""指标 over whole HTTP: every figure with its definition, the same rows in every form, a warden's own grids beside the community's."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from api.context import CHINA
from api.indicators.told import KNOWN
from domain.policy import PolicyProfile
from tests.api.conftest import Caller, Site
from tests.api.lived_in import COMMUNITY, SINCE, Town, now, settle
from tests.people import auditor_zhou, reporter_xu, warden_sun, warden_zhao

FIGURES = f"{COMMUNITY}/figures"
VISITED = {"grid": "", "grid_name": "", "households": 2, "visited": 1, "visits": 2, "share": 50.0}


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    """One household visited twice, at home and by telephone."""
    town = settle(site, folder, households=2)
    purpose = next(iter(PolicyProfile.load("erenhot").purposes))
    said = {"household": town.households[0][0], "purpose": purpose, "issue": "水压低", "feedback": "已报物业"}
    for contact in ("home", "phone"):
        made = site.as_(warden_zhao).post("/api/visits", said | {"visited_at": now(site, -1).isoformat(), "contact": contact})
        assert made.status_code == 201, made.text
    return town


def asked(caller: Caller, figure: str, **given: Any) -> dict[str, Any]:
    answer = caller.get(f"{FIGURES}/{figure}", **given)
    assert answer.status_code == 200, answer.text
    return answer.json()


def week(site: Site) -> dict[str, str]:
    today = now(site).astimezone(CHINA).date()
    return {"since": (today - timedelta(days=7)).isoformat(), "until": today.isoformat()}


def test_every_figure_has_a_definition_in_both_languages_and_a_meaning_for_every_column(site: Site, town: Town):
    told = site.as_(reporter_xu).get(FIGURES).json()
    assert [one["figure"] for one in told["figures"]] == list(KNOWN)
    for one in told["figures"]:
        for zh, en in (one["title"], one["definition"]):
            assert not zh.startswith("figure.") and not en.startswith("figure.")
        assert not [each for each in one["columns"] if each["means"].startswith("column.")]
        assert not [pair for pair in one["words"].values() if pair[0].startswith("figure.word.")]


def by_grid(told: dict[str, Any], column: str) -> list[Any]:
    return [row[column] for row in told["rows"]]


def test_homes_tickets_and_visits_by_grid(site: Site, town: Town):
    xu, span = site.as_(reporter_xu), week(site)
    assert by_grid(asked(xu, "homes"), "households") == [2, 2, 2, 2]
    tickets = asked(xu, "tickets", **span)
    assert [by_grid(tickets, each) for each in ("reported", "closed", "open")] == [[0] * 4, [0] * 4, [1] * 4]
    then = {"since": SINCE.isoformat(), "until": SINCE.isoformat()}
    assert by_grid(asked(xu, "tickets", **then), "reported") == [1] * 4
    visits = asked(xu, "visits", **span)
    assert visits["rows"][0] | {"grid": "", "grid_name": ""} == VISITED
    assert by_grid(visits, "share") == [50.0, 0.0, 0.0, 0.0]
    assert [[row[each] for each in ("home", "phone", "visits")] for row in asked(xu, "purposes", **span)["rows"]] == [[1, 1, 2]]


def test_an_earlier_day_knows_nothing_of_what_came_after(site: Site, town: Town):
    before = (SINCE - timedelta(days=1)).isoformat()
    xu, given = site.as_(reporter_xu), {"since": before, "until": before}
    assert asked(xu, "homes", **given)["rows"] == []
    that_day = {"since": SINCE.isoformat(), "until": SINCE.isoformat()}
    assert asked(xu, "visits", **that_day)["as_of"] == SINCE.isoformat()
    assert by_grid(asked(xu, "visits", **that_day), "visited") == [0] * 4


def test_a_file_holds_the_rows_of_the_page(site: Site, town: Town):
    xu, span = site.as_(reporter_xu), week(site)
    for figure in KNOWN:
        told = asked(xu, figure, **span)
        expected = [[_cell(told, row[each["column"]]) for each in told["columns"]] for row in told["rows"]]
        content = xu.get(f"{FIGURES}/{figure}", format="csv", **span)
        lines = list(csv.reader(io.StringIO(content.content.decode("utf-8-sig"))))
        assert lines == [[each["zh"] for each in told["columns"]], *expected]
    book = CalamineWorkbook.from_filelike(io.BytesIO(xu.get(f"{FIGURES}/visits", format="xlsx", **span).content))
    assert [row[2:5] for row in book.get_sheet_by_index(0).to_python()[1:]] == [[2, 1, 2], [2, 0, 0], [2, 0, 0], [2, 0, 0]]
    assert [row for row in book.get_sheet_by_name("说明").to_python() if row[0] == "走访户"]


def _cell(told: dict[str, Any], value: Any) -> str:
    return "" if value is None else told["words"].get(value, (str(value),))[0]


def test_a_warden_sees_the_own_grids_beside_the_community(site: Site, town: Town):
    zhao, sun = site.as_(warden_zhao), site.as_(warden_sun)
    assert [by_grid(asked(each, "homes"), "households") for each in (zhao, sun)] == [[2], [2, 2]]
    assert not set(by_grid(asked(zhao, "homes"), "grid")) & set(by_grid(asked(sun, "homes"), "grid"))
    assert asked(zhao, "levels", **week(site)) == asked(site.as_(reporter_xu), "levels", **week(site))
    foreign = zhao.get(f"{FIGURES}/homes", grid=town.grids[-1])
    assert (foreign.status_code, foreign.json()["code"]) == (403, "auth.not_yours")


def test_one_grid_is_asked_for_alone(site: Site, town: Town):
    told = site.as_(auditor_zhou).get(FIGURES, grid=town.grids[1]).json()
    assert [len(one["rows"]) for one in told["figures"] if one["figure"] in ("homes", "tickets", "visits")] == [1, 1, 1]
    assert [one["grid"] for one in told["grids"]] == [town.grids[1]]


def test_what_cannot_be_asked_is_refused_in_words(site: Site, town: Town):
    xu = site.as_(reporter_xu)
    backwards = xu.get(FIGURES, since="2026-02-01", until="2026-01-01")
    assert (backwards.status_code, backwards.json()["code"]) == (422, "figure.period_unsound")
    unknown = xu.get(f"{FIGURES}/happiness")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "figure.unknown")
    nobody = site.as_().get(FIGURES)
    assert nobody.status_code in (401, 403)
