"""Plans are proposed on little towns one can draw on paper; every rule has its example."""

from __future__ import annotations

import numpy as np
import pytest

from gis.partition import BareGraph, Band, GraphMalformed, Proposal, TogetherApart, Wishes, pieces, propose

BAND = Band(200, 300)


def town(columns: int, rows: int, *, gap_after: int | None = None) -> BareGraph:
    """Square atoms of 50 m in rows; no border crosses the gap after a column, if there is one."""
    number = np.arange(columns * rows).reshape(rows, columns)
    sideways = np.delete(np.arange(columns - 1), [] if gap_after is None else gap_after)
    beside = np.column_stack([number[:, sideways].ravel(), number[:, sideways + 1].ravel()])
    below = np.column_stack([number[:-1].ravel(), number[1:].ravel()])
    edges = np.concatenate([beside, below])
    xs, ys = np.meshgrid(np.arange(columns) * 50.0, np.arange(rows) * -50.0)
    return BareGraph.of(xs.ravel(), ys.ravel(), edges, np.full(len(edges), 50.0))


def households_of(proposal: Proposal, households: np.ndarray) -> np.ndarray:
    return np.bincount(proposal.parts, weights=households)


def reasons(proposal: Proposal) -> set[str]:
    return {report.reason for report in proposal.reports if report.reason}


@pytest.fixture
def blocks() -> np.ndarray:
    """Households of 144 blocks, 20 to 110 each."""
    return np.random.default_rng(4).integers(20, 111, 144).astype(float)


def test_every_part_is_inside_the_band_and_whole(blocks):
    proposal = propose(town(12, 12), blocks, BAND, seed=3)
    held = households_of(proposal, blocks)
    assert ((held >= 200) & (held <= 300)).all()
    assert pieces(town(12, 12), proposal.parts) == proposal.score.parts == len(held)
    assert proposal.score.out == 0 and not reasons(proposal)


def test_the_same_seed_gives_the_same_plan_and_another_seed_another(blocks):
    first, again, other = (propose(town(12, 12), blocks, BAND, seed=seed, effort="fast") for seed in (7, 7, 8))
    assert (first.parts == again.parts).all() and first.score == again.score
    assert (first.parts != other.parts).any()


def test_four_equal_blocks_make_two_compact_grids():
    proposal = propose(town(4, 2), [70] * 8, Band(250, 300))
    assert proposal.score.cut_m == 100.0
    assert sorted(households_of(proposal, np.full(8, 70.0))) == [280, 280]
