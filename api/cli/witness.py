"""`minqing witness …`: the second signature, on another machine than the journal's. Needs no database."""

from __future__ import annotations

import base64
import json
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.console import out, refusals, tell
from api.notary import keys, note
from api.notary.witness import LogSilent, Witness
from api.problems import InputInvalid
from domain.proof import Hash

app = typer.Typer(help="见证：第二个签名 / the second signature", no_args_is_help=True)
Where = Annotated[Path, typer.Option("--folder", help="见证人自己的文件夹 / the witness's own folder")]
Log = Annotated[Path, typer.Option("--log", help="日志公钥文件 / the file of the log's public key")]
PATIENCE_S = 20


@app.command("key")
def key(
    folder: Where,
    name: Annotated[str | None, typer.Option(help="见证人名，首次生成时定 / the witness's name, set when its key is made")] = None,
) -> None:
    """公钥；首次运行时生成密钥 / the public key; made the first time. Give it to the log's keepers and to auditors."""
    with refusals():
        out.print(Witness(folder).signer(name).public.vkey, markup=False)


@app.command("cosign")
def cosign(
    checkpoint: Annotated[Path, typer.Argument(help="签名检查点 / a signed checkpoint")],
    folder: Where,
    log: Log,
    to: Annotated[Path, typer.Option("--out", help="会签后的检查点 / the checkpoint with both signatures")],
    proof: Annotated[Path | None, typer.Option(help="一致性证明 / the consistency proof (/api/proofs/consistency)")] = None,
) -> None:
    """会签文件中的检查点 / sign a checkpoint out of a file, if it extends the last one seen."""
    with refusals():
        path = _path(_read(proof)) if proof else []
        _signed(Witness(folder), _checkpoint(checkpoint.read_text(encoding="utf-8")), _log_key(log), path, to)


@app.command("follow")
def follow(
    url: Annotated[str, typer.Argument(help="服务地址 / address of the server")],
    folder: Where,
    log: Log,
    to: Annotated[Path, typer.Option("--out", help="会签后的检查点 / the checkpoint with both signatures")],
) -> None:
    """取最新检查点与一致性证明，核对后会签 / fetch the newest checkpoint with its proof, check, sign."""
    with refusals():
        witness, log_key = Witness(folder), _log_key(log)
        head = _checkpoint(str(_fetched(url, "/api/proofs/checkpoint")["checkpoint"]))
        seen = witness.seen(log_key.name)
        path = []
        if seen is not None and seen.checkpoint.size < head.checkpoint.size:
            sizes = f"from={seen.checkpoint.size}&to={head.checkpoint.size}"
            path = _path(_fetched(url, f"/api/proofs/consistency?{sizes}"))
        _signed(witness, head, log_key, path, to)


def _signed(witness: Witness, head: note.Note, log: keys.PublicKey, path: list[Hash], to: Path) -> None:
    to.write_text(str(witness.cosign(head, log, path, datetime.now(UTC))), encoding="utf-8")
    tell("witness.signed", size=head.checkpoint.size, file=to)


def _log_key(file: Path) -> keys.PublicKey:
    """Raises InputInvalid."""
    try:
        (found,) = (one for one in keys.read_public(file) if one.kind == keys.LOG)
    except (OSError, ValueError) as wrong:
        raise InputInvalid(where=[{"field": "log", "code": "key.unreadable"}]) from wrong
    return found


def _checkpoint(told: str) -> note.Note:
    """Raises InputInvalid."""
    try:
        return note.parse(told)
    except note.NoteRefused as wrong:
        raise InputInvalid(where=[{"field": "checkpoint", "code": "checkpoint.unreadable"}]) from wrong


def _path(told: dict[str, Any]) -> list[Hash]:
    """Raises InputInvalid."""
    try:
        return [base64.b64decode(one, validate=True) for one in told["path"]]
    except (KeyError, TypeError, ValueError) as wrong:
        raise InputInvalid(where=[{"field": "proof", "code": "proof.unreadable"}]) from wrong


def _read(file: Path) -> dict[str, Any]:
    """Raises InputInvalid."""
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as wrong:
        raise InputInvalid(where=[{"field": "proof", "code": "proof.unreadable"}]) from wrong


def _fetched(url: str, path: str) -> dict[str, Any]:
    """Raises LogSilent."""
    try:
        if not url.startswith(("http://", "https://")):
            raise ValueError("no web address")
        with urllib.request.urlopen(url.rstrip("/") + path, timeout=PATIENCE_S) as answer:  # noqa: S310  # http and https alone
            return dict(json.loads(answer.read(1_000_000)))
    except (OSError, ValueError, TypeError) as wrong:
        raise LogSilent() from wrong
