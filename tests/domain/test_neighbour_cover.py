"""Adjacent officers are each other's A and B: B holds a touching grid, or is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain import duty
from domain.duty.neighbours import Neighbours, holders
from domain.duty.refusals import NotANeighbour
from domain.ids import GridId, PostId, WardenId
from domain.values import Sealed

AT = datetime(2026, 3, 2, tzinfo=UTC)
COMMUNITY = "com-440113001001"
POSTS = {n: PostId(f"pst-000{n}") for n in (1, 2, 3)}
GRIDS = {n: GridId(f"grd-000{n}") for n in (1, 2, 3)}
OFFICERS = {n: WardenId(f"wdn-000{n}") for n in (1, 2, 3)}
NEAR_1 = Neighbours(frozenset({GRIDS[2]}), "番禺工商 一（五）")


@pytest.fixture
def roster() -> duty.State:
    """Three segments in a row, one officer each."""
    facts = []
    for n, warden in OFFICERS.items():
        box = Sealed(warden, "k", "Ym94")
        enrolled = {"community": COMMUNITY, "warden": warden, "account": f"o{n}", "employment": "full_time", "sealed": box}
        facts.append((duty.WardenEnrolled(**enrolled), AT))
        facts.append((duty.PostDefined(community=COMMUNITY, post=POSTS[n], grid=GRIDS[n], title="段管员"), AT))
        facts.append((duty.PrimaryAppointed(post=POSTS[n], warden=warden, replaces=None, document=""), AT))
    state = duty.fold(facts)
    assert state is not None
    return state


@pytest.mark.rule("P2")
def test_b_holds_a_touching_grid(roster: duty.State):
    (designated,) = duty.designate_standby(roster, POSTS[1], OFFICERS[2], at=AT, neighbours=NEAR_1)
    assert designated.warden == OFFICERS[2]
    assert holders(roster, NEAR_1, AT) == {GRIDS[2]: OFFICERS[2]}
    with pytest.raises(NotANeighbour) as refused:
        duty.designate_standby(roster, POSTS[1], OFFICERS[3], at=AT, neighbours=NEAR_1)
    found = {"warden": OFFICERS[3], "neighbours": [OFFICERS[2]], "value": OFFICERS[3], "limit": [OFFICERS[2]]}
    assert refused.value.facts == found | {"clause": "番禺工商 一（五）"}
    with pytest.raises(NotANeighbour):
        duty.appoint_primary(roster, POSTS[1], OFFICERS[1], at=AT, document="", standby=OFFICERS[3], neighbours=NEAR_1)


@pytest.mark.rule("P2", "Y7")
def test_a_hand_over_that_names_b_looks_next_door_too(roster: duty.State):
    passed = {"households": 0, "unvisited": 0, "open_tickets": (), "note": None, "document": "", "at": AT}
    changed = {"from_warden": OFFICERS[1], "to_warden": OFFICERS[2]}
    with pytest.raises(NotANeighbour):
        duty.hand_over(roster, POSTS[1], **changed, **passed, standby=OFFICERS[3], neighbours=NEAR_1)
    near = Neighbours(frozenset({GRIDS[2], GRIDS[3]}), "番禺工商 一（五）")
    told = duty.hand_over(roster, POSTS[1], **changed, **passed, standby=OFFICERS[3], neighbours=near)
    assert [type(one) for one in told] == [duty.HandedOver, duty.PrimaryAppointed, duty.StandbyDesignated]


def test_elsewhere_anybody_of_the_community_may_be_b(roster: duty.State):
    assert len(duty.designate_standby(roster, POSTS[1], OFFICERS[3], at=AT)) == 1
