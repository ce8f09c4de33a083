"""Old grids and the new ones on the same land."""

from __future__ import annotations

from typing import Any

import pytest

from gis.overlap import shares

WEST, SOUTH = 119.43, 32.19


def box(x0: float, y0: float, x1: float, y1: float) -> dict[str, Any]:
    """Corners in thousandths of a degree."""
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
    return {"type": "Polygon", "coordinates": [[[WEST + x / 1000, SOUTH + y / 1000] for x, y in corners]]}


@pytest.mark.rule("E7")
def test_every_old_grid_says_where_it_went_and_how_much_of_it():
    old = [("old-1", box(0, 0, 2, 2)), ("old-2", box(2, 0, 6, 2)), ("gone", box(20, 0, 22, 2))]
    new = [("new-1", box(0, 0, 3, 2)), ("new-2", box(3, 0, 6, 2))]
    found = [(one.old, one.new, one.share) for one in shares(old, new)]
    assert [one[:2] for one in found] == [("old-1", "new-1"), ("old-2", "new-2"), ("old-2", "new-1")]
    assert [one[2] for one in found] == [pytest.approx(1, abs=0.001), pytest.approx(0.75, abs=0.001), pytest.approx(0.25, abs=0.001)]


def test_touching_is_not_sharing():
    assert shares([("a", box(0, 0, 2, 2))], [("b", box(2, 0, 4, 2))]) == []
    assert shares([], [("b", box(2, 0, 4, 2))]) == []
