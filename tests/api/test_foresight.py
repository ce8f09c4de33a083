"""What the desk sees before a matter is registered is what the registration then tells; looking writes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from domain.policy import PolicyProfile
from tests.api.conftest import Caller, Site
from tests.api.lived_in import COMMUNITY, Town, settle
from tests.people import auditor_zhou, desk_chen, warden_qian, warden_zhao

KEY = "erenhot"


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder, households=0, policy=KEY)


@pytest.fixture
def chen(site: Site, town: Town) -> Caller:
    return site.as_(desk_chen)


def seen(caller: Caller, **asked: Any) -> dict[str, Any]:
    answer = caller.get(f"{COMMUNITY}/intake/place", **asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def filed(caller: Caller, building: str, category: str) -> dict[str, Any]:
    answer = caller.post(f"{COMMUNITY}/tickets", {"category": category, "text": "楼道灯不亮", "building": building})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_an_address_tells_grid_duty_and_deadline_and_nothing_is_written(site: Site, town: Town, chen: Caller) -> None:
    category, head = next(iter(PolicyProfile.load(KEY).categories.values())), site.office.journal.head()
    house = town.buildings[0][0]
    told = seen(chen, address=house["address"], category=category.key)
    assert (told["building"], told["grid"], told["address"]) == (house["building"], town.grids[0], house["address"])
    assert (told["on_duty"]["name"], told["on_duty_as"], told["responsible"]) == (warden_zhao.name, "A", warden_zhao.account)
    assert (told["deadline"]["value"], told["deadline"]["clock"]) == (category.deadline.value, category.deadline.clock)
    assert category.deadline.source.clause in told["deadline"]["clause"]
    assert site.office.journal.head() == head
    answer = filed(chen, house["building"], category.key)
    assert (answer["responsible"], answer["due_at"][:13]) == (told["responsible"], told["deadline"]["due_at"][:13])


def test_the_border_close_by_is_the_one_that_registration_notices(site: Site, town: Town, chen: Caller) -> None:
    (west, south), (east, north) = ((grid[0]["lon"], grid[0]["lat"]) for grid in town.buildings[:2])
    on_the_way = ({"lon": west + (east - west) * n / 60, "lat": south + (north - south) * n / 60} for n in range(61))
    place, near = next((point, told) for point in on_the_way if (told := seen(chen, **point)["near"]))
    asked = {"category": next(iter(PolicyProfile.load(KEY).categories)), "text": "井盖松动"} | place
    assert chen.post(f"{COMMUNITY}/tickets", asked).json()["near"] == {name: near[name] for name in ("grid", "distance_m")}
    assert near["code"].startswith("321111009001") and near["name"]


def test_tickets_close_by_are_named_whatever_their_category(site: Site, town: Town, chen: Caller) -> None:
    one, other, *_ = PolicyProfile.load(KEY).categories
    house = town.buildings[1][0]
    ticket = filed(chen, house["building"], one)
    near = seen(chen, building=house["building"], category=other)["nearby"]
    assert {"ticket": ticket["ticket"], "category": one, "status": "reported", "distance_m": 0}.items() <= near[0].items()
    assert near[0]["responsible"] == warden_qian.account
    assert seen(chen, lon=house["lon"], lat=house["lat"])["nearby"][0]["ticket"] == ticket["ticket"]


def test_what_no_place_is_found_for_is_said(chen: Caller, town: Town) -> None:
    def code(**asked: Any) -> str:
        return chen.get(f"{COMMUNITY}/intake/place", **asked).json()["code"]

    assert code(address="没有的地方99号") == "address.unknown"
    assert code(lon=100.0, lat=30.0) == "place.outside"
    assert code() == "whois.question_incomplete"
    several = chen.get(f"{COMMUNITY}/intake/place", address="锦绣花园").json()
    assert several["code"] == "address.ambiguous" and len(several["facts"]["candidates"]) > 1


def test_the_regulations_matters_carry_their_time_and_clause(site: Site, town: Town) -> None:
    told, profile = site.as_(auditor_zhou).get(f"{COMMUNITY}/matters").json(), PolicyProfile.load(KEY)
    assert [one["key"] for one in told["categories"]] == list(profile.categories)
    first = next(iter(profile.categories.values()))
    assert told["categories"][0] == {
        "key": first.key,
        "zh": first.title,
        "en": first.english,
        "value": first.deadline.value,
        "clock": first.deadline.clock,
        "clause": first.deadline.source.clause,
    }
    assert [one["key"] for one in told["scopes"]] == list(profile.routes) and told["profile"] == profile.key
