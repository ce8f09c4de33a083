"""A command that relies on a stream and one that writes it never decide past each other, however close they come."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import resources

import psycopg
import pytest

from api.databases import Databases
from domain import community, ticket
from domain.append_call import arguments, command
from domain.errors import StaleVersion
from domain.journal import Journal, Meta, Receipt, Unless, Write
from domain.schema import dump, load
from domain.sql_files import statement_in

HOUSEHOLD, WEST, EAST = "hh-0001", "com-321102004001", "com-321102004002"
META = Meta(actor="chen.jing", role="desk", effective_at=datetime(2024, 5, 1, 4, tzinfo=UTC), policy=None, correlation="c1")
RENAMED = community.Renamed(name="金山", reason="重名")
A_WHILE_S = 0.3


@pytest.fixture
def journal(database: Databases) -> Iterator[Journal]:
    opened = Journal(database.app)
    yield opened
    opened.close()


@contextmanager
def writing(database: Databases, writes: Sequence[Write]) -> Iterator[None]:
    """Another process has appended and not committed yet; it does at the end."""
    statement = statement_in("domain", "append_in_turn")
    with psycopg.connect(database.app) as connection:
        connection.cursor(binary=True).execute(statement, arguments([command(writes, META, "theirs", "", "{}", "{}")], None))
        yield


def appending(journal: Journal, writes: Sequence[Write], unless: Unless | None = None) -> Future[Receipt]:
    pool = ThreadPoolExecutor(1)
    asked = pool.submit(lambda: journal.append(writes, META, unless=unless))
    pool.shutdown(wait=False)
    time.sleep(A_WHILE_S)
    return asked


def test_who_relies_on_a_stream_waits_for_who_is_writing_it(database: Databases, journal: Journal) -> None:
    with writing(database, [Write(WEST, 0, [RENAMED])]):
        asked = appending(journal, [Write(HOUSEHOLD, 0, [RENAMED]), Write(WEST, 0, [])])
        assert not asked.done()
    with pytest.raises(StaleVersion) as stale:
        asked.result(10)
    assert stale.value.facts == {"stream": WEST, "expected": 0, "current": 1}
    assert journal.read(HOUSEHOLD) == ()


def test_who_writes_a_stream_waits_for_who_relies_on_it(database: Databases, journal: Journal) -> None:
    with writing(database, [Write(HOUSEHOLD, 0, [RENAMED]), Write(WEST, 0, [])]):
        asked = appending(journal, [Write(WEST, 0, [RENAMED])])
        assert not asked.done()
    assert asked.result(10).versions == {WEST: 1}


def test_those_who_rely_on_one_stream_do_not_wait_for_each_other(database: Databases, journal: Journal) -> None:
    with writing(database, [Write(HOUSEHOLD, 0, [RENAMED]), Write(WEST, 0, [])]):
        other = appending(journal, [Write("hh-0002", 0, [RENAMED]), Write(WEST, 0, [])])
        assert other.result(10).versions["hh-0002"] == 1


def reported(owner: str) -> ticket.Reported:
    path = resources.files("tests").joinpath("golden", "events", "ticket.reported.v2.json")
    event = load("ticket.reported", 2, path.read_bytes().strip())
    assert isinstance(event, ticket.Reported)
    return load("ticket.reported", 2, dump(event).replace(event.community.encode(), owner.encode()))


def test_who_must_see_everybody_is_stale_when_somebody_came_while_it_waited(database: Databases, journal: Journal) -> None:
    alone = Unless(frozenset({"ticket.reported"}), frozenset({WEST}), journal.head())
    with writing(database, [Write("tkt-0001", 0, [reported(WEST)]), Write(WEST, 0, [])]):
        asked = appending(journal, [Write(WEST, 0, [RENAMED])], alone)
    with pytest.raises(StaleVersion) as stale:
        asked.result(10)
    assert stale.value.facts == {"stream": "tkt-0001", "expected": 0, "current": 1}
    assert journal.read(WEST) == ()
    again = Unless(alone.names, alone.communities, journal.head())
    assert journal.append([Write(WEST, 0, [RENAMED])], META, unless=again).versions == {WEST: 1}


def test_who_came_in_another_community_makes_nobody_stale(journal: Journal) -> None:
    before = journal.head()
    journal.append([Write("tkt-0001", 0, [reported(EAST)])], META)
    receipt = journal.append([Write(WEST, 0, [RENAMED])], META, unless=Unless(frozenset({"ticket.reported"}), frozenset({WEST}), before))
    assert receipt.versions == {WEST: 1}


def test_after_a_merger_it_watches_every_community_it_keeps(journal: Journal) -> None:
    before = journal.head()
    journal.append([Write("tkt-0001", 0, [reported(EAST)])], META)
    with pytest.raises(StaleVersion):
        journal.append([Write(WEST, 0, [RENAMED])], META, unless=Unless(frozenset({"ticket.reported"}), frozenset({WEST, EAST}), before))
