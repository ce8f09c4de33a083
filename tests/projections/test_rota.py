"""Rotas, notices and calls as they are read: the newest drawing, swaps, who is on a turn; the same however the batches fall."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain import china_calendar, notices, rota
from domain.days import DayKind
from domain.ids import CALENDAR, CommunityId, WardenId, board_id, rota_id
from domain.notices import NoticeKind
from projections import notices as boards
from projections import rota as months
from tests.projections.town import COMMUNITY, Town

HERE, ROTA = CommunityId(COMMUNITY), rota_id(CommunityId(COMMUNITY), "2026-10")
ZHAO, QIAN = WardenId("wdn-zhao"), WardenId("wdn-qian")
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
ALWAYS = [(COMMUNITY, None, None)]


def turn(day: int, warden: WardenId) -> rota.Shift:
    hours = (datetime(2026, 10, day, 1, tzinfo=UTC), datetime(2026, 10, day, 8, tzinfo=UTC))
    return rota.Shift(f"202610{day:02d}-holiday-1", "holiday", date(2026, 10, day), DayKind.HOLIDAY, *hours, warden)


def proposed(*shifts: rota.Shift, gaps: tuple[rota.Gap, ...] = ()) -> rota.Proposed:
    return rota.Proposed(rota=ROTA, community=HERE, month="2026-10", calendar="holidays 0.109+0", shifts=shifts, gaps=gaps)


@pytest.mark.rule("Y9")
@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_what_is_confirmed_holds_with_its_swaps_and_filled_gaps(town: Town, batch: int):
    gap = rota.Gap("20261003-holiday-1", "holiday", date(2026, 10, 3))
    swapped = rota.ShiftsSwapped(shift="20261001-holiday-1", warden=QIAN, other="20261002-holiday-1", other_warden=ZHAO)
    town.tell(ROTA, proposed(turn(1, QIAN)))
    town.tell(ROTA, proposed(turn(1, ZHAO), turn(2, QIAN), gaps=(gap,)))
    town.run(batch)
    assert months.shifts(town.conn, ALWAYS, FIRST, LAST) == []
    assert (months.month(town.conn, COMMUNITY, "2026-10") or {})["gaps"][0]["shift"] == gap.shift
    town.tell(ROTA, rota.Confirmed(confirmed_by="chen"))
    town.tell(ROTA, swapped)
    town.tell(ROTA, rota.GapFilled(shift=turn(3, ZHAO)))
    town.tell(ROTA, rota.ShiftGiven(shift="20261002-holiday-1", from_warden=ZHAO, to_warden=QIAN))
    town.run(batch)
    found = months.shifts(town.conn, ALWAYS, FIRST, LAST)
    assert [(one["on_day"].day, one["warden"]) for one in found] == [(1, QIAN), (2, QIAN), (3, ZHAO)]
    assert {(one["warden"], one["turns"]) for one in months.turns(town.conn, ALWAYS, FIRST, LAST)} == {(QIAN, 2), (ZHAO, 1)}
    on = months.on_duty(town.conn, ALWAYS, datetime(2026, 10, 3, 2, tzinfo=UTC))
    assert [(one["kind"], one["warden"]) for one in on] == [("holiday", ZHAO)]
    assert months.on_duty(town.conn, ALWAYS, datetime(2026, 10, 3, 9, tzinfo=UTC)) == []
    assert (months.month(town.conn, COMMUNITY, "2026-10") or {})["gaps"] == []


@pytest.mark.rule("Y9")
def test_a_day_set_and_taken_back_shows_its_last_document(town: Town):
    told = china_calendar.DaySet(on=date(2026, 10, 10), kind=DayKind.REST, document="国办发明电〔2025〕7号")
    town.tell(CALENDAR, told)
    town.tell(CALENDAR, replace(told, kind=None, document="更正"))
    town.run()
    assert [(one["kind"], one["document"]) for one in months.days(town.conn, FIRST, LAST)] == [(None, "更正")]


@pytest.mark.rule("T12")
def test_a_notice_hangs_until_its_day_or_until_it_is_taken_down(town: Town):
    board = board_id(HERE)
    told = notices.Published(
        board=board, community=HERE, number=1, kind=NoticeKind.FEEDBACK, title="路灯已修复", body="", until=date(2026, 10, 5)
    )
    town.tell(board, told, replace(told, number=2, until=None))
    town.run()
    assert [one["number"] for one in boards.standing(town.conn, COMMUNITY, date(2026, 10, 5))] == [2, 1]
    assert [one["number"] for one in boards.standing(town.conn, COMMUNITY, date(2026, 10, 6))] == [2]
    town.tell(board, notices.TakenDown(number=2))
    town.run()
    assert boards.standing(town.conn, COMMUNITY, date(2026, 10, 6)) == []
