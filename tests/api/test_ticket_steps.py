"""What else may happen on a ticket, over whole HTTP as named people."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.commands import clocks
from domain.policy import PolicyProfile
from projections import grids
from tests.api.conftest import Caller, Site
from tests.api.lived_in import COMMUNITY, SINCE, Town, at, now, settle
from tests.people import approver_wang, auditor_zhou, desk_chen, warden_sun, warden_zhao


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder, households=0)


@pytest.fixture(scope="module")
def category() -> str:
    return next(iter(PolicyProfile.load("erenhot").categories))


class Case:
    """One ticket; each step is taken at the version its ticket has then."""

    def __init__(self, site: Site, caller: Caller, *, at: str = f"{COMMUNITY}/tickets", **asked: Any) -> None:
        self.site = site
        answer = caller.post(at, {"text": "楼道灯不亮"} | asked)
        assert answer.status_code == 201, answer.text
        self.answer = answer.json()
        self.ticket = self.answer["ticket"]

    def take(self, caller: Caller, step: str, **given: Any) -> Any:
        seen = self.site.office.journal.versions([self.ticket])[self.ticket]
        return caller.post(f"/api/tickets/{self.ticket}/{step}", given, seen=seen)

    def taken(self, caller: Caller, step: str, **given: Any) -> dict[str, Any]:
        answer = self.take(caller, step, **given)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def refused(self, caller: Caller, step: str, **given: Any) -> str:
        answer = self.take(caller, step, **given)
        assert answer.status_code in (403, 404, 409, 422), answer.text
        return answer.json()["code"]

    def finish(self, caller: Caller) -> None:
        for step, given in (("acceptance", {}), ("handling", {"text": "办好了"}), ("feedback", {"text": "已告知"})):
            self.taken(caller, step, **given)

    def affairs(self, caller: Caller) -> list[tuple[str, str | None]]:
        found = caller.get(f"/api/tickets/{self.ticket}/affairs").json()["affairs"]
        return [(one["kind"], one["outcome"]) for one in found]


@pytest.fixture
def case(site: Site, town: Town, category: str) -> Case:
    """A ticket of zhao's grid, reported today."""
    return Case(site, site.as_(desk_chen), category=category, building=town.buildings[0][0]["building"])


@pytest.mark.rule("D12")
def test_a_shelved_ticket_names_who_asked_and_who_approved(site: Site, case: Case):
    zhao, wang, chen = site.as_(warden_zhao), site.as_(approver_wang), site.as_(desk_chen)
    case.taken(zhao, "clock/request", change="shelving", days=60, text="等待房改")
    assert case.refused(zhao, "clock/approval") == "auth.role"
    case.taken(wang, "clock/approval", document="锦社〔2026〕9号")
    shelved = chen.get(f"{COMMUNITY}/affairs", kind="shelving").json()["affairs"]
    assert case.ticket in {one["ticket"] for one in shelved}
    face = chen.get(f"/api/tickets/{case.ticket}/clock").json()
    assert face["is_standing"] is True
    assert [(stop["asked_by"], stop["approved_by"]) for stop in face["stops"]] == [("zhao", "wang")]
    case.taken(zhao, "clock/resumption")
    after = chen.get(f"/api/tickets/{case.ticket}/clock").json()
    assert (after["is_standing"], after["is_overdue"]) == (False, False)
    assert abs(after["left_hours"] - face["left_hours"]) < 0.1
    assert case.affairs(chen) == [("clock_change", "approved"), ("shelving", "resumed")]


def test_more_days_than_the_profile_allows_are_refused_with_its_clause(site: Site, case: Case):
    answer = case.take(site.as_(warden_zhao), "clock/request", change="extension", days=11, text="材料未齐")
    assert (answer.status_code, answer.json()["code"]) == (422, "ticket.clock_days_out_of_range")
    assert "default of the product" in answer.json()["facts"]["clause"]


@pytest.mark.rule("R22", "D12")
def test_an_overdue_ticket_goes_up_by_itself_with_the_rule_as_cause_and_once(site: Site, town: Town):
    stream = town.tickets[0]  # reported 200 days ago
    ran = clocks.run(site.office)
    assert {one.subject for one in ran.acted} == set(town.tickets)
    assert clocks.run(site.office).acted == ()
    assert site.office.clock() < ran.again_at
    last = site.office.journal.read(stream)[-1]
    assert (last.name, last.meta.actor, last.body.level) == ("ticket.escalated", "clock", "community")
    assert last.body.rule == last.meta.reason == PolicyProfile.load("erenhot").rule("ticket.escalated_on_breach").clause
    caused_by = site.office.journal.read(stream)[0]
    assert last.meta.causation == str(caused_by.position)
    assert site.as_(desk_chen).get(f"/api/tickets/{stream}").json()["responsible"] == "desk"
    later = now(site, days=30)
    assert {one.steps for one in clocks.run(site.office, at=later).acted if one.subject in town.tickets} == {("ticket.escalated",)}
    assert site.office.journal.read(stream)[-1].body.level == "district"  # 市直管社区: above the community stands the city
    assert [one for one in clocks.run(site.office, at=later + timedelta(days=30)).acted if one.subject in town.tickets] == []
    chen = site.as_(desk_chen)
    day = (later + timedelta(days=1)).date().isoformat()
    assert stream in {one["ticket"] for one in chen.get(f"{COMMUNITY}/unanswered", as_of=day).json()["unanswered"]}
    version = site.office.journal.versions([stream])[stream]
    told = chen.post(f"/api/tickets/{stream}/interim-reply", {"text": "已报市里", "effective_at": later.isoformat()}, seen=version)
    assert told.status_code == 200, told.text
    assert stream not in {one["ticket"] for one in chen.get(f"{COMMUNITY}/unanswered", as_of=day).json()["unanswered"]}


@pytest.mark.rule("Y13", "E6")
def test_missing_papers_are_asked_for_once_and_again_only_by_a_supervisor(site: Site, case: Case):
    zhao, wang, chen = site.as_(warden_zhao), site.as_(approver_wang), site.as_(desk_chen)
    case.taken(zhao, "papers", text="户口簿、房产证", count=2)
    answer = case.take(chen, "papers", text="还差照片", count=1)
    assert (answer.status_code, answer.json()["code"]) == (409, "ticket.papers_asked_already")
    assert answer.json()["facts"]["clause"] == PolicyProfile.load("erenhot").rule("ticket.material_notices").clause
    assert (answer.json()["facts"]["value"], answer.json()["facts"]["limit"]) == (2, 1)
    case.taken(wang, "papers", text="还差照片", count=1)
    case.taken(zhao, "papers/receipt")
    notices = [each.body for each in site.office.journal.read(case.ticket) if each.name == "ticket.papers_asked"]
    assert [(one.count, one.allowed_by) for one in notices] == [(2, None), (1, "wang")]
    assert all("户口簿" not in one.text.box for one in notices)


@pytest.mark.rule("D6")
def test_a_proxy_acts_only_when_authorised_and_the_ticket_waits_for_it(site: Site, case: Case):
    zhao = site.as_(warden_zhao)
    case.taken(zhao, "proxy", mode="whole", proxy="zhao")
    assert case.refused(zhao, "proxy/steps", text="代交申请") == "ticket.proxy_not_authorised"
    case.taken(zhao, "proxy/authorisation", text="委托书", until=now(site, days=30).isoformat())
    assert case.refused(zhao, "proxy/closing") == "ticket.proxy_without_steps"
    case.taken(zhao, "proxy/steps", text="代交申请")
    case.finish(zhao)
    answer = case.take(zhao, "closing", outcome="solved")
    assert (answer.json()["code"], answer.json()["facts"]["unfinished"]) == ("ticket.affairs_unfinished", ["proxy"])
    case.taken(zhao, "proxy/closing")
    case.taken(zhao, "closing", outcome="solved")
    assert case.affairs(zhao) == [("proxy", "closed")]


@pytest.mark.rule("D6")
@pytest.mark.parametrize(("mode", "code"), [("assisted", "ticket.proxy_not_authorised"), ("explained", None)])
def test_helping_needs_the_authorisation_and_explaining_the_way_does_not(site: Site, case: Case, mode: str, code: str | None):
    zhao = site.as_(warden_zhao)
    case.taken(zhao, "proxy", mode=mode, proxy="zhao")
    answer = case.take(zhao, "proxy/steps", text="说明程序")
    assert answer.json().get("code") == code


@pytest.mark.rule("Y14", "R18")
def test_an_appointment_outside_office_hours_is_kept_or_missed(site: Site, case: Case):
    zhao, chen = site.as_(warden_zhao), site.as_(desk_chen)
    early = {"effective_at": at(SINCE)}
    day = SINCE + timedelta(days=7 - SINCE.isoweekday())  # the first Sunday
    hour = {"starts_at": at(day, 19), "ends_at": at(day, 20)}
    case.taken(chen, "appointments", attendant="zhao", **hour, **early)
    booked = site.office.journal.read(case.ticket)[-1].body
    assert (booked.outside_hours, booked.attendant) == (True, "zhao")
    assert case.refused(chen, "appointments", attendant="qian", **hour, **early) == "ticket.appointment_taken"
    assert case.refused(zhao, "appointments/outcome", starts_at=at(day, 19), **early) == "ticket.appointment_ahead"
    case.taken(zhao, "appointments/outcome", starts_at=at(day, 19), absent="staff")
    assert case.refused(zhao, "appointments/outcome", starts_at=at(day, 19)) == "ticket.appointment_settled"
    assert case.affairs(chen) == [("appointment", "missed_by_staff")]
    tomorrow = now(site, days=1)
    case.taken(chen, "appointments", attendant="zhao", starts_at=tomorrow.isoformat(), ends_at=(tomorrow + timedelta(hours=1)).isoformat())
    agenda = zhao.get(f"{COMMUNITY}/affairs", kind="appointment").json()["affairs"]
    assert case.ticket in {one["ticket"] for one in agenda}


@pytest.mark.rule("E10")
def test_7500_yuan_are_shared_by_residents_and_the_community(site: Site, case: Case):
    chen = site.as_(desk_chen)
    assert case.refused(chen, "cost/pledges", payer="residents", fen=500_000) == "ticket.cost_not_estimated"
    case.taken(chen, "cost", fen=750_000)
    case.taken(chen, "cost/pledges", payer="residents", fen=500_000)
    assert case.refused(chen, "cost/pledges", payer="community_fund", fen=300_000) == "ticket.pledges_over_cost"
    case.taken(chen, "cost/pledges", payer="community_fund", fen=250_000)
    assert case.refused(chen, "cost/pledges", payer="张三", fen=1) == "ticket.payer_unknown"
    assert case.refused(chen, "cost/payments", payer="residents", fen=500_001) == "ticket.paid_over_pledge"
    case.taken(chen, "cost/payments", payer="residents", fen=500_000)
    case.taken(chen, "cost/payments", payer="community_fund", fen=250_000)
    assert case.affairs(chen) == [("contribution", "paid"), ("contribution", "paid")]


@pytest.mark.rule("G14")
def test_an_approval_is_followed_all_the_way(site: Site, town: Town, category: str, case: Case):
    chen, wang = site.as_(desk_chen), site.as_(approver_wang)
    assert case.refused(chen, "approval/submission", authority="subdistrict:1") == "ticket.no_approval"
    other = Case(site, chen, category=category, building=town.buildings[0][0]["building"], handling="approval")
    assert other.refused(chen, "approval/decision", granted=True, text="同意") == "ticket.approval_not_forwarded"
    other.taken(chen, "approval/submission", authority="subdistrict:1")
    other.taken(chen, "approval/steps", text="已初审")
    other.finish(chen)
    assert other.refused(chen, "closing", outcome="granted") == "ticket.affairs_unfinished"
    other.taken(wang, "approval/decision", granted=True, text="同意")
    other.taken(chen, "closing", outcome="granted")
    assert other.affairs(chen) == [("approval", "granted")]


@pytest.mark.rule("T17", "G13", "C8")
def test_an_emergency_goes_up_at_once_a_team_is_sent_and_the_superior_is_told(site: Site, case: Case):
    zhao, chen = site.as_(warden_zhao), site.as_(desk_chen)
    assert case.refused(zhao, "emergency/teams", team="street-team") == "ticket.no_emergency"
    assert case.taken(zhao, "emergency", text="燃气泄漏")["responsible"].startswith("district:")  # 市直管
    case.taken(chen, "emergency/teams", team="street-team")
    assert case.refused(chen, "emergency/arrivals", team="other-team") == "ticket.team_not_dispatched"
    case.taken(chen, "emergency/arrivals", team="street-team")
    case.finish(chen)
    assert case.refused(chen, "closing", outcome="solved") == "ticket.affairs_unfinished"
    case.taken(chen, "emergency/superior", superior="subdistrict:1")
    case.taken(chen, "closing", outcome="solved")
    assert case.affairs(chen) == [("superior", "notified"), ("team", "arrived")]


@pytest.mark.rule("C7")
def test_several_bodies_act_jointly_each_on_a_ticket_of_its_own(site: Site, case: Case):
    chen = site.as_(desk_chen)
    bodies = {"lead": "urban-management", "bodies": ["urban-management", "market-supervision"], "text": "占道经营"}
    assert case.refused(chen, "joint-action", **bodies) == "ticket.joint_action_too_low"
    case.taken(chen, "dispatch", level="subdistrict", responsible="subdistrict:1")
    assert case.refused(chen, "joint-action", **bodies | {"lead": "police"}) == "ticket.bodies_too_few"
    parts = case.taken(chen, "joint-action", **bodies)["parts"]
    shown = chen.get(f"/api/tickets/{case.ticket}/affairs").json()["parts"]
    assert {(one["ticket"], one["responsible"]) for one in shown} == set(zip(parts, bodies["bodies"], strict=True))
    case.finish(chen)
    assert case.refused(chen, "joint-action/closing") == "ticket.parts_open"
    assert case.take(chen, "closing", outcome="solved").json()["facts"]["unfinished"] == ["joint_action", "parts"]
    for part in parts:
        child = Case.__new__(Case)
        child.site, child.ticket = site, part
        child.finish(chen)
        child.taken(chen, "closing", outcome="solved")
    case.taken(chen, "joint-action/closing")
    case.taken(chen, "closing", outcome="solved")
    assert site.office.journal.read(parts[0])[0].body.parent == case.ticket


@pytest.mark.rule("P7")
def test_a_question_to_the_section_that_knows_is_answered(site: Site, case: Case):
    zhao, chen = site.as_(warden_zhao), site.as_(desk_chen)
    case.taken(zhao, "question", section="registration", text="无证经营如何认定")
    assert case.refused(zhao, "question", section="registration", text="再问") == "ticket.question_open"
    open_questions = chen.get(f"{COMMUNITY}/affairs", kind="question").json()["affairs"]
    assert case.ticket in {one["ticket"] for one in open_questions}
    case.taken(chen, "question/answer", text="按条例第六条")
    assert case.affairs(chen) == [("question", "answered")]


@pytest.mark.rule("Y16", "R21", "D9")
def test_suggestions_and_opinions_are_listed_by_class_until_struck_off_and_a_volunteers_work_is_followed_up(
    site: Site, town: Town, category: str
):
    chen, place = site.as_(desk_chen), {"category": category, "building": town.buildings[0][0]["building"]}
    opinion, volunteer = (Case(site, chen, kind=kind, **place) for kind in ("opinion", "volunteer"))

    def still_open(kind: str) -> set[str]:
        return {one["ticket"] for one in chen.get(f"{COMMUNITY}/tickets", kind=kind, status="open", category=category).json()["tickets"]}

    assert still_open("opinion") == {opinion.ticket}
    for one in (opinion, volunteer):
        assert one.refused(chen, "follow-up", text="回访") == "ticket.not_closed"
        one.finish(chen)
        one.taken(chen, "closing", outcome="solved")
    assert still_open("opinion") == set()
    assert opinion.refused(chen, "follow-up", text="回访") == "ticket.no_follow_up_due"
    assert volunteer.affairs(chen) == [("follow_up", None)]
    volunteer.taken(chen, "follow-up", text="满意", satisfaction=5)
    assert volunteer.refused(chen, "follow-up", text="再访") == "ticket.no_follow_up_due"


def test_duplicates_are_linked_on_both_sides(site: Site, town: Town, category: str, case: Case):
    chen = site.as_(desk_chen)
    again = Case(site, chen, category=category, building=town.buildings[0][0]["building"])
    again.taken(chen, "links", other=case.ticket, bond="duplicate_of")
    bonds = [site.office.journal.read(one.ticket)[-1].body.bond for one in (again, case)]
    assert bonds == ["duplicate_of", "duplicated_by"]
    assert again.refused(chen, "links", other=case.ticket, bond="related") == "ticket.linked_otherwise"
    assert again.refused(chen, "links", other=again.ticket, bond="related") == "ticket.linked_to_itself"


def test_who_does_not_hold_the_grid_takes_no_step_and_reads_no_clock(site: Site, case: Case):
    sun = site.as_(warden_sun)
    assert case.refused(sun, "papers", text="…", count=1) == "auth.not_yours"
    assert sun.get(f"/api/tickets/{case.ticket}/clock").status_code == 403
    assert sun.get(f"/api/tickets/{case.ticket}/affairs").status_code == 403
    mine = {one["ticket"] for one in site.as_(auditor_zhou).get(f"{COMMUNITY}/affairs", every=True).json()["affairs"]}
    seen = {one["ticket"] for one in sun.get(f"{COMMUNITY}/affairs", every=True).json()["affairs"]}
    assert seen < mine


@pytest.mark.rule("E9")
def test_satisfaction_is_told_by_category(site: Site, town: Town, category: str):
    chen = site.as_(desk_chen)
    for satisfaction in (5, 2):
        one = Case(site, chen, category=category, building=town.buildings[0][0]["building"])
        one.finish(chen)
        one.taken(chen, "feedback", text="评价", satisfaction=satisfaction)
        one.taken(chen, "closing", outcome="solved")
    (row,) = [row for row in chen.get(f"{COMMUNITY}/satisfaction").json()["satisfaction"] if row["category"] == category]
    assert (row["told"], row["mean"], row["satisfied"]) == (2, 3.5, 0.5)


def test_a_report_names_the_tickets_nearby_and_the_grid_across_a_border(site: Site, town: Town, category: str):
    chen, building = site.as_(desk_chen), town.buildings[1][0]
    first = Case(site, chen, category=category, building=building["building"])
    again = Case(site, chen, category=category, lon=building["lon"], lat=building["lat"])
    assert first.ticket in {one["ticket"] for one in again.answer["nearby"]}
    with site.office.reading() as connection:
        edges = grids.grids_near(connection, town.plan, building["lon"], building["lat"], 10_000)
    assert edges[0]["distance_m"] == 0
    other = min((row for row in edges if row["grid"] != town.grids[1]), key=lambda row: row["distance_m"])
    with site.office.reading() as connection:
        near = _towards(connection, town, building, other["grid"])
    case = Case(site, chen, category=category, lon=near[0], lat=near[1])
    told = case.answer["near"]
    assert told["distance_m"] <= 30
    noticed = [each.body for each in site.office.journal.read(case.ticket) if each.name == "ticket.border_noticed"]
    assert [(one.grid, one.other) for one in noticed] == [(case.answer["grid"], told["grid"])]
    assert told["grid"] != case.answer["grid"]


def _towards(connection: Any, town: Town, building: dict[str, Any], other: str) -> tuple[float, float]:
    """A point within 25 m of the other grid, found by walking there from the building."""
    goal = next(one for index, grid in enumerate(town.grids) if grid == other for one in town.buildings[index])
    for step in range(401):
        share = step / 400
        lon = building["lon"] + share * (goal["lon"] - building["lon"])
        lat = building["lat"] + share * (goal["lat"] - building["lat"])
        near = {row["grid"] for row in grids.grids_near(connection, town.plan, lon, lat, 25)}
        if len(near) > 1:
            return lon, lat
    raise AssertionError("no border on the way")


@pytest.mark.rule("D15", "R21")
def test_call_backs_are_drawn_by_a_seed_committed_before_and_anybody_draws_the_same_again(site: Site, town: Town, category: str):
    chen, zhou, path = site.as_(desk_chen), site.as_(auditor_zhou), f"{COMMUNITY}/callbacks"
    committed = zhou.post(path, {}).json()
    assert zhou.post(path, {}).json()["code"] == "callback.nothing_closed"
    closed = [Case(site, chen, category=category, building=town.buildings[0][0]["building"]) for _ in range(11)]
    for one in closed:
        one.finish(chen)
        one.taken(chen, "closing", outcome="solved")
    drawn = zhou.post(path, {}).json()
    assert hashlib.sha256(drawn["seed"].encode()).hexdigest() == committed["commitment"]
    assert drawn["candidates"] == 11
    assert len(drawn["drawn"]) == 2  # a tenth of eleven, rounded up
    first, second = drawn["drawn"]
    undrawn = next(one.ticket for one in closed if one.ticket not in drawn["drawn"])
    assert zhou.post(f"{path}/{undrawn}", {"text": "满意"}).json()["code"] == "callback.not_drawn"
    assert chen.post(f"{path}/{first}", {"text": "满意", "satisfaction": 5}).json()["code"] == "callback.own_work"
    assert zhou.post(f"{path}/{first}", {"text": "满意", "satisfaction": 4}).status_code == 200
    assert zhou.post(f"{path}/{first}", {"text": "满意", "satisfaction": 5}).json()["code"] == "callback.called_already"
    told = zhou.get(path).json()
    assert (told["waiting"], told["mean"], [one["replays"] for one in told["draws"]]) == ([second], 4.0, [True])
