"""Rows and position together, whatever happens in between."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import psycopg
import pytest
from psycopg import errors

from api.databases import Databases
from domain import community
from projections import runner
from projections.view import PositionMoved, ViewNewer, advance, positions, prepare
from tests.projections.counting import Counting, Refused, counts
from tests.projections.town import Town

A, B, C = (f"com-32111100100{n}" for n in (1, 2, 3))


def renamed(name: str = "新名") -> community.Renamed:
    return community.Renamed(name=name, reason="测试")


def catch_up(town: Town, view: Counting, batch: int = runner.BATCH) -> int:
    return runner.catch_up(town.journal, town.dsn_project, [view], batch=batch)


@pytest.fixture
def project(town: Town):
    with psycopg.connect(town.dsn_project, autocommit=True) as conn:
        yield conn


@pytest.mark.parametrize("batch", [1, 2, 3, 1000])
def test_every_event_is_applied_once(town: Town, batch: int):
    for stream in (A, B, A, C, A):
        last = town.tell(stream, renamed())
    told = []
    assert runner.catch_up(town.journal, town.dsn_project, [Counting()], lambda *at: told.append(at), batch=batch) == last.position
    assert counts(town.conn) == {A: 3, B: 1, C: 1}
    assert told[-1] == (last.position, last.position)
    assert catch_up(town, Counting(), batch) == last.position
    assert counts(town.conn) == {A: 3, B: 1, C: 1}


def test_an_empty_journal_is_caught_up_with(town: Town):
    assert catch_up(town, Counting()) == 0
    assert counts(town.conn) == {}


def test_two_runners_at_once_apply_nothing_twice(town: Town):
    for _ in range(60):
        town.tell(A, renamed())
    both = [threading.Thread(target=catch_up, args=(town, Counting(), 3)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert counts(town.conn) == {A: 60}


def test_a_runner_that_lost_the_race_writes_nothing(town: Town, project: psycopg.Connection):
    last = town.tell(A, renamed()).position
    batch = town.journal.feed(0, 10)
    prepare(project, [Counting()])
    advance(project, Counting(), 0, last, batch)
    with pytest.raises(PositionMoved):
        advance(project, Counting(), 0, last, batch)
    assert counts(town.conn) == {A: 1}


def test_rows_and_position_fall_back_together(town: Town, project: psycopg.Connection):
    town.tell(A, renamed())
    last = town.tell(B, renamed()).position
    prepare(project, [Counting()])
    with pytest.raises(Refused):
        advance(project, Counting(refuses=B), 0, last, town.journal.feed(0, 10))
    assert (counts(town.conn), positions(town.conn)) == ({}, {"counting": 0})


KILLED = """
import os, sys, psycopg
from domain.journal import Journal
from projections import runner
from tests.projections.counting import Counting
class Killed(Counting):
    def apply(self, conn, batch):
        super().apply(conn, batch)
        if batch[-1].position > 4:
            os.kill(os.getpid(), 9)
runner.catch_up(Journal(sys.argv[1]), sys.argv[2], [Killed()], batch=2)
"""


def test_a_runner_killed_inside_a_batch_leaves_whole_batches(town: Town, database):
    for _ in range(9):
        town.tell(A, renamed())
    killed = subprocess.run([sys.executable, "-c", KILLED, database.app, database.project], check=False, timeout=60)
    assert killed.returncode == -9
    assert (counts(town.conn), positions(town.conn)) == ({A: 4}, {"counting": 4})
    catch_up(town, Counting())
    assert counts(town.conn) == {A: 9}


def test_a_poison_event_parks_its_stream_and_the_others_go_on(town: Town, caplog: pytest.LogCaptureFixture):
    for stream in (A, B, A, C, B, A):
        last = town.tell(stream, renamed())
    broken = Counting(refuses=B)
    assert catch_up(town, broken) == last.position
    assert counts(town.conn) == {A: 3, C: 1}
    assert runner.parked(town.conn) == [("counting", B, 2, f"Refused: cannot apply {B}")]
    assert f"parked view=counting stream={B} pos=2 name=community.renamed" in caplog.text
    town.tell(B, renamed())
    town.tell(C, renamed())
    catch_up(town, broken)
    assert counts(town.conn) == {A: 3, C: 2}
    with pytest.raises(Refused):
        runner.unpark(town.journal, town.dsn_project, broken, B)
    assert len(runner.parked(town.conn)) == 1
    runner.unpark(town.journal, town.dsn_project, Counting(), B)
    assert (counts(town.conn), runner.parked(town.conn)) == ({A: 3, B: 3, C: 2}, [])
    with pytest.raises(runner.NotParked):
        runner.unpark(town.journal, town.dsn_project, Counting(), B)


def test_an_event_of_a_later_release_parks_its_stream_only(town: Town, database: Databases):
    town.tell(A, renamed())
    town.tell(B, renamed())
    with psycopg.connect(database.owner, autocommit=True) as owner:
        owner.execute("""
            insert into journal.events (stream, version, name, event_version, payload, actor, role, effective_at, recorded_at,
              correlation, reason, document)
            select stream, 2, 'community.unheard_of', 1, payload, actor, role, effective_at, recorded_at, correlation, reason, document
            from journal.events where stream like 'com-%1' and version = 1""")
    town.tell(B, renamed())
    catch_up(town, Counting())
    assert counts(town.conn) == {A: 1, B: 2}
    ((view, stream, _, error),) = runner.parked(town.conn)
    assert (view, stream) == ("counting", A)
    assert "community.unheard_of" in error


def test_a_broken_database_parks_nothing(town: Town, project: psycopg.Connection):
    town.tell(A, renamed())
    prepare(project, [Counting()])
    project.execute("drop table views.counting_line")
    with pytest.raises(errors.UndefinedTable):
        catch_up(town, Counting())
    assert (runner.parked(town.conn), positions(town.conn)) == ([], {"counting": 0})


def test_a_new_version_is_read_from_the_beginning(town: Town):
    town.tell(A, renamed())
    catch_up(town, Counting())
    town.tell(A, renamed())
    catch_up(town, Counting(version=2))
    assert counts(town.conn) == {A: 2}


def test_an_older_version_that_still_runs_writes_nothing(town: Town, project: psycopg.Connection):
    last = town.tell(A, renamed()).position
    prepare(project, [Counting(version=2)])
    with pytest.raises(PositionMoved):
        advance(project, Counting(version=1), 0, last, town.journal.feed(0, 10))
    with pytest.raises(PositionMoved):
        runner.follow(project, town.journal, [Counting(version=1)])
    with pytest.raises(ViewNewer):
        catch_up(town, Counting(version=1))
    assert counts(town.conn) == {}


def test_concurrent_starts_make_the_tables_once(town: Town):
    town.tell(A, renamed())
    wrong: list[Exception] = []

    def start():
        try:
            catch_up(town, Counting())
        except Exception as one:
            wrong.append(one)

    starts = [threading.Thread(target=start) for _ in range(6)]
    for one in starts:
        one.start()
    for one in starts:
        one.join()
    assert (wrong, counts(town.conn)) == ([], {A: 1})


def test_waiting_for_a_position(town: Town):
    last = town.tell(A, renamed()).position
    catch_up(town, Counting())
    runner.wait(town.conn, "counting", last, 0)
    assert runner.lag(town.conn, last + 3) == {"counting": 3}
    with pytest.raises(runner.ProjectionBehind) as behind:
        runner.wait(town.conn, "counting", last + 1, 0.05)
    assert behind.value.facts == {"view": "counting", "position": last + 1, "reached": last}


def test_the_worker_follows_the_journal(town: Town):
    with runner.Worker(town.journal, town.dsn_project, [Counting()]) as worker:
        for _ in range(3):
            last = town.tell(A, renamed()).position
            _eventually(lambda: positions(town.conn)["counting"] == last)  # noqa: B023
        assert worker.is_alive
    assert not worker.is_alive
    assert counts(town.conn) == {A: 3}


def test_the_worker_survives_a_lost_connection(town: Town, database):
    with runner.Worker(town.journal, town.dsn_project, [Counting()], idle_s=0.2) as worker:
        town.tell(A, renamed())
        _eventually(lambda: counts(town.conn) == {A: 1})
        with psycopg.connect(database.admin, autocommit=True) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'minqing_project'"
            )
        town.tell(A, renamed())
        _eventually(lambda: counts(town.conn) == {A: 2})
        assert worker.is_alive


def _eventually(holds, timeout: float = 10.0):
    until = time.monotonic() + timeout
    while True:
        try:
            if holds():
                return
        except (errors.UndefinedTable, KeyError):
            pass
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.01)
