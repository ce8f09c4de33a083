"""What passes from warden to warden when a plan takes effect."""

from __future__ import annotations

import pytest

from domain import duty
from domain.duty import Share
from domain.ids import GridId, PlanId, PostId, TicketId
from tests.domain.rosters import EAST, EAST_POST, MARCH, PARTNERS, QIAN, WEST, WEST_POST, ZHAO

PLAN = PlanId("pln-0000000000000001")
TICKET = TicketId("tkt-0000000000000001")


def roster(*facts):
    return duty.fold(facts)


def passed(before, after, *shares):
    return duty.hand_over_shares(before, after, shares, plan=PLAN, at=MARCH)


@pytest.fixture
def standing():
    return roster(*PARTNERS)


def test_homes_tickets_and_needs_pass_between_the_holders_of_both_grids(standing):
    share = Share(EAST, WEST, households=40, unvisited=7, open_tickets=(TICKET,), open_needs=2)
    (told,) = passed(standing, standing, share)
    assert (told.from_post, told.post) == (EAST_POST, WEST_POST)
    assert (told.from_warden, told.to_warden) == (ZHAO, QIAN)
    assert (told.households, told.unvisited, told.open_tickets, told.open_needs) == (40, 7, (TICKET,), 2)


def test_what_stays_with_the_same_warden_is_no_hand_over(standing):
    new = GridId("grd-0000000000000009")
    post = duty.PostDefined(community=standing.community, post=PostId("pst-0000000000000009"), grid=new, title="片长")
    held = duty.PrimaryAppointed(post=post.post, warden=ZHAO, replaces=None, document="")
    after = duty.evolve(duty.evolve(standing, post, MARCH), held, MARCH)
    assert passed(standing, after, Share(EAST, new, households=40)) == ()


def test_a_post_that_closes_that_day_still_hands_over(standing):
    after = duty.evolve(standing, duty.PostClosed(post=EAST_POST, reason="撤并"), MARCH)
    (told,) = passed(standing, after, Share(EAST, WEST, households=1))
    assert (told.from_post, told.from_warden) == (EAST_POST, ZHAO)


def test_a_vacant_side_is_named_as_vacant_and_land_without_a_post_takes_nothing(standing):
    (told,) = passed(standing, standing, Share(None, WEST, households=3))
    assert (told.from_post, told.from_warden, told.to_warden) == (None, None, QIAN)
    assert passed(standing, standing, Share(EAST, GridId("grd-0000000000000008"))) == ()
    assert passed(None, None, Share(EAST, WEST)) == ()
