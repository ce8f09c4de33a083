"""The land cut into atoms: an exact tiling, in integers, or nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain import tessellation
from domain.tessellation import BuildingPlaced, Made
from domain.values import Atom
from tests.scenario import given

# Two squares side by side and a bar below them; every meeting of borders is a corner of all who meet there.
LEFT = Atom(0, ((0, 1000, 1000, 1000, 1000, 2000, 0, 2000),), ("bld-0001",))
RIGHT = Atom(1, ((1000, 1000, 2000, 1000, 2000, 2000, 1000, 2000),), ("bld-0002", "bld-0003"))
BELOW = Atom(2, ((0, 0, 2000, 0, 2000, 1000, 1000, 1000, 0, 1000),), ())
RING = ((0, 0, 2000, 0, 2000, 1000, 2000, 2000, 1000, 2000, 0, 2000, 0, 1000),)
MADE = Made(
    tessellation="tes-0001",
    community="com-321111001003",
    crs="EPSG:4549",
    origin=(500_000.0, 3_560_000.0),
    ring=RING,
    atoms=(LEFT, RIGHT, BELOW),
    made_with=("test",),
    sha256="0" * 64,
)


def with_atoms(*atoms: Atom) -> Made:
    return replace(MADE, atoms=atoms)


def test_an_exact_tiling_is_recorded_once():
    given(tessellation).when(tessellation.make, MADE).then(MADE)
    given(tessellation, MADE).when(tessellation.make, MADE).then()
    given(tessellation, MADE).when(tessellation.make, replace(MADE, sha256="1" * 64)).refused(tessellation.TessellationMadeOtherwise)


def test_a_hole_filled_by_an_atom_is_an_exact_tiling():
    outer = (0, 0, 3000, 0, 3000, 3000, 0, 3000)
    around = Atom(0, (outer, (1000, 1000, 1000, 2000, 2000, 2000, 2000, 1000)), ())
    inside = Atom(1, ((1000, 1000, 2000, 1000, 2000, 2000, 1000, 2000),), ())
    filled = replace(MADE, ring=(outer,), atoms=(around, inside))
    assert tessellation.defect(filled) == 0
    assert tessellation.defect(replace(filled, atoms=(around,))) > 0


WRONG = {
    "a missing atom": with_atoms(LEFT, BELOW),
    "a gap of one millimetre": with_atoms(replace(LEFT, rings=((0, 1000, 999, 1000, 999, 2000, 0, 2000),)), RIGHT, BELOW),
    "an overlap": with_atoms(replace(LEFT, rings=((0, 1000, 1001, 1000, 1001, 2000, 0, 2000),)), RIGHT, BELOW),
    "an atom twice under two ids": with_atoms(LEFT, replace(LEFT, id=9, buildings=()), RIGHT, BELOW),
    "an atom outside": with_atoms(LEFT, RIGHT, BELOW, Atom(9, ((5000, 0, 6000, 0, 6000, 1000),), ())),
    "a corner that the neighbour lacks": with_atoms(LEFT, RIGHT, replace(BELOW, rings=((0, 0, 2000, 0, 2000, 1000, 0, 1000),))),
    "an atom turned round": with_atoms(replace(LEFT, rings=((0, 2000, 1000, 2000, 1000, 1000, 0, 1000),)), RIGHT, BELOW),
    "a ring that is larger": replace(MADE, ring=((0, 0, 2000, 0, 2000, 1000, 2000, 2001, 1000, 2000, 0, 2000, 0, 1000),)),
}


@pytest.mark.parametrize("made", WRONG.values(), ids=WRONG.keys())
def test_what_does_not_tile_is_refused(made: Made):
    assert given(tessellation).when(tessellation.make, made).refused(tessellation.TilingBroken).facts["defect"] > 0


@pytest.mark.parametrize("rings", [(), ((0, 0, 1, 1),), ((0, 0, 1, 1, 2, 0, 5),)])
def test_a_ring_has_three_corners_at_least(rings):
    given(tessellation).when(tessellation.make, with_atoms(replace(LEFT, rings=rings), RIGHT, BELOW)).refused(
        tessellation.RingBroken, atom=0
    )


def test_an_atom_and_a_building_stand_once():
    given(tessellation).when(tessellation.make, with_atoms(LEFT, replace(RIGHT, id=0), BELOW)).refused(tessellation.AtomRepeated, atom=0)
    given(tessellation).when(tessellation.make, with_atoms(LEFT, RIGHT, replace(BELOW, buildings=("bld-0001",)))).refused(
        tessellation.BuildingInTwoAtoms, building="bld-0001"
    )


def test_a_later_building_is_placed_in_one_atom():
    placed = BuildingPlaced(building="bld-0009", atom=2)
    state = given(tessellation, MADE).when(tessellation.place_building, building="bld-0009", atom=2).then(placed)
    assert tessellation.buildings_of(state) == {0: ("bld-0001",), 1: ("bld-0002", "bld-0003"), 2: ("bld-0009",)}
    given(tessellation, MADE, placed).when(tessellation.place_building, building="bld-0009", atom=2).then()
    given(tessellation, MADE, placed).when(tessellation.place_building, building="bld-0009", atom=1).refused(
        tessellation.BuildingPlacedElsewhere, atom=2
    )
    given(tessellation, MADE).when(tessellation.place_building, building="bld-0009", atom=7).refused(tessellation.AtomUnknown, atom=7)
    given(tessellation).when(tessellation.place_building, building="bld-0009", atom=0).refused(tessellation.TessellationUnknown)
