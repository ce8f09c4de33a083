"""The erasure ledger (删除登记簿): what was erased or restricted, in a file beside the keys, out of the database's reach.

A restored backup brings keys back that were destroyed since it was made; the ledger, gone through at every start before anything is
served, destroys them again. One JSON object a line, each with the digest of the line before: added to, never changed. It holds ids and
fingerprints, nothing personal.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from api.vault.refusals import KeyringRefused

Line = dict[str, Any]
FIRST = "0" * 64


class ErasureLedger:
    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self) -> list[Line]:
        """In the order they were written; none where the file does not exist. Raises KeyringRefused for one that was changed."""
        if not self.path.exists():
            return []
        before, told = FIRST, []
        for text in self.path.read_bytes().splitlines():
            try:
                line = json.loads(text)
                whole = line.pop("before") == before
            except (ValueError, KeyError, AttributeError):
                whole = False
            if not whole:
                raise KeyringRefused(
                    f"删除登记簿 {self.path} 第 {len(told) + 1} 行不完整，请从备份恢复 / "
                    f"the erasure ledger {self.path} was changed at line {len(told) + 1}: restore it from its backup"
                )
            told.append(line)
            before = hashlib.sha256(text).hexdigest()
        return told

    def add(self, lines: Sequence[Line]) -> None:
        """On the disk when it returns; what stands there already, by its `measure`, is not written twice."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            _drop_half_a_line(self.path)
            known = {line["measure"] for line in self.lines()}
            before = _digest_of_last(self.path)
            for line in lines:
                if line["measure"] in known:
                    continue
                text = json.dumps(line | {"before": before}, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
                file.write(text + b"\n")
                before = hashlib.sha256(text).hexdigest()
            file.flush()
            os.fsync(file.fileno())


def _drop_half_a_line(path: Path) -> None:
    """What a writer that was killed left behind: a line without its end was never told to anybody."""
    text = path.read_bytes()
    if text and not text.endswith(b"\n"):
        os.truncate(path, text.rfind(b"\n") + 1)


def _digest_of_last(path: Path) -> str:
    lines = path.read_bytes().splitlines()
    return hashlib.sha256(lines[-1]).hexdigest() if lines else FIRST
