"""Why a grid is outside the band, as the planner reads it."""

from __future__ import annotations

from api.plan_report import NAMED, in_words


def test_what_is_proved_with_the_neighbours_names_the_buildings_and_them():
    told = {
        "reason": "search.none_with_neighbours",
        "buildings": ["b1", "b2"],
        "facts": {"neighbours": ["440305001002003", "440305001002007"]},
    }
    words = in_words(told, {"b1": "南山公寓3栋"})
    assert "相邻网格 440305001002003、440305001002007 一起重划" in words
    assert words.endswith("（楼栋 南山公寓3栋、b2）")


def test_many_buildings_are_counted():
    told = {"reason": "grid.no_division_in_band", "buildings": [str(n) for n in range(NAMED + 1)], "facts": {}}
    assert in_words(told, {}).endswith(f"0、1、2、3、4、5 等 {NAMED + 1} 栋）")


def test_where_no_building_is_named_the_reason_stands_alone():
    assert in_words({"reason": "search.none_found", "buildings": [], "facts": {}}, {}) == "未找到合标准的划法；可加 --effort thorough 再试"
