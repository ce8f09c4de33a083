"""One party group in each grid."""

from __future__ import annotations

import pytest

from domain.ids import CommunityId, GridId
from domain.structure import party_groups as groups
from tests.scenario import given

COMMUNITY, GRID, OTHER = CommunityId("com-321111001001"), GridId("grd-0001"), GridId("grd-0002")
CLAUSE = "网格联系、代办服务 二"
FORMED = groups.Formed(community=COMMUNITY, grid=GRID, name="第一党小组", members=9, clause=CLAUSE)


def forming(grid: GridId = GRID, name: str = "第一党小组", members: int = 9):
    return lambda state: groups.form(state, community=COMMUNITY, grid=grid, name=name, members=members, clause=CLAUSE)


@pytest.mark.rule("D3")
def test_each_grid_has_one_group():
    given(groups).when(forming()).then(FORMED)
    given(groups, FORMED).when(forming()).then()
    given(groups, FORMED).when(forming(name="第二党小组")).refused(groups.GroupStands, grid=GRID, name="第一党小组", clause=CLAUSE)
    assert len(given(groups, FORMED).when(forming(OTHER)).decide()) == 1


def test_members_are_a_number_that_changes():
    given(groups, FORMED).when(lambda state: groups.count(state, GRID, members=11)).then(groups.Counted(grid=GRID, members=11))
    given(groups, FORMED).when(lambda state: groups.count(state, GRID, members=9)).then()
    given(groups, FORMED).when(lambda state: groups.count(state, GRID, members=0)).refused(groups.GroupEmpty)
    given(groups, FORMED).when(lambda state: groups.count(state, OTHER, members=3)).refused(groups.GroupUnknown, grid=OTHER)


def test_after_it_is_dissolved_another_may_be_formed():
    gone = groups.Dissolved(grid=GRID, reason="网格撤并")
    given(groups, FORMED).when(lambda state: groups.dissolve(state, GRID, reason="网格撤并")).then(gone)
    given(groups, FORMED, gone).when(lambda state: groups.dissolve(state, GRID, reason="网格撤并")).refused(groups.GroupUnknown)
    assert given(groups, FORMED, gone).when(forming(name="新党小组")).decide()[0].name == "新党小组"
