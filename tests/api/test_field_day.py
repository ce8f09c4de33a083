"""What a warden's phone takes along for the day, and nothing more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.api.conftest import Site
from tests.api.lived_in import COMMUNITY, Town, now, settle
from tests.people import desk_chen, warden_qian, warden_sun, warden_zhao

DAY = "/api/field-day"
WHY = {"purpose": "当日走访"}


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    """zhao and qian are each other's B."""
    return settle(site, folder)


def test_the_own_grid_its_buildings_list_and_tickets_go_along(site: Site, town: Town) -> None:
    day = site.as_(warden_zhao).get(DAY, **WHY).json()
    assert [(one["grid"], one["is_own"], one["a"]["name"], one["b"]["name"]) for one in day["grids"]] == [
        (town.grids[0], True, "网格员赵", "网格员钱")
    ]
    assert {one["building"] for one in day["buildings"]} == {one["building"] for one in town.buildings[0]}
    assert sum(one["tickets"] for one in day["buildings"]) == 1
    assert sum(one["never_visited"] for one in day["buildings"]) == len(town.households[0])
    (ticket,) = day["tickets"]
    assert (ticket["ticket"], ticket["status"], ticket["handled"], ticket["version"]) == (town.tickets[0], "reported", False, 1)
    assert day["purposes"][0].keys() == {"purpose", "zh", "en"} and day["attendance"] is None


def test_of_residents_it_holds_the_doors_of_the_days_list_alone_and_that_is_written_down(site: Site, town: Town) -> None:
    answer = site.as_(warden_zhao).get(DAY, **WHY)
    assert {one["household"]: one["door"] for one in answer.json()["households"]} == {
        hh: {"unit": "1", "room": f"{n + 1}01"} for n, hh in enumerate(town.households[0])
    }
    assert "张三" not in answer.text and "13800001234" not in answer.text and "独居老人" not in answer.text
    with site.office.reading() as connection:
        count = connection.execute("select count(*) from vault.read_log where actor = 'zhao' and purpose = '当日走访'").fetchone()
    assert count is not None and count[0] >= 1


def test_the_doors_of_a_building_are_for_who_answers_for_it(site: Site, town: Town) -> None:
    path = f"/api/buildings/{town.buildings[0][0]['building']}/doors"
    told = site.as_(warden_zhao).get(path, **WHY).json()["households"]
    assert [(one["household"], one["door"]) for one in told] == [(town.households[0][0], {"unit": "1", "room": "101"})]
    assert site.as_(warden_sun).get(path, **WHY).status_code == 403
    assert site.as_(warden_zhao).get(path).status_code == 422


def test_who_stands_in_sees_the_neighbours_grid_and_until_when(site: Site, town: Town) -> None:
    leave = {"warden": town.wardens["qian"], "starts_at": now(site, -1).isoformat(), "ends_at": now(site, 2).isoformat()}
    assert site.as_(desk_chen).post(f"{COMMUNITY}/leaves", leave).status_code == 201
    day = site.as_(warden_zhao).get(DAY, **WHY).json()
    own, covered = day["grids"]
    assert (own["is_own"], covered["is_own"], covered["on_duty_as"], covered["on_duty"]["name"]) == (True, False, "B", "网格员赵")
    assert datetime.fromisoformat(covered["until"]) == datetime.fromisoformat(leave["ends_at"])
    assert [(one["by_me"], one["name"]) for one in day["coming"]] == [(True, covered["name"])]
    away = site.as_(warden_qian).get(DAY, **WHY).json()
    assert [(one["by_me"], one["who"]["name"]) for one in away["coming"]] == [(False, "网格员赵")]


def test_the_phones_key_is_the_accounts_own_and_stays(site: Site, town: Town) -> None:
    first, again, other = (site.as_(one).get("/api/session/phone-key").json()["key"] for one in (warden_zhao, warden_zhao, warden_qian))
    assert first == again != other and len(bytes.fromhex(first)) == 32
