"""What a backup says of itself, in a file of its own beside what was copied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from domain.errors import Invalid, Refused, Unknown
from domain.sql_files import statement_in

FILE = "backup.json"
BASE, DUMP = "base", "dump"


class BackupUnknown(Unknown):
    """No whole backup lies there. Facts: folder."""

    code = "backup.unknown"


class BackupDamaged(Invalid):
    """What was copied is not what the server gave. Facts: name."""

    code = "backup.damaged"


class TooEarly(Refused):
    """Every backup ended after the moment asked for. Facts: earliest."""

    code = "backup.too_early"


@dataclass(frozen=True)
class Manifest:
    """name: its folder's. kind: base or dump. position: of the journal's head when the copy ended.

    Nothing earlier can be restored from it. first_wal: the oldest stretch of the log it needs; empty for a dump. system: PostgreSQL's own
    identifier of the cluster. checkpoint: the notary's last when the copy ended, as it was signed; log: the key that signed it. Both are
    empty where this machine had no notary's folder.
    """

    name: str
    kind: str
    began_at: datetime
    ended_at: datetime
    position: int
    events: int
    streams: int
    migration: int
    database: str
    server: str
    program: str
    system: str = ""
    first_wal: str = ""
    log: str = ""
    checkpoint: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def write(self, folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(self.as_json(), default=datetime.isoformat, ensure_ascii=False, indent=2) + "\n", "utf-8")


def statement(name: str) -> str:
    return statement_in("api.backup", name)


def standing(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """Position, events and streams of the journal, newest migration, server: fields of a manifest."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(statement("standing")).fetchone() or {}
    return found | {"program": metadata.version("minqing")}


def read(folder: Path) -> Manifest:
    """Raises BackupUnknown."""
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
        told |= {name: datetime.fromisoformat(told[name]) for name in ("began_at", "ended_at")}
        return Manifest(
            **{field.name: told[field.name] if field.default is MISSING else told.get(field.name, "") for field in fields(Manifest)}
        )
    except (OSError, ValueError, KeyError) as absent:
        raise BackupUnknown(folder=str(folder)) from absent


def listed(folder: Path) -> list[Manifest]:
    """Of a folder of backups, oldest first."""
    return sorted(_whole(folder), key=lambda one: one.ended_at)


def _whole(folder: Path) -> Iterator[Manifest]:
    for path in folder.glob(f"*/{FILE}"):
        if not path.parent.name.startswith("."):  # one that was broken off
            yield read(path.parent)


def fitting(folder: Path, *, at: datetime | None = None, position: int | None = None) -> tuple[Path, Manifest]:
    """The newest backup from which that moment can be reached; with neither, the newest. folder: of all backups, or one of them.

    Raises BackupUnknown, TooEarly.
    """
    if (folder / FILE).exists():
        folder, found = folder.parent, [read(folder)]
    else:
        found = listed(folder)
    if not found:
        raise BackupUnknown(folder=str(folder))
    fit = [one for one in found if (at is None or one.ended_at <= at) and (position is None or one.position <= position)]
    if not fit:
        raise TooEarly(earliest=f"{found[0].ended_at.isoformat(timespec='seconds')} / {found[0].position}")
    return folder, fit[-1]
