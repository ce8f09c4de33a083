"""What the commands of the notary and of proofs stand on: the journal as the notary reads it, and its folder. No key of personal data."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.errors import LockNotAvailable

from api import migrate
from api.access import started, unsaid
from api.cli.console import refusals
from api.commands.acting import CLOCK
from api.commands.log_pages import CLAUSE
from api.context import random_key
from api.databases import notary_alone
from api.notary import logs
from api.notary.checking import Looked
from api.notary.folder import Folder
from api.notary.notary import Notary
from api.settings import Settings
from domain.journal import Journal, Meta
from domain.log_page import Log


@dataclass(frozen=True)
class Signing:
    """app: of the service's role; None where this machine has the notary's log-in alone. policies: the office's folder of profiles."""

    dsn: str
    folder: Folder
    app: str | None = None
    policies: Path | None = None

    def notary(self) -> Notary:
        return Notary(self.dsn, self.folder, now)

    def connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.dsn, autocommit=True)

    def close_pages(self) -> None:
        """Of the logs beside the journal, as the clock does; nothing without the service's role, or while a log is written to."""
        if self.app is None:
            return
        meta = Meta(actor=CLOCK.account, role=CLOCK.role, effective_at=now(), policy=None, correlation=random_key(), reason=CLAUSE)
        with closing(Journal(self.app)) as journal, psycopg.connect(self.app, autocommit=True) as connection:
            for log in Log:
                with suppress(LockNotAvailable):
                    logs.close(journal, connection, log, meta)

    def beside(self) -> list[Looked]:
        """Accounts, sessions and files of profiles against the log of the door; nothing without the service's role."""
        if self.app is None:
            return []
        with psycopg.connect(self.app) as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ  # a change and what is told of it are seen together
            found = unsaid.unsaid(connection)
            told = [Looked(one.code, holds=False, position=one.position, facts={"account": one.account}) for one in found]
            other = started.changed(connection, self.policies)
            told += [Looked("profiles.changed", holds=False, facts={"name": name}) for name in other]
            counted = unsaid.count(connection)
            if not found:
                told.append(Looked("account.hold_but" if counted.untold else "account.hold", facts=counted._asdict()))
            if not other:
                told.append(Looked("profiles.hold", facts={"count": len(started.noted(connection) or {})}))
        return told


@contextmanager
def signing() -> Iterator[Signing]:
    """Another user, or another machine, needs MINQING_NOTARY_DATABASE_URL and MINQING_NOTARY_FOLDER alone. Refusals: a problem, exit 1."""
    logging.basicConfig(level="WARNING", format="%(levelname)s %(name)s %(message)s")
    with refusals():
        settings = Settings()
        alone, folder = notary_alone(settings), Folder(settings.notary_home)
        if alone is not None:
            yield Signing(alone, folder)
            return
        databases = migrate.prepare(settings)
        yield Signing(databases.notary, folder, databases.app, settings.policies)


def now() -> datetime:
    return datetime.now(UTC)
