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


def record(name: str, ecosystem: str, **affected: Any) -> dict[str, Any]:
    """Whole, as the databases that OSV gathers write it: GitHub's for npm and PyPI, PyPA's with a list of versions and commits."""
    package = {"ecosystem": ecosystem, "name": name, "purl": f"pkg:{ecosystem.lower()}/{name}"}
    return {
        "schema_version": "1.6.7",
        "id": "GHSA-2j7c-rm4f-x9wq",
        "modified": "2026-10-03T04:12:44.913215Z",
        "published": "2026-09-30T18:31:02Z",
        "aliases": ["CVE-2026-41234", "PYSEC-2026-88"],
        "related": ["CGA-1111-2222-3333"],
        "summary": "Reads beyond its folder",
        "details": "### Impact\nReads beyond its folder.\n",
        "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}],
        "affected": [
            {"package": package, "ecosystem_specific": {}, "database_specific": {"source": "https://example.org/x.json"}} | affected
        ],
        "references": [{"type": "WEB", "url": "https://example.org"}],
        "credits": [{"name": "somebody", "type": "FINDER"}],
        "database_specific": {"severity": "HIGH", "cwe_ids": ["CWE-22"], "github_reviewed": True},
    }


def ranged(kind: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"ranges": [{"type": kind, "events": list(events)} | more]}


SINCE = {"introduced": "0"}
RECORDS: dict[str, tuple[dict[str, Any], bool]] = {
    "fixed later": (record("svelte", "npm", **ranged("SEMVER", SINCE, {"fixed": "5.57.4"})), True),
    "fixed before": (record("svelte", "npm", **ranged("SEMVER", SINCE, {"fixed": "5.57.3"})), False),
    "a pre-release of the next": (record("svelte", "npm", **ranged("SEMVER", {"introduced": "6.0.0-next.1"})), False),
    "fixed by a pre-release of its own": (record("svelte", "npm", **ranged("SEMVER", SINCE, {"fixed": "5.57.3-next.12"})), False),
    "up to, by a word of the database": (
        record("svelte", "npm", **ranged("SEMVER", SINCE), database_specific={"last_known_affected_version_range": "<= 9.0.0"}),
        True,
    ),
    "two spans of one range": (
        record("svelte", "npm", **ranged("SEMVER", SINCE, {"fixed": "4.0.0"}, {"introduced": "5.57.3"}, {"fixed": "5.58.0"})),
        True,
    ),
    "a limit that counts for commits alone": (record("svelte", "npm", **ranged("SEMVER", SINCE, {"limit": "1.0.0"})), True),
    "commits alone": (record("fast-api", "PyPI", **ranged("GIT", SINCE, {"fixed": "9f2c" * 10}, repo="https://example.org/x")), False),
    "commits and versions": (
        record(
            "Fast.API",
            "PyPI",
            ranges=[
                {"type": "GIT", "repo": "https://example.org/x", "events": [SINCE, {"fixed": "9f2c" * 10}]},
                {"type": "ECOSYSTEM", "events": [SINCE, {"fixed": "1.4.1"}]},
            ],
            versions=["1.3.0", "1.4.0"],
        ),
        True,
    ),
    "listed, without a range": (record("fast-api", "PyPI", versions=["1.4.0"]), True),
    "another's": (record("fast-api-extra", "PyPI", **ranged("ECOSYSTEM", SINCE)), False),
    "of a distribution": (record("fast-api", "Debian:12", **ranged("ECOSYSTEM", SINCE)), False),
    "withdrawn": (record("svelte", "npm", **ranged("SEMVER", SINCE)) | {"withdrawn": "2026-10-04T00:00:00Z"}, False),
    "not withdrawn, said so": (record("svelte", "npm", **ranged("SEMVER", SINCE)) | {"withdrawn": None, "aliases": None}, True),
    "of commits without a package": (record("x", "npm") | {"affected": [ranged("GIT", SINCE, repo="https://example.org/x")]}, False),
    "nothing affected": (record("x", "npm") | {"affected": None}, False),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_as_the_database_exports_it(name: str, tmp_path: Path) -> None:
    told, is_ours = RECORDS[name]
    report = looked_up([exported(tmp_path, told)], OURS)
    assert (report.advisories, bool(report.findings)) == (1, is_ours)


def test_a_finding_says_how_grave_it_is_and_once(tmp_path: Path) -> None:
    """Also of a record that gives one span after another, and of one that has a vector and no word."""
    spans = [ranged("SEMVER", SINCE, {"fixed": "5.58.0"}), ranged("SEMVER", {"introduced": "5.0.0"}, {"fixed": "5.59.0"})]
    told = record("svelte", "npm")
    told["affected"] = [{"package": {"ecosystem": "npm", "name": "svelte"}} | one for one in spans]
    of_python = record("fast-api", "PyPI", versions=["1.4.0"]) | {"id": "PYSEC-2026-88", "database_specific": None, "summary": None}
    one, other = looked_up([exported(tmp_path, of_python, told)], OURS).findings
    assert (one.severity, one.summary) == ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "Reads beyond its folder.")
    assert (other.severity, other.fixed, other.aliases) == ("HIGH", ("5.58.0", "5.59.0"), ("CVE-2026-41234", "PYSEC-2026-88"))


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
