"""Migrations run once, in order, and the roles they make keep to their own rooms."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from psycopg import errors, sql

from api import migrate
from api.databases import Databases, Dsn, on_private_cluster
from api.settings import Settings


def ask(dsn: Dsn, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(query).fetchall()


def ship(monkeypatch: pytest.MonkeyPatch, *migrations: migrate.Migration) -> None:
    monkeypatch.setattr(migrate, "shipped", lambda: migrations)


@pytest.fixture
def empty(server: Dsn):
    """A database nobody has migrated."""
    migrate.create_database(server, name := f"test_empty_{secrets.token_hex(4)}")
    yield on_private_cluster(server, name)
    migrate.drop_database(server, name)


def test_a_fresh_database_has_nothing_pending(database: Databases):
    assert migrate.pending(database) == ()
    assert migrate.migrate(database) == ()
    recorded = ask(database.owner, "select number, name, sha256 from journal.migration order by number")
    assert recorded == [(each.number, each.name, each.sha256) for each in migrate.shipped()]


def test_every_role_is_who_it_says(database: Databases):
    names = [ask(dsn, "select current_user") for dsn in (database.owner, database.app, database.project, database.read)]
    assert names == [[("minqing_owner",)], [("minqing_app",)], [("minqing_project",)], [("minqing_read",)]]


def test_concurrent_starts_migrate_once(empty: Databases):
    with ThreadPoolExecutor(4) as starts:
        answers = list(starts.map(migrate.migrate, [empty] * 4))
    assert sorted(map(len, answers)) == [0, 0, 0, len(migrate.shipped())]


def test_an_edited_migration_is_refused(database: Databases, monkeypatch: pytest.MonkeyPatch):
    first, *others = migrate.shipped()
    ship(monkeypatch, replace(first, text=first.text + b"-- one word more"), *others)
    with pytest.raises(migrate.MigrationRefused, match="0000 roles"):
        migrate.migrate(database)


def test_a_newer_database_is_refused(database: Databases):
    with psycopg.connect(database.owner) as connection:
        connection.execute("insert into journal.migration (number, name, sha256) values (9999, 'future', '')")
    with pytest.raises(migrate.MigrationRefused, match="9999"):
        migrate.migrate(database)


def test_a_number_that_comes_late_is_refused(empty: Databases, monkeypatch: pytest.MonkeyPatch):
    first, *_ = migrate.shipped()
    ship(monkeypatch, first, migrate.Migration(2, "second", b""))
    migrate.migrate(empty)
    ship(monkeypatch, first, migrate.Migration(1, "late", b""), migrate.Migration(2, "second", b""))
    with pytest.raises(migrate.MigrationRefused, match="0001"):
        migrate.migrate(empty)


def test_a_failing_migration_leaves_nothing_behind(database: Databases, monkeypatch: pytest.MonkeyPatch):
    broken = migrate.Migration(9000, "broken", b"create table views.half (id int); select 1/0")
    ship(monkeypatch, *migrate.shipped(), broken)
    with pytest.raises(errors.DivisionByZero):
        migrate.migrate(database)
    assert ask(database.owner, "select to_regclass('views.half')") == [(None,)]
    assert [each.name for each in migrate.pending(database)] == ["broken"]


def test_a_migration_belongs_to_the_owner(database: Databases, monkeypatch: pytest.MonkeyPatch):
    added = migrate.Migration(9000, "room", b"create table vault.room (id int primary key)")
    ship(monkeypatch, *migrate.shipped(), added)
    assert migrate.migrate(database) == (added,)
    assert ask(database.owner, "select tableowner from pg_tables where tablename = 'room'") == [("minqing_owner",)]
    with psycopg.connect(database.keys) as keys:
        keys.execute("insert into vault.room (id) values (1)")
    for stranger in (database.app, database.project, database.read):
        with pytest.raises(errors.InsufficientPrivilege):
            ask(stranger, "select id from vault.room")


@pytest.mark.parametrize("role", ["minqing_owner", "minqing_append", "minqing_project"])
def test_the_running_role_stays_who_it_is(database: Databases, role: str):
    if Settings().database_url:
        pytest.skip("without a log-in of its own the running role is only a SET ROLE: see api/databases.py")
    with psycopg.connect(database.app) as app, pytest.raises(errors.InsufficientPrivilege):
        app.execute(sql.SQL("set role {}").format(sql.Identifier(role)))


@pytest.mark.parametrize(
    "statement",
    [
        "create table public.mine (id int)",
        "create table journal.mine (id int)",
        "create table views.mine (id int)",
        "create schema mine",
        "create role mine",
        "create extension hstore",
        "update journal.migration set sha256 = ''",
        "delete from journal.migration",
        "drop schema vault cascade",
        "alter role minqing_app superuser",
        "alter schema journal owner to minqing_app",
        "set session_replication_role = replica",
        "select pg_read_file('/etc/passwd')",
        "copy (select 1) to program 'true'",
    ],
)
def test_the_running_role_cannot(database: Databases, statement: str):
    with psycopg.connect(database.app) as app, pytest.raises(errors.InsufficientPrivilege):
        app.execute(statement)


def test_the_projections_build_what_the_readers_read(database: Databases):
    with psycopg.connect(database.project) as project:
        project.execute("create table views.board (ticket int)")
        project.execute("insert into views.board (ticket) values (7)")
    assert ask(database.read, "select ticket from views.board") == [(7,)]
    with psycopg.connect(database.app) as app, pytest.raises(errors.InsufficientPrivilege):
        app.execute("select ticket from views.board")
    with psycopg.connect(database.read) as read, pytest.raises(errors.ReadOnlySqlTransaction):
        read.execute("insert into views.board (ticket) values (8)")


def test_a_rebuilt_table_is_readable_after_the_swap(database: Databases):
    with psycopg.connect(database.project) as project:
        project.execute("create table views_next.board (ticket int)")
        project.execute("alter table views_next.board set schema views")
    assert ask(database.read, "select ticket from views.board") == []


def test_functions_are_closed_until_granted(database: Databases):
    with psycopg.connect(database.owner) as owner:
        owner.execute("create function journal.answer() returns int language sql as 'select 42'")
    with pytest.raises(errors.InsufficientPrivilege):
        ask(database.app, "select journal.answer()")
