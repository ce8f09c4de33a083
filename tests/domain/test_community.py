"""A community: its tiers, its profile, its territory, the one plan in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain import community, required
from domain.community import BuildingsImported, PlanCameIntoForce, ProfileChanged, Registered, Renamed, TerritoryDrawn
from domain.ids import CommunityCodeInvalid, community_id
from domain.policy import PolicyProfile
from domain.tiers import Tier, TierLevel, tiers_of
from tests.scenario import given

RUNZHOU, ERENHOT = PolicyProfile.load("runzhou"), PolicyProfile.load("erenhot")
CODE = "321111001003"
TIERS = (
    Tier(TierLevel.CITY, "市", "镇江市", "3211"),
    Tier(TierLevel.DISTRICT, "区", "润州区", "321111"),
    Tier(TierLevel.SUBDISTRICT, "街道", "金山街道", "321111001"),
    Tier(TierLevel.COMMUNITY, "社区", "金山湖社区", CODE),
)
REGISTERED = Registered(community=community_id(CODE), name="金山湖社区", profile="runzhou@2014-04-24", tiers=TIERS, is_rural=False)
TERRITORY = TerritoryDrawn(tessellation="tes-0001", derived=True, area_m2=250_000.0, atoms=120)
FIRST_CODES = (f"{CODE}001", f"{CODE}002")
FIRST = PlanCameIntoForce(plan="pln-0001", on=date(2024, 3, 1), replaces=None, document="润民〔2024〕3号", codes_issued=FIRST_CODES)
TODAY = date(2024, 6, 1)
NEXT = {"plan": "pln-0002", "base": "pln-0001", "document": "润民〔2024〕9号", "new_codes": (f"{CODE}003",), "today": TODAY}


def test_a_community_is_registered_with_the_four_tiers_of_runzhou():
    given(community).when(community.register, code=CODE, name="金山湖社区", profile=RUNZHOU, tiers=TIERS).then(REGISTERED)


def test_registering_the_same_again_writes_nothing():
    given(community, REGISTERED).when(community.register, code=CODE, name="金山湖社区", profile=RUNZHOU, tiers=TIERS).then()


def test_registering_another_under_the_same_code_is_refused():
    given(community, REGISTERED).when(community.register, code=CODE, name="别的社区", profile=RUNZHOU).refused(
        community.CommunityRegisteredOtherwise, community=f"com-{CODE}"
    )


def test_tiers_follow_from_profile_and_code_where_no_names_are_given():
    assert [(tier.level.value, tier.title, tier.name, tier.code) for tier in tiers_of(RUNZHOU, CODE, "金山湖社区")] == [
        ("city", "市", "", "3211"),
        ("district", "区", "", "321111"),
        ("subdistrict", "街道", "", "321111001"),
        ("community", "社区", "金山湖社区", CODE),
    ]
    assert [(tier.title, tier.code) for tier in tiers_of(ERENHOT, "152501100001", "乌兰社区")] == [
        ("市", "152501"),
        ("社区", "152501100001"),
    ]


def test_tiers_of_another_profile_are_refused():
    given(community).when(community.register, code=CODE, name="金山湖社区", profile=ERENHOT, tiers=TIERS).refused(
        community.TiersUnfit, profile="erenhot@2012-12-04", tiers="市–社区"
    )


@pytest.mark.parametrize(("district", "fits"), [("321111", True), ("321111000000", True), ("321112", False), ("32111", False), ("", False)])
def test_the_code_of_a_tier_contains_the_community(district: str, fits: bool):
    tiers = (TIERS[0], replace(TIERS[1], code=district), *TIERS[2:])
    asked = given(community).when(community.register, code=CODE, name="金山湖社区", profile=RUNZHOU, tiers=tiers)
    asked.then(replace(REGISTERED, tiers=tiers)) if fits else asked.refused(community.TiersUnfit)


@pytest.mark.parametrize("code", ["32111100100", "3211110010033", "32111100100a", ""])
def test_a_code_that_has_not_twelve_digits_is_refused(code: str):
    given(community).when(community.register, code=code, name="x", profile=RUNZHOU).refused(CommunityCodeInvalid, digits=12)


def test_a_community_has_a_name():
    given(community).when(community.register, code=CODE, name=" ", profile=RUNZHOU).refused(required.NameMissing)


def test_renaming_needs_a_reason_and_renames_the_tier():
    given(community, REGISTERED).when(community.rename, name="金山社区", reason=" ").refused(required.ReasonMissing)
    state = (
        given(community, REGISTERED)
        .when(community.rename, name="金山社区", reason="区划调整")
        .then(Renamed(name="金山社区", reason="区划调整"))
    )
    assert (state.name, state.tiers[-1].name) == ("金山社区", "金山社区")


def test_renaming_to_the_same_name_writes_nothing():
    given(community, REGISTERED).when(community.rename, name="金山湖社区", reason="").then()


def test_changing_the_profile_changes_the_tiers_and_keeps_the_names_both_know():
    tiers = (Tier(TierLevel.CITY, "市", "镇江市", "321111"), TIERS[-1])
    given(community, REGISTERED).when(community.change_profile, profile=ERENHOT, reason="试点市直管").then(
        ProfileChanged(profile="erenhot@2012-12-04", replaces="runzhou@2014-04-24", tiers=tiers, reason="试点市直管")
    )


def test_the_same_profile_again_writes_nothing():
    given(community, REGISTERED).when(community.change_profile, profile=RUNZHOU, reason="").then()


def test_an_import_is_recorded_and_a_second_reading_without_anything_new_is_not():
    read = {"source": "a.geojson", "sha256": "0" * 64, "repaired": 0, "refused": 0, "counted": 90, "estimated": 0}
    first = BuildingsImported(taken=9, known_before=0, dwellings=90, **read)
    again = BuildingsImported(taken=0, known_before=9, dwellings=0, **(read | {"counted": 0}))
    given(community, REGISTERED).when(community.record_import, first).then(first)
    given(community, REGISTERED, first).when(community.record_import, again).then()


def test_the_territory_may_be_cut_anew_until_a_plan_is_enacted():
    anew = {"tessellation": "tes-0002", "derived": False, "area_m2": 260_000.0, "atoms": 130}
    given(community, REGISTERED, TERRITORY).when(community.draw_territory, **anew).then(TerritoryDrawn(**anew))
    given(community, REGISTERED, TERRITORY, FIRST).when(community.draw_territory, **anew).refused(community.TerritoryInUse, plan="pln-0001")
    same = {"tessellation": "tes-0001", "derived": True, "area_m2": 250_000.0, "atoms": 120}
    given(community, REGISTERED, TERRITORY, FIRST).when(community.draw_territory, **same).then()


def test_the_first_plan_comes_into_force():
    first = {
        "plan": "pln-0001",
        "base": None,
        "on": date(2024, 3, 1),
        "document": "润民〔2024〕3号",
        "new_codes": FIRST_CODES,
        "today": TODAY,
    }
    state = given(community, REGISTERED, TERRITORY).when(community.bring_plan_into_force, **first).then(FIRST)
    assert community.issued_through(state) == 2
    given(community, REGISTERED, TERRITORY, FIRST).when(community.bring_plan_into_force, **first).then()
    given(community, REGISTERED).when(community.bring_plan_into_force, **first).refused(community.TerritoryMissing)


def test_the_base_must_be_the_plan_in_force():
    given(community, REGISTERED, TERRITORY, FIRST).when(
        community.bring_plan_into_force, on=date(2024, 7, 1), **(NEXT | {"base": None})
    ).refused(community.BaseNotInForce, base=None, in_force="pln-0001")


def test_a_plan_may_take_force_in_the_past_but_not_before_the_present_one_did():
    past = given(community, REGISTERED, TERRITORY, FIRST)
    past.when(community.bring_plan_into_force, on=date(2024, 2, 29), **NEXT).refused(
        community.EnactedBeforePresent, on=date(2024, 2, 29), present_since=date(2024, 3, 1)
    )
    state = past.when(community.bring_plan_into_force, on=date(2024, 4, 1), **NEXT).then(
        PlanCameIntoForce(
            plan="pln-0002", on=date(2024, 4, 1), replaces="pln-0001", document="润民〔2024〕9号", codes_issued=(f"{CODE}003",)
        )
    )
    days = [date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31), date(2024, 4, 1), date(2030, 1, 1)]
    assert [community.plan_in_force(state, day) for day in days] == [None, "pln-0001", "pln-0001", "pln-0002", "pln-0002"]


def test_while_one_enactment_is_pending_no_other_is_decided():
    pending = PlanCameIntoForce(plan="pln-0002", on=date(2024, 7, 1), replaces="pln-0001", document="9号", codes_issued=(f"{CODE}003",))
    third = NEXT | {"plan": "pln-0003", "base": "pln-0002", "new_codes": (f"{CODE}004",)}
    past = given(community, REGISTERED, TERRITORY, FIRST, pending)
    past.when(community.bring_plan_into_force, on=date(2024, 8, 1), **third).refused(
        community.EnactmentPending, plan="pln-0002", on=date(2024, 7, 1)
    )
    later = past.when(community.bring_plan_into_force, on=date(2024, 8, 1), **(third | {"today": date(2024, 7, 1)}))
    assert later.decide()[0].replaces == "pln-0002"


def test_of_two_plans_on_one_day_the_later_decision_holds():
    state = given(community, REGISTERED, TERRITORY, FIRST).when(community.bring_plan_into_force, on=date(2024, 3, 1), **NEXT)
    assert community.plan_in_force(community.fold((REGISTERED, TERRITORY, FIRST, *state.decide())), date(2024, 3, 1)) == "pln-0002"


def test_a_grid_code_is_issued_once():
    given(community, REGISTERED, TERRITORY, FIRST).when(
        community.bring_plan_into_force, on=date(2024, 7, 1), **(NEXT | {"new_codes": (f"{CODE}002",)})
    ).refused(community.GridCodeIssuedBefore, grid_code=f"{CODE}002", issued_through=2)


def test_no_plan_takes_force_without_a_document():
    given(community, REGISTERED, TERRITORY).when(
        community.bring_plan_into_force, **(NEXT | {"base": None, "document": ""}), on=date(2024, 7, 1)
    ).refused(required.DocumentMissing)


@pytest.mark.parametrize(
    ("decide", "content"),
    [
        (community.rename, {"name": "x", "reason": "y"}),
        (community.change_profile, {"profile": ERENHOT, "reason": "y"}),
        (community.draw_territory, {"tessellation": "tes-0001", "derived": True, "area_m2": 1.0, "atoms": 1}),
        (community.bring_plan_into_force, NEXT | {"on": TODAY}),
    ],
)
def test_nothing_is_decided_about_an_unknown_community(decide, content):
    given(community).when(decide, **content).refused(community.CommunityUnknown)
