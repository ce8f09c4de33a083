"""Concurrent commands of one process share a transaction and keep their own verdicts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg import sql

from api.databases import Databases
from domain import arrays
from domain.append_call import Command, command
from domain.community import Renamed
from domain.errors import StaleVersion
from domain.gate import Gate
from domain.journal import Journal, Meta, Write


def meta(key: str | None = None) -> Meta:
    at = datetime(2024, 5, 1, tzinfo=UTC)
    return Meta(actor="chen.jing", role="planner", effective_at=at, policy=None, correlation="c1", key=key)


def renaming(stream: str, expected: int, *names: str, key: str) -> Command:
    events = [Renamed(name=name, reason="重名") for name in names]
    return command([Write(stream, expected, events)], meta(key), key, "h", "{}", f'{{"key": "{key}"}}')


@pytest.fixture
def journal(database: Databases) -> Iterator[Journal]:
    opened = Journal(database.app)
    yield opened
    opened.close()


def test_in_one_call_each_command_has_its_own_verdict(journal: Journal) -> None:
    journal.recorder.append(renaming("com-known", 0, "甲", key="before"))
    stored, stale, replayed, empty = journal.recorder._append_together(
        [
            renaming("com-a", 0, "一", "二", key="good"),
            renaming("com-b", 3, "三", key="stale"),
            renaming("com-known", 0, "甲", key="before"),
            renaming("com-c", 0, key="empty"),
        ]
    )
    assert (stored.positions, stored.answer, stored.replayed, stored.stale) == ([2, 3], {"key": "good"}, False, None)
    assert stale.stale == {"stream": "com-b", "expected": 3, "current": 0}
    assert (replayed.positions, replayed.replayed, replayed.answer) == ([1], True, {"key": "before"})
    assert (empty.positions, empty.position >= 1, empty.replayed) == ([], True, False)
    assert [(event.stream, event.body.name) for event in journal.feed(0, 10)] == [("com-known", "甲"), ("com-a", "一"), ("com-a", "二")]


def test_positions_belong_to_their_command(journal: Journal) -> None:
    batch = [renaming(f"com-{n}", 0, *map(str, range(n)), key=f"k{n}") for n in range(1, 20)]
    for n, stored in enumerate(journal.recorder._append_together(batch), 1):
        assert [event.position for event in journal.read(f"com-{n}")] == list(stored.positions)
        assert stored.position == stored.positions[-1]


def test_when_another_process_was_faster_only_its_rival_is_stale(database: Databases, journal: Journal) -> None:
    """The rival holds its row uncommitted, so the shared call waits for it, fails as a whole and is made again one by one."""
    with psycopg.connect(database.owner) as rival:
        rival.execute("set role minqing_append")
        rival.execute(
            "insert into journal.events (stream, version, name, event_version, payload, actor, role, effective_at, recorded_at,"
            " correlation, reason, document) values ('com-b', 1, 'n', 1, '', '', '', now(), now(), '', '', '')"
        )
        with ThreadPoolExecutor(1) as pool:
            batch = [renaming("com-a", 0, "一", key="a"), renaming("com-b", 0, "二", key="b"), renaming("com-c", 0, "三", key="c")]
            verdicts = pool.submit(journal.recorder._append_together, batch)
            time.sleep(0.3)
            rival.commit()
            first, second, third = verdicts.result()
    assert (first.stale, third.stale) == (None, None)
    assert second.stale == {"stream": "com-b", "expected": 0, "current": 1}


def test_a_value_the_database_refuses_harms_nobody_else(journal: Journal) -> None:
    good, bad = renaming("com-a", 0, "一", key="a"), renaming("com-b", 0, "二", key="b\0")
    stored, refused = journal.recorder._append_together([good, bad])
    assert len(stored.positions) == 1
    assert isinstance(refused, Exception)


def test_what_is_no_text_is_refused_before_it_shares_a_call() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        renaming("com-a", 0, "一", key="half of a pair: \ud83d")


@pytest.mark.parametrize(
    ("packed", "plain", "kind"),
    [
        (arrays.texts, ["金山", None, "", '{"a",NULL}'], "text[]"),
        (arrays.integers, [0, -1, 2**31 - 1], "integer[]"),
        (arrays.byteas, [b"", b"\0\xff"], "bytea[]"),
        (arrays.moments, [datetime(1901, 2, 3, 4, 5, 6, 7, tzinfo=ZoneInfo("Asia/Shanghai")), None], "timestamptz[]"),
        (arrays.texts, [], "text[]"),
    ],
)
def test_a_packed_array_is_what_the_database_has(database: Databases, packed: Callable, plain: list, kind: str) -> None:
    with psycopg.connect(database.app) as app:
        ours, theirs = sql.SQL("%b::{kind}").format(kind=sql.SQL(kind)), sql.SQL("%s::{kind}").format(kind=sql.SQL(kind))
        query = sql.SQL("select {} is not distinct from {}").format(ours, theirs)
        assert app.execute(query, (packed(plain), plain)).fetchone() == (True,)


def test_many_threads_write_many_streams(journal: Journal) -> None:
    """Each thread its own stream, and all of them one stream they fight for."""

    def work(number: int) -> int:
        won = 0
        for n in range(25):
            journal.append([Write(f"com-{number}", n, [Renamed(name=str(n), reason="")])], meta())
            try:
                journal.append([Write("com-shared", len(journal.read("com-shared")), [Renamed(name=f"{number}", reason="")])], meta())
                won += 1
            except StaleVersion:
                pass
        return won

    with ThreadPoolExecutor(24) as pool:
        won = sum(pool.map(work, range(24)))
    assert len(journal.read("com-shared")) == won
    assert all([event.version for event in journal.read(f"com-{number}")] == list(range(1, 26)) for number in range(24))


def through(gate: Gate, values: Sequence[int], marks: Callable[[int], frozenset] = lambda value: frozenset([value])) -> list:
    with ThreadPoolExecutor(len(values)) as pool:
        return [done.exception() or done.result() for done in [pool.submit(gate.pass_through, value, marks(value)) for value in values]]


def test_the_gate_shares_trips_and_gives_everyone_the_own_outcome() -> None:
    trips: list[list[int]] = []

    def carry(batch: Sequence[int]) -> list[int | Exception]:
        trips.append(list(batch))
        time.sleep(0.01)
        return [ValueError(value) if value % 10 == 7 else value * value for value in batch]

    outcomes = through(Gate(carry), range(64))
    assert [outcome for n, outcome in enumerate(outcomes) if n % 10 != 7] == [n * n for n in range(64) if n % 10 != 7]
    assert all(isinstance(outcomes[n], ValueError) for n in range(7, 64, 10))
    assert sorted(value for trip in trips for value in trip) == list(range(64))
    assert len(trips) < 40


def test_the_gate_never_carries_rivals_together() -> None:
    def carry(batch: Sequence[int]) -> Sequence[int]:
        time.sleep(0.002)
        assert len({value % 4 for value in batch}) == len(batch)
        return batch

    assert through(Gate(carry), range(48), lambda value: frozenset([value % 4])) == list(range(48))


def test_a_failing_trip_fails_for_those_in_it_and_the_gate_goes_on() -> None:
    calls = iter(range(1000))

    def carry(batch: Sequence[int]) -> Sequence[int]:
        time.sleep(0.002)
        if next(calls) % 2 == 0:
            raise OSError("gone")
        return batch

    gate = Gate(carry)
    outcomes = through(gate, range(40))
    assert all(isinstance(outcome, OSError) or outcome == n for n, outcome in enumerate(outcomes))
    assert sum(outcome == 99 or isinstance(outcome, OSError) for outcome in (through(gate, [99]) + through(gate, [99]))) == 2


def test_the_gate_carries_at_most_two_trips_at_a_time_and_leaves_nobody_waiting() -> None:
    under_way, most, lock = 0, 0, threading.Lock()

    def carry(batch: Sequence[int]) -> Sequence[int]:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.0005)
        with lock:
            under_way -= 1
        return batch

    gate = Gate(carry)

    def come_again(number: int) -> bool:
        return all(gate.pass_through(number * 1000 + n, frozenset([n % 3])) == number * 1000 + n for n in range(60))

    with ThreadPoolExecutor(32) as pool:
        assert all(pool.map(come_again, range(32), timeout=60))
    assert most == 2
