"""Policy profiles: what holds for each of the nine, and for their quotations."""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from importlib.resources import files
from pathlib import Path

import pytest

from domain import policy_file, ticket, tiers, visit
from domain.policy import PolicyProfile, ProfileUnknown, RuleUnknown
from domain.values import DwellingKind
from tests.domain import profiles

BLOCK = DwellingKind.BLOCK
ROOT = Path(__file__).resolve().parents[2]
SEEDS = Path(os.environ.get("MINQING_SHARED_DATA", ROOT.parent / "shared" / "data")).parent / "seeds"
FOUNDING = {"yixing": "000", "runzhou": "001", "panzhihua": "002", "erenhot": "004"}
"""All others stand together in 003."""


@pytest.fixture(params=PolicyProfile.names())
def profile(request: pytest.FixtureRequest, tmp_path: Path) -> PolicyProfile:
    return profiles.newest(request.param, tmp_path)


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


def test_nine_profiles_ship():
    nine = ("changxing", "changzhi", "daiban", "erenhot", "panyu", "panzhihua", "runzhou", "tiedong", "yixing")
    assert PolicyProfile.names() == nine
    assert PolicyProfile.load("runzhou").key == "runzhou@2014-04-24"
    assert PolicyProfile.load("erenhot@2012-12-04") == PolicyProfile.load("erenhot")


@pytest.mark.parametrize("name", ["atlantis", "runzhou@2014-04-25", "../runzhou", "", "defaults", "rules"])
def test_an_unknown_profile_or_date_is_refused(name: str):
    with pytest.raises(ProfileUnknown):
        PolicyProfile.load(name)


def test_a_size_the_regulation_does_not_give_is_said_plainly():
    erenhot = PolicyProfile.load("erenhot")
    assert not erenhot.has_band("building_head")
    with pytest.raises(RuleUnknown):
        erenhot.band(BLOCK, "building_head")


def test_the_profile_speaks_of_the_classes_levels_roles_and_tiers_that_the_code_knows(profile: PolicyProfile):
    assert profile.routes.keys() == {scope.value for scope in ticket.Scope}
    assert profile.handlings.keys() == {handling.value for handling in ticket.Handling}
    levels = {level.value for level in ticket.Level}
    assert {route.level for route in (*profile.routes.values(), *profile.handlings.values())} <= levels
    assert profile.roles.keys() == {role.value for role in visit.Role}
    assert {tier.level for tier in profile.tiers} <= {level.value for level in tiers.TierLevel}


def test_what_is_general_stays_in_the_grid_and_what_is_major_goes_up_at_once(profile: PolicyProfile):
    assert profile.route("general").level == "grid"
    assert profile.route("regional").level == "community"
    assert [scope for scope, route in profile.routes.items() if route.is_immediate] == ["major"]


def test_each_class_of_one_system_answers_to_one_of_the_other(profile: PolicyProfile):
    assert {route.scope for route in profile.handlings.values()} == profile.routes.keys()


def test_every_category_has_a_deadline_that_owns_up_to_being_the_products(profile: PolicyProfile):
    deadlines = [category.deadline for category in profile.categories.values()]
    assert len(deadlines) >= 5
    assert all(deadline.source.document is None and "default of the product" in deadline.source.note for deadline in deadlines)


def test_a_size_from_elsewhere_warns_and_the_own_one_forbids(profile: PolicyProfile):
    band = profile.band(BLOCK)
    assert band.is_advisory is band.rule.source.is_default


def test_whatever_is_borrowed_says_from_where_and_why(profile: PolicyProfile):
    terms = (*profile.routes.values(), *profile.handlings.values(), *profile.categories.values(), *profile.rules.values(), profile.cover)
    for source in (term.source for term in terms):
        assert not source.is_borrowed or (source.note and source.document)
        assert source.is_borrowed or source.document is None or source.document.key in own_documents(profile.name)


def own_documents(name: str) -> set[str]:
    return {"tiedong": {"huayuan"}, "daiban": {"daiban", "office"}}.get(name, {name})


def test_a_clause_names_document_and_article():
    runzhou = PolicyProfile.load("runzhou")
    assert runzhou.band(BLOCK).rule.clause == "润州区实施意见（2014-04-24） 二（二）"
    assert runzhou.rule("grid.tolerance").clause.endswith("(not in the document: default of the product)")


@pytest.mark.parametrize("name", [*PolicyProfile.names(), "defaults"])
def test_every_quotation_stands_in_its_document(name: str):
    if not SEEDS.is_dir():
        pytest.skip("the founding documents are absent: set MINQING_SHARED_DATA to the folder beside them")
    quoted = [(at, source) for at, source in sources(tomllib.loads(text_of(name))) if source["document"]]
    documents = {key: words_of(key) for key in {source["document"] for _, source in quoted}}
    assert len(quoted) > 15
    assert [at for at, source in quoted if plain(source["quote"]) not in documents[source["document"]]] == []


def words_of(document: str) -> str:
    return plain(next(SEEDS.glob(f"{FOUNDING.get(document, '003')}_*")).read_text(encoding="utf-8"))


def test_the_defaults_name_no_profile_and_leave_nothing_out():
    """A profile that gives only what it must has everything else from the defaults."""
    bare = policy_file.tables(text_of("panzhihua"), "panzhihua.toml")
    assert not bare.keys() & {"bands", "cover", "scopes", "handlings", "categories", "purposes", "roles"}
    loaded = PolicyProfile.load("panzhihua")
    assert all(term.source.is_default for term in (loaded.cover, *loaded.routes.values(), *loaded.purposes.values()))


def test_everything_a_file_says_is_stated_once_with_its_source(profile: PolicyProfile):
    stated = dict(profile.stated())
    assert len(stated) == len(list(profile.stated()))
    written = {at for at, _ in sources(tomllib.loads(text_of(profile.name))) if not at.endswith(".deadline")}
    bands = {f"bands.{subject}" for subject, _ in profile.bands}
    assert written - bands <= stated.keys() and all(term.source.clause for term in stated.values())
