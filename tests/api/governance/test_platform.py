"""The platform over whole HTTP: systems integrated, a form of a ledger filled and reported by the system."""

from __future__ import annotations

import hashlib

import pytest

from tests.api.governance.conftest import Town
from tests.people import desk_chen, planner_lin, reporter_xu

SYSTEM = {"system": "health", "title": "健康档案系统", "department": "区卫健局", "via": "interface", "document": "攀民〔2026〕9号"}
FORM = {"template": "units_yearly", "title": "驻区单位年报", "department": "区民政局", "ledger": "units", "document": "攀民〔2026〕9号"}


@pytest.mark.rule("Z2")
def test_a_system_with_its_own_terminals_is_refused(panzhihua: Town):
    refused = panzhihua.post(planner_lin, "integrations", SYSTEM | {"terminals": 2}, status=409)
    assert refused["code"] == "integration.own_terminal"
    assert "攀枝花" in refused["title"]
    panzhihua.post(planner_lin, "integrations", SYSTEM, status=201)
    assert panzhihua.get(reporter_xu, "integrations")["integrated"] == {"interface": 1}
    (line,) = panzhihua.get(None, f"/public/communities/{panzhihua.code}/registers/integrations")["lines"]
    assert (line["system"], line["department"]) == ("health", "区卫健局")


@pytest.mark.rule("Z7")
def test_a_form_is_filled_by_the_system_and_its_digest_kept(panzhihua: Town):
    typed = panzhihua.post(planner_lin, "ledger-templates", FORM | {"ledger": "typed"}, status=409)
    assert typed["code"] == "ledger_template.not_generated"
    panzhihua.post(planner_lin, "ledger-templates", FORM, status=201)
    reported = panzhihua.post(desk_chen, "ledger-templates/report", {"template": "units_yearly"})
    same = panzhihua.site.as_(desk_chen).get(f"/api/communities/{panzhihua.code}/ledgers/units", format="csv")
    assert reported["sha256"] == hashlib.sha256(same.content).hexdigest()
    (form,) = panzhihua.get(reporter_xu, "ledger-templates")["templates"]
    assert (form["ledger"], form["reported"]) == ("units", 1)
