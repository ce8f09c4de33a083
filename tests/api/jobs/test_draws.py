"""The draws of the clocks: two of the day's visits at the hour set, tickets to call back on the day set, the coming month's duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from api.commands.drawing_lots import opens_at
from api.context import CHINA
from api.jobs import running
from api.jobs.clock import Outlook
from api.jobs.clocks import CLOCKS
from api.jobs.queue import wanted_of
from domain.ids import CommunityId, community_id, rota_id
from domain.policy import PolicyProfile
from tests.api.conftest import Site
from tests.api.jobs.conftest import Hands
from tests.api.lived_in import CODE, COMMUNITY, Town, settle
from tests.people import approver_wang, auditor_zhou, warden_zhao

OWNER: CommunityId = community_id(CODE)
TIEDONG = PolicyProfile.load("tiedong")


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    """Works by the rules of 铁东, whose regulation asks for two visits a day to be checked."""
    settled = settle(site, folder, households=5)
    changed = site.as_(approver_wang).post(f"{COMMUNITY}/profile", {"profile": "tiedong", "reason": "执行化院社区制度"})
    assert changed.status_code == 200, changed.text
    return settled


@pytest.fixture(scope="module", autouse=True)
def hands(site: Site) -> Iterator[Hands]:
    real, site.office.clock = site.office.clock, Hands()
    yield site.office.clock
    site.office.clock = real


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, CHINA)


def act(site: Site, clock: str) -> tuple[str, ...]:
    return tuple(step for one in running.act(site.office, CLOCKS[clock], OWNER).acted for step in one.steps)


@pytest.mark.rule("T3")
def test_the_clock_commits_a_seed_and_draws_two_visits_at_the_hour_set_once_a_day(site: Site, town: Town, hands: Hands):
    tomorrow = (site.office.clock() + timedelta(days=1)).astimezone(CHINA).date()
    hands.move_to(at(tomorrow, time(9)))
    assert act(site, "spot_checks") == ("spot_check.seed_committed",)
    wanted, _ = wanted_of(site.office, {"spot_checks": CLOCKS["spot_checks"]})
    assert wanted[("spot_checks", OWNER)] == at(tomorrow, opens_at(TIEDONG))
    zhao, purpose = site.as_(warden_zhao), next(iter(TIEDONG.purposes))
    for household in town.households[0]:
        body = {"household": household, "purpose": purpose, "issue": "水压低", "feedback": "已报物业"}
        made = zhao.post("/api/visits", body | {"visited_at": at(tomorrow, time(8)).isoformat()})
        assert made.status_code == 201, made.text
    assert act(site, "spot_checks") == ()  # before the hour
    hands.move_to(at(tomorrow, opens_at(TIEDONG)) + timedelta(seconds=1))
    assert act(site, "spot_checks") == ("spot_check.drawn", "spot_check.seed_committed")
    assert act(site, "spot_checks") == ()
    committed, drawn, _ = site.office.journal.read(f"chk-{CODE}")
    assert len(drawn.body.chosen) == 2 == TIEDONG.number("visit.checked_per_day")
    assert (drawn.meta.role, drawn.meta.causation) == ("clock", str(committed.position))
    assert drawn.meta.reason == TIEDONG.rule("visit.checked_per_day").clause
    assert site.as_(auditor_zhou).get(f"{COMMUNITY}/spot-checks/{tomorrow}/replay").json()["agrees"] is True


def test_a_day_without_visits_draws_nothing(site: Site, hands: Hands):
    hands.ahead += timedelta(days=1)
    before = site.office.journal.versions([f"chk-{CODE}"])
    assert act(site, "spot_checks") == ()
    assert site.office.journal.versions([f"chk-{CODE}"]) == before


@pytest.mark.rule("T9")
def test_the_coming_months_hotline_duty_is_drawn_a_week_before_for_a_person_to_confirm(site: Site, hands: Hands):
    today = site.office.clock().astimezone(CHINA).date()
    first = (today.replace(day=1) + timedelta(days=62)).replace(day=1)
    hands.move_to(at(first - timedelta(days=8), time(12)))
    assert act(site, "rotas") == ()
    wanted, _ = wanted_of(site.office, {"rotas": CLOCKS["rotas"]})
    assert wanted[("rotas", OWNER)] == at(first - timedelta(days=7), time())
    hands.move_to(at(first - timedelta(days=7), time(0, 1)))
    assert act(site, "rotas") == ("rota.proposed",)
    assert act(site, "rotas") == ()
    (proposed,) = site.office.journal.read(rota_id(OWNER, f"{first:%Y-%m}"))
    assert (proposed.meta.role, proposed.meta.reason) == ("clock", TIEDONG.rule("rota.drawn_days_before").clause)
    shown = site.as_(auditor_zhou).get(f"{COMMUNITY}/rota/{first:%Y-%m}").json()
    assert shown["status"] == "proposed"
    assert {turn["kind"] for turn in shown["shifts"]} == {"hotline"}


def test_a_community_whose_regulation_asks_for_none_of_it_is_left_alone(site: Site):
    profiles = {CommunityId("com-321111009009"): PolicyProfile.load("erenhot")}
    with site.office.reading() as connection:
        outlook = Outlook(connection, profiles, {}, site.office.clock())
        asked = {name for name, clock in CLOCKS.items() if CommunityId("com-321111009009") in clock.next(outlook)}
    assert asked == {"reminders"}
