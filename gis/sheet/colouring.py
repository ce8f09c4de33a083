"""Map colouring: neighbours get different numbers."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

TOUCH = 1e-7
"""Degrees, about a centimetre."""
_PALETTE = ("#fdf1cf", "#dcecd9", "#e3e6f5", "#fbe2d8", "#d9eef0", "#efe0ee")


def neighbours(shapes: Sequence[BaseGeometry]) -> list[set[int]]:
    """For each shape the numbers of those that touch it, at a corner too."""
    found: list[set[int]] = [set() for _ in shapes]
    if not shapes:
        return found
    tree = shapely.STRtree(shapes)
    for one, other in zip(*tree.query(shapes, predicate="dwithin", distance=TOUCH).tolist(), strict=True):
        if one != other:
            found[one].add(other)
    return found


def colour_numbers(beside: Sequence[set[int]]) -> list[int]:
    """Greedy in smallest-last order: six suffice for a plane map, more only where many sections meet in one point."""
    left = {one: set(others) for one, others in enumerate(beside)}
    order: list[int] = []
    while left:
        least = min(left, key=lambda one: (len(left[one]), one))
        for other in left.pop(least):
            left[other].discard(least)
        order.append(least)
    numbers: dict[int, int] = {}
    for one in reversed(order):
        taken = {numbers[other] for other in beside[one] if other in numbers}
        numbers[one] = next(number for number in range(len(taken) + 1) if number not in taken)
    return [numbers[one] for one in range(len(beside))]


def tint(number: int) -> str:
    """A pale colour on which black text reads. Beyond the six of the palette, hues turn by the golden angle."""
    return _PALETTE[number] if number < len(_PALETTE) else f"hsl({number * 137.5 % 360:.0f},45%,92%)"
