"""The sources of the pages: types hold, packages are pinned and name no registry, one word is one word."""

from __future__ import annotations

import json
import runpy
import subprocess

from api.settings import REPOSITORY

WEB = REPOSITORY / "api" / "web"


def test_types_and_markup_hold(pages: None) -> None:
    node = runpy.run_path(str(WEB / "build.py"))["_node"]()
    told = [node, "node_modules/svelte-check/bin/svelte-check", "--tsconfig", "./tsconfig.json", "--fail-on-warnings", "--output", "human"]
    done = subprocess.run(told, cwd=WEB, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_packages_are_pinned_and_name_no_registry() -> None:
    wanted = json.loads((WEB / "package.json").read_text())["devDependencies"]
    assert [version for version in wanted.values() if not version[0].isdigit()] == []
    lock = (WEB / "package-lock.json").read_text()
    assert '"resolved"' not in lock and "https://registry" not in lock


def test_no_file_is_long() -> None:
    long = {path.name: lines for path in (WEB / "src").rglob("*.*") if (lines := len(path.read_text().splitlines())) > 350}
    assert long == {}
