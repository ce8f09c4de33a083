"""A spot check over whole HTTP: committed, drawn, made again by anybody, found wrong, decided by another person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.context import CHINA
from domain.policy import PolicyProfile
from tests.api.conftest import Site
from tests.api.lived_in import COMMUNITY, Town, settle
from tests.people import approver_wang, auditor_zhou, desk_chen, warden_zhao

PURPOSE = next(iter(PolicyProfile.load("tiedong").purposes))
told: dict[str, str] = {}


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    """The community works by the rules of 铁东 from now on: they know discipline."""
    town = settle(site, folder, households=5)
    changed = site.as_(approver_wang).post(f"{COMMUNITY}/profile", {"profile": "tiedong", "reason": "执行化院社区制度"})
    assert changed.status_code == 200, changed.text
    return town


@pytest.fixture(scope="module", autouse=True)
def evening(site: Site, town: Town) -> Iterator[datetime]:
    """Half past five in China, tomorrow: the draw is open."""
    real = site.office.clock
    at = (real() + timedelta(days=1)).astimezone(CHINA).replace(hour=17, minute=30)
    site.office.clock = lambda: at.astimezone(UTC)
    yield at
    site.office.clock = real


@pytest.mark.rule("T3")
def test_two_of_the_days_visits_are_drawn_for_each_warden(site: Site, town: Town, evening: datetime) -> None:
    chen, zhao = site.as_(desk_chen), site.as_(warden_zhao)
    early = chen.post(f"{COMMUNITY}/spot-checks/draw", {})
    assert early.json()["code"] == "spot_check.nothing_committed"
    told["commitment"] = chen.post(f"{COMMUNITY}/spot-checks/seed", {}).json()["commitment"]
    for household in town.households[0]:
        body = {"household": household, "purpose": PURPOSE, "issue": "水压低", "feedback": "已报物业"}
        made = zhao.post("/api/visits", body | {"visited_at": (evening - timedelta(hours=3)).isoformat()})
        assert made.status_code == 201, made.text
    drawn = chen.post(f"{COMMUNITY}/spot-checks/draw", {})
    assert drawn.status_code == 201, drawn.text
    assert (drawn.json()["candidates"], len(drawn.json()["drawn"])) == (5, 2)
    told["visit"], told["next"] = drawn.json()["drawn"][0]["visit"], drawn.json()["next_commitment"]
    again = chen.post(f"{COMMUNITY}/spot-checks/draw", {})
    assert (again.status_code, again.json()["code"]) == (409, "spot_check.drawn_today")


@pytest.mark.rule("T3")
def test_anybody_makes_the_draw_again_with_sha256_alone(site: Site, evening: datetime) -> None:
    shown = site.as_(auditor_zhou).get(f"{COMMUNITY}/spot-checks/{evening.date()}/replay").json()
    assert shown["agrees"] is True
    assert hashlib.sha256(shown["seed"].encode()).hexdigest() == shown["commitment"] == told["commitment"]
    number = {
        one["visit"]: hashlib.sha256(f"{shown['seed']}|{shown['visits_through']}|{one['visit']}".encode()).hexdigest()
        for one in shown["candidates"]
    }
    assert sorted(number, key=number.__getitem__)[:2] == [one["visit"] for one in shown["drawn"]]
    assert shown["drawn"][0]["visit"] == told["visit"]
    recorded = site.office.journal.read(f"chk-{COMMUNITY[-12:]}")
    assert next(each.body.visits_after for each in recorded if each.name == "spot_check.seed_committed") == shown["visits_after"]


@pytest.mark.rule("T3", "T4")
def test_a_mismatch_proposes_a_warning_that_another_person_confirms(site: Site, town: Town) -> None:
    chen, wang, zhao = site.as_(desk_chen), site.as_(approver_wang), site.as_(warden_zhao)
    result = chen.post(f"{COMMUNITY}/spot-checks/{told['visit']}/result", {"matches": False, "note": "住户说当日无人来访"})
    assert (result.status_code, result.json()["proposed"]) == (201, "warning"), result.text
    (finding,) = chen.get(f"{COMMUNITY}/discipline", warden=town.wardens["zhao"]).json()["findings"]
    assert (finding["status"], finding["clause"]) == ("waiting", "化院社区工作制度 七2")
    road = f"{COMMUNITY}/discipline/{town.wardens['zhao']}/{told['visit']}/confirmation"
    assert chen.post(road, {"step": "warning"}).json()["code"] == "auth.role"
    harsher = wang.post(road, {"step": "dismissal_recommended"})
    assert (harsher.status_code, harsher.json()["code"]) == (409, "discipline.step_not_proposed")
    assert wang.post(road, {"step": "warning", "document": "化社〔2026〕6号"}).status_code == 200
    (decided,) = zhao.get(f"{COMMUNITY}/discipline", warden="wdn-somebodyelse0000").json()["findings"]
    assert (decided["status"], decided["step"], decided["decided_by"]) == ("confirmed", "warning", approver_wang.account)


@pytest.mark.rule("T3")
def test_what_is_left_to_check_is_listed_and_the_note_stays_sealed(site: Site) -> None:
    left = site.as_(desk_chen).get(f"{COMMUNITY}/spot-checks", open=True).json()["drawn"]
    assert len(left) == 1 and left[0]["visit"] != told["visit"]
    assert site.as_(warden_zhao).get(f"{COMMUNITY}/spot-checks").status_code == 403
    with site.office.app_pool.connection() as connection:
        found = connection.execute("select count(*) from journal.events where convert_from(payload, 'UTF8') like '%无人来访%'").fetchone()
    assert found == (0,)


@pytest.mark.rule("T5", "T7")
def test_a_warden_checks_in_and_a_person_rules_the_day_gone_by(site: Site, town: Town, evening: datetime) -> None:
    zhao, chen, warden = site.as_(warden_zhao), site.as_(desk_chen), town.wardens["zhao"]
    assert zhao.post(f"{COMMUNITY}/attendance", {}).status_code == 201
    shown = zhao.get(f"{COMMUNITY}/attendance/{warden}").json()["days"]
    assert shown == [{"on": evening.date().isoformat(), "checked_in": ["15:30"], "ruling": None}]
    road = f"{COMMUNITY}/attendance/{warden}/rulings"
    body = {"on": evening.date().isoformat(), "ruling": "late"}
    assert chen.post(road, body).json()["code"] == "attendance.day_not_over"
    day_before = (evening - timedelta(days=1)).date().isoformat()
    assert chen.post(road, body | {"on": day_before, "ruling": "in_time"}).status_code == 201
    assert zhao.get(f"{COMMUNITY}/attendance/{town.wardens['qian']}").json()["code"] == "auth.not_yours"
