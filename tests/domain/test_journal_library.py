"""The library's own recorder tests, and one of its applications, on our journal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import IntegrityError, ProgrammingError
from eventsourcing.postgres import PostgresDatastore
from eventsourcing.tests.persistence import ApplicationRecorderTestCase
from psycopg.conninfo import conninfo_to_dict

from api.databases import Databases
from domain.recorder import Datastore, Recorder


@pytest.fixture
def datastore(database: Databases) -> Iterator[Datastore]:
    with Datastore(database.app) as opened:
        yield opened


class TestRecorder(ApplicationRecorderTestCase[Recorder]):
    """The library's suite for its own recorders, each case on a database of its own."""

    @pytest.fixture(autouse=True)
    def _database(self, datastore: Datastore) -> Iterator[None]:
        self.recorder = Recorder(datastore)
        yield
        self.recorder.bell.close()

    def new_originator_id(self) -> str:
        return f"hh-{uuid4().hex[:16]}"

    def create_recorder(self) -> Recorder:
        return self.recorder

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


def test_the_librarys_database_function_is_refused(database: Databases) -> None:
    given = conninfo_to_dict(database.app)
    unsafe = PostgresDatastore(
        given["dbname"], given["host"], "5432", given["user"], "", originator_id_type="text", enable_db_functions=True
    )
    with unsafe, pytest.raises(ProgrammingError, match="loses events"):
        Recorder(unsafe)


def test_the_library_does_not_make_tables(datastore: Datastore) -> None:
    with pytest.raises(ProgrammingError, match="CREATE_TABLE=no"):
        Recorder(datastore).create_table()


class Door(Aggregate):
    """An aggregate of the library, with a text id as our streams have."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.rings: list[str] = []

    @event("Rung")
    def ring(self, who: str) -> None:
        self.rings.append(who)


def test_an_application_of_the_library_runs_on_the_journal(database: Databases) -> None:
    given = conninfo_to_dict(database.app)
    environment = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "APPLICATION_RECORDER_TOPIC": "domain.journal:Recorder",
        "POSTGRES_DBNAME": given["dbname"],
        "POSTGRES_HOST": given["host"],
        "POSTGRES_PORT": given.get("port", "5432"),
        "POSTGRES_USER": given["user"],
        "POSTGRES_PASSWORD": given.get("password", os.environ.get("PGPASSWORD", "")),
        "POSTGRES_SCHEMA": "journal",
        "ORIGINATOR_ID_TYPE": "text",
        "CREATE_TABLE": "no",
    }
    with Application(env=environment) as application:
        door = Door("502")
        door.ring("网格员")
        door.ring("邻居")
        application.save(door)
        assert application.repository.get(door.id).rings == ["网格员", "邻居"]
        assert [notification.originator_version for notification in application.recorder.select_notifications(1, 10)] == [1, 2, 3]
        door.ring("再来")
        stale = application.repository.get(door.id, version=2)
        stale.ring("迟到")
        with pytest.raises(IntegrityError):
            application.save(stale)
