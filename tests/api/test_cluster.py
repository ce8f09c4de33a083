"""The private cluster comes up by itself, whatever happened to it before."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from api import cluster as clusters
from api import migrate
from api.cluster import Cluster
from api.databases import Databases, Dsn
from api.settings import Settings


@pytest.fixture(autouse=True)
def installed(tmp_path: Path) -> None:
    try:
        clusters.programs(Cluster(tmp_path))
    except clusters.ServerUnavailable as absent:
        pytest.skip(str(absent))


@pytest.fixture
def cluster(tmp_path: Path):
    """Not made yet. Root's server runs as another user, who cannot enter root's temporary folder."""
    folder = Path("/var/lib/postgresql", f"minqing-test-{tmp_path.name}-{os.getpid()}") if os.getuid() == 0 else tmp_path
    yield (made := Cluster(folder, durable=False))
    clusters.destroy(made)


@pytest.fixture
def settings(tmp_path: Path):
    """A home of its own, as after a fresh clone."""
    yield (fresh := Settings(home=tmp_path / "home", database_url=None))
    clusters.destroy(clusters.private_cluster(fresh))


def value(dsn: Dsn, query: str) -> object:
    with psycopg.connect(dsn) as connection:
        return connection.execute(query).fetchone()[0]


def postmaster(cluster: Cluster) -> int:
    return int((cluster.pgdata / "postmaster.pid").read_text().split()[0])


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_first_start_then_nothing_to_do(cluster: Cluster):
    dsn = clusters.ensure_running(cluster)
    first = postmaster(cluster)
    started = time.monotonic()
    assert clusters.ensure_running(cluster) == dsn
    assert time.monotonic() - started < 0.2
    assert postmaster(cluster) == first


def test_chinese_text_sorts_searches_and_stays_whole(cluster: Cluster):
    dsn = clusters.ensure_running(cluster)
    assert value(dsn, "show server_encoding") == "UTF8"
    assert value(dsn, "show data_checksums") == "on"
    with psycopg.connect(dsn) as connection:
        connection.execute("create extension pg_trgm")
        assert connection.execute("select array_length(show_trgm('锦绣社区'), 1)").fetchone()[0] > 0


def test_no_network_door(cluster: Cluster):
    dsn = clusters.ensure_running(cluster)
    assert value(dsn, "show listen_addresses") == ""
    assert cluster.socket.stat().st_mode & 0o777 == 0o700
    rules = (cluster.pgdata / "pg_hba.conf").read_text().splitlines()
    assert all(rule.split()[-1] == "reject" for rule in rules if rule.startswith("host"))


def test_production_is_durable(settings: Settings):
    databases = migrate.prepare(settings)
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        assert value(databases.app, f"show {name}") == "on"


def test_a_new_home_has_a_new_cluster(settings: Settings, tmp_path: Path):
    elsewhere = clusters.private_cluster(Settings(home=tmp_path / "second", database_url=None))
    assert clusters.private_cluster(settings).folder != elsewhere.folder
    assert clusters.private_cluster(settings) == clusters.private_cluster(settings)


def test_stop_and_start_keep_what_was_written(cluster: Cluster):
    with psycopg.connect(clusters.ensure_running(cluster)) as connection:
        connection.execute("create table kept as select 7 as number")
    assert clusters.stop(cluster) is True
    assert clusters.stop(cluster) is False
    assert clusters.status(cluster).running is False
    assert value(clusters.ensure_running(cluster), "select number from kept") == 7
    assert clusters.status(cluster).running is True


def test_a_killed_server_comes_back(cluster: Cluster):
    clusters.ensure_running(cluster)
    os.kill(pid := postmaster(cluster), signal.SIGKILL)
    while not gone(pid):
        time.sleep(0.01)
    assert value(clusters.ensure_running(cluster), "select 1") == 1


def test_a_stranger_with_the_dead_servers_number_is_no_server(cluster: Cluster):
    clusters.ensure_running(cluster)
    left_behind = (cluster.pgdata / "postmaster.pid").read_text().split("\n", 1)[1]
    clusters.stop(cluster)
    server_user = {"user": cluster.pgdata.stat().st_uid} if os.getuid() == 0 else {}
    with subprocess.Popen(["/bin/sleep", "60"], cwd="/", **server_user) as stranger:
        (cluster.pgdata / "postmaster.pid").write_text(f"{stranger.pid}\n{left_behind}")
        (cluster.socket / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n{left_behind}")
        try:
            assert value(clusters.ensure_running(cluster), "select 1") == 1
            assert clusters.stop(cluster) is True
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_killed_initdb_is_done_again(cluster: Cluster):
    half = cluster.folder / "data.half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15\n")
    assert value(clusters.ensure_running(cluster), "select 1") == 1
    assert not half.exists()


def test_a_server_that_cannot_start_says_why(cluster: Cluster):
    clusters.ensure_running(cluster)
    clusters.stop(cluster)
    (cluster.pgdata / "postgresql.conf").write_text("port = none")
    with pytest.raises(clusters.ServerUnavailable, match='invalid value for parameter "port"'):
        clusters.ensure_running(cluster)


def test_the_socket_folder_may_vanish(cluster: Cluster):
    clusters.ensure_running(cluster)
    clusters.stop(cluster)
    shutil.rmtree(cluster.socket)  # /run and /tmp are empty after a reboot
    assert value(clusters.ensure_running(cluster), "select 1") == 1


def test_many_starts_at_once_make_one_server(settings: Settings):
    script = "import sys; from pathlib import Path; from api import migrate; from api.settings import Settings\n"
    script += "migrate.prepare(Settings(home=Path(sys.argv[1]), database_url=None))"
    command = [sys.executable, "-c", script, str(settings.home)]
    with ThreadPoolExecutor(4) as starts:
        ended = list(starts.map(lambda _: subprocess.run(command, capture_output=True, text=True), range(4)))
    assert [(done.returncode, done.stderr) for done in ended] == [(0, "")] * 4
    assert migrate.pending(migrate.connect(settings)) == ()


def test_a_folder_of_somebody_else_is_refused(cluster: Cluster):
    if os.getuid():
        pytest.skip("only root can give a folder away")
    cluster.socket.mkdir()
    os.chown(cluster.socket, 65534, 65534)
    with pytest.raises(clusters.ServerUnavailable, match="belongs to somebody else"):
        clusters.ensure_running(cluster)


def test_passwords_are_never_printed():
    settings = Settings(database_url="postgresql://clerk:hunter2@db/minqing", _env_file=None)
    assert "hunter2" not in f"{settings!r}{settings}"
    url = Dsn(settings.database_url.get_secret_value())
    assert "hunter2" not in repr(url)
    assert "hunter2" not in url.with_(password=None)
    assert "hunter2" in url.with_(dbname="other")


def test_psql_opens_as_the_role_asked_for(database: Databases):
    script = "import sys; from api import cluster; from api.databases import Dsn; cluster.psql(Dsn(sys.argv[1]), sys.argv[2:])"
    command = [sys.executable, "-c", script, database.read, "-X", "-A", "-t", "-c", "select current_user"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "minqing_read\n"
