"""The second signature: a witness keeps the last head it saw of each log, and signs only what extends it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.notary import durable, keys, note
from api.notary.folder import Folder
from domain import proof
from domain.errors import Invalid, Refused
from domain.proof import Hash


class WitnessRefused(Refused):
    """The head does not extend the one this witness saw. Facts: seen, size."""

    code = "witness.refused"


class HeadForeign(Invalid):
    """The checkpoint is not signed by the log's key, or lies behind the one that this log signed."""

    code = "witness.foreign"


class LogSilent(Refused):
    """The server does not answer, or not with what was asked for."""

    code = "witness.log_silent"


class WitnessKeyBroken(Refused):
    code = "witness.key_broken"


class CosignatureUnknown(Invalid):
    """No signature of a known witness on a checkpoint of this log."""

    code = "witness.cosignature_unknown"


@dataclass(frozen=True)
class Witness:
    """folder: of the witness alone, on a machine that the log's keepers do not keep."""

    folder: Path

    def signer(self, name: str | None = None) -> keys.Signer:
        """Made the first time; name: for ever. Raises WitnessKeyBroken."""
        file = self.folder / "witness.key"
        try:
            if not file.exists():
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                keys.made(file, keys.COSIGNER, name or f"witness/{self.folder.absolute().name}")
            return keys.read_signer(file, keys.COSIGNER)
        except (OSError, ValueError) as wrong:
            raise WitnessKeyBroken() from wrong

    def seen(self, origin: str) -> note.Note | None:
        """The last head of a log that this witness signed."""
        told = self._heads().get(origin)
        return None if told is None else note.parse(told)

    def cosign(self, head: note.Note, log: keys.PublicKey, path: list[Hash], at: datetime) -> note.Note:
        """The head with the witness's line. path: the consistency proof from what it saw; the first head of a log is taken as it comes.

        What it saw is on the disk before it signs. Raises HeadForeign, WitnessRefused.
        """
        if not head.is_signed_by(log):
            raise HeadForeign()
        seen = self.seen(log.name)
        if seen is not None:
            _require_extends(seen.checkpoint, head.checkpoint, path)
        durable.replace(self._file, json.dumps(self._heads() | {log.name: str(head)}, ensure_ascii=False, indent=1) + "\n")
        return head.with_([note.cosign(self.signer(), head.checkpoint, at)])

    @property
    def _file(self) -> Path:
        return self.folder / "heads.json"

    def _heads(self) -> dict[str, str]:
        return dict(json.loads(self._file.read_text(encoding="utf-8"))) if self._file.exists() else {}


def accept(folder: Folder, cosigned: note.Note) -> list[str]:
    """Keep a head that came back from its witnesses; their names. Raises HeadForeign, CosignatureUnknown."""
    if not cosigned.is_signed_by(folder.public) or cosigned.checkpoint not in [one.checkpoint for one in folder.checkpoints()]:
        raise HeadForeign()
    names = [key.name for key in folder.witnesses() if cosigned.cosigned_at(key)]
    if not names:
        raise CosignatureUnknown()
    folder.keep_witnessed(cosigned)
    return names


def _require_extends(seen: note.Checkpoint, head: note.Checkpoint, path: list[Hash]) -> None:
    try:
        proof.check_consistency(seen.size, seen.root, head.size, head.root, path)
    except proof.ProofRefused as refused:
        raise WitnessRefused(seen=seen.size, size=head.size) from refused
