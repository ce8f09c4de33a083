"""A log that ends and the one that follows it: after an announced restore, or where the key was lost or may be known.

A head that does not extend the last one must never be signed. So a journal that was put back on purpose gets a new log with a new key,
and the old key says so: which head was its last, how much of it the journal still holds, why.
"""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from pathlib import Path

import psycopg

from api.notary import durable, keys, tables
from api.notary.folder import Folder, Leaf, NotaryFolderBroken
from api.notary.notary import NotaryElsewhere
from api.notary.rows import stored
from domain.proof import leaf

STATEMENT, RETIRED = "succession.txt", "retired"
TITLE = "minqing/1 succession"


@dataclass(frozen=True)
class Succession:
    """size: of the old log's last head; kept: how many of its leaves, from the first, the journal still holds."""

    old: str
    size: int
    kept: int
    reason: str
    is_signed: bool = True


def begin_anew(dsn: str, folder: Folder, reason: str, at: datetime) -> Succession:
    """Retire the log of a folder (none there: it was lost) and make another in its place. Raises NotaryElsewhere, NotaryFolderBroken."""
    folder.path.mkdir(mode=0o755, parents=True, exist_ok=True)
    lock = folder.lock()
    if lock is None:
        raise NotaryElsewhere()
    with lock, psycopg.connect(dsn, autocommit=True) as connection:
        old = _retired(folder) if folder.exists else None
        folder = Folder(folder.path)
        folder.make()
        known = list(old.leaves()) if old else []
        rows = stored(connection, 0, known[-1].position) if known else iter(())
        kept = _common(known, (Leaf(row.position, leaf(row)) for row in rows))
        told = Succession(old.public.name if old else "?", len(known), kept, " ".join(reason.split()), is_signed=old is not None)
        _say(folder, old, told, at)
        tables.clear(connection)
    return told


def succession(folder: Folder) -> Succession | None:
    """What the old key said when it retired, held against that key and the leaves of both logs. Raises NotaryFolderBroken."""
    file = folder.path / STATEMENT
    if not file.exists():
        return None
    try:
        text, _, line = file.read_text(encoding="utf-8").partition("\n\n")
        title, name, size, _root, kept, vkey, _at, reason = (part.partition(" ")[2] for part in text.split("\n"))
        if title != TITLE.partition(" ")[2] or vkey != folder.public.vkey:
            raise ValueError("another log's")
        told = Succession(name, int(size), int(kept), reason, is_signed=bool(line.strip()))
        if told.is_signed:
            _require_said_by(folder, _last_retired(folder), told, text, line)
    except (ValueError, OSError) as wrong:
        raise NotaryFolderBroken(part=STATEMENT) from wrong
    return told


def _say(folder: Folder, old: Folder | None, told: Succession, at: datetime) -> None:
    head = old.head() if old else None
    root = base64.b64encode(head.signed.checkpoint.root).decode() if head else ""
    lines = (TITLE, f"old {told.old}", f"size {told.size}", f"root {root}", f"kept {told.kept}")
    text = "\n".join((*lines, f"new {folder.public.vkey}", f"at {at.isoformat()}", f"reason {told.reason}"))
    durable.replace(folder.path / STATEMENT, f"{text}\n\n{_signature(old.signer, text) if old else ''}\n")


def _signature(signer: keys.Signer, text: str) -> str:
    return f"— {signer.public.name} {base64.b64encode(signer.public.mark + signer.sign(text.encode())).decode()}"


def _require_said_by(folder: Folder, old: Folder, told: Succession, text: str, line: str) -> None:
    signature = base64.b64decode(line.split()[-1], validate=True)[4:]
    if not old.public.has_signed(text.encode(), signature) or old.public.name != told.old or old.kept() != told.size:
        raise ValueError("not said by the old key")
    if _common(old.leaves(0, told.kept), folder.leaves(0, told.kept)) != min(told.kept, folder.kept()):
        raise ValueError("the new log does not begin as the old one")


def _common(known: Iterable[Leaf], found: Iterable[Leaf]) -> int:
    """How many are the same in both, from the first."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(known, found, strict=False)))


def _retired(folder: Folder) -> Folder:
    above = folder.path / RETIRED
    above.mkdir(exist_ok=True)
    place = above / f"{len(list(above.iterdir())) + 1:03d}"
    place.mkdir()
    for each in folder.path.iterdir():
        if each.name not in ("lock", RETIRED):
            shutil.move(each, place / each.name)
    return Folder(place)


def _last_retired(folder: Folder) -> Folder:
    return Folder(max((folder.path / RETIRED).iterdir(), key=lambda place: place.name, default=Path("none")))
