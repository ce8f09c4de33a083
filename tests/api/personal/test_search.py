"""Residents found by what people know of them, and nothing of it readable in the index."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from api import read_log
from api.context import Actor
from api.search.index import follow
from api.search.tokens import of_person, of_words
from tests.api.conftest import Site
from tests.api.lived_in import COMMUNITY, Town
from tests.people import Named, approver_wang, auditor_zhou, desk_chen, reporter_xu, warden_li, warden_sun, warden_zhao

SHAN = {"relation": "head", "name": "单雄信", "id_number": "321102194803070021", "phone": "13912344321"}
LV = {"relation": "spouse", "name": "吕布", "phone": "0511-85001234"}
ACTOR = Actor("chen", "desk")
JOHN = {"relation": "other", "name": "John Smith"}


@pytest.fixture(scope="module")
def home(site: Site, town: Town) -> str:
    """In the first grid, which is the warden Zhao's."""
    body = {"building": town.buildings[0][0]["building"], "door": {"unit": "1", "room": "909"}, "members": [SHAN, LV, JOHN]}
    return site.as_(desk_chen).post("/api/households", body).json()["household"]


def sought(site: Site, words: str, who: Named = desk_chen, purpose: str = "核对来访") -> Any:
    return site.as_(who).client.post(
        f"{COMMUNITY}/residents/search", json={"words": words, "purpose": purpose}, headers=site.as_(who).headers
    )


def names(site: Site, words: str, who: Named = desk_chen) -> list[str]:
    return [one["name"] for one in sought(site, words, who).json()["found"]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("单雄信", "单＊＊"),
        ("雄信", "单＊＊"),
        ("shanxiongxin", "单＊＊"),  # as a surname
        ("Dan Xiong", "单＊＊"),  # as it is mostly read
        ("sxx", "单＊＊"),
        ("xiongxin", "单＊＊"),
        ("13912344321", "单＊＊"),
        ("１３９ 1234 4321", "单＊＊"),
        ("4321", "单＊＊"),
        ("321102194803070021", "单＊＊"),
        ("0021", "单＊＊"),
        ("吕布", "吕＊"),
        ("lvbu", "吕＊"),
        ("lübu", "吕＊"),
        ("lyubu", "吕＊"),
        ("0511-85001234", "吕＊"),
        ("john smi", "J＊＊＊＊＊＊＊＊＊"),
    ],
)
def test_found_by_name_sound_and_number(site: Site, home: str, words: str, found: str) -> None:
    assert names(site, words) == [found]


@pytest.mark.parametrize("words", ["信雄", "单信", "王五", "wangwu", "13900000000", "9999"])
def test_who_is_not_meant_is_not_found(site: Site, home: str, words: str) -> None:
    assert names(site, words) == []


def test_a_warden_finds_the_own_grids_alone_and_the_desk_the_community(site: Site, town: Town, home: str) -> None:
    (one,) = sought(site, "单雄信", warden_zhao).json()["found"]
    assert (one["household"], one["grid"], one["phone"]) == (home, town.grids[0], "139＊＊＊＊4321")
    for other in (warden_sun, warden_li):
        assert sought(site, "单雄信", other).json() == {"found": [], "more": False}
    assert len(names(site, "张三")) > 2
    assert len(names(site, "张三", warden_sun)) == 2
    for no in (reporter_xu, approver_wang):
        assert sought(site, "单雄信", no).status_code == 403


def test_too_little_and_no_purpose_are_refused(site: Site, home: str) -> None:
    assert sought(site, "--").json()["code"] == "search.words_too_few"
    assert sought(site, "单雄信", purpose="   ").status_code == 422


def test_every_search_is_written_down_also_one_that_finds_nobody(site: Site, home: str) -> None:
    with psycopg.connect(site.office.databases.keys) as connection:
        count = "select count(*) from vault.read_log where actor = %s and fields = '{search}'"
        (before,) = connection.execute(count, (auditor_zhou.account,)).fetchone() or (0,)
        sought(site, "单雄信", auditor_zhou)
        sought(site, "没有的人", auditor_zhou)
        (after,) = connection.execute(count, (auditor_zhou.account,)).fetchone() or (0,)
    assert after - before == 2


def test_too_many_openings_in_an_hour_are_refused_and_many_people_in_a_day_raise_an_alarm(
    site: Site, home: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = site.office
    tight = office.settings.model_copy(update={"openings_an_hour": 3, "bulk_others": 4})
    monkeypatch.setattr(office, "settings", tight)
    reader = replace(ACTOR, account="counting")
    note = lambda *whose: read_log.note(office.ctx(reader), whose, ["name"], "核对")  # noqa: E731
    note("psn-a1", "psn-a2")
    note("psn-a3")
    assert "bulk" not in caplog.text
    note("psn-a4", "psn-a5")
    assert "bulk reading of personal data: actor=counting subjects=5" in caplog.text
    with pytest.raises(read_log.TooManyOpenings):
        note("psn-a6")
    (alarm,) = [one for one in read_log.alarms(office, 1) if one["actor"] == "counting"]
    assert (alarm["subjects"], alarm["is_health"]) == (5, False)
    with pytest.raises(read_log.PurposeBlank):
        read_log.note(office.ctx(reader), ["psn-a7"], ["name"], " ")


def test_the_index_is_unreadable_and_made_anew_the_same(site: Site, home: str) -> None:
    with psycopg.connect(site.office.databases.keys, autocommit=True) as connection:
        rows = "select community, kind, mac, subject from vault.search_token order by 1, 2, 3, 4"
        before = connection.execute(rows).fetchall()
        follow(site.office, anew=True)
        assert connection.execute(rows).fetchall() == before
    told = str(before)
    assert before and not any(word in told for word in ("单", "shan", "13912344321", "4321"))


def test_a_correction_is_found_and_what_it_replaced_is_not(site: Site, home: str) -> None:
    chen, wang = site.as_(desk_chen), site.as_(approver_wang)
    person = sought(site, "吕布").json()["found"][0]["person"]
    made = chen.post(f"/api/households/{home}/corrections", {"person": person, "name": "貂蝉", "why": "姓名写错"}).json()
    assert wang.post(f"/api/corrections/{made['correction']}/approval", {}).status_code == 200
    assert (names(site, "吕布"), names(site, "diaochan")) == ([], ["貂＊"])


def test_the_erased_are_found_no_more_not_even_by_an_index_made_anew(site: Site, home: str) -> None:
    chen, wang = site.as_(desk_chen), site.as_(approver_wang)
    asked = {"subject": home, "measure": "erase", "ground": "purpose_met", "document": "润社个〔2026〕8号"}
    stream = chen.post("/api/personal-measures", asked).json()["measure"]
    assert wang.post(f"/api/personal-measures/{stream}/confirmation", {}).status_code == 200
    follow(site.office, anew=True)
    assert names(site, "单雄信") == names(site, "4321") == []
    with psycopg.connect(site.office.databases.keys) as connection:
        left = connection.execute("select 1 from vault.search_token join vault.subject_key using (subject) where erased_at is not null")
        assert left.fetchall() == []


def test_surnames_that_sound_otherwise_are_found_by_either_sound() -> None:
    for name, sounds in {"仇英": ("qiuying", "chouying"), "曾巩": ("zenggong", "cenggong"), "翟让": ("dirang", "zhairang")}.items():
        tokens = of_person({"name": name})
        assert {("pinyin", sound) for sound in sounds} <= tokens
    assert of_words("王") == []


@pytest.mark.slow
def test_among_a_hundred_thousand_it_takes_milliseconds(site: Site) -> None:
    vault, community = site.office.vault, "com-999999999999"
    surnames, given = "王李张刘陈杨赵黄周吴", "秀英伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰"
    people = [
        (f"psn-many{n:06d}", {"name": surnames[n % 10] + given[n // 10 % 20] + given[n // 200 % 20], "phone": f"139{n:08d}"})
        for n in range(100_000)
    ]
    for start in range(0, len(people), 5000):
        part = people[start : start + 5000]
        vault.seal_many(part)
        vault.search.put({(community, subject): of_person(content) for subject, content in part}, 0)
    for words, least in (("王秀英", 20), ("wangxiuying", 20), ("wxy", 100), ("13900012345", 1), ("2345", 9)):
        began = time.perf_counter()
        found = {one for alternative in of_words(words) for one in vault.search.find([community], alternative, 1000)}
        took = (time.perf_counter() - began) * 1000
        print(f"{words}: {len(found)} in {took:.1f} ms")
        assert len(found) >= least and took < 200
