"""What is kept of a stream never stands for what was recorded since, whoever recorded it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from api.databases import Databases
from api.remembered import Remembered, Told
from domain import community
from domain.journal import Journal, Meta, Write

WEST, EAST = "com-321102004001", "com-321102004002"
BY = Meta(actor="chen.jing", role="planner", effective_at=datetime(2024, 5, 1, 4, tzinfo=UTC), policy=None, correlation="c1")


@pytest.fixture
def journals(database: Databases) -> Iterator[tuple[Journal, Journal]]:
    """Two programs of one installation."""
    ours, theirs = Journal(database.app), Journal(database.app)
    yield ours, theirs
    ours.close()
    theirs.close()


def names(told: Told) -> list[str]:
    return [one.body.name for one in told]


def rename(journal: Journal, stream: str, version: int, name: str) -> None:
    journal.append([Write(stream, version, [community.Renamed(name=name, reason="居民代表会议")])], BY)


def test_what_another_program_recorded_a_moment_ago_counts(journals: tuple[Journal, Journal]):
    ours, theirs = journals
    remembered = Remembered(ours)
    assert remembered.read(WEST, names) == ((), [])
    for version, name in enumerate(("金山", "银山", "象山")):
        rename(theirs, WEST, version, name)
        told, folded = remembered.read(WEST, names)
        assert (told, folded) == (ours.read(WEST), ["金山", "银山", "象山"][: version + 1])


def test_a_state_that_nothing_was_added_to_is_not_folded_again(journals: tuple[Journal, Journal]):
    remembered = Remembered(journals[0])
    rename(journals[0], WEST, 0, "金山")
    assert remembered.read(WEST, names)[1] is remembered.read(WEST, names)[1]


def test_a_call_that_met_the_same_state_is_not_told_of_the_journal_again(journals: tuple[Journal, Journal]):
    ours, theirs = journals
    remembered = Remembered(ours)
    rename(theirs, WEST, 0, "金山")
    assert remembered.read(WEST, names, "one")[1] == ["金山"]
    rename(theirs, WEST, 1, "银山")
    assert [remembered.read(WEST, names, state)[1] for state in ("one", "two")] == [["金山"], ["金山", "银山"]]
    rename(theirs, WEST, 2, "象山")
    assert remembered.read(WEST, names)[1] == remembered.read(WEST, names, "two")[1] == ["金山", "银山", "象山"]


def test_what_was_unasked_for_longest_is_forgotten_and_read_again(journals: tuple[Journal, Journal]):
    remembered = Remembered(journals[0], most=1)
    for stream in (WEST, EAST):
        rename(journals[0], stream, 0, stream)
    assert [remembered.read(stream, names)[1] for stream in (WEST, EAST, WEST)] == [[WEST], [EAST], [WEST]]
    assert len(remembered) == 1
