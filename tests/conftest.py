"""The ground under the tests: one throw-away PostgreSQL cluster, a fresh migrated database for whoever asks.

The cluster is shared by all test processes of this checkout and stopped by the last one that leaves. With
MINQING_DATABASE_URL the databases are made on that server instead.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import runpy
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from api import cluster as clusters
from api import migrate
from api.databases import Databases, Dsn, on_existing_server, on_private_cluster
from api.settings import REPOSITORY, Settings

pytest_plugins = ("tests.rules",)
LONG = (
    "tests/web/test_plan_page.py",
    "tests/api/test_fuzz.py",
    "tests/faults/test_faults.py",
    "tests/web/test_plan_tools.py",
    "tests/web/test_desk_steps.py",
    "tests/api/laws/test_town_laws.py",
    "tests/gis/test_grouping.py",
    "tests/api/test_demo.py",
    "tests/web/test_desk_page.py",
    "tests/web/test_plan_stairwells.py",
    "tests/web/test_sources.py",
    "tests/faults/test_campaign.py",
    "tests/web/test_left_early.py",
)
"""Take longer than their number of tests tells: side by side they begin first, or the last of them would run alone for a minute."""
SHARED_DATA = Path(os.environ.get("MINQING_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the long forms too / 也运行长测试")
    parser.addoption("--faults", nargs="?", type=int, const=100, default=0, help="so many faults at random / 随机故障次数")
    parser.addoption("--shots", action="store_true", help="make the pictures that the README shows / 重拍 README 的截图")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--slow"):
        for test in items:
            if test.get_closest_marker("slow"):
                test.add_marker(pytest.mark.skip(reason="long form: give --slow"))
    if hasattr(config, "workerinput"):
        items[:] = in_turn(items)


def in_turn(items: list[pytest.Item]) -> list[pytest.Item]:
    """By file: the long ones, then those of many tests. Whoever deals the files out keeps the order (`--no-loadscope-reorder`)."""
    files: dict[str, list[pytest.Item]] = {}
    for test in items:
        files.setdefault(test.nodeid.partition("::")[0], []).append(test)
    return [test for file in sorted(files, key=lambda file: (_place(file), -len(files[file]))) for test in files[file]]


def _place(file: str) -> int:
    return LONG.index(file) if file in LONG else len(LONG)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; never part of the repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip("real data absent: set MINQING_SHARED_DATA to its folder")
    return SHARED_DATA


@pytest.fixture(scope="session")
def pages() -> None:
    """The pages, built from the sources as they stand: nothing to do after `uv sync`."""
    with locked("pages.lock", fcntl.LOCK_EX):
        runpy.run_path(str(REPOSITORY / "api" / "web" / "build.py"))["build"]()


@pytest.fixture(scope="session")
def server() -> Iterator[Dsn]:
    """The superuser's address of the server that carries the test databases."""
    if url := Settings().database_url:
        yield Dsn(url.get_secret_value())
        return
    with locked("test-cluster.lock", fcntl.LOCK_SH):
        cluster = _test_cluster()
        yield _ensure_running(cluster)
    with locked("test-cluster.lock", fcntl.LOCK_EX | fcntl.LOCK_NB) as last_one_out:
        if last_one_out:
            _drop_leftovers(cluster.dsn)
            clusters.stop(cluster)


@pytest.fixture(scope="session")
def template(server: Dsn) -> str:
    """A migrated database to copy; its name changes with the migrations."""
    name = f"template_{_fingerprint()}"
    with locked("test-template.lock", fcntl.LOCK_EX), psycopg.connect(server, autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = %s", (name,)).fetchone() is None:
            migrate.drop_database(server, f"{name}_half")
            migrate.create_database(server, f"{name}_half")
            migrate.migrate(_databases(server, f"{name}_half"))
            rename = sql.SQL("alter database {} rename to {}")
            connection.execute(rename.format(sql.Identifier(f"{name}_half"), sql.Identifier(name)))
    return name


@pytest.fixture(scope="session")
def new_database(server: Dsn, template: str) -> Callable[..., AbstractContextManager[Databases]]:
    """`with new_database() as databases:` for fixtures of a wider scope than one test; of a database's name: a copy of that one."""

    @contextmanager
    def made(source: str = template) -> Iterator[Databases]:
        name = f"test_{secrets.token_hex(6)}"
        migrate.create_database(server, name, source)
        try:
            yield _databases(server, name)
        finally:
            migrate.drop_database(server, name)

    return made


@pytest.fixture
def database(new_database: Callable[[], AbstractContextManager[Databases]]) -> Iterator[Databases]:
    """A fresh migrated database: `.app`, `.project`, `.read`, `.owner`, `.admin` are connection strings."""
    with new_database() as databases:
        yield databases


def _test_cluster() -> clusters.Cluster:
    if os.getuid():
        return clusters.Cluster(REPOSITORY / "var" / "test-cluster", durable=False)
    mark = hashlib.sha256(str(REPOSITORY).encode()).hexdigest()[:8]
    return clusters.Cluster(Path("/var/lib/postgresql", f"minqing-test-{mark}"), durable=False)


def _ensure_running(cluster: clusters.Cluster) -> Dsn:
    try:
        return clusters.ensure_running(cluster)
    except clusters.ServerUnavailable:  # without fsync a power cut may have ruined it; nothing in it is worth keeping
        clusters.destroy(cluster)
        return clusters.ensure_running(cluster)


def _databases(server: Dsn, name: str) -> Databases:
    if url := Settings().database_url:
        return on_existing_server(Dsn(url.get_secret_value()).with_(dbname=name), Settings())
    return on_private_cluster(server, name)


def _fingerprint() -> str:
    return hashlib.sha256(b"".join(migration.text for migration in migrate.shipped())).hexdigest()[:12]


def _drop_leftovers(server: Dsn) -> None:
    """Databases of runs that were killed, templates of former migrations."""
    with psycopg.connect(server) as connection:
        rows = connection.execute(
            "select datname from pg_database where datname like 'test\\_%%' or datname like 'template\\_%%'"
        ).fetchall()
    for (name,) in rows:
        if name != f"template_{_fingerprint()}":
            migrate.drop_database(server, name)


@contextmanager
def locked(name: str, kind: int) -> Iterator[bool]:
    """False instead of the lock when LOCK_NB was asked for and another process holds it."""
    path = REPOSITORY / "var" / name
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, kind)
        except BlockingIOError:
            yield False
        else:
            yield True
