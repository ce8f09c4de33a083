"""An installation made to be broken: a durable server of its own, programs that are killed and come again, and what must hold."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg

from api import accounts, migrate
from api import cluster as clusters
from api.access.signing_in import sign_in
from api.cluster import Cluster
from api.commands import territory
from api.context import Actor, open_office, random_key
from api.databases import Databases, Dsn, on_private_cluster
from api.notary import checking
from api.notary.folder import Folder
from api.settings import REPOSITORY, Settings
from domain.journal import Journal
from domain.policy import PolicyProfile
from projections import rebuild, runner
from tests.faults.line import SOCKET, Line
from tests.faults.load import Load
from tests.faults.port import bound
from tests.people import PASSWORD, desk_chen

CODE = "321111003001"
PROFILE = "runzhou"
TICKETS = f"/api/communities/{CODE}/tickets"
CATEGORY = next(iter(PolicyProfile.load(PROFILE).categories))
SQL = """
select split_part(key, ':', 2), count(*) filter (where name = 'ticket.reported'), max(stream) filter (where name = 'ticket.reported')
from journal.events
where key like 'chen:%'
group by key
"""
# journal.horizon: readers stop below whoever holds this; 19793 is the mark of writers
WRITING = "select pg_advisory_xact_lock_shared((19793::bigint << 48) | 1)"
BY_HAND = """
insert into journal.events (stream, version, name, event_version, payload, actor, role, effective_at, recorded_at, correlation, reason,
  document)
values (%s, 1, %s, 1, %s, 'later', 'desk', now(), now(), 'by hand', '', '')
"""
HOLES = "select stream from journal.events group by stream having count(*) <> max(version) or min(version) <> 1"


@dataclass(frozen=True)
class Killed(Cluster):
    """A server that will be killed: the system's memory of its files outlives kill -9, so what it has not flushed is not lost.

    Whether the disk keeps what it was told to flush is not tried here.
    """

    @property
    def settings(self) -> Mapping[str, str]:
        return super().settings | {"fsync": "off"}


@dataclass
class Program:
    """One forked program, started again whenever it is gone as long as it is wanted."""

    pid: int
    asked: dict[str, Any]
    _held: int | None = field(init=False, default=None)
    """Names this process alone: its number may be another's as soon as it is dead. None: it was dead before it could be held."""

    def __post_init__(self) -> None:
        with suppress(ProcessLookupError):
            self._held = os.pidfd_open(self.pid)

    @property
    def is_alive(self) -> bool:
        if self._held is None:
            return False
        ended = select.poll()
        ended.register(self._held, select.POLLIN)
        return not ended.poll(0)

    def kill(self, sign: int = signal.SIGKILL) -> None:
        if self._held is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._held, sign)

    def __del__(self) -> None:
        if self._held is not None:
            os.close(self._held)


@dataclass
class Ground:
    """armed: by point of a command, what happens at the next append that reaches it."""

    cluster: Cluster
    home: Path
    is_small_disk: bool = False
    armed: dict[str, Callable[[], bool]] = field(default_factory=dict)
    _closing: ExitStack = field(default_factory=ExitStack)

    def prepare(self) -> None:
        """The server, the database, a community, a desk that is signed in; the line and the programs."""
        self._closing.callback(clusters.destroy, self.cluster)
        self.databases = self._databases()
        migrate.migrate(self.databases)
        office = open_office(Settings(home=self.home, clocks=False), self.databases)
        territory.register_community(office.ctx(Actor("he", "admin")), CODE, "锦绣社区", PolicyProfile.load(PROFILE))
        with office.app_pool.connection() as connection:
            accounts.open_account(connection, desk_chen.account, desk_chen.role, PASSWORD, office.clock(), name="陈静")
        self.token = sign_in(office, desk_chen.account, PASSWORD).token
        office.close()
        upstream = str(self.cluster.socket / SOCKET)
        self._folder = self.home / "line"
        self._folder.mkdir()
        self.line = Line(self._folder, upstream, b"ticket.reported", self._at_append, role=b"minqing_app")
        self._closing.callback(self.line.close)
        program = [sys.executable, "-m", "tests.faults.nursery"]
        nursery = subprocess.Popen(program, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._nursery = self._closing.enter_context(nursery)
        self._closing.callback(nursery.terminate)
        self._forking = threading.Lock()
        self.port = self._port()
        self.api = self.start("serve")
        self._keeping = threading.Event()
        keeper = threading.Thread(target=self._keep, daemon=True)
        keeper.start()
        self._closing.callback(self.stop_api, keeper)
        self.until_ready()

    def close(self) -> None:
        self._closing.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def load(self, callers: int = 3, address: str = "") -> Load:
        return Load(address or self.address, TICKETS, self.token, CATEGORY, callers)

    @contextmanager
    def beside(self, **more: Any) -> Iterator[str]:
        """A second server of the same installation; its address."""
        other = self.start("serve", port=self._port(), signs=False, **more)
        address = f"http://127.0.0.1:{other.asked['port']}"
        self.until_ready(address=address)
        yield address
        other.kill()

    def report(self, *, effective_at: datetime) -> str:
        body = {"category": CATEGORY, "text": "路灯不亮", "effective_at": effective_at.isoformat()}
        answer = httpx.post(self.address + TICKETS, json=body, headers=self._who | {"Idempotency-Key": random_key()}, trust_env=False)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["ticket"])

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.address + path, headers=self._who, timeout=20, trust_env=False)

    @property
    def _who(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def now(self) -> datetime:
        return datetime.now(UTC)

    def start(self, role: str, **more: Any) -> Program:
        """A program of the installation, behind the line."""
        url = self.databases.admin.with_(host=str(self._folder))
        asked = {"role": role, "home": str(self.home), "url": str(url), "port": self.port} | more
        assert self._nursery.stdin and self._nursery.stdout
        with self._forking:
            self._nursery.stdin.write(json.dumps(asked) + "\n")
            self._nursery.stdin.flush()
            return Program(int(self._nursery.stdout.readline()), asked)

    def until_read(self, seconds: float = 60.0) -> None:
        """The read models have applied everything that is recorded by now, whatever others record meanwhile."""
        journal, end = Journal(self.databases.app), time.monotonic() + seconds
        head = journal.head()
        journal.close()
        with psycopg.connect(self.databases.read, autocommit=True) as connection:
            while behind := {view: count for view, count in runner.lag(connection, head).items() if count}:
                assert time.monotonic() < end, f"the read models stay behind: {behind}"
                time.sleep(0.05)

    def until_ready(self, seconds: float = 60.0, address: str = "") -> None:
        """The server says that it is ready: database, migrations, read models."""
        end = time.monotonic() + seconds
        while not _is_ready(address or self.address):
            assert time.monotonic() < end, "it did not get ready again"
            time.sleep(0.02)

    def stop_api(self, keeper: threading.Thread) -> None:
        self._keeping.set()
        keeper.join()
        self.api.kill()

    def at_next(self, point: str, act: Callable[[], bool]) -> threading.Event:
        """act: at the next append that reaches the point; False cuts the line there. The event is set once it happened."""
        happened = threading.Event()

        def once() -> bool:
            happened.set()
            return act()

        self.armed[point] = once
        return happened

    def server_restarts(self) -> None:
        clusters.ensure_running(self.cluster)

    def admin(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.databases.admin, autocommit=True)

    def write_by_hand(self, name: str, payloads: Mapping[str, bytes]) -> None:
        """First events of streams as another release wrote them, in the manner of writers: readers wait until they are there."""
        with self.admin() as connection, connection.transaction():
            connection.execute(WRITING)
            connection.cursor().executemany(BY_HAND, [(stream, name, payload) for stream, payload in payloads.items()])

    def lost_and_doubled(self, load: Load) -> tuple[list[str], list[str]]:
        """Acknowledged commands that do not stand in the journal as they were acknowledged, and commands that stand there twice."""
        with self.admin() as connection:
            found = {key: (count, ticket) for key, count, ticket in connection.execute(SQL)}
        lost = [key for key, ticket in load.tally.acknowledged.items() if found.get(key, (0, ""))[1] != ticket]
        return lost, [key for key, (count, _) in found.items() if count > 1]

    def holds(self, load: Load) -> None:
        """No acknowledged event lost, none doubled, no hole in a history, nothing refused that was not wrong."""
        lost, doubled = self.lost_and_doubled(load)
        assert (lost, doubled) == ([], [])
        assert load.tally.refused == []
        with self.admin() as connection:
            assert connection.execute(HOLES).fetchall() == []

    def is_proven(self) -> None:
        """Everything stands as the notary signed it."""
        with psycopg.connect(self.databases.notary, autocommit=True) as connection:
            looked = checking.verify(connection, Folder(self.home / "notary"), checking.Asked([], []))
        assert [one for one in looked if not one.holds] == []

    def equals_a_rebuild(self) -> None:
        journal = Journal(self.databases.app)
        try:
            report = rebuild.rebuild(journal, self.databases.project, check=True)
        finally:
            journal.close()
        assert report.equal, [one for one in report.tables if not one.equal]

    def _databases(self) -> Databases:
        server: Dsn = clusters.ensure_running(self.cluster)
        migrate.create_database(server, "minqing")
        return on_private_cluster(server, "minqing")

    def _port(self) -> int:
        held = self._closing.enter_context(bound())
        return int(held.getsockname()[1])

    def _at_append(self, point: str) -> bool:
        act = self.armed.pop(point, None)
        return True if act is None else act()

    def _keep(self) -> None:
        """What systemd does: the server is there again at once."""
        while not self._keeping.is_set():
            if not self.api.is_alive:
                self.api = self.start("serve")
            self._keeping.wait(0.02)


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=5, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False
