from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import cluster as clusters
from api.cluster import Cluster
from tests.faults.ground import Ground, Killed
from tests.faults.report import REPORT

DISK = "600m"


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
    has_disk = _mounted(folder)
    made = Ground(Killed(folder), home, has_disk)
    try:
        made.prepare()
        yield made
    finally:
        made.close()
        if has_disk:
            subprocess.run(["umount", "-l", folder], check=True)
            folder.rmdir()


def _mounted(folder: Path) -> bool:
    """A disk of its own that can be filled; only root may, and not in every container."""
    if os.getuid():
        return False
    folder.mkdir()
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "minqing", folder], capture_output=True).returncode == 0
