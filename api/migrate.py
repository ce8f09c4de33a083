"""Numbered, forward-only migrations of what cannot be rebuilt: `migrations/000N_name.sql`.

Each runs in one transaction as `minqing_owner`; those that make roles run as the log-in and say so in their first line. A database
remembers the SHA-256 of what it ran: a file that changed afterwards is refused, never run again.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

import psycopg
from psycopg import errors, sql

from api import cluster as clusters
from api.databases import OWNER, Databases, Dsn, on_existing_server, on_private_cluster
from api.settings import Settings

log = logging.getLogger(__name__)

ONE_AT_A_TIME = 0x6D696E71  # "minq": the advisory lock of everybody who migrates this database
# Roles are shared by all databases of a server, advisory locks are not: two first migrations may still meet there.
AS_LOG_IN = b"-- As the log-in:"
MEETING = (errors.UniqueViolation, errors.DuplicateObject, errors.InternalError_)


class MigrationRefused(RuntimeError):
    """The database does not fit these sources; nothing was changed."""


@dataclass(frozen=True)
class Migration:
    number: int
    name: str
    text: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text).hexdigest()

    @property
    def is_by_log_in(self) -> bool:
        """It makes roles, which the owner of the tables may not."""
        return self.number == 0 or self.text.startswith(AS_LOG_IN)


def prepare(settings: Settings) -> Databases:
    """Everything a start needs: the server runs, the database exists and is at the newest migration."""
    databases = connect(settings)
    migrate(databases)
    return databases


def connect(settings: Settings) -> Databases:
    """Addresses of the configured database; the private cluster is started and the database made when missing."""
    if settings.database_url is not None:
        try:
            return on_existing_server(Dsn(settings.database_url.get_secret_value()), settings)
        except psycopg.ProgrammingError:  # its text repeats the address, password included
            raise clusters.ServerUnavailable("数据库地址写法有误 / malformed address: MINQING_…DATABASE_URL") from None
    server = clusters.ensure_running(clusters.private_cluster(settings))
    create_database(server, settings.database_name)
    return on_private_cluster(server, settings.database_name)


def create_database(server: Dsn, name: str, template: str = "template0") -> bool:
    """False when it is there already."""
    with psycopg.connect(server, autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = %s", (name,)).fetchone() is not None:
            return False
        try:
            connection.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template)))
        except MEETING:
            return False
    return True


def drop_database(server: Dsn, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def shipped() -> tuple[Migration, ...]:
    """The migrations of these sources, in order. Raises MigrationRefused for a doubled number."""
    files = sorted((file for file in resources.files("api.migrations").iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    found = tuple(_migration(file) for file in files)
    if len({migration.number for migration in found}) < len(found):
        raise MigrationRefused("两个迁移用了同一编号 / two migrations carry one number")
    return found


def pending(databases: Databases) -> tuple[Migration, ...]:
    """What this database has not run yet. Raises MigrationRefused when its past is not that of these sources."""
    with _session(databases.admin) as connection:
        return _pending(connection)


def migrate(databases: Databases) -> tuple[Migration, ...]:
    """Run what is pending, each migration in its own transaction; answers with what was run now."""
    with _session(databases.admin) as connection:
        if not _pending(connection):
            return ()
        connection.execute("set lock_timeout = '60s'")
        connection.execute("select pg_advisory_lock(%s)", (ONE_AT_A_TIME,))
        todo = _pending(connection)
        for migration in todo:
            _apply(connection, migration)
        return todo


def _pending(connection: psycopg.Connection) -> tuple[Migration, ...]:
    files = shipped()
    applied = _applied(connection)
    if unknown := applied.keys() - {migration.number for migration in files}:
        raise MigrationRefused(f"数据库比程序新（迁移 {max(unknown)}）/ the database is newer than this program (migration {max(unknown)})")
    for migration in files:
        if applied.get(migration.number, migration.sha256) != migration.sha256:
            raise MigrationRefused(
                f"迁移 {migration.number:04} {migration.name} 执行后被改动，拒绝启动 / "
                f"migration {migration.number:04} {migration.name} was changed after it was applied"
            )
    todo = tuple(migration for migration in files if migration.number not in applied)
    if applied and todo and todo[0].number < max(applied):
        raise MigrationRefused(
            f"迁移 {todo[0].number:04} 晚于后面的编号出现 / migration {todo[0].number:04} appeared after later ones were applied"
        )
    return todo


def _migration(file: Traversable) -> Migration:
    number, _, name = file.name.removesuffix(".sql").partition("_")
    return Migration(int(number), name, file.read_bytes())


def _applied(connection: psycopg.Connection) -> dict[int, str]:
    if connection.execute("select to_regclass('journal.migration')").fetchone() == (None,):
        return {}
    return dict(connection.execute("select number, sha256 from journal.migration order by number").fetchall())


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    started = time.perf_counter()
    for attempt in range(5):
        try:
            _apply_once(connection, migration)
            break
        except MEETING:
            if not migration.is_by_log_in or attempt == 4:
                raise
            time.sleep(0.1 * (attempt + 1))
    ms = round((time.perf_counter() - started) * 1000)
    log.info("migrated number=%04d name=%s ms=%d", migration.number, migration.name, ms)


def _apply_once(connection: psycopg.Connection, migration: Migration) -> None:
    with connection.transaction():
        connection.execute("set local lock_timeout = '5s'")
        connection.execute("set local statement_timeout = '300s'")
        if not migration.is_by_log_in:
            connection.execute(sql.SQL("set local role {}").format(sql.Identifier(OWNER)))
        connection.execute(migration.text)
        connection.execute(
            "insert into journal.migration (number, name, sha256) values (%s, %s, %s)",
            (migration.number, migration.name, migration.sha256),
        )


@contextmanager
def _session(dsn: Dsn) -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(dsn, autocommit=True) as connection:
            yield connection
    except errors.InsufficientPrivilege as refused:
        raise MigrationRefused(
            f"数据库用户权限不足：需建立角色与扩展 postgis、btree_gist、pg_trgm（{refused.diag.message_primary}）/ "
            "the database user may not create the roles or the extensions postgis, btree_gist, pg_trgm: "
            "let an administrator create them or give a user who may"
        ) from refused
    except psycopg.OperationalError as unreachable:
        raise clusters.ServerUnavailable(f"连不上数据库 / cannot reach the database {dsn.masked}: {unreachable}") from unreachable
