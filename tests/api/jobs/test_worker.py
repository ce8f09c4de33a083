"""The worker in a real program: at the due moment, beside another, killed in the middle, and where something keeps failing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import psycopg
import pytest

from api.context import open_office
from api.jobs.state import state
from api.jobs.worker import Pace, Worker
from api.settings import REPOSITORY
from domain import policy
from projections.runner import Worker as Projections
from tests.api.jobs.conftest import NORTH, SOUTH, Town

BRISK = Pace(tick=0.1, look=1.0, beat=0.3, stalled=1.5)
A_PROGRAM = """
import sys, threading
from pathlib import Path
from api import migrate
from api.context import open_office
from api.jobs.worker import Pace, Worker
from api.settings import Settings
from projections.runner import Worker as Projections, make_ready
settings = Settings(home=Path(sys.argv[1]), clocks=False)
office = open_office(settings, migrate.connect(settings))
make_ready(office.databases.project)
with Projections(office.journal, office.databases.project):
    office.follows = True
    with Worker(office, pace=Pace(tick=0.1, look=1.0, beat=0.3, stalled=1.5)):
        threading.Event().wait()
"""


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Fails when it does not become true in time."""
    end = monotonic() + seconds
    while not true():
        assert monotonic() < end, "it never came"
        sleep(0.05)


def program(town: Town) -> subprocess.Popen[bytes]:
    """A worker in a process of its own, on the same database."""
    told = os.environ | {"MINQING_DATABASE_URL": str(town.office.databases.admin)}
    return subprocess.Popen([sys.executable, "-c", A_PROGRAM, str(town.office.settings.home)], cwd=REPOSITORY, env=told)


def counts(town: Town, streams: list[str]) -> list[int]:
    return [len(town.escalations(one)) for one in streams]


def escalated(town: Town) -> int:
    with town.office.app_pool.connection() as connection:
        (found,) = connection.execute("select count(*) from journal.events where name = 'ticket.escalated'").fetchone()
    return found


def clock_of(town: Town, clock: str, community: str) -> dict[str, object]:
    shown = state(town.office)["clocks"]
    return next((one for one in shown if (one["clock"], one["community"]) == (clock, community)), {})


@pytest.mark.rule("R22")
def test_a_breach_is_acted_on_when_it_happens_not_at_the_next_round(town: Town):
    """Given a ticket that is due in a moment, when nobody does anything, then it goes up within a second and a half."""
    town.community(NORTH, "runzhou", since=town.office.clock() - timedelta(days=30))
    (stream,) = town.report(NORTH, at=town.office.clock() - timedelta(hours=1))
    due_at = town.office.journal.read(stream)[0].body.due_at
    with Worker(town.office, pace=Pace(tick=0.2, look=1.0)):
        until(lambda: clock_of(town, "tickets", NORTH).get("next_at"))
        assert counts(town, [stream]) == [0]
        town.hands.move_to(due_at - timedelta(seconds=4))
        until(lambda: counts(town, [stream]) == [1], 15)
    (escalated,) = town.escalations(stream)
    assert timedelta() < escalated.body.at - due_at < timedelta(seconds=1.5)


def test_two_workers_share_the_work_and_nothing_is_done_twice(town: Town, tmp_path: Path):
    for code in (NORTH, SOUTH):
        town.community(code, "runzhou", since=town.office.clock() - timedelta(days=400))
    streams = town.report(NORTH, 20) + town.report(SOUTH, 20)
    with ExitStack() as stack:
        for _ in range(2):
            office = open_office(town.office.settings, town.office.databases)
            stack.callback(office.close)
            stack.enter_context(Projections(office.journal, office.databases.project))
            office.follows = True
            stack.enter_context(Worker(office, pace=BRISK))
        until(lambda: all(counts(town, streams)))
        sleep(2)  # a second round of both
    assert counts(town, streams) == [1] * 40
    with psycopg.connect(town.office.databases.jobs) as jobs:
        twice = "select count(*) from procrastinate_jobs group by queueing_lock having count(*) > 1"
        assert jobs.execute(twice).fetchall() == []


def test_killed_in_the_middle_the_next_program_does_the_rest_once(town: Town):
    """kill -9 while tickets are going up: the job is taken up again, and each of 150 stands escalated exactly once."""
    town.community(NORTH, "runzhou", since=town.office.clock() - timedelta(days=400))
    streams = town.report(NORTH, 150)
    first = program(town)
    try:
        until(lambda: escalated(town) >= 20, 60)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    done = sum(counts(town, streams))
    assert 20 <= done < 150, f"killed too late to be in the middle: {done}"
    with psycopg.connect(town.office.databases.jobs) as jobs:
        held = "select count(*) from procrastinate_jobs where status = 'doing' and queueing_lock like 'tickets/%'"
        assert jobs.execute(held).fetchone() == (1,)
    second = program(town)
    try:
        until(lambda: escalated(town) >= 150, 60)
        until(lambda: clock_of(town, "tickets", NORTH).get("outcome") in ("acted", "idle"))
    finally:
        second.terminate()
        second.wait()
    assert counts(town, streams) == [1] * 150


def waits(clock: dict[str, object]) -> bool:
    """For its next attempt."""
    return bool(clock["next_at"] > clock["ran_at"])  # type: ignore[operator]


def test_what_keeps_failing_in_one_community_is_tried_again_raises_an_alarm_and_keeps_nobody_else(town: Town, tmp_path: Path):
    """Given a community whose regulation was completed by the office, and the office's file is gone."""
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "runzhou.toml").write_text("effective = 2026-01-01\n", encoding="utf-8")
    policy.complete_from(folder)
    try:
        town.community(SOUTH, "runzhou", since=town.office.clock() - timedelta(days=400))
        south = town.report(SOUTH)
    finally:
        policy.complete_from(None)
    town.community(NORTH, "erenhot", since=town.office.clock() - timedelta(days=400))
    north = town.report(NORTH)
    with Worker(town.office, pace=BRISK):
        until(lambda: clock_of(town, "tickets", SOUTH).get("alarm") == "failing", 90)
        until(lambda: counts(town, north) == [1])
        broken = clock_of(town, "tickets", SOUTH)
        assert (broken["outcome"], broken["error"]) == ("failed", "ProfileUnknown policy.profile_unknown")
        until(lambda: waits(clock_of(town, "tickets", SOUTH)))  # but while an attempt is under way
        assert clock_of(town, "tickets", NORTH)["alarm"] is None
        assert counts(town, south) == [0]
        policy.complete_from(folder)
        try:
            until(lambda: counts(town, south) == [1], 90)
            until(lambda: clock_of(town, "tickets", SOUTH)["alarm"] is None, 90)
        finally:
            policy.complete_from(None)


def test_a_lost_connection_stops_the_worker_and_it_starts_again(town: Town):
    town.community(NORTH, "runzhou", since=town.office.clock() - timedelta(days=400))
    with Worker(town.office, pace=BRISK) as worker:
        until(lambda: clock_of(town, "tickets", NORTH) == {} and state(town.office)["workers"])
        with psycopg.connect(town.office.databases.admin, autocommit=True) as admin:
            cut = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'minqing_jobs'"
            admin.execute(cut)
        streams = town.report(NORTH, 3)
        until(lambda: counts(town, streams) == [1, 1, 1], 40)
        assert worker.is_alive
