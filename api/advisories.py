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
_SEMVER = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")
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
    """aliases: CVE and other numbers. fixed: versions without the fault. severity: the database's word, else CVSS vectors."""

    component: Component
    advisory: str
    aliases: tuple[str, ...]
    summary: str
    fixed: tuple[str, ...]
    severity: str = ""


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
        if not told.get("withdrawn"):
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
    if not isinstance(told, dict) or not isinstance(told.get("id"), str) or not isinstance(told.get("affected") or [], list):
        raise ValueError("no advisory")
    return {name: part for name, part in told.items() if part is not None}


def _findings(told: Mapping[str, Any], known: Mapping[tuple[str, str], list[Component]]) -> Iterator[Finding]:
    found: dict[Component, list[str]] = {}
    for affected in told.get("affected", []):
        package = affected.get("package") or {}
        ecosystem, name = str(package.get("ecosystem", "")), str(package.get("name", ""))
        for one in known.get((ecosystem, _plain(name) if ecosystem == "PyPI" else name), ()):
            if is_affected(one.version, affected):
                found.setdefault(one, []).extend(_fixed(affected))
    aliases, summary = tuple(told.get("aliases", ())), str(told.get("summary") or _first_line(str(told.get("details", ""))))
    for one, fixed in found.items():
        yield Finding(one, told["id"], aliases, summary, tuple(dict.fromkeys(fixed)), _severity(told))


def _first_line(text: str) -> str:
    """Of Markdown, that is no heading."""
    return next((line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")), "")


def _severity(told: Mapping[str, Any]) -> str:
    word = (told.get("database_specific") or {}).get("severity")
    return str(word) if word else " ".join(str(one.get("score", "")) for one in told.get("severity", ()))


def is_affected(version: str, affected: Mapping[str, Any]) -> bool:
    """Named, or within a range. What cannot be compared is told, not passed over."""
    if version in (affected.get("versions") or ()):
        return True
    return any(_within(one["type"], version, one["events"]) for one in _ranges(affected))


def _ranges(affected: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those of versions; ranges of commits are of nothing that is installed."""
    return [one for one in affected.get("ranges") or () if one.get("type") in ("SEMVER", "ECOSYSTEM")]


def _within(kind: str, version: str, events: Iterable[Mapping[str, str]]) -> bool:
    """As the format evaluates a range: its events in the order of their versions, what begins at one before what ends there."""
    told = [(name, at) for each in events for name, at in each.items() if name != "limit"]
    for order in (_semantic, _of_python) if kind == "SEMVER" else (_of_python, _semantic):
        mine, marks = order(version), [(order(at), name) for name, at in told]
        if mine is not None and all(at is not None for at, _ in marks):
            return _is_in(mine, sorted(marks, key=lambda one: (one[0], one[1] != "introduced")))
    return True


def _is_in(mine: Any, marks: Iterable[tuple[Any, str]]) -> bool:
    is_in = False
    for at, name in marks:
        if name == "introduced" and at <= mine:
            is_in = True
        elif (name == "fixed" and at <= mine) or (name == "last_affected" and at < mine):
            is_in = False
    return is_in


def _semantic(version: str) -> Any | None:
    """SemVer 2.0.0 precedence, "0" before all; None where it is none."""
    found = _SEMVER.fullmatch("0.0.0-0" if version == "0" else version)
    if found is None:
        return None
    parts = [(0, int(one), "") if one.isdecimal() else (1, 0, one) for one in found[4].split(".")] if found[4] else []
    return int(found[1]), int(found[2]), int(found[3]), not parts, parts


def _of_python(version: str) -> Any | None:
    try:
        return Version("0.dev0" if version == "0" else version)
    except InvalidVersion:
        return None


def _fixed(affected: Mapping[str, Any]) -> list[str]:
    return [at["fixed"] for one in _ranges(affected) for at in one["events"] if "fixed" in at]


def _plain(name: str) -> str:
    """As PyPI compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()
