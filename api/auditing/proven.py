"""An answer that proves itself: each of its lines with the record it was read from and that record's path to a signed checkpoint.

A folder: answer.json, answer.csv, proofs/<position>.json (one each, checked by audit_reader.py, which lies beside them) and README.txt. It
proves that every line was recorded so, then, by that account; not that there are no others: a whole bundle proves that.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api import audit_reader
from api.auditing.lines import line
from api.auditing.sheets import Told, as_csv
from api.context import Ctx
from api.notary import proving
from api.notary.bundle import BundleThere, put_reader
from api.packing import pack
from api.texts import text
from domain.envelope import revive
from domain.errors import Invalid, Refused

ENVELOPE = ("actor", "role", "effective_at", "policy", "correlation", "causation", "key", "reason", "document")
OF_REGISTERS = "community"
"""Not of the record: the register in which a line is kept."""


class AnswerNotOfEvents(Invalid):
    """The lines of this answer are no events: there is nothing in the journal to prove them by."""

    code = "audit.answer_not_of_events"


class AnswerDiffers(Refused):
    """A line has no proof, or says something else than the record that was signed. Facts: position."""

    code = "audit.answer_differs"


def write(ctx: Ctx, told: Told, folder: Path) -> int:
    """Answers with the number of lines. Raises AnswerNotOfEvents, BundleThere, NothingSigned, NotUnderCheckpoint."""
    if not all("position" in one and "what" in one for one in told.lines):
        raise AnswerNotOfEvents()
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BundleThere()
    with ctx.office.app_pool.connection() as connection:
        proofs = {one["position"]: proving.inclusion(connection, one["position"]) for one in told.lines}
    (folder / "proofs").mkdir()
    for position, proof in proofs.items():
        _written(folder / "proofs" / f"{position}.json", proof)
    _written(folder / "answer.json", told.as_json())
    (folder / "answer.csv").write_bytes(as_csv(ctx, told))
    put_reader(folder)
    (folder / "README.txt").write_text("".join(f"{text('audit.proven', each)}\n" for each in ("zh", "en")), encoding="utf-8")
    return len(told.lines)


def zipped(ctx: Ctx, told: Told) -> bytes:
    """The folder as one file. Raises what `write` raises."""
    out = io.BytesIO()
    with TemporaryDirectory() as place:
        write(ctx, told, Path(place))
        pack(Path(place), out)
    return out.getvalue()


def check(folder: Path, key: Path) -> int:
    """Offline: every proof by the independent reader, and every line made again out of its record. Answers with the number of lines.

    Raises audit_reader.Wrong, AnswerDiffers.
    """
    answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    for told in answer["lines"]:
        file = folder / "proofs" / f"{int(told['position'])}.json"
        if not file.is_file():
            raise AnswerDiffers(position=told["position"])
        audit_reader.check_proof(file, key)
        record = json.loads(file.read_text(encoding="utf-8"))["record"]
        if _plain(line(_revived(record))) != {name: value for name, value in told.items() if name != OF_REGISTERS}:
            raise AnswerDiffers(position=told["position"])
    return len(answer["lines"])


def _revived(record: Mapping[str, Any]) -> Any:
    told = {name: _moment(value) if name.endswith("_at") else value for name, value in record.items()}
    first = (*(told[name] for name in ("position", "stream", "version", "name", "event_version")), told["payload"].encode())
    return revive([(*first, told["recorded_at"], *(told[name] for name in ENVELOPE))])[0]


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value)


def _plain(value: Any) -> Any:
    return json.loads(_text(value))


def _written(file: Path, value: Any) -> None:
    file.write_text(_text(value), encoding="utf-8")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_spoken) + "\n"


def _spoken(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
