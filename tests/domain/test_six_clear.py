"""六清: what a grid lacks, by the definition of the profile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.policy import PolicyProfile
from domain.policy_file import parse
from domain.policy_reader import SIX, ProfileInvalid
from domain.six_clear import Facts, Home, House, Matter, missing
from tests.domain import profiles

TODAY = date(2026, 6, 1)
CHANGZHI = PolicyProfile.load("changzhi").six_clear


def days(ago: int) -> date:
    return TODAY - timedelta(days=ago)


def home(**changed: object) -> Home:
    return replace(Home("hh-0001", "bld-0001", True, {"census": days(10)}), **changed)


def gaps(key: str, facts: Facts) -> list[str]:
    return [one.gap for one in missing(CHANGZHI[key], facts, TODAY)]


@pytest.mark.rule("G6")
@pytest.mark.parametrize("name", PolicyProfile.names())
def test_every_profile_defines_the_six_and_says_where_they_come_from(name: str, tmp_path: Path):
    six = profiles.newest(name, tmp_path).six_clear
    assert tuple(six) == SIX
    assert all(one.gaps and one.definition and one.within_days and one.source.quote for one in six.values())
    assert all(one.source.is_default for one in six.values()) is (name not in ("changzhi", "yixing"))


@pytest.mark.rule("Y6")
def test_yixing_speaks_of_three_in_its_own_words():
    own = {key: one.title for key, one in PolicyProfile.load("yixing").six_clear.items() if not one.source.is_default}
    assert own == {"family": "底数清：家庭情况", "people": "人头熟：各类人员", "facilities": "情况明：辖区单位与设施"}


@pytest.mark.rule("G6")
@pytest.mark.parametrize("key", SIX)
def test_a_grid_whose_registers_are_whole_is_clear(key: str):
    facts = Facts((House("bld-0001", 10, 1), House("bld-0002", 0, 0)), (home(),), (), {"org-0001": True}, days(1))
    assert gaps(key, facts) == []


@pytest.mark.rule("G6", "G8")
def test_no_building_no_household_no_head_is_missed():
    facts = Facts((House("bld-0001", 10, 0),), (home(has_head=False),))
    found = missing(CHANGZHI["family"], facts, TODAY)
    assert [(one.gap, one.building, one.household) for one in found] == [
        ("building_unregistered", "bld-0001", None),
        ("household_headless", "bld-0001", "hh-0001"),
    ]


@pytest.mark.rule("G6")
def test_a_visit_counts_for_its_purpose_and_its_time():
    assert gaps("people", Facts(homes=[home(visits={"hardship": days(1)})])) == ["household_unvisited"]
    assert gaps("people", Facts(homes=[home(visits={"census": days(365)})])) == []
    assert gaps("people", Facts(homes=[home(visits={"census": days(366)})])) == ["household_unvisited"]
    assert gaps("needs", Facts(homes=[home(visits={"hardship": days(1)})])) == []


@pytest.mark.rule("G6")
def test_a_tag_that_ended_asks_for_a_look():
    ended = Matter("tag", "tgs-1/1", days(10), household="hh-0001")
    assert gaps("people", Facts(homes=[home(visits={"census": days(10)})], matters=[ended])) == ["tag_expired"]
    assert gaps("people", Facts(homes=[home(visits={"census": days(9)})], matters=[ended])) == []
    assert gaps("people", Facts(matters=[Matter("observation", "obs-1", days(1))])) == ["observation_pending"]


@pytest.mark.rule("G6", "Y6")
def test_units_are_known_and_the_grid_is_walked():
    assert gaps("facilities", Facts(organisations={"org-0001": False}, patrolled_on=days(30))) == ["organisation_incomplete"]
    assert gaps("facilities", Facts(patrolled_on=days(31))) == ["grid_unpatrolled"]
    assert gaps("hazards", Facts()) == ["grid_unpatrolled"]
    untaken = Matter("ticket", "tkt-1", days(1), category="sanitation")
    assert gaps("hazards", Facts(patrolled_on=TODAY, matters=[untaken])) == ["ticket_untaken"]
    assert gaps("hazards", Facts(patrolled_on=TODAY, matters=[replace(untaken, is_taken=True)])) == []


@pytest.mark.rule("G6", "D9")
def test_needs_and_opinions_may_stand_their_time():
    assert gaps("needs", Facts(matters=[Matter("need", "ned-1", days(181)), Matter("need", "ned-2", days(180))])) == ["need_standing"]
    assert gaps("hot_issues", Facts(matters=[Matter("opinion", "ned-1", days(91))])) == ["opinion_standing"]


@pytest.mark.rule("G6", "T8")
def test_three_of_a_kind_are_a_hot_issue_until_a_meeting_has_it():
    asked = [Matter("ticket", f"tkt-{n}", days(n), category="sanitation") for n in range(3)]
    (hot,) = missing(CHANGZHI["hot_issues"], Facts(matters=asked), TODAY)
    assert (hot.gap, hot.category, hot.number) == ("hot_issue_unraised", "sanitation", 3)
    assert gaps("hot_issues", Facts(matters=[*asked[:2], replace(asked[2], is_raised=True)])) == []
    assert gaps("hot_issues", Facts(matters=[*asked[:2], replace(asked[2], since=days(91))])) == []


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('gaps = ["opinion_standing", "hot_issue_unraised"]', 'gaps = ["gossip"]', "six_clear.hot_issues.gaps.0"),
        ('purposes = ["census"]', 'purposes = ["spying"]', "six_clear.people.purposes"),
        ("[six_clear.hot_issues]", "[six_clear.rumours]", "six_clear"),
    ],
)
def test_an_unsound_definition_is_refused_with_its_place(before: str, after: str, key: str):
    from importlib.resources import files

    text = files("domain").joinpath("policies", "changzhi.toml").read_text(encoding="utf-8")
    assert before in text
    with pytest.raises(ProfileInvalid) as refused:
        parse(text.replace(before, after, 1), "changzhi.toml")
    assert refused.value.facts["key"] == key
