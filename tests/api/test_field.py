"""A warden's day over whole HTTP: the list, the visits, and what is counted of them."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest

from domain.policy import PolicyProfile
from tests.api.conftest import Site
from tests.api.lived_in import COMMUNITY, Town, now, register, settle
from tests.people import approver_wang, auditor_zhou, desk_chen, reporter_xu, warden_qian, warden_sun, warden_zhao

PROFILE = PolicyProfile.load("erenhot")
PURPOSE = next(iter(PROFILE.purposes))


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    """zhao's grid holds more households than a day's list."""
    town = settle(site, folder)
    chen = site.as_(desk_chen)
    for n in range(20):
        town.households[0].append(register(chen, town.buildings[0][0]["building"], f"9{n:02d}"))
    return town


def visit(town: Town, household: str, days_ago: float = 0, **changed: str) -> dict[str, str]:
    made = {"household": household, "purpose": PURPOSE, "issue": "水压低", "feedback": "已报物业"}
    return made | {"visited_at": now(town.site, -days_ago).isoformat()} | changed


@pytest.mark.rule("T1", "T2", "C3")
def test_the_days_list_has_the_profiles_number_and_fills_as_visits_are_recorded(site: Site, town: Town) -> None:
    zhao = site.as_(warden_zhao)
    assert zhao.post("/api/visits", visit(town, town.households[0][0], 3)).status_code == 201
    listed = zhao.get(f"{COMMUNITY}/visits/today").json()
    assert (listed["quota"], listed["visited"]) == (PROFILE.number("visit.households_per_day"), 0)
    assert len(listed["households"]) == 20
    assert town.households[0][0] not in [one["household"] for one in listed["households"]]
    first = listed["households"][0]["household"]
    made = zhao.post("/api/visits", visit(town, first, role="mediation", contact="phone"))
    assert made.status_code == 201, made.text
    after = zhao.get(f"{COMMUNITY}/visits/today").json()
    assert after["visited"] == 1
    assert [one["household"] for one in after["households"]] == [one["household"] for one in listed["households"]]
    assert after["households"][0]["done_at"] is not None


def test_a_warden_sees_the_own_list_alone_and_the_desk_names_one(site: Site, town: Town) -> None:
    asked = site.as_(warden_qian).get(f"{COMMUNITY}/visits/today", warden=town.wardens["zhao"]).json()
    assert asked["warden"] == town.wardens["qian"]
    assert site.as_(desk_chen).get(f"{COMMUNITY}/visits/today").status_code == 403
    shown = site.as_(auditor_zhou).get(f"{COMMUNITY}/visits/today", warden=town.wardens["zhao"])
    assert shown.json()["visited"] == 1
    assert site.as_(desk_chen).get(f"{COMMUNITY}/visits/today", warden="wdn-nobody0000000000").status_code == 404


@pytest.mark.rule("T2", "T18")
def test_what_was_found_is_opened_for_a_purpose_and_written_down(site: Site, town: Town) -> None:
    log = site.as_(reporter_xu).get(f"{COMMUNITY}/visits").json()["visits"]
    assert len(log) == 2 and "水压" not in str(log)
    one = f"/api/visits/{log[0]['visit']}"
    assert site.as_(desk_chen).get(one, purpose="回访核实").json()["issue"] == "水压低"
    assert site.as_(reporter_xu).get(one, purpose="好奇").json()["code"] == "auth.role"
    assert site.as_(warden_sun).get(one).json()["code"] == "auth.not_yours"
    with site.office.reading() as connection:
        read = connection.execute("select purpose from vault.read_log order by read_at desc, id desc limit 1").fetchone()
    assert read == ("回访核实",)


@pytest.mark.rule("T19", "R6")
def test_visits_are_counted_by_purpose_and_role_but_never_by_warden(site: Site, town: Town) -> None:
    counted = site.as_(reporter_xu).get(f"{COMMUNITY}/visits/statistics").json()["counts"]
    assert {(one["role"], one["contact"], one["visits"]) for one in counted} == {("liaison", "home", 1), ("mediation", "phone", 1)}
    assert {name for one in counted for name in one} == {"purpose", "role", "contact", "visits", "households"}


def sheet(town: Town, days: int = 2) -> str:
    """Six rows of zhao's: three good ones, one of a grid that is not his, one without a feedback, one of an unknown household."""
    day, mine, other = now(town.site, -days).date().isoformat(), town.households[0], town.households[2][0]
    title = PROFILE.purposes[PURPOSE].title
    rows = [f"{household},zhao,{day},{10 + n}:00,{title},漏水{n},已约维修,上门,调解员" for n, household in enumerate(mine[3:6])]
    rows += [f"{other},zhao,{day},15:00,{title},漏水,已约维修,上门,调解员", f"{mine[6]},zhao,{day},15:00,{title},漏水,,电话,"]
    rows += [f"hh-nobodyhere000000,zhao,{day},15:00,{title},漏水,已约维修,,"]
    return "\n".join(["走访登记表", "住户编号,网格员,走访日期,时刻,目的,问题,反馈,方式,五员", *rows])


def upload(site: Site, text: str):
    file = ("走访.csv", text.encode("gb18030"))
    return site.as_(desk_chen).post(f"{COMMUNITY}/visits-import", files={"file": file})


def test_a_sheet_of_visits_gets_a_result_for_every_row(site: Site, town: Town) -> None:
    answer = upload(site, sheet(town))
    assert answer.status_code == 201, answer.text
    told = [(row["row"], row["result"], row["code"]) for row in answer.json()["rows"]]
    assert told == [
        (3, "recorded", "visit_sheet.recorded"),
        (4, "recorded", "visit_sheet.recorded"),
        (5, "recorded", "visit_sheet.recorded"),
        (6, "refused", "visit.not_your_grid"),
        (7, "refused", "visit_sheet.cell_missing"),
        (8, "refused", "household.unknown"),
    ]
    assert "漏水" not in answer.text


def test_the_sheet_that_comes_again_goes_on_where_it_stopped(site: Site, town: Town) -> None:
    head = site.office.journal.head()
    again = upload(site, sheet(town)).json()
    assert again["counts"] == {"rows": 6, "known": 3, "refused": 3}
    assert site.office.journal.head() == head
    corrected = sheet(town).replace("漏水,,电话", "漏水,已约维修,电话")
    assert upload(site, corrected).json()["counts"] == {"rows": 6, "known": 3, "recorded": 1, "refused": 2}
    twice = (
        corrected + "\n" + corrected.splitlines()[2].replace("10:00", "9:00") + "\n" + corrected.splitlines()[2].replace("10:00", "09:00")
    )
    assert upload(site, twice).json()["counts"] == {"rows": 8, "known": 5, "recorded": 1, "refused": 2}


def test_a_wardens_sheet_records_the_own_visits_alone(site: Site, town: Town) -> None:
    """Whose they are need not be said; a colleague's row is refused."""
    lines = sheet(town).splitlines()[1:4]
    mine = lines[0] + "\n" + lines[1].replace("zhao", "").replace(":00", ":20") + "\n" + lines[2].replace("zhao", "qian")
    answer = site.as_(warden_zhao).post(f"{COMMUNITY}/visits-import", files={"file": ("走访.csv", mine.encode())})
    assert [row["code"] for row in answer.json()["rows"]] == ["visit_sheet.recorded", "auth.not_yours"]


def test_a_sheet_without_the_three_parts_of_a_visit_is_refused_as_a_whole(site: Site, town: Town) -> None:
    refused = upload(site, "住户编号,网格员,走访日期\nhh-x,zhao,2024-01-01")
    assert refused.status_code == 422, refused.text


@pytest.mark.rule("D11")
def test_a_visit_round_measures_its_coverage_and_the_year_counts_its_rounds(site: Site, town: Town) -> None:
    chen, today = site.as_(desk_chen), now(site).date()
    asked = {"title": "集中走访", "starts_on": (today - timedelta(days=4)).isoformat(), "ends_on": today.isoformat()}
    opened = chen.post(f"{COMMUNITY}/visit-rounds", asked)
    assert opened.status_code == 201, opened.text
    assert chen.post(f"{COMMUNITY}/visit-rounds", asked).json()["code"] == "visit_round.open_already"
    shown = site.as_(warden_zhao).get(f"{COMMUNITY}/visit-rounds/{opened.json()['round']}").json()["coverage"]
    visited = {one["household"] for one in chen.get(f"{COMMUNITY}/visits", limit=1000).json()["visits"]}
    assert shown == [{"grid": town.grids[0], "households": 22, "visited": len(visited)}]
    closed = chen.post(f"{COMMUNITY}/visit-rounds/{opened.json()['round']}/closing", {}).json()
    assert (closed["households"], closed["visited"]) == (22 + 2 * (len(town.grids) - 1), len(visited))
    year = chen.get(f"{COMMUNITY}/visit-rounds", year=int(asked["starts_on"][:4])).json()
    assert len(year["rounds"]) == 1 and year["asked"] is None
    asked_by = tomllib.loads(resources.files("domain").joinpath("policies", "daiban.toml").read_text("utf-8"))
    assert (asked_by["cadences"]["visit_round"]["times"], asked_by["cadences"]["visit_round"]["every"]) == (2, "year")


@pytest.mark.rule("C3", "E2")
def test_a_patrol_is_told_by_who_was_on_duty_in_the_grid(site: Site, town: Town) -> None:
    body = {"grid": town.grids[0], "walked_at": now(site, -1).isoformat(), "text": "消防通道堆物"}
    assert site.as_(warden_zhao).post(f"{COMMUNITY}/patrols", body).status_code == 201
    refused = site.as_(warden_sun).post(f"{COMMUNITY}/patrols", body)
    assert (refused.status_code, refused.json()["code"]) == (403, "patrol.not_your_grid")
    ahead = site.as_(warden_zhao).post(f"{COMMUNITY}/patrols", body | {"walked_at": now(site, 1).isoformat()})
    assert ahead.json()["code"] == "patrol.in_future"
    (walked,) = site.as_(reporter_xu).get(f"{COMMUNITY}/patrols").json()["patrols"]
    assert (walked["grid"], walked["patrols"]) == (town.grids[0], 1)
    assert "消防" not in str(walked) and "warden" not in walked


def recorded_today(site: Site, town: Town, household: str, days_ago: float = 0) -> str:
    made = site.as_(warden_zhao).post("/api/visits", visit(town, household, days_ago))
    assert made.status_code == 201, made.text
    return str(made.json()["visit"])


def visited_by_then(site: Site, moment: str | None = None) -> int:
    """Households visited this week, by the figure; moment: as it was known then."""
    given = {"since": (now(site) - timedelta(days=6)).date().isoformat()} | ({"known_at": moment} if moment else {})
    rows = site.as_(reporter_xu).get(f"{COMMUNITY}/figures/visits", **given).json()["rows"]
    return sum(one["visited"] for one in rows)


def test_a_visit_that_was_sent_is_put_right_and_both_truths_are_told(site: Site, town: Town) -> None:
    zhao = site.as_(warden_zhao)
    visited = {one["household"] for one in zhao.get(f"{COMMUNITY}/visits", limit=1000).json()["visits"]}
    seen = min(visited.intersection(town.households[0]))
    unvisited, right = sorted(set(town.households[0]) - visited)[:2]
    name = recorded_today(site, town, unvisited)
    road, before, moment = f"/api/visits/{name}/corrections", visited_by_then(site), now(site).isoformat()
    made = zhao.post(road, {"household": right, "contact": "phone", "feedback": "已约物业周三", "why": "记错了门"})
    assert made.status_code == 201, made.text
    assert (made.json()["outcome"], made.json()["because"]) == ("corrected", None)
    again = zhao.post(road, {"visited_at": now(site, -0.1).isoformat(), "household": seen, "why": "是隔壁"})
    assert (again.status_code, again.json()["outcome"]) == (201, "corrected")
    shown = zhao.get(f"/api/visits/{name}").json()
    assert (shown["household"], shown["contact"]) == (seen, "phone")
    assert (visited_by_then(site), visited_by_then(site, moment)) == (before - 1, before)
    told = zhao.get(road, purpose="核对更正").json()["corrections"]
    assert [one["changed"] for one in told] == [["household", "visited_at"], ["household", "contact", "text"]]
    assert (told[1]["was_text"]["feedback"], told[1]["told_text"]["feedback"], told[1]["why"]["text"]) == (
        "已报物业",
        "已约物业周三",
        "记错了门",
    )
    plain = site.as_(reporter_xu).get(road).json()["corrections"]
    assert "why" not in plain[0] and "物业" not in str(plain)
    assert site.as_(reporter_xu).get(road, purpose="好奇").json()["code"] == "auth.role"


def test_what_stands_already_a_colleagues_visit_and_a_grid_not_walked_are_refused(site: Site, town: Town) -> None:
    road = f"/api/visits/{recorded_today(site, town, town.households[0][16])}/corrections"
    zhao = site.as_(warden_zhao)
    refusals = [
        (zhao, {"purpose": PURPOSE, "why": "无"}, 422, "visit.nothing_corrected"),
        (zhao, {"household": town.households[2][0], "why": "错"}, 403, "visit.not_your_grid"),
        (zhao, {"visited_at": now(site, 1).isoformat(), "why": "错"}, 422, "visit.in_future"),
        (site.as_(warden_qian), {"contact": "phone", "why": "错"}, 403, "visit.not_your_visit"),
        (zhao, {"contact": "phone"}, 422, "http.input_invalid"),
    ]
    for caller, body, status, code in refusals:
        refused = caller.post(road, body)
        assert (refused.status_code, refused.json()["code"]) == (status, code), refused.text
    assert site.as_(desk_chen).post(f"{road}/approval", {}).json()["code"] == "visit.no_correction_pending"
    assert zhao.post("/api/visits/vis-nobody0000/corrections", {"contact": "phone", "why": "错"}).status_code == 404


def test_a_late_correction_waits_at_the_desk_for_somebody_else(site: Site, town: Town) -> None:
    zhao, chen = site.as_(warden_zhao), site.as_(desk_chen)
    name = recorded_today(site, town, town.households[0][17], days_ago=PROFILE.number("visit.corrected_within") + 1)
    road = f"/api/visits/{name}/corrections"
    asked = zhao.post(road, {"contact": "phone", "why": "是电话访"}).json()
    assert (asked["outcome"], asked["because"]) == ("proposed", "overdue")
    assert zhao.get(f"/api/visits/{name}").json()["contact"] == "home"
    assert zhao.post(road, {"contact": "phone", "why": "再说"}).json()["code"] == "visit.correction_pending"
    waiting = chen.get(f"{COMMUNITY}/visit-corrections", status="pending").json()
    (one,) = waiting["corrections"]
    assert (one["visit"], one["changed"], one["proposed_by"], one["because"]) == (name, ["contact"], "zhao", "overdue")
    assert PURPOSE in [each["purpose"] for each in waiting["purposes"]] and "电话" not in str(one)
    assert chen.post(f"{road}/rejection", {"text": "与抽查不符"}).json()["outcome"] == "rejected"
    assert chen.post(road, {"contact": "phone", "why": "核过通话记录"}).json()["outcome"] == "proposed"
    assert chen.post(f"{road}/approval", {}).json()["code"] == "visit.correction_proposer_decides"
    wang = site.as_(approver_wang)
    second, first = wang.get(road, purpose="审批更正").json()["corrections"]
    assert second["why"] == {"text": "核过通话记录"} and "why" not in first, "what waits for the decision, not what was decided"
    assert wang.post(f"{road}/approval", {}).json()["outcome"] == "corrected"
    assert wang.get(road, purpose="审批更正").json()["code"] == "auth.role"
    assert zhao.get(f"/api/visits/{name}").json()["contact"] == "phone"
    audited = site.as_(auditor_zhou).get("/api/audit/corrections", since="2020-01-01", until="2099-12-31").json()["lines"]
    lines = [
        (row["part"], row["fields"], row["outcome"], row["proposed_by"], row["decided_by"]) for row in audited if row["correction"] == name
    ]
    assert sorted(lines, key=str) == [
        ("visit", ["contact"], "approved", "chen", "wang"),
        ("visit", ["contact"], "rejected", "zhao", "chen"),
    ]
    everybody = site.as_(warden_sun).get(f"{COMMUNITY}/visit-corrections").json()["corrections"]
    assert everybody == []
