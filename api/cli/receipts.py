"""`minqing receipt …`: what a command recorded, kept by its author: taken here, checked anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from api import audit_reader
from api.cli.console import print_json, tell
from api.cli.proofs import Key
from api.cli.signing import now, signing
from api.notary import promise

app = typer.Typer(help="回执：每条命令的凭据 / receipts: what a command's author keeps", no_args_is_help=True)


@app.command("take")
def take(
    position: Annotated[int, typer.Argument(help="命令答复的日志位置 / X-Journal-Position of the answer")],
    to: Annotated[Path | None, typer.Option("--out", help="写入文件 / write to a file")] = None,
) -> None:
    """取某条命令的回执：记录、公证的签字承诺，签出检查点后并附证明 / records, the notary's promise, and the proofs once they are signed."""
    with signing() as here, here.connected() as connection:
        told = promise.receipt(connection, here.folder, position, now(), None)
    if to is None:
        print_json(told)
        return
    to.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    tell("receipt.written", file=to, count=len(told["records"]))
    if told["proofs"]:
        tell("receipt.proven", count=len(told["proofs"]))
    else:
        tell("receipt.promised" if promise.parse(told["promise"]).signatures else "receipt.unsigned")


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="回执文件 / the receipt")],
    key: Key,
    bundle: Annotated[Path | None, typer.Option(help="与稽核包对照 / hold it against a bundle")] = None,
) -> None:
    """离线核验回执：签字、记录、证明 / check a receipt offline: signature, records, proofs."""
    against = ["--bundle", str(bundle)] if bundle else []
    raise typer.Exit(audit_reader.main([str(file), "--key", str(key), *against]))
