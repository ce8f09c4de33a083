"""What each regulation lays down, as its profile has it."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from domain import plan_checks
from domain.plan_checks import IN_BAND, Mix, Standing
from domain.policy import PolicyProfile
from domain.values import Check, DwellingKind, GridKind
from tests.domain import profiles
from tests.domain.findings import Found

BUNGALOW, BLOCK = DwellingKind.BUNGALOW, DwellingKind.BLOCK
WITH_DATA = [name for name in PolicyProfile.names() if name != "daiban"]
EAST, WEST = "grd-east", "grd-west"


def load(name: str) -> PolicyProfile:
    return PolicyProfile.load(name)


def band_checks(profile: PolicyProfile, *households: int, is_rural: bool = False) -> list[Check]:
    """The band's checks for grids with so many households each, of whatever this profile counts."""
    standing = [Standing(grid, GridKind.ORDINARY, Mix(block=number), Mix()) for grid, number in zip((EAST, WEST), households, strict=False)]
    return [check for check in plan_checks.checks_for(standing, (), (), profile, is_rural=is_rural) if check.code == IN_BAND]


@pytest.mark.parametrize(
    ("name", "subject", "kind", "low", "target", "high"),
    [
        ("runzhou", "grid", BUNGALOW, 240, 300, 360),
        ("runzhou", "grid", BLOCK, 400, 500, 600),
        ("runzhou", "building_head", BUNGALOW, 40, 50, 60),
        ("runzhou", "building_head", BLOCK, 80, 100, 120),
        ("runzhou", "community", BUNGALOW, 2400, 3000, 3600),
        ("runzhou", "community", BLOCK, 5000, 6000, 7000),
        ("erenhot", "grid", BUNGALOW, 200, 250, 300),
        ("erenhot", "grid", BLOCK, 200, 250, 300),
        ("yixing", "grid", BLOCK, 300, 400, 500),
        ("yixing", "building_head", BUNGALOW, 30, 40, 50),
        ("changzhi", "grid", BUNGALOW, 240, 300, 360),
        ("panyu", "grid", BLOCK, 1, 500, 999),
    ],
)
def test_bands(name: str, subject: str, kind: DwellingKind, low: int, target: int, high: int):
    band = load(name).band(kind, subject)
    assert (band.low, band.target, band.high) == (low, target, high)


@pytest.mark.parametrize("name", ["panzhihua", "changxing", "tiedong"])
def test_where_the_regulation_gives_no_size_another_ones_advises(name: str):
    band = load(name).band(BLOCK)
    assert (band.low, band.high, band.is_advisory) == (240, 360, True)
    assert band.rule.source.document.key == "changzhi"
    [small, _] = band_checks(load(name), 100, 980)
    assert (small.passed, small.forbids) == (False, False)


@pytest.mark.rule("Y1")
@pytest.mark.parametrize(("households", "passed"), [(299, False), (300, True), (500, True), (501, False)])
def test_a_section_of_yixing_has_300_to_500_households(households: int, passed: bool):
    [check, _] = band_checks(load("yixing"), households, 400)
    assert (check.passed, check.forbids) == (passed, True)
    assert (check.limit, check.clause) == ("300–500", "宜政办发[2011]74号 三（二）")


@pytest.mark.rule("Y3")
def test_in_a_village_of_yixing_the_size_of_a_section_advises():
    [town, _] = band_checks(load("yixing"), 120, 700)
    [village, _] = band_checks(load("yixing"), 120, 700, is_rural=True)
    assert (town.passed, town.forbids) == (False, True)
    assert (village.passed, village.forbids) == (False, False)
    assert "村民小組" in load("yixing").rule("grid.rural").source.quote


@pytest.mark.rule("G1")
@pytest.mark.parametrize(("households", "passed"), [(239, False), (240, True), (300, True), (360, True), (361, False)])
def test_a_grid_of_changzhi_has_about_300_households(households: int, passed: bool):
    [check, _] = band_checks(load("changzhi"), households, 300)
    assert (check.passed, check.forbids, check.clause) == (passed, True, "长治市城区民政局材料（2011-09-07） 一")


@pytest.mark.rule("G3")
def test_a_grid_of_changzhi_does_not_cut_a_building():
    torn = plan_checks.checks_for((), (), (Found("building.split", EAST),), load("changzhi"))
    [check] = [one for one in torn if one.code == "building.split"]
    assert (check.passed, check.forbids, check.grid) == (False, True, EAST)
    assert check.clause == "长治市城区民政局材料（2011-09-07） 一"


@pytest.mark.rule("P3")
@pytest.mark.parametrize(("businesses", "passed"), [(1, True), (999, True), (1000, False), (1400, False)])
def test_an_officer_of_panyu_has_less_than_a_thousand_businesses(businesses: int, passed: bool):
    [check, _] = band_checks(load("panyu"), businesses, 700)
    assert (check.passed, check.forbids, check.limit) == (passed, True, "≤999 业户")


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("yixing", ["市", "镇（街道）", "社区"]),
        ("runzhou", ["市", "区", "街道", "社区"]),
        ("panzhihua", ["市", "县（区）", "街道（乡镇）", "社区"]),
        ("changxing", ["街道", "社区"]),
        ("tiedong", ["街道", "社区"]),
        ("changzhi", ["市", "城区", "街道", "社区"]),
        ("panyu", ["市局", "分局", "工商所"]),
        ("erenhot", ["市", "社区"]),
    ],
)
def test_tiers_have_their_local_titles(name: str, titles: list[str]):
    assert [tier.title for tier in load(name).tiers] == titles


@pytest.mark.parametrize(
    ("name", "posts"),
    [
        ("yixing", {"grid": "片长", "building": "楼组长（居民小组长）"}),
        ("runzhou", {"grid": "片长", "building": "楼长"}),
        ("panzhihua", {"grid": "网格（楼栋）管理员"}),
        ("changxing", {"grid": "网格长", "building": "楼院（栋）长", "supervisor": "网格监督员", "resolver": "网格处置员"}),
        ("tiedong", {"grid": "网格管理员", "lead": "网格负责人"}),
        ("changzhi", {"grid": "社区工作协理员", "building": "楼（院）长"}),
        ("panyu", {"grid": "段管员"}),
        ("erenhot", {"grid": "网格管理员"}),
    ],
)
def test_posts_have_their_local_titles(name: str, posts: dict[str, str]):
    assert {level: post.title for level, post in load(name).posts.items()} == posts


def test_who_may_hold_a_post():
    assert load("runzhou").post("building").eligible == ("居民代表",)
    assert load("erenhot").post("grid").eligible == ("社区公共服务中心工作人员", "社区居委会工作人员")
    assert load("panzhihua").post("grid").eligible == ()


def test_ab_means_four_things():
    meanings = {name: load(name).cover.meaning for name in WITH_DATA}
    own = {name: meaning for name, meaning in meanings.items() if not load(name).cover.source.is_default}
    assert own == {"yixing": "doubled_post", "runzhou": "window", "panyu": "neighbour", "erenhot": "two_hats"}
    assert {meanings[name] for name in meanings.keys() - own.keys()} == {"doubled_post"}


@pytest.mark.rule("Y15")
def test_tickets_of_yixing_have_the_seven_standards_as_categories():
    titles = [category.title for category in load("yixing").categories.values()]
    assert titles == ["社区党群", "民政（老龄）残联", "文教体育", "环境卫生", "综合治理", "人口计生", "劳动和就业保障"]
    assert not any(category.source.is_default for category in load("yixing").categories.values())


def test_each_regulation_names_its_own_matters():
    counts = {name: len(load(name).categories) for name in WITH_DATA if not next(iter(load(name).categories.values())).source.is_default}
    assert counts == {"yixing": 7, "changxing": 5, "tiedong": 7, "changzhi": 6, "panyu": 5, "erenhot": 5}


@pytest.mark.rule("T19")
def test_visits_of_tiedong_have_the_wardens_duties_as_purposes():
    purposes = load("tiedong").purposes.values()
    assert [purpose.title for purpose in purposes] == [
        "宣传政策", "联系党员", "入户登记", "矛盾调解", "困难帮扶", "就业服务", "环境与安全", "代理代办",
    ]  # fmt: skip
    assert not any(purpose.source.is_default for purpose in purposes)


def test_tiedong_counts_visits_checks_and_check_ins():
    tiedong = load("tiedong")
    assert (tiedong.number("visit.households_per_day"), tiedong.number("visit.checked_per_day")) == (20, 2)
    assert tiedong.attendance.times == (time(8, 30), time(15, 30))
    assert tiedong.discipline.steps == ("warning", "severe_warning", "dismissal_recommended")
    assert len(tiedong.conduct) == 12
    assert tiedong.shifts["hotline"].persons == 1


@pytest.mark.parametrize("name", [name for name in WITH_DATA if name != "tiedong"])
def test_nobody_else_asks_for_check_ins_or_has_a_ladder(name: str):
    assert (load(name).attendance, load(name).discipline) == (None, None)


@pytest.mark.parametrize(
    ("name", "cadence", "every", "times", "weekday", "part"),
    [
        ("yixing", "acceptance", "year", 1, None, None),
        ("runzhou", "representatives", "month", 1, None, None),
        ("runzhou", "leading_group", "quarter", 1, None, None),
        ("changxing", "patrol", "day", 1, None, None),
        ("changxing", "report", "week", 1, None, None),
        ("daiban", "visit_round", "year", 2, None, None),
        ("tiedong", "work_meeting", "week", 1, 3, None),
        ("tiedong", "analysis_meeting", "month", 1, None, None),
        ("panyu", "officer_report", "week", 1, 5, "morning"),
        ("panyu", "station_report", "week", 1, 5, "day"),
        ("panyu", "monday_meeting", "week", 1, 1, None),
        ("panyu", "readjustment", "year", 1, None, None),
    ],
)
def test_what_comes_round(name: str, cadence: str, every: str, times: int, weekday: int | None, part: str | None, tmp_path: Path):
    found = profiles.newest(name, tmp_path).cadence(cadence)
    assert (found.every, found.times, found.weekday, found.part) == (every, times, weekday, part)


def test_only_what_residents_decide_is_published():
    assert [key for key, one in load("runzhou").cadences.items() if one.is_published] == ["representatives"]


def test_the_four_ledgers_of_changzhi():
    ledgers = load("changzhi").ledgers
    assert [ledger.title for ledger in ledgers.values()] == ["社区工作协理员台帐", "居民台账", "驻区单位台账", "重点群体台账"]
    assert [key for key, ledger in ledgers.items() if ledger.is_public] == ["wardens"]
    assert ledgers["units"].columns == ("基本情况", "名称", "规模", "党组织设置", "党员数")


def test_the_points_and_steps_of_yixing():
    scheme = load("yixing").appraisal("acceptance")
    assert (scheme.total, scheme.passing, scheme.steps) == (100, 90, ("self", "subdistrict", "city"))
    assert load("yixing").awards["model_community"].yuan == 20000
    assert load("yixing").targets["model_share"].by_year == {2011: 50, 2012: 70, 2013: 90}
    assert len(load("yixing").appraisal("station").raters) == 4


def test_panzhihua_knows_no_veto_and_asks_the_residents_first():
    scheme = load("panzhihua").appraisal("community")
    assert (scheme.is_veto_forbidden, scheme.standard) == (True, "社区居民群众满意度")
    assert load("panzhihua").appraisal("departments").subject == "department"


def test_panyu_appraises_monthly_and_quarterly_and_caps_a_leaders_grade():
    panyu = load("panyu")
    assert (panyu.appraisal("officers_monthly").every, panyu.appraisal("officers_quarterly").every) == ("month", "quarter")
    assert panyu.appraisal("stations").cap
    assert list(panyu.stations) == ["community", "market", "park"]


def test_daiban_has_three_modes_and_its_proxies_two_or_three_buildings(tmp_path: Path):
    daiban = profiles.newest("daiban", tmp_path)
    assert [mode.title for mode in daiban.proxy_modes.values()] == ["全程代办", "协办", "说明程序"]
    assert (daiban.number("proxy.fewest_buildings"), daiban.number("proxy.most_buildings")) == (2, 3)
    assert len(daiban.awards) == 5
    assert not daiban.band(BLOCK).is_advisory


def test_the_circle_is_ten_minutes_in_one_city_and_fifteen_in_another():
    minutes = {name: load(name).number("facility.circle_minutes") for name in WITH_DATA if "facility.circle_minutes" in load(name).rules}
    assert minutes == {"changxing": 10, "runzhou": 15}
