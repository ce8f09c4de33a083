"""The 民情图 sheet against plain folium, one folium.Polygon with a tooltip per building: the same buildings, in turns.

`python -m tests.bench.sheet [--rounds N]`
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version

import folium

from gis.sheet import Sheet, draw
from tests.bench.ground import write_section
from tests.days import china_today
from tests.gis.sheets import chessboard

BOARDS = {500: (5, 1), 5_000: (10, 5)}
"""Columns and rows of sections, a hundred buildings in each."""
LIMITS = {500: (0.3, 0.6), 5_000: (2.0, 3.2)}
"""Seconds and megabytes a page may take."""


def plain(sheet: Sheet) -> str:
    board = folium.Map(location=[sheet.buildings[0].lat, sheet.buildings[0].lon], zoom_start=15, tiles=None)
    for each in sheet.buildings:
        ring = [(lat, lon) for lon, lat in each.geometry["coordinates"][0]]
        tooltip = f"{each.address}：{each.counts.households} 户 {each.counts.people} 人"
        folium.Polygon(ring, tooltip=tooltip, weight=0.6, fill=True).add_to(board)
    return board.get_root().render()


def measured(drawing: Callable[[Sheet], str], sheet: Sheet) -> tuple[float, float]:
    started = time.perf_counter()
    page = drawing(sheet)
    return time.perf_counter() - started, len(page.encode()) / 1e6


def compare(sheet: Sheet, rounds: int) -> dict[str, tuple[float, float]]:
    """Medians of (seconds, megabytes) by candidate; the first round warms up and does not count."""
    found: dict[str, list[tuple[float, float]]] = {"ours": [], "plain": []}
    for _ in range(rounds + 1):
        for name, drawing in (("ours", draw), ("plain", plain)):
            found[name].append(measured(drawing, sheet))
    return {name: (statistics.median(s for s, _ in all_[1:]), all_[0][1]) for name, all_ in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    lines = ["| buildings | folium.Polygon each | the sheet | limit | ratio of time |", "|---|--:|--:|--:|--:|"]
    for buildings, (columns, rows) in BOARDS.items():
        found = compare(chessboard(columns, rows, across=10), rounds)
        (ours_s, ours_mb), (plain_s, plain_mb), limit = found["ours"], found["plain"], LIMITS[buildings]
        lines.append(
            f"| {buildings:,} | {plain_s:.2f} s, {plain_mb:.2f} MB | {ours_s:.2f} s, {ours_mb:.2f} MB "
            f"| {limit[0]} s, {limit[1]} MB | **{plain_s / ours_s:.0f}×** |"
        )
    note = (
        f"{china_today()}; folium {version('folium')}; medians of {rounds} interleaved rounds. The sheet holds Leaflet, four layers, "
        "sections, table and print styles, and asks no other machine for anything; the plain map links ten files elsewhere and has one "
        "text a building."
    )
    text = "\n".join(lines)
    print(text)
    write_section("sheet", f"## The 民情图 sheet\n\n{note}\n\n{text}")


if __name__ == "__main__":
    main()
