"""Indicators (指标): every figure of a community for a period, each with its definition (口径) and the clause that asks for it.

A figure is a table: what a page shows, what a chart draws and what a file holds are the same rows.

figure: what one is and what it is asked. by_grid, whole, modules: how each comes about. spread, split: one of the community told of each
of its grids. boundaries: told again by other grids. asking: as it was known at a moment. told: which there are, as JSON or as a sheet.
drawn: as SVG. tiers: the communities of an area side by side.
"""

from api.indicators.asking import Question, asking
from api.indicators.boundaries import NOW, THEN
from api.indicators.drawn import svg
from api.indicators.figure import VIEWS, Asked, Figure, Period
from api.indicators.told import BY_GRID, WHOLE, Frame, answer, as_sheet, figure_of, figures_of, listed, made, sheet

__all__ = [
    "BY_GRID",
    "NOW",
    "THEN",
    "VIEWS",
    "WHOLE",
    "Asked",
    "Figure",
    "Frame",
    "Period",
    "Question",
    "answer",
    "as_sheet",
    "asking",
    "figure_of",
    "figures_of",
    "listed",
    "made",
    "sheet",
    "svg",
]
