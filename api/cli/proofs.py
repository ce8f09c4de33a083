"""`minqing verify`, and the parts of `minqing audit …` that prove: bundles and single proofs, made here, checked anywhere."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api import audit_reader
from api.cli.console import out, print_json, tell
from api.cli.options import AsJson
from api.cli.signing import signing, tell_looked
from api.notary import bundle, checking, keys, note, promise, proof_text, proving
from api.notary.part import Part
from api.problems import InputInvalid
from domain.ids import community_id

Key = Annotated[Path, typer.Option("--key", help="您自己保存的公钥文件 / the file of public keys that you hold")]
Held = Annotated[list[Path] | None, typer.Option("--held", help="别处保存的检查点 / checkpoints kept elsewhere")]


def verify(
    witness: Annotated[list[str] | None, typer.Option("--witness", help="见证公钥 / a witness's verifier key, or a file of them")] = None,
    held: Held = None,
    receipt: Annotated[list[Path] | None, typer.Option("--receipt", help="命令的回执 / receipts of commands")] = None,
    as_json: AsJson = False,
) -> None:
    """核对日志与公证：改动、删除、插入、回退，指出第一处 / hold the journal against what was signed; name the first difference."""
    with signing() as here, here.connected() as connection:
        asked = checking.Asked(_held(held or []), [key for one in witness or [] for key in _keys(one)], _promises(receipt or []))
        looked = [*checking.verify(connection, here.folder, asked, here.close_pages), *here.beside()]
    holds = all(one.holds for one in looked)
    if as_json:
        checks = [{"code": one.code, "holds": one.holds, "position": one.position, "facts": one.facts} for one in looked]
        print_json({"holds": holds, "checks": checks})
    else:
        for one in looked:
            tell_looked(one)
        tell("verify.beside")
    if not holds:
        raise typer.Exit(1)


def export(
    to: Annotated[Path, typer.Option("--out", help="新的或空的文件夹 / a new or empty folder")],
    community: Annotated[str | None, typer.Option(help="只含该社区的记录与调阅 / the records and readings of one community alone")] = None,
    stream: Annotated[
        list[str] | None, typer.Option("--stream", help="只含这些流的记录与调阅，如 hh-… / of these streams alone, such as hh-…")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """导出稽核包：记录、叶子、签名检查点、公钥、独立核验程序 / an auditor's bundle, with the program that checks it by itself."""
    with signing() as here, here.connected() as connection:
        part = Part(community_id(community) if community else None, stream or ()) if community or stream else None
        done = bundle.export(connection, here.folder, to, part)
    if as_json:
        print_json(asdict(done))
    else:
        tell("bundle.written", size=done.size, events=done.events, checkpoints=done.checkpoints, rows=done.rows, folder=to)


def check(
    folder: Annotated[Path, typer.Argument(help="稽核包 / the bundle", metavar="DIR")],
    key: Key,
    held: Held = None,
    witnesses: Annotated[int, typer.Option(help="最新检查点须有的见证数 / witnesses that the newest checkpoint must have")] = 0,
    part: Annotated[bool, typer.Option("--part", help="社区节选 / a part: not every record is in it")] = False,
) -> None:
    """离线核验稽核包，不需要数据库与服务 / check a bundle offline: no database, no server."""
    arguments = [str(folder), "--key", str(key), "--witnesses", str(witnesses), *(["--part"] if part else [])]
    for one in held or []:
        arguments += ["--held", str(one)]
    raise typer.Exit(audit_reader.main(arguments))


def prove(
    position: Annotated[int, typer.Argument(help="事件位置 / position of an event")],
    to: Annotated[Path | None, typer.Option("--out", help="写入文件；*.tlog-proof 为 C2SP 文本 / a file, or C2SP's text")] = None,
) -> None:
    """某条记录在日志中的证明，可离线核验 / the proof that a record is in the journal, to be checked offline."""
    with signing() as here, here.connected() as connection:
        if to is not None and to.suffix == proof_text.ENDING:
            told = str(proving.texts(connection, [position])[0])
        else:
            told = json.dumps(proving.inclusion(connection, position), ensure_ascii=False, indent=2) + "\n"
    if to is None:
        out.out(told, end="", highlight=False)
    else:
        to.write_text(told, encoding="utf-8")
        tell("proof.written", position=position, file=to)


def check_proof(file: Annotated[Path, typer.Argument(help="证明文件 / the proof")], key: Key) -> None:
    """离线核验一条证明 / check one proof offline."""
    raise typer.Exit(audit_reader.main([str(file), "--key", str(key)]))


COMMANDS = {"export": export, "verify": check, "prove": prove, "check-proof": check_proof}
"""Of the group `audit`."""


def _held(files: list[Path]) -> list[note.Note]:
    """Raises InputInvalid."""
    try:
        return [one for file in files for one in note.parse_many(file.read_text(encoding="utf-8"))]
    except (OSError, ValueError) as wrong:
        raise InputInvalid(where=[{"field": "held", "code": "checkpoint.unreadable"}]) from wrong


def _promises(files: list[Path]) -> list[promise.Promise]:
    """Raises InputInvalid."""
    try:
        return [promise.read(file.read_text(encoding="utf-8")) for file in files]
    except (OSError, ValueError) as wrong:
        raise InputInvalid(where=[{"field": "receipt", "code": "receipt.unreadable"}]) from wrong


def _keys(told: str) -> list[keys.PublicKey]:
    """Raises InputInvalid."""
    try:
        return keys.read_public(Path(told)) if Path(told).is_file() else [keys.parse(told)]
    except (OSError, ValueError) as wrong:
        raise InputInvalid(where=[{"field": "witness", "code": "key.unreadable"}]) from wrong
