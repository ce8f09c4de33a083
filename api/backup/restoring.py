"""Brings an installation back from a backup, as it stood at any moment since, into a home of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from api import cluster as clusters
from api.backup import archive, checking, dumping, recovery, taking
from api.backup.checking import Checked
from api.backup.manifest import DUMP, Manifest, fitting, statement
from api.backup.recovery import Target
from api.cluster import Cluster
from api.databases import Databases, on_private_cluster
from api.notary.folder import Folder
from api.notary.notary import Notary
from api.notary.succession import Succession, begin_anew
from api.settings import Settings
from domain.errors import Invalid, Refused


class HomeOccupied(Refused):
    """A cluster lies there; only `--replace` puts another in its place. Facts: home."""

    code = "backup.home_occupied"


class NoTimeInADump(Refused):
    """A dump holds one moment alone."""

    code = "backup.no_time_in_a_dump"


class PositionAhead(Invalid):
    """The journal never came that far. Facts: position, head."""

    code = "backup.position_ahead"


@dataclass(frozen=True)
class Restored:
    """lost: how many more events the former installation holds; None where it cannot say. aside: where the replaced files lie.

    announced: what the notary was told of it; None: nothing yet.
    """

    backup: Manifest
    home: Path
    checked: Checked
    lost: int | None
    aside: Path | None
    has_keys: bool
    announced: Succession | None = None


def restore(
    source: Settings,
    folder: Path,
    into: Settings,
    *,
    at: datetime | None = None,
    position: int | None = None,
    replace: bool = False,
    keys: Path | None = None,
    announce: str | None = None,
) -> Restored:
    """source: the installation that was backed up, where this machine has it: what it has not shipped yet comes along.

    keys: the key files' copy, laid into the new home. announce: why, where the restored one takes over: its log of signatures ends and
    another follows. The server of the new home is stopped again in the end.
    Raises BackupUnknown, TooEarly, HomeOccupied, NoTimeInADump, PositionAhead, LogGap, ServerUnavailable; then what was there
    is there again.
    """
    folder, backup = fitting(folder, at=at, position=position)
    if backup.kind == DUMP and (at or position):
        raise NoTimeInADump()
    cluster, former = clusters.private_cluster(into), clusters.private_cluster(source)
    if cluster.pgdata.exists() and not replace:
        raise HomeOccupied(home=str(into.home))
    known = _last_words(source, former, folder, backup)
    if keys is not None:
        taking.copy_keys(keys, into.keys_folder)
    _bring_ledgers(source, folder, into)
    has_keys = bool(any(into.keys_folder.glob("*.key")) or into.keks or into.credentials_directory)
    with _made_room(cluster, former, backup) as (aside, newer):
        databases = _recovered(cluster, folder, backup, newer, into.database_name, at, position)
        checked = checking.check(databases, into if has_keys else None, _notary(source, folder))
        announced = None if announce is None else _announced(databases.notary, source, into, announce)
    clusters.stop(cluster)
    lost = None if known is None else max(0, known - checked.events)
    return Restored(backup, into.home, checked, lost, aside, has_keys, announced)


def _notary(source: Settings, folder: Path) -> Folder:
    """Of the former installation; where this machine does not have it, what was backed up of it."""
    former = Folder(source.notary_home)
    return former if former.is_known else Folder(folder / taking.NOTARY)


def _announced(dsn: str, source: Settings, into: Settings, reason: str) -> Succession:
    """The old log, where it is there, says with its key where it ends; the new one signs at once. Raises as begin_anew."""
    place, former = into.notary_home, source.notary_home
    if place != former and Folder(former).exists and not Folder(place).exists:
        shutil.copytree(former, place, ignore=shutil.ignore_patterns("lock", "alarm.json"), dirs_exist_ok=True)
    told = begin_anew(dsn, Folder(place), reason, datetime.now(UTC))
    with Notary(dsn, Folder(place)) as notary:
        notary.turn()
    return told


def _last_words(source: Settings, former: Cluster, folder: Path, backup: Manifest) -> int | None:
    """What the former installation has not shipped yet is shipped; how many events it holds, where it can still say."""
    if backup.kind == DUMP or _system(former) != backup.system:
        return None
    known = None
    if clusters.accepts(former):
        taking.ship(source, folder)
        with psycopg.connect(former.dsn.with_(dbname=source.database_name)) as connection:
            known = (connection.execute(statement("head")).fetchone() or (None, None))[1]
    archive.ship(former, folder)
    return known


def _system(cluster: Cluster) -> str:
    """PostgreSQL's identifier of these files, also when they do not run; empty where there are none."""
    if not (cluster.pgdata / "PG_VERSION").exists():
        return ""
    told = clusters.run(clusters.programs(cluster) / "pg_controldata", "-D", str(cluster.pgdata))
    return next((line.split()[-1] for line in told.splitlines() if line.startswith("Database system identifier")), "")


@contextmanager
def _made_room(cluster: Cluster, former: Cluster, backup: Manifest) -> Iterator[tuple[Path | None, Path | None]]:
    """(where the replaced files lie, the log of the former server's files); they lie in their old place again when something fails."""
    aside, newer = None, former.pgdata / "pg_wal" if _system(former) == backup.system and not clusters.accepts(former) else None
    if cluster.pgdata.exists():
        same = _system(cluster) == backup.system
        clusters.stop(cluster)
        aside = cluster.folder / f"data.before-{datetime.now(UTC):%Y%m%dT%H%M%S}"
        cluster.pgdata.rename(aside)
        newer = aside / "pg_wal" if same else newer
    try:
        yield aside, newer
    except BaseException:
        recovery.clear(cluster)
        if aside is not None:
            aside.rename(cluster.pgdata)
        raise


def _recovered(
    cluster: Cluster, folder: Path, backup: Manifest, newer: Path | None, name: str, at: datetime | None, position: int | None
) -> Databases:
    if backup.kind == DUMP:
        return dumping.bring_back(cluster, folder / backup.name, name)
    gap = recovery.recover(cluster, folder, backup, Target(at=at, as_far_as_it_goes=position is not None), newer)
    databases = _renamed(cluster, backup.database, name)
    if position is None:
        return databases
    head, xid = recovery.last_transaction(databases.admin, position)
    if position > head:
        if gap is not None:
            raise gap.refused()
        raise PositionAhead(position=position, head=head)
    recovery.clear(cluster)
    recovery.recover(cluster, folder, backup, Target(xid=xid), newer)
    return _renamed(cluster, backup.database, name)


def _renamed(cluster: Cluster, old: str, new: str) -> Databases:
    if old != new:
        with psycopg.connect(cluster.dsn, autocommit=True) as connection:
            connection.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(old), sql.Identifier(new)))
    return on_private_cluster(cluster.dsn, new)


def _bring_ledgers(source: Settings, folder: Path, into: Settings) -> None:
    """The newest ledger of erasures there is, beside the keys or as it was shipped last: a start with keys erases again whom it names."""
    newest = taking.ledgers(source.keys_folder) or taking.ledgers(folder / taking.LEDGERS)
    for path in newest:  # a ledger only grows: the longer one knows more
        known = into.keys_folder / path.name
        if not known.exists() or known.stat().st_size < path.stat().st_size:
            taking.copy_into([path], into.keys_folder)
