"""指标 over whole HTTP: every figure with its definition, the same rows in every form, a warden's own grids beside the community's."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from api.context import CHINA
from api.indicators import tiers
from api.indicators.told import KNOWN
from domain.policy import PolicyProfile
from projections.rebuild import rebuild
from tests.api.conftest import Caller, Site
from tests.api.lived_in import CODE, COMMUNITY, SINCE, Town, at, now, settle
from tests.people import approver_wang, auditor_zhou, desk_chen, planner_lin, reporter_xu, warden_sun, warden_zhao

FIGURES = f"{COMMUNITY}/figures"
VISITED = {"grid": "", "grid_name": "", "households": 2, "visited": 1, "visits": 2, "share": 50.0}


RATES = {
    "handled_rate": 100.0,
    "closed_rate": 100.0,
    "in_time_rate": 100.0,
    "extended_rate": 0.0,
    "undone_rate": 50.0,
    "content_rate": 100.0,
}


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
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(xu.get(f"{FIGURES}/{figure}", format="xlsx", **span).content))
        assert workbook.get_sheet_by_index(0).to_python()[0] == lines[0], figure
    book = CalamineWorkbook.from_filelike(io.BytesIO(xu.get(f"{FIGURES}/visits", format="xlsx", **span).content))
    assert [row[2:5] for row in book.get_sheet_by_index(0).to_python()[1:]] == [[2, 1, 2], [2, 0, 0], [2, 0, 0], [2, 0, 0]]
    assert [row for row in book.get_sheet_by_name("说明").to_python() if row[0] == "走访户"]


def _cell(told: dict[str, Any], value: Any) -> str:
    return "" if value is None else told["words"].get(value, (str(value),))[0]


def test_a_warden_sees_the_own_grids_beside_the_community(site: Site, town: Town):
    zhao, sun = site.as_(warden_zhao), site.as_(warden_sun)
    assert [by_grid(asked(each, "homes"), "households") for each in (zhao, sun)] == [[2], [2, 2]]
    assert not set(by_grid(asked(zhao, "homes"), "grid")) & set(by_grid(asked(sun, "homes"), "grid"))
    xu = site.as_(reporter_xu)
    assert [asked(each, "levels", **week(site)) | {"known_at": ""} for each in (zhao, xu)] == [
        asked(xu, "levels", **week(site)) | {"known_at": ""}
    ] * 2
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


def close(site: Site, ticket: str, since: datetime, satisfaction: int | None) -> None:
    """From acceptance to close, an hour a step."""
    steps = (
        ("acceptance", {}),
        ("handling", {"text": "已修"}),
        ("feedback", {"text": "已告知", "satisfaction": satisfaction}),
        ("closing", {"outcome": "solved"}),
    )
    for number, (name, said) in enumerate(steps):
        step(site, ticket, name, effective_at=(since + timedelta(hours=number)).isoformat(), **said)


def step(site: Site, ticket: str, name: str, **said: Any) -> None:
    seen = site.office.journal.versions([ticket])[ticket]
    done = site.as_(desk_chen).post(f"/api/tickets/{ticket}/{name}", said, seen=seen)
    assert done.status_code == 200, done.text


@pytest.mark.rule("P8", "Z16", "E9")
def test_rates_count_what_came_in_what_fell_due_and_what_was_done_again(site: Site, town: Town):
    """Of the first grid's one ticket: closed, opened again, closed once more, the second time with a word of praise."""
    ticket, morning = town.tickets[0], datetime.combine(SINCE, time(11), CHINA)
    close(site, ticket, morning, satisfaction=None)
    step(site, ticket, "reopening", text="又坏了", effective_at=(morning + timedelta(hours=5)).isoformat())
    close(site, ticket, morning + timedelta(hours=6), satisfaction=5)
    xu, span = site.as_(reporter_xu), {"since": SINCE.isoformat(), "until": (SINCE + timedelta(days=60)).isoformat()}
    told = asked(xu, "rates", **span)
    mine, other = told["rows"][:2]
    assert {each: mine[each] for each in RATES} == RATES
    assert [mine[each] for each in ("filed", "closings", "undone", "asked", "content")] == [1, 2, 1, 1, 1]
    assert [other[each] for each in ("filed", "handled", "due", "in_time")] == [1, 0, 1, 0]
    before = asked(xu, "rates", **span | {"as_of": (SINCE - timedelta(days=1)).isoformat()})
    assert [row["filed"] for row in before["rows"]] == []


@pytest.mark.rule("P3")
def test_the_load_of_who_holds_two_grids_is_halved_between_them(site: Site, town: Town):
    """Sun holds the third and the fourth grid."""
    rows = asked(site.as_(reporter_xu), "load")["rows"]
    assert [row["wardens"] for row in rows] == [1.0, 1.0, 0.5, 0.5]
    assert [row["households_each"] for row in rows] == [2.0, 2.0, 4.0, 4.0]


def moved(site: Site, town: Town) -> tuple[str, int, int]:
    """A draft in which another grid holds a building with a household and a ticket; from which grid to which, by place."""
    lin = site.as_(planner_lin)
    draft = lin.post(f"{COMMUNITY}/plans", {"start": "copy", "name": "调整"}).json()
    for source, standing in enumerate(town.buildings):
        for target, grid in enumerate(town.grids):
            body = {"to": grid, "buildings": [standing[0]["building"]]}
            if target != source and lin.post(f"/api/plans/{draft['plan']}/redraw", body, seen=draft["version"]).status_code == 200:
                return draft["plan"], source, target
    raise AssertionError("no building with a ticket stands at a border")


def test_figures_of_the_past_are_told_by_the_grids_of_another_plan(site: Site, town: Town):
    xu, span = site.as_(reporter_xu), {"since": SINCE.isoformat()}
    told = asked(xu, "tickets", boundaries=town.plan, **span)
    assert told["boundaries"] == town.plan
    assert told["rows"] == asked(xu, "tickets", **span)["rows"]
    draft, source, target = moved(site, town)
    for figure, column in (("homes", "households"), ("tickets", "reported"), ("rates", "filed"), ("visits", "households")):
        then, now = (asked(xu, figure, **span | borders) for borders in ({}, {"boundaries": draft}))
        before, after = by_grid(then, column), by_grid(now, column)
        changed = {place: after[place] - before[place] for place in range(len(before)) if before[place] != after[place]}
        assert changed == {source: -changed[target], target: changed[target]} and changed[target] > 0, figure
    refused = xu.get(f"{FIGURES}/load", boundaries="now")
    assert (refused.status_code, refused.json()["code"]) == (409, "figure.not_restated")
    assert "load" not in [one["figure"] for one in xu.get(FIGURES, boundaries="now").json()["figures"]]
    own = site.as_(warden_zhao).get(f"{FIGURES}/homes", boundaries="now")
    assert (own.status_code, own.json()["code"]) == (403, "auth.role")


def test_an_area_adds_up_its_communities(site: Site, town: Town):
    xu = site.as_(reporter_xu)
    for figure, column in (("homes", "people"), ("tickets", "reported"), ("rates", "filed"), ("visits", "visits")):
        (line,) = xu.get(f"/api/areas/321111/figures/{figure}", since=SINCE.isoformat()).json()["rows"]
        assert (line["community"], line[column]) == (CODE, sum(by_grid(asked(xu, figure, since=SINCE.isoformat()), column)))
    (line,) = xu.get("/api/areas/321111009/figures/load").json()["rows"]
    told = asked(xu, "load")
    people = sum(by_grid(told, "people"))
    assert (line["wardens"], line["people"], line["people_each"]) == (3, people, round(people / 3, 1))
    assert xu.get("/api/areas/321111009/figures/visit_rounds").json()["code"] == "figure.not_summed"
    assert xu.get("/api/areas/110101/figures/homes").json()["code"] == "area.unknown"


def test_what_is_missing_is_what_the_report_names(site: Site, town: Town):
    xu = site.as_(reporter_xu)
    named = site.as_(auditor_zhou).get(f"/api/communities/{CODE}/six-clear").json()
    titles = {one["key"]: one["title"] for one in named["definitions"]}
    missing = [(grid["code"], titles[one["key"]], len(one["missing"])) for grid in named["grids"] for one in grid["clear"]]
    told = asked(xu, "six_clear")["rows"]
    assert [(one["grid"], one["clear"], one["missing"]) for one in told] == missing and sum(number for _, _, number in missing) > 0
    own = asked(site.as_(warden_zhao), "six_clear")["rows"]
    assert own and [one for one in told if one["grid"] in {each["grid"] for each in own}] == own


SPREAD = tuple(one.key for one in KNOWN.values() if one.spread)
"""Told of the whole community, of each grid, or of each community of an area."""


def test_what_an_area_tells_of_a_community_is_what_the_community_tells_of_itself(site: Site, town: Town):
    xu, given = site.as_(reporter_xu), {"since": SINCE.isoformat()}
    assert {"levels", "settled_low", "durations", "purposes", "replies", "modules"} == {*SPREAD}
    for figure in SPREAD:
        own = asked(xu, figure, **given)["rows"]
        for area in ("321111", "321111009", CODE):
            told = xu.get(f"/api/areas/{area}/figures/{figure}", **given).json()
            lines = [{each: one[each] for each in one if each not in ("community", "community_name")} for one in told["rows"]]
            assert own and lines == [{each: one[each] for each in one if each in line} for one, line in zip(own, lines, strict=True)], (
                figure
            )
            assert {one["community_name"] for one in told["rows"]} == {"锦绣社区"}
    drawn = xu.get("/api/areas/321111/figures/levels", format="svg", **given)
    assert "网格" in [each.text for each in ElementTree.fromstring(drawn.content).iter("{http://www.w3.org/2000/svg}text")]


def test_an_area_tells_what_each_community_lacks_by_its_own_regulation(site: Site, town: Town):
    xu = site.as_(reporter_xu)
    own = asked(xu, "six_clear")["rows"]
    told = xu.get("/api/areas/321111/figures/six_clear").json()
    assert [one["clear"] for one in told["rows"]] == list(dict.fromkeys(one["clear"] for one in own)) and len(told["rows"]) == 6
    for line in told["rows"]:
        assert line["missing"] == sum(one["missing"] for one in own if one["clear"] == line["clear"]), line["clear"]
        assert (line["community"], line["community_name"]) == (CODE, "锦绣社区")
    known = xu.get("/api/areas/321111/figures/six_clear", known_at=told["known_at"]).json()
    assert known["rows"] == told["rows"]
    drawn = xu.get("/api/areas/321111/figures/six_clear", format="svg")
    assert "锦绣社区" in [each.text for each in ElementTree.fromstring(drawn.content).iter("{http://www.w3.org/2000/svg}text")]


COUNTED = {"levels": "closed", "settled_low": "closed", "durations": "closed", "purposes": "visits", "replies": "owed"}
ADDED_UP = ("population", "non_public_organisations", "public_security", "disputes")
"""Modules of which each record lies in one grid."""


def test_what_is_told_of_the_community_is_told_of_each_grid_on_request(site: Site, town: Town):
    """And adds up to it; a warden sees the own grids."""
    xu, zhao, given = site.as_(reporter_xu), site.as_(warden_zhao), {"since": SINCE.isoformat()}
    for figure, column in COUNTED.items():
        whole, split = asked(xu, figure, **given), asked(xu, figure, by="grid", **given)
        assert sum(by_grid(split, column)) == sum(by_grid(whole, column)), figure
        assert [each["column"] for each in split["columns"]] == ["grid", "grid_name", *[each["column"] for each in whole["columns"]]]
        assert {one["grid"] for one in asked(zhao, figure, by="grid", **given)["rows"]} <= {one["grid"] for one in split["rows"][:4]}
    assert [one["closed"] for one in asked(xu, "levels", by="grid", **given)["rows"][:4]] == [1, 0, 0, 0]
    (visits,) = asked(xu, "purposes", by="grid", **given)["rows"]
    assert (visits["grid"], visits["visits"]) == (asked(xu, "homes")["rows"][0]["grid"], 2)
    modules, split = (asked(xu, "modules", **how)["rows"] for how in ({}, {"by": "grid"}))
    for module in ADDED_UP:
        (records,) = [one["records"] for one in modules if one["module"] == module]
        assert sum(one["records"] for one in split if one["module"] == module) == records
    assert {one["records"] for one in split if one["module"] == "organisation_and_work"} == {3}, "a grid, and the two who hold it"
    every = {one["figure"]: one["columns"][0]["column"] for one in xu.get(FIGURES, by="grid").json()["figures"]}
    assert {figure for figure, first in every.items() if first == "grid"} >= {*SPREAD, "homes", "rates"}
    refused = xu.get(f"{FIGURES}/burdens", by="grid")
    assert (refused.status_code, refused.json()["code"]) == (409, "figure.not_by_grid")
    picture = xu.get(f"{FIGURES}/purposes", format="svg", by="grid", **given)
    assert picture.headers["content-type"].startswith("image/svg+xml")


def test_the_catalogue_says_in_words_why_a_figure_is_not_told_so(site: Site, town: Town):
    told = {one["figure"]: one for one in site.as_(reporter_xu).get("/api/figures").json()["figures"]}
    for figure, one in told.items():
        asked_for = {"grid": one["by_grid"], "area": one["by_area"], "boundaries": one["restates"]}
        assert {*one["unless"]} == {each for each, is_told in asked_for.items() if not is_told}, figure
        assert not [zh for zh, _ in one["unless"].values() if zh.startswith("figure.")]
    assert [figure for figure, one in told.items() if not one["by_grid"]] == ["burdens", "funding", "targets"]


def test_a_chart_is_a_picture_that_names_its_bars(site: Site, town: Town):
    answer = site.as_(reporter_xu).get(f"{FIGURES}/rates", format="svg", since=SINCE.isoformat())
    assert answer.headers["content-type"].startswith("image/svg+xml")
    drawn = ElementTree.fromstring(answer.content)
    named = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert named[0] == "工单各率"
    assert [each for each in named if each.endswith("处置率（%）: 100.0")]
    nothing = site.as_(reporter_xu).get(f"{FIGURES}/replies", format="svg")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "figure.not_drawn")


def test_the_catalogue_says_how_each_is_counted_and_in_whose_words_it_is_asked_for(site: Site, town: Town):
    told = site.as_(reporter_xu).get("/api/figures").json()["figures"]
    assert [one["figure"] for one in told] == list(KNOWN)
    for one in told:
        assert one["sources"] and not one["formula"][0].startswith("figure.")
        assert all(rule["quotes"] for rule in one["rules"])
        counted = [each for each in one["columns"] if each["column"] in one["sums"]]
        assert all(each["unit"] and not each["unit"][0].startswith("figure.") for each in counted)


def all_of(caller: Caller, **given: Any) -> dict[str, str]:
    """Every figure's rows as they travel, to the byte."""
    told = caller.get(FIGURES, since=SINCE.isoformat(), **given)
    assert told.status_code == 200, told.text
    return {one["figure"]: json.dumps(one["rows"], ensure_ascii=False) for one in told.json()["figures"]}


RESTATED = ("homes", "tickets", "rates", "visits")
TOLD_BY_AREA = tuple(one.key for one in KNOWN.values() if tiers.is_summed(one))


def of_area(caller: Caller, **given: Any) -> dict[str, str]:
    """Every figure that is told of areas, of the district and of the subdistrict by turns, to the byte."""
    found = {}
    for figure, area in zip(TOLD_BY_AREA, cycle(("321111", "321111009"))):
        told = caller.get(f"/api/areas/{area}/figures/{figure}", since=SINCE.isoformat(), **given)
        assert told.status_code == 200, told.text
        found[figure] = json.dumps(told.json()["rows"], ensure_ascii=False)
    return found


def test_asked_again_as_known_then_the_same_is_answered_whatever_was_told_since(site: Site, town: Town):
    """Two moments; then late visits and a late ticket, a household that had moved out long ago, other borders dated back, and every
    read model made anew from the journal. Of the community, restated to another plan's grids, and of the areas above it."""
    xu, zhao, chen = site.as_(reporter_xu), site.as_(warden_zhao), site.as_(desk_chen)
    first = now(site).isoformat()
    asked_first = all_of(xu)
    _late_visit(zhao, town, SINCE + timedelta(days=3))
    second = now(site).isoformat()
    asked_second, split_second, area_second, draft = all_of(xu), all_of(xu, by="grid"), of_area(xu), moved(site, town)[0]
    third = now(site).isoformat()
    restated_third = all_of(xu, by="grid", boundaries=draft)
    assert asked_second["visits"] != asked_first["visits"]
    _late_visit(zhao, town, SINCE + timedelta(days=4))
    told = {"category": "general_affairs", "text": "楼道灯", "building": town.buildings[1][0]["building"]}
    assert chen.post(f"{COMMUNITY}/tickets", told | {"effective_at": at(SINCE + timedelta(days=5))}).status_code == 201
    gone = f"/api/households/{town.households[1][0]}/departure"
    seen = site.office.journal.versions([town.households[1][0]])[town.households[1][0]]
    left = chen.post(gone, {"reason": "搬走", "effective_at": at(SINCE + timedelta(days=6))}, seen=seen)
    assert left.status_code == 200, left.text
    _enacted_since(site, draft)
    rebuild(site.office.journal, site.office.databases.project)
    for moment, before in ((first, asked_first), (second, asked_second)):
        again = all_of(xu, known_at=moment)
        assert before.keys() - again.keys() == {"funding", "targets"}
        assert again == {figure: before[figure] for figure in again}
    by_itself = [*((figure, {}) for figure in again), *((figure, {"by": "grid"}) for figure in SPREAD)]
    for figure, by in by_itself:  # it goes through no more than it is counted from
        told = asked(xu, figure, since=SINCE.isoformat(), known_at=second, **by)
        assert json.dumps(told["rows"], ensure_ascii=False) == (split_second if by else asked_second)[figure], figure
    assert of_area(xu, known_at=second) == area_second
    restated = all_of(xu, known_at=third, by="grid", boundaries=draft)
    assert restated == {figure: restated_third[figure] for figure in restated} and {*restated} >= {*RESTATED, *SPREAD} - {"modules"}
    assert {each for each, rows in of_area(xu).items() if rows != area_second[each]} >= {*RESTATED}
    restated = all_of(xu, by="grid", boundaries=draft)
    assert {each for each, rows in restated.items() if rows != restated_third[each]} >= {*RESTATED, "purposes"}
    today = all_of(xu)
    assert {each for each in today if today[each] != asked_second[each]} >= {"homes", "tickets", "visits", "rates", "purposes", "load"}
    refused = xu.get(f"{FIGURES}/targets", known_at=first)
    assert (refused.status_code, refused.json()["code"]) == (409, "figure.not_known_then")
    for path in (f"{FIGURES}/homes", "/api/areas/321111/figures/homes"):
        ahead = xu.get(path, known_at=now(site, 1).isoformat())
        assert (ahead.status_code, ahead.json()["code"]) == (422, "figure.known_ahead")


def test_more_than_can_be_gone_through_at_once_is_refused(site: Site, town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tiers, "MOST_EVENTS", 3)
    refused = site.as_(reporter_xu).get("/api/areas/321111/figures/homes", known_at=now(site).isoformat())
    assert (refused.status_code, refused.json()["code"], refused.json()["facts"]["limit"]) == (409, "figure.too_much_known", 3)


def _late_visit(zhao: Caller, town: Town, day: date) -> None:
    purpose = next(iter(PolicyProfile.load("erenhot").purposes))
    said = {"household": town.households[0][1], "purpose": purpose, "issue": "无", "feedback": "无", "contact": "home"}
    made = zhao.post("/api/visits", said | {"visited_at": at(day)})
    assert made.status_code == 201, made.text


def _enacted_since(site: Site, plan: str) -> None:
    """Enacted today, in force since thirty days."""
    lin, wang = site.as_(planner_lin), site.as_(approver_wang)
    seen = site.office.journal.versions([plan])[plan]
    for caller, step, body in (
        (lin, "submission", {}),
        (wang, "approval", {"document": "锦社建〔2026〕9号"}),
        (wang, "enactment", {"on": (SINCE + timedelta(days=30)).isoformat(), "document": "锦社建〔2026〕9号"}),
    ):
        done = caller.post(f"/api/plans/{plan}/{step}", body, seen=seen)
        assert done.status_code == 200, done.text
        seen = done.json()["version"]
