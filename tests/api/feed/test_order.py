"""The feed skips nothing and doubles nothing: writers that overtake each other and roll back, readers that die and come again."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass

import psycopg
import pytest

from api.databases import Databases
from api.feed import reading
from api.feed.reading import Wanted
from domain.journal import Journal, Position
from projections import runner, trail
from tests.domain.test_journal_order import Run, write

WRITERS = 8
VIEWS = (trail.VIEW,)


@dataclass
class Reader:
    """Takes pages of any length; now and then it dies with a page that it did not finish, and begins again behind what it kept."""

    seed: int
    wanted: Wanted
    seen: list[Position]
    after: Position = 0
    deaths: int = 0

    def work(self, dsn: str, projecting: threading.Thread) -> None:
        chance = random.Random(self.seed)
        while True:
            last_round = not projecting.is_alive()
            with psycopg.connect(dsn, autocommit=True) as connection:
                while chance.random() > 0.02:
                    found = reading.page(connection, self.wanted, self.after, chance.choice([1, 7, 200, 5000]), reading.reached(connection))
                    if found.is_last and not found.rows and last_round:
                        return
                    self._keep(found, chance)

    def _keep(self, found: reading.Page, chance: random.Random) -> None:
        positions = [row[0] for row in found.rows]
        if positions and chance.random() < 0.2:
            self.deaths += 1
            kept = positions[: chance.randrange(len(positions))]
            self.after = kept[-1] if kept else self.after
        else:
            kept, self.after = positions, found.next
        self.seen += kept


def project(run: Run, databases: Databases, journal: Journal) -> None:
    while True:
        last_round = run.all_written
        runner.catch_up(journal, databases.project, VIEWS, batch=50)
        if last_round:
            return


def follow(databases: Databases, seconds: float) -> None:
    run, journal = Run(databases.app, time.monotonic() + seconds), Journal(databases.app)
    runner.make_ready(databases.project, VIEWS)
    one = ["com-03-1", "com-03-2", "com-05-7"]
    readers = [Reader(seed, Wanted(), []) for seed in range(3)] + [
        Reader(3, Wanted(communities=one), []),
        Reader(4, Wanted(names=["plan.%"]), []),
    ]
    writers = [run.start(write, number) for number in range(WRITERS)]
    projecting = run.start(project, databases, journal)
    reading_on = [run.start(lambda _, reader=reader: reader.work(databases.read, projecting)) for reader in readers]
    for thread in writers:
        thread.join()
    run.all_written = True
    for thread in (projecting, *reading_on):
        thread.join(timeout=120)
    assert run.failures == []
    committed = sorted(run.committed)
    theirs = {event.position for stream in one for event in journal.read(stream)}
    journal.close()
    assert run.rolled_back > 5 and len(committed) > 100 and sum(one.deaths for one in readers) > 5
    for reader in readers[:3]:
        assert reader.seen == committed
    assert readers[3].seen == sorted(theirs) and readers[4].seen == []


def test_readers_that_die_get_every_event_once_and_in_order(database: Databases) -> None:
    follow(database, seconds=3)


@pytest.mark.slow
def test_readers_that_die_get_every_event_once_and_in_order_for_longer(database: Databases) -> None:
    follow(database, seconds=60)


def test_a_filter_that_matches_nothing_moves_on(database: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "STRETCH", 10)
    journal = Journal(database.app)
    while journal.head() <= 10:
        write(Run(database.app, time.monotonic() + 0.2), 1)
    runner.catch_up(journal, database.project, VIEWS)
    head = journal.head()
    journal.close()
    with psycopg.connect(database.read, autocommit=True) as connection:
        horizon = reading.reached(connection)
        assert reading.page(connection, Wanted(names=["plan.%"]), 0, 5, horizon) == reading.Page([], head, True)
        assert reading.page(connection, Wanted(), head + 7, 5, horizon) == reading.Page([], head + 7, True)
