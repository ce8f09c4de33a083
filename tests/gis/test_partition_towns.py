"""Real neighbourhoods, cut into atoms and divided: every feasible grid in the band, none split, the same again from the same seed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gis.partition import Band, Proposal, Wishes, pieces, propose
from gis.partition.codes import continued
from tests.gis.towns import Town, counted, estimated

EXPLAINED = {
    None,
    "grid.single_building_above_band",
    "grid.no_set_in_band",
    "grid.no_division_in_band",
    "component.below_band",
    "infeasible.total",
}


def assert_sound(town: Town, proposal: Proposal, band: Band) -> None:
    """The report is true, and every part is whole."""
    held = np.bincount(proposal.parts, weights=town.households)
    assert [report.households for report in proposal.reports] == held.tolist()
    assert [report.in_band for report in proposal.reports] == ((held >= band.low) & (held <= band.high)).tolist()
    assert pieces(town.graph, proposal.parts) == len(held)


@pytest.mark.parametrize("name", ["CL", "QT", "SGN"])
@pytest.mark.parametrize("band", [Band(300, 500), Band(400, 600)], ids=["300-500", "400-600"])
def test_a_town_of_counted_blocks(shared_data: Path, name: str, band: Band):
    town = counted(shared_data, name)
    proposal = propose(town.graph, town.households, band, seed=1)
    assert_sound(town, proposal, band)
    assert {report.reason for report in proposal.reports} <= EXPLAINED


@pytest.mark.parametrize("file", ["cn_wuhan_guanggu_buildings", "osm_monaco_buildings"])
def test_a_town_of_estimated_households(shared_data: Path, file: str):
    town, band = estimated(shared_data, file), Band(300, 500)
    proposal = propose(town.graph, town.households, band, seed=1)
    assert_sound(town, proposal, band)
    excused = sum(report.reason in EXPLAINED - {None} for report in proposal.reports)
    assert proposal.score.in_band + excused >= 0.95 * proposal.score.parts


@pytest.mark.slow
@pytest.mark.parametrize(
    "drawn",
    [
        lambda folder: counted(folder, "TAP", "JW", "BD"),
        lambda folder: estimated(folder, "osm_liechtenstein2013_buildings"),
        lambda folder: estimated(folder, "cn_shenzhen_nanshan_buildings"),
    ],
    ids=["three towns", "low houses", "high-rise"],
)
def test_thousands_of_buildings(shared_data: Path, drawn: Callable[[Path], Town]):
    town, band = drawn(shared_data), Band(300, 500)
    proposal = propose(town.graph, town.households, band, seed=1)
    assert_sound(town, proposal, band)
    excused = sum(report.reason in EXPLAINED - {None} for report in proposal.reports)
    assert proposal.score.in_band + excused >= 0.99 * proposal.score.parts


def test_growth_disturbs_few(shared_data: Path):
    town, band, dice = counted(shared_data, "QT"), Band(300, 500), np.random.default_rng(1)
    in_force = propose(town.graph, town.households, band, seed=1).parts
    grown = town.households.copy()
    grown[dice.choice(len(grown), 4, replace=False)] += dice.integers(60, 121, 4)
    proposal = propose(town.graph, grown, band, seed=1, wishes=Wishes(keep=in_force))
    afresh = propose(town.graph, grown, band, seed=1)
    moved_afresh = grown.sum() - sum(_overlap(in_force, afresh.parts, grown))
    assert proposal.score.in_band >= 0.95 * proposal.score.parts
    assert proposal.score.moved <= 0.04 * grown.sum() < moved_afresh


def _overlap(old: np.ndarray, new: np.ndarray, households: np.ndarray) -> list[float]:
    """Households that stay together with their grid, grid by grid, in the most favourable naming."""
    continuing = continued(new, old, households)
    return [float(households[(new == part) & (old == grid)].sum()) for part, grid in continuing.items()]
