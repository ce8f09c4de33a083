"""How many households a building is believed to hold."""

from __future__ import annotations

import numpy as np
import pytest

from domain.values import DwellingKind
from gis.exchange.counts import Shape, crowding, dwelling_kind, estimate
from gis.exchange.uses import Use, use_of, use_of_name


def shape(use: Use = Use.UNSAID, floors: int | None = None, m2: float = 600.0, units: int | None = None, crowded: float = 0.1) -> Shape:
    return Shape(use=use, floors=floors, units=units, footprint_m2=m2, crowding=crowded)


@pytest.mark.parametrize(
    ("building", "households"),
    [
        (shape(Use.HOME, floors=6, m2=600), 36),
        (shape(Use.HOME, floors=33, m2=700), 231),
        (shape(Use.UNSAID, floors=6, m2=600), 31),
        (shape(Use.MIXED, floors=6, m2=600), 25),
        (shape(Use.OTHER, floors=30, m2=900), 0),
        (shape(Use.HOME, floors=1, m2=90), 1),
        (shape(Use.HOME, floors=1, m2=480), 6),
        (shape(Use.UNSAID, m2=160), 1),
        (shape(Use.UNSAID, m2=18), 0),
        (shape(Use.HOME, m2=18), 1),
        (shape(Use.UNSAID, floors=2, m2=3000), 0),
        (shape(Use.UNSAID, floors=12, m2=9000), 0),
        (shape(Use.UNSAID, m2=300, crowded=0.4), 15),
        (shape(Use.UNSAID, floors=5, m2=0, units=3), 30),
        (shape(Use.UNSAID, m2=0), 1),
    ],
)
def test_estimates(building: Shape, households: int) -> None:
    guess = estimate(building)
    assert guess.dwellings == households
    assert guess.note


@pytest.mark.parametrize(
    ("building", "kind"),
    [
        (shape(floors=1), DwellingKind.BUNGALOW),
        (shape(floors=2), DwellingKind.BUNGALOW),
        (shape(floors=3), DwellingKind.BLOCK),
        (shape(m2=120), DwellingKind.BUNGALOW),
        (shape(m2=120, crowded=0.4), DwellingKind.BLOCK),
        (shape(m2=0), DwellingKind.BLOCK),
    ],
)
def test_bungalow_or_block(building: Shape, kind: DwellingKind) -> None:
    assert dwelling_kind(building) is kind


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("apartments", Use.HOME),
        ("居民住宅", Use.HOME),
        ("商住楼", Use.MIXED),
        ("residential;retail", Use.MIXED),
        ("mall", Use.OTHER),
        ("小学教学楼", Use.OTHER),
        ("roof", Use.OTHER),
        ("yes", Use.UNSAID),
        ("", Use.UNSAID),
    ],
)
def test_words_of_use(text: str, use: Use) -> None:
    assert use_of(text) is use


@pytest.mark.parametrize(("name", "use"), [("第三中学教学楼", Use.OTHER), ("丽江公寓", Use.HOME), ("阳光3号楼", Use.UNSAID)])
def test_a_name_may_tell_the_use(name: str, use: Use) -> None:
    assert use_of_name(name) is use


def test_crowding_is_the_share_of_built_ground_around() -> None:
    x, y = np.meshgrid(np.arange(50, 500, 100.0), np.arange(50, 500, 100.0))
    share = crowding(x.ravel(), y.ravel(), np.full(25, 2_500.0))
    assert share.reshape(5, 5)[2, 2] == pytest.approx(0.25)
    assert share.reshape(5, 5)[0, 0] == pytest.approx(4 * 2_500 / 90_000)
