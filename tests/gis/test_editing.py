"""The planner's tools, on a town one can draw on paper. For random strokes over real neighbourhoods see test_random_edits."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from shapely import LineString, Polygon

from domain.ids import GridId
from domain.plan_events import AtomMove
from domain.tessellation import AtomUnknown
from gis import editing, lines
from gis.borders import Borders, EditNotExact
from gis.dividing import NotDivisible, even_parts
from gis.editing import Board, board
from gis.tessellation import tessellate
from tests.gis.neighbourhoods import buildings, drawn, square

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
        after = lines.split_by_line(town, A, drawn(LineString([(44, -10), (46, 130)])), NEW)
        assert after.moves == (AtomMove(A, NEW, column(2)),)
        assert set(after.board.atoms_in(A)) == set(column(0, 1))

    def test_a_short_line_is_prolonged(self, town):
        after = lines.split_by_line(town, A, drawn(LineString([(20, 50), (21, 50)])), NEW)
        assert {atom for move in after.moves for atom in move.atoms} == {at(x, y) for x in range(3) for y in (0, 1)}

    def test_left_is_left_in_the_direction_of_drawing(self, town):
        northward = drawn(LineString([(40, 0), (40, 120)]))
        southward = drawn(LineString([(40, 120), (40, 0)]))
        assert lines.sides(town, column(0, 1, 2), northward) == (column(0, 1), column(2))
        assert lines.sides(town, column(0, 1, 2), southward) == (column(2), column(0, 1))

    def test_a_bent_line_takes_a_corner(self, town):
        left, right = lines.sides(town, column(0, 1, 2), drawn(LineString([(40, -20), (40, 40), (-20, 40)])))
        assert set(left) == {at(x, y) for x in (0, 1) for y in (0, 1)}
        assert len(left) + len(right) == 18

    def test_a_line_beside_the_grid_leaves_nothing(self, town):
        with pytest.raises(editing.PartEmpty):
            lines.split_by_line(town, A, drawn(LineString([(100, 0), (100, 120)])), NEW)

    def test_a_line_that_would_leave_pieces_is_refused(self, town):
        u_shape = editing.split(town, A, [at(1, y) for y in range(1, HIGH)], GridId("grd-yard")).board
        with pytest.raises(editing.GridNotContiguous) as refused:
            lines.split_by_line(u_shape, A, drawn(LineString([(0, 60), (160, 60)])), NEW)
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
            lines.split_by_line(town, A, drawn(line), NEW)

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


class TestSwap:
    def test_two_grids_exchange_buildings_at_once(self, town):
        after = editing.swap(town, [at(2, 0)], [at(3, 5)])
        assert after.moves == (AtomMove(A, B, (at(2, 0),)), AtomMove(B, A, (at(3, 5),)))

    def test_a_swap_that_tears_is_refused(self, town):
        with pytest.raises(editing.GridNotContiguous):
            editing.swap(town, [at(0, 0)], [at(3, 5)])

    @pytest.mark.parametrize(
        ("atoms", "others"),
        [((at(0, 0), at(3, 0)), (at(6, 0),)), ((at(0, 0),), (at(1, 0),)), ((), (at(3, 0),))],
        ids=["one side in two grids", "both in one grid", "nothing given"],
    )
    def test_each_side_stands_in_one_grid_of_its_own(self, town, atoms, others):
        with pytest.raises(editing.SwapUnpaired):
            editing.swap(town, atoms, others)


class TestBorder:
    def test_a_stretch_moves_and_both_neighbours_follow(self, town):
        """The border stands at 60 m; between y = 20 and y = 80 it goes east to 85 m."""
        line = drawn(LineString([(60, 20), (85, 20), (85, 80), (60, 80)]))
        after = lines.move_border(town, A, B, line)
        assert after.moves == (AtomMove(B, A, tuple(at(3, y) for y in (1, 2, 3))),)

    def test_a_line_on_both_sides_gives_both_ways(self, town):
        line = drawn(LineString([(60, 0), (85, 0), (85, 40), (60, 40), (35, 40), (35, 80), (60, 80)]))
        moves = lines.move_border(town, A, B, line).moves
        assert {move.from_grid: move.atoms for move in moves} == {B: (at(3, 0), at(3, 1)), A: (at(2, 2), at(2, 3))}

    def test_its_ends_are_joined_to_the_border(self, town):
        loose = drawn(LineString([(70, 1), (84, 1), (84, 119), (71, 119)]))
        assert lines.move_border(town, A, B, loose).moves == (AtomMove(B, A, column(3)),)

    def test_a_vertex_is_pulled(self, town):
        to = tuple(shapely.get_coordinates(drawn(shapely.Point(85, 50)))[0])
        spot = tuple(shapely.get_coordinates(drawn(shapely.Point(60, 50)))[0])
        after = lines.move_vertex(town, A, B, spot, to, reach_m=35)
        assert after.moves == (AtomMove(B, A, tuple(at(3, y) for y in (1, 2, 3))),)

    def test_a_border_that_is_not_there_and_a_line_that_changes_nothing_are_refused(self, town):
        line = drawn(LineString([(60, 20), (62, 40), (60, 60)]))
        with pytest.raises(lines.NothingBetween):
            lines.move_border(town, A, B, line)
        with pytest.raises(lines.BorderMissing):
            lines.move_border(town, A, C, line)


class TestParts:
    def test_a_grid_falls_into_even_parts(self, town):
        parts = even_parts(town, B, 3, dict.fromkeys(column(3, 4, 5), 10))
        assert sorted(atom for part in parts for atom in part) == sorted(column(3, 4, 5))
        assert {len(part) for part in parts} <= {5, 6, 7}
        assert all(town.graph.is_contiguous(part) for part in parts)

    def test_more_parts_than_buildings_are_refused(self, town):
        with pytest.raises(NotDivisible):
            even_parts(town, C, 13, dict.fromkeys(column(6, 7), 1))

    def test_several_new_grids_in_one_edit(self, town):
        after = editing.divide(town, B, {NEW: column(3), GridId("grd-more"): column(4)})
        assert {grid: len(atoms) for grid, atoms in after.board.members.items()} == {A: 18, B: 6, C: 12, NEW: 6, "grd-more": 6}


@pytest.fixture(scope="module")
def two_lands() -> Board:
    """Four houses on either side of a river: the community's own land lies in two parts."""
    houses = [square(5 + 20 * x, 5) for x in range(4)] + [square(205 + 20 * x, 5) for x in range(4)]
    land = shapely.MultiPolygon([square(0, 0, 80, 20), square(200, 0, 80, 20)])
    tess = tessellate(buildings(houses), drawn(land))
    return board(tess, {atom: A if atom <= 2 else B if atom <= 4 else C for atom in range(1, 9)})


class TestLandInParts:
    def test_no_grid_spans_the_river(self, two_lands):
        with pytest.raises(editing.GridNotContiguous):
            editing.merge(two_lands, [B, C], B)

    @pytest.mark.rule("G4")
    def test_but_one_that_is_named_may(self, two_lands):
        named = replace(two_lands, apart=frozenset([B]))
        assert set(editing.merge(named, [B, C], B).board.assignment.values()) == {A, B}

    def test_yet_not_in_more_pieces_than_the_land(self, two_lands):
        named = replace(two_lands, apart=frozenset([C]))
        with pytest.raises(editing.GridNotContiguous):
            editing.paint(named, [1], C).board and editing.paint(named, [1, 3], C)
        assert editing.paint(replace(named, anywhere=True), [1, 4], C).moves


class TestBorders:
    def test_an_edit_that_keeps_every_atom_once_leaves_no_defect(self, town):
        rims = Borders.of(town.tess)
        after = editing.swap(town, [at(2, 0)], [at(3, 5)]).board
        assert rims.defect([town.members[grid] for grid in (A, B)], [after.members[grid] for grid in (A, B)]) == 0

    def test_a_lost_atom_and_one_held_twice_are_found(self, town):
        rims = Borders.of(town.tess)
        before = [town.members[A], town.members[B]]
        assert rims.defect(before, [town.members[A] - {at(2, 2)}, town.members[B]]) > 0
        assert rims.defect(before, [town.members[A], town.members[B] | {at(2, 2)}]) > 0

    def test_an_edit_that_loses_land_is_refused(self, town):
        rims, whole = Borders.of(town.tess), editing.paint(town, column(3), A)
        assert rims.proved(town, whole) is whole
        lossy = replace(whole.board, members={**whole.board.members, A: whole.board.members[A] - {at(3, 3)}})
        with pytest.raises(EditNotExact):
            rims.proved(town, replace(whole, board=lossy))

    def test_the_rim_of_everything_is_the_communitys_own(self, town):
        whole = Borders.of(town.tess).rim([atom.id for atom in town.tess.atoms])
        assert len(whole.segments) == len(town.tess.ring[0]) // 2


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
        assert lines.sides(moved, [1], drawn(LineString([(17, 0), (17, 120)]))) == ((), (1,))
