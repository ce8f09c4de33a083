"""A month of duty over whole HTTP: proposed, confirmed by a person, turns changed, seen by residents; a day moved by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from api.context import CHINA
from tests.api.conftest import Site
from tests.api.lived_in import COMMUNITY, Town, settle
from tests.people import admin_he, approver_wang, desk_chen, reporter_xu, warden_zhao

PUBLIC = COMMUNITY.replace("/api/", "/api/public/")
pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    """The community works by the rules of 润州: noon, staggered hours, rest days."""
    town = settle(site, folder, households=1)
    changed = site.as_(approver_wang).post(f"{COMMUNITY}/profile", {"profile": "runzhou", "reason": "一式两化"})
    assert changed.status_code == 200, changed.text
    return town


@pytest.fixture(scope="module", autouse=True)
def clock(site: Site, town: Town) -> Iterator[dict[str, datetime]]:
    """A clock the tests set; it begins where the town was settled."""
    real = site.office.clock
    shown = {"now": real()}
    site.office.clock = lambda: shown["now"]
    yield shown
    site.office.clock = real


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=CHINA).astimezone(UTC)


@pytest.fixture(scope="module")
def month(clock: dict[str, datetime]) -> str:
    """The month after this one: none of its turns has begun."""
    today = clock["now"].astimezone(CHINA).date()
    return f"{today.year + today.month // 12}-{today.month % 12 + 1:02d}"


@pytest.mark.rule("Y8", "R18")
def test_the_generator_proposes_and_a_person_confirms(site: Site, month: str) -> None:
    chen = site.as_(desk_chen)
    drawn = chen.post(f"{COMMUNITY}/rota", {"month": month})
    assert drawn.status_code == 201, drawn.text
    assert (drawn.json()["status"], drawn.json()["gaps"]) == ("proposed", [])
    assert drawn.json()["calendar"].startswith("holidays ")
    first = f"{month}-01"
    assert chen.get(f"{COMMUNITY}/rota", since=first, until=f"{month}-28").json()["shifts"] == []
    confirmed = site.as_(approver_wang).post(f"{COMMUNITY}/rota/{month}/confirmation", {})
    assert (confirmed.status_code, confirmed.json()["status"]) == (200, "confirmed")
    shown = chen.get(f"{COMMUNITY}/rota", since=first, until=f"{month}-28").json()
    assert {"noon", "staggered", "rest_day"} == {one["kind"] for one in shown["shifts"]}
    counted = Counter(one["warden"] for one in shown["shifts"] if one["kind"] == "noon")
    assert max(counted.values()) - min(counted.values()) <= 2
    again = chen.post(f"{COMMUNITY}/rota", {"month": month})
    assert (again.status_code, again.json()["code"]) == (409, "rota.confirmed_already")


@pytest.mark.rule("Y9", "R18")
def test_two_wardens_change_turns_and_one_on_leave_gets_none(site: Site, town: Town, month: str) -> None:
    chen = site.as_(desk_chen)
    rest = [one for one in chen.get(f"{COMMUNITY}/rota/{month}").json()["shifts"] if one["kind"] == "rest_day"]
    one, two = next((a, b) for a in rest for b in rest if a["warden"] != b["warden"] and a["on"] < b["on"])
    swapped = chen.post(f"{COMMUNITY}/rota/{month}/swaps", {"shift": one["shift"], "other": two["shift"], "reason": "探亲"})
    assert swapped.status_code == 200, swapped.text
    after = {turn["shift"]: turn["warden"] for turn in chen.get(f"{COMMUNITY}/rota/{month}").json()["shifts"]}
    assert (after[one["shift"]], after[two["shift"]]) == (two["warden"], one["warden"])
    third = next(warden for warden in town.wardens.values() if warden not in (one["warden"], two["warden"]))
    away = {"warden": third, "starts_at": one["starts_at"], "ends_at": one["ends_at"], "reason": "年休"}
    assert chen.post(f"{COMMUNITY}/leaves", away).status_code == 201
    given = chen.post(f"{COMMUNITY}/rota/{month}/shifts/{one['shift']}", {"warden": third, "reason": "顶班"})
    assert (given.status_code, given.json()["code"]) == (409, "rota.warden_not_free")
    assert given.json()["facts"]["warden"] == third
    assert site.as_(warden_zhao).post(f"{COMMUNITY}/rota/{month}/swaps", {}).json()["code"] == "auth.role"
    told = chen.get(f"{COMMUNITY}/leaves", since=one["on"], until=one["on"]).json()
    assert [leave["warden"] for leave in told["leaves"]] == [third]
    assert {each["warden"] for each in told["wardens"]} == set(town.wardens.values()) and all(each["name"] for each in told["wardens"])
    before = (date.fromisoformat(one["on"]) - timedelta(days=1)).isoformat()
    assert chen.get(f"{COMMUNITY}/leaves", since=before, until=before).json()["leaves"] == []


@pytest.mark.rule("Y8", "Y16")
def test_residents_see_whether_anybody_is_there(site: Site, month: str, clock: dict[str, datetime]) -> None:
    turns = site.as_(desk_chen).get(f"{COMMUNITY}/rota/{month}").json()["shifts"]
    noon = next(one for one in turns if one["kind"] == "noon")
    before, on = clock["now"], date.fromisoformat(noon["on"])
    try:
        clock["now"] = at(on, 12, 30)
        told = site.as_().get(f"{PUBLIC}/opening").json()
        assert (told["open"], told["day"], told["hotline"]) == (True, "working", None)
        shown = next(one for one in told["turns"] if one["kind"] == "noon")
        assert (shown["title"], shown["hours"]) == ("工作日午间值班", ["12:00", "14:00"])
        assert shown["name"].startswith("网格员") and "warden" not in shown
        clock["now"] = at(on, 23)
        assert site.as_().get(f"{PUBLIC}/opening").json()["open"] is False
    finally:
        clock["now"] = before


@pytest.mark.rule("Y9")
def test_a_day_is_moved_by_document_and_the_next_drawing_names_that_calendar(site: Site, month: str) -> None:
    he, chen = site.as_(admin_he), site.as_(desk_chen)
    year, number = int(month[:4]), int(month[5:])
    later = f"{year + number // 12}-{number % 12 + 1:02d}"
    asked = {"since": f"{later}-01", "until": f"{later}-28"}
    days = {one["on"]: one["kind"] for one in chen.get("/api/calendar", **asked).json()["days"]}
    on = next(day for day, kind in days.items() if kind == "working")
    assert he.post("/api/calendar", {"on": on, "kind": "holiday"}).json()["code"] == "command.document_missing"
    moved = he.post("/api/calendar", {"on": on, "kind": "holiday", "document": "国办发明电〔2026〕1号"})
    assert moved.status_code == 201, moved.text
    told = chen.get("/api/calendar", **asked).json()
    assert {one["on"]: one["kind"] for one in told["days"]}[on] == "holiday"
    assert told["set"] == [{"on_day": on, "kind": "holiday", "document": "国办发明电〔2026〕1号"}]
    drawn = chen.post(f"{COMMUNITY}/rota", {"month": later}).json()
    assert drawn["calendar"] == told["calendar"] and drawn["calendar"].endswith("+1")
    shifts = chen.get(f"{COMMUNITY}/rota/{later}").json()["shifts"]
    assert {one["kind"] for one in shifts if one["on"] == on} == {"rest_day"}  # 润州 knows no holiday turn: rest-day duty covers both


def test_a_reader_who_is_not_at_the_desk_draws_nothing(site: Site) -> None:
    refused = site.as_(reporter_xu).post(f"{COMMUNITY}/rota", {"month": "2026-12"})
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.role")
    assert site.as_(desk_chen).post(f"{COMMUNITY}/rota", {"month": "2026-13"}).status_code == 422
    assert site.as_(desk_chen).get(f"{COMMUNITY}/rota/2031-01").json()["code"] == "rota.unknown"
