"""Policy profiles: every value from a clause that really says it, a broken file refused by place."""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from importlib.resources import files
from pathlib import Path

import pytest

from domain import policy_file, ticket, tiers, visit
from domain.policy import PolicyProfile, ProfileInvalid, ProfileUnknown, RuleUnknown
from domain.values import DwellingKind

BUNGALOW, BLOCK = DwellingKind.BUNGALOW, DwellingKind.BLOCK
ROOT = Path(__file__).resolve().parents[2]
SEEDS = Path(os.environ.get("MINQING_SHARED_DATA", ROOT.parent / "shared" / "data")).parent / "seeds"
FOUNDING = {"yixing": "000", "runzhou": "001", "huayuan": "003", "erenhot": "004"}


@pytest.fixture(params=PolicyProfile.names())
def profile(request: pytest.FixtureRequest) -> PolicyProfile:
    return PolicyProfile.load(request.param)


def text_of(name: str) -> str:
    return files("domain").joinpath("policies", f"{name}.toml").read_text(encoding="utf-8")


def sources(table: object, at: str = "") -> list[tuple[str, dict]]:
    """Every `source` of a profile's file, with the dotted key of what it stands under."""
    if not isinstance(table, dict):
        return []
    found = [(at, table["source"])] if "source" in table else []
    return found + [pair for key, part in table.items() for pair in sources(part, f"{at}.{key}".strip("."))]


def plain(text: str) -> str:
    """Width of punctuation and blanks aside, the words."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def test_runzhou_and_erenhot_ship():
    assert {"runzhou", "erenhot"} <= set(PolicyProfile.names())
    assert PolicyProfile.load("runzhou").key == "runzhou@2014-04-24"
    assert PolicyProfile.load("erenhot@2012-12-04") == PolicyProfile.load("erenhot")


@pytest.mark.parametrize("name", ["atlantis", "runzhou@2014-04-25", "../runzhou", ""])
def test_an_unknown_profile_or_date_is_refused(name: str):
    with pytest.raises(ProfileUnknown):
        PolicyProfile.load(name)


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
    ],
)
def test_bands(name: str, subject: str, kind: DwellingKind, low: int, target: int, high: int):
    band = PolicyProfile.load(name).band(kind, subject)
    assert (band.low, band.target, band.high) == (low, target, high)


def test_a_size_the_regulation_does_not_give_is_said_plainly():
    erenhot = PolicyProfile.load("erenhot")
    assert not erenhot.has_band("building_head")
    with pytest.raises(RuleUnknown):
        erenhot.band(BLOCK, "building_head")


def test_local_titles():
    runzhou, erenhot = PolicyProfile.load("runzhou"), PolicyProfile.load("erenhot")
    assert [tier.title for tier in runzhou.tiers] == ["市", "区", "街道", "社区"]
    assert [tier.title for tier in erenhot.tiers] == ["市", "社区"]
    assert (runzhou.post("grid").title, runzhou.post("building").title) == ("片长", "楼长")
    assert erenhot.post("grid").title == "网格管理员"
    assert (runzhou.cover.meaning, erenhot.cover.meaning) == ("same_post", "two_hats")


def test_the_profile_speaks_of_the_scopes_levels_roles_and_tiers_that_the_code_knows(profile: PolicyProfile):
    assert profile.routes.keys() == {scope.value for scope in ticket.Scope}
    assert {route.level for route in profile.routes.values()} <= {level.value for level in ticket.Level}
    assert profile.roles.keys() == {role.value for role in visit.Role}
    assert {tier.level for tier in profile.tiers} <= {level.value for level in tiers.TierLevel}


def test_what_is_general_stays_in_the_grid_and_what_is_major_goes_up_at_once(profile: PolicyProfile):
    assert profile.route("general").level == "grid"
    assert profile.route("regional").level == "community"
    assert [scope for scope, route in profile.routes.items() if route.is_immediate] == ["major"]


def test_every_category_has_a_deadline_that_owns_up_to_being_the_products(profile: PolicyProfile):
    assert len(profile.categories) == {"runzhou": 7, "erenhot": 5}[profile.name]
    assert all(category.deadline.source.is_default for category in profile.categories.values())
    assert all("default of the product" in category.deadline.source.note for category in profile.categories.values())


def test_a_clause_names_document_and_article():
    runzhou = PolicyProfile.load("runzhou")
    assert runzhou.band(BLOCK).rule.clause == "润州区实施意见（2014-04-24） 二（二）"
    assert runzhou.rule("grid.tolerance").clause.endswith("(not in the document: default of the product)")


@pytest.mark.parametrize("name", PolicyProfile.names())
def test_every_quotation_stands_in_its_document(name: str):
    if not SEEDS.is_dir():
        pytest.skip("the founding documents are absent: set MINQING_SHARED_DATA to the folder beside them")
    documents = {key: plain(next(SEEDS.glob(f"{number}_*")).read_text(encoding="utf-8")) for key, number in FOUNDING.items()}
    quoted = [(at, source) for at, source in sources(tomllib.loads(text_of(name))) if source["document"]]
    assert len(quoted) > 20
    assert [at for at, source in quoted if plain(source["quote"]) not in documents[source["document"]]] == []


BREAKS = {
    "no source": (
        '\nsource = { document = "erenhot", article = "明职能强服务", quote = "配备1名网格管理员" }',
        "",
        "rules.grid.wardens.source",
    ),
    "an unknown document": (
        'document = "erenhot", article = "明职能强服务", quote = "配备1名网格管理员" }',
        'document = "x" }',
        "source.document",
    ),
    "no quotation": (', quote = "配备1名网格管理员" }', " }", "source.quote"),
    "a silent default": (
        'note = "文件未规定例外：产品默认须说明理由 (not in the document: default of the product)"',
        'note = ""',
        "source.note",
    ),
    "a band upside down": ("low = 200\nhigh = 300", "low = 300\nhigh = 200", "bands.grid.bungalow"),
    "half a band": ("low = 200\nhigh = 300", "low = 200", "bands.grid.bungalow.high"),
    "no tolerance for a target": ("low = 200\nhigh = 300", "target = 250", "rules.grid.tolerance"),
    "a word for a number": ("low = 200", 'low = "200"', "bands.grid.bungalow.low"),
    "an unknown key": ("effective =", "since = 1\neffective =", "since"),
    "no date": ("effective = 2012-12-04", 'effective = "2012"', "effective"),
    "a scope too few": ("[scopes.major]", "[scopes.minor]", "scopes"),
    "an unknown level": ('level = "grid"', 'level = "planet"', "scopes.general.level"),
    "an unknown tier": ("[tiers.city]", "[tiers.province]", "tiers.province"),
    "an unknown clock": ('clock = "working_days"', 'clock = "moons"', "deadline.clock"),
    "no TOML at all": ("[tiers.city]", "[tiers.city", ""),
}


@pytest.mark.parametrize(("old", "new", "key"), BREAKS.values(), ids=BREAKS.keys())
def test_a_broken_profile_is_refused_by_file_key_and_reason(old: str, new: str, key: str):
    text = text_of("erenhot")
    assert old in text
    with pytest.raises(ProfileInvalid) as caught:
        policy_file.parse(text.replace(old, new, 1), "broken.toml")
    assert caught.value.facts["file"] == "broken.toml"
    assert caught.value.facts["key"].endswith(key)
    assert caught.value.facts["reason"]
