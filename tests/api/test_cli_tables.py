"""Numbers on the screen: counts are whole, money and what has parts shows two places."""

from __future__ import annotations

from api.cli.console import out, table, whole


def test_a_count_is_whole_money_and_shares_have_two_places() -> None:
    with out.capture() as told:
        table(
            "各网格",
            ("网格", "户数", "经费（元）", "占比（%）"),
            [("甲", 960.0, 500.0, 100.0), ("乙", 41.0, 12.5, 66.7), ("丙", None, None, None)],
        )
    assert [line.split() for line in told.get().splitlines()[2:]] == [
        ["甲", "960", "500.00", "100.00"],
        ["乙", "41", "12.50", "66.70"],
        ["丙"],
    ]


def test_among_values_of_all_kinds_a_count_is_one() -> None:
    assert [whole(each) for each in (960.0, 0.31, None)] == [960, 0.31, None] and isinstance(whole(960.0), int)
