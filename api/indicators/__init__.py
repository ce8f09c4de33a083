"""Indicators (指标): every figure of a community for a period, each with its definition (口径) and the clause that asks for it.

A figure is a table: what a page shows, what a chart draws and what a file holds are the same rows.

figure: what one is and what it is asked. by_grid, whole: how each comes about. told: which there are, as JSON or as a sheet.
"""

from api.indicators.figure import VIEWS, Asked, Period
from api.indicators.told import BY_GRID, WHOLE, figure_of, made, sheet

__all__ = ["BY_GRID", "VIEWS", "WHOLE", "Asked", "Period", "figure_of", "made", "sheet"]
