"""The queue's tables are the library's, word for word, and its role moves jobs and nothing else."""

from __future__ import annotations

from importlib import resources

import psycopg
import pytest
from procrastinate.schema import SchemaManager
from psycopg import errors

from api import migrate
from api.databases import Databases


def test_the_migration_holds_the_schema_of_the_installed_release():
    """A newer release of the library brings changes to its tables: they want a migration of their own."""
    shipped = resources.files("api.migrations").joinpath("0008_jobs.sql").read_text("utf-8")
    assert SchemaManager.get_schema() in shipped


def test_a_database_of_before_gets_the_queue_when_it_is_migrated(server, monkeypatch: pytest.MonkeyPatch):
    from api.databases import on_private_cluster

    name = "test_before_jobs"
    migrate.drop_database(server, name)
    migrate.create_database(server, name)
    databases = on_private_cluster(server, name)
    try:
        everything = migrate.shipped()
        with monkeypatch.context() as before:
            before.setattr(migrate, "shipped", lambda: tuple(one for one in everything if one.number < 7))
            migrate.migrate(databases)
        assert [one.name for one in migrate.migrate(databases)][:2] == ["jobs_role", "jobs"]
        with psycopg.connect(databases.jobs) as jobs:
            assert jobs.execute("select count(*) from procrastinate_jobs").fetchone() == (0,)
    finally:
        migrate.drop_database(server, name)


@pytest.mark.parametrize(
    "statement",
    [
        "select payload from journal.events",
        "select key from journal.receipts",
        "delete from journal.receipts",
        "select wrapped from vault.subject_key",
        "select account from accounts.account",
        "create table jobs.mine (id int)",
        "alter table jobs.standing add column more int",
    ],
)
def test_the_role_of_the_queue_cannot(database: Databases, statement: str):
    with psycopg.connect(database.jobs) as jobs, pytest.raises(errors.InsufficientPrivilege):
        jobs.execute(statement)


@pytest.mark.parametrize("role", ["app", "project", "read"])
def test_nobody_else_sees_the_queue(database: Databases, role: str):
    with psycopg.connect(getattr(database, role)) as stranger, pytest.raises(errors.InsufficientPrivilege):
        stranger.execute("select count(*) from jobs.procrastinate_jobs")
