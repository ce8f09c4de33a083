"""The auditor's copy of the journal: leaves, records, signed checkpoints, keys, and the program that checks them by itself."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import psycopg

from api.notary.comparing import first_difference
from api.notary.folder import Folder, Head
from api.notary.notary import JournalBent
from api.notary.rows import statement, stored
from api.texts import text
from domain.errors import Refused
from domain.ids import CommunityId, community_code
from domain.proof import Stored

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NothingSigned(Refused):
    """The notary has signed nothing yet."""

    code = "notary.nothing_signed"


class BundleThere(Refused):
    """The folder for the bundle has something in it already."""

    code = "notary.bundle_there"


@dataclass(frozen=True)
class Exported:
    """events: records in it, of `size` that are signed."""

    size: int
    events: int
    checkpoints: int


def export(connection: psycopg.Connection[Any], folder: Folder, out: Path, community: CommunityId | None = None) -> Exported:
    """Everything that is under the newest checkpoint; of one community its records, and of the others the leaves alone.

    Raises NothingSigned, BundleThere, and JournalBent at the first record that is not what was signed.
    """
    head = folder.head() if folder.exists else None
    if head is None:
        raise NothingSigned()
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise BundleThere()
    _require_signed(connection, folder, head)
    with (out / "leaves.txt").open("w", newline="\n") as file:
        file.writelines(f"{one.position} {one.hash.hex()}\n" for one in folder.leaves(0, head.size))
    with (out / "events.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        events = sum(_put(file, row) for row in _rows(connection, head, community))
    notes = [one for one in folder.checkpoints() if one.checkpoint.size <= head.size]
    (out / "checkpoints.txt").write_text("".join(f"{one}\n" for one in notes), encoding="utf-8")
    keys = "".join(f"{one.vkey}\n" for one in (folder.public, *folder.witnesses()))
    (out / "keys.txt").write_text(f"# {text('bundle.keys')} / {text('bundle.keys', 'en')}\n{keys}", encoding="utf-8")
    (out / "audit_reader.py").write_bytes(resources.files("api").joinpath("audit_reader.py").read_bytes())
    _explain(out, head, events, community)
    return Exported(head.size, events, len(notes))


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


def _rows(connection: psycopg.Connection[Any], head: Head, community: CommunityId | None) -> Iterator[Stored]:
    rows = stored(connection, 0, head.position)
    if community is None:
        return rows
    asked = {"code": community_code(community), "mark": f'"community":"{community}"'.encode()}
    mine = {stream for (stream,) in connection.execute(statement("streams_of"), asked).fetchall()}
    return (row for row in rows if row.stream in mine)


def _put(file: Any, row: Stored) -> int:
    file.write(json.dumps(record(row), ensure_ascii=False, separators=(",", ":")) + "\n")
    return 1


def _payload(value: bytes) -> dict[str, str]:
    with suppress(UnicodeDecodeError):
        return {"payload": value.decode()}
    return {"payload_base64": base64.b64encode(value).decode()}


def _moment(us: int) -> str | int:
    with suppress(OverflowError):
        at = EPOCH + timedelta(microseconds=us)
        return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}" if at.year > 999 else us
    return us


def _explain(out: Path, head: Head, events: int, community: CommunityId | None) -> None:
    facts = {"log": head.signed.checkpoint.origin, "size": head.size, "events": events}
    scope = "bundle.part" if community else "bundle.whole"
    lines = [f"{text(code, language, **facts)}\n" for language in ("zh", "en") for code in (scope, "bundle.check", "bundle.limits")]
    (out / "README.txt").write_text("\n".join(lines), encoding="utf-8")
