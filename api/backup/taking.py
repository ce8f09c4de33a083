"""Takes a backup: a base copy that PostgreSQL itself verifies, the log since, and what it holds."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from api import cluster as clusters
from api import migrate
from api.backup import archive, dumping, recovery
from api.backup.manifest import BASE, DUMP, BackupUnknown, Manifest, listed, standing
from api.databases import Databases, Dsn
from api.notary.folder import Folder
from api.settings import Settings

STAMP = "%Y%m%dT%H%M%S.%fZ"
LEDGERS, NOTARY = "ledgers", "notary"


def take(settings: Settings, folder: Path, *, keys: Path | None = None) -> Manifest:
    """A new backup in the folder. keys: where copies of the key files go, never into the backup itself.

    Raises BackupDamaged, ArchivingOff, NotArchived, ServerUnavailable; then no half backup is left.
    """
    databases = migrate.connect(settings)
    with archive.alone(folder):
        taken = _whole_or_not(folder, lambda half: (_dump if settings.database_url else _base)(settings, databases, folder, half))
    ship_ledgers(settings, folder)
    ship_notary(settings, folder)
    if keys is not None:
        copy_keys(settings.keys_folder, keys)
    return taken


def ship(settings: Settings, folder: Path, *, keep: bool = False) -> int:
    """The log up to this moment goes into the folder; how many stretches of it.

    Raises BackupUnknown where no backup lies there that the log goes on from: taken away from where one lies, it would be missing there.
    """
    cluster = clusters.private_cluster(settings)
    if not listed(folder):
        raise BackupUnknown(folder=str(folder))
    with archive.alone(folder):
        if clusters.accepts(cluster):
            archive.begin(cluster)
            archive.close_segment(cluster, folder)
        shipped = archive.ship(cluster, folder, keep=keep)
    ship_ledgers(settings, folder)
    ship_notary(settings, folder)
    return shipped


def prune(folder: Path, keep_days: int, now: datetime) -> tuple[list[Manifest], int]:
    """Forgets backups that ended longer ago, never the newest; and the log that nobody needs any more. (backups, stretches of log)"""
    with archive.alone(folder):
        found = listed(folder)
        old = [one for one in found[:-1] if one.ended_at < now - timedelta(days=keep_days)]
        for one in old:
            shutil.rmtree(folder / one.name)
        kept = [one.first_wal for one in found if one not in old and one.first_wal]
        return old, archive.prune(folder, min(kept, key=lambda name: name[archive.SPLIT])) if kept else 0


def ship_ledgers(settings: Settings, folder: Path) -> None:
    """The ledger of erasures, which lies beside the keys. It is held against older backups, so the newest counts."""
    copy_into(ledgers(settings.keys_folder), folder / LEDGERS)


def ship_notary(settings: Settings, folder: Path) -> None:
    """What the notary keeps and anybody may have: no key. A journal that comes back is held against the newest of it."""
    notary = Folder(settings.notary_home)
    if notary.is_known:
        copy_into(notary.public_files(), folder / NOTARY)


def ledgers(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.jsonl"))


def copy_keys(source: Path, target: Path) -> None:
    copy_into(sorted([*source.glob("*.key"), *source.glob("*.kms")]), target)


def copy_into(files: Sequence[Path], folder: Path) -> None:
    """Whole or not at all, in place of older copies."""
    for path in files:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        archive.copy_durably(path, folder / path.name)


def _whole_or_not(folder: Path, fill: Callable[[Path], Manifest]) -> Manifest:
    half = folder / f".{datetime.now(UTC).strftime(STAMP)}"
    half.mkdir(mode=0o700)
    try:
        taken = fill(half)
        taken.write(half)
        half.rename(folder / taken.name)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return taken


def _base(settings: Settings, databases: Databases, folder: Path, half: Path) -> Manifest:
    cluster, began_at = clusters.private_cluster(settings), datetime.now(UTC)
    archive.begin(cluster)
    clusters.run(
        clusters.programs(cluster) / "pg_basebackup", "-d", cluster.dsn, "-D", str(half / BASE), "-X", "stream", "--checkpoint=fast"
    )
    recovery.verify(cluster, half)
    archive.close_segment(cluster, folder)
    archive.ship(cluster, folder)
    told = _told(databases.admin)
    told |= _signed(settings)
    with psycopg.connect(cluster.dsn) as connection:
        (system,) = connection.execute("select system_identifier::text from pg_control_system()").fetchone() or ("",)
    return _manifest(half, BASE, began_at, told | {"system": system, "first_wal": _first_wal(half / BASE)})


def _first_wal(base: Path) -> str:
    """`START WAL LOCATION: 0/2000028 (file 000000010000000000000002)`"""
    first = (base / "backup_label").read_text("utf-8").splitlines()[0]
    return first.rpartition("(file ")[2].rstrip(")")


def _dump(settings: Settings, databases: Databases, folder: Path, half: Path) -> Manifest:
    """Where the server keeps its log is its owner's affair."""
    began_at, told = datetime.now(UTC), _told(databases.admin) | _signed(settings)
    dumping.dump(databases.admin, half)
    return _manifest(half, DUMP, began_at, told)


def _signed(settings: Settings) -> dict[str, str]:
    notary = Folder(settings.notary_home)
    head = notary.head() if notary.is_known else None
    return {"log": notary.public.vkey, "checkpoint": str(head.signed)} if head else {}


def _told(admin: Dsn) -> dict[str, Any]:
    with psycopg.connect(admin) as connection:
        return standing(connection)


def _manifest(half: Path, kind: str, began_at: datetime, told: dict[str, Any]) -> Manifest:
    return Manifest(name=half.name[1:], kind=kind, began_at=began_at, ended_at=datetime.now(UTC), **told)
