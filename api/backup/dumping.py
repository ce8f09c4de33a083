"""Dumps of a server of somebody else's: the whole database as it stood at one moment."""

from __future__ import annotations

from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from api import cluster as clusters
from api import migrate
from api.backup.manifest import DUMP
from api.cluster import Cluster
from api.databases import Databases, Dsn, on_private_cluster

ROLES_ONLY = "minqing_roles"


def dump(admin: Dsn, half: Path) -> None:
    """Raises ServerUnavailable."""
    password = str(conninfo_to_dict(admin).get("password") or "")
    to = str(half / DUMP)
    clusters.run(clusters.client("pg_dump"), "-d", admin.with_(password=None), "-Fc", "-f", to, password=password)
    clusters.run(clusters.client("pg_restore"), "--list", to)


def bring_back(cluster: Cluster, backup: Path, name: str) -> Databases:
    """Into a private cluster. A dump names roles and does not make them: migrating a database for a moment does."""
    server = clusters.ensure_running(cluster)
    migrate.create_database(server, ROLES_ONLY)
    migrate.migrate(on_private_cluster(server, ROLES_ONLY))
    migrate.drop_database(server, ROLES_ONLY)
    migrate.create_database(server, name)
    databases = on_private_cluster(server, name)
    clusters.run(clusters.client("pg_restore"), "-d", databases.admin, "--exit-on-error", str(backup / DUMP))
    return databases
