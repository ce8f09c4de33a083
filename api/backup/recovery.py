"""Lets PostgreSQL bring a base copy forward through the log, to a moment or to its end."""

from __future__ import annotations

import shlex
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from api import cluster as clusters
from api.backup import archive
from api.backup.gaps import Gap, first_gap
from api.backup.manifest import BASE, BackupDamaged, Manifest, statement
from api.cluster import Cluster, ServerUnavailable
from api.databases import Dsn

PATIENCE_S = 3600
ASKED = "minqing.recovery.conf"
INCLUDE = f"include_if_exists = '{ASKED}'\n"
LOG_ENDED = "recovery ended before configured recovery target was reached"


@dataclass(frozen=True)
class Target:
    """Neither: the end of the log. xid: the last transaction that is to be in it. as_far_as_it_goes: a gap in the log is its end."""

    at: datetime | None = None
    xid: str = ""
    as_far_as_it_goes: bool = False

    def lies_beyond(self, gap: Gap) -> bool:
        return not self.as_far_as_it_goes and not self.xid and (self.at is None or self.at > gap.reached)

    def lines(self) -> list[str]:
        if self.xid:
            return [f"recovery_target_xid = '{self.xid}'"]
        return [f"recovery_target_time = '{self.at.isoformat()}'"] if self.at else []


def recover(cluster: Cluster, folder: Path, backup: Manifest, target: Target, newer: Path | None) -> Gap | None:
    """The cluster's folder of files becomes what it was then; the server runs on it afterwards. None may be there before.

    newer: the log of a server that has not shipped it any more. The gap in the log, where it has one beyond the target.
    Raises BackupDamaged, ServerUnavailable, LogGap; then nothing is left there.
    """
    verify(cluster, folder / backup.name)
    clusters.private_folder(cluster.folder)
    log = _staged_log(cluster, folder, backup, newer)
    try:
        base = folder / backup.name / BASE
        gap = first_gap((base / "pg_wal", log), backup.first_wal, backup.ended_at, clusters.programs(cluster))
        if gap is not None and target.lies_beyond(gap):
            raise gap.refused()
        half = cluster.folder / "data.half"
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(base, half, symlinks=True)
        _ask_for(half, log, target)
        clusters.give_to_server(half)
        half.rename(cluster.pgdata)
        _run_to_the_end(cluster, log, target)
        _ask_for_nothing(cluster.pgdata)
        return gap
    except BaseException:
        clear(cluster)
        raise
    finally:
        shutil.rmtree(log, ignore_errors=True)


def verify(cluster: Cluster, backup: Path) -> None:
    """Every file of the base copy has the checksum that the server gave it. Raises BackupDamaged."""
    try:
        clusters.run(clusters.programs(cluster) / "pg_verifybackup", "--quiet", str(backup / BASE))
    except ServerUnavailable as wrong:
        raise BackupDamaged(name=backup.name) from wrong


def clear(cluster: Cluster) -> None:
    """Stopped, and its files gone."""
    with suppress(ServerUnavailable):
        clusters.stop(cluster)
    for name in ("data", "data.half"):
        shutil.rmtree(cluster.folder / name, ignore_errors=True)


def last_transaction(admin: Dsn, position: int) -> tuple[int, str]:
    """The journal's head; of all transactions that recorded events up to this position, the one that ended last."""
    with psycopg.connect(admin) as connection:
        head, xid = connection.execute(statement("last_transaction"), {"position": position}).fetchone() or (0, "")
    return head, xid


def _staged_log(cluster: Cluster, folder: Path, backup: Manifest, newer: Path | None) -> Path:
    """Where the server's user may read it, who may not enter the folder of the backups."""
    log = cluster.folder / "wal.recovering"
    shutil.rmtree(log, ignore_errors=True)
    clusters.private_folder(log)
    for path in archive.since(folder, backup.first_wal):
        shutil.copy2(path, log / path.name)
    for path in sorted(newer.iterdir()) if newer else ():
        if path.is_file() and not (log / f"{path.name}.gz").exists():
            shutil.copy2(path, log / path.name)
    clusters.give_to_server(log)
    return log


def _ask_for(half: Path, log: Path, target: Target) -> None:
    place = shlex.quote(str(log).replace("%", "%%"))
    fetch = f'if test -f {place}/%f.gz; then gzip -dc {place}/%f.gz > "%p"; else cp {place}/%f "%p"; fi'
    lines = [f"restore_command = '{fetch.replace(chr(39), chr(39) * 2)}'", "recovery_target_action = 'promote'", *target.lines()]
    (half / ASKED).write_text("\n".join(lines) + "\n", "utf-8")
    settings = half / "postgresql.conf"
    if INCLUDE not in settings.read_text("utf-8"):
        settings.write_text(settings.read_text("utf-8") + INCLUDE, "utf-8")
    (half / "recovery.signal").touch()


def _ask_for_nothing(pgdata: Path) -> None:
    """The line in the settings stays behind and finds nothing."""
    (pgdata / ASKED).unlink()


def _run_to_the_end(cluster: Cluster, log: Path, target: Target) -> None:
    """A target later than the last commit is no fault: what there is, is what stood then. PostgreSQL stops there and is told to go on."""
    began = cluster.log.stat().st_size if cluster.log.exists() else 0
    try:
        _wait_for_promotion(cluster)
    except ServerUnavailable:
        with cluster.log.open("rb") as written:
            written.seek(began)
            if target.at is None or LOG_ENDED not in written.read().decode(errors="replace"):
                raise
        _ask_for_end(cluster.pgdata, target)
        _wait_for_promotion(cluster)


def _ask_for_end(pgdata: Path, target: Target) -> None:
    asked = pgdata / ASKED
    kept = [line for line in asked.read_text("utf-8").splitlines() if line not in target.lines()]
    asked.write_text("\n".join(kept) + "\n", "utf-8")


def _wait_for_promotion(cluster: Cluster) -> None:
    clusters.ensure_running(cluster)
    until = time.monotonic() + PATIENCE_S
    while _in_recovery(cluster):
        if clusters.postmaster(cluster) is None:
            raise ServerUnavailable(f"恢复未完成，见 {cluster.log} / the recovery did not finish, see {cluster.log}")
        if time.monotonic() > until:
            raise ServerUnavailable(f"恢复超过 {PATIENCE_S} 秒 / the recovery took more than {PATIENCE_S} s")
        time.sleep(0.1)


def _in_recovery(cluster: Cluster) -> bool:
    try:
        with psycopg.connect(cluster.dsn) as connection:
            return connection.execute("select pg_is_in_recovery()").fetchone() == (True,)
    except psycopg.OperationalError:
        return True
