"""The auditor's questions, asked over HTTP as named people and at the command line, of one town with a late move and a correction."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest

from api import accounts
from api.notary.folder import Folder
from tests.api.cli import Desk
from tests.api.conftest import Caller, Site
from tests.api.lived_in import CODE, COMMUNITY, SINCE, Town, at, settle
from tests.days import china_today
from tests.people import PASSWORD, Named, approver_wang, auditor_zhou, desk_chen, planner_lin, reporter_xu, warden_qian, warden_zhao

TODAY = china_today()
MOVED = TODAY - timedelta(days=60)
WHOLE = {"since": SINCE.isoformat(), "until": TODAY.isoformat()}
LEAVE = TODAY + timedelta(days=10)
PURPOSE = "核对<b>居住</b>"
DOCUMENT = "锦社建〔2026〕1号"


@dataclass
class Story:
    """household: of grid 0, moved to grid 1 on MOVED; from that day li, not sun, holds the post of grid 3; both told today. Then the
    household's door was corrected. before: an instant before all that was told."""

    town: Town
    household: str
    before: datetime
    correction: str
    rejected: str


@pytest.fixture(scope="module")
def story(site: Site, folder: Path) -> Story:
    town = settle(site, folder)
    chen, household = site.as_(desk_chen), town.households[0][0]
    before = site.office.clock()
    there = town.buildings[1][0]["building"]
    move = {"building": there, "door": {"unit": "2", "room": "202"}, "reason": "换房", "document": "=换房", "effective_at": at(MOVED)}
    assert (moved := chen.post(f"/api/households/{household}/move", move, seen=1)).status_code == 200, moved.text
    taken_over = {"warden": town.wardens["li"], "standby": town.wardens["sun"], "effective_at": at(MOVED)}
    assert (taken := chen.post(f"{COMMUNITY}/posts/{town.posts[3]}/primary", taken_over)).status_code == 200, taken.text
    proposed = chen.post(f"/api/households/{household}/corrections", {"door": {"unit": "2", "room": "203"}, "why": "室号写错"})
    stream = proposed.json()["correction"]
    assert site.as_(approver_wang).post(f"/api/corrections/{stream}/approval", {}).status_code == 200
    wrong = chen.post(f"/api/households/{household}/corrections", {"door": {"unit": "9", "room": "999"}, "why": "听"}).json()["correction"]
    assert site.as_(approver_wang).post(f"/api/corrections/{wrong}/rejection", {"text": "查无此事"}).status_code == 200
    days = {"starts_at": at(LEAVE, 0), "ends_at": at(LEAVE + timedelta(days=2), 0), "reason": "年休"}
    assert chen.post(f"{COMMUNITY}/leaves", {"warden": town.wardens["zhao"]} | days).status_code == 201
    assert chen.get(f"/api/households/{household}", purpose=PURPOSE).status_code == 200
    return Story(town, household, before, stream, wrong)


@pytest.fixture(scope="module")
def asked(site: Site, story: Story) -> Caller:
    return site.as_(auditor_zhou)


@pytest.fixture
def desk(site: Site, story: Story, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The command line of the same installation."""
    monkeypatch.setenv("MINQING_DATABASE_URL", site.office.databases.admin)
    monkeypatch.setenv("MINQING_HOME", str(site.office.settings.home))
    return Desk()


def told(answer: Any, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    return answer.json()


def names(answer: dict[str, Any]) -> list[str]:
    return [line["what"]["name"] for line in answer["lines"]]


def test_the_history_of_a_household_says_when_who_why_and_where_in_the_journal(asked: Caller, story: Story) -> None:
    lines = told(asked.get(f"/api/audit/history/{story.household}"))["lines"]
    whats = [line["what"]["name"] for line in lines]
    assert whats[:4] == ["household.registered", "household.moved_within", "correction.proposed", "household.door_corrected"]
    moved = lines[1]
    assert (moved["what"]["zh"], moved["what"]["en"]) != (moved["what"]["name"],) * 2
    assert datetime.fromisoformat(moved["at"]) == datetime.fromisoformat(at(MOVED)) and 59 <= moved["late_days"] <= 60
    assert moved["who"] == {"actor": "chen", "role": "desk"} and (moved["why"]["reason"], moved["why"]["document"]) == ("密存", "=换房")
    assert (moved["stream"], moved["version"], moved["community"]) == (story.household, 2, f"com-{CODE}")
    assert lines[3]["command"] == told(asked.get(f"/api/audit/history/{story.correction}"))["lines"][-1]["command"]
    assert "张三" not in str(lines) and "203" not in str([line["told"] for line in lines])


def test_whatever_is_written_down_is_told_what_it_is(asked: Caller, story: Story) -> None:
    town = story.town
    door = town.buildings[0][0]
    code = told(asked.get("/api/whois", building=door["building"]))["code"]
    written = {
        story.household: (story.household, "hh"),
        door["address"]: (door["building"], "bld"),
        code: (town.grids[0], "grd"),
        CODE: (f"com-{CODE}", "com"),
        "zhao": (town.wardens["zhao"], "wdn"),
        "chen": ("chen", "account"),
        "=换房": ("=换房", "document"),
    }
    found = {text: told(asked.get("/api/audit/subject", text=text)) for text in written}
    assert {text: (one["subject"], one["kind"]) for text, one in found.items()} == written
    assert found[story.household]["name"] is None and found[story.household]["has_state"] and found[code]["name"].endswith(code)
    assert told(asked.get("/api/audit/subject", text="没有的地方99号"), 404)["code"] == "address.unknown"


def test_the_events_of_a_period_by_kind_and_community(asked: Caller, story: Story) -> None:
    whole = told(asked.get("/api/audit/events", **WHOLE, limit=10_000))["lines"]
    assert [line["position"] for line in whole] == sorted(line["position"] for line in whole)
    kinds = {line["what"]["name"] for line in told(asked.get("/api/audit/events", **WHOLE, event="correction."))["lines"]}
    assert kinds == {"correction.proposed", "correction.approved", "correction.rejected"}
    mine = told(asked.get("/api/audit/events", **WHOLE, community=CODE, limit=10_000))["lines"]
    assert {line["community"] for line in mine} == {f"com-{CODE}"} and 0 < len(mine) <= len(whole)
    first = told(asked.get("/api/audit/events", **WHOLE, limit=2))
    assert [line["position"] for line in first["lines"]] == [line["position"] for line in whole[:2]] and first["next"]
    assert told(asked.get("/api/audit/events", **WHOLE, community="999999999999"), 404)["code"] == "audit.subject_unknown"


def test_what_was_true_by_a_day_and_what_was_known_by_a_moment(asked: Caller, story: Story) -> None:
    road = f"/api/audit/history/{story.household}"
    by_then = told(asked.get(road, as_of=(MOVED + timedelta(days=1)).isoformat()))
    assert names(by_then) == ["household.registered", "household.moved_within"]
    known = told(asked.get(road, as_of=(MOVED + timedelta(days=1)).isoformat(), known_at=story.before.isoformat()))
    assert names(known) == ["household.registered"]


def both(asked: Caller, subject: str, story: Story, on: date = MOVED + timedelta(days=1)) -> dict[str, Any]:
    return told(asked.get(f"/api/audit/as-of/{subject}", as_of=on.isoformat(), known_at=story.before.isoformat()))


def test_a_move_told_late_and_a_correction_change_what_is_known_of_a_day(asked: Caller, story: Story) -> None:
    town, day = story.town, both(asked, story.household, story)
    assert (day["then"]["grid"], day["now"]["grid"]) == (town.grids[0], town.grids[1])
    assert (day["then"]["building"], day["now"]["building"]) == (town.buildings[0][0]["building"], town.buildings[1][0]["building"])
    assert {"grid", "building", "door"} <= set(day["differs"])
    assert names(day) == ["household.moved_within"]
    earlier = both(asked, story.household, story, MOVED - timedelta(days=1))
    assert (earlier["then"], earlier["differs"], earlier["lines"]) == (earlier["now"], [], [])
    corrected = both(asked, story.household, story, TODAY + timedelta(days=1))
    assert corrected["then"]["door"].startswith("sealed ") and "household.door_corrected" in names(corrected)
    assert "张三" not in str(corrected) and "203" not in corrected["now"]["door"]


def test_who_answered_for_a_door_as_known_then_and_now(asked: Caller, story: Story) -> None:
    town = story.town
    for subject in (town.buildings[3][0]["building"], town.grids[3], town.posts[3]):
        day = both(asked, subject, story)
        assert (day["then"]["a"], day["then"]["on_duty"], day["now"]["a"], day["now"]["on_duty"]) == ("sun", "sun", "li", "li"), subject
        assert set(day["differs"]) == {"a", "b", "on_duty"}
    door = both(asked, town.buildings[3][0]["building"], story)["now"]
    told_by_view = told(asked.get("/api/whois", building=town.buildings[3][0]["building"], at=(MOVED + timedelta(days=1)).isoformat()))
    assert {name: told_by_view[name] for name in ("grid", "code", "plan", "document", "approved_by", "decided_by", "on_duty_as")} == {
        name: door[name] for name in ("grid", "code", "plan", "document", "approved_by", "decided_by", "on_duty_as")
    }
    assert "duty.primary_appointed" in names(both(asked, town.posts[3], story))
    li = both(asked, "li", story)
    assert (li["then"]["A"], li["now"]["A"]) == ([], [town.posts[3]])


def test_before_anything_was_known_nothing_is_told(asked: Caller, story: Story) -> None:
    for subject in (story.household, story.town.grids[0], story.town.tickets[0], story.town.plan, "zhao"):
        day = told(asked.get(f"/api/audit/as-of/{subject}", as_of=TODAY.isoformat(), known_at="2020-01-01"))
        assert day["then"] is None and day["now"] is not None, subject
    ticket = both(asked, story.town.tickets[0], story)
    assert ticket["now"]["status"] == "reported" and ticket["differs"] == []
    refused = asked.get(f"/api/audit/as-of/{story.correction}", as_of=TODAY.isoformat(), known_at=TODAY.isoformat())
    assert refused.json()["code"] == "audit.no_state"
    sheet = asked.get(f"/api/audit/as-of/{story.household}", as_of=MOVED.isoformat(), known_at=story.before.isoformat(), format="csv")
    assert '"网格",' in sheet.content.decode("utf-8-sig") and "≠" in sheet.content.decode("utf-8-sig")


def test_which_fields_of_anything_changed_and_by_which_event(asked: Caller, story: Story) -> None:
    town = story.town
    whole = told(asked.get(f"/api/audit/diff/{story.household}", **{"from": 1}))
    changed = {one["field"]: one for one in whole["fields"]}
    assert (changed["grid"]["from"], changed["grid"]["to"], changed["grid"]["versions"]) == (town.grids[0], town.grids[1], [2])
    assert changed["door"]["versions"] == [2, 3] and "203" not in str(changed["door"]["to"])
    assert names(whole) == ["household.moved_within", "household.door_corrected"] and whole["latest"] == 3
    assert [one["field"] for one in told(asked.get(f"/api/audit/diff/{story.household}", **{"from": 2, "to": 3}))["fields"]] == ["door"]
    for subject in (town.tickets[0], town.plan, CODE, story.correction, town.buildings[0][0]["building"], f"dty-{CODE}"):
        assert told(asked.get(f"/api/audit/diff/{subject}"))["fields"], subject
    assert asked.get(f"/api/audit/diff/{story.household}", **{"from": 9}).json()["code"] == "audit.version_outside"
    assert asked.get(f"/api/audit/diff/{town.grids[0]}").json()["code"] == "audit.no_versions"
    sheet = asked.get(f"/api/audit/diff/{story.household}", format="csv", **{"from": 1}).content.decode("utf-8-sig")
    assert sheet.startswith('"内容","原","现","由第几版"')


def test_land_and_buildings_that_a_grid_gained_and_lost(site: Site, asked: Caller, story: Story) -> None:
    lin, town = site.as_(planner_lin), story.town
    drafted = told(lin.post(f"{COMMUNITY}/plans", {"start": "copy", "name": "试"}), 201)
    mine = {one["building"] for one in town.buildings[0]}
    moved, to = next(pair for pair in _movable(lin, drafted, town))
    gained = _borders(asked, to, town.plan, drafted["plan"])
    lost = _borders(asked, town.grids[0], town.plan, drafted["plan"])
    assert [(one["building"], one["passed"]) for one in gained["lines"]] == [(moved, "in")] and moved in mine
    assert [(one["building"], one["passed"]) for one in lost["lines"]] == [(moved, "out")]
    assert gained["gained_m2"] == lost["lost_m2"] > 0 and gained["lost_m2"] == lost["gained_m2"] == 0
    assert gained["after_m2"] == pytest.approx(gained["before_m2"] + gained["gained_m2"], abs=0.2)
    assert measured_by_postgis(site, gained) == pytest.approx(gained["gained_m2"], rel=0.002)
    same = _borders(asked, to, SINCE.isoformat(), TODAY.isoformat())
    assert (same["gained_m2"], same["lost_m2"], same["lines"]) == (0, 0, [])
    first = _borders(asked, to, (SINCE - timedelta(days=9)).isoformat(), TODAY.isoformat())
    assert (first["before_m2"], first["gained_m2"]) == (0, first["after_m2"]) and first["gained_buildings"] == len(first["lines"]) > 0
    drawn = told(asked.get(f"/api/audit/borders/{to}", format="geojson", **{"from": town.plan, "to": drafted["plan"]}))
    assert {each["id"] for each in drawn["features"]} == {"before", "after", "gained"}


def _movable(lin: Caller, drafted: dict[str, Any], town: Town) -> Iterator[tuple[str, str]]:
    """Buildings of grid 0 that the draft gave to another grid."""
    for building in town.buildings[0]:
        for grid in town.grids[1:]:
            body = {"to": grid, "buildings": [building["building"]]}
            if lin.post(f"/api/plans/{drafted['plan']}/redraw", body, seen=drafted["version"]).status_code == 200:
                yield building["building"], grid


def _borders(asked: Caller, grid: str, before: str, after: str) -> dict[str, Any]:
    return told(asked.get(f"/api/audit/borders/{grid}", **{"from": before, "to": after}))


def measured_by_postgis(site: Site, change: dict[str, Any]) -> float:
    gained = next(each for each in change["features"] if each["id"] == "gained")
    with site.office.reading() as connection:
        found = connection.execute("select st_area(st_geomfromgeojson(%s)::geography)", (json.dumps(gained["geometry"]),)).fetchone()
    assert found is not None
    return float(found[0])


@pytest.mark.parametrize("kind", ["plan", "grid", "code", "post", "ticket", "warden", "account", "building", "community"])
def test_everything_has_a_history(kind: str, asked: Caller, story: Story) -> None:
    town = story.town
    subjects = {
        "plan": (town.plan, "plan.enacted"),
        "grid": (town.grids[1], "household.moved_within"),
        "code": (f"{CODE}001", "plan.enacted"),
        "post": (town.posts[0], "duty.primary_appointed"),
        "ticket": (town.tickets[0], "ticket.reported"),
        "warden": (town.wardens["zhao"], "duty.warden_enrolled"),
        "account": ("zhao", "duty.standby_designated"),
        "building": (town.buildings[1][0]["building"], "household.moved_within"),
        "community": (CODE, "correction.approved"),
    }
    subject, event = subjects[kind]
    assert event in names(told(asked.get(f"/api/audit/history/{subject}", limit=1000)))


def test_page_by_page_gives_the_whole(asked: Caller, story: Story) -> None:
    whole = told(asked.get(f"/api/audit/history/{CODE}", limit=10_000))
    assert whole["next"] is None and len(whole["lines"]) > 60
    pages, after = [], None
    while True:
        page = told(asked.get(f"/api/audit/history/{CODE}", limit=17, **({} if after is None else {"after": after})))
        pages += page["lines"]
        if (after := page["next"]) is None:
            break
    assert pages == whole["lines"]
    assert set(names(told(asked.get(f"/api/audit/history/{CODE}", event="plan.", limit=1000)))) >= {"plan.drafted", "plan.enacted"}
    assert set(names(told(asked.get(f"/api/audit/history/{CODE}", event=["plan.enacted"])))) == {"plan.enacted"}


def test_what_one_account_did_and_what_a_document_decided(asked: Caller, story: Story) -> None:
    acts = told(asked.get("/api/audit/acts/wang", **WHOLE))
    assert {line["who"]["actor"] for line in acts["lines"]} == {"wang"}
    assert {"plan.approved", "plan.enacted", "correction.approved", "household.door_corrected"} <= set(names(acts))
    assert names(told(asked.get("/api/audit/acts/wang", **WHOLE, event="correction."))) == ["correction.approved", "correction.rejected"]
    decided = told(asked.get("/api/audit/documents", number=DOCUMENT))
    assert {"plan.approved", "plan.enacted"} <= set(names(decided))
    assert {line["who"]["actor"] for line in decided["lines"]} == {"wang"}


def test_late_entries_by_community_and_account(asked: Caller, story: Story) -> None:
    late = told(asked.get("/api/audit/late", **WHOLE, days=50, event="household.moved_within"))
    assert [line["stream"] for line in late["lines"]] == [story.household]
    count = next(one for one in late["counts"] if one["actor"] == "chen")
    assert count["community"] == f"com-{CODE}" and count["longest"] >= 199
    assert told(asked.get("/api/audit/late", **WHOLE, days=50, account="wang", event="household."))["lines"] == []


def test_a_sheet_has_no_formula_and_opens_in_a_spreadsheet(asked: Caller, story: Story) -> None:
    sheet = asked.get(f"/api/audit/history/{story.household}", format="csv")
    assert sheet.headers["content-type"].startswith("text/csv") and sheet.content.startswith(b"\xef\xbb\xbf")
    heading, *rows = csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")))
    assert heading[:4] == ["属实时间", "录入时间", "迟录天数", "事项"]
    assert rows[1][heading.index("文号")] == "'=换房"
    assert rows[1][0] == f"{MOVED} 08:00"


@pytest.mark.parametrize("person", [warden_zhao, warden_qian], ids=lambda person: person.account)
def test_a_warden_asks_about_the_own_grids_alone(person: Named, site: Site, story: Story) -> None:
    caller, own = site.as_(person), 0 if person is warden_zhao else 1
    for grid in range(2):
        road = {story.town.grids[grid], story.town.tickets[grid], story.town.households[grid][1], story.town.buildings[grid][0]["building"]}
        for subject in road:
            assert caller.get(f"/api/audit/history/{subject}").status_code == (200 if grid == own else 403), subject
    assert caller.get(f"/api/audit/history/{person.account}").status_code == 200
    for foreign in (CODE, story.town.plan, story.town.posts[0], "sun"):
        assert caller.get(f"/api/audit/history/{foreign}").json()["code"] == "auth.not_yours", foreign
    assert caller.get("/api/audit/late", **WHOLE).json()["code"] == "auth.role"


def test_a_resident_and_a_reporter_ask_nothing(site: Site, story: Story) -> None:
    assert site.as_(None).get(f"/api/audit/history/{story.household}").status_code == 401
    assert site.as_(reporter_xu).get(f"/api/audit/history/{story.household}").json()["code"] == "auth.role"


@pytest.mark.parametrize("subject", ["hh-0000000000000000", "没有", "999999999999", "x" * 300])
def test_what_the_journal_does_not_speak_of(subject: str, asked: Caller) -> None:
    answer = asked.get(f"/api/audit/history/{subject}")
    assert (answer.status_code, answer.json()["code"]) == (404, "audit.subject_unknown")


def test_a_correction_names_fields_and_people_and_never_what_was_said(asked: Caller, story: Story) -> None:
    found = {one["correction"]: one for one in told(asked.get("/api/audit/corrections", **WHOLE))["lines"]}
    done, wrong = found[story.correction], found[story.rejected]
    assert (done["part"], done["fields"], done["household"]) == ("door", ["room"], story.household)
    assert (done["proposed_by"], done["outcome"], done["decided_by"]) == ("chen", "approved", "wang")
    assert (wrong["fields"], wrong["outcome"], wrong["effect"]) == (["room", "unit"], "rejected", None)
    effect = next(line for line in told(asked.get(f"/api/audit/history/{story.household}"))["lines"] if line["position"] == done["effect"])
    assert effect["what"]["name"] == "household.door_corrected"
    assert not {"202", "203", "999"} & set(re.findall(r"\b\d{3}\b", json.dumps([done["fields"], wrong["fields"]])))
    assert names(told(asked.get("/api/audit/refused", **WHOLE))) == ["correction.rejected"]


def test_a_plan_recorded_after_its_day_is_found(asked: Caller, story: Story) -> None:
    found = told(asked.get("/api/audit/retroactive", **WHOLE))["lines"]
    assert [(line["stream"], line["what"]["name"]) for line in found] == [(story.town.plan, "plan.enacted")]
    assert found[0]["late_days"] >= 199 and found[0]["why"]["document"] == DOCUMENT


def test_who_read_a_file_and_what_an_account_read(site: Site, asked: Caller, story: Story) -> None:
    read = told(asked.get("/api/audit/reads/chen", **WHOLE))["lines"]
    assert {(one["actor"], one["purpose"]) for one in read} == {("chen", PURPOSE)}
    assert {"name", "room"} <= {name for one in read for name in one["fields"]} and {one["community"] for one in read} == {f"com-{CODE}"}
    readers = told(asked.get(f"/api/audit/readers/{story.household}"))
    assert [one["id"] for one in readers["lines"]] == [one["id"] for one in read]
    other = told(asked.get(f"/api/audit/readers/{story.town.households[0][1]}"))
    assert other["lines"] == []
    page = site.as_(desk_chen).get(f"/api/audit/readers/{story.household}", format="html")
    assert page.headers["content-type"].startswith("text/html") and "档案查看记录" in page.text
    assert "核对&lt;b&gt;居住&lt;/b&gt;" in page.text and "<b>" not in page.text and "张三" not in page.text
    assert site.as_(warden_zhao).get(f"/api/audit/readers/{story.household}").json()["code"] == "auth.role"
    counted = told(asked.get("/api/audit/reads", **WHOLE))["lines"]
    (chens,) = [one for one in counted if one["actor"] == "chen"]
    assert (chens["role"], chens["reads"], chens["subjects"]) == ("desk", len(read), len({one["subject"] for one in read}))
    assert chens["last_read_at"] == max(one["read_at"] for one in read)
    assert told(asked.get("/api/audit/reads", since="2001-01-01", until="2001-01-31"))["lines"] == []
    first = told(asked.get("/api/audit/reads/chen", **WHOLE, limit=1))
    rest = told(asked.get("/api/audit/reads/chen", **WHOLE, after=first["next"]))
    assert first["lines"] + rest["lines"] == read


def test_everybody_who_answered_for_a_door_between_two_days(asked: Caller, story: Story) -> None:
    door, days = story.town.buildings[3][0]["building"], {"since": SINCE.isoformat(), "until": TODAY.isoformat()}
    lines = told(asked.get(f"/api/audit/responsible/{door}", **days))["lines"]
    assert [(one["a"], one["on_duty"], one["on_duty_as"]) for one in lines][-2:] == [("sun", "sun", "A"), ("li", "li", "A")]
    assert all(one["until"] == after["since"] for one, after in pairwise(lines))
    assert {(one["plan"], one["plan_document"], one["decided_by"]) for one in lines} == {(story.town.plan, DOCUMENT, "wang")}
    days = {"since": TODAY.isoformat(), "until": (LEAVE + timedelta(days=5)).isoformat()}
    lines = told(asked.get(f"/api/audit/responsible/{story.town.buildings[0][0]['building']}", **days))["lines"]
    assert [(one["on_duty"], one["on_duty_as"], one["reason"]) for one in lines] == [
        ("zhao", "A", None),
        ("qian", "B", "密存"),
        ("zhao", "A", None),
    ]
    asking = told(asked.get("/api/audit/responsible/" + door, since="2001-01-01", until="2001-02-01"))
    assert asking["lines"] == []


def test_a_parked_stream_is_told_without_its_text(site: Site, asked: Caller) -> None:
    with psycopg.connect(site.office.databases.project, autocommit=True) as connection:
        given = ("grids", "pln-0000000000000000", 1, "plan.drafted", "ValueError: planted")
        connection.execute("insert into views.parked (view, stream, position, event, error) values (%s, %s, %s, %s, %s)", given)
        try:
            (line,) = told(asked.get("/api/audit/parked"))["lines"]
        finally:
            connection.execute("delete from views.parked where error = 'ValueError: planted'")
    assert line == {"view": "grids", "stream": "pln-0000000000000000", "position": 1, "community": None, "fault": "ValueError"}


def test_an_auditor_of_another_community_finds_nothing_here(site: Site, story: Story) -> None:
    elsewhere = Named("elsewhere", "auditor", "外区审计")
    with site.office.app_pool.connection() as connection:
        accounts.open_account(connection, "elsewhere", "auditor", PASSWORD, site.office.clock(), communities=("com-321111009002",))
    caller = site.as_(elsewhere)
    for road in (f"history/{story.household}", f"history/{CODE}", f"diff/{story.town.plan}", f"readers/{story.household}", f"rules/{CODE}"):
        assert caller.get(f"/api/audit/{road}").json()["code"] == "auth.not_yours", road
    for road in ("acts/chen", "late", "corrections", "reads/chen", "retroactive", "refused"):
        assert told(caller.get(f"/api/audit/{road}", **WHOLE))["lines"] == [], road
    assert told(caller.get("/api/audit/documents", number=DOCUMENT))["lines"] == []


def test_what_the_rules_were_when_each_with_its_clause(site: Site, asked: Caller, story: Story) -> None:
    before = told(asked.get(f"/api/audit/rules/{CODE}"))
    first = next(one for one in before["lines"] if one["rule"] == "bands.grid.block")
    assert (first["value"]["low"], first["value"]["high"]) == (200, 300) and first["clause"]
    changed = site.as_(approver_wang).post(f"{COMMUNITY}/profile", {"profile": "runzhou", "reason": "一式两化"})
    assert changed.status_code == 200, changed.text
    after = told(site.as_(auditor_zhou).get(f"/api/audit/rules/{CODE}"))
    assert [name.partition("@")[0] for name in after["profiles"]] == ["erenhot", "runzhou"]
    bands = [one["value"]["low"] for one in after["lines"] if one["rule"] == "bands.grid.block"]
    assert bands == [200, 400]
    dropped = [one["rule"] for one in after["lines"] if one["value"] is None]
    assert dropped and not {one["rule"] for one in after["lines"] if one["profile"].startswith("runzhou") and one["value"]} & set(dropped)
    then = told(asked.get(f"/api/audit/rules/{CODE}", on=(TODAY - timedelta(days=9)).isoformat()))
    assert then["profiles"] == before["profiles"]


def test_an_answer_proves_itself_offline(site: Site, asked: Caller, desk: Desk, story: Story, tmp_path: Path) -> None:
    notary, folder = Folder(site.office.settings.notary_home), tmp_path / "answer"
    end = monotonic() + 30
    while not (notary.exists and (head := notary.head()) and head.position == site.office.journal.head()):
        assert monotonic() < end, "nothing was signed"
        sleep(0.05)
    key = ("--key", notary.path / "log.key.pub")
    desk.run("audit", "history", story.household, "--proven", folder)
    assert desk.run("audit", "check-answer", folder, *key).exit_code == 0
    answer, lines = folder / "answer.json", json.loads((folder / "answer.json").read_text())["lines"]
    alone = [sys.executable, folder / "audit_reader.py", folder / "proofs" / f"{lines[0]['position']}.json", "--key", key[1]]
    assert subprocess.run(alone, capture_output=True, check=False).returncode == 0
    said = answer.read_text()
    for old, new in ((f'"{lines[1]["stream"]}"', '"hh-0000000000000000"'), ('"chen"', '"qian"'), ("=换房", "=搬家")):
        answer.write_text(said.replace(old, new))
        assert desk.run("audit", "check-answer", folder, *key).refused_with == "audit.answer_differs"
    answer.write_text(said)
    proof = folder / "proofs" / f"{lines[1]['position']}.json"
    proof.write_text(proof.read_text().replace("换房", "搬家"))
    assert desk.run("audit", "check-answer", folder, *key).exit_code == 1
    over_http = asked.get(f"/api/audit/history/{story.household}", format="zip", limit=2)
    zipfile.ZipFile(io.BytesIO(over_http.content)).extractall(tmp_path / "page")
    assert over_http.headers["x-next"] and desk.run("audit", "check-answer", tmp_path / "page", *key).exit_code == 0
    assert site.as_(desk_chen).get(f"/api/audit/history/{story.household}", format="zip").json()["code"] == "auth.role"
    assert asked.get("/api/audit/corrections", **WHOLE, format="zip").json()["code"] == "audit.answer_not_of_events"
    refused = desk.run("audit", "history", story.household, "--proven", folder)
    assert refused.refused_with == "notary.bundle_there"


def test_the_command_line_tells_the_same(desk: Desk, asked: Caller, story: Story, tmp_path: Path) -> None:
    spoken = desk.ask("audit", "history", story.household)
    over_http = told(asked.get(f"/api/audit/history/{story.household}"))
    assert [line["position"] for line in spoken["lines"]] == [line["position"] for line in over_http["lines"]]
    assert spoken["lines"][1]["what"]["zh"] in desk.run("audit", "history", story.household).text
    door = story.town.buildings[1][0]["address"]
    assert "household.moved_within" in names(desk.ask("audit", "history", "--address", door))
    file = tmp_path / "late.csv"
    desk.run("audit", "late", "--since", SINCE, "--days", 50, "--out", file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf") and "=换房" in file.read_text("utf-8-sig")
    asked_for = ("--on", MOVED + timedelta(days=1), "--known-at", story.before.isoformat())
    assert "grid" in desk.ask("audit", "as-of", story.household, *asked_for)["differs"]
    assert "≠" in desk.run("audit", "as-of", story.household, *asked_for).text
    assert {one["field"] for one in desk.ask("audit", "diff", story.household, "--from", 1)["fields"]} >= {"grid", "building", "door"}
    drawn = tmp_path / "border.geojson"
    desk.run("audit", "borders", story.town.grids[0], "--from", SINCE - timedelta(days=9), "--to", TODAY, "--out", drawn)
    assert {each["id"] for each in json.loads(drawn.read_text())["features"]} == {"after", "gained"}
    assert desk.run("audit", "history", "hh-0000000000000000").refused_with == "audit.subject_unknown"
    sheet = tmp_path / "readers.html"
    desk.run("audit", "readers", story.household, "--out", sheet)
    assert "核对&lt;b&gt;居住" in sheet.read_text("utf-8")
    door = ("--address", door, "--since", SINCE, "--until", TODAY)
    assert desk.ask("audit", "responsible", *door)["lines"] and "qian" in desk.run("audit", "responsible", *door).text
    assert story.correction in desk.run("audit", "corrections", "--since", SINCE).text
    assert names(desk.ask("audit", "document", DOCUMENT)) and names(desk.ask("audit", "did", "wang", "--since", SINCE))
