"""Known faults are found in a file that was brought along, and a file that is none is never taken for a clean one."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from api.advisories import AdvisoriesUnreadable, Component, installed, is_affected, looked_up
from tests.api.cli import Desk

OURS = [Component("PyPI", "fast-api", "1.4.0"), Component("npm", "svelte", "5.57.3")]


def advisory(name: str, ecosystem: str = "PyPI", *events: dict[str, str], **more: Any) -> dict[str, Any]:
    affected = {"package": {"name": name, "ecosystem": ecosystem}, "ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}
    told = {"id": f"GHSA-{name}", "modified": "2026-11-20T00:00:00Z", "aliases": ["CVE-2026-1"], "summary": "reads too much"}
    return told | {"affected": [affected]} | more


def exported(folder: Path, *told: dict[str, Any]) -> Path:
    file = folder / "all.zip"
    with ZipFile(file, "w") as packed:
        for number, one in enumerate(told):
            packed.writestr(f"{number}.json", json.dumps(one))
    return file


@pytest.mark.parametrize(
    ("events", "affected"),
    [
        ([{"introduced": "0"}, {"fixed": "1.4.0"}], False),
        ([{"introduced": "0"}, {"fixed": "1.4.1"}], True),
        ([{"introduced": "1.4.1"}], False),
        ([{"introduced": "0"}, {"last_affected": "1.4.0"}], True),
        ([{"introduced": "0"}, {"last_affected": "1.3.9"}], False),
        ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "1.3"}, {"fixed": "1.10"}], True),
        ([{"introduced": "0"}, {"fixed": "1.4.0rc1"}], False),
        ([{"introduced": "0"}, {"fixed": "next-canary"}], True),  # what cannot be compared is told
    ],
)
def test_which_versions_a_range_holds(events: list[dict[str, str]], affected: bool) -> None:
    assert is_affected("1.4.0", {"ranges": [{"type": "ECOSYSTEM", "events": events}]}) is affected


def test_faults_of_what_is_held_are_found_by_any_spelling_of_the_name(tmp_path: Path) -> None:
    since = {"introduced": "0"}
    file = exported(
        tmp_path,
        advisory("Fast_API", "PyPI", since, {"fixed": "1.5"}),
        advisory("svelte", "npm", since, {"fixed": "5.57.3"}),
        advisory("svelte", "PyPI", since),  # of the same name elsewhere
        advisory("fast-api", "PyPI", since, withdrawn="2026-01-01T00:00:00Z", id="GHSA-withdrawn"),
        {"id": "GHSA-named", "affected": [{"package": {"name": "svelte", "ecosystem": "npm"}, "versions": ["5.57.3"]}]},
    )
    report = looked_up([file], OURS)
    found = [(one.advisory, one.component.name, one.fixed) for one in report.findings]
    assert found == [("GHSA-Fast_API", "fast-api", ("1.5",)), ("GHSA-named", "svelte", ())]
    assert (report.advisories, report.components, report.until) == (5, 2, "2026-11-20T00:00:00Z")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"<html>", b'{"id": 1}', b"[" * 100_000])
def test_a_file_that_is_no_advisory_is_refused(tmp_path: Path, content: bytes) -> None:
    for name in ("one.json", "all.zip"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(AdvisoriesUnreadable):
            looked_up([tmp_path / name], OURS)
    with pytest.raises(AdvisoriesUnreadable):
        looked_up([exported(tmp_path)], OURS)


def test_at_the_command_line_with_what_is_installed_here(tmp_path: Path) -> None:
    held = {(one.ecosystem, one.name) for one in installed()}
    assert {("PyPI", "fastapi"), ("PyPI", "psycopg"), ("npm", "svelte"), ("npm", "maplibre-gl")} <= held
    clean = exported(tmp_path, advisory("fastapi", "PyPI", {"introduced": "0"}, {"fixed": version("fastapi")}))
    assert Desk().ask("advisories", clean)["findings"] == []
    dirty = exported(tmp_path, advisory("fastapi", "PyPI", {"introduced": version("fastapi")}))
    told = Desk().run("advisories", dirty)
    assert told.exit_code == 1 and "GHSA-fastapi" in told.text and "CVE-2026-1" in told.text
    assert Desk().run("advisories", tmp_path / "none.zip", "--json").refused_with == "advisories.unreadable"
