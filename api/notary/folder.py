"""What the notary keeps, out of the database's reach: its key, every leaf it ever saw, its last head, every checkpoint it signed.

A head is on the disk before its signature is shown to anybody; leaves are there before the head that covers them. So after a crash the
folder is at most ahead of what was published, never behind.
"""

from __future__ import annotations

import fcntl
import json
import secrets
import struct
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, NamedTuple

from api.notary import durable, keys, note
from domain.errors import Refused
from domain.proof import HASH_BYTES, Frontier, Hash

_RECORD = struct.Struct(">q32s")
assert _RECORD.size == 8 + HASH_BYTES
AT_ONCE = 4096
SHOWN, WITNESSED = "checkpoints.txt", "witnessed.txt"
END = b"\n\n"
"""Of a checkpoint's text, and of its signatures."""


class NotaryFolderBroken(Refused):
    """The notary's folder is not as the notary left it. Facts: part."""

    code = "notary.folder_broken"


class Leaf(NamedTuple):
    position: int
    hash: Hash


@dataclass(frozen=True)
class Head:
    """The last that was signed. position: of the newest event under it."""

    position: int
    frontier: Frontier
    signed: note.Note

    @property
    def size(self) -> int:
        return self.frontier.size


@dataclass(frozen=True)
class Alarm:
    """What is wrong (a text's code) and at which position; None where it has none. found_at: ISO 8601."""

    code: str
    position: int | None
    found_at: str


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def exists(self) -> bool:
        return (self.path / "log.key").exists()

    @property
    def is_known(self) -> bool:
        """It can be read, here or in a copy without its key."""
        return (self.path / "log.key.pub").exists()

    def public_files(self) -> list[Path]:
        """All but the key, the head before the leaves: those that came meanwhile are in a copy too many, never too few."""
        names = ("log.key.pub", "head.json", "leaves", SHOWN, WITNESSED, "witness.keys.pub")
        return [file for name in names if (file := self.path / name).exists()]

    def make(self, name: str | None = None) -> None:
        """A new log with a new key; nothing where there is one already. name: of the log, for ever; drawn when none is given."""
        if not self.exists:
            self.path.mkdir(mode=0o755, parents=True, exist_ok=True)
            signer = keys.made(self.path / "log.key", keys.LOG, name or f"minqing/{secrets.token_hex(8)}")
            durable.replace(self.path / "log.key.pub", signer.public.vkey + "\n")

    def lock(self) -> IO[str] | None:
        """Who holds it is the notary, until it closes it. None where another program is."""
        file = (self.path / "lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        return file

    @cached_property
    def signer(self) -> keys.Signer:
        """Raises NotaryFolderBroken."""
        try:
            return keys.read_signer(self.path / "log.key", keys.LOG)
        except (OSError, ValueError) as wrong:
            raise NotaryFolderBroken(part="log.key") from wrong

    @cached_property
    def public(self) -> keys.PublicKey:
        """Raises NotaryFolderBroken."""
        try:
            (key,) = keys.read_public(self.path / "log.key.pub")
        except (OSError, ValueError) as wrong:
            raise NotaryFolderBroken(part="log.key.pub") from wrong
        return key

    def witnesses(self) -> list[keys.PublicKey]:
        file = self.path / "witness.keys.pub"
        try:
            return keys.read_public(file) if file.exists() else []
        except ValueError as wrong:
            raise NotaryFolderBroken(part=file.name) from wrong

    def trust(self, witness: keys.PublicKey) -> None:
        if witness not in self.witnesses():
            durable.append(self.path / "witness.keys.pub", f"{witness.vkey}\n".encode())

    def head(self) -> Head | None:
        """Held against its own signature. None before the first. Raises NotaryFolderBroken."""
        try:
            told = json.loads((self.path / "head.json").read_text())
            signed = note.parse(told["note"])
            frontier = Frontier(signed.checkpoint.size, [bytes.fromhex(one) for one in told["roots"]])
            if not signed.is_signed_by(self.public) or frontier.root() != signed.checkpoint.root:
                raise ValueError("not our head")
            return Head(int(told["position"]), frontier, signed)
        except FileNotFoundError:
            if self.kept() or (self.path / SHOWN).exists():
                raise NotaryFolderBroken(part="head.json") from None
            return None
        except (ValueError, KeyError, TypeError) as wrong:
            raise NotaryFolderBroken(part="head.json") from wrong

    def keep(self, head: Head, leaves: Iterable[Leaf]) -> None:
        """The leaves, then the head, then its checkpoint."""
        durable.append(self._leaves, b"".join(_RECORD.pack(*one) for one in leaves))
        told = {"position": head.position, "roots": [one.hex() for one in head.frontier.roots], "note": str(head.signed)}
        durable.replace(self.path / "head.json", json.dumps(told, indent=1, ensure_ascii=False) + "\n")
        self.publish(head.signed)

    def settle(self, head: Head | None) -> None:
        """After a crash: what was written half goes, leaves that no head covers go, a head that was not shown is shown.

        Raises NotaryFolderBroken.
        """
        size = head.size if head else 0
        if self.kept() < size:
            raise NotaryFolderBroken(part="leaves")
        _cut(self._leaves, size * _RECORD.size)
        for name in (SHOWN, WITNESSED):
            _cut(self.path / name, len(self._whole_notes(name)))
        notes = self.checkpoints()
        if head and (not notes or notes[-1].checkpoint != head.signed.checkpoint):
            if notes and notes[-1].checkpoint.size >= size:
                raise NotaryFolderBroken(part=SHOWN)
            self.publish(head.signed)

    def publish(self, signed: note.Note) -> None:
        durable.append(self.path / SHOWN, f"{signed}\n".encode())

    def keep_witnessed(self, cosigned: note.Note) -> None:
        durable.append(self.path / WITNESSED, f"{cosigned}\n".encode())

    def checkpoints(self) -> list[note.Note]:
        """All that were signed, as they were, with the signatures of witnesses that came back. Raises NotaryFolderBroken."""
        found = {one.checkpoint: one for one in self._notes(SHOWN)}
        for one in self._notes(WITNESSED):
            if one.checkpoint in found:
                found[one.checkpoint] = found[one.checkpoint].with_(one.signatures)
        return list(found.values())

    def _notes(self, name: str) -> list[note.Note]:
        try:
            return note.parse_many(self._whole_notes(name).decode())
        except ValueError as wrong:
            raise NotaryFolderBroken(part=name) from wrong

    def _whole_notes(self, name: str) -> bytes:
        """Without the beginning of one that is being written this moment, or was when the power went."""
        file = self.path / name
        parts = file.read_bytes().split(END)[:-1] if file.exists() else []
        return b"".join(one + END for one in parts[: len(parts) // 2 * 2])

    def kept(self) -> int:
        """How many leaves."""
        return self._leaves.stat().st_size // _RECORD.size if self._leaves.exists() else 0

    def leaves(self, start: int = 0, end: int | None = None) -> Iterator[Leaf]:
        end = self.kept() if end is None else end
        if not self._leaves.exists():
            return
        with self._leaves.open("rb") as file:
            file.seek(start * _RECORD.size)
            while start < end:
                packed = file.read(min(AT_ONCE, end - start) * _RECORD.size)
                whole = len(packed) // _RECORD.size
                if not whole:
                    return
                yield from (Leaf(*one) for one in _RECORD.iter_unpack(packed[: whole * _RECORD.size]))
                start += whole

    def alarm(self) -> Alarm | None:
        try:
            return Alarm(**json.loads((self.path / "alarm.json").read_text()))
        except FileNotFoundError:
            return None

    def ring(self, alarm: Alarm | None) -> None:
        """None: it is over."""
        if alarm is None:
            (self.path / "alarm.json").unlink(missing_ok=True)
        elif self.alarm() is None:
            self.path.mkdir(mode=0o755, parents=True, exist_ok=True)
            durable.replace(self.path / "alarm.json", json.dumps(asdict(alarm)) + "\n")

    @property
    def _leaves(self) -> Path:
        return self.path / "leaves"


def _cut(file: Path, size: int) -> None:
    if file.exists() and file.stat().st_size > size:
        with file.open("r+b") as opened:
            opened.truncate(size)
