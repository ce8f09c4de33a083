"""`minqing keys …`: the keys that lie outside the database: epochs, rotation, destruction, backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import console_actor, opened, out, print_json, refusals, table
from api.cli.options import AsJson, Document, Reason
from api.commands import key_custody
from api.settings import Settings
from api.vault import backup as key_backup

app = typer.Typer(help="密钥：换期、重新包裹、销毁、备份 / keys outside the database", no_args_is_help=True)
Passphrase = Annotated[
    str, typer.Option(prompt=True, hide_input=True, envvar="MINQING_KEY_PASSPHRASE", help="口令，至少 16 字符 / at least 16 characters")
]


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """各期密钥，各包裹多少份档案 / epochs, and how many living keys each wraps."""
    with opened() as office:
        epochs = office.vault.epochs()
    if as_json:
        print_json({"epochs": epochs})
        return
    columns = ("epoch", "keys", "at_hand", "begun_at", "begun_by", "destroyed_at", "destroyed_by")
    table("密钥 / epochs", columns, ([one[key] for key in columns] for one in epochs))


@app.command("rotate")
def rotate(as_json: AsJson = False) -> None:
    """换期并重新包裹全部密钥 / begin an epoch and wrap every living key by it."""
    with opened() as office:
        epoch = office.vault.begin_epoch(console_actor("admin").account)
        _told({"epoch": epoch, "rewrapped": office.vault.rewrap()}, as_json)


@app.command("rewrap")
def rewrap(as_json: AsJson = False) -> None:
    """重新包裹尚属旧期的密钥；中断后可再次执行 / wrap what earlier epochs wrap; run again after an interruption."""
    with opened() as office:
        _told({"rewrapped": office.vault.rewrap()}, as_json)


@app.command("destroy")
def destroy(epoch: Annotated[int, typer.Argument(help="期 / epoch")], as_json: AsJson = False) -> None:
    """销毁一期：旧备份中由它包裹的密钥从此打不开 / what it wrapped is dead from now on, in every backup."""
    with opened() as office:
        office.vault.destroy_epoch(epoch, console_actor("admin").account)
        _told({"epoch": epoch, "destroyed": True}, as_json)


@app.command("turn")
def turn(as_json: AsJson = False) -> None:
    """按期限换期、销毁过期 / rotate and destroy by age, as the clock does every night."""
    with opened() as office:
        _told(key_custody.turn(office, console_actor("admin").account), as_json)


@app.command("lost")
def lost(
    document: Document,
    reason: Reason,
    yes: Annotated[bool, typer.Option("--yes", help="已找遍备份，确认放弃 / every backup was searched: give them up")] = False,
    as_json: AsJson = False,
) -> None:
    """密钥确已遗失：记入日志，所封内容读作“已失”，换用新密钥，系统可再启动 / keys gone for good: recorded; what they sealed is lost."""
    from api.commands import key_losses

    with refusals():
        settings = Settings()
        told = key_losses.acknowledge(settings, console_actor("admin"), document, reason, decided=yes)
    _told(told, as_json)


@app.command("backup")
def backup(to: Annotated[Path, typer.Argument(help="文件 / file")], passphrase: Passphrase = "", as_json: AsJson = False) -> None:
    """密钥与删除登记簿，以口令加密；旧的密钥备份须一并销毁 / keys and erasure ledger under a passphrase; destroy older ones."""
    with opened() as office:
        _told({"file": str(to), "files": key_backup.write(office.settings, to, passphrase)}, as_json)


@app.command("restore")
def restore(file: Annotated[Path, typer.Argument(help="文件 / file")], passphrase: Passphrase = "", as_json: AsJson = False) -> None:
    """从备份放回缺少的密钥，不覆盖 / put back what is missing; nothing is overwritten."""
    _told({"restored": key_backup.read(Settings(), file, passphrase)}, as_json)


def _told(answer: dict[str, object], as_json: bool) -> None:
    if as_json:
        print_json(answer)
    else:
        out.print("，".join(f"{name}：{value}" for name, value in answer.items()))
