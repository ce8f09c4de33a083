"""一般 区域 全局 重大突发 under the words of 化院社区: each class on its way, over whole HTTP, as named people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Caller, Site
from tests.api.lived_in import CODE, COMMUNITY, Town, settle
from tests.api.test_ticket_steps import Case
from tests.people import Named, approver_wang, auditor_zhou, desk_chen, warden_li, warden_zhao

REGIONAL = {"scope": "regional", "text": "三栋楼之间积水"}


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder, households=0, policy="tiedong")


@pytest.fixture
def callers(site: Site) -> tuple[Caller, Caller, Caller]:
    """zhao, head of the first grid; chen of the community; wang, who heads its committees."""
    return site.as_(warden_zhao), site.as_(desk_chen), site.as_(approver_wang)


def case(site: Site, town: Town, by: Named, **asked: Any) -> Case:
    return Case(site, site.as_(by), **{"category": "sanitation", "building": town.buildings[0][0]["building"]} | asked)


@pytest.mark.rule("T15")
def test_a_regional_matter_is_the_communitys_and_the_head_of_the_grid_tells_who_asked(site: Site, town: Town, callers):
    zhao, chen, _ = callers
    one = case(site, town, desk_chen, **REGIONAL)
    up = {"level": "community", "responsible": "committees", "reason": "集中协调"}
    assert one.refused(chen, "dispatch", **up) == "ticket.raised_by_another"
    one.taken(zhao, "acceptance")
    one.taken(zhao, "handling", text="先用水泵抽")
    one.taken(zhao, "feedback", text="已抽水")
    assert one.refused(zhao, "closing", outcome="solved") == "ticket.not_raised"
    one.taken(zhao, "dispatch", **up)
    one.taken(chen, "handling", text="两委协调物业重做排水")
    refused = one.take(chen, "feedback", text="已修好")
    assert (refused.status_code, refused.json()["code"]) == (403, "ticket.told_by_another")
    assert "化院社区工作制度" in refused.json()["title"]
    one.taken(zhao, "feedback", text="已修好", satisfaction=5)
    one.taken(zhao, "closing", outcome="solved")
    row = site.as_(auditor_zhou).get(f"/api/tickets/{one.ticket}").json()
    assert (row["status"], row["closed_level"], row["scope"]) == ("closed", "community", "regional")


@pytest.mark.rule("T16")
def test_an_overall_matter_is_reported_up_by_the_head_of_the_committees_who_tells_the_result(site: Site, town: Town, callers):
    zhao, chen, wang = callers
    one = case(site, town, desk_chen, scope="overall", text="道路拥挤")
    one.taken(zhao, "acceptance")
    one.taken(zhao, "dispatch", level="community", responsible="committees")
    up = {"level": "subdistrict", "responsible": f"subdistrict:com-{CODE}", "reason": "需上级协调"}
    assert one.refused(zhao, "dispatch", **up) == one.refused(chen, "dispatch", **up) == "ticket.raised_by_another"
    one.taken(wang, "dispatch", **up)
    one.taken(chen, "interim-reply", text="已报街道")
    one.taken(chen, "handling", text="街道已调整交通")
    assert one.refused(zhao, "feedback", text="已调整") == "ticket.told_by_another"
    one.taken(wang, "feedback", text="已调整", satisfaction=4)
    one.taken(chen, "closing", outcome="solved")
    assert site.as_(auditor_zhou).get(f"/api/tickets/{one.ticket}").json()["closed_level"] == "subdistrict"


@pytest.mark.rule("T17")
def test_what_proves_major_is_above_at_once(site: Site, town: Town, callers):
    zhao, _, _ = callers
    one = case(site, town, desk_chen, text="墙体开裂")
    before = site.as_(auditor_zhou).get(f"/api/tickets/{one.ticket}").json()
    one.taken(zhao, "classification", scope="major", handling="sudden")
    after = site.as_(auditor_zhou).get(f"/api/tickets/{one.ticket}").json()
    assert (before["scope"], before["level"], before["responsible"]) == ("general", "grid", "zhao")
    assert (after["scope"], after["handling"], after["level"]) == ("major", "sudden", "subdistrict")
    lines = site.as_(auditor_zhou).get(f"/api/tickets/{one.ticket}/history").json()["history"]
    assert [line["name"] for line in lines] == ["ticket.reported", "ticket.classified", "ticket.dispatched"]


@pytest.mark.rule("G12")
def test_coordination_is_accepted_on_the_spot_and_taken_back(site: Site, town: Town, callers):
    zhao, chen, _ = callers
    one = case(site, town, warden_zhao, handling="coordination", text="两户争用楼道")
    accepted = one.taken(zhao, "acceptance")
    assert (accepted["status"], accepted["responsible"]) == ("accepted", "desk")
    row = chen.get(f"/api/tickets/{one.ticket}").json()
    assert (row["first_responder"], row["first_handler"], row["level"]) == ("zhao", "zhao", "community")
    lines = chen.get(f"/api/tickets/{one.ticket}/history").json()["history"]
    assert "长治" in lines[-1]["reason"]


@pytest.mark.rule("G11", "T14")
def test_a_general_matter_is_settled_where_it_was_found_and_registered(site: Site, town: Town, callers):
    zhao, chen, _ = callers
    asked = {"category": "sanitation", "text": "纸箱堵住消防通道", "building": town.buildings[0][0]["building"]}
    body = asked | {"done": "当场清走", "satisfaction": 5, "channel": "patrol"}
    done = zhao.post(f"{COMMUNITY}/tickets/on-the-spot", body)
    assert done.status_code == 201, done.text
    row = chen.get(f"/api/tickets/{done.json()['ticket']}", purpose="核对").json()
    assert (row["status"], row["closed_level"], row["satisfaction"], row["first_handler"]) == ("closed", "grid", 5, "zhao")
    wide = zhao.post(f"{COMMUNITY}/tickets/on-the-spot", body | {"scope": "regional"})
    assert (wide.status_code, wide.json()["code"]) == (409, "ticket.not_on_the_spot")
    at_the_desk = chen.post(f"{COMMUNITY}/tickets/on-the-spot", body | {"channel": "desk", "told": "已答复办理办法"}).json()
    assert chen.get(f"/api/tickets/{at_the_desk['ticket']}").json()["closed_level"] == "community"


def test_a_head_of_another_grid_has_no_say(site: Site, town: Town):
    one = case(site, town, desk_chen, **REGIONAL)
    assert one.refused(site.as_(warden_li), "classification", scope="general") == "auth.not_yours"
