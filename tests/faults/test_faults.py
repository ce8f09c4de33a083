"""The quick form: each fault once, under load. What the desks were told stands in the journal once, and work goes on."""

from __future__ import annotations

import json
import random
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from api.context import random_key
from api.databases import LIMITS
from domain import schema
from domain.journal import Journal
from tests.faults.breaking import FAULTS, Fault
from tests.faults.ground import WRITING, Ground
from tests.faults.load import PATIENCE_S

pytestmark = pytest.mark.story
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_under_load(ground: Ground, name: str):
    """Given desks at work, when it breaks and comes again, then all they were told stands in the journal once, and work goes on."""
    fault: Fault = FAULTS[name]
    with ground.load() as load:
        load.until(5)
        fault(ground)
        load.until(5)
    ground.until_ready()
    ground.holds(load)
    key, ticket = next(reversed(load.tally.acknowledged.items()))
    assert load.again(key) == (ticket, "true")


def test_told_to_stop_it_answers_what_it_has_begun_and_is_gone_within_ten_seconds(ground: Ground):
    with ground.load() as load:
        load.until(5)
        stopped, began = ground.api, time.monotonic()
        stopped.kill(signal.SIGTERM)
        while stopped.is_alive:
            time.sleep(0.02)
        assert time.monotonic() - began < 10
        load.until(5)
    ground.holds(load)


def test_a_full_disk_is_told_and_nothing_acknowledged_is_lost(ground: Ground):
    """Given a disk on which nothing more fits, when there is room again, then work goes on with all that was acknowledged."""
    if not ground.is_small_disk:
        pytest.skip("a disk of its own can be mounted by root alone")
    filler = ground.cluster.folder / "filler"
    with ground.load() as load:
        load.until(5)
        before = load.tally.codes["503"] + load.tally.codes["lost"]
        with _full(filler):
            end = time.monotonic() + PATIENCE_S
            while load.tally.codes["503"] + load.tally.codes["lost"] < before + 3:
                assert time.monotonic() < end, load.tally.codes
                time.sleep(0.05)
        ground.server_restarts()
        load.until(5)
    ground.until_ready()
    ground.holds(load)


@contextmanager
def _full(filler: Path) -> Iterator[None]:
    """Whatever comes of it, there is room again afterwards. Unbuffered: what a buffer still holds fails once more when it is closed."""
    try:
        with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
            while True:
                file.write(b"\0" * 65536)
        yield
    finally:
        filler.unlink(missing_ok=True)


def test_a_stuck_writer_is_ended_and_holds_readers_back_no_longer(ground: Ground):
    """Given a writer that began and fell asleep, when its time is over, then the server ends it and the read models go on."""
    sleepy = ground.databases.app.with_options({"idle_in_transaction_session_timeout": "1s"})
    with psycopg.connect(sleepy) as stuck, ground.load() as load:
        stuck.execute(WRITING)
        assert stuck.execute("select journal.horizon()").fetchone() == (1,)
        load.until(5)
        time.sleep(1.2)
        with pytest.raises((errors.IdleInTransactionSessionTimeout, psycopg.OperationalError)):
            stuck.execute("select 1")
        ground.until_read()
        load.until(5)
    ground.holds(load)


def test_a_lock_that_is_kept_is_waited_for_and_then_told(ground: Ground):
    """Given somebody who locks the receipts for two seconds, then commands wait; and whoever may not wait so long is told."""
    impatient = ground.databases.app.with_options({"lock_timeout": "200ms"})
    with ground.load() as load:
        load.until(5)
        with ground.admin() as owner, owner.transaction():
            owner.execute("lock table journal.receipts in access exclusive mode")
            with psycopg.connect(impatient) as hasty, pytest.raises(errors.LockNotAvailable):
                hasty.execute("select count(*) from journal.receipts")
            time.sleep(2)
        load.until(5)
    ground.holds(load)


@pytest.mark.parametrize("role", ["app", "project", "read", "jobs", "owner"])
def test_no_role_may_wait_for_ever(ground: Ground, role: str):
    with psycopg.connect(getattr(ground.databases, role)) as connection:
        for name, limit in LIMITS[f"minqing_{role}"].items():
            query = "select (current_setting(%s)::interval, %s::interval)" if limit.endswith("s") and limit[:-1].isdecimal() else None
            if query:
                ((found, wanted),) = connection.execute(query, (name, limit)).fetchone() or ()
                assert found == wanted, name


def test_a_command_sent_by_eight_at_once_is_done_once(ground: Ground):
    with ground.load() as load:
        key = random_key()
        with ThreadPoolExecutor(8) as callers:
            told = set(callers.map(lambda _: load.again(key)[0], range(8)))
    assert len(told) == 1
    ground.holds(load)


def test_commands_that_come_late_and_in_any_order_keep_the_order_in_which_they_came(ground: Ground):
    """Given matters of the last ten days told in any order, then each is true since its day and recorded now, in the order they came."""
    days = random.sample(range(1, 11), 10)
    told = [ground.report(effective_at=ground.now() - timedelta(days=back)) for back in days]
    with ground.admin() as connection:
        query = "select stream, recorded_at::date - effective_at::date from journal.events where stream = any(%s) order by position"
        assert connection.execute(query, (told,)).fetchall() == list(zip(told, days, strict=True))


def test_a_program_whose_clock_is_ahead_writes_the_order_and_the_time_of_the_journal(ground: Ground):
    """Given two servers, one ten minutes ahead, then what is recorded carries the time of the database, whoever wrote it."""
    with ground.beside(ahead_s=600) as wrong, ground.load() as load, ground.load(address=wrong) as ahead:
        load.until(10)
        ahead.until(10)
    ground.holds(load)
    ground.holds(ahead)
    with ground.admin() as connection:
        query = "select count(*) from journal.events where recorded_at > clock_timestamp()"
        assert connection.execute(query).fetchone() == (0,)


def test_events_of_an_earlier_release_are_read_as_if_written_today(ground: Ground):
    """Given tickets as an earlier release stored them, then the running server answers for them and a rebuild reads them alike.

    Of all other events: tests/projections/test_old_events.py.
    """
    with ground.admin() as owner:
        query = "select payload from journal.events where name = 'ticket.reported' and event_version = 2 limit 20"
        payloads = [json.loads(bytes(payload)) for (payload,) in owner.execute(query).fetchall()]
    today = [one | {"ticket": f"tkt-{random_key()}", "number": f"旧-{n}"} for n, one in enumerate(payloads)]
    old = {one["ticket"]: {name: part for name, part in one.items() if name not in ("kind", "parent")} for one in today}
    ground.write_by_hand("ticket.reported", {stream: _JSON(payload).encode() for stream, payload in old.items()})
    ground.until_read()
    assert ground.get("/readyz").json()["parked"] == {}
    journal = Journal(ground.databases.app)
    read = [journal.read(stream)[0].body for stream in old]
    journal.close()
    assert read == [schema.load("ticket.reported", 2, _JSON(payload).encode()) for payload in today]
    shown = [ground.get(f"/api/tickets/{one['ticket']}").json() for one in today]
    assert [(one["ticket"], one["number"], one["kind"]) for one in shown] == [(one["ticket"], one["number"], "request") for one in today]


def test_afterwards_the_read_models_equal_a_rebuild_and_the_proofs_hold(ground: Ground):
    ground.equals_a_rebuild()
    ground.is_proven()


def test_a_poison_event_parks_its_stream_and_keeps_nobody_else(ground: Ground):
    """Given an event of a later release, then the server says that it is not whole, names where, and everybody else goes on."""
    with ground.load() as load:
        load.until(3)
        ground.write_by_hand("ticket.unheard_of", {f"tkt-{random_key()}": b"{}"})
        load.until(10)
        end = time.monotonic() + 30
        while not (told := ground.get("/readyz").json())["parked"]:
            assert time.monotonic() < end
            time.sleep(0.1)
    assert (told["ready"], told["checks"]["projections"], told["checks"]["database"]) == (False, False, True)
    assert all(count == 1 for count in told["parked"].values())
    ground.until_read()
    ground.holds(load)
