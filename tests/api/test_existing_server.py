"""An existing server instead of the private cluster: a log-in without superuser rights is enough."""

from __future__ import annotations

import secrets

import psycopg
import pytest
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict

from api import migrate
from api.cluster import ServerUnavailable
from api.databases import Databases, Dsn
from api.settings import Settings

ROLES = ("minqing_owner", "minqing_append", "minqing_app", "minqing_project", "minqing_read", "minqing_jobs")
ROLES += ("minqing_community", "minqing_warden", "minqing_keys", "minqing_public")
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")


@pytest.fixture
def clerk(server: Dsn, template: str):
    """A log-in that may make roles and databases, nothing more, and its own empty database."""
    name = sql.Identifier(text := f"test_clerk_{secrets.token_hex(4)}")
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("create role {} login createrole createdb").format(name))
        admin.execute(sql.SQL("create database {} owner {}").format(name, name))
        yield server.with_(user=text, dbname=text)
        migrate.drop_database(server, text)
        admin.execute(sql.SQL("revoke {} from {}").format(sql.SQL(", ").join(map(sql.Identifier, ROLES)), name))
        admin.execute(sql.SQL("drop role {}").format(name))


def given_extensions(server: Dsn, clerk: Dsn) -> None:
    with psycopg.connect(server.with_(dbname=database_name(clerk)), autocommit=True) as admin:
        for name in EXTENSIONS:
            admin.execute(sql.SQL("create extension {}").format(sql.Identifier(name)))


def database_name(url: Dsn) -> str:
    return str(conninfo_to_dict(url)["dbname"])


def connect(url: Dsn, **more: str) -> Databases:
    return migrate.connect(Settings(database_url=str(url), _env_file=None, **more))


def test_a_plain_log_in_migrates_and_takes_each_role(server: Dsn, clerk: Dsn):
    given_extensions(server, clerk)
    databases = connect(clerk)
    assert migrate.migrate(databases) == migrate.shipped()
    for dsn, role in ((databases.owner, "minqing_owner"), (databases.app, "minqing_app"), (databases.read, "minqing_read")):
        with psycopg.connect(dsn) as connection:
            assert connection.execute("select session_user, current_user").fetchone() == (database_name(clerk), role)
    with psycopg.connect(databases.app) as app, pytest.raises(errors.InsufficientPrivilege):
        app.execute("drop table journal.migration")


def test_a_log_in_of_its_own_cannot_leave_its_role(server: Dsn, clerk: Dsn):
    given_extensions(server, clerk)
    databases = connect(clerk, app_database_url=str(clerk.with_(user="minqing_app")))
    migrate.migrate(databases)
    with psycopg.connect(databases.app) as app:
        app.execute("reset role")
        assert app.execute("select session_user, current_user").fetchone() == ("minqing_app", "minqing_app")
        with pytest.raises(errors.InsufficientPrivilege):
            app.execute("set role minqing_owner")


def test_missing_rights_are_one_sentence_and_no_change(clerk: Dsn):
    with pytest.raises(migrate.MigrationRefused, match="let an administrator create them"):
        migrate.migrate(connect(clerk))
    with psycopg.connect(clerk) as connection:
        assert connection.execute("select to_regnamespace('journal')").fetchone() == (None,)


def test_an_unreachable_server_is_one_sentence_without_the_password(clerk: Dsn):
    nowhere = clerk.with_(host="/nowhere", password="hunter2")
    with pytest.raises(ServerUnavailable, match="cannot reach the database") as refusal:
        migrate.migrate(connect(nowhere))
    assert "hunter2" not in str(refusal.value)


def test_a_malformed_address_is_one_sentence_without_the_password():
    with pytest.raises(ServerUnavailable, match="malformed address") as refusal:
        connect(Dsn("postgresql:/clerk:hunter2@db"))
    assert "hunter2" not in str(refusal.value)
