from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import cluster as clusters
from api.cluster import Cluster
from tests.faults.ground import Ground, Killed
from tests.faults.report import REPORT


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if REPORT in config.stash:
        terminalreporter.section("故障 / faults")
        terminalreporter.write_line("\n".join(config.stash[REPORT].lines()))


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A server of its own, durable: it is killed in earnest."""
    home = tmp_path_factory.mktemp("faults")
    folder = Path("/var/lib/postgresql", f"minqing-faults-{os.getpid()}") if os.getuid() == 0 else home / "cluster"
    try:
        clusters.programs(Cluster(folder))
    except clusters.ServerUnavailable as absent:
        pytest.skip(str(absent))
    made = Ground(Killed(folder), home)
    try:
        made.prepare()
        yield made
    finally:
        made.close()
