"""The state of an installation: read models against the journal's head, the notary, backups, database and disk. No personal data."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from psycopg.rows import dict_row

from api import migrate
from api.access import in_force, started
from api.backup import manifest
from api.context import Office
from api.notary.folder import Folder
from api.notary.rows import statement as notary_statement
from api.settings import Settings
from api.texts import text
from domain.errors import DomainError
from domain.sql_files import statement_in
from projections import runner

Told = dict[str, Any]


def statement(name: str) -> str:
    return statement_in("api.installation", name)


def standing(office: Office) -> Told:
    """at: when it was asked. head: position of the newest event. pending: migrations that have not run."""
    head = office.journal.head()
    return {
        "at": office.clock(),
        "version": metadata.version("minqing"),
        "head": head,
        "database": _database(office),
        "pending": [f"{one.number:04} {one.name}" for one in migrate.pending(office.databases)],
        "disk": disk(office.settings),
        "notary": _notary(office),
        "backups": backups(office.settings.backups_folder),
        "settings": chosen(office.settings),
        "door": _door(office),
    } | projections(office, head)


def projections(office: Office, head: int) -> Told:
    """views: each with its lag. behind_since: when the first event was recorded that some view has not applied. parked: streams."""
    with office.reading() as connection:
        found, parked = runner.standing(connection), runner.parked_in_full(connection)
    low = min((one["position"] for one in found), default=head)
    with office.app_pool.connection() as connection:
        since = connection.execute(statement("behind_since"), (low,)).fetchone() if low < head else None
    views = [one | {"title": text(f"read_model.{one['view']}"), "title_en": text(f"read_model.{one['view']}", "en")} for one in found]
    return {"views": [one | {"lag": max(0, head - one["position"])} for one in views], "behind_since": since and since[0], "parked": parked}


def _database(office: Office) -> Told | None:
    with office.app_pool.connection() as connection:
        return connection.cursor(row_factory=dict_row).execute(statement("database")).fetchone()


def disk(settings: Settings) -> Told:
    """Bytes of the disk that holds the home folder: the private cluster, keys, backups where nothing else is set."""
    found = shutil.disk_usage(settings.home if settings.home.exists() else Path("/"))
    return {"total": found.total, "free": found.free}


def _notary(office: Office) -> Told:
    """size: events under the newest published checkpoint; alarm: the journal is not what was signed."""
    with office.app_pool.connection() as connection:
        row = connection.execute(notary_statement("checkpoint_newest")).fetchone()
    folder = Folder(office.settings.notary_home)
    alarm = folder.alarm()
    told = {"size": row[0], "position": row[1], "published_at": row[3]} if row else {"size": 0, "position": 0, "published_at": None}
    return told | {
        "is_here": folder.exists,
        "alarm": alarm and {"code": alarm.code, "title": text(alarm.code), "title_en": text(alarm.code, "en"), "position": alarm.position},
    }


def _door(office: Office) -> Told | None:
    """What the log of the door was told at the last start. weaker: what stands lower than as shipped; walls_hold: the functions, triggers,
    policies and rights in the database are still those. None: no start was told of, or by an earlier release."""
    with office.app_pool.connection() as connection:
        noted, walls = started.settings_noted(connection), in_force.walls(connection)
    if noted is None or "walls" not in noted[0]:
        return None
    told, at = noted
    return {"noted_at": at, "weaker": [_weaker(name) for name in in_force.weaker(told)], "walls_hold": told["walls"] == walls}


def _weaker(name: str) -> Told:
    """variable: by which it is set; None: not by one of ours alone."""
    variable = f"MINQING_{name.upper()}" if name in Settings.model_fields else None
    return {"name": name, "title": text(f"setting.{name}"), "title_en": text(f"setting.{name}", "en"), "variable": variable}


def backups(folder: Path) -> Told:
    """known: whether this program sees the folder at all; newest: the last whole backup; log_at: when the log was taken out last."""
    try:
        found = manifest.listed(folder)
        logs = [path.stat().st_mtime for path in (folder / "wal").glob("*")]
    except (OSError, DomainError):
        return {"known": False, "count": 0, "newest": None, "log_at": None}
    newest = {name: getattr(found[-1], name) for name in ("name", "kind", "ended_at", "position")} if found else None
    return {
        "known": folder.is_dir(),
        "count": len(found),
        "newest": newest,
        "log_at": datetime.fromtimestamp(max(logs), UTC) if logs else None,
    }


def chosen(settings: Settings) -> Told:
    """What the deployer set that changes how this page reads; no addresses, no secrets."""
    return {
        "clocks": settings.clocks,
        "notary": settings.notary,
        "policies": settings.policies is not None,
        "second_factor": list(settings.second_factor),
        "openid": settings.oidc_issuer is not None,
        "database": "existing" if settings.database_url else "private",
    }
