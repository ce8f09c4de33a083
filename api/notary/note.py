"""Signed checkpoints: the text of C2SP tlog-checkpoint, the lines of C2SP signed-note, the cosignatures of C2SP tlog-cosignature."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from api.notary.keys import COSIGNER, LOG, PublicKey, Signer
from domain.proof import HASH_BYTES, Hash

_LINE = re.compile(r"— (\S+) (\S+)")
LATEST = 2**37
"""Seconds since 1970: a time that the calendar still has."""
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class NoteRefused(ValueError):
    """A text that is no signed checkpoint, or that lacks the signature that was asked for."""


@dataclass(frozen=True)
class Checkpoint:
    """origin: the log's name, which is its key's too."""

    origin: str
    size: int
    root: Hash

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class Signature:
    name: str
    mark: bytes
    content: bytes

    def line(self) -> str:
        return f"— {self.name} {base64.b64encode(self.mark + self.content).decode()}\n"


@dataclass(frozen=True)
class Note:
    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.checkpoint.text()}\n{''.join(one.line() for one in self.signatures)}"

    def is_signed_by(self, key: PublicKey) -> bool:
        """By a log's key. Lines of other keys are passed over, as the format wants it."""
        message = self.checkpoint.text().encode()
        return key.kind == LOG and key.name == self.checkpoint.origin and any(key.has_signed(message, one) for one in self._of(key))

    def cosigned_at(self, key: PublicKey) -> datetime | None:
        """When a witness put its name to it; None where it did not."""
        for one in self._of(key) if key.kind == COSIGNER else ():
            seconds = int.from_bytes(one[:8], "big")
            if len(one) == 72 and seconds < LATEST and key.has_signed(_cosigned_text(self.checkpoint, seconds), one[8:]):
                return datetime.fromtimestamp(seconds, UTC)
        return None

    def with_(self, more: Iterable[Signature]) -> Note:
        return Note(self.checkpoint, tuple(dict.fromkeys((*self.signatures, *more))))

    def _of(self, key: PublicKey) -> Iterator[bytes]:
        return (one.content for one in self.signatures if (one.name, one.mark) == (key.name, key.mark))


def sign(signer: Signer, size: int, root: Hash) -> Note:
    checkpoint = Checkpoint(signer.public.name, size, root)
    signature = Signature(signer.public.name, signer.public.mark, signer.sign(checkpoint.text().encode()))
    return Note(checkpoint, (signature,))


def cosign(signer: Signer, checkpoint: Checkpoint, at: datetime) -> Signature:
    seconds = int(at.timestamp())
    content = struct.pack(">Q", seconds) + signer.sign(_cosigned_text(checkpoint, seconds))
    return Signature(signer.public.name, signer.public.mark, content)


def parse(text: str) -> Note:
    """Raises NoteRefused."""
    try:
        origin, size, root, blank, *lines, end = text.split("\n")
        if blank or end or not lines or not origin or not _SIZE.fullmatch(size):
            raise NoteRefused("no signed checkpoint")
        packed = base64.b64decode(root, validate=True)
        signatures = tuple(signature(line) for line in lines)
    except (ValueError, binascii.Error) as wrong:
        raise NoteRefused("no signed checkpoint") from wrong
    if len(packed) != HASH_BYTES or base64.b64encode(packed).decode() != root:
        raise NoteRefused("no signed checkpoint")
    return Note(Checkpoint(origin, int(size), packed), signatures)


def parse_many(text: str) -> list[Note]:
    """Notes one after another, a blank line between. Raises NoteRefused."""
    parts = text.rstrip("\n").split("\n\n") if text.strip() else []
    if len(parts) % 2:
        raise NoteRefused("a checkpoint without its signatures")
    return [parse(f"{body}\n\n{lines}\n") for body, lines in zip(parts[::2], parts[1::2], strict=True)]


def signature(line: str) -> Signature:
    """Raises NoteRefused, ValueError."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise NoteRefused("no signature line")
    content = base64.b64decode(found[2], validate=True)
    if len(content) < 5 or base64.b64encode(content).decode() != found[2]:
        raise NoteRefused("no signature line")
    return Signature(found[1], content[:4], content[4:])


def _cosigned_text(checkpoint: Checkpoint, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{checkpoint.text()}".encode()
