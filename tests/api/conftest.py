"""An installation with its people, and callers who speak whole HTTP as one of them."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient

from api import accounts
from api.app import create_app
from api.context import Office, open_office
from api.databases import Databases
from api.serving import spoken
from api.settings import Settings
from tests.api.cli import Desk
from tests.api.estate import write
from tests.people import OFFICE, PASSWORD, Named


@dataclass
class Caller:
    """Whole HTTP as one person: reads its own writes, and gives each command its own idempotency key."""

    client: TestClient
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **params: Any) -> Any:
        answer = self.client.get(path, params=params, headers=self.headers)
        return answer

    def post(self, path: str, body: Any = None, *, key: str | None = None, seen: int | None = None, prefer: str = "", **more: Any) -> Any:
        headers = self.headers | {"Idempotency-Key": key or secrets.token_hex(8)} | ({"Prefer": prefer} if prefer else {})
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        answer = self.client.post(path, json=body if not more else None, headers=headers, **more)
        if position := answer.headers.get("X-Journal-Position"):
            self.client.headers["X-Journal-Position"] = position
        return answer


@dataclass
class Site:
    """A running installation. as_: a caller signed in as that person; without one, the public."""

    office: Office
    client: TestClient

    def as_(self, person: Named | None = None) -> Caller:
        if person is None:
            return Caller(self.client)
        answer = self.client.post("/api/session", json={"account": person.account, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        self.client.cookies.clear()
        return Caller(self.client, {"Authorization": f"Bearer {answer.json()['token']}"})


@contextmanager
def running(databases: AbstractContextManager[Databases], home: Path, **more: Any) -> Iterator[Site]:
    """An installation whose office has accounts; wardens get theirs when enrolled. more: settings."""
    with databases as opened:
        office = open_office(Settings(home=home, clocks=False, pace=False, **more), opened)
        with office.app_pool.connection() as connection:
            for person in OFFICE:
                accounts.open_account(connection, person.account, person.role, PASSWORD, office.clock(), name=person.name)
        with TestClient(create_app(office=office)) as client:
            yield Site(office, client)
        office.close()


@pytest.fixture(scope="module")
def site(new_database: Callable[[], AbstractContextManager[Databases]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One installation for a module: its tests tell one story, in order."""
    with running(new_database(), tmp_path_factory.mktemp("home")) as opened:
        yield opened


@contextmanager
def listening(site: Site) -> Iterator[str]:
    """The same application at a port of this machine, for clients that speak to one."""
    server = uvicorn.Server(uvicorn.Config(site.client.app, port=0, lifespan="off", **spoken()))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    with listening(site) as where:
        yield where


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def own_database(new_database: Callable[[], AbstractContextManager[Databases]]) -> Iterator[Databases]:
    with new_database() as databases:
        yield databases


@pytest.fixture(scope="module")
def desk(own_database: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The command line, in a home and on a database of its own."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MINQING_DATABASE_URL", own_database.admin)
        environment.setenv("MINQING_HOME", str(tmp_path_factory.mktemp("home")))
        yield Desk()


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A planner's file of 24 slabs, 960 dwellings."""
    return write(tmp_path_factory.mktemp("files"))
