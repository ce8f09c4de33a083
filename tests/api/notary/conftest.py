"""An installation whose journal is signed in several steps, seen by the owner of its database."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest

from api.databases import Databases
from api.notary import checking
from api.notary.checking import Asked, Looked
from api.notary.folder import Folder, Leaf
from api.notary.notary import Notary
from domain.community import Renamed
from domain.journal import Journal, Meta, Write

CODE = "321111009001"
META = Meta(actor="lin", role="planner", effective_at=datetime(2026, 5, 1, tzinfo=UTC), policy="runzhou@2014-04-24", correlation="c1")
OTHER_CODES = ("321111009002", "321111009003")
STEPS = 12


@dataclass(frozen=True)
class Signed:
    databases: Databases
    folder: Folder

    @property
    def leaves(self) -> list[Leaf]:
        return list(self.folder.leaves())

    def position(self, dice: random.Random) -> int:
        """Of any event that has one before and one after it."""
        return dice.choice(self.leaves[1:-1]).position

    @contextmanager
    def owned(self) -> Iterator[psycopg.Connection[Any]]:
        """As superuser, nothing in the way; undone at the end."""
        with psycopg.connect(self.databases.admin) as connection:
            connection.execute("alter table journal.events disable trigger append_only")
            try:
                yield connection
            finally:
                connection.rollback()


def until(true: Callable[[], object], seconds: float = 60) -> None:
    end = monotonic() + seconds
    while not true():
        assert monotonic() < end, "it never came"
        sleep(0.05)


def found(connection: psycopg.Connection[Any], folder: Folder, asked: Asked | None = None) -> list[Looked]:
    """What does not hold."""
    return [one for one in checking.verify(connection, folder, asked or Asked()) if not one.holds]


def rename(journal: Journal, times: int, code: str = CODE, reason: str = "重名") -> None:
    for _ in range(times):
        version = journal.versions([f"com-{code}"])[f"com-{code}"]
        journal.append([Write(f"com-{code}", version, [Renamed(name=f"锦绣{version}", reason=reason)])], replace(META, key=f"k-{version}"))


@pytest.fixture(scope="module")
def signed(own_database: Databases, tmp_path_factory: pytest.TempPathFactory) -> Signed:
    """A journal of a few streams, signed at once; then a community is renamed some times, each signed by itself."""
    journal = Journal(own_database.app)
    for code in (CODE, *OTHER_CODES):
        renamed = [Renamed(name="锦绣", reason=f"第{n}次") for n in range(10)]
        journal.append([Write(f"com-{code}", 0, renamed)], replace(META, correlation=code))
    return in_steps(own_database, Folder(tmp_path_factory.mktemp("notary")), journal)


def in_steps(databases: Databases, folder: Folder, journal: Journal) -> Signed:
    with Notary(databases.notary, folder) as notary:
        notary.turn()
        for _ in range(STEPS):
            rename(journal, 3)
            notary.turn()
    journal.close()
    return Signed(databases, folder)
