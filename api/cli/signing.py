"""What the commands of the notary and of proofs stand on: the journal as the notary reads it, and its folder. No key of personal data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.errors import LockNotAvailable

from api import migrate
from api.access import in_force, started, unsaid
from api.cli.console import log_to_standard_error, refusals, tell
from api.commands.acting import CLOCK
from api.commands.log_pages import CLAUSE
from api.context import CHINA, random_key
from api.databases import Databases, notary_alone
from api.notary import logs
from api.notary.checking import Looked
from api.notary.folder import Folder
from api.notary.notary import Notary
from api.settings import Settings
from api.vault import KeyringRefused, holding
from api.vault.opening import keys_of
from api.vault.refusals import KeysAbsent
from domain.journal import Journal, Meta
from domain.log_page import Log


@dataclass(frozen=True)
class Signing:
    """databases, settings: None where this machine has the notary's log-in alone."""

    dsn: str
    folder: Folder
    databases: Databases | None = None
    settings: Settings | None = None

    def notary(self) -> Notary:
        return Notary(self.dsn, self.folder, now)

    def connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.dsn, autocommit=True)

    def close_pages(self) -> None:
        """Of the logs beside the journal, as the clock does; nothing without the service's role, or while a log is written to."""
        if self.databases is None:
            return
        meta = Meta(actor=CLOCK.account, role=CLOCK.role, effective_at=now(), policy=None, correlation=random_key(), reason=CLAUSE)
        app, read = self.databases.app, self.databases.read
        with (
            closing(Journal(app)) as journal,
            psycopg.connect(app, autocommit=True) as connection,
            psycopg.connect(read, autocommit=True) as reading,
        ):
            for log in Log:
                with suppress(LockNotAvailable):
                    logs.close(journal, connection, reading, log, meta)

    def beside(self) -> list[Looked]:
        """What stands beside the journal, against it and the log of the door; nothing without the service's role."""
        if self.databases is None or self.settings is None:
            return []
        return [*self._at_the_door(self.databases, self.settings), *self._in_the_vault(self.databases, self.settings)]

    def _at_the_door(self, databases: Databases, settings: Settings) -> list[Looked]:
        """Accounts, their sessions, files of profiles."""
        with psycopg.connect(databases.app) as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ  # a change and what is told of it are seen together
            found = unsaid.unsaid(connection)
            told = [Looked(one.code, holds=False, position=one.position, facts={"account": one.account}) for one in found]
            other = started.changed(connection, settings.policies)
            told += [Looked("profiles.changed", holds=False, facts={"name": name}) for name in other]
            counted = unsaid.count(connection)
            if not found:
                told.append(Looked("account.hold_but" if counted.untold else "account.hold", facts=counted._asdict()))
            if not other:
                told.append(Looked("profiles.hold", facts={"count": len(started.noted(connection) or {})}))
            told += _settings(started.settings_noted(connection), in_force.walls(connection))
        return told

    def _in_the_vault(self, databases: Databases, settings: Settings) -> list[Looked]:
        """Keys that are not at hand are not unwrapped; none is made."""
        keys = None
        with suppress(KeyringRefused, KeysAbsent):
            keys = keys_of(settings, may_begin=False)
        with psycopg.connect(databases.keys) as vault, psycopg.connect(databases.app) as journal:
            found = holding.held(vault, journal, keys)
        if not found.wrong:
            unopened = found.keys if keys is None else found.unopened
            return [Looked("vault.hold_but" if unopened else "vault.hold", facts={"count": found.keys, "unopened": unopened})]
        return [_wrong(code, subjects) for code, subjects in found.wrong.items()]


def _settings(noted: tuple[dict[str, Any], datetime] | None, walls: str) -> list[Looked]:
    """What stands low is no fault: what the operator chose, told to whoever looks. Walls that are others than at the start are one."""
    if noted is None or "walls" not in noted[0]:  # none, or by an earlier release
        return [Looked("settings.untold")]
    told, at = noted
    names = in_force.weaker(told)
    facts = {"at": at} | ({"names": "、".join(names)} if names else {})
    held = Looked("walls.hold", facts={"at": at}) if told["walls"] == walls else Looked("walls.changed", holds=False, facts={"at": at})
    return [Looked("settings.weaker" if names else "settings.hold", facts=facts), held]


def _wrong(code: str, subjects: Mapping[str, int | None]) -> Looked:
    """Told of the first; how many there are."""
    subject, position = next(iter(subjects.items()))
    return Looked(code, holds=False, position=position, facts={"subject": subject, "count": len(subjects)})


@contextmanager
def signing() -> Iterator[Signing]:
    """Another user, or another machine, needs MINQING_NOTARY_DATABASE_URL and MINQING_NOTARY_FOLDER alone. Refusals: a problem, exit 1."""
    with refusals():
        settings = Settings()
        log_to_standard_error(settings)
        alone, folder = notary_alone(settings), Folder(settings.notary_home)
        if alone is not None:
            yield Signing(alone, folder)
            return
        databases = migrate.prepare(settings)
        yield Signing(databases.notary, folder, databases, settings)


def now() -> datetime:
    return datetime.now(UTC)


def tell_looked(one: Looked) -> None:
    facts = one.facts | {"position": one.position or one.facts.get("position")}
    if "at" in facts:
        facts["at"] = f"{facts['at'].astimezone(CHINA):%Y-%m-%d %H:%M}"
    tell(one.code, "✓ " if one.holds else "✗ ", **facts)
