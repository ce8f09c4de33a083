"""The register of unlicensed premises over whole HTTP: entered, resolved, compared with reality by lot."""

from __future__ import annotations

import pytest

from tests.api.conftest import Site
from tests.api.governance.conftest import Town, registered
from tests.people import approver_wang, auditor_zhou, desk_chen, reporter_xu

ENTERED = {"kind": "无照经营", "text": "陈记烧烤，经营者陈某"}


@pytest.fixture(scope="module")
def panyu(site: Site) -> Town:
    return registered(site, "440113001001", "panyu")


@pytest.mark.rule("P13")
def test_issues_are_entered_resolved_and_counted_and_nobody_is_named(panyu: Town):
    refused = panyu.post(desk_chen, "site-issues", ENTERED | {"kind": "群众来访"}, status=422)
    assert refused["code"] == "site_issue.kind_unlisted"
    assert "番禺" in refused["title"]
    issues = [panyu.post(desk_chen, "site-issues", ENTERED, status=201)["id"] for _ in range(3)]
    resolved = {"outcome": "licensed", "document": "番工商照〔2026〕11号"}
    panyu.post(desk_chen, f"/site-issues/{issues[0]}/resolution", resolved, seen=1)
    assert panyu.get(reporter_xu, "site-issues")["counts"] == {"licensed": 1, "standing": 2}
    lines = panyu.get(reporter_xu, "registers/site_issues")["lines"]
    assert [one["status"] for one in lines].count("licensed") == 1
    assert "陈某" not in str(lines)
    assert panyu.get(auditor_zhou, f"/site-issues/{issues[1]}", purpose="复核")["site_issues"][0]["content"] == ENTERED["text"]


@pytest.mark.rule("P13")
def test_what_a_lot_chose_is_compared_with_reality(panyu: Town):
    panyu.post(auditor_zhou, "site-issue-draws", {}, status=201)
    (chosen,) = panyu.post(auditor_zhou, "site-issue-draws", {}, status=201)["drawn"]
    assert panyu.get(reporter_xu, "site-issues")["waiting"] == [chosen]
    others = [one["issue"] for one in panyu.get(reporter_xu, "registers/site_issues")["lines"] if one["issue"] != chosen]
    compared = {"draw": 1, "found": "closed"}
    not_drawn = panyu.post(auditor_zhou, f"/site-issues/{others[0]}/comparison", compared, seen=1, status=409)
    assert not_drawn["code"] == "site_issue.not_drawn"
    version = panyu.get(reporter_xu, f"/site-issues/{chosen}")["version"]
    own = panyu.post(desk_chen, f"/site-issues/{chosen}/comparison", compared, seen=version, status=403)
    assert own["code"] == "site_issue.own_word"
    panyu.post(approver_wang, f"/site-issues/{chosen}/comparison", compared, seen=version)
    found = panyu.get(reporter_xu, "site-issues")
    assert (found["compared"], found["equal_percent"], found["waiting"]) == (1, 0.0, [])
    assert found["counts"]["closed"] == 1, "the register follows reality"
    assert panyu.get(reporter_xu, "site-issue-draws")["draws"][0]["agrees"]
