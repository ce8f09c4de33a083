"""Plans are proposed on little towns one can draw on paper; every rule has its example."""

from __future__ import annotations

import numpy as np
import pytest

from gis.partition import Band, BareGraph, GraphMalformed, Proposal, TogetherApart, Wishes, pieces, propose

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


def test_no_part_crosses_a_forbidden_border(blocks):
    graph = town(12, 12)
    columns = graph.edges % 12
    road = np.flatnonzero((columns.min(axis=1) == 5) & (columns.max(axis=1) == 6))
    parts = propose(graph, blocks, BAND, wishes=Wishes(forbidden=road), effort="fast").parts
    assert set(parts[columns.min() + np.flatnonzero(np.arange(144) % 12 < 6)]).isdisjoint(parts[np.arange(144) % 12 >= 6])


def test_borders_follow_a_road_when_it_is_cheap_to():
    graph = town(12, 12)
    columns = graph.edges % 12
    road = (columns.min(axis=1) == 4) & (columns.max(axis=1) == 5)
    even = np.full(144, 10.0)

    def on_road(along: np.ndarray | None) -> float:
        parts = propose(graph, even, Band(200, 300), wishes=Wishes(along=along)).parts
        return graph.border_m[road & (parts[graph.edges[:, 0]] != parts[graph.edges[:, 1]])].sum()

    assert on_road(np.where(road, 0.1, 1.0)) == 600.0 > on_road(np.where(road, 3.0, 1.0))


def test_an_estate_stays_together(blocks):
    estate = [12 * row + column for row in range(4, 6) for column in range(3, 5)]
    few = np.minimum(blocks, 60)
    proposal = propose(town(12, 12), few, BAND, wishes=Wishes(together=[estate]))
    assert len(set(proposal.parts[estate])) == 1 and proposal.score.out == 0


def test_an_estate_in_two_pieces_takes_the_atoms_between_along():
    proposal = propose(town(6, 1), [100, 5, 100, 100, 5, 100], Band(150, 250), wishes=Wishes(together=[[0, 2]]))
    assert proposal.parts.tolist() == [0, 0, 0, 1, 1, 1]


def test_an_estate_on_two_islands_is_refused():
    with pytest.raises(TogetherApart) as refused:
        propose(town(4, 1, gap_after=1), [50] * 4, BAND, wishes=Wishes(together=[[0, 3]]))
    assert refused.value.facts == {"atoms": (0, 3), "apart": 3}


def test_a_building_above_the_band_stands_alone_and_is_named():
    households = np.full(25, 30.0)
    households[12] = 700
    proposal = propose(town(5, 5), households, Band(200, 300), seed=1)
    (tower,) = [report for report in proposal.reports if not report.in_band]
    assert tower.reason == "grid.single_building_above_band"
    assert tower.nodes == (12,) and tower.households == 700 and tower.atoms == 1
    assert proposal.score.out == 0 and proposal.score.excused == 1


def test_a_pocket_behind_a_building_above_the_band_joins_it():
    households = [40, 700, 80, 80, 80]
    proposal = propose(town(5, 1), households, Band(200, 300))
    assert proposal.parts.tolist() == [0, 0, 1, 1, 1]
    assert dict(proposal.reports[0].facts) == {"beside": 40.0} and proposal.reports[0].nodes == (1,)


def test_two_buildings_above_the_band_never_share_a_grid():
    proposal = propose(town(6, 1), [0, 400, 0, 0, 500, 0], Band(200, 300))
    assert proposal.parts[1] != proposal.parts[4]
    assert proposal.score.parts == 2 == proposal.score.excused


def test_an_island_below_the_band_says_so():
    graph = town(6, 2, gap_after=1)
    proposal = propose(graph, np.array([20, 20, 60, 60, 60, 60] * 2, float), BAND)
    assert pieces(graph, proposal.parts) == proposal.score.parts
    (islet,) = [report for report in proposal.reports if not report.in_band]
    assert islet.reason == "component.below_band" and islet.households == 80


def test_a_total_that_no_number_of_grids_divides_says_so():
    proposal = propose(town(4, 1), [90, 90, 90, 90], BAND)
    assert reasons(proposal) == {"infeasible.total"}


def test_a_block_that_fits_with_no_neighbour_is_named():
    proposal = propose(town(5, 1), [100, 150, 190, 150, 100], BAND)
    (misfit,) = [report for report in proposal.reports if not report.in_band]
    assert misfit.reason == "grid.no_set_in_band" and misfit.nodes == (2,)


@pytest.mark.parametrize("columns", range(1, 11))
def test_the_smallest_towns(columns):
    proposal = propose(town(columns, 1), np.full(columns, 250.0), BAND, seed=columns)
    assert sorted(proposal.parts.tolist()) == list(range(columns)) and proposal.score.in_band == columns


def test_no_atoms_no_parts():
    proposal = propose(BareGraph.of([], [], [], []), [], BAND)
    assert len(proposal.parts) == 0 and proposal.reports == ()


def test_where_nobody_lives_there_is_one_part_and_a_reason():
    proposal = propose(town(5, 5), np.zeros(25), BAND)
    assert proposal.parts.tolist() == [0] * 25 and reasons(proposal) == {"component.below_band"}


def test_parks_belong_to_a_neighbour_and_harm_nobody(blocks):
    households = np.where(np.arange(144) % 3 == 0, blocks, 0.0)
    graph = town(12, 12)
    proposal = propose(graph, households, BAND, seed=2)
    assert proposal.score.out == 0 and pieces(graph, proposal.parts) == proposal.score.parts


def test_households_may_be_fractions():
    proposal = propose(town(10, 4), np.full(40, 49.95), Band(199.8, 299.7))
    assert proposal.score.out == 0


def test_kinds_of_dwelling_with_bands_of_their_own_mix(blocks):
    low = np.where(np.arange(144) % 12 < 5, 200.0, 400.0)
    high = low + np.where(low == 200.0, 100.0, 200.0)
    graph = town(12, 12)
    proposal = propose(graph, blocks, Band(low, high), seed=5)
    floors, ceilings = (np.bincount(proposal.parts, weights=blocks / side) for side in (low, high))
    assert (floors >= 1 - 1e-9).all() and (ceilings <= 1 + 1e-9).all()
    assert pieces(graph, proposal.parts) == len(floors)


def test_about_twelve_grids_when_asked(blocks):
    free = propose(town(12, 12), blocks / 3, Band(100, 300))
    asked = propose(town(12, 12), blocks / 3, Band(100, 300), wishes=Wishes(wanted=22))
    assert abs(asked.score.parts - 22) <= 1 < abs(free.score.parts - 22)
    assert asked.score.out == 0


def test_the_number_of_grids_asked_for_counts_the_locked_ones(blocks):
    in_force = propose(town(12, 12), blocks / 3, Band(100, 300)).parts
    locked = np.unique(in_force)[:3].tolist()
    asked = propose(town(12, 12), blocks / 3, Band(100, 300), wishes=Wishes(keep=in_force, locked=locked, steadiness=0.0, wanted=20))
    assert abs(asked.score.parts - 20) <= 1 and asked.score.out == 0
    assert all(((asked.parts == one) == (in_force == one)).all() for one in locked)


@pytest.mark.parametrize("wanted", [13, 18])
def test_the_number_of_grids_is_reached_from_the_plan_in_force_too(blocks, wanted):
    in_force = propose(town(12, 12), blocks / 3, Band(100, 300), wishes=Wishes(wanted=15)).parts
    asked = propose(town(12, 12), blocks / 3, Band(100, 300), wishes=Wishes(keep=in_force, wanted=wanted))
    assert len(np.unique(in_force)) == 15
    assert asked.score.parts == wanted and asked.score.out == 0
    assert asked.score.moved < 0.5 * blocks.sum() / 3


def test_what_is_not_locked_is_drawn_afresh_where_nothing_is_to_stay(blocks):
    drawn = propose(town(12, 12), blocks / 3, Band(100, 300))
    stripes = np.arange(144) // 12
    asked = propose(town(12, 12), blocks / 3, Band(100, 400), wishes=Wishes(keep=stripes, locked=[0], steadiness=0.0))
    assert ((asked.parts == 0) == (stripes == 0)).all()
    assert asked.score.cut_m < 0.75 * 11 * 12 * 50.0
    assert drawn.score.parts == 12 and {report.part for report in asked.reports} == set(asked.parts.tolist())


def test_grids_too_few_for_the_band_are_not_heaped_up_around_a_block_above_it(blocks):
    blocks[70] = 800.0
    free = propose(town(12, 12), blocks, BAND)
    asked = propose(town(12, 12), blocks, BAND, wishes=Wishes(wanted=free.score.parts // 2))
    tower = asked.reports[asked.parts[70]]
    assert tower.reason == "grid.single_building_above_band" and tower.households < 800 + BAND.low
    assert asked.score.out == 0


def test_workload_is_spread_when_given(blocks):
    work = np.where(np.arange(144) % 12 < 6, 9.0, 1.0)

    def unevenness(wishes: Wishes) -> float:
        parts = propose(town(12, 12), blocks, BAND, wishes=wishes).parts
        return float(np.bincount(parts, weights=work).std())

    assert unevenness(Wishes(workload=work)) < 0.8 * unevenness(Wishes())


def test_locked_grids_are_left_as_they_are(blocks):
    graph = town(12, 12)
    in_force = propose(graph, blocks, BAND, seed=1, effort="fast").parts + 40
    grown = blocks.copy()
    grown[in_force == 42] *= 2
    grown[in_force == 45] *= 2
    proposal = propose(graph, grown, BAND, wishes=Wishes(keep=in_force, locked=[42, 43]))
    for grid in (42, 43):
        assert ((proposal.parts == grid) == (in_force == grid)).all()
    (locked,) = [report for report in proposal.reports if report.part == 42]
    assert locked.reason == "grid.locked"


def test_after_growth_few_households_change_grid():
    graph, rng = town(24, 24), np.random.default_rng(0)
    households = rng.integers(20, 90, 576).astype(float)
    in_force = propose(graph, households, BAND, seed=1).parts
    grown = households.copy()
    grown[rng.choice(576, 6, replace=False)] += rng.integers(60, 120, 6)
    before = np.bincount(in_force, weights=grown)
    assert (before > 300).sum() >= 4
    proposal = propose(graph, grown, BAND, wishes=Wishes(keep=in_force, most_moved=0.03))
    assert proposal.score.in_band >= 0.99 * proposal.score.parts
    assert proposal.score.moved <= 0.03 * grown.sum()
    assert pieces(graph, proposal.parts) == proposal.score.parts


def test_a_plan_in_force_that_is_good_stays(blocks):
    in_force = propose(town(12, 12), blocks, BAND).parts
    again = propose(town(12, 12), blocks, BAND, wishes=Wishes(keep=in_force, steadiness=5.0))
    assert (again.parts == in_force).all() and again.score.moved == 0


def test_new_land_joins_a_grid_and_old_grids_keep_their_numbers(blocks):
    graph = town(12, 12)
    in_force = propose(graph, blocks, BAND).parts * 3 + 7
    in_force[:2] = -1
    proposal = propose(graph, blocks, BAND, wishes=Wishes(keep=in_force))
    assert proposal.score.out == 0 and set(proposal.parts) <= set(in_force)


def test_progress_runs_to_its_end_and_never_back(blocks):
    heard: list[float] = []
    propose(town(12, 12), blocks, BAND, progress=heard.append, effort="fast")
    assert heard == sorted(heard) and heard[-1] == 1.0 and len(heard) > 5


def test_a_stopped_search_answers_with_the_best_so_far(blocks):
    calls = iter([False] * 8)
    proposal = propose(town(12, 12), blocks, BAND, should_stop=lambda: next(calls, True))
    assert proposal.stopped
    assert pieces(town(12, 12), proposal.parts) == proposal.score.parts


@pytest.mark.parametrize(
    ("fault", "changed"),
    [
        ("households", {"households": [1, 2, -3, 4]}),
        ("households", {"households": [1, 2]}),
        ("band", {"band": Band(300, 200)}),
        ("keep", {"wishes": Wishes(keep=np.zeros(3, int))}),
        ("locked", {"wishes": Wishes(keep=np.zeros(4, int), locked=[9])}),
        ("effort", {"effort": "heroic"}),
    ],
)
def test_a_malformed_question_is_refused(fault, changed):
    asked = {"households": [50] * 4, "band": BAND, **changed}
    with pytest.raises(GraphMalformed) as refused:
        propose(town(4, 1), asked.pop("households"), asked.pop("band"), **asked)
    assert refused.value.facts == {"fault": fault}


def test_a_border_without_length_is_refused():
    with pytest.raises(GraphMalformed):
        BareGraph.of([0, 1], [0, 0], [(0, 1)], [0.0])
