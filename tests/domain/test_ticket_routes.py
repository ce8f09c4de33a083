"""Each class of ticket has its way: who passes it up, who must have had it, who tells the resident."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain import ticket
from domain.policy import PolicyProfile
from domain.schema import name_of
from domain.ticket import Handling, Hands, Level, Matter, Scope, routes
from domain.ticket.routes import Capacity, Settled
from tests.domain.tickets import ACCEPTED, CLAUSE, FRIDAY_NIGHT, HANDLED, REPORTED, TEXT, TOLD, may
from tests.scenario import given

TIEDONG, CHANGZHI = PolicyProfile.load("tiedong"), PolicyProfile.load("changzhi")
HEAD, DESK, COMMITTEE = ({Capacity.GRID_LEAD}, {Capacity.DESK}, {Capacity.COMMITTEE_HEAD})
HANDS = Hands(on_duty=ticket.WardenOnDuty("zhao", ACCEPTED.warden), desk="desk", superior="subdistrict:com-1")
TO_COMMUNITY = ticket.Dispatched(level=Level.COMMUNITY, responsible="desk", warden=None, reason="")


def of_scope(scope: Scope, *more: object) -> ticket.State:
    state = ticket.fold((replace(REPORTED, scope=scope), ACCEPTED, *more))
    assert state is not None
    return state


@pytest.mark.rule("T15", "T16")
@pytest.mark.parametrize(
    ("scope", "told", "level", "may_raise", "may_not"),
    [
        (Scope.REGIONAL, (), Level.COMMUNITY, HEAD, DESK | COMMITTEE),
        (Scope.OVERALL, (), Level.COMMUNITY, HEAD, DESK | COMMITTEE),
        (Scope.OVERALL, (TO_COMMUNITY,), Level.SUBDISTRICT, COMMITTEE, HEAD | DESK),
        (Scope.GENERAL, (TO_COMMUNITY,), Level.SUBDISTRICT, COMMITTEE, HEAD | DESK),
    ],
)
def test_a_matter_is_passed_up_by_whom_its_route_names(scope, told, level, may_raise, may_not):
    state = of_scope(scope, *told)
    routes.require_raiser(state, level, acts=may_raise, routes=TIEDONG.routes)
    with pytest.raises(routes.RaisedByAnother) as caught:
        routes.require_raiser(state, level, acts=may_not, routes=TIEDONG.routes)
    assert "化院社区工作制度" in caught.value.facts["clause"]


def test_what_does_not_go_up_asks_for_nobody():
    routes.require_raiser(of_scope(Scope.REGIONAL, TO_COMMUNITY), Level.COMMUNITY, acts=(), routes=TIEDONG.routes)


@pytest.mark.rule("T15", "T16")
@pytest.mark.parametrize(("scope", "teller", "other"), [(Scope.REGIONAL, HEAD, DESK), (Scope.OVERALL, COMMITTEE, HEAD)])
def test_the_result_is_told_by_whom_the_route_names(scope, teller, other):
    route, meanwhile, handled = TIEDONG.route(scope), of_scope(scope), of_scope(scope, HANDLED)
    routes.require_teller(meanwhile, acts=other, route=route)
    routes.require_teller(handled, acts=teller, route=route)
    with pytest.raises(routes.ToldByAnother):
        routes.require_teller(handled, acts=other, route=route)
    routes.require_teller(of_scope(scope, HANDLED, TOLD), acts=other, route=route)


@pytest.mark.rule("T15")
def test_a_regional_matter_is_not_closed_before_the_community_had_it():
    route = TIEDONG.route("regional")
    with pytest.raises(routes.NotRaised) as caught:
        routes.require_raised(of_scope(Scope.REGIONAL, HANDLED, TOLD), route)
    assert (caught.value.facts["level"], caught.value.facts["lowest"]) == (Level.GRID, Level.COMMUNITY)
    routes.require_raised(of_scope(Scope.REGIONAL, TO_COMMUNITY, HANDLED, TOLD), route)


def test_what_proved_smaller_or_wider_is_classified_anew():
    ask = {"by": "zhao", "hands": HANDS, "handling": Handling.ON_THE_SPOT}
    regional = replace(REPORTED, scope=Scope.REGIONAL)
    narrower = ticket.Classified(scope=Scope.GENERAL, handling=Handling.ON_THE_SPOT, by="zhao")
    told = given(ticket, regional)
    state = told.when(routes.classify, scope=Scope.GENERAL, route=TIEDONG.route("general"), **ask).then(narrower)
    routes.require_raised(state, TIEDONG.route("general"))
    told.when(routes.classify, scope=Scope.REGIONAL, route=TIEDONG.route("regional"), **ask).then()
    closed = given(ticket, regional, ACCEPTED, HANDLED, TOLD, ticket.Closed(by="zhao", outcome="solved", level=Level.GRID))
    closed.when(routes.classify, scope=Scope.GENERAL, route=TIEDONG.route("general"), **ask).refused(ticket.TicketClosed)


@pytest.mark.rule("T17")
def test_what_proves_major_goes_up_at_once_and_what_is_up_stays_where_it_is():
    major = TIEDONG.route("major")
    ask = {"scope": Scope.MAJOR, "handling": Handling.SUDDEN, "by": "zhao", "hands": HANDS, "route": major}
    classified = ticket.Classified(scope=Scope.MAJOR, handling=Handling.SUDDEN, by="zhao")
    up = ticket.Dispatched(level=Level.SUBDISTRICT, responsible="subdistrict:com-1", warden=None, reason=major.source.clause)
    given(ticket, REPORTED).when(routes.classify, **ask).then(classified, up)
    given(ticket, REPORTED, up).when(routes.classify, **ask).then(classified)


@pytest.mark.rule("G12")
def test_a_matter_of_coordination_is_accepted_on_the_spot_and_taken_back_to_the_community():
    coordination = CHANGZHI.handling("coordination")
    ask = {"by": "zhao", "warden": ACCEPTED.warden, "coordination": coordination, "desk": "desk"}
    back = ticket.Dispatched(level=Level.COMMUNITY, responsible="desk", warden=None, reason=coordination.source.clause)
    told = given(ticket, replace(REPORTED, handling=Handling.COORDINATION))
    state = told.when(routes.accept, **ask).then(ACCEPTED, back)
    assert (state.accepted_by, state.responsible.level) == ("zhao", Level.COMMUNITY)
    given(ticket, REPORTED).when(routes.accept, **ask).then(ACCEPTED)


@pytest.mark.rule("G11")
def test_a_general_matter_is_dealt_with_on_the_spot_and_registered():
    matter = Matter("visit", "sanitation", None, None, REPORTED.grid, None, TEXT, None)
    given_ = {
        "matter": matter,
        "settled": Settled("zhao", ACCEPTED.warden, TEXT, TEXT, 5),
        "ticket": REPORTED.ticket,
        "community": REPORTED.community,
        "number": REPORTED.number,
        "first_responder": "zhao",
        "hands": HANDS,
        "due": ticket.Due(FRIDAY_NIGHT, CLAUSE),
        "at": may(6, 12),
    }
    events = routes.settle_on_the_spot(route=CHANGZHI.route("general"), **given_)
    names = ["ticket.reported", "ticket.accepted", "ticket.handled", "ticket.fed_back", "ticket.closed"]
    assert [name_of(event) for event in events] == names
    state = ticket.fold(events)
    assert state is not None
    assert (state.status, state.closed_at, state.accepted_by) == (ticket.Status.CLOSED, Level.GRID, "zhao")
    with pytest.raises(routes.NotOnTheSpot):
        routes.settle_on_the_spot(route=CHANGZHI.route("regional"), **given_)
    with pytest.raises(routes.NotOnTheSpot):
        routes.settle_on_the_spot(route=CHANGZHI.route("general"), **given_ | {"matter": replace(matter, handling=Handling.COORDINATION)})
