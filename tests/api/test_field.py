"""A warden's day over whole HTTP: the list, the visits, and what is counted of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.policy import PolicyProfile
from tests.api.conftest import Site
from tests.api.lived_in import COMMUNITY, Town, now, register, settle
from tests.people import auditor_zhou, desk_chen, reporter_xu, warden_qian, warden_sun, warden_zhao

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
    with site.office.app_pool.connection() as connection:
        read = connection.execute("select purpose from vault.read_log order by read_at desc, id desc limit 1").fetchone()
    assert read == ("回访核实",)


@pytest.mark.rule("T19", "R6")
def test_visits_are_counted_by_purpose_and_role_but_never_by_warden(site: Site, town: Town) -> None:
    counted = site.as_(reporter_xu).get(f"{COMMUNITY}/visits/statistics").json()["counts"]
    assert {(one["role"], one["contact"], one["visits"]) for one in counted} == {("liaison", "home", 1), ("mediation", "phone", 1)}
    assert {name for one in counted for name in one} == {"purpose", "role", "contact", "visits", "households"}
