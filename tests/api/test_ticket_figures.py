"""The hall's one queue; at which level matters are settled; time taken beside time promised; replies that are owed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from api.context import CHINA
from domain.policy import PolicyProfile
from tests.api.conftest import Caller, Site
from tests.people import admin_he, approver_wang, auditor_zhou, desk_chen, reporter_xu

HALLS = {"yixing": "320282001001", "panzhihua": "510402001001"}
CHANGXING, ERENHOT, TIEDONG, DAIBAN = "130402001001", "152501009001", "220302001001", "321111001001"
SPAN = {"since": "2026-03-01", "until": "2026-04-01"}


def at(day: int, hour: int = 9, minute: int = 0) -> str:
    return f"2026-03-{day:02d}T{hour:02d}:{minute:02d}:00+08:00"


def opened(site: Site, code: str, profile: str) -> str:
    """The path of a community under that profile."""
    answer = site.as_(admin_he).post("/api/communities", {"code": code, "name": f"{profile}社区", "profile": profile})
    assert answer.status_code == 201, answer.text
    return f"/api/communities/{code}"


def report(caller: Caller, path: str, **given: Any) -> dict[str, Any]:
    answer = caller.post(f"{path}/tickets", {"text": "请办理"} | given)
    assert answer.status_code == 201, answer.text
    return answer.json()


def step(site: Site, caller: Caller, ticket: str, name: str, **given: Any) -> dict[str, Any]:
    seen = site.office.journal.versions([ticket])[ticket]
    answer = caller.post(f"/api/tickets/{ticket}/{name}", given, seen=seen)
    assert answer.status_code == 200, answer.text
    return answer.json()


def close(site: Site, ticket: str, when: str, up: str = "") -> None:
    chen, told = site.as_(desk_chen), {"effective_at": when}
    step(site, chen, ticket, "acceptance", **told)
    if up:
        step(site, chen, ticket, "dispatch", level=up, responsible="office", **told)
    step(site, chen, ticket, "handling", text="已办", **told)
    step(site, chen, ticket, "feedback", text="已告知", **told)
    step(site, chen, ticket, "closing", outcome="solved", **told)


# --- one hall


@pytest.mark.rule("Y10", "Z4", "E6")
@pytest.mark.parametrize("profile", list(HALLS))
def test_one_form_and_one_queue_for_every_matter_and_any_clerk_takes_whoever_waited_longest(site: Site, profile: str):
    path, chen, public = opened(site, HALLS[profile], profile), site.as_(desk_chen), site.as_()
    categories = list(PolicyProfile.load(profile).categories)
    first = report(chen, path, category=categories[1], channel="hotline", effective_at=at(2, 8))
    second = report(chen, path, category=categories[0], channel="window", effective_at=at(2, 9))
    resident = public.post(path.replace("/api/", "/api/public/") + "/tickets", {"category": categories[2], "text": "请办理"})
    assert resident.status_code == 201, resident.text
    waiting = chen.get(f"{path}/intake", hall=True).json()
    order = [first["number"], second["number"], resident.json()["number"]]
    assert [one["number"] for one in waiting["waiting"]] == order
    assert len({one["category"] for one in waiting["waiting"]}) == len({one["channel"] for one in waiting["waiting"]}) == 3
    assert waiting["single_window"] is True
    by_department = chen.post(f"{path}/intake/next", {"category": categories[0]})
    assert (by_department.status_code, by_department.json()["code"]) == (409, "intake.single_window")
    assert waiting["clause"] in by_department.json()["title"]
    taken = [chen.post(f"{path}/intake/next", {}).json() for _ in order]
    assert [one["number"] for one in taken] == order
    assert {one["responsible"] for one in taken} == {"chen"}
    nobody = chen.post(f"{path}/intake/next", {})
    assert (nobody.status_code, nobody.json()["code"]) == (409, "intake.empty")
    then = chen.get(f"{path}/intake", hall=True, as_of=at(2, 8, 30)).json()["waiting"]
    assert [(one["number"], one["waiting_minutes"]) for one in then] == [(first["number"], 30)]


def test_where_the_regulation_knows_windows_a_clerk_may_take_one_category(site: Site):
    path, chen = opened(site, "321111001002", "runzhou"), site.as_(desk_chen)
    report(chen, path, category="culture")
    wanted = report(chen, path, category="sanitation")
    assert chen.post(f"{path}/intake/next", {"category": "sanitation"}).json()["number"] == wanted["number"]


# --- settled low


@pytest.fixture(scope="module")
def changxing(site: Site) -> str:
    """Four tickets of March: two small ones in the grid, one small one in the community, one regional one above."""
    path, chen = opened(site, CHANGXING, "changxing"), site.as_(desk_chen)
    category = next(iter(PolicyProfile.load("changxing").categories))
    for day, asked, up in ((2, {}, ""), (3, {}, ""), (4, {}, "community"), (5, {"scope": "regional"}, "subdistrict")):
        ticket = report(chen, path, category=category, effective_at=at(day), **asked)["ticket"]
        close(site, ticket, at(day + 7), up)
    return path


@pytest.mark.rule("C10")
def test_small_matters_stay_in_the_grid_and_big_ones_in_the_community_or_the_share_says_so(site: Site, changxing: str):
    found = site.as_(reporter_xu).get(f"{changxing}/closed-levels", **SPAN).json()
    assert [(one["level"], one["closed"], one["share"]) for one in found["levels"]] == [
        ("grid", 2, 0.5),
        ("community", 1, 0.25),
        ("subdistrict", 1, 0.25),
        ("district", 0, 0.0),
    ]
    assert found["small"] == {"closed": 3, "settled": 2, "share": 0.6667}
    assert found["big"] == {"closed": 1, "settled": 0, "share": 0.0}
    empty = site.as_(reporter_xu).get(f"{changxing}/closed-levels", since="2026-01-01", until="2026-02-01").json()
    assert (empty["closed"], empty["small"]["share"]) == (0, None)


@pytest.mark.rule("C10")
def test_the_shares_are_those_of_the_day_asked_for(site: Site, changxing: str):
    then = site.as_(reporter_xu).get(f"{changxing}/closed-levels", **SPAN, as_of="2026-03-10").json()
    assert (then["closed"], then["small"]["settled"]) == (2, 2)
    last = site.as_(reporter_xu).get(f"{changxing}/tickets", status="closed").json()["tickets"][-1]["ticket"]
    step(site, site.as_(desk_chen), last, "reopening", text="又积水")
    assert site.as_(reporter_xu).get(f"{changxing}/closed-levels", **SPAN).json()["closed"] == 3


# --- time taken


@pytest.mark.rule("E8", "Y11")
def test_residents_read_the_time_taken_beside_the_time_promised(site: Site):
    path, chen = opened(site, ERENHOT, "erenhot"), site.as_(desk_chen)
    for day, closed in ((2, at(2, 11)), (2, at(5)), (2, at(16))):  # two hours, three days, two weeks
        ticket = report(chen, path, category="social_security", effective_at=at(day))["ticket"]
        close(site, ticket, closed)
    (found,) = site.as_().get(path.replace("/api/", "/api/public/") + "/durations", **SPAN).json()["durations"]
    deadline = PolicyProfile.load("erenhot").category("social_security").deadline
    assert (found["title"], found["closed"], found["in_time"]) == ("社会保障", 3, 2)
    assert (found["fastest_hours"], found["median_hours"], found["slowest_hours"]) == (2.0, 72.0, 336.0)
    assert (found["promised"], found["clock"], found["median_taken"]) == (deadline.value, "working_days", 3.0)
    assert found["clause"] == deadline.source.clause


# --- told that it went up


@pytest.mark.rule("D12")
def test_whoever_is_not_told_in_time_that_it_went_up_stands_on_the_alarm_list(site: Site):
    path, chen, zhou = opened(site, TIEDONG, "tiedong"), site.as_(desk_chen), site.as_(auditor_zhou)
    ticket = report(chen, path, category="sanitation", scope="overall", effective_at=at(6))["ticket"]
    step(site, chen, ticket, "dispatch", level="community", responsible="committees", effective_at=at(6, 10))
    up = {"level": "subdistrict", "responsible": f"subdistrict:com-{TIEDONG}", "effective_at": at(6, 11)}
    step(site, site.as_(approver_wang), ticket, "dispatch", **up)
    (friday,) = zhou.get(f"{path}/unanswered", as_of=at(6, 12)).json()["unanswered"]
    assert (friday["number"], friday["is_late"]) == (friday["number"], False)
    due = datetime.fromisoformat(friday["reply_due_at"]).astimezone(CHINA)
    assert due == datetime(2026, 3, 10, tzinfo=CHINA)  # one working day: the end of Monday
    assert "default of the product" in friday["clause"]
    assert zhou.get(f"{path}/unanswered", late=True, as_of=at(9, 23)).json()["unanswered"] == []
    late = zhou.get(f"{path}/unanswered", late=True, as_of=at(10)).json()["unanswered"]
    assert [one["ticket"] for one in late] == [ticket]
    step(site, chen, ticket, "interim-reply", text="已报街道", effective_at=at(10, 10))
    told = (datetime.fromisoformat(at(10, 10)) + timedelta(minutes=1)).isoformat()
    assert zhou.get(f"{path}/unanswered", as_of=told).json()["unanswered"] == []
