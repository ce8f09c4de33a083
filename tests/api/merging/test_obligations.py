"""Two communities end in a third: what they had begun goes on in it, what they had closed is read under it, nothing begins in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from projections import rebuild, runner
from tests.api.conftest import Site
from tests.api.governance.conftest import Town, registered
from tests.api.governance.test_admissions import ASKED
from tests.api.governance.test_certificates import ASKED as CERTIFICATE
from tests.api.governance.test_certificates import KINSHIP
from tests.days import china_today
from tests.people import PASSWORD, Named, admin_he, approver_wang, auditor_zhou, desk_chen, planner_lin

TODAY = china_today()
TOMORROW = TODAY + timedelta(days=1)
DOCUMENT = {"document": "攀民〔2026〕8号"}
REGISTERS = {
    "meetings": ("meetings", "meeting"),
    "admissions": ("admissions", "admission"),
    "certificates": ("certificates", "certificate"),
    "seal": ("uses", "certificate"),
    "burdens": ("burdens", "burden"),
    "visit-rounds": ("rounds", "round"),
}
"""Path, the key of its list and the key of a line."""


@dataclass
class Story:
    """Two that end tomorrow, and the one they end in. made: ids by the path of the register. clock: sets the office's day."""

    first: Town
    second: Town
    heir: Town
    clock: Callable[[int], None]
    made: dict[str, str] = field(default_factory=dict)

    def listed(self, town: Town, path: str, **params: Any) -> dict[str, Any]:
        """Lines by id, each with the community it was made under (None: its own)."""
        key, name = REGISTERS[path]
        lines = town.get(auditor_zhou, path, **params)[key]
        return {one[name]: one["under"] and one["under"]["code"] for one in lines}


def _begun(town: Town) -> dict[str, str]:
    soon = f"{TODAY + timedelta(days=3)}T09:00:00+08:00"
    town.post(planner_lin, "certificate-types", KINSHIP, status=201)
    sealed, waiting = (town.post(desk_chen, "certificates", CERTIFICATE, status=201) for _ in range(2))
    town.post(desk_chen, f"/certificates/{sealed['id']}/issue", {}, seen=sealed["version"])
    span = {"starts_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=20)).isoformat()}
    plate = {"kind": "plate", "title": "中国社区", "department": "区农林局"}
    return {
        "seal": sealed["id"],
        "certificates": waiting["id"],
        "admissions": town.post(planner_lin, "admissions", ASKED, status=201)["id"],
        "meetings": town.post(desk_chen, "meetings", {"title": "居民议事会", "starts_at": soon, "called": ["chen"]}, status=201)["id"],
        "burdens": town.post(desk_chen, "burdens", plate, status=201)["id"],
        "visit-rounds": town.post(desk_chen, "visit-rounds", {"title": "秋季走访", **span}, status=201)["round"],
    }


@pytest.fixture(scope="module")
def story(site: Site) -> Any:
    towns = [registered(site, f"51040200100{n}", profile) for n, profile in enumerate(("panzhihua", "runzhou", "panzhihua"), 1)]
    real, later = site.office.clock, {"days": 0}
    site.office.clock = lambda: real() + timedelta(days=later["days"])
    told = Story(*towns, clock=lambda days: later.update(days=days))
    told.made = _begun(told.first)
    for person, town in ((Named("old", "desk", "原窗口"), told.first), (Named("heir", "desk", "新窗口"), told.heir)):
        body = {"account": person.account, "role": "desk", "password": PASSWORD, "communities": [f"com-{town.code}"]}
        told.heir.post(admin_he, "/accounts", body, status=201)
    body = {"communities": [told.first.code, told.second.code], "on": TOMORROW.isoformat()}
    told.heir.post(approver_wang, "merge", body | DOCUMENT)
    yield told
    site.office.clock = real


@pytest.mark.rule("E7")
def test_until_the_day_each_is_where_it_was_and_from_the_day_on_the_successor_reads_all(story: Story):
    story.clock(0)
    for path in REGISTERS:
        assert story.listed(story.heir, path) == {}, (path, "not yet")
        assert story.made[path] in story.listed(story.first, path)
    story.clock(1)
    for path in REGISTERS:
        assert story.listed(story.heir, path)[story.made[path]] == story.first.code, path
        assert story.listed(story.first, path)[story.made[path]] is None, "where it was made it stays"
    assert story.listed(story.heir, "admissions", on=TODAY.isoformat()) == {}, "as of the day before"


@pytest.mark.rule("E7")
def test_what_was_begun_goes_on_and_nothing_new_begins(story: Story):
    story.clock(1)
    clerk = Named("heir", "desk", "新窗口")
    for path, body in (
        ("admissions", ASKED),
        ("meetings", {"title": "又一次", "starts_at": f"{TODAY}T09:00:00+08:00", "called": ["chen"]}),
        ("certificates", CERTIFICATE),
        ("visit-rounds", {"title": "冬季走访", "starts_on": TODAY.isoformat(), "ends_on": TODAY.isoformat()}),
    ):
        refused = story.first.post(planner_lin if path == "admissions" else desk_chen, path, body, status=409)
        assert (refused["code"], refused["facts"]["successor"]) == ("community.ended", f"com-{story.heir.code}"), path
    made, heir = story.made, story.heir
    running = heir.post(
        clerk, "visit-rounds", {"title": "并后走访", "starts_on": TODAY.isoformat(), "ends_on": TODAY.isoformat()}, status=409
    )
    assert (running["code"], running["facts"]["round"]) == ("visit_round.open_already", made["visit-rounds"])
    heir.post(clerk, f"visit-rounds/{made['visit-rounds']}/closing", {})
    heir.post(planner_lin, f"/admissions/{made['admissions']}/gate", {"by": "civil_affairs_bureau"}, seen=1)
    heir.post(clerk, f"/certificates/{made['certificates']}/issue", {}, seen=1)
    uses = {one["certificate"]: (one["number"], one["under"] and one["under"]["name"]) for one in heir.get(auditor_zhou, "seal")["uses"]}
    assert uses == {made["seal"]: (1, "panzhihua社区"), made["certificates"]: (1, None)}, "the successor's own seal, from number 1"
    heir.post(clerk, "seal/uses", {"certificate": made["seal"]}, status=201)
    ticket = heir.post(clerk, "tickets", {"category": "public_order", "text": "路灯不亮", "scope": "regional"}, status=201)["ticket"]
    heir.post(clerk, f"/meetings/{made['meetings']}/agenda", {})
    (meeting,) = heir.get(auditor_zhou, "meetings")["meetings"]
    assert [one["ticket"] for one in meeting["agenda"]] == [ticket], "what the successor has on its hands"


@pytest.mark.rule("E7")
def test_minutes_that_were_published_are_read_by_residents_of_the_successor(story: Story):
    meeting = story.made["meetings"]
    story.clock(4)
    story.heir.post(desk_chen, f"/meetings/{meeting}/holding", {"came": ["chen"]})
    story.heir.post(desk_chen, f"/meetings/{meeting}/decisions", {"text": "本月修好"}, status=201)
    story.heir.post(desk_chen, f"/meetings/{meeting}/minutes", {"results": [{"number": 1, "told": "路灯本月修好"}]})
    (told,) = story.heir.get(None, f"/public/communities/{story.heir.code}/minutes")["minutes"]
    assert (told["title"], told["under"]["code"]) == ("居民议事会", story.first.code)


@pytest.mark.rule("E7")
def test_who_has_no_post_in_the_successor_sees_nothing_from_that_day(story: Story):
    old, heir, address = Named("old", "desk", "原窗口"), Named("heir", "desk", "新窗口"), f"/api/meetings/{story.made['meetings']}/agenda"
    call = story.first.site.as_
    story.clock(0)
    assert call(old).get(f"/api/communities/{story.first.code}/meetings").status_code == 200
    assert call(heir).get(f"/api/communities/{story.first.code}/meetings").json()["code"] == "auth.not_yours"
    story.clock(1)
    for path in (f"/api/communities/{story.first.code}/meetings", f"/api/communities/{story.heir.code}/meetings", "/api/communities"):
        refused = call(old).get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "auth.community_over"), path
    assert call(old).post(address, {}).json()["facts"]["successor"] == f"com-{story.heir.code}"
    assert call(old).get("/api/session").status_code == 200, "who one is, and signing out, stays"
    assert call(heir).get(f"/api/communities/{story.first.code}/meetings").status_code == 200


@pytest.mark.rule("E7")
def test_a_merger_is_taken_back_by_document_and_each_goes_on_as_before(story: Story):
    story.clock(0)
    small, large = (registered(story.heir.site, f"51040200200{n}", "panzhihua") for n in (1, 2))
    merging = {"communities": [small.code], "on": TODAY.isoformat()}
    assert large.post(approver_wang, "merge", merging | DOCUMENT)["undecided"] == []
    other_day = merging | {"on": TOMORROW.isoformat()} | DOCUMENT
    assert large.post(approver_wang, "merge", other_day, status=409)["code"] == "community.ended", "decided once"
    assert small.post(planner_lin, "admissions", ASKED, status=409)["code"] == "community.ended"
    back = {"communities": [small.code], "reason": "上级未批准", "document": "攀民〔2026〕9号"}
    assert large.post(approver_wang, "merge/revocation", back)["released"] == [f"com-{small.code}"]
    assert large.post(approver_wang, "merge/revocation", back, status=409)["code"] == "community.not_merged_there"
    assert small.get(auditor_zhou, "lineage")["community"]["successor"] is None
    asked = small.post(planner_lin, "admissions", ASKED, status=201)["id"]
    assert [one["admission"] for one in small.get(auditor_zhou, "admissions")["admissions"]] == [asked]
    assert large.get(auditor_zhou, "admissions")["admissions"] == []


def test_every_read_model_is_the_same_when_made_again(story: Story):
    office = story.heir.site.office
    office.freshen()
    report = rebuild.rebuild(office.journal, office.databases.project, runner.NAMES, check=True)
    assert [table.table for table in report.tables if not table.equal] == []
