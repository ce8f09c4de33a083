"""The planner's tools: on a town one can draw on paper, then a thousand random strokes over real neighbourhoods."""

from __future__ import annotations

import random

import numpy as np
import pytest
import shapely
from shapely import LineString, Polygon

from domain.errors import DomainError
from domain.grid_plan import AtomMove
from domain.ids import GridId
from domain.tessellation import AtomUnknown
from gis import editing
from gis.coverage import Edges, uncancelled
from gis.editing import Board, board
from gis.shapes import rings_of
from gis.tessellation import tessellate
from gis.topology import check_partition, grid_areas
from tests.gis.neighbourhoods import buildings, drawn, real, square

WIDE, HIGH = 8, 6
A, B, C, NEW = GridId("grd-a"), GridId("grd-b"), GridId("grd-c"), GridId("grd-new")


def at(x: int, y: int) -> int:
    return 1 + x + WIDE * y


def column(*xs: int) -> tuple[int, ...]:
    return tuple(sorted(at(x, y) for x in xs for y in range(HIGH)))


@pytest.fixture(scope="module")
def town() -> Board:
    """Forty-eight houses on 160 × 120 m; A holds the columns 0–2, B 3–5, C 6 and 7."""
    houses = [square(5 + 20 * x, 5 + 20 * y) for y in range(HIGH) for x in range(WIDE)]
    tess = tessellate(buildings(houses), drawn(square(0, 0, 20 * WIDE, 20 * HIGH)))
    return board(tess, {at(x, y): (A, A, A, B, B, B, C, C)[x] for x in range(WIDE) for y in range(HIGH)})


class TestPaint:
    def test_painting_a_column_moves_its_atoms(self, town):
        after = editing.paint(town, column(3), A)
        assert after.moves == (AtomMove(B, A, column(3)),)
        assert set(after.board.atoms_in(A)) == set(column(0, 1, 2, 3))
        assert town.assignment[at(3, 0)] == B

    def test_painting_what_is_there_already_moves_nothing(self, town):
        assert editing.paint(town, column(1), A).moves == ()

    def test_painting_across_two_grids_is_two_moves(self, town):
        moves = editing.paint(town, [*column(5), *column(6)], C).moves
        assert moves == (AtomMove(B, C, column(5)),)
        moves = editing.paint(town, [*column(3), *column(4), *column(5)][:-1], A).moves
        assert [(move.from_grid, len(move.atoms)) for move in moves] == [(B, 17)]

    def test_cutting_a_grid_in_two_is_refused_with_the_place(self, town):
        with pytest.raises(editing.GridNotContiguous) as refused:
            editing.paint(town, [at(3, 2), at(4, 2), at(5, 2)], A)
        facts = refused.value.facts
        assert (facts["grid"], len(facts["atoms"])) == (B, 6)
        assert shapely.Point(facts["place"]).within(drawn(square(60, 0, 60, 40)))

    def test_an_island_is_refused(self, town):
        with pytest.raises(editing.GridNotContiguous) as refused:
            editing.paint(town, [at(7, 5)], A)
        assert refused.value.facts["grid"] == A

    def test_the_last_atom_is_not_painted_away(self, town):
        with pytest.raises(editing.GridLeftEmpty) as refused:
            editing.paint(town, column(6, 7), B)
        assert refused.value.facts == {"grid": C}

    def test_unknown_atoms_and_grids_are_refused(self, town):
        with pytest.raises(AtomUnknown):
            editing.paint(town, [4711], A)
        with pytest.raises(editing.GridUnknown):
            editing.paint(town, column(3), NEW)


class TestSplit:
    def test_a_line_puts_whole_buildings_to_each_side(self, town):
        after = editing.split_by_line(town, A, drawn(LineString([(44, -10), (46, 130)])), NEW)
        assert after.moves == (AtomMove(A, NEW, column(2)),)
        assert set(after.board.atoms_in(A)) == set(column(0, 1))

    def test_a_short_line_is_prolonged(self, town):
        after = editing.split_by_line(town, A, drawn(LineString([(20, 50), (21, 50)])), NEW)
        assert {atom for move in after.moves for atom in move.atoms} == {at(x, y) for x in range(3) for y in (0, 1)}

    def test_left_is_left_in_the_direction_of_drawing(self, town):
        northward = drawn(LineString([(40, 0), (40, 120)]))
        southward = drawn(LineString([(40, 120), (40, 0)]))
        assert editing.sides(town, column(0, 1, 2), northward) == (column(0, 1), column(2))
        assert editing.sides(town, column(0, 1, 2), southward) == (column(2), column(0, 1))

    def test_a_bent_line_takes_a_corner(self, town):
        left, right = editing.sides(town, column(0, 1, 2), drawn(LineString([(40, -20), (40, 40), (-20, 40)])))
        assert set(left) == {at(x, y) for x in (0, 1) for y in (0, 1)}
        assert len(left) + len(right) == 18

    def test_a_line_beside_the_grid_leaves_nothing(self, town):
        with pytest.raises(editing.PartEmpty):
            editing.split_by_line(town, A, drawn(LineString([(100, 0), (100, 120)])), NEW)

    def test_a_line_that_would_leave_pieces_is_refused(self, town):
        u_shape = editing.split(town, A, [at(1, y) for y in range(1, HIGH)], GridId("grd-yard")).board
        with pytest.raises(editing.GridNotContiguous) as refused:
            editing.split_by_line(u_shape, A, drawn(LineString([(0, 60), (160, 60)])), NEW)
        assert refused.value.facts["grid"] == NEW

    @pytest.mark.parametrize(
        "line",
        [
            pytest.param(LineString([(10, 10), (10, 10)]), id="a point"),
            pytest.param(LineString([(0, 0), (40, 40), (40, 0), (0, 40)]), id="crosses itself"),
            pytest.param(LineString([(0, 0), (40, 0), (40, 40), (20, 40), (20, 20)]), id="a spiral"),
        ],
    )
    def test_a_line_without_two_sides_is_refused(self, town, line):
        with pytest.raises(editing.LineUnusable):
            editing.split_by_line(town, A, drawn(line), NEW)

    def test_a_selection_becomes_a_grid(self, town):
        selected = editing.atoms_of_buildings(town, [f"b{atom - 1}" for atom in column(0)])
        assert selected == column(0)
        assert editing.split(town, A, selected, NEW).moves == (AtomMove(A, NEW, column(0)),)

    def test_the_name_of_a_present_grid_is_taken(self, town):
        with pytest.raises(editing.GridTaken):
            editing.split(town, A, column(0), B)

    def test_all_or_nothing_is_no_split(self, town):
        for selection in ((), column(0, 1, 2)):
            with pytest.raises(editing.PartEmpty):
                editing.split(town, A, selection, NEW)

    def test_atoms_of_another_grid_are_refused(self, town):
        with pytest.raises(AtomUnknown):
            editing.split(town, A, column(5), NEW)


class TestMerge:
    def test_neighbours_merge_under_one_of_them(self, town):
        after = editing.merge(town, [A, B], A)
        assert after.moves == (AtomMove(B, A, column(3, 4, 5)),)
        assert set(after.board.assignment.values()) == {A, C}

    def test_three_in_a_row_merge(self, town):
        assert set(editing.merge(town, [A, B, C], B).board.assignment.values()) == {B}

    def test_grids_that_do_not_touch_are_refused(self, town):
        with pytest.raises(editing.GridNotContiguous):
            editing.merge(town, [A, C], A)


class TestSelection:
    def test_by_box(self, town):
        west, south, east, north = drawn(square(0, 0, 40, 40)).bounds
        assert set(editing.atoms_in_box(town, west, south, east, north)) == {at(x, y) for x in (0, 1) for y in (0, 1)}

    def test_by_outline(self, town):
        triangle = drawn(Polygon([(0, 0), (95, 0), (0, 95)]))
        assert set(editing.atoms_in_outline(town, triangle)) == {at(x, y) for x in range(5) for y in range(5) if x + y <= 3}

    def test_an_outline_that_crosses_itself_is_refused(self, town):
        with pytest.raises(editing.LineUnusable):
            editing.atoms_in_outline(town, drawn(Polygon([(0, 0), (50, 50), (50, 0), (0, 50)])))

    def test_an_unknown_building_is_refused(self, town):
        with pytest.raises(editing.BuildingUnknown):
            editing.atoms_of_buildings(town, ["b0", "nobody"])

    def test_an_atom_stands_where_its_building_does(self, town):
        moved = board(town.tess, town.assignment, {"b0": tuple(shapely.get_coordinates(drawn(shapely.Point(19, 19)))[0])})
        assert editing.sides(moved, [1], drawn(LineString([(17, 0), (17, 120)]))) == ((), (1,))


NEIGHBOURHOODS = {
    "Clementi": ("sg_hdb_blocks", {"town": "CL"}),
    "Guanggu": ("cn_wuhan_guanggu_buildings", {}),
    "Monaco": ("osm_monaco_buildings", {}),
}


def _seeded(footprints) -> tuple[Board, np.ndarray]:
    """A board with squares of land as grids, made contiguous, and households for every atom."""
    tess = tessellate(footprints)
    start = board(tess, {atom.id: GridId("grd-0") for atom in tess.atoms})
    for n, line in enumerate(_lines(start, random.Random(1), 60)):
        try:
            start = editing.split_by_line(
                start, random.Random(n).choice(sorted(set(start.assignment.values()))), line, GridId(f"grd-s{n}")
            ).board
        except DomainError:
            continue
    households = np.random.default_rng(7).integers(0, 120, len(tess.atoms))
    return start, households


def _lines(on: Board, rng: random.Random, count: int) -> list[LineString]:
    places = on.plane.to_degrees(on.places)
    return [LineString(places[rng.sample(range(len(places)), 2)]) for _ in range(count)]


def _stroke(on: Board, rng: random.Random, n: int) -> Board:
    """One random edit; the tool may refuse, the board stays as it was then."""
    grids = sorted(set(on.assignment.values()))
    grid = rng.choice(grids)
    tool = rng.choice(["paint", "paint", "split", "merge" if len(grids) > 15 else "split"])
    if tool == "paint":
        seed = rng.choice(on.atoms_in(grid))
        brush = [atom for atom in on.graph.neighbours(seed) if rng.random() < 0.7]
        return editing.paint(on, brush, grid).board
    if tool == "split":
        return editing.split_by_line(on, grid, _lines(on, rng, 1)[0], GridId(f"grd-e{n}")).board
    beside = {on.assignment[other] for atom in on.atoms_in(grid) for other in on.graph.neighbours(atom)} - {grid}
    return editing.merge(on, [grid, rng.choice(sorted(beside))], grid).board if beside else on


def _assert_sound(on: Board, households: np.ndarray) -> None:
    report = check_partition(on.tess, on.assignment, on.graph)
    assert report.holds
    areas = grid_areas(on.tess, on.assignment)
    rings = [rings_of(area) for area in areas.values()]
    assert len(uncancelled(rings, on.tess.ring)) == 0
    assert Edges.of(rings).double_areas(len(rings)).sum() == Edges.of([on.tess.ring]).double_areas(1).sum()
    assert shapely.coverage_is_valid(list(areas.values()))
    per_grid = dict.fromkeys(areas, 0)
    for node, atom in enumerate(on.graph.ids):
        per_grid[on.assignment[atom]] += int(households[node])
    assert sum(per_grid.values()) == int(households.sum())


def _edit_at_random(on: Board, households: np.ndarray, strokes: int, look_every: int) -> int:
    rng = random.Random(20110501)
    done = 0
    for n in range(strokes):
        try:
            on = _stroke(on, rng, n)
            done += 1
        except DomainError as refusal:
            assert refusal.code in {"grid.not_contiguous", "grid.left_empty", "grid.split_part_empty"}
        if n % look_every == 0:
            _assert_sound(on, households)
    _assert_sound(on, households)
    return done


@pytest.mark.parametrize("place", NEIGHBOURHOODS)
def test_four_hundred_random_edits_leave_no_gap_and_no_overlap(shared_data, place):
    file, where = NEIGHBOURHOODS[place]
    start, households = _seeded(real(shared_data, file, **where))
    assert _edit_at_random(start, households, strokes=400, look_every=10) > 100


@pytest.mark.slow
@pytest.mark.parametrize("place", NEIGHBOURHOODS)
def test_ten_thousand_random_edits_leave_no_gap_and_no_overlap(shared_data, place):
    file, where = NEIGHBOURHOODS[place]
    start, households = _seeded(real(shared_data, file, **where))
    assert _edit_at_random(start, households, strokes=10_000, look_every=25) > 2_500
