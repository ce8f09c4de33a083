"""kill -9 and cut lines under load, at random and at each point of a command: nothing acknowledged is lost, nothing stands twice."""

from __future__ import annotations

import pytest

from tests.faults.breaking import FAULTS, Fault
from tests.faults.ground import Ground


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_under_load(ground: Ground, name: str):
    """Given desks at work, when it breaks and comes again, then all they were told stands in the journal once, and work goes on."""
    fault: Fault = FAULTS[name]
    with ground.load() as load:
        load.until(5)
        fault(ground)
        load.until(5)
    ground.until_ready()
    ground.holds(load)
    key, ticket = next(reversed(load.tally.acknowledged.items()))
    assert load.again(key) == (ticket, "true")


def test_afterwards_the_read_models_equal_a_rebuild_and_the_proofs_hold(ground: Ground):
    ground.equals_a_rebuild()
    ground.is_proven()
