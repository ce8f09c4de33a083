"""Which figures there are, and how one is told: as JSON with definition, clause and dictionary, or as a sheet of the same rows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from api.context import CHINA
from api.indicators import by_grid, whole
from api.indicators.figure import Asked, Figure
from api.ledgers import Generated, dictionary
from api.texts import text
from domain.errors import Unknown
from projections.statements import Row

BY_GRID, WHOLE = by_grid.FIGURES, whole.FIGURES
KNOWN = {one.key: one for one in (*BY_GRID, *WHOLE)}


class FigureUnknown(Unknown):
    """Facts: known."""

    code = "figure.unknown"


def figure_of(key: str) -> Figure:
    """Raises FigureUnknown."""
    if key not in KNOWN:
        raise FigureUnknown(known=list(KNOWN))
    return KNOWN[key]


def made(figure: Figure, ask: Asked) -> dict[str, Any]:
    """rows: by the keys of `columns`. words: of the codes in them, Chinese and English. since, until: the days of the period, None where
    the figure is told as of a day; clause: blank where the regulation asks for no such figure.
    """
    rows, period = _rows(figure, ask), ask.period
    return {
        "figure": figure.key,
        "title": _both(f"figure.title.{figure.key}"),
        "definition": _both(f"figure.definition.{figure.key}"),
        "clause": figure.clause(ask.profile),
        "whole": figure.whole,
        "since": period.since if figure.spans else None,
        "until": period.last if figure.spans else None,
        "as_of": period.on,
        "columns": [dictionary(_column(each)) | {"column": each} for each in figure.columns],
        "words": {row[each]: _both(f"figure.word.{row[each]}") for each in figure.worded for row in rows if row[each]},
        "rows": rows,
        "sums": figure.sums,
        "chart": figure.chart and asdict(figure.chart),
    }


def sheet(figure: Figure, ask: Asked, through: int) -> Generated:
    cells = [{_column(each): _cell(figure, each, row[each]) for each in figure.columns} for row in _rows(figure, ask)]
    columns, title = tuple(map(_column, figure.columns)), text(f"figure.title.{figure.key}")
    return Generated(figure.key, title, columns, cells, False, ask.ctx.now.astimezone(CHINA), through, figure.clause(ask.profile))


def _rows(figure: Figure, ask: Asked) -> list[Row]:
    return [{each: row[each] for each in figure.columns} for row in figure.rows(ask)]


def _cell(figure: Figure, column: str, value: Any) -> Any:
    return text(f"figure.word.{value}") if column in figure.worded and value else value


def _column(key: str) -> str:
    return f"figure.{key}"


def _both(code: str) -> tuple[str, str]:
    return text(code), text(code, "en")
