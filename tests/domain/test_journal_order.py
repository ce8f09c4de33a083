"""Readers never skip an event: 16 writers with rollbacks, stalls and many positions at once, several readers from the start."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from api.databases import Databases
from domain.journal import Journal, Position

WRITERS, READERS = 16, 3
APPEND = """
select receipt_positions
from journal.append(
  array_fill(1, array[%(n)s]),
  array_fill(%(stream)s::text, array[%(n)s]),
  (select array_agg(i) from generate_series(1, %(n)s) i),
  array_fill('community.renamed'::text, array[%(n)s]),
  array_fill(1, array[%(n)s]),
  array_fill(%(payload)s, array[%(n)s]),
  array_fill(now(), array[%(n)s]),
  '{1}', array[%(stream)s], '{0}',
  '{chen.jing}', '{planner}', '{null}', '{c1}', '{null}', '{null}', '{""}', '{""}', array[%(stream)s], '{""}', '{"{}"}', '{"{}"}', null
)
"""
PAYLOAD = '{"name":"金山","reason":"重名"}'.encode()


@dataclass
class Run:
    """committed: positions whose commit was acknowledged; deadline in time.monotonic() seconds."""

    dsn: str
    deadline: float
    committed: list[Position] = field(default_factory=list)
    rolled_back: int = 0
    all_written: bool = False
    failures: list[BaseException] = field(default_factory=list)

    def start(self, work: Callable[..., None], *given: Any) -> threading.Thread:
        def watched() -> None:
            try:
                work(self, *given)
            except BaseException as failure:
                self.failures.append(failure)

        thread = threading.Thread(target=watched)
        thread.start()
        return thread


def write(run: Run, number: int) -> None:
    """Transactions of 1 to 40 events: many commit at once, some stall after they drew their positions, one in five rolls back."""
    chance = random.Random(number)
    with psycopg.connect(run.dsn) as connection:
        for n in range(10**9):
            if time.monotonic() > run.deadline:
                return
            given = {"stream": f"com-{number:02}-{n}", "n": chance.choice([1, 1, 1, 2, 5, 40]), "payload": PAYLOAD}
            (positions,) = connection.execute(APPEND, given).fetchone() or ([],)
            time.sleep(chance.choice([0, 0, 0, 0, 0, 0, 0.003, 0.02, 0.15]))
            if chance.random() < 0.2:
                connection.rollback()
                run.rolled_back += 1
            else:
                connection.commit()
                run.committed.extend(positions)


def read(run: Run, journal: Journal, seen: list[Position], limit: int) -> None:
    while True:
        last_round = run.all_written
        batch = journal.feed(seen[-1] if seen else 0, limit)
        seen.extend(event.position for event in batch)
        if not batch and last_round:
            return


def read_naively(run: Run, seen: list[Position]) -> None:
    """What the horizon is for: a reader that takes whatever it sees."""
    with psycopg.connect(run.dsn, autocommit=True) as connection:
        while not run.all_written:
            rows = connection.execute(
                "select position from journal.events where position > %s order by position", (seen[-1] if seen else 0,)
            ).fetchall()
            seen.extend(position for (position,) in rows)


def write_and_read(dsn: str, seconds: float) -> None:
    run = Run(dsn, time.monotonic() + seconds)
    journals = [Journal(dsn) for _ in range(READERS)]
    seen: list[list[Position]] = [[] for _ in range(READERS)]
    naive: list[Position] = []
    readers = [run.start(read, journal, mine, limit) for journal, mine, limit in zip(journals, seen, (7, 100, 5000), strict=True)]
    readers.append(run.start(read_naively, naive))
    writers = [run.start(write, number) for number in range(WRITERS)]
    for thread in writers:
        thread.join()
    run.all_written = True
    for thread in readers:
        thread.join(timeout=120)
    for journal in journals:
        journal.close()
    assert run.failures == []
    committed = sorted(run.committed)
    lost = len(set(committed) - set(naive))
    print(f"{len(committed)} events committed, {run.rolled_back} transactions rolled back; a naive reader lost {lost}")
    for mine in seen:
        assert mine == committed
    assert lost > 0, "the writers never overtook each other: this run proved nothing"


def test_every_reader_gets_every_event_once_and_in_order(database: Databases) -> None:
    write_and_read(database.app, seconds=8)


@pytest.mark.slow
def test_every_reader_gets_every_event_once_and_in_order_for_longer(database: Databases) -> None:
    write_and_read(database.app, seconds=180)


def test_a_stalled_writer_holds_readers_back_and_no_further(database: Databases) -> None:
    journal = Journal(database.app)
    with psycopg.connect(database.app) as before, psycopg.connect(database.app) as stalled, psycopg.connect(database.app) as after:
        before.execute(APPEND, {"stream": "com-before", "n": 2, "payload": PAYLOAD})
        before.commit()
        stalled.execute(APPEND, {"stream": "com-stalled", "n": 2, "payload": PAYLOAD})
        after.execute(APPEND, {"stream": "com-after", "n": 2, "payload": PAYLOAD})
        after.commit()
        assert [event.position for event in journal.feed(0, 10)] == [1, 2]
        assert journal.head() == 2
        stalled.rollback()
    assert [event.position for event in journal.feed(0, 10)] == [1, 2, 5, 6]
    assert journal.head() == 6
    journal.close()


def test_a_writer_in_another_database_holds_nobody_back(database: Databases, new_database) -> None:
    journal = Journal(database.app)
    with new_database() as elsewhere, psycopg.connect(elsewhere.app) as stalled, psycopg.connect(database.app) as here:
        stalled.execute(APPEND, {"stream": "com-stalled", "n": 1, "payload": PAYLOAD})
        here.execute(APPEND, {"stream": "com-here", "n": 3, "payload": PAYLOAD})
        here.commit()
        assert journal.head() == 3
        stalled.rollback()
    journal.close()


def test_a_rolled_back_savepoint_leaves_no_hole_for_later(database: Databases) -> None:
    journal = Journal(database.app)
    with psycopg.connect(database.app) as writer:
        with writer.transaction():
            with writer.transaction(force_rollback=True):
                writer.execute(APPEND, {"stream": "com-undone", "n": 2, "payload": PAYLOAD})
            writer.execute(APPEND, {"stream": "com-kept", "n": 2, "payload": PAYLOAD})
            assert journal.feed(0, 10) == ()
    assert [event.position for event in journal.feed(0, 10)] == [3, 4]
    journal.close()
