"""The long form, `./minqing test --faults [N]`: N faults at random on one server, everything held against what callers were told."""

from __future__ import annotations

import random

import pytest

from tests.faults.breaking import FAULTS
from tests.faults.ground import Ground
from tests.faults.report import REPORT, Report

TOGETHER = 20
"""Faults between two rebuilds."""


def test_a_campaign(ground: Ground, request: pytest.FixtureRequest):
    """Given desks at work, when one thing after another breaks, then no acknowledged event is lost and none stands twice."""
    if not (left := request.config.getoption("--faults")):
        pytest.skip("long form: ./minqing test --faults")
    report = request.config.stash.setdefault(REPORT, Report())
    while left:
        with ground.load() as load:
            for name in random.choices(list(FAULTS), k=min(left, TOGETHER)):
                load.until(2)
                FAULTS[name](ground)
                report.faults[name] += 1
                left -= 1
            load.until(2)
        ground.until_ready()
        report.hear(load, *ground.lost_and_doubled(load))
        ground.holds(load)
        ground.equals_a_rebuild()
        ground.is_proven()
        report.rebuilds += 1
