"""The unit files: all that systemd is asked for, with this installation's own paths."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.api.cli import Desk


def test_units_name_this_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MINQING_HOME", "/srv/minqing")
    monkeypatch.setenv("MINQING_BACKUPS", "/mnt/backups")
    assert Desk().run("systemd", "--user", "grid", "--out", tmp_path).exit_code == 0
    units = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert set(units) == {"minqing.service"} | {f"minqing-{one}.{kind}" for one in ("log", "backup") for kind in ("service", "timer")}
    service = units["minqing.service"]
    assert all(line in service for line in ("User=grid", "Environment=MINQING_HOME=/srv/minqing", "NoNewPrivileges=yes", "Restart=always"))
    assert "ReadWritePaths=/srv/minqing /mnt/backups /run /tmp" in service
    assert not any("{" in text for text in units.values())


def test_systemd_itself_finds_no_fault(tmp_path: Path):
    if (verifier := shutil.which("systemd-analyze")) is None:
        pytest.skip("systemd is not installed")
    Desk().run("systemd", "--user", "root", "--out", tmp_path)
    done = subprocess.run([verifier, "verify", *map(str, tmp_path.iterdir())], capture_output=True, text=True)
    assert "Unknown" not in done.stderr, done.stderr
