"""The page that shows which buildings change grids."""

from __future__ import annotations

import re
from datetime import date

from gis.sheet import Move, Moved, Outline, Passing, draw_move
from tests.gis.sheets import CODE, rectangle

OLD = (Outline(f"{CODE}001", "一格", rectangle(0, 0, 2, 2)),)
NEW = (Outline(f"{CODE}001", "一格", rectangle(0, 0, 1, 2)), Outline(f"{CODE}002", "<二格>", rectangle(1, 0, 2, 2)))


def move(*moved: Moved, lines: tuple[Passing, ...] = ()) -> Move:
    return Move("锦绣社区", CODE, date(2026, 11, 22), "现行", "调整", OLD, NEW, moved, lines)


def building(address: str) -> Moved:
    return Moved(address, f"{CODE}001", f"{CODE}002", 40, 119.4301, 32.1901, rectangle(1.2, 1.2, 1.4, 1.4))


def test_the_table_sums_what_passes():
    page = draw_move(
        move(building("1号楼"), lines=(Passing("001 一格", "002 二格", 1, 40, 90, 2), Passing("002 二格", "001 一格", 2, 80, 11, 0)))
    )
    total = re.search(r"<tfoot>.*?</tfoot>", page, re.S)[0]
    assert re.findall(r'class="n">(\d+)', total) == ["3", "120", "101", "2"]


def test_two_plans_alike_say_so():
    assert "没有楼栋改归" in draw_move(move())


def test_texts_of_people_never_become_markup_nor_templates():
    page = draw_move(move(building("<script>alert(1)</script>{{ 7*7 }}{% raw %}")))
    assert "<script>alert(1)" not in page
    assert "{{ 7*7 }}" in page
    assert "<二格>" not in page


def test_the_same_move_gives_the_same_bytes():
    assert draw_move(move(building("1号楼"))) == draw_move(move(building("1号楼")))
