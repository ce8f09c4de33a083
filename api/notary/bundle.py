"""The auditor's copy of the journal: leaves, records, signed checkpoints, keys, and the program that checks them by itself."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import psycopg

from api.notary import logs
from api.notary.comparing import first_difference
from api.notary.folder import Folder, Head
from api.notary.notary import JournalBent
from api.notary.part import Part
from api.notary.rows import stored
from api.texts import text
from domain.errors import Refused
from domain.log_page import Closed, Log
from domain.proof import Stored

PAGE = "verify.html"
"""The same check in a browser, in one file; built with the other pages."""
READER = ("audit_reader.py", "audit_logs.py", "audit_proofs.py")
"""The program that checks without any of ours: the first is run, the others lie beside it."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NothingSigned(Refused):
    """The notary has signed nothing yet."""

    code = "notary.nothing_signed"


class BundleThere(Refused):
    """The folder for the bundle has something in it already."""

    code = "notary.bundle_there"


class LogBent(Refused):
    """The rows of a log are not those that its pages hold. Facts: log, and as Torn.as_facts tells."""

    code = "notary.log_bent"


@dataclass(frozen=True)
class Exported:
    """events: records in it, of `size` that are signed. rows: of the logs beside the journal."""

    size: int
    events: int
    checkpoints: int
    rows: int


def export(connection: psycopg.Connection[Any], folder: Folder, out: Path, part: Part | None = None) -> Exported:
    """Everything that is under the newest checkpoint; of a part its records and readings, and of the others the leaves alone.

    Raises NothingSigned, BundleThere, JournalBent at the first record that is not what was signed, LogBent.
    """
    head = folder.head() if folder.exists else None
    if head is None:
        raise NothingSigned()
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise BundleThere()
    _require_signed(connection, folder, head)
    pages = {log: _pages(connection, log, head) for log in Log}
    with (out / "leaves.txt").open("w", newline="\n") as file:
        file.writelines(f"{one.position} {one.hash.hex()}\n" for one in folder.leaves(0, head.size))
    with (out / "events.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        events = sum(_put(file, row) for row in _rows(connection, head, part))
    if part:
        rows = part.readings(connection, pages[Log.READING], out)
    else:
        rows = sum(_put_log(connection, log, told, out) for log, told in pages.items())
    notes = [one for one in folder.checkpoints() if one.checkpoint.size <= head.size]
    (out / "checkpoints.txt").write_text("".join(f"{one}\n" for one in notes), encoding="utf-8")
    keys = "".join(f"{one.vkey}\n" for one in (folder.public, *folder.witnesses()))
    (out / "keys.txt").write_text(f"# {text('bundle.keys')} / {text('bundle.keys', 'en')}\n{keys}", encoding="utf-8")
    put_reader(out)
    if (page := resources.files("api").joinpath("web", "dist", PAGE)).is_file():
        (out / PAGE).write_bytes(page.read_bytes())
    _explain(out, head, events, part)
    return Exported(head.size, events, len(notes), rows)


def put_reader(folder: Path) -> None:
    for name in READER:
        (folder / name).write_bytes(resources.files("api").joinpath(name).read_bytes())


def record(row: Stored) -> dict[str, Any]:
    """A row as a bundle tells it: times in words where they fit a calendar, a payload that is no text in base64."""
    told: dict[str, Any] = {}
    for name, value in row._asdict().items():
        if name == "payload":
            told |= _payload(value)
        elif name.endswith("_us"):
            told[name.removesuffix("_us") + "_at"] = _moment(value)
        else:
            told[name] = value
    return told


def _require_signed(connection: psycopg.Connection[Any], folder: Folder, head: Head) -> None:
    different = first_difference(folder.leaves(0, head.size), stored(connection, 0, head.position))
    if different is not None:
        raise JournalBent(what=different.code, position=different.position)


def _rows(connection: psycopg.Connection[Any], head: Head, part: Part | None) -> Iterator[Stored]:
    rows = stored(connection, 0, head.position)
    return part.records(connection, rows) if part else rows


def _put(file: Any, row: Stored) -> int:
    file.write(json.dumps(record(row), ensure_ascii=False, separators=(",", ":")) + "\n")
    return 1


def _pages(connection: psycopg.Connection[Any], log: Log, head: Head) -> list[Closed]:
    """Those that are signed. Raises LogBent."""
    told = logs.pages(connection, log, head.position)
    if (torn := logs.torn(connection, log, told)) is not None:
        raise LogBent(log=logs.TABLES[log], **torn.as_facts())
    return told


def _put_log(connection: psycopg.Connection[Any], log: Log, told: Sequence[Closed], out: Path) -> int:
    with (out / f"{logs.TABLES[log]}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        found = logs.rows(connection, log, logs.LEAST, told[-1].last) if told else iter(())
        return sum(file.write(f"{row.line}\n") > 0 for row in found)


def _payload(value: bytes) -> dict[str, str]:
    with suppress(UnicodeDecodeError):
        return {"payload": value.decode()}
    return {"payload_base64": base64.b64encode(value).decode()}


def _moment(us: int) -> str | int:
    with suppress(OverflowError):
        at = EPOCH + timedelta(microseconds=us)
        return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}" if at.year > 999 else us
    return us


def _explain(out: Path, head: Head, events: int, part: Part | None) -> None:
    facts = {"log": head.signed.checkpoint.origin, "size": head.size, "events": events}
    scope = "bundle.part" if part else "bundle.whole"
    lines = [f"{text(code, language, **facts)}\n" for language in ("zh", "en") for code in (scope, "bundle.check", "bundle.limits")]
    (out / "README.txt").write_text("\n".join(lines), encoding="utf-8")
