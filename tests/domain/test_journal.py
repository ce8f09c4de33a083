"""The journal against a real database: what is appended is what is read, once, whole, in order."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from api.databases import Databases
from domain import community, schema
from domain.envelope import Unreadable
from domain.errors import StaleVersion
from domain.journal import IdempotencyKeyReused, Journal, Meta, RecordingTimeRefused, Write

WEST, EAST = "com-321102004001", "com-321102004002"
NOON = datetime(2024, 5, 1, 4, tzinfo=UTC)


def by(**changed: object) -> Meta:
    meta = Meta(actor="chen.jing", role="planner", effective_at=NOON, policy="runzhou@2014-04-24", correlation="c1")
    return replace(meta, **changed)


def renamed(name: str, reason: str = "居民代表会议") -> community.Renamed:
    return community.Renamed(name=name, reason=reason)


@pytest.fixture
def journal(database: Databases) -> Iterator[Journal]:
    opened = Journal(database.app)
    yield opened
    opened.close()


def test_an_event_comes_back_with_its_envelope(journal: Journal) -> None:
    meta = by(causation="17", key="k1", reason="重名", document="润民〔2024〕3号")
    receipt = journal.append([Write(WEST, 0, [renamed("金山")], effective_at=NOON - timedelta(days=3))], meta)
    (event,) = journal.read(WEST)
    assert (event.position, event.stream, event.version, event.name) == (receipt.position, WEST, 1, "community.renamed")
    assert event.body == renamed("金山")
    assert event.meta == replace(meta, effective_at=NOON - timedelta(days=3))
    assert abs(event.recorded_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_all_streams_of_a_command_are_written_or_none(journal: Journal) -> None:
    journal.append([Write(EAST, 0, [renamed("东")])], by())
    with pytest.raises(StaleVersion) as stale:
        journal.append([Write(WEST, 0, [renamed("西")]), Write(EAST, 0, [renamed("东二")])], by())
    assert stale.value.facts == {"stream": EAST, "expected": 0, "current": 1}
    assert journal.read(WEST) == ()
    receipt = journal.append([Write(WEST, 0, [renamed("西")]), Write(EAST, 1, [renamed("东二"), renamed("东三")])], by())
    assert receipt.versions == {WEST: 1, EAST: 3}
    assert [event.body.name for event in journal.feed(0, 10)] == ["东", "西", "东二", "东三"]


def test_a_version_ahead_of_the_stream_leaves_no_gap(journal: Journal) -> None:
    with pytest.raises(StaleVersion):
        journal.append([Write(WEST, 4, [renamed("西")])], by())
    assert journal.head() == 0


def test_a_stream_only_relied_on_is_checked(journal: Journal) -> None:
    with pytest.raises(StaleVersion):
        journal.append([Write(WEST, 0, [renamed("西")]), Write(EAST, 3, [])], by())


def test_a_key_repeated_gives_the_first_answer_and_writes_nothing(journal: Journal) -> None:
    first = journal.append([Write(WEST, 0, [renamed("西")])], by(key="k"), answer={"id": WEST}, body_hash="h")
    again = journal.append([Write(WEST, 0, [renamed("西")])], by(key="k"), answer={"id": "other"}, body_hash="h")
    assert again == replace(first, replayed=True)
    assert again.answer == {"id": WEST}
    assert journal.receipt("k") == again
    assert len(journal.read(WEST)) == 1


@pytest.mark.parametrize("changed", [{"body_hash": "other"}, {"meta": by(key="k", actor="li.na")}])
def test_a_key_used_for_another_command_is_refused(journal: Journal, changed: dict) -> None:
    journal.append([Write(WEST, 0, [renamed("西")])], by(key="k"), body_hash="h")
    with pytest.raises(IdempotencyKeyReused):
        journal.append([Write(WEST, 1, [renamed("二")])], **{"meta": by(key="k"), "body_hash": "h"} | changed)
    assert len(journal.read(WEST)) == 1


def test_a_refused_command_leaves_its_key_free(journal: Journal) -> None:
    with pytest.raises(StaleVersion):
        journal.append([Write(WEST, 1, [renamed("西")])], by(key="k"))
    assert journal.receipt("k") is None
    assert not journal.append([Write(WEST, 0, [renamed("西")])], by(key="k")).replayed


def test_the_same_key_at_the_same_time_is_one_command(journal: Journal) -> None:
    start = threading.Barrier(8)
    receipts = []

    def send() -> None:
        start.wait()
        receipts.append(journal.append([Write(WEST, 0, [renamed("西")])], by(key="k"), body_hash="h"))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 8
    assert sum(not receipt.replayed for receipt in receipts) == 1
    assert len(journal.read(WEST)) == 1


def test_of_concurrent_writers_of_a_stream_one_wins(journal: Journal) -> None:
    start = threading.Barrier(8)
    verdicts = []

    def send(n: int) -> None:
        start.wait()
        try:
            journal.append([Write(WEST, 0, [renamed(f"第{n}名")])], by())
            verdicts.append("written")
        except StaleVersion as stale:
            verdicts.append(stale.facts["current"])

    threads = [threading.Thread(target=send, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(verdicts, key=str) == [1] * 7 + ["written"]


def test_a_command_without_events_but_with_a_key_is_answered_the_same_later(journal: Journal) -> None:
    journal.append([Write(WEST, 0, [renamed("西")])], by())
    first = journal.append([Write(WEST, 1, [])], by(key="k"), answer={"changed": False})
    journal.append([Write(WEST, 1, [renamed("二")])], by())
    assert journal.receipt("k") == replace(first, replayed=True)
    assert journal.append([Write(WEST, 2, [renamed("三")])], by(key="k")) == replace(first, replayed=True)


def test_many_streams_are_read_in_one_query(journal: Journal) -> None:
    journal.append([Write(WEST, 0, [renamed("西"), renamed("西二")]), Write(EAST, 0, [renamed("东")])], by())
    found = journal.read_many([WEST, EAST, "com-321102004003"])
    assert {stream: [event.version for event in events] for stream, events in found.items()} == {
        WEST: [1, 2],
        EAST: [1],
        "com-321102004003": [],
    }


def test_the_feed_goes_on_where_it_stopped(journal: Journal) -> None:
    journal.append([Write(WEST, 0, [renamed(str(n)) for n in range(25)])], by())
    seen, after = [], 0
    while batch := journal.feed(after, 10):
        seen += [event.body.name for event in batch]
        after = batch[-1].position
    assert seen == [str(n) for n in range(25)]
    assert after == journal.head()


def test_a_waiting_reader_is_woken_by_another_process(database: Databases, journal: Journal) -> None:
    other = Journal(database.app)
    threading.Timer(0.2, other.append, ([Write(WEST, 0, [renamed("西")])], by())).start()
    assert journal.wait_for(0, timeout=10) == 1
    assert journal.wait_for(1, timeout=0.05) == 1
    other.close()


def test_a_reader_whose_listening_connection_is_killed_still_wakes(database: Databases, journal: Journal) -> None:
    journal.wait_for(0, timeout=0.3)
    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen journal'")
    threading.Timer(0.2, journal.append, ([Write(WEST, 0, [renamed("西")])], by())).start()
    assert journal.wait_for(0, timeout=10) == 1


def test_a_live_journal_stamps_its_own_time(database: Databases) -> None:
    pretending = Journal(database.app, clock=lambda: NOON)
    with pytest.raises(RecordingTimeRefused):
        pretending.append([Write(WEST, 0, [renamed("西")])], by())
    assert pretending.head() == 0
    pretending.close()


def test_in_simulation_told_times_only_go_forward(database: Databases) -> None:
    with psycopg.connect(database.owner) as owner:
        owner.execute("update journal.mode set simulated = true")
    told = iter([NOON, NOON, NOON - timedelta(seconds=1)])
    simulated = Journal(database.app, clock=lambda: next(told))
    simulated.append([Write(WEST, 0, [renamed("西")])], by())
    simulated.append([Write(WEST, 1, [renamed("二")])], by())
    with pytest.raises(RecordingTimeRefused):
        simulated.append([Write(WEST, 2, [renamed("三")])], by())
    assert [event.recorded_at for event in simulated.read(WEST)] == [NOON, NOON]
    simulated.close()


def test_writes_to_one_stream_continue_each_other(journal: Journal) -> None:
    sooner, later = NOON - timedelta(days=2), NOON - timedelta(days=1)
    writes = [Write(WEST, 0, [renamed("西")], sooner), Write(EAST, 0, [renamed("东")]), Write(WEST, 1, [renamed("二")], later)]
    assert journal.append(writes, by()).versions == {WEST: 2, EAST: 1}
    assert [event.meta.effective_at for event in journal.read(WEST)] == [sooner, later]
    with pytest.raises(ValueError, match="does not continue"):
        journal.append([Write(WEST, 2, [renamed("三")]), Write(WEST, 2, [renamed("四")])], by())


def test_an_effective_time_without_a_zone_is_refused(journal: Journal) -> None:
    with pytest.raises(ValueError, match="time zone"):
        journal.append([Write(WEST, 0, [renamed("西")])], by(effective_at=datetime(2024, 5, 1)))


def test_an_event_that_cannot_be_read_does_not_hide_the_others(journal: Journal) -> None:
    journal.append([Write(WEST, 0, [renamed("西")])], by())
    journal.recorder.insert_events(
        [
            StoredEvent(EAST, 1, "os:system", b"{}"),
            StoredEvent(EAST, 2, "community.renamed", b"{}"),
            StoredEvent(EAST, 3, "plan.approved@9", b""),
        ]
    )
    journal.append([Write(WEST, 1, [renamed("二")])], by())
    with pytest.raises(schema.UnknownEvent):
        journal.feed(0, 10)
    bodies = [event.body for event in journal.feed(0, 10, tolerant=True)]
    assert [isinstance(body, Unreadable) for body in bodies] == [False, True, True, True, False]
    assert [body.why.split(":")[0] for body in bodies[1:4]] == ["UnknownEvent", "PayloadBroken", "UnknownEvent"]


def test_psql_reads_the_payload_as_json(database: Databases, journal: Journal) -> None:
    journal.append([Write(WEST, 0, [renamed("金山")])], by())
    with psycopg.connect(database.app) as app:
        assert app.execute("select payload ->> 'name' from journal.readable").fetchone() == ("金山",)
