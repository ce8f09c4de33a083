"""Households, plans, duty and tickets together: whatever is commanded in whatever order, the laws of the town hold after every step."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.api.laws.machine import Lives
from tests.api.laws.town import Settled

QUICK = settings(max_examples=4, stateful_step_count=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
LONG = settings(QUICK, max_examples=60, stateful_step_count=60, derandomize=False)


@pytest.mark.parametrize("form", [QUICK, pytest.param(LONG, marks=pytest.mark.slow)], ids=["quick", "long"])
def test_the_laws_of_the_town_hold_whatever_is_commanded(settled: Settled, form: settings) -> None:
    run_state_machine_as_test(type("Here", (Lives,), {"settled": settled}), settings=form)
