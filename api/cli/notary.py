"""`minqing notary …`: the notary by itself, its key, its witnesses."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import out, print_json, tell
from api.cli.options import AsJson
from api.cli.signing import Signing, now, signing
from api.notary import keys, note
from api.notary.folder import Folder
from api.notary.succession import begin_anew
from api.notary.witness import accept
from api.notary.worker import NotaryWorker
from api.problems import InputInvalid

app = typer.Typer(help="公证：签名检查点 / the notary: signs what the journal holds", no_args_is_help=True)


@app.command("once")
def once(
    anew: Annotated[
        bool, typer.Option("--anew", help="由公证文件夹重写数据库中的树 / write the published tree again from the folder")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """现在签一次：核对全部已签的，签新来的 / one turn now: everything signed is read again, what came is signed."""
    with signing() as here, here.notary() as notary:
        before = notary.turn()  # a journal that was bent is written to no more
        here.close_pages()
        signed = before.signed + notary.turn().signed
        if anew:
            notary.publish_anew()
        head = here.folder.head()
    if as_json:
        print_json({"signed": signed, "looked": before.looked, "size": head.size if head else 0})
    else:
        tell("notary.turned", signed=signed, looked=before.looked, size=head.size if head else 0)


@app.command("run")
def run() -> None:
    """只做公证，不启动服务 / the notary alone, without serving."""
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    with signing() as here, NotaryWorker(here.dsn, here.folder, now):
        tell("notary.runs", folder=here.folder.path)
        stopped.wait()


@app.command("key")
def key(
    name: Annotated[
        str | None, typer.Option(help="日志名，首次生成时定，不可再改 / the log's name, set when its key is made, for ever")
    ] = None,
) -> None:
    """公钥；首次运行时生成密钥 / the public key; made the first time. Give it to auditors and witnesses."""
    with signing() as here, here.notary() as notary:
        notary.make(name)
        out.print(here.folder.public.vkey, markup=False)


@app.command("anew")
def anew(reason: Annotated[str, typer.Option(help="为何停用旧日志：文号、恢复到何时 / why: the document, restored to when")]) -> None:
    """经批准恢复备份或密钥丢失之后：停用旧日志，换新密钥，旧密钥签字说明 / after an announced restore: a new log, said by the old key."""
    with signing() as here:
        done = begin_anew(here.dsn, here.folder, reason, now())
        with Signing(here.dsn, Folder(here.folder.path)).notary() as notary:  # nothing remembered of the old log
            notary.turn()
        tell("notary.succeeded", old=done.old, size=done.size, kept=done.kept, vkey=Folder(here.folder.path).public.vkey)


@app.command("witness")
def witness(
    trusted: Annotated[str | None, typer.Option("--trust", help="新的见证公钥 / a witness's verifier key, taken up")] = None,
    cosigned: Annotated[Path | None, typer.Option("--accept", help="会签回来的检查点 / a checkpoint that came back signed")] = None,
) -> None:
    """见证人：登记公钥，收下会签；都不给则列出 / take up a witness's key, keep what it signed; neither: list them."""
    with signing() as here:
        folder = here.folder
        with here.notary() as notary:
            notary.make()
        if trusted is not None:
            folder.trust(_witness_key(trusted))
        if cosigned is not None:
            tell("notary.accepted", names=accept(folder, _cosigned(cosigned)))
        for one in folder.witnesses():
            out.print(one.vkey, markup=False)


def _witness_key(told: str) -> keys.PublicKey:
    """Raises InputInvalid."""
    try:
        key = keys.parse(told)
        if key.kind != keys.COSIGNER:
            raise ValueError("a log's key")
    except ValueError as wrong:
        raise InputInvalid(where=[{"field": "trust", "code": "key.unreadable"}]) from wrong
    return key


def _cosigned(file: Path) -> note.Note:
    """Raises InputInvalid."""
    try:
        return note.parse(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise InputInvalid(where=[{"field": "accept", "code": "checkpoint.unreadable"}]) from wrong
