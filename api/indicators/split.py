"""A figure of the whole community, told of each of its grids instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from api.indicators.figure import GRID, Asked, Chart, Figure, named
from api.indicators.spread import Spread
from domain.errors import Refused
from projections import situation_map
from projections.statements import Row

Rows = Callable[[Asked], list[Row]]


class NotByGrid(Refused):
    """The figure belongs to the community and to none of its grids. Facts: figure."""

    code = "figure.not_by_grid"


def by_grid(figure: Figure) -> Figure:
    """As it is where it is by grid anyhow. Raises NotByGrid."""
    if not figure.whole:
        return figure
    if figure.spread is None:
        raise NotByGrid(figure=figure.key)
    told = {"columns": (*GRID, *figure.columns), "rows": partial(_rows, figure.spread), "chart": drawn(figure.spread, GRID[0])}
    views = tuple(dict.fromkeys((situation_map.VIEW.name, *figure.views)))
    return replace(figure, **told, whole=False, restates=figure.spread.by_place, views=views)


def drawn(spread: Spread, by: str) -> Chart:
    """The chart where its lines are there of each of several."""
    return Chart(by, (spread.drawn,), spread.kind or None, stacked=bool(spread.kind))


def _rows(spread: Spread, ask: Asked) -> list[Row]:
    found = ask.grouped(spread.found(ask, "place" if ask.boundaries else "grid"))
    return [named(section) | line for section in ask.sections for line in spread.told(found.get(section["grid"], []), ask.rules)]
