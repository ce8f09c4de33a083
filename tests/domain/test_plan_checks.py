"""The regulation looks at a plan: each rule with its clause, and which failures forbid a submission."""

from __future__ import annotations

import pytest

from domain import plan_checks
from domain.plan_checks import COMMUNITY_SIZE, COMPACTNESS, IN_BAND, SINGLE_ABOVE, Bands, Mix, Standing
from domain.policy import PolicyProfile
from domain.values import Check, DrawnGrid, DwellingKind, GridKind, Tally
from tests.domain.findings import Found

RUNZHOU, ERENHOT = PolicyProfile.load("runzhou"), PolicyProfile.load("erenhot")
A, B, C = "grd-aaaa", "grd-bbbb", "grd-cccc"


def stands(grid: str, mix: Mix, heaviest: Mix | None = None, kind: GridKind = GridKind.ORDINARY) -> Standing:
    return Standing(grid, kind, mix, heaviest or Mix())


def checks(*standing: Standing, profile: PolicyProfile = RUNZHOU, **more) -> tuple[Check, ...]:
    return plan_checks.checks_for(standing, more.pop("tallies", ()), more.pop("findings", ()), profile, **more)


def band_of(found: tuple[Check, ...], grid: str) -> Check:
    [check] = [check for check in found if (check.code, check.grid) == (IN_BAND, grid)]
    return check


def failing(found: tuple[Check, ...]) -> list[tuple[str, str | None]]:
    return [(check.code, check.grid) for check in found if check.forbids and not check.passed]


@pytest.mark.rule("R2", "E1")
@pytest.mark.parametrize(
    ("profile", "mix", "holds"),
    [
        (RUNZHOU, Mix(block=399), False),
        (RUNZHOU, Mix(block=400), True),
        (RUNZHOU, Mix(block=600), True),
        (RUNZHOU, Mix(block=601), False),
        (RUNZHOU, Mix(bungalow=239), False),
        (RUNZHOU, Mix(bungalow=240), True),
        (RUNZHOU, Mix(bungalow=360), True),
        (RUNZHOU, Mix(bungalow=361), False),
        (RUNZHOU, Mix(bungalow=120, block=200), True),  # half of the lower ends
        (RUNZHOU, Mix(bungalow=120, block=199), False),
        (RUNZHOU, Mix(bungalow=180, block=300), True),  # half of the upper ends
        (RUNZHOU, Mix(bungalow=181, block=300), False),
        (ERENHOT, Mix(bungalow=100, block=100), True),
        (ERENHOT, Mix(bungalow=99, block=100), False),
        (ERENHOT, Mix(bungalow=150, block=150), True),
        (ERENHOT, Mix(bungalow=151, block=150), False),
        (ERENHOT, Mix(), False),
    ],
)
def test_the_band_for_one_kind_and_for_mixtures(profile: PolicyProfile, mix: Mix, holds: bool):
    assert Bands.of(profile, "grid").holds(mix) is holds


@pytest.mark.rule("R2")
def test_a_grid_outside_the_band_forbids_with_value_limit_and_clause():
    found = checks(stands(A, Mix(block=500)), stands(B, Mix(block=390)))
    assert band_of(found, A).passed
    assert band_of(found, B) == Check(IN_BAND, False, True, B, 390.0, "400–600", "润州区实施意见（2014-04-24） 二（二）")


def test_a_mixture_shows_both_bands():
    assert band_of(checks(stands(A, Mix(bungalow=100, block=250))), A).limit == "平房 240–360，楼房 400–600"
    assert band_of(checks(stands(A, Mix(100, 150)), profile=ERENHOT), A).limit == "200–300"


def test_one_building_above_the_band_is_named_and_does_not_forbid():
    tower = Mix(block=700)
    found = checks(stands(A, Mix(block=760), tower), stands(B, Mix(block=500)))
    assert failing(found) == []
    assert not band_of(found, A).passed
    [named] = [check for check in found if check.code == SINGLE_ABOVE]
    assert (named.grid, named.passed, named.value, named.limit) == (A, False, 700.0, "400–600")


def test_a_tower_is_no_excuse_for_what_could_stand_apart():
    found = checks(stands(A, Mix(block=1100), Mix(block=700)), stands(B, Mix(block=500)))
    assert failing(found) == [(IN_BAND, A)]
    assert SINGLE_ABOVE not in [check.code for check in found]


def test_a_total_that_no_number_of_grids_brings_into_the_band_does_not_forbid():
    assert failing(checks(stands(A, Mix(block=350)))) == []  # one grid is too small, and it is all there is
    assert failing(checks(stands(A, Mix(block=390)), stands(B, Mix(block=320)))) == []  # 710: one too large, two too small
    assert failing(checks(stands(A, Mix(block=420)), stands(B, Mix(block=390)))) == [(IN_BAND, B)]  # 810: two would do


def test_the_tower_stands_aside_when_the_total_is_judged():
    tower = stands(A, Mix(block=900), Mix(block=900))
    assert failing(checks(tower, stands(B, Mix(block=350)))) == []
    assert failing(checks(tower, stands(B, Mix(block=350)), stands(C, Mix(block=500)))) == [(IN_BAND, B)]


def test_a_dedicated_grid_has_no_band():
    found = checks(stands(A, Mix(block=500)), stands(B, Mix(block=3), kind=GridKind.DEDICATED))
    assert [check.grid for check in found if check.code == IN_BAND] == [A]


def test_in_a_rural_community_the_band_advises():
    found = checks(stands(A, Mix(block=500)), stands(B, Mix(block=390)), is_rural=True)
    assert (band_of(found, B).passed, band_of(found, B).forbids) == (False, False)


def test_findings_forbid_and_what_was_not_found_passes():
    torn = Found("grid.not_contiguous", B, (119.4, 32.2), 120.0)
    found = checks(stands(A, Mix(block=500)), findings=(torn, Found("plan.defect")))
    assert failing(found) == [("grid.not_contiguous", B), ("plan.defect", None)]
    [shown] = [check for check in found if check.code == "grid.not_contiguous"]
    assert (shown.place, shown.value) == ((119.4, 32.2), 120.0)
    assert {check.code for check in found if check.passed} >= {"plan.gap", "plan.overlap", "building.split", "household.without_grid"}


@pytest.mark.rule("R1")
@pytest.mark.parametrize(("people", "passed"), [(4999, False), (5000, True), (7000, True), (7001, False)])
def test_the_size_of_a_community_warns(people: int, passed: bool):
    tally = Tally(A, 500, people, 10, 9000.0, 400.0)
    [size] = [check for check in checks(stands(A, Mix(block=500)), tallies=(tally,)) if check.code == COMMUNITY_SIZE]
    assert (size.passed, size.forbids, size.limit) == (passed, False, "5000–7000")


@pytest.mark.rule("R1")
def test_the_size_of_a_mixed_community_lies_between_and_is_silent_without_people():
    tally = Tally(A, 500, 4000, 10, 9000.0, 400.0)
    [size] = [check for check in checks(stands(A, Mix(250, 250)), tallies=(tally,)) if check.code == COMMUNITY_SIZE]
    assert size.limit == "3700–5300"
    for people, profile in ((0, RUNZHOU), (4000, ERENHOT)):
        found = checks(stands(A, Mix(block=500)), tallies=(Tally(A, 500, people, 10, 9000.0, 400.0),), profile=profile)
        assert COMMUNITY_SIZE not in [check.code for check in found]


def test_compactness_informs():
    tally = Tally(A, 500, 0, 10, 10_000.0, 400.0)
    [square] = [check for check in checks(stands(A, Mix(block=500)), tallies=(tally,)) if check.code == COMPACTNESS]
    assert (square.passed, square.forbids, square.value) == (True, False, 0.7854)


def test_standings_count_by_kind_and_find_the_heaviest_atom():
    grids = (DrawnGrid(A, "321111001003001", "一", (1, 2)), DrawnGrid(B, "321111001003002", "二", (3,)))
    buildings = {1: ("bld-0001", "bld-0002"), 2: ("bld-0003", "bld-gone"), 3: ()}
    households = {"bld-0001": (DwellingKind.BLOCK, 60), "bld-0002": (DwellingKind.BUNGALOW, 2), "bld-0003": (DwellingKind.BLOCK, 61)}
    assert plan_checks.standings(grids, buildings, households) == (
        Standing(A, GridKind.ORDINARY, Mix(2, 121), Mix(2, 60)),
        Standing(B, GridKind.ORDINARY, Mix(), Mix()),
    )


@pytest.mark.rule("G2")
def test_each_principle_of_division_is_a_check_with_value_limit_and_clause():
    changzhi = PolicyProfile.load("changzhi")

    def principles(*standing: Standing, **more) -> dict[str, tuple[bool, float | None, str | None]]:
        found = checks(*standing, profile=changzhi, **more)
        named = [one for one in found if one.code.startswith("principle.")]
        assert all(one.clause == "长治市城区民政局材料（2011-09-07） 一" and not one.forbids for one in named)
        return {one.code.removeprefix("principle."): (one.passed, one.value, one.limit) for one in named}

    even = (stands(A, Mix(block=300)), stands(B, Mix(block=300)))
    assert principles(*even, wardens=2) == {
        "clear_borders": (True, 0.0, "=0 处"),
        "fitting_task": (True, 100.0, "=100 %"),
        "clear_duty": (True, 2.0, "≥2 人"),
        "comparable_loads": (True, 100.0, "≤150 %"),
    }
    uneven = (stands(A, Mix(block=600)), stands(B, Mix(block=100)))
    assert principles(*uneven, wardens=1, findings=(Found("plan.gap"), Found("grid.not_contiguous", A))) == {
        "clear_borders": (False, 2.0, "=0 处"),
        "fitting_task": (False, 0.0, "=100 %"),
        "clear_duty": (False, 1.0, "≥2 人"),
        "comparable_loads": (False, 171.4, "≤150 %"),
    }
    assert not [one for one in checks(*even) if one.code.startswith("principle.")], "runzhou names no such principles"


@pytest.mark.rule("P1")
def test_a_load_is_told_as_the_work_weighs():
    panyu = PolicyProfile.load("panyu")
    households = {"bld-1": (DwellingKind.BLOCK, 400), "bld-2": (DwellingKind.BLOCK, 400)}
    drawn = [DrawnGrid(A, "440113001001001", "一", (1, 2))]
    standing = plan_checks.standings(drawn, {1: ("bld-1",), 2: ("bld-2",)}, households, {"bld-1": 200})
    (weighed,) = [one for one in checks(*standing, profile=panyu) if one.code == plan_checks.WEIGHTED_LOAD]
    assert (weighed.passed, weighed.forbids, weighed.value, weighed.grid) == (False, False, 1200.0, A)
    assert weighed.clause == panyu.rule("grid.difficulty").clause
    unweighed = plan_checks.standings(drawn, {1: ("bld-1",), 2: ("bld-2",)}, households)
    assert not [one for one in checks(*unweighed, profile=panyu) if one.code == plan_checks.WEIGHTED_LOAD]
