"""A journal as earlier releases left it: every version of every event that was ever stored is read, and shown as if written today."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from api.databases import Databases
from domain import schema, upcasts
from domain.envelope import Unreadable
from domain.journal import Journal
from projections import runner
from projections.rebuild import rebuild

FILES = Path(__file__).parent.parent / "golden" / "events"
BEFORE = ("ticket.reported", "ticket.accepted", "ticket.clock_stopped")
"""What must have happened to a ticket before its clock goes on or its deadline moves; everything else stands in its file's order."""
PUT = """
insert into journal.events (stream, version, name, event_version, payload, actor, role, effective_at, recorded_at, correlation, reason,
  document)
values (%(stream)s, %(at)s, %(name)s, %(version)s, %(payload)s, 'somebody', 'desk', now(), now(), 'an old release', '', '')
"""
LIFT = "update journal.events set event_version = %(version)s, payload = %(payload)s where stream = %(stream)s and version = %(at)s"


@dataclass(frozen=True)
class Old:
    """A stored event at its place in its stream."""

    stream: str
    at: int
    name: str
    version: int
    payload: bytes

    @property
    def body(self) -> schema.Event:
        return schema.load(self.name, self.version, self.payload)


def stored() -> list[Old]:
    """The golden payloads. Of every name the oldest version there is; all of a kind in one stream, tickets in that of the golden one."""
    oldest: dict[str, Path] = {}
    for file in sorted(FILES.glob("*.json"), key=_age):
        oldest.setdefault(file.stem.rpartition(".v")[0], file)
    ticket = json.loads(oldest["ticket.reported"].read_bytes())["ticket"]
    found, versions = [], dict[str, int]()
    for name in (*BEFORE, *(one for one in oldest if one not in BEFORE)):
        file = oldest[name]
        kind = name.partition(".")[0]
        stream = ticket if kind == "ticket" else f"old-{kind.replace('_', '')}"
        versions[stream] = versions.get(stream, 0) + 1
        found.append(Old(stream, versions[stream], name, _age(file)[1], file.read_bytes().strip()))
    return found


def _age(file: Path) -> tuple[str, int]:
    name, _, version = file.stem.rpartition(".v")
    return name, int(version)


@pytest.fixture
def journal(database: Databases) -> Iterator[Journal]:
    opened = Journal(database.app)
    yield opened
    opened.close()


def test_the_oldest_version_of_every_event_is_read_and_the_read_models_are_those_of_today(database: Databases, journal: Journal):
    """Given every event as it was first stored, when each is rewritten as today's release would store it, then a rebuild gives the very
    rows that were there before."""
    events = stored()
    assert {(one.name, one.version) for one in events} >= upcasts.LIFTS.keys()
    _put(database, PUT, events)
    runner.catch_up(journal, database.project)
    read = {(one.stream, one.version): one for one in journal.feed(0, 2 * len(events))}
    assert not [one for one in read.values() if isinstance(one.body, Unreadable)]
    assert {(one.stream, one.at): one.body for one in events} == {place: one.body for place, one in read.items()}
    lifted = [one for one in events if (one.name, one.version) in upcasts.LIFTS]
    with psycopg.connect(database.read) as connection:
        assert [one for one in runner.parked(connection) if one[1] in {old.stream for old in lifted}] == []
        shown = connection.execute("select ticket, number, kind from views.ticket_board_ticket").fetchall()
    first = next(one for one in events if one.name == "ticket.reported")
    assert shown == [(first.stream, json.loads(first.payload)["number"], "request")]
    _put(database, LIFT, [Old(one.stream, one.at, one.name, schema.version_of(one.body), schema.dump(one.body)) for one in lifted])
    report = rebuild(journal, database.project, check=True)
    assert report.equal, [one for one in report.tables if not one.equal]
    assert sum(table.rows for table in report.tables) > len(events)


def _put(database: Databases, statement: str, events: list[Old]) -> None:
    """As another release wrote them: past the append, which stores today's versions alone."""
    with psycopg.connect(database.admin) as owner:
        owner.execute("alter table journal.events disable trigger append_only")
        given = [{"stream": one.stream, "at": one.at, "name": one.name, "version": one.version, "payload": one.payload} for one in events]
        owner.cursor().executemany(statement, given)
