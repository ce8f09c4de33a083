"""Difficulty of work over whole HTTP: decided by the approver with a document, seen in the plan and in the load of each grid."""

from __future__ import annotations

import pytest

from tests.api.lived_in import Town
from tests.api.structure.conftest import get, post
from tests.people import approver_wang, auditor_zhou, planner_lin


@pytest.mark.rule("P1")
def test_a_heavy_building_weighs_in_the_load_and_in_the_next_plan(town: Town):
    heavy = town.buildings[0][0]["building"]
    body = {"weights": [{"building": heavy, "percent": 250}], "document": "分局〔2026〕3号"}
    assert post(town, approver_wang, "difficulty", body, status=409)["code"] == "difficulty.not_weighed"
    post(town, approver_wang, "profile", {"profile": "panyu", "reason": "改行番禺制度"})
    assert get(town, auditor_zhou, "difficulty")["due"] is True
    assert post(town, approver_wang, "difficulty", body | {"document": ""}, status=422)["code"] == "command.document_missing"
    beyond = post(town, approver_wang, "difficulty", body | {"weights": [{"building": heavy, "percent": 999}]}, status=422)
    assert (beyond["code"], beyond["facts"]["limit"]) == ("difficulty.weight_out_of_range", "50–300")
    assert post(town, approver_wang, "difficulty", body, status=201)["recorded"] == 1
    found = get(town, auditor_zhou, "difficulty")
    assert (found["due"], found["clause"][:2], [one["document"] for one in found["decisions"]]) == (False, "番禺", ["分局〔2026〕3号"])
    loads = {one["grid"]: (one["households"], one["weighted_load"]) for one in found["grids"]}
    homes = 40 * len(town.buildings[0])
    assert loads[town.grids[0]] == (homes, homes + 60.0)
    drafted = post(town, planner_lin, "plans", {"start": "copy", "name": "加权"}, status=201)
    plan = get(town, planner_lin, f"/plans/{drafted['plan']}")
    weighed = {one["grid"]: one["weighted_load"] for one in plan["grids"]}
    assert weighed[town.grids[0]] == homes + 60.0
