"""Proves what came back: histories without holes, read models that a rebuild gives again, nobody signed in, erased who was erased."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import psycopg

from api import migrate
from api.backup.manifest import statement
from api.context import open_office
from api.databases import Databases
from api.notary.comparing import Reach, reach
from api.notary.folder import Folder
from api.settings import Settings
from domain.journal import Journal
from projections import rebuild, runner


@dataclass(frozen=True)
class Checked:
    """position, recorded_at: of the last event there. holes: streams whose versions are not 1, 2, 3 …

    rebuilt: the read models are what the journal gives. sessions: how many were ended. signed: how far it is what the notary signed;
    None where this machine has no notary's folder.
    """

    position: int
    recorded_at: datetime | None
    events: int
    holes: tuple[str, ...]
    rebuilt: bool
    sessions: int
    signed: Reach | None

    @property
    def is_whole(self) -> bool:
        return not self.holes and self.rebuilt and (self.signed is None or self.signed.bent is None)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"whole": self.is_whole}


def check(databases: Databases, with_keys: Settings | None, notary: Folder) -> Checked:
    """Ends every session: one that was revoked since would live again.

    with_keys: where the keys are there, who was erased since is erased again before anybody can read. notary: of the former installation.
    """
    migrate.migrate(databases)
    with psycopg.connect(databases.owner, autocommit=True) as connection:
        sessions = connection.execute("delete from accounts.session").rowcount
        holes = tuple(stream for (stream,) in connection.execute(statement("holes")))
        signed = reach(connection, notary)
        position, events, recorded_at = connection.execute(statement("head")).fetchone() or (0, 0, None)
    if with_keys is not None:
        open_office(with_keys, databases).close()
    journal = Journal(databases.app)
    try:
        runner.catch_up(journal, databases.project)
        rebuilt = rebuild.rebuild(journal, databases.project, check=True).equal
    finally:
        journal.close()
    return Checked(position, recorded_at, events, holes, rebuilt, sessions, signed)
