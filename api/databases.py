"""Connection strings, one for each role of the product.

On the private cluster the roles log in by themselves. On an existing server (`MINQING_DATABASE_URL`) everybody
logs in as the given user and starts with `role=minqing_…`; an operator who wants the walls to hold against the
session itself (no RESET ROLE) gives separate log-ins through `MINQING_APP_DATABASE_URL` and its sisters.
"""

from __future__ import annotations

from dataclasses import dataclass
from select import POLLIN, poll
from time import monotonic
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool, PoolTimeout
from pydantic import SecretStr

from api.settings import Settings

OWNER, APP, PROJECT, READ = "minqing_owner", "minqing_app", "minqing_project", "minqing_read"
COMMUNITY, WARDEN, JOBS = "minqing_community", "minqing_warden", "minqing_jobs"
NOTARY, KEYS, PUBLIC = "minqing_notary", "minqing_keys", "minqing_public"

_READING = {"idle_in_transaction_session_timeout": "60s", "statement_timeout": "30s", "default_transaction_read_only": "on"}
# A forgotten transaction holds the readers' horizon back (the journal's order), so none may sleep for long.
LIMITS = {
    OWNER: {"idle_in_transaction_session_timeout": "60s"},
    APP: {"idle_in_transaction_session_timeout": "60s", "statement_timeout": "60s", "lock_timeout": "10s"},
    KEYS: {"idle_in_transaction_session_timeout": "60s", "statement_timeout": "60s", "lock_timeout": "10s"},
    PROJECT: {"idle_in_transaction_session_timeout": "600s"},
    READ: _READING,
    COMMUNITY: _READING,
    WARDEN: _READING,
    PUBLIC: _READING,
    # the library of the queue names no schema
    JOBS: {
        "idle_in_transaction_session_timeout": "60s",
        "statement_timeout": "60s",
        "lock_timeout": "10s",
        "search_path": "jobs",
    },
    NOTARY: {"idle_in_transaction_session_timeout": "60s", "lock_timeout": "10s"},
}


class Dsn(str):
    """A libpq connection string whose repr never shows the password."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Dsn({self.masked!r})"

    @property
    def masked(self) -> str:
        parts = conninfo_to_dict(self)
        return make_conninfo(**parts | ({"password": "***"} if parts.get("password") else {}))

    def with_(self, **changed: str | None) -> Dsn:
        """None takes a part out."""
        return Dsn(make_conninfo(**conninfo_to_dict(self) | changed))

    def with_options(self, options: dict[str, str]) -> Dsn:
        """Add server settings that hold from the first statement of every session."""
        before = str(conninfo_to_dict(self).get("options") or "")
        return self.with_(options=" ".join([before, *(f"-c {key}={value}" for key, value in options.items())]).strip())


@dataclass(frozen=True)
class Databases:
    """One database seen by each role.

    admin: the log-in itself, for roles and extensions only. owner: owns every table, runs migrations.
    app: the running service. project: writes the schema `views`. read: reads all of `views`, read-only sessions. community, warden: the
    same, but only what a scope shows (api.row_walls). public: what is published (projections.published). jobs: the queue of the clocks.
    notary: reads the journal, publishes hashes and signatures. keys: the vault.
    """

    admin: Dsn
    owner: Dsn
    app: Dsn
    project: Dsn
    read: Dsn
    community: Dsn
    warden: Dsn
    public: Dsn
    jobs: Dsn
    notary: Dsn
    keys: Dsn


def on_private_cluster(server: Dsn, name: str) -> Databases:
    """server: the cluster's superuser, reachable through its private socket alone."""
    admin = server.with_(dbname=name)
    return Databases(
        admin=admin,
        owner=_set_role(admin, OWNER),
        app=_limited(admin.with_(user=APP), APP),
        project=_limited(admin.with_(user=PROJECT), PROJECT),
        read=_limited(admin.with_(user=READ), READ),
        community=_limited(admin.with_(user=COMMUNITY), COMMUNITY),
        warden=_limited(admin.with_(user=WARDEN), WARDEN),
        public=_limited(admin.with_(user=PUBLIC), PUBLIC),
        jobs=_limited(admin.with_(user=JOBS), JOBS),
        notary=_limited(admin.with_(user=NOTARY), NOTARY),
        keys=_limited(admin.with_(user=KEYS), KEYS),
    )


def on_existing_server(url: Dsn, settings: Settings) -> Databases:
    return Databases(
        admin=url,
        owner=_set_role(url, OWNER),
        app=_own_login(settings.app_database_url, APP) or _set_role(url, APP),
        project=_own_login(settings.project_database_url, PROJECT) or _set_role(url, PROJECT),
        read=_own_login(settings.read_database_url, READ) or _set_role(url, READ),
        community=_own_login(settings.community_database_url, COMMUNITY) or _set_role(url, COMMUNITY),
        warden=_own_login(settings.warden_database_url, WARDEN) or _set_role(url, WARDEN),
        public=_own_login(settings.public_database_url, PUBLIC) or _set_role(url, PUBLIC),
        jobs=_own_login(settings.jobs_database_url, JOBS) or _set_role(url, JOBS),
        notary=_own_login(settings.notary_database_url, NOTARY) or _set_role(url, NOTARY),
        keys=_own_login(settings.keys_database_url, KEYS) or _set_role(url, KEYS),
    )


def notary_alone(settings: Settings) -> Dsn | None:
    """The notary's own log-in, where it has one: all that a machine of its own needs to know of the database."""
    return _own_login(settings.notary_database_url, NOTARY)


def _own_login(url: SecretStr | None, role: str) -> Dsn | None:
    return None if url is None else _limited(Dsn(url.get_secret_value()), role)


def _set_role(login: Dsn, role: str) -> Dsn:
    return _limited(login.with_options({"role": role}), role)


def _limited(login: Dsn, role: str) -> Dsn:
    return login.with_options(LIMITS[role] | {"timezone": "UTC"}).with_(application_name=role)


class Pool(ConnectionPool[psycopg.Connection[Any]]):
    """Asks for a connection anew while somebody waits for one: the library's own attempts come ever later, and outlast an outage."""

    def getconn(self, timeout: float | None = None) -> psycopg.Connection[Any]:
        until = monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            try:
                return super().getconn(min(ANEW_S, max(0.001, until - monotonic())))
            except PoolTimeout:
                if monotonic() >= until:
                    raise


ANEW_S, WAIT_S = 1.0, 8.0
"""After how long a connection is asked for anew, and how long a caller waits in all."""
CONNECTIONS = 8
"""At most, of one role."""


def pooled(dsn: str, *, least: int = 1, opened: bool = True, **kwargs: Any) -> Pool:
    """Connections in autocommit. One that died with its server is noticed before somebody gets it."""
    return Pool(
        dsn,
        min_size=least,
        max_size=CONNECTIONS,
        open=opened,
        timeout=WAIT_S,
        reconnect_timeout=ANEW_S,
        check=_require_alive,
        # calls go to the connections in turn: a statement is prepared where it comes up again, not first after five times on each of them
        kwargs={"autocommit": True, "prepare_threshold": 1, **kwargs},
    )


def _require_alive(connection: psycopg.Connection[Any]) -> None:
    """A server that ended a session has said so: only where something waits to be read is it worth a way there and back."""
    unread = poll()
    unread.register(connection.fileno(), POLLIN)
    if unread.poll(0):
        ConnectionPool.check_connection(connection)
