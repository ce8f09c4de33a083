"""Simulated time: stories side by side, one after another by their hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import psycopg
import pytest

from api.china_days import printed
from api.context import CHINA, Office, open_office
from api.databases import Databases
from api.demo import hours
from api.demo.stage import Clock, Stage, Story, keys, rehearsing
from api.settings import Settings

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def office(database: Databases, tmp_path: Path) -> Iterator[Office]:
    opened = open_office(Settings(home=tmp_path), database)
    yield opened
    opened.close()


def stage_at(clock: Clock) -> Stage:
    return Stage(office=None, clock=clock, resumed=False)  # type: ignore[arg-type]  # no command is given here


def test_stories_are_told_in_the_order_of_their_hours_up_to_the_end() -> None:
    clock, told = Clock(NOON), []

    def story(name: str, *waits: int) -> Story:
        for wait in waits:
            yield NOON + wait * HOUR
            told.append((name, (clock.now - NOON) // HOUR))

    stage_at(clock).play([story("a", 1, 4, 9), story("b", 2, 3)], NOON + 5 * HOUR, lambda at: None)
    assert told == [("a", 1), ("b", 2), ("b", 3), ("a", 4)]
    assert clock.now == NOON + 5 * HOUR


def test_time_never_goes_back_for_a_story_that_is_late() -> None:
    clock, told = Clock(NOON), []

    def late() -> Story:
        yield NOON + 3 * HOUR
        yield NOON + 1 * HOUR
        told.append(clock.now)

    stage_at(clock).play([late()], NOON + 5 * HOUR, lambda at: None)
    assert told == [NOON + 3 * HOUR]


def test_a_label_names_the_same_things_each_time() -> None:
    first, again, other = keys("visit 1"), keys("visit 1"), keys("visit 2")
    made = [first() for _ in range(3)]
    assert made == [again() for _ in range(3)]
    assert len({*made, other()}) == 4
    assert all(len(key) == 16 and key.isalnum() and key == key.lower() for key in made)


@pytest.mark.parametrize("seed", range(20))
def test_people_work_on_working_days_in_office_hours(seed: int) -> None:
    rng = Random(seed)
    for start in (date(2025, 9, 30), date(2026, 2, 13), date(2026, 5, 1)):
        at = hours.office_time(rng, start)
        local = at.astimezone(CHINA)
        assert printed().is_working_day(local.date())
        assert 8 * 60 + 30 <= local.hour * 60 + local.minute <= 17 * 60 + 30
        assert hours.later(rng, at, 0, 2) > at


def test_journal_takes_told_times_only_during_a_rehearsal(office: Office, database: Databases) -> None:
    with rehearsing(office, Clock(NOON)) as rehearsal:
        assert rehearsal.journal is not office.journal
        assert _simulated(database) is True
    assert _simulated(database) is False
    with pytest.raises(ZeroDivisionError), rehearsing(office, Clock(NOON)):
        raise ZeroDivisionError
    assert _simulated(database) is False


def _simulated(database: Databases) -> bool:
    with psycopg.connect(database.owner) as connection:
        row = connection.execute("select simulated from journal.mode").fetchone()
    assert row is not None
    return bool(row[0])
