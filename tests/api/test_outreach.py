"""The board, the cards, the hotline, the diary and the weekly draft over whole HTTP."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from api import cards
from api.context import CHINA
from domain.policy import PolicyProfile
from tests.api.conftest import Site
from tests.api.lived_in import CODE, COMMUNITY, Town, now, settle
from tests.people import EVERYBODY, approver_wang, auditor_zhou, desk_chen, reporter_xu, warden_qian, warden_sun

BOARD = f"/api/public/communities/{CODE}/board"
PANYU = PolicyProfile.load("panyu")
pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    """By the rules of 番禺, whose officers report each Friday."""
    town = settle(site, folder, households=2)
    changed = site.as_(approver_wang).post(f"{COMMUNITY}/profile", {"profile": "panyu", "reason": "段管责任制"})
    assert changed.status_code == 200, changed.text
    return town


def today(site: Site) -> date:
    return site.office.clock().astimezone(CHINA).date()


@pytest.mark.rule("C5", "E4", "T12", "Y16")
def test_everybody_reads_the_board_and_nobody_is_on_it_but_by_duty(site: Site, town: Town) -> None:
    chen = site.as_(desk_chen)
    assert chen.post(f"{COMMUNITY}/telephones", {"hotline": "0511-85000001", "supervision": "0511-12345"}).status_code == 200
    knowledge = {"kind": "knowledge", "title": "什么是网格", "body": "每个网格一名网格员"}
    assert chen.post(f"{COMMUNITY}/notices", knowledge).json()["number"] == 1
    told = chen.post(f"{COMMUNITY}/notices", {"kind": "feedback", "title": "路灯已修复"})
    assert told.json()["number"] == 2
    refused = chen.post(f"{COMMUNITY}/notices", {"title": "请联系", "body": "王先生13912345678"})
    assert (refused.status_code, refused.json()["code"]) == (422, "notice.personal")
    shown = site.as_().get(BOARD).json()
    assert [one["title"] for one in shown["notices"]] == ["路灯已修复", "什么是网格"]
    assert shown["telephones"] == {"hotline": "0511-85000001", "supervision": "0511-12345"}
    line = shown["roster"][0]
    assert set(line) == {"grid", "code", "area", "title", "duties", "a", "b"}
    assert line["a"] == {"name": "网格员赵", "phone": "0511-85000001"} and line["duties"]
    assert "张三" not in str(shown) and "wdn-" not in str(shown)
    assert chen.post(f"{COMMUNITY}/notices/2/removal", {"reason": "期满"}).status_code == 200
    assert [one["number"] for one in site.as_().get(BOARD).json()["notices"]] == [1]


@pytest.mark.rule("D7", "Y16")
def test_every_household_gets_a_card_to_print_once(site: Site, town: Town) -> None:
    chen = site.as_(desk_chen)
    issued = chen.post(f"{COMMUNITY}/cards", {"kind": "proxy"})
    assert (issued.status_code, issued.json()["issued"]) == (201, 8), issued.text
    assert chen.post(f"{COMMUNITY}/cards", {"kind": "proxy"}).json()["issued"] == 0
    page = chen.get(f"{COMMUNITY}/cards", kind="proxy")
    assert page.text.count('class="card"') == 8 == page.text.count("<svg")
    code = cards.quick_response(f"http://testserver/kiosk?community={CODE}&grid={town.grids[3]}")
    assert page.text.count(code) == len(town.households[3]), "read by a telephone it opens a page for people"
    assert "群众事务党员干部代办联系卡" in page.text and "网格员赵" in page.text and "代办范围" in page.text
    assert "张三" not in page.text and "script-src 'none'" in page.headers["Content-Security-Policy"]
    mine = site.as_(warden_sun).get(f"{COMMUNITY}/cards", kind="proxy").text
    assert {*re.findall("hh-[0-9a-z]+", mine)} == {*town.households[2], *town.households[3]}
    appointed = {"warden": town.wardens["li"], "standby": town.wardens["sun"], "effective_at": now(site).isoformat()}
    assert chen.post(f"{COMMUNITY}/posts/{town.posts[0]}/primary", appointed).status_code == 200
    assert chen.post(f"{COMMUNITY}/cards", {"kind": "proxy"}).json()["issued"] == 2


@pytest.mark.rule("T9", "T10")
def test_a_call_is_written_down_and_becomes_a_ticket_with_its_first_responder(site: Site, town: Town) -> None:
    chen = site.as_(desk_chen)
    asked = {"category": next(iter(PANYU.categories)), "text": "无照摊点占道"}
    body = {"text": "王女士来电：无照摊点占道", "name": "王女士", "phone": "13912345678", "ticket": asked}
    made = chen.post(f"{COMMUNITY}/calls", body)
    assert made.status_code == 201, made.text
    opened = chen.get(f"/api/tickets/{made.json()['ticket']}").json()
    assert (opened["channel"], opened["first_responder"]) == ("hotline", "chen")
    thin = chen.post(f"{COMMUNITY}/calls", {"text": "问办证时间"})
    assert (thin.status_code, thin.json()["code"]) == (422, "hotline.not_recorded")
    assert chen.post(f"{COMMUNITY}/calls", {"text": "问办证时间", "answer": "工作日上午", "guided": True}).status_code == 201
    day = today(site).isoformat()
    log = chen.get(f"{COMMUNITY}/calls", since=day, until=day).json()["calls"]
    assert [(one["outcome"], one["ticket"]) for one in log] == [("ticket", made.json()["ticket"]), ("guided", None)]
    heard = site.as_(auditor_zhou).get(f"/api/calls/{log[0]['call']}", purpose="回访").json()
    assert heard["name"] == "王女士" and "said" not in heard
    assert "王女士" not in chen.get(f"/api/calls/{log[0]['call']}").text
    with site.office.app_pool.connection() as connection:
        found = connection.execute("select count(*) from journal.events where convert_from(payload, 'UTF8') like '%王女士%'").fetchone()
    assert found == (0,)


@pytest.mark.rule("D10", "Y16")
def test_the_diary_writes_itself_and_a_section_has_its_own(site: Site, town: Town) -> None:
    qian, day = site.as_(warden_qian), today(site).isoformat()
    seen = {"household": town.households[1][0], "purpose": next(iter(PANYU.purposes)), "issue": "水压低", "feedback": "已报物业"}
    made = qian.post("/api/visits", seen | {"visited_at": now(site, -0.0001).isoformat()})
    assert made.status_code == 201, made.text
    whole = site.as_(reporter_xu).get(f"{COMMUNITY}/diary/{day}").json()
    assert whole["counts"]["call"] == 2 and whole["counts"]["ticket"] == 1
    assert whole["lines"] == sorted(whole["lines"], key=lambda line: line["at"])
    assert not any(person.name in str(whole) for person in EVERYBODY) and "水压" not in str(whole)
    section = site.as_(desk_chen).get(f"{COMMUNITY}/diary/{day}", grid=town.grids[1]).json()
    assert section["counts"] == {"visit": 1}


@pytest.mark.rule("C3", "P4", "P5")
def test_the_weekly_report_drafts_itself_and_says_when_it_is_due(site: Site, town: Town) -> None:
    told = site.as_(desk_chen).get(f"{COMMUNITY}/weekly-report/{today(site)}").json()
    assert (told["reported"], told["calls"]) == (1, 2)
    assert told["draft"].startswith("本周受理工单1件（") and "热线来电2次" in told["draft"]
    due = {one["cadence"]: (date.fromisoformat(one["on"]).isoweekday(), one["before"], one["by"]) for one in told["reports"]}
    assert due["officer_report"] == (5, "12:00", "段管员")
    assert due["station_report"] == (5, "17:30", "工商所长")
    assert len(told["difficult"]) == told["open"] - 1  # the tickets of half a year ago are late, today's is not
