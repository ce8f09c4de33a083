"""The main job over whole HTTP, as named people: buildings in, a plan proposed, enacted, lived in, redrawn, and asked about."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api import estate
from tests.api.conftest import Site
from tests.days import china_today
from tests.people import PASSWORD, admin_he, approver_wang, auditor_zhou, desk_chen, planner_lin, reporter_xu, warden_qian, warden_zhao

pytestmark = pytest.mark.story
CODE = "321111009001"
TODAY = china_today()
FIRST_DAY, SECOND_DAY = TODAY - timedelta(days=200), TODAY - timedelta(days=20)
told: dict[str, str] = {}
"""Ids the story learns on its way."""


@pytest.fixture(scope="module", autouse=True)
def enacted(site: Site, folder: Path) -> None:
    """Given an estate of 960 dwellings with a plan of the erenhot profile (200–300 households a grid) in force for 200 days."""
    lin, wang = site.as_(planner_lin), site.as_(approver_wang)
    file = estate.write(folder)
    answer = lin.post(
        f"/api/communities/{CODE}/buildings", files={"file": (file.name, file.read_bytes())}, data={"name": "锦绣社区", "policy": "erenhot"}
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["taken"] == 24
    plan = lin.post(f"/api/communities/{CODE}/plans", {"name": "首次划分"}).json()
    assert plan["failing"] == []
    told["plan"] = plan["plan"]
    version = lin.post(f"/api/plans/{plan['plan']}/submission", {}, seen=plan["version"]).json()["version"]
    approved = wang.post(f"/api/plans/{plan['plan']}/approval", {"document": "锦社建〔2026〕1号"}, seen=version).json()
    body = {"on": FIRST_DAY.isoformat(), "document": "锦社建〔2026〕1号"}
    done = wang.post(f"/api/plans/{plan['plan']}/enactment", body, seen=approved["version"])
    assert done.status_code == 200, done.text


@pytest.mark.rule("E1", "G4")
def test_grids_keep_the_band_and_tile_the_community(site: Site) -> None:
    features = site.as_(reporter_xu).get(f"/api/communities/{CODE}/grids").json()["features"]
    households = [feature["properties"]["households"] for feature in features]
    assert sum(households) == 24 * estate.DWELLINGS
    assert all(200 <= number <= 300 for number in households)
    assert [feature["properties"]["code"] for feature in features] == [f"{CODE}{n:03d}" for n in range(1, len(features) + 1)]


def test_a_map_that_did_not_change_is_not_sent_again(site: Site) -> None:
    xu = site.as_(reporter_xu)
    first = xu.get(f"/api/communities/{CODE}/grids")
    xu.headers = xu.headers | {"If-None-Match": first.headers["ETag"]}
    again = xu.get(f"/api/communities/{CODE}/grids")
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    other = xu.get(f"/api/communities/{CODE}/grids", as_of=(FIRST_DAY - timedelta(days=1)).isoformat())
    assert (other.status_code, other.json()["features"]) == (200, [])


def test_no_grid_was_in_force_before_the_first_day(site: Site) -> None:
    before = (FIRST_DAY - timedelta(days=1)).isoformat()
    assert site.as_(auditor_zhou).get(f"/api/communities/{CODE}/grids", as_of=before).json()["features"] == []
    answer = site.as_(auditor_zhou).get("/api/whois", address="锦绣花园1号楼", at=before).json()
    assert (answer["grid"], answer["plan"]) == (None, None)


def test_wardens_take_their_posts(site: Site) -> None:
    chen, he = site.as_(desk_chen), site.as_(admin_he)
    grids = site.as_(reporter_xu).get(f"/api/communities/{CODE}/grids").json()["features"]
    since = f"{FIRST_DAY.isoformat()}T08:00:00+08:00"
    for person, phone in ((warden_zhao, "0511-85000001"), (warden_qian, "0511-85000002")):
        body = {"account": person.account, "name": person.name, "phone": phone, "effective_at": since}
        warden = chen.post(f"/api/communities/{CODE}/wardens", body).json()["warden"]
        told[person.account] = warden
        opened = {"account": person.account, "role": "warden", "password": PASSWORD, "warden": warden}
        assert he.post("/api/accounts", opened).status_code == 201
    roster = chen.get(f"/api/communities/{CODE}/roster").json()["grids"]
    for n, grid in enumerate(roster):
        a, b = (told["zhao"], told["qian"]) if n % 2 == 0 else (told["qian"], told["zhao"])
        body = {"warden": a, "standby": b, "document": "锦社〔2026〕2号", "effective_at": since}
        answer = chen.post(f"/api/communities/{CODE}/posts/{grid['post']}/primary", body)
        assert answer.status_code == 200, answer.text
    assert len(roster) == len(grids)
    now = chen.get(f"/api/communities/{CODE}/roster").json()["grids"]
    assert [one["on_duty"]["name"] for one in now][:2] == [warden_zhao.name, warden_qian.name]


def test_a_household_moves_in_and_lands_in_its_buildings_grid(site: Site) -> None:
    chen = site.as_(desk_chen)
    first, last = (chen.get("/api/whois", address=f"锦绣花园{n}号楼").json() for n in (1, 16))
    body = {
        "how": "moved_in",
        "building": first["building"],
        "door": {"unit": "2", "room": "501"},
        "members": [{"relation": "head", "name": "张三丰", "phone": "13800000001"}, {"relation": "child", "name": "张小宝"}],
        "effective_at": f"{(FIRST_DAY + timedelta(days=10)).isoformat()}T10:00:00+08:00",
    }
    answer = chen.post("/api/households", body)
    assert answer.status_code == 201, answer.text
    told["household"] = answer.json()["household"]
    moved = {"building": last["building"], "door": {"unit": "1", "room": "101"}, "reason": "换房"}
    moved["effective_at"] = f"{(FIRST_DAY + timedelta(days=60)).isoformat()}T10:00:00+08:00"
    answer = chen.post(f"/api/households/{told['household']}/move", moved, seen=1)
    assert answer.status_code == 200, answer.text
    early = chen.get(f"/api/households/{told['household']}", as_of=(FIRST_DAY + timedelta(days=30)).isoformat()).json()
    late = chen.get(f"/api/households/{told['household']}").json()
    assert (early["grid"], late["grid"]) == (first["grid"], last["grid"])


def test_names_are_masked_until_a_purpose_is_given(site: Site) -> None:
    chen = site.as_(desk_chen)
    masked = chen.get(f"/api/households/{told['household']}").json()
    assert [member["name"] for member in masked["members"]] == ["张＊＊", "张＊＊"]
    opened = chen.get(f"/api/households/{told['household']}", purpose="核对入住").json()
    assert [member["name"] for member in opened["members"]] == ["张三丰", "张小宝"]
    refused = site.as_(reporter_xu).get(f"/api/households/{told['household']}", purpose="好奇")
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.role")


@pytest.mark.rule("Y7")
def test_standby_answers_while_the_warden_is_on_leave(site: Site) -> None:
    chen = site.as_(desk_chen)
    day = FIRST_DAY + timedelta(days=40)
    leave = {
        "warden": told["zhao"],
        "starts_at": f"{day}T00:00:00+08:00",
        "ends_at": f"{day + timedelta(days=3)}T00:00:00+08:00",
        "reason": "年休",
    }
    assert chen.post(f"/api/communities/{CODE}/leaves", leave).status_code == 201
    grid = chen.get(f"/api/communities/{CODE}/roster").json()["grids"][0]["grid"]
    building = chen.get(f"/api/communities/{CODE}/buildings", grid=grid).json()["buildings"][0]["building"]
    auditor = site.as_(auditor_zhou)
    during = auditor.get("/api/whois", building=building, at=f"{day + timedelta(days=1)}T12:00:00+08:00").json()
    after = auditor.get("/api/whois", building=building, at=f"{day + timedelta(days=4)}T12:00:00+08:00").json()
    assert (during["on_duty"]["name"], during["on_duty_as"]) == (warden_qian.name, "B")
    assert (after["on_duty"]["name"], after["on_duty_as"]) == (warden_zhao.name, "A")


def test_why_a_warden_was_away_is_told_for_a_purpose_that_is_written_down(site: Site) -> None:
    path, purpose = f"/api/history/{told['zhao']}", "核对代岗"
    auditor = site.as_(auditor_zhou)
    (sealed,) = _leaves(auditor.get(path).json())
    (opened,) = _leaves(auditor.get(path, purpose=purpose).json())
    assert (sealed["reason"], opened["reason"]) == ("密存", "年休")
    refused = site.as_(reporter_xu).get(path, purpose=purpose)
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.role")
    with site.office.reading() as connection:
        query = "select subject, purpose from vault.read_log where actor = %s and fields = '{reason}'"
        assert connection.execute(query, (auditor_zhou.account,)).fetchall() == [(told["zhao"], purpose)]


def _leaves(story: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for line in story["lines"] if line["name"] == "duty.leave_granted"]


@pytest.mark.rule("T14")
def test_a_ticket_lives_from_report_to_close(site: Site) -> None:
    chen = site.as_(desk_chen)
    place = chen.get("/api/whois", address="锦绣花园1号楼").json()
    body = {"category": "综合治理", "text": "楼道灯不亮，老人夜里摔倒", "building": place["building"], "reporter_name": "李婆婆"}
    body["category"] = _category(site)
    reported = chen.post(f"/api/communities/{CODE}/tickets", body)
    assert reported.status_code == 201, reported.text
    ticket = reported.json()
    told["ticket"] = ticket["ticket"]
    assert (ticket["grid"], ticket["responsible"]) == (place["grid"], warden_zhao.account)
    zhao = site.as_(warden_zhao)
    early = zhao.post(f"/api/tickets/{ticket['ticket']}/closing", {"outcome": "solved"}, seen=ticket["version"])
    assert (early.status_code, early.json()["code"]) == (409, "ticket.not_accepted")
    version = ticket["version"]
    for step, given in (
        ("acceptance", {}),
        ("handling", {"text": "换了灯泡"}),
        ("feedback", {"text": "已告知", "satisfaction": 5}),
        ("closing", {"outcome": "solved"}),
    ):
        answer = zhao.post(f"/api/tickets/{ticket['ticket']}/{step}", given, seen=version)
        assert answer.status_code == 200, answer.text
        version = answer.json()["version"]
    assert answer.json()["status"] == "closed"
    public = site.as_().get(f"/api/public/tickets/{ticket['number']}").json()
    assert public["status"] == "closed" and public.keys() == {"number", "status", "due_at"}


def test_a_visit_is_recorded_by_who_is_on_duty_there(site: Site) -> None:
    grid = site.as_(auditor_zhou).get(f"/api/households/{told['household']}").json()["grid"]
    roster = {one["grid"]: one for one in site.as_(desk_chen).get(f"/api/communities/{CODE}/roster").json()["grids"]}
    mine, other = (warden_zhao, warden_qian) if roster[grid]["a"]["account"] == "zhao" else (warden_qian, warden_zhao)
    body = {
        "household": told["household"],
        "purpose": _purpose(site),
        "issue": "水压低",
        "feedback": "已报物业",
        "visited_at": f"{TODAY - timedelta(days=1)}T15:00:00+08:00",
    }
    assert site.as_(mine).post("/api/visits", body).status_code == 201
    refused = site.as_(other).post("/api/visits", body)
    assert (refused.status_code, refused.json()["code"]) == (403, "visit.not_your_grid")


def test_a_redrawn_boundary_takes_its_households_along(site: Site) -> None:
    lin, wang = site.as_(planner_lin), site.as_(approver_wang)
    copied = lin.post(f"/api/communities/{CODE}/plans", {"start": "copy", "name": "调整"}).json()
    here = lin.get("/api/whois", address="锦绣花园16号楼").json()
    report = lin.get(f"/api/plans/{copied['plan']}").json()
    target, answer = _painted(lin, copied, here, report)
    version = lin.post(f"/api/plans/{copied['plan']}/submission", {}, seen=answer["version"])
    assert version.status_code == 200, version.text
    approved = wang.post(f"/api/plans/{copied['plan']}/approval", {"document": "锦社建〔2026〕9号"}, seen=version.json()["version"]).json()
    body = {"on": SECOND_DAY.isoformat(), "document": "锦社建〔2026〕9号"}
    done = wang.post(f"/api/plans/{copied['plan']}/enactment", body, seen=approved["version"])
    assert done.status_code == 200, done.text
    assert done.json()["households_moved"] == 1
    auditor = site.as_(auditor_zhou)
    before = auditor.get("/api/whois", building=here["building"], at=(SECOND_DAY - timedelta(days=1)).isoformat()).json()
    after = auditor.get("/api/whois", building=here["building"], at=SECOND_DAY.isoformat()).json()
    assert (before["grid"], before["document"]) == (here["grid"], "锦社建〔2026〕1号")
    assert (after["grid"], after["document"], after["decided_by"]) == (target, "锦社建〔2026〕9号", approver_wang.account)
    story = auditor.get(f"/api/history/{told['household']}").json()
    assert story["lines"][-1]["name"] == "household.reassigned"


def test_an_older_version_is_refused_and_nothing_is_lost(site: Site) -> None:
    lin = site.as_(planner_lin)
    draft = lin.post(f"/api/communities/{CODE}/plans", {"start": "copy", "name": "两人同改"}).json()
    grid = lin.get(f"/api/plans/{draft['plan']}").json()["grids"][0]["grid"]
    path = f"/api/plans/{draft['plan']}/grids/{grid}/name"
    assert lin.post(path, {"name": "春江片区"}, seen=draft["version"]).status_code == 200
    late = lin.post(path, {"name": "秋月片区"}, seen=draft["version"])
    facts = late.json()["facts"]
    assert (late.status_code, late.json()["code"]) == (412, "http.version_passed")
    assert (facts["current"], facts["changed_by"]) == (draft["version"] + 1, planner_lin.account)
    assert lin.get(f"/api/plans/{draft['plan']}").json()["grids"][0]["name"] == "春江片区"


def test_a_repeated_key_gives_the_first_answer_and_writes_nothing(site: Site) -> None:
    lin = site.as_(planner_lin)
    body = {"start": "copy", "name": "重复提交"}
    first = lin.post(f"/api/communities/{CODE}/plans", body, key="the-same-key")
    head = site.office.journal.head()
    again = lin.post(f"/api/communities/{CODE}/plans", body, key="the-same-key")
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert site.office.journal.head() == head
    other = lin.post(f"/api/communities/{CODE}/plans", body | {"name": "别的"}, key="the-same-key")
    assert (other.status_code, other.json()["code"]) == (422, "journal.idempotency_key_reused")


@pytest.mark.rule("G7")
def test_residents_find_their_grid_and_nothing_else(site: Site) -> None:
    told_public = site.as_().get("/api/public/whois", address="锦绣花园1号楼").json()
    assert told_public["on_duty"] == {"name": warden_zhao.name, "phone": "0511-85000001"}
    assert told_public.keys() == {"address", "grid", "code", "name", "title", "on_duty_as", "a", "b", "on_duty"}
    assert site.as_().get("/api/whois", address="锦绣花园1号楼").status_code == 401


def _category(site: Site) -> str:
    from domain.policy import PolicyProfile

    return next(iter(PolicyProfile.load("erenhot").categories))


def _purpose(site: Site) -> str:
    from domain.policy import PolicyProfile

    return next(iter(PolicyProfile.load("erenhot").purposes))


def _painted(lin, copied, here, report):
    """Give building 16, in the middle, to the first neighbour that may take it; the boundary must stay in band, so the smaller of them."""
    for grid in sorted(report["grids"], key=lambda one: one["households"]):
        if grid["grid"] == here["grid"] or grid["households"] + estate.DWELLINGS > 300:
            continue
        answer = lin.post(
            f"/api/plans/{copied['plan']}/redraw", {"to": grid["grid"], "buildings": [here["building"]]}, seen=copied["version"]
        )
        if answer.status_code == 200:
            return grid["grid"], answer.json()
    raise AssertionError("no neighbour can take the building")
