"""Files of profiles: a broken one refused by place, one that leaves a value open completed by the office that deploys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain import policy, policy_file
from domain.policy import PolicyProfile, ProfileInvalid, ProfileUnknown
from domain.values import DwellingKind
from tests.domain.profiles import SIZES, completed
from tests.domain.test_policy import text_of

BLOCK = DwellingKind.BLOCK
BREAKS = {
    "no source": (
        "erenhot",
        '\nsource = { document = "erenhot", article = "明职能强服务", quote = "配备1名网格管理员" }',
        "",
        "rules.grid.wardens.source",
    ),
    "an unknown document": (
        "erenhot",
        'document = "erenhot", article = "明职能强服务", quote = "配备1名网格管理员" }',
        'document = "x" }',
        "rules.grid.wardens.source.document",
    ),
    "no quotation": ("erenhot", ', quote = "配备1名网格管理员" }', " }", "rules.grid.wardens.source.quote"),
    "a silent default": (
        "defaults",
        'note = "文件未规定例外：产品默认须说明理由 (not in the document: default of the product)"',
        'note = ""',
        "rules.grid.exception.source.note",
    ),
    "a band upside down": ("erenhot", "low = 200\nhigh = 300", "low = 300\nhigh = 200", "bands.grid"),
    "half a band": ("erenhot", "low = 200\nhigh = 300", "low = 200", "bands.grid.high"),
    "a band of nobody": ("erenhot", "low = 200\nhigh = 300", "low = 0\nhigh = 300", "bands.grid.low"),
    "a word for a number": ("erenhot", "low = 200", 'low = "200"', "bands.grid.low"),
    "an unknown subject": ("erenhot", "[bands.grid]", "[bands.street]", "bands.street"),
    "an unknown section": ("erenhot", "effective =", "since = 1\neffective =", "since"),
    "an unknown key": ("tiedong", "persons = 1", "people = 1", "shifts.hotline.people"),
    "no date": ("erenhot", "effective = 2012-12-04", 'effective = "2012"', "effective"),
    "an unknown scope": ("tiedong", "[scopes.major]", "[scopes.minor]", "scopes"),
    "an unknown handling": ("changzhi", "[handlings.sudden]", "[handlings.slow]", "handlings"),
    "a handling that answers to no scope": ("changzhi", 'scope = "major"', 'scope = "minor"', "handlings.sudden.scope"),
    "an unknown level": ("tiedong", 'level = "grid"', 'level = "planet"', "scopes.general.level"),
    "a word for a yes": ("tiedong", "is_immediate = false", 'is_immediate = "no"', "scopes.general.is_immediate"),
    "an unknown tier": ("erenhot", "[tiers.city]", "[tiers.province]", "tiers.province"),
    "no community": ("erenhot", "[tiers.community]", "[tiers.subdistrict]", "tiers.community"),
    "an unknown clock": ("defaults", 'clock = "working_days"', 'clock = "moons"', "deadline.clock"),
    "an unknown meaning of AB": ("panyu", 'meaning = "neighbour"', 'meaning = "cousin"', "cover.meaning"),
    "an unknown kind of duty": ("runzhou", "[shifts.noon]", "[shifts.midnight]", "shifts.midnight"),
    "a quota of none": ("tiedong", "value = 20", "value = 0", "rules.visit.households_per_day.value"),
    "a quota in words": ("tiedong", "value = 20", 'value = "twenty"', "rules.visit.households_per_day.value"),
    "check-ins that run backwards": ("tiedong", "[08:30:00, 15:30:00]", "[15:30:00, 08:30:00]", "attendance.times"),
    "a check-in that is no time": ("tiedong", "[08:30:00, 15:30:00]", '["8:30"]', "attendance.times.0"),
    "no check-in at all": ("tiedong", "[08:30:00, 15:30:00]", "[]", "attendance.times"),
    "an eighth weekday": ("tiedong", "weekday = 3", "weekday = 8", "cadences.work_meeting.weekday"),
    "a weekday of a monthly meeting": ("tiedong", 'every = "month"', 'every = "month"\nweekday = 3', "cadences.analysis_meeting.weekday"),
    "an unknown span": ("panyu", 'every = "quarter"', 'every = "fortnight"', "appraisals.officers_quarterly.every"),
    "more points to pass than there are": ("yixing", "passing = 90", "passing = 101", "appraisals.acceptance.passing"),
    "a mark to pass without a total": ("yixing", "total = 100\n", "", "appraisals.acceptance.passing"),
    "a year that is none": ("yixing", "{ 2011 = 50,", "{ MMXI = 50,", "targets.model_share.by_year"),
    "an unknown keeper": ("changzhi", 'kept_by = "warden"', 'kept_by = "nobody"', "ledgers.residents.kept_by"),
    "a ladder without steps": ("tiedong", '["warning", "severe_warning", "dismissal_recommended"]', "[]", "discipline.steps"),
    "no TOML at all": ("erenhot", "[tiers.city]", "[tiers.city", ""),
}


@pytest.mark.parametrize(("name", "old", "new", "key"), BREAKS.values(), ids=BREAKS.keys())
def test_a_broken_profile_is_refused_by_file_key_and_reason(
    name: str, old: str, new: str, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    broken = text_of(name)
    assert old in broken
    with pytest.raises(ProfileInvalid) as caught:
        parse(name, broken.replace(old, new, 1), monkeypatch)
    assert caught.value.facts["file"] == "broken.toml"
    assert caught.value.facts["key"].endswith(key)
    assert caught.value.facts["reason"]


def parse(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> PolicyProfile:
    """A text under its own name; defaults under a profile that has nothing else."""
    if name != "defaults":
        return policy_file.parse(text, "broken.toml")
    broken, tables = policy_file.tables(text, "broken.toml"), policy_file.tables
    monkeypatch.setattr(policy_file, "tables", lambda given, file: broken if file == "defaults.toml" else tables(given, file))
    return policy_file.parse(text_of("panzhihua"), "broken.toml")


def test_a_target_wants_a_tolerance(monkeypatch: pytest.MonkeyPatch):
    without = text_of("defaults").replace("value = 0.2", 'value = "some"', 1)
    with pytest.raises(ProfileInvalid) as caught:
        parse("defaults", without, monkeypatch)
    assert caught.value.facts["key"] == "rules.grid.tolerance"


# What a regulation leaves open


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The folder of the office that deploys, as the settings name it."""
    policy.complete_from(tmp_path)
    yield tmp_path
    policy.complete_from(None)


def test_sizes_blacked_out_in_the_document_are_not_guessed():
    with pytest.raises(ProfileInvalid) as caught:
        PolicyProfile.load("daiban")
    assert (caught.value.facts["file"], caught.value.facts["key"]) == ("daiban.toml", "bands.grid")
    assert "每xxx家住户为一个网格" in caught.value.facts["reason"]
    assert "MINQING_POLICIES" in caught.value.facts["reason"]


def test_the_office_gives_them_with_its_own_source(folder: Path):
    completed(folder)
    profile = PolicyProfile.load("daiban")
    assert profile.key == "daiban@2026-03-01"
    assert (profile.band(BLOCK).low, profile.band(BLOCK).high) == (150, 250)
    assert profile.band(BLOCK).rule.clause == "太公苑街道办法 第二条"
    assert profile.post("grid").title == "网格员"


def test_an_office_file_without_the_open_value_is_refused(folder: Path):
    completed(folder, SIZES[: SIZES.index("[bands.grid]")])
    with pytest.raises(ProfileInvalid) as caught:
        PolicyProfile.load("daiban")
    assert caught.value.facts["key"] == "bands.grid"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("high = 250\n", "", "bands.grid.high"),
        ("effective = 2026-03-01", "", "effective"),
        ("effective = 2026-03-01", "effective = 2026-01-01", "effective"),
        (', quote = "每150至250家住户为一个网格"', "", "bands.grid.source.quote"),
        ('document = "office"', 'document = "nowhere"', "bands.grid.source.document"),
    ],
)
def test_an_office_file_keeps_the_same_form(folder: Path, old: str, new: str, key: str):
    completed(folder, SIZES.replace(old, new, 1))
    with pytest.raises(ProfileInvalid) as caught:
        PolicyProfile.load("daiban")
    assert caught.value.facts["key"] == key
    assert caught.value.facts["file"] == "MINQING_POLICIES/daiban.toml"


def test_a_profile_changed_by_the_office_is_another_edition_and_the_old_one_stays(folder: Path):
    completed(folder, SIZES, "runzhou")
    newest, shipped = PolicyProfile.load("runzhou"), PolicyProfile.load("runzhou@2014-04-24")
    assert newest.key == "runzhou@2026-03-01"
    assert (newest.band(BLOCK).high, shipped.band(BLOCK).high) == (250, 600)
    assert newest.rule("funding.grant_yuan") == shipped.rule("funding.grant_yuan")
    assert newest.band(BLOCK).rule.clause == "太公苑街道办法 第二条"
    with pytest.raises(ProfileUnknown):
        PolicyProfile.load("runzhou@2026-03-02")


def test_a_changed_value_never_keeps_the_old_words(folder: Path):
    completed(folder, 'effective = 2026-03-01\n[cover]\nmeaning = "neighbour"\na = "甲"\nb = "乙"\n', "runzhou")
    with pytest.raises(ProfileInvalid) as caught:
        PolicyProfile.load("runzhou")
    assert caught.value.facts["key"] == "cover.source"
