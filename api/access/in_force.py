"""With which settings the server runs, as the log of the door is told at a start: those that a wall rests on, and never a secret.

The log's rows are closed in pages and the pages are signed; so an auditor sees since when a wall stood lower, and what it was before.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

import psycopg

from api.access.statements import sql
from api.settings import Settings

PLAIN = (
    *("pace", "second_factor", "openings_an_hour", "bulk_health", "bulk_others", "hosts", "trusted_proxies", "public_url"),
    *("webhook_hosts", "webhook_private", "clocks", "notary", "receipts_days", "kek_days", "backups_days", "host"),
    *("oidc_issuer", "oidc_client_id", "oidc_scope", "oidc_claim"),
)
ROLES = ("app", "project", "read", "community", "warden", "public", "jobs", "notary", "keys")
ON = ("fsync", "full_page_writes", "synchronous_commit")
"""Of PostgreSQL: without them what was acknowledged may be gone after a power cut."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
Told = Mapping[str, Any]


def settings_told(settings: Settings, connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """connection: of the service's role. Lists sorted; of files and keys only whether they are there, of the roles' file and of
    the walls in the database a digest."""
    told = {name: _plain(getattr(settings, name)) for name in PLAIN}
    own = [role for role in ROLES if getattr(settings, f"{role}_database_url") is not None]
    return told | {
        "release": metadata.version("minqing"),
        "tls": settings.tls_cert is not None,
        "keys_from": _keys_from(settings),
        "oidc_roles": settings.oidc_roles and _digest(settings.oidc_roles),
        "log_ins": "own" if settings.database_url is None else own,
        "walls": walls(connection),
        "database": dict(connection.execute(sql("server_settings")).fetchall()),
    }


def walls(connection: psycopg.Connection[Any]) -> str:
    """SHA-256 of the functions, triggers, policies and rights in the database that only a migration changes."""
    (digest,) = connection.execute(sql("walls")).fetchone() or ("",)
    return str(digest)


def weaker(told: Told) -> list[str]:
    """Names of what stands lower than as it is shipped, or open where an office should close it."""
    database, log_ins = told["database"], told["log_ins"]
    lower = {
        "pace": not told["pace"],
        "notary": not told["notary"],
        "clocks": not told["clocks"],
        "second_factor": not told["second_factor"],
        "hosts": not (told["hosts"] or told["public_url"]),
        "tls": not told["tls"] and told["host"] not in LOOPBACK,
        "trusted_proxies": any(each == "*" or each.endswith("/0") for each in told["trusted_proxies"]),
        "webhook_private": told["webhook_private"],
        "keys_from": told["keys_from"] == "environment",
        "log_ins": log_ins != "own" and len(log_ins) < len(ROLES),
        **{name: told[name] > Settings.model_fields[name].default for name in ("openings_an_hour", "bulk_health", "bulk_others")},
        **{name: database.get(name) == "off" for name in ON},
        "simulated": database["simulated"] == "on",
    }
    return [name for name, is_lower in lower.items() if is_lower]


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, tuple) else value


def _keys_from(settings: Settings) -> Literal["kms", "environment", "systemd", "folder"]:
    """As api.vault.opening looks for them."""
    if settings.keks is not None:
        return "environment"
    if settings.kms_command:
        return "kms"
    loaded = settings.credentials_directory
    return "systemd" if loaded is not None and any(loaded.glob("kek-*")) else "folder"


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
