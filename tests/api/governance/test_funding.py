"""The funding sheet from the live population, over whole HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain import building
from domain.journal import Meta, Write
from domain.values import CountBasis, DwellingKind
from tests.api.governance.conftest import Town
from tests.days import china_today
from tests.people import desk_chen, planner_lin, reporter_xu

TODAY = china_today()


def a_house(town: Town) -> str:
    """A building to live in, as an import would record it."""
    stream, office = "bld-0001", town.site.office
    body = building.Registered(
        building=stream,
        community=f"com-{town.code}",
        source="row 1",
        name="1号楼",
        address="健康路1号",
        estate="阳光花园",
        number="1",
        kind=DwellingKind.BLOCK,
        use="residential",
        floors=6,
        units=2,
        dwellings=48,
        basis=CountBasis.COUNTED,
        basis_note="field",
        footprint="POLYGON((119.43 32.19,119.431 32.19,119.431 32.191,119.43 32.191,119.43 32.19))",
    )
    office.journal.append([Write(stream, 0, (body,))], Meta("lin", "planner", office.clock(), None, "c1"))
    return stream


@pytest.mark.rule("R8", "R9", "R10")
def test_who_lives_there_decides_and_the_working_is_shown(runzhou: Town):
    house = a_house(runzhou)
    members = [{"relation": "head", "name": "张三"}, {"relation": "spouse", "name": "李四"}]
    lived = {"how": "registered", "building": house, "door": {"room": "101"}, "members": members}
    runzhou.post(desk_chen, "/households", lived | {"effective_at": f"{TODAY - timedelta(days=9)}T09:00:00+08:00"}, status=201)
    runzhou.post(planner_lin, "funding", {"on": TODAY.isoformat()}, status=201)
    again = runzhou.post(planner_lin, "funding", {"on": TODAY.isoformat()}, status=201)
    assert again["recorded"] == 0
    sheet = runzhou.get(reporter_xu, "funding")["sheet"]
    (line,) = sheet["lines"]
    assert (line["people"], line["funds_granted_yuan"], line["workers_granted"]) == (2, 100_000, 7)
    assert line["funds_working"] == "⌊2÷500⌋×10000 = 0 < 100000 → 100000"
    assert (sheet["street_yuan"], sheet["granted_yuan"], sheet["has_conflict"]) == (0, 100_000, True)
    earlier = TODAY - timedelta(days=20)
    runzhou.post(planner_lin, "funding", {"on": earlier.isoformat()}, status=201)
    assert runzhou.get(reporter_xu, "funding", as_of=earlier.isoformat())["sheet"]["people"] == 0


def test_a_profile_without_formulas_says_so(panzhihua: Town):
    assert panzhihua.post(planner_lin, "funding", {"on": TODAY.isoformat()}, status=404)["code"] == "policy.rule_unknown"
