"""Care over whole HTTP: tags readable by whom their purpose names, needs struck off, who has grown old, what waits for confirmation."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from api import caring
from tests.api.conftest import Site
from tests.api.lived_in import COMMUNITY, Town, settle
from tests.days import china_today
from tests.people import auditor_zhou, desk_chen, reporter_xu, warden_sun, warden_zhao

told: dict[str, Any] = {}
TODAY = china_today()


def years_ago(years: int, days: int = 0) -> str:
    return (date(TODAY.year - years, TODAY.month, min(TODAY.day, 28)) - timedelta(days=days)).isoformat()


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    """A household in zhao's grid: one well over 60, one who became 60 last month, one of 40, one whose birthday nobody knows."""
    town = settle(site, folder, households=1)
    ages = {"head": years_ago(80), "spouse": years_ago(60, 30), "child": years_ago(40), "other": ""}
    members = [{"relation": relation, "name": "赵钱孙李"[n], "birth": birth} for n, (relation, birth) in enumerate(ages.items())]
    body = {"building": town.buildings[0][0]["building"], "door": {"unit": "1", "room": "808"}, "members": members}
    answer = site.as_(desk_chen).post("/api/households", body)
    assert answer.status_code == 201, answer.text
    told["hh"] = answer.json()["household"]
    file = site.as_(desk_chen).get(f"/api/households/{told['hh']}").json()
    told["people"] = {one["relation"]: one["person"] for one in file["members"]}
    return town


def reads_logged(site: Site, subject: str) -> list[tuple[str, str]]:
    with site.office.reading() as connection:
        return connection.execute("select actor, purpose from vault.read_log where subject = %s order by id", (subject,)).fetchall()


@pytest.mark.rule("D13", "G10")
def test_a_tag_is_set_from_the_catalogue_and_a_forbidden_category_is_refused(site: Site, town: Town) -> None:
    zhao, head = site.as_(warden_zhao), told["people"]["head"]
    road = f"/api/households/{told['hh']}/members/{head}/tags"
    body = {"tag": "elderly", "basis": "身份证登记", "expires_on": (TODAY + timedelta(days=300)).isoformat()}
    made = zhao.post(road, body)
    assert (made.status_code, made.json()["number"]) == (201, 1), made.text
    assert zhao.post(road, body).json()["number"] is None
    assert zhao.post(road, body | {"tag": "low_income"}).json()["number"] == 2
    for asked in ("信教", "petitioner", "少数民族", "政治"):
        refused = zhao.post(road, body | {"tag": asked})
        assert (refused.status_code, refused.json()["code"]) == (403, "tag.category_forbidden")
        assert asked not in refused.text
    assert zhao.post(road, body | {"tag": "vip"}).json()["code"] == "tag.not_in_catalogue"
    assert zhao.post(road, body | {"expires_on": "2099-01-01"}).json()["code"] == "tag.expiry_out_of_range"
    assert site.as_(warden_sun).post(road, body).json()["code"] == "auth.not_yours"


@pytest.mark.rule("D13", "G10")
def test_a_tag_is_read_by_the_roles_its_purpose_names_and_every_reading_is_written_down(site: Site, town: Town) -> None:
    head = told["people"]["head"]
    before = reads_logged(site, head)
    seen = site.as_(warden_zhao).get(f"{COMMUNITY}/key-groups", purpose="节前慰问").json()
    assert [one["tag"] for one in seen["tags"]] == ["elderly"]
    assert seen["ledger"] == [{"grid": town.grids[0], "tag": "elderly", "people": 1}]
    desk = site.as_(desk_chen).get(f"{COMMUNITY}/key-groups", purpose="救助核对").json()
    assert sorted(one["tag"] for one in desk["tags"]) == ["elderly", "low_income"]
    assert reads_logged(site, head)[len(before) :] == [("zhao", "节前慰问"), ("chen", "救助核对")]
    assert site.as_(warden_sun).get(f"{COMMUNITY}/key-groups", purpose="看看").json()["tags"] == []
    for other in (auditor_zhou, reporter_xu):
        assert site.as_(other).get(f"{COMMUNITY}/key-groups", purpose="看看").status_code == 403
    assert site.as_(desk_chen).get(f"{COMMUNITY}/key-groups").status_code == 422
    assert caring.READERS == {"desk", "warden"}


@pytest.mark.rule("D13")
def test_a_tag_ends_by_itself_and_can_be_lifted(site: Site, town: Town) -> None:
    head, real = told["people"]["head"], site.office.clock
    try:
        site.office.clock = lambda: real() + timedelta(days=310)
        seen = site.as_(desk_chen).get(f"{COMMUNITY}/key-groups", purpose="年度核对").json()["tags"]
    finally:
        site.office.clock = real
    assert seen == []
    chen = site.as_(desk_chen)
    assert chen.post(f"/api/households/{told['hh']}/members/{head}/tags/2/lifting", {"why": "mistaken"}).status_code == 200
    assert [one["tag"] for one in chen.get(f"{COMMUNITY}/key-groups", purpose="核对").json()["tags"]] == ["elderly"]


@pytest.mark.rule("D14")
def test_home_care_lists_who_is_sixty_who_has_just_become_so_and_who_has_no_file(site: Site, town: Town) -> None:
    zhao, people = site.as_(warden_zhao), told["people"]
    listed = zhao.get(f"{COMMUNITY}/home-care", purpose="居家养老摸底").json()
    assert listed["age"] == 60
    assert [(one["person"], one["aged_in"], one["has_file"]) for one in listed["people"]] == [
        (people["head"], False, False),
        (people["spouse"], True, False),
    ]
    body = {"class": "home_care", "text": "每周需人送餐", "person": people["head"]}
    made = zhao.post(f"/api/households/{told['hh']}/needs", body)
    assert made.status_code == 201, made.text
    told["need"] = made.json()["need"]
    assert zhao.get(f"{COMMUNITY}/home-care", purpose="居家养老摸底").json()["without_file"] == 1
    assert reads_logged(site, people["head"])[-1] == ("zhao", "居家养老摸底")


@pytest.mark.rule("D14")
def test_the_files_follow_when_people_move(site: Site, town: Town) -> None:
    chen, people = site.as_(desk_chen), told["people"]
    split = {
        "building": town.buildings[2][0]["building"],
        "door": {"unit": "9", "room": "909"},
        "persons": [people["spouse"]],
        "reason": "分户",
    }
    done = chen.post(f"/api/households/{told['hh']}/split", split, seen=1)
    assert done.status_code == 200, done.text
    listed = chen.get(f"{COMMUNITY}/home-care", purpose="核对").json()["people"]
    assert {one["person"]: one["grid"] for one in listed} == {people["head"]: town.grids[0], people["spouse"]: town.grids[2]}


@pytest.mark.rule("D9")
def test_an_opinion_is_kept_by_class_and_struck_off_when_it_is_solved(site: Site, town: Town) -> None:
    zhao = site.as_(warden_zhao)
    category = "sanitation"
    made = zhao.post(f"/api/households/{told['hh']}/needs", {"kind": "opinion", "class": category, "text": "垃圾清运太晚"})
    if made.status_code == 422:
        category = made.json()["facts"]["known"][0]
        made = zhao.post(f"/api/households/{told['hh']}/needs", {"kind": "opinion", "class": category, "text": "垃圾清运太晚"})
    open_ones = zhao.get(f"{COMMUNITY}/needs", purpose="例会").json()["needs"]
    assert [(one["kind"], one["class"]) for one in open_ones] == [("need", "home_care"), ("opinion", category)]
    struck = zhao.post(f"/api/needs/{made.json()['need']}/striking-off", {"outcome": "met", "text": "已改到早上"})
    assert struck.status_code == 200, struck.text
    left = zhao.get(f"{COMMUNITY}/needs", purpose="例会").json()["needs"]
    assert [one["need"] for one in left] == [told["need"]]
    kept = zhao.get(f"{COMMUNITY}/needs", purpose="例会", all=True).json()["needs"]
    assert [one["outcome"] for one in kept] == [None, "met"]
    assert site.as_(warden_sun).post(f"/api/needs/{told['need']}/striking-off", {"outcome": "met"}).json()["code"] == "auth.not_yours"


@pytest.mark.rule("R7")
def test_what_a_warden_collects_waits_until_the_community_confirms_it(site: Site, town: Town) -> None:
    zhao, chen = site.as_(warden_zhao), site.as_(desk_chen)
    body = {"grid": town.grids[0], "about": "newly_arrived", "text": "3楼新来一户租客", "building": town.buildings[0][0]["building"]}
    made = zhao.post(f"{COMMUNITY}/observations", body)
    assert made.status_code == 201, made.text
    other = zhao.post(f"{COMMUNITY}/observations", body | {"about": "key_place", "text": "棋牌室"}).json()["observation"]
    assert zhao.post(f"{COMMUNITY}/observations", body | {"grid": town.grids[2]}).json()["code"] == "auth.not_yours"
    waiting = chen.get(f"{COMMUNITY}/observations", purpose="录入").json()["observations"]
    assert [one["about"] for one in waiting] == ["newly_arrived", "key_place"]
    road = f"/api/observations/{made.json()['observation']}/confirmation"
    assert zhao.post(road, {}).json()["code"] == "auth.role"
    assert chen.post(road, {}).json()["outcome"] == "confirmed"
    assert chen.post(road, {}).json()["code"] == "observation.decided_already"
    assert chen.post(f"/api/observations/{other}/rejection", {"text": "实为住宅"}).status_code == 200
    assert chen.get(f"{COMMUNITY}/observations").json()["observations"] == []


@pytest.mark.rule("D13", "D14", "T18")
def test_nothing_of_all_this_can_be_read_in_the_journal_or_the_read_models(site: Site, town: Town) -> None:
    site.office.freshen()
    with site.office.app_pool.connection() as connection:
        payloads = "".join(row[0] for row in connection.execute("select convert_from(payload, 'UTF8') from journal.events").fetchall())
    with site.office.reading() as connection:
        rows = "".join(str(row) for row in connection.execute("select * from views.care_tag").fetchall())
        rows += "".join(str(row) for row in connection.execute("select * from views.care_need").fetchall())
    for word in ("elderly", "low_income", "home_care", "送餐", "垃圾清运", "租客", "身份证登记"):
        assert word not in payloads and word not in rows


@pytest.mark.rule("D10", "Y16")
def test_the_diary_of_a_day_writes_itself_from_the_journal(site: Site, town: Town) -> None:
    lines = site.as_(desk_chen).get(f"{COMMUNITY}/diary").json()["lines"]
    names = [one["name"] for one in lines]
    assert names.count("need.recorded") == 2 and names.count("need.struck_off") == 1
    assert names.count("observation.submitted") == 2 and "observation.rejected" in names
    first = next(one for one in lines if one["name"] == "observation.submitted")
    assert (first["zh"], first["grid"], first["actor"]) == ("采集", town.grids[0], warden_zhao.account)
    (recorded,) = site.office.journal.feed(first["position"] - 1, 1)
    assert (recorded.stream, recorded.name) == (first["stream"], first["name"])
    assert site.as_(warden_sun).get(f"{COMMUNITY}/diary").json()["lines"] == []
    days = site.as_(reporter_xu).get(f"{COMMUNITY}/diary/tallies").json()["days"]
    assert sum(one["lines"] for one in days if one["name"] == "need.recorded") == 2
    assert not any(route.startswith("POST") and "diary" in route for route in _routes(site))


def _routes(site: Site) -> list[str]:
    paths = site.client.get("/openapi.json").json()["paths"]
    return [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]
