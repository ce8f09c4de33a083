"""四议两公开: where the regulation asks for it, each step follows the one before, whichever meetings take them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.commands import territory, ticket_intake
from api.commands.governance import meetings
from domain.governance.decision_steps import ORDER, StepOutOfTurn
from domain.governance.meeting import Step
from domain.ids import MeetingId, TicketId
from domain.policy import PolicyProfile
from tests.api.laws.town import CHEN, CODE, WANG, Town

PANZHIHUA = PolicyProfile.load("panzhihua")


def held(town: Town) -> MeetingId:
    starts_at = town.now - timedelta(hours=1)
    stream = MeetingId(meetings.convene(town.ctx(CHEN), CODE, "党员议事会", starts_at, ("chen",)).answer["id"])
    meetings.hold_meeting(town.ctx(CHEN), stream, ("chen",), ())
    return stream


def decide(town: Town, at: MeetingId, step: Step, *tickets: TicketId) -> None:
    meetings.record_decision(town.ctx(CHEN), at, "同意", step, tickets, confidential=False)


@pytest.mark.rule("Z19")
def test_each_step_follows_the_one_before_it_across_meetings(town: Town) -> None:
    territory.change_profile(town.ctx(WANG), CODE, PANZHIHUA)
    asked = ticket_intake.Asked(next(iter(PANZHIHUA.categories)), "加装电梯")
    matter = TicketId(ticket_intake.report(town.ctx(CHEN), CODE, asked).answer["ticket"])
    with pytest.raises(StepOutOfTurn) as refused:
        decide(town, held(town), Step.RESOLVED, matter)
    clause = PANZHIHUA.rule("decision.steps").clause
    said = {"value": Step.RESOLVED, "limit": Step.CONSIDERED, "clause": clause}
    assert refused.value.facts == said | {"step": Step.RESOLVED, "wanted": Step.CONSIDERED}
    for step in ORDER:
        decide(town, held(town), step, matter)
    with pytest.raises(StepOutOfTurn):
        decide(town, held(town), Step.CONSULTED)
    decide(town, held(town), Step.ORDINARY)


@pytest.mark.rule("Z19")
def test_without_a_ticket_the_steps_are_those_of_the_meeting_itself(town: Town) -> None:
    territory.change_profile(town.ctx(WANG), CODE, PANZHIHUA)
    at = held(town)
    decide(town, at, Step.PROPOSED)
    decide(town, at, Step.CONSULTED)
    with pytest.raises(StepOutOfTurn):
        decide(town, held(town), Step.CONSIDERED)


def test_a_regulation_that_asks_for_no_such_way_refuses_no_step(town: Town) -> None:
    decide(town, held(town), Step.RESOLVED)
