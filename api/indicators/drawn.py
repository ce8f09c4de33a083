"""A figure's chart as one SVG picture: bars by the column of the axis, a series each beside or on top of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Any

from domain.errors import Refused
from gis.picture import FONT
from projections.statements import Row

WIDTH, HEIGHT = 960, 480
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 84, 92
PLOT_W, PLOT_H = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
TINTS = ("#2f6f9f", "#d98a29", "#5b9a57", "#a1527f", "#7a6fb0", "#8a8f3c", "#b4473f", "#4d8f92")
STEPS = 5
"""At most so many."""
LONG = 12
"""Signs of a name on the axis; what is longer is cut, and stands whole in the bar's title."""
TILT = 8
"""From so many places on the axis its names are tilted."""


class NotDrawn(Refused):
    """A figure of words and single numbers has no chart. Facts: figure."""

    code = "figure.not_drawn"


@dataclass(frozen=True)
class Series:
    """values: one for each place of the axis; None: no bar."""

    name: str
    values: Sequence[float | None]


def svg(told: dict[str, Any], language: str = "zh") -> str:
    """told: as `made` answers it, with a chart. Raises NotDrawn."""
    chart = told["chart"]
    if chart is None:
        raise NotDrawn(figure=told["figure"])
    places, series = _series(told, chart, language)
    scale = _scale(places, series, chart["stacked"])
    title = told["title"][0 if language == "zh" else 1]
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="{FONT}" font-size="13" role="img" aria-label="{escape(title)}">',
        f'<title>{escape(title)}</title><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="28" font-size="19" font-weight="600" fill="#0f1720">{escape(title)}</text>',
        f'<text x="{WIDTH - RIGHT}" y="28" text-anchor="end" fill="#5b6670">{escape(_when(told))}</text>',
        *_legend(series),
        *_lines(scale),
        *_bars(places, series, scale.top, chart["stacked"]),
        *_names(places),
        "</svg>",
    )
    return "".join(parts)


def _when(told: dict[str, Any]) -> str:
    return f"{told['since']} – {told['until']}" if told["since"] else f"{told['as_of']}"


def _series(told: dict[str, Any], chart: dict[str, Any], language: str) -> tuple[list[str], list[Series]]:
    """The places of the axis and a series a column; or a series a value of the column across, as six_clear has one each."""
    names = {one["column"]: one[language] for one in told["columns"]}
    places = list(dict.fromkeys(_word(told, row, chart["by"], language) for row in told["rows"]))
    if chart["across"] is None:
        return places, [Series(names[each], [row[each] for row in told["rows"]]) for each in chart["series"]]
    value, found = chart["series"][0], {}
    for row in told["rows"]:
        found.setdefault(_word(told, row, chart["across"], language), {})[_word(told, row, chart["by"], language)] = row[value]
    return places, [Series(name, [values.get(place) for place in places]) for name, values in found.items()]


def _word(told: dict[str, Any], row: Row, column: str, language: str) -> str:
    """A grid by its name beside the end of its code."""
    if column == "grid":
        return f"{row['grid'][-3:]} {row['grid_name']}"
    pair = told["words"].get(row[column])
    return pair[0 if language == "zh" else 1] if pair else str(row[column])


@dataclass(frozen=True)
class Scale:
    step: float
    steps: int

    @property
    def top(self) -> float:
        return self.step * self.steps


def _scale(places: Sequence[str], series: Sequence[Series], stacked: bool) -> Scale:
    """A step is 1, 2 or 5 times a power of ten, of counts a whole number; as many as the highest column needs."""
    columns = [[one.values[place] or 0 for one in series] for place in range(len(places))]
    highest = max((sum(column) if stacked else max(column) for column in columns if column), default=0) or 1
    power = 10.0 ** floor(log10(highest / STEPS))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= highest / STEPS)
    if all(isinstance(value, int) for column in columns for value in column):
        step = max(step, 1)
    return Scale(step, ceil(highest / step - 1e-9))


def _lines(scale: Scale) -> Iterable[str]:
    for number in range(scale.steps + 1):
        y = TOP + PLOT_H - PLOT_H * number / scale.steps
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dfe3e6"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#5b6670">{_plain(scale.step * number)}</text>'


def _plain(value: float) -> str:
    return f"{value:,.10g}"


def _bars(places: Sequence[str], series: Sequence[Series], top: float, stacked: bool) -> Iterable[str]:
    slot = PLOT_W / max(len(places), 1)
    width = slot * 0.76 / (1 if stacked else max(len(series), 1))
    for place, name in enumerate(places):
        below = 0.0
        for number, one in enumerate(series):
            value = one.values[place]
            if not value:
                continue
            height = PLOT_H * value / top
            x = LEFT + slot * place + slot * 0.12 + (0 if stacked else width * number)
            y = TOP + PLOT_H - height - below
            below += height if stacked else 0
            told = escape(f"{name} · {one.name}: {value:,}")
            yield (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{TINTS[number % len(TINTS)]}">'
                f"<title>{told}</title></rect>"
            )


def _legend(series: Sequence[Series]) -> Iterable[str]:
    x = float(LEFT)
    for number, one in enumerate(series):
        yield f'<rect x="{x:.0f}" y="46" width="12" height="12" fill="{TINTS[number % len(TINTS)]}"/>'
        yield f'<text x="{x + 17:.0f}" y="57" fill="#0f1720">{escape(one.name)}</text>'
        x += 36 + sum(13 if ord(sign) > 0x2E7F else 7.2 for sign in one.name)


def _names(places: Sequence[str]) -> Iterable[str]:
    slot, y = PLOT_W / max(len(places), 1), TOP + PLOT_H + 18
    tilted = len(places) > TILT
    for place, name in enumerate(places):
        x = LEFT + slot * (place + 0.5)
        shown = name if len(name) <= LONG else f"{name[: LONG - 1]}…"
        turn = f' transform="rotate(-35 {x:.1f} {y})" text-anchor="end"' if tilted else ' text-anchor="middle"'
        yield f'<text x="{x:.1f}" y="{y}" fill="#0f1720"{turn}>{escape(shown)}</text>'
