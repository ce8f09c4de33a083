"""The write-ahead log: taken out of the cluster's spool into the backups folder, and thinned out there."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from api import cluster as clusters
from api.cluster import Cluster
from domain.errors import Refused

SWITCH_SECONDS = 60
_SEGMENT = re.compile(r"[0-9A-F]{8}([0-9A-F]{16})")
SPLIT = slice(8, 24)
"""Of a segment's name: where in the log it lies, whatever the timeline."""


class ArchivingOff(Refused):
    """The server was started by an earlier release, without keeping its log."""

    code = "backup.archiving_off"


class NotArchived(Refused):
    """The server could not put its log into the spool in time; its own log says why. Facts: segment, log."""

    code = "backup.not_archived"


def begin(cluster: Cluster) -> None:
    """From now on the server keeps what it would throw away. Raises ArchivingOff."""
    with psycopg.connect(cluster.dsn) as connection:
        if connection.execute("show archive_mode").fetchone() != ("on",):
            raise ArchivingOff()
    clusters.private_folder(cluster.spool)


def close_segment(cluster: Cluster, folder: Path) -> str:
    """Everything committed so far is in the spool; the name of the last stretch. Raises NotArchived."""
    with psycopg.connect(cluster.dsn, autocommit=True) as connection:
        connection.execute("select pg_create_restore_point('minqing')")  # an empty stretch is not switched
        (name,) = connection.execute("select pg_walfile_name(pg_switch_wal())").fetchone() or ("",)
    until = time.monotonic() + SWITCH_SECONDS
    while not any((place / f"{name}.gz").exists() for place in (cluster.spool, folder / "wal")):
        if time.monotonic() > until:
            raise NotArchived(segment=name, log=str(cluster.log))
        time.sleep(0.05)
    return str(name)


def ship(cluster: Cluster, folder: Path, *, keep: bool = False) -> int:
    """Finished stretches go from the spool into the backups folder; how many. keep: they stay in the spool for another folder too."""
    if not cluster.spool.is_dir():
        return 0
    target, shipped = folder / "wal", 0
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in sorted(path for path in cluster.spool.iterdir() if path.suffix == ".gz" and not path.name.startswith(".")):
        if not (target / path.name).exists():
            copy_durably(path, target / path.name)
            shipped += 1
        if not keep:
            path.unlink()
    return shipped


def prune(folder: Path, first_needed: str) -> int:
    """Forget what no kept backup needs; how many stretches. The histories of timelines are small and stay."""
    gone = [path for path, at in _segments(folder) if at < first_needed[SPLIT]]
    for path in gone:
        path.unlink()
    return len(gone)


def since(folder: Path, first_needed: str) -> list[Path]:
    """What a recovery needs that begins there."""
    histories = sorted((folder / "wal").glob("*.history.gz"))
    return [path for path, at in _segments(folder) if at >= first_needed[SPLIT]] + histories


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One backup, shipment or pruning at a time in a folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _segments(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted((folder / "wal").glob("*.gz")):
        if match := _SEGMENT.match(path.name):
            yield path, match[1]


def copy_durably(source: Path, target: Path) -> None:
    """Whole or not at all, on the disk before the source may go; read by whom the source was."""
    draft = target.with_name(f".{target.name}")
    with source.open("rb") as reading, draft.open("wb") as writing:
        draft.chmod(0o600)
        shutil.copyfileobj(reading, writing)
        draft.chmod(stat.S_IMODE(source.stat().st_mode))
        writing.flush()
        os.fsync(writing.fileno())
    draft.rename(target)
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
