"""What the commands of the notary and of proofs stand on: the journal as the notary reads it, and its folder. No key of personal data."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

from api import migrate
from api.cli.console import refusals
from api.databases import notary_alone
from api.notary.folder import Folder
from api.notary.notary import Notary
from api.settings import Settings


@dataclass(frozen=True)
class Signing:
    dsn: str
    folder: Folder

    def notary(self) -> Notary:
        return Notary(self.dsn, self.folder, now)

    def connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.dsn, autocommit=True)


@contextmanager
def signing() -> Iterator[Signing]:
    """Another user, or another machine, needs MINQING_NOTARY_DATABASE_URL and MINQING_NOTARY_FOLDER alone. Refusals: a problem, exit 1."""
    logging.basicConfig(level="WARNING", format="%(levelname)s %(name)s %(message)s")
    with refusals():
        settings = Settings()
        yield Signing(notary_alone(settings) or migrate.prepare(settings).notary, Folder(settings.notary_home))


def now() -> datetime:
    return datetime.now(UTC)
