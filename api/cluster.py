"""The private PostgreSQL cluster: made on first use, reachable through a private socket folder alone.

PostgreSQL refuses to run as root, so root runs it as the system user `postgres`, whose data folder cannot lie in a
folder that only root may enter. `trust` is the authentication: whoever may enter the 0700 socket folder is already
the user who owns the cluster's files. TCP is off (`listen_addresses=''`) and refused (`--auth-host=reject`).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import secrets
import shlex
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import psycopg
from psycopg.conninfo import conninfo_to_dict

from api.databases import Dsn
from api.settings import Settings

SUPERUSER = "postgres"
START_SECONDS = 60
SERVER_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",  # short statements: compiling costs more than it gives
    "log_checkpoints": "off",
    "timezone": "UTC",
    "idle_in_transaction_session_timeout": "600s",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
# A second of history can be gone back to (its commits carry their times), and what was recorded leaves for the archive within a minute.
ARCHIVED = {"archive_mode": "on", "archive_timeout": "60s", "track_commit_timestamp": "on"}
KEEP_SEGMENT = """test ! -d {spool} || {{ gzip -1 < "%p" > {spool}/.%f && sync {spool}/.%f && mv {spool}/.%f {spool}/%f.gz; }}"""
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "512MB"}


class ServerUnavailable(RuntimeError):
    """No database server could be found or started; the text says what to do, Chinese first."""


@dataclass(frozen=True)
class Cluster:
    """folder: holds `data/`, `server.log`, `start.lock`. durable=False is for tests: a crash may lose everything."""

    folder: Path
    durable: bool = True

    @property
    def pgdata(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def spool(self) -> Path:
        """Finished stretches of the write-ahead log wait here for `minqing backup`; none is kept until a first backup makes the folder."""
        return self.folder / "wal"

    @property
    def settings(self) -> Mapping[str, str]:
        if not self.durable:
            return SERVER_SETTINGS | THROW_AWAY
        spool = shlex.quote(str(self.spool).replace("%", "%%"))
        return SERVER_SETTINGS | DURABLE | ARCHIVED | {"archive_command": KEEP_SEGMENT.format(spool=spool)}

    @property
    def socket(self) -> Path:
        """A short folder: a Unix socket's path may have 107 bytes at most, a checkout may lie deeper."""
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path("/run", f"minqing-{name}") if is_root() else Path("/tmp", f"minqing-{os.getuid()}-{name}")  # noqa: S108

    @property
    def dsn(self) -> Dsn:
        return Dsn("").with_(host=str(self.socket), user=SUPERUSER, dbname="postgres", connect_timeout="5")


@dataclass(frozen=True)
class ClusterStatus:
    running: bool
    version: str | None
    folder: Path
    socket: Path


def private_cluster(settings: Settings) -> Cluster:
    """The cluster that belongs to this home folder.

    For root its name comes from a random mark kept in the home folder: key files and journal then live and die
    together, and a new checkout at an old path does not meet the former one's journal.
    """
    if not is_root():
        return Cluster(settings.home / "cluster")
    return Cluster(Path("/var/lib/postgresql") / f"minqing-{_home_mark(settings.home)}")


def ensure_running(cluster: Cluster) -> Dsn:
    """The superuser's address of the running server, made and started when needed; any number may call at once."""
    if not accepts(cluster):
        with starting_alone(cluster):
            if not accepts(cluster):
                _start(cluster)
    return cluster.dsn


def accepts(cluster: Cluster) -> bool:
    if not (cluster.socket / ".s.PGSQL.5432").exists():
        return False
    try:
        psycopg.connect(cluster.dsn).close()
    except psycopg.OperationalError:
        return False
    return True


def stop(cluster: Cluster) -> bool:
    """Stop after ending open sessions; False when it was not running."""
    if not cluster.pgdata.exists():
        return False
    with starting_alone(cluster):
        if postmaster(cluster) is None:
            return False
        _run(cluster, "pg_ctl", "stop", "-D", str(cluster.pgdata), "-m", "fast", "-w")
    return True


def status(cluster: Cluster) -> ClusterStatus:
    if not accepts(cluster):
        return ClusterStatus(False, None, cluster.folder, cluster.socket)
    with psycopg.connect(cluster.dsn) as connection:
        number = connection.info.server_version
    return ClusterStatus(True, f"{number // 10000}.{number % 10000}", cluster.folder, cluster.socket)


def psql(dsn: Dsn, arguments: Sequence[str] = ()) -> NoReturn:
    """Becomes psql; the password travels in the environment, where other users do not see it. Never returns."""
    program = client("psql")
    password = str(conninfo_to_dict(dsn).get("password") or "")
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    os.execve(program, [program, dsn.with_(password=None), *arguments], environment)  # noqa: S606


def client(name: str) -> Path:
    """A program that speaks to any server. Raises ServerUnavailable."""
    if (program := shutil.which(name)) is None:
        raise ServerUnavailable(f"未安装 {name}：请安装 postgresql-client / {name} is missing: install postgresql-client")
    return Path(program)


def destroy(cluster: Cluster) -> None:
    """Stop and delete the cluster with all its databases."""
    stop(cluster)
    shutil.rmtree(cluster.folder, ignore_errors=True)
    shutil.rmtree(cluster.socket, ignore_errors=True)


def _start(cluster: Cluster) -> None:
    """A server in crash recovery runs but refuses sessions for a while; one that is shutting down must be awaited, then started."""
    private_folder(cluster.socket)
    if not cluster.pgdata.exists():
        _initdb(cluster)
    until = time.monotonic() + START_SECONDS
    while not accepts(cluster):
        if postmaster(cluster) is None:
            _forget_dead_postmaster(cluster)
            _pg_ctl_start(cluster)
        elif time.monotonic() > until:
            raise ServerUnavailable(f"数据库未能启动，见 {cluster.log} / the server did not start, see {cluster.log}")
        else:
            time.sleep(0.05)


def _initdb(cluster: Cluster) -> None:
    """In a folder beside, then renamed: an initdb that was killed leaves no half cluster in the right place."""
    half = cluster.folder / "data.half"
    shutil.rmtree(half, ignore_errors=True)
    _run(
        cluster,
        "initdb",
        *("-D", str(half), "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"),
        *("--auth-local=trust", "--auth-host=reject", *(() if cluster.durable else ("--no-sync",))),
    )
    half.rename(cluster.pgdata)


def _pg_ctl_start(cluster: Cluster) -> None:
    options = ["-k", str(cluster.socket), *(part for key, value in cluster.settings.items() for part in ("-c", f"{key}={value}"))]
    arguments = ("start", "-D", str(cluster.pgdata), "-l", str(cluster.log), "-w", "-t", str(START_SECONDS))
    for attempt in range(5):  # backends of a killed server hold its shared memory for a moment
        try:
            return _run(cluster, "pg_ctl", *arguments, "-o", shlex.join(options))
        except ServerUnavailable as failed:
            if attempt == 4 or not any(word in _last_lines(cluster.log) for word in ("shared memory", "lock file")):
                raise ServerUnavailable(f"{failed}\n{cluster.log}:\n{_last_lines(cluster.log)}") from None
            time.sleep(0.5)


def _last_lines(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-5:]) if log.exists() else ""


def postmaster(cluster: Cluster) -> int | None:
    """The server's process, told from a stranger that got the same number after a crash by its working folder."""
    try:
        pid = int((cluster.pgdata / "postmaster.pid").read_text().split("\n", 1)[0])
        return pid if os.path.samefile(f"/proc/{pid}/cwd", cluster.pgdata) else None
    except (OSError, ValueError):
        return None


def _forget_dead_postmaster(cluster: Cluster) -> None:
    """Without this PostgreSQL takes any living process with the old number for itself and refuses to start."""
    (cluster.pgdata / "postmaster.pid").unlink(missing_ok=True)
    for leftover in cluster.socket.glob(".s.PGSQL.*"):
        leftover.unlink()


@contextmanager
def starting_alone(cluster: Cluster) -> Iterator[None]:
    private_folder(cluster.folder)
    with (cluster.folder / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def private_folder(folder: Path) -> None:
    """Make the folder for the server's user alone; refuse one that somebody else put there first."""
    user = _server_user()
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=True)
        os.chown(folder, user.pw_uid, user.pw_gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (user.pw_uid, os.getuid()):
        raise ServerUnavailable(f"{folder} 属于他人，不能使用 / {folder} belongs to somebody else")
    os.chown(folder, user.pw_uid, user.pw_gid)
    folder.chmod(0o700)


def _run(cluster: Cluster, program: str, *arguments: str) -> None:
    run(programs(cluster) / program, *arguments, **_as_server_user())


def run(program: Path, *arguments: str, password: str = "", **user: Any) -> str:
    """One of PostgreSQL's programs, as the present user unless told otherwise; what it printed. Raises ServerUnavailable when it fails."""
    done = subprocess.run(  # noqa: S603
        [str(program), *arguments],
        cwd="/",
        env=os.environ | {"LC_ALL": "C.UTF-8"} | ({"PGPASSWORD": password} if password else {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        **user,
    )
    if done.returncode:
        raise ServerUnavailable(f"{program.name} 失败 / failed ({done.returncode}): {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def give_to_server(folder: Path) -> None:
    """The folder and all in it belong to the server's user alone."""
    user = _server_user()
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    folder.chmod(0o700)


def _as_server_user() -> Mapping[str, object]:
    if not is_root():
        return {}
    user = _server_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _server_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres") if is_root() else pwd.getpwuid(os.getuid())
    except KeyError:
        raise ServerUnavailable(
            "没有系统用户 postgres：请安装 Debian 的 PostgreSQL / no system user postgres: install PostgreSQL"
        ) from None


def programs(cluster: Cluster) -> Path:
    """The folder of initdb and pg_ctl: the version of an existing cluster, else the newest one that has PostGIS."""
    marker = cluster.pgdata / "PG_VERSION"
    wanted = marker.read_text().strip() if marker.exists() else "*"
    extensions = Path("/usr/share/postgresql").glob(f"{wanted}/extension/postgis.control")
    versions = sorted((path.parts[-3] for path in extensions), key=float)
    for version in reversed(versions):
        folder = Path("/usr/lib/postgresql", version, "bin")
        if (folder / "initdb").exists():
            return folder
    raise ServerUnavailable(
        "未找到带 PostGIS 的 PostgreSQL：请以管理员安装 postgresql-15-postgis-3，或设置 MINQING_DATABASE_URL / "
        "no PostgreSQL with PostGIS: install postgresql-15-postgis-3 or set MINQING_DATABASE_URL"
    )


def _home_mark(home: Path) -> str:
    """Eight hex digits, drawn once for each home folder."""
    mark = home / "cluster-mark"
    home.mkdir(parents=True, exist_ok=True)
    with mark.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if not (text := file.read().strip()):
            text = secrets.token_hex(4)
            file.write(text + "\n")
    return text


def is_root() -> bool:
    return os.getuid() == 0
