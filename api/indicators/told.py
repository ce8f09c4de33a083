"""Which figures there are, and how one is told: as JSON with definition, clause and dictionary, or as a sheet of the same rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from api.context import CHINA
from api.indicators import by_grid, split, tiers, whole
from api.indicators.boundaries import NotRestated
from api.indicators.figure import Asked, Figure, NotKnownThen, Period
from api.indicators.units import rule, unit_of
from api.ledgers import Generated, dictionary
from api.texts import text
from domain.errors import Unknown
from domain.schema import name_of
from projections.statements import Row

BY_GRID, WHOLE = by_grid.FIGURES, whole.FIGURES
KNOWN = {one.key: one for one in (*BY_GRID, *WHOLE)}


class FigureUnknown(Unknown):
    """Facts: known."""

    code = "figure.unknown"


def figure_of(key: str, by: str | None = None) -> Figure:
    """by: "grid", or None for the figure as it is. Raises FigureUnknown, NotByGrid."""
    if key not in KNOWN:
        raise FigureUnknown(known=list(KNOWN))
    return split.by_grid(KNOWN[key]) if by == "grid" else KNOWN[key]


def figures_of(by: str | None = None) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """All: those told by grid, and those told of the whole community."""
    split_up = tuple(one for one in WHOLE if by == "grid" and one.spread)
    return (*BY_GRID, *map(split.by_grid, split_up)), tuple(one for one in WHOLE if one not in split_up)


def listed() -> list[dict[str, Any]]:
    """The catalogue: of every figure what it is, how it is computed, from which events, in which units, and who asks for it."""
    return [_known(one) for one in KNOWN.values()]


def _known(figure: Figure) -> dict[str, Any]:
    return {
        "figure": figure.key,
        "title": _both(f"figure.title.{figure.key}"),
        "definition": _both(f"figure.definition.{figure.key}"),
        "formula": _both(f"figure.formula.{figure.key}"),
        "rules": [rule(each) for each in figure.asks],
        "sources": [name_of(each) for each in figure.sources],
        "whole": figure.whole,
        "by_grid": is_by_grid(figure),
        "restates": figure.is_restated,
        "by_area": tiers.is_summed(figure),
        "unless": _unless(figure),
        "columns": [_described(each) for each in figure.columns],
        "sums": figure.sums,
        "chart": figure.chart and asdict(figure.chart),
    }


def is_by_grid(figure: Figure) -> bool:
    return not figure.whole or figure.spread is not None


def _unless(figure: Figure) -> dict[str, tuple[str, str]]:
    """Why it is not told by grid, by area, or by other boundaries."""
    asked = {"grid": is_by_grid(figure), "area": tiers.is_summed(figure), "boundaries": figure.is_restated}
    return {each: _both(f"figure.unless.{each}.{figure.key}") for each, is_told in asked.items() if not is_told}


def _described(column: str) -> dict[str, Any]:
    unit = unit_of(column)
    return dictionary(_column(column)) | {"column": column, "unit": unit and _both(f"figure.unit.{unit}")}


@dataclass(frozen=True)
class Frame:
    """What is said of a figure's rows beside them. clause: blank where the regulation asks for no such figure, or each community has its
    own. boundaries: the plan it is restated to; None: the grids of the moment. known_at: asked again with it, a community's figure is the
    same for ever.
    """

    period: Period
    now: datetime
    known_at: datetime
    clause: str = ""
    boundaries: str | None = None


def made(figure: Figure, ask: Asked) -> dict[str, Any]:
    """Raises NotRestated, NotKnownThen."""
    _require_told(figure, ask)
    return answer(figure, figure.rows(ask), _frame(figure, ask))


def sheet(figure: Figure, ask: Asked, through: int) -> Generated:
    """Raises NotRestated, NotKnownThen."""
    _require_told(figure, ask)
    return as_sheet(figure, figure.rows(ask), _frame(figure, ask), through)


def _frame(figure: Figure, ask: Asked) -> Frame:
    return Frame(ask.period, ask.ctx.now, ask.known_at, figure.clause(ask.profile), ask.boundaries and ask.boundaries.plan["plan"])


def _require_told(figure: Figure, ask: Asked) -> None:
    if figure.is_told(ask):
        return
    if figure.wide:
        raise NotKnownThen(figure=figure.key)
    raise NotRestated(figure=figure.key, restated=[one.key for one in KNOWN.values() if one.is_restated])


def answer(figure: Figure, found: list[Row], frame: Frame) -> dict[str, Any]:
    """rows: by the keys of `columns`. words: of the codes in them, Chinese and English. since, until: the days of the period, None where
    the figure is told as of a day.
    """
    rows, period = _rows(figure, found), frame.period
    return _known(figure) | {
        "clause": frame.clause,
        "since": period.since if figure.spans else None,
        "until": period.last if figure.spans else None,
        "as_of": period.on,
        "known_at": frame.known_at,
        "boundaries": frame.boundaries,
        "words": {row[each]: _both(f"figure.word.{row[each]}") for each in figure.worded for row in rows if row[each]},
        "rows": rows,
    }


def as_sheet(figure: Figure, found: list[Row], frame: Frame, through: int) -> Generated:
    cells = [{_column(each): _cell(figure, each, row[each]) for each in figure.columns} for row in _rows(figure, found)]
    columns, title = tuple(map(_column, figure.columns)), text(f"figure.title.{figure.key}")
    return Generated(figure.key, title, columns, cells, False, frame.now.astimezone(CHINA), through, frame.clause, _notes(figure, frame))


def _notes(figure: Figure, frame: Frame) -> tuple[tuple[str, str, str], ...]:
    """What a file says beside its rows: a line each of Chinese, English, and what it is."""
    known, period = _known(figure), frame.period
    units = "；".join(f"{one['zh']} {one['unit'][0]}" for one in known["columns"] if one["unit"])
    words = [f"{one['rule']} {one['about'][0]}：{'；'.join(one['quotes'])}" for one in known["rules"]]
    spans = f"{period.since} 至 {period.last}" if figure.spans else ""
    told = ("口径", "definition", known["definition"][0]), ("算式", "formula", known["formula"][0]), ("计量单位", "units", units)
    asked = (
        ("期间", "period", spans),
        ("截至", "as of", str(period.on)),
        ("所知截至", "known at", frame.known_at.astimezone(CHINA).isoformat()),
    )
    drawn, events = ("网格边界", "boundaries", frame.boundaries or ""), ("事件来源", "source events", "、".join(known["sources"]))
    return (*told, *asked, drawn, events, *(("条款原文", "rule", each) for each in words))


def _rows(figure: Figure, found: list[Row]) -> list[Row]:
    return [{each: row[each] for each in figure.columns} for row in found]


def _cell(figure: Figure, column: str, value: Any) -> Any:
    return text(f"figure.word.{value}") if column in figure.worded and value else value


def _column(key: str) -> str:
    return f"figure.{key}"


def _both(code: str) -> tuple[str, str]:
    return text(code), text(code, "en")
