"""Known faults of what runs here, looked up in files that somebody brought along: no network is asked, nothing is told to anybody.

The files are exports of the Open Source Vulnerability database (OSV schema 1): `all.zip` of PyPI and of npm, or single advisories.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from packaging.version import InvalidVersion, Version

from api.settings import REPOSITORY
from domain.errors import Invalid

LONGEST = 20_000_000
"""Bytes of one advisory unpacked: what is longer is none."""
PAGES = REPOSITORY / "api" / "web" / "package-lock.json"


class AdvisoriesUnreadable(Invalid):
    """Facts: file (its name), or where nothing in the files is an advisory none."""

    code = "advisories.unreadable"


@dataclass(frozen=True, order=True)
class Component:
    """ecosystem: PyPI or npm. name: as that ecosystem compares names."""

    ecosystem: str
    name: str
    version: str


@dataclass(frozen=True)
class Finding:
    """aliases: CVE and other numbers. fixed: versions without the fault."""

    component: Component
    advisory: str
    aliases: tuple[str, ...]
    summary: str
    fixed: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """advisories: how many were read. until: when the newest of them was changed last; an old export knows no new faults."""

    components: int
    advisories: int
    until: str
    findings: tuple[Finding, ...]


def installed(pages: Path = PAGES) -> list[Component]:
    """What this program runs with; of a checkout also what its pages are built of, as locked."""
    found = {Component("PyPI", _plain(one.metadata["Name"]), one.version) for one in distributions()}
    if pages.is_file():
        locked = json.loads(pages.read_text(encoding="utf-8"))["packages"]
        named = ((path.rpartition("node_modules/")[2], one) for path, one in locked.items() if path)
        found |= {Component("npm", name, one["version"]) for name, one in named if "version" in one}
    return sorted(found)


def looked_up(files: Iterable[Path], components: Iterable[Component]) -> Report:
    """Raises AdvisoriesUnreadable; a file that is none is never taken for one without faults."""
    known: dict[tuple[str, str], list[Component]] = {}
    for one in (held := list(components)):
        known.setdefault((one.ecosystem, one.name), []).append(one)
    count, until, findings = 0, "", list[Finding]()
    for told in (told for file in files for told in _read(file)):
        count, until = count + 1, max(until, str(told.get("modified", "")))
        if "withdrawn" not in told:
            findings += _findings(told, known)
    if not count:
        raise AdvisoriesUnreadable()
    return Report(len(held), count, until, tuple(sorted(findings, key=lambda one: (one.component, one.advisory))))


def _read(file: Path) -> Iterator[dict[str, Any]]:
    try:
        if file.suffix == ".zip":
            with ZipFile(file) as packed:
                for member in packed.infolist():
                    if member.filename.endswith(".json") and member.file_size <= LONGEST:
                        yield _advisory(packed.read(member))
        else:
            yield _advisory(file.read_bytes())
    except (OSError, BadZipFile, ValueError, RecursionError):
        raise AdvisoriesUnreadable(file=file.name) from None


def _advisory(content: bytes) -> dict[str, Any]:
    told = json.loads(content)
    if not isinstance(told, dict) or not isinstance(told.get("id"), str) or not isinstance(told.get("affected", []), list):
        raise ValueError("no advisory")
    return told


def _findings(told: Mapping[str, Any], known: Mapping[tuple[str, str], list[Component]]) -> Iterator[Finding]:
    for affected in told.get("affected", []):
        package = affected.get("package", {})
        ecosystem, name = str(package.get("ecosystem", "")), str(package.get("name", ""))
        for one in known.get((ecosystem, _plain(name) if ecosystem == "PyPI" else name), ()):
            if is_affected(one.version, affected):
                aliases, summary = tuple(told.get("aliases", ())), str(told.get("summary", ""))
                yield Finding(one, told["id"], aliases, summary, tuple(_fixed(affected)))


def is_affected(version: str, affected: Mapping[str, Any]) -> bool:
    """Named, or within a range. What cannot be compared is told, not passed over."""
    if version in affected.get("versions", ()):
        return True
    ranges = [one["events"] for one in affected.get("ranges", ()) if one.get("type") in ("SEMVER", "ECOSYSTEM")]
    return any(_within(Version(version), events) for events in ranges) if _compares(version, ranges) else bool(ranges)


def _within(version: Version, events: Iterable[Mapping[str, str]]) -> bool:
    is_in = False
    for kind, at in sorted(((kind, Version(at)) for each in events for kind, at in each.items()), key=lambda one: one[1]):
        if kind == "introduced" and at <= version:
            is_in = True
        elif (kind == "fixed" and at <= version) or (kind == "last_affected" and at < version):
            is_in = False
    return is_in


def _compares(version: str, ranges: Iterable[Iterable[Mapping[str, str]]]) -> bool:
    try:
        return all(Version(at) for at in (version, *(at for events in ranges for each in events for at in each.values())))
    except InvalidVersion:
        return False


def _fixed(affected: Mapping[str, Any]) -> list[str]:
    return [at["fixed"] for one in affected.get("ranges", ()) if one.get("type") != "GIT" for at in one["events"] if "fixed" in at]


def _plain(name: str) -> str:
    """As PyPI compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()
