"""`minqing backup …`, `minqing restore`: copies that outlive the disk, and the way back to any moment."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.backup import restoring, taking
from api.backup.manifest import Manifest, listed
from api.cli.console import out, print_json, refusals, table
from api.cli.options import AsJson
from api.context import CHINA
from api.moments import moment
from api.notary.comparing import Reach
from api.settings import Settings
from domain.errors import Invalid, Refused

app = typer.Typer(help="备份 / backups", invoke_without_command=True)
Folder = Annotated[Path | None, typer.Option("--to", help="备份文件夹，缺省为 MINQING_BACKUPS / the folder of the backups")]


class TwoTargets(Invalid):
    code = "backup.two_targets"


class NoLogOfAnExistingServer(Refused):
    code = "backup.no_log_of_an_existing_server"


@app.callback()
def backup(
    context: typer.Context,
    to: Folder = None,
    with_keys: Annotated[
        Path | None,
        typer.Option("--with-keys", help="另存密钥副本，不与备份放在一处 / where a copy of the keys goes, apart from the backup"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """完整备份并核验；此后日志随时归档 / a whole copy, verified; from then on the log is kept."""
    if context.invoked_subcommand:
        return
    settings = Settings()
    with refusals():
        taken = taking.take(settings, to or settings.backups_folder, keys=with_keys)
    if as_json:
        print_json(taken.as_json())
    else:
        _listed([taken])


@app.command("log")
def log(to: Folder = None, as_json: AsJson = False) -> None:
    """取走至今的日志，每分钟一次即至多丢一分钟 / take the log up to now: run each minute, a lost disk costs a minute."""
    settings = Settings()
    with refusals():
        if settings.database_url is not None:
            raise NoLogOfAnExistingServer()
        shipped = taking.ship(settings, to or settings.backups_folder)
    print_json({"stretches": shipped}) if as_json else out.print(f"已取走 {shipped} 段日志 / stretches of the log taken")


@app.command("list")
def listing(to: Folder = None, as_json: AsJson = False) -> None:
    """有哪些备份 / which backups there are."""
    found = listed(to or Settings().backups_folder)
    print_json([one.as_json() for one in found]) if as_json else _listed(found)


@app.command("prune")
def prune(
    keep_days: Annotated[int, typer.Option("--keep-days", min=1, help="保留天数 / days to keep")] = 35,
    to: Folder = None,
    as_json: AsJson = False,
) -> None:
    """弃去过期的备份和不再需要的日志，最新一份总是留下 / forget old backups and their log; the newest stays in any case."""
    old, stretches = taking.prune(to or Settings().backups_folder, keep_days, datetime.now(UTC))
    if as_json:
        print_json({"backups": [one.name for one in old], "stretches": stretches})
    else:
        out.print(f"弃去 {len(old)} 份备份、{stretches} 段日志 / backups and stretches of the log forgotten")


def restore(
    folder: Annotated[Path, typer.Argument(help="备份文件夹，或其中一份 / the folder of the backups, or one of them")],
    into: Annotated[Path, typer.Option("--into", help="新的数据文件夹（MINQING_HOME） / the home to restore into")],
    at: Annotated[str | None, typer.Option("--at", help="恢复到这一时刻 / this moment; the end of the log when left out")] = None,
    position: Annotated[int | None, typer.Option("--position", min=1, help="恢复到日志的这一条 / up to this event of the journal")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="替换那里已有的数据库，原有文件留下 / put in place of the one that lies there")
    ] = False,
    keys: Annotated[Path | None, typer.Option("--keys", help="密钥副本的文件夹 / the folder of the keys' copy")] = None,
    announce: Annotated[
        str | None,
        typer.Option(help="恢复后的系统接替原系统：缘由与文号，公证由此换新日志 / it takes over: why; the notary begins a log anew"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """从备份恢复到任一时刻，并逐项核对 / bring an installation back to any moment, and check what came back."""
    settings = Settings()
    home = into.expanduser().absolute()
    there = settings.model_copy(update={"home": home, "database_url": None})
    with refusals():
        if at and position:
            raise TwoTargets()
        then = moment(at) if at else None
        told = restoring.restore(
            settings, folder.absolute(), there, at=then, position=position, replace=replace, keys=keys, announce=announce
        )
    if as_json:
        announced = told.announced and asdict(told.announced)
        parts = {"backup": told.backup.name, "lost": told.lost, "aside": told.aside, "keys": told.has_keys, "announced": announced}
        print_json(parts | told.checked.as_json())
    else:
        _told(told)
    if not told.checked.is_whole:
        raise typer.Exit(1)


def _listed(found: list[Manifest]) -> None:
    rows = ((one.name, one.kind, _hour(one.ended_at), one.position, one.events, one.migration, one.server) for one in found)
    columns = ("备份 backup", "种类 kind", "结束 ended", "位置 position", "事件 events", "迁移 migration", "PostgreSQL")
    table("备份 / backups", columns, rows)


def _told(told: restoring.Restored) -> None:
    checked = told.checked
    lost = "未知 / unknown" if told.lost is None else told.lost
    rows = [
        ("用的备份 backup", told.backup.name),
        ("到达 reached", f"{checked.position}（{_hour(checked.recorded_at)}），{checked.events} 条事件 / events"),
        ("其后未含 recorded later, not in it", lost),
        ("历史有缺 histories with holes", len(checked.holes)),
        ("读模型等于重建 read models equal a rebuild", "✓" if checked.rebuilt else "✗"),
        ("与公证相符 as the notary signed", _signed(checked.signed)),
        ("须重新登录 sessions ended", checked.sessions),
        (
            "密钥 keys",
            "✓" if told.has_keys else "没有：放回密钥副本之前不能启动 / none: it does not start before the keys' copy is there (--keys)",
        ),
        ("原有文件 former files", told.aside or "—"),
    ]
    table(f"已恢复 / restored：{told.home}", ("", ""), rows)
    out.print(f"启动 / start：MINQING_HOME={told.home} minqing serve；随后请重新备份 / then take a new backup")
    if told.announced:
        out.print(
            f"公证已换新日志，旧日志 {told.announced.kept} 条仍在 / a new log of signatures, {told.announced.kept} of the old one are there"
        )
    elif checked.signed:
        out.print("公证须声明这次恢复 / the notary has to be told of this: minqing notary anew --reason …")


def _signed(reach: Reach | None) -> str:
    if reach is None:
        return "此机没有公证文件夹 / no notary's folder here"
    return f"✗ 位置 position {reach.bent}" if reach.bent else f"✓ 前 {reach.events} 条 / the first {reach.events} events"


def _hour(at: datetime | None) -> str:
    return "—" if at is None else f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
