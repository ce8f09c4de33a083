"""四议两公开: a matter is proposed, consulted on, considered, resolved, then its resolution and its result are published, in this order."""

from __future__ import annotations

from collections.abc import Collection

from domain.errors import Refused
from domain.governance.meeting import Step

ORDER = (
    Step.PROPOSED,
    Step.CONSULTED,
    Step.CONSIDERED,
    Step.RESOLVED,
    Step.RESOLUTION_PUBLISHED,
    Step.RESULT_PUBLISHED,
)


class StepOutOfTurn(Refused):
    """The step before it was not taken. Facts: step, wanted (that step), value, limit, clause."""

    code = "meeting.step_out_of_turn"


def require_turn(step: Step, passed: Collection[Step], clause: str) -> None:
    """passed: evidence, the steps that this matter took before, whichever meetings took them. An ordinary decision goes no such way."""
    place = ORDER.index(step) if step in ORDER else 0
    if place and (wanted := ORDER[place - 1]) not in passed:
        raise StepOutOfTurn(step=step, wanted=wanted, value=step, limit=wanted, clause=clause)
