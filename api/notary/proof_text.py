"""A proof of inclusion as a text of its own: C2SP tlog-proof@v1, the record in its `extra` line, kept in a file that ends in .tlog-proof.

Any reader of the format checks path and checkpoint; that the leaf is the record's, who knows how a leaf is made of it (domain.proof).
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from api.notary import note
from domain.proof import HASH_BYTES, Hash

HEADER = "c2sp.org/tlog-proof@v1"
ENDING = ".tlog-proof"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)


class ProofTextRefused(ValueError):
    """No text of this format; the text says why."""


@dataclass(frozen=True)
class ProofText:
    """extra: believed by nobody until a leaf that was made of it climbs to the root."""

    index: int
    path: tuple[Hash, ...]
    checkpoint: note.Note
    extra: bytes | None = None

    def __str__(self) -> str:
        extra = [] if self.extra is None else [f"extra {_text(self.extra)}"]
        lines = [HEADER, *extra, f"index {self.index}", *map(_text, self.path), "", str(self.checkpoint)]
        return "\n".join(lines)


def parse(text: str) -> ProofText:
    """Raises ProofTextRefused."""
    head, _, checkpoint = text.partition("\n\n")
    header, *lines = head.split("\n")
    if header != HEADER:
        raise ProofTextRefused("another first line")
    extra = _bytes(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
    found = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if found is None:
        raise ProofTextRefused("no index")
    path = tuple(map(_bytes, lines))
    if any(len(one) != HASH_BYTES for one in path):
        raise ProofTextRefused("a hash has 32 bytes")
    try:
        return ProofText(int(found[1]), path, note.parse(checkpoint), extra)
    except note.NoteRefused as wrong:
        raise ProofTextRefused("no signed checkpoint") from wrong


def _text(one: bytes) -> str:
    return base64.b64encode(one).decode()


def _bytes(text: str) -> bytes:
    """Canonical base64 alone."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError as wrong:
        raise ProofTextRefused("no base64") from wrong
    if _text(found) != text:
        raise ProofTextRefused("no canonical base64")
    return found
