"""`minqing admission …`: what may be asked of a community, and until when."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.archive import archive_of, said
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, Document, On, Reason, acted, since, told
from api.commands.governance import admissions as commands
from api.context import CHINA, Ctx, Done
from api.moments import day
from domain.governance.admission import Body, RequesterLevel, Terms
from domain.governance.duty_lists import DutyList, Entry
from domain.governance.task_refusal import Asked
from domain.ids import AdmissionId, community_id
from projections import admissions, lineage

app = typer.Typer(help="准入：两项清单、申请、审批、进入、撤销、拒绝 / admission of tasks", no_args_is_help=True)
Admission = Annotated[str, typer.Argument(help="准入编号 / admission id")]
By = Annotated[Body, typer.Option(help="哪个机构 / which body")]
Day = Annotated[str | None, typer.Option(help="日期 / day")]


@app.command("lists")
def publish_lists(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="TOML: [[entries]] key, list, title, basis")],
    community: Community,
    document: Document,
    on: Annotated[str, typer.Option(help="何日起施行 / first day")],
    as_json: AsJson = False,
) -> None:
    """公布两项清单新版 / publish an edition of the two lists."""
    given = tomllib.loads(file.read_text(encoding="utf-8"))["entries"]
    entries = tuple(Entry(one["key"], DutyList(one["list"]), one["title"], one.get("basis", "")) for one in given)
    acted(lambda ctx: commands.publish_lists(ctx, community, entries, day(on)), as_json, role="planner", document=document)


@app.command("request")
def request(
    community: Community,
    department: Annotated[str, typer.Option(help="申请部门 / department")],
    title: Annotated[str, typer.Option(help="事项 / task")],
    content: Annotated[str, typer.Option(help="内容 / content")] = "",
    addressees: Annotated[str, typer.Option(help="对象 / addressees")] = "",
    authority: Annotated[str, typer.Option(help="权限 / authority")] = "",
    starts: Day = None,
    ends: Day = None,
    yuan: Annotated[int | None, typer.Option(min=0, help="经费（元） / funds")] = None,
    level: Annotated[RequesterLevel, typer.Option(help="部门层级 / level")] = RequesterLevel.DISTRICT,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """部门申请，五项缺一不可 / a department asks; all five terms are needed."""
    terms = Terms(content, addressees, authority, day(starts) if starts else None, day(ends) if ends else None, yuan)
    acted(lambda ctx: commands.request(ctx, community, department, level, title, terms), as_json, on=on)


@app.command("gate")
def gate(admission: Admission, by: By, as_json: AsJson = False) -> None:
    """扎口 / pass the gate."""
    _run(admission, as_json, lambda ctx, stream: commands.gate(ctx, stream, by))


@app.command("approve")
def approve(admission: Admission, by: By, document: Document, as_json: AsJson = False) -> None:
    """领导小组审批 / approval by the leading group."""
    _run(admission, as_json, lambda ctx, stream: commands.approve(ctx, stream, by), document=document)


@app.command("reject")
def reject(admission: Admission, by: By, reason: Reason, as_json: AsJson = False) -> None:
    """不予准入 / reject."""
    _run(admission, as_json, lambda ctx, stream: commands.reject(ctx, stream, by), reason=reason)


@app.command("enter")
def enter(
    admission: Admission,
    agreement: Annotated[str, typer.Option(help="项目协议书 / agreement number")],
    yuan: Annotated[int, typer.Option(min=0, help="随事转移的经费（元） / funds that follow")],
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """持批准文书进入 / enter."""
    _run(admission, as_json, lambda ctx, stream: commands.enter(ctx, stream, agreement, yuan), effective_at=since(on))


@app.command("withdraw")
def withdraw(admission: Admission, as_json: AsJson = False) -> None:
    """工作完成后撤销 / withdraw."""
    _run(admission, as_json, commands.withdraw)


@app.command("refuse")
def refuse(
    community: Community,
    department: Annotated[str, typer.Option(help="部门 / department")],
    title: Annotated[str, typer.Option(help="事项 / task")],
    asked: Annotated[Asked, typer.Option(help="任务、台账、评比 / what was asked")] = Asked.TASK,
    as_json: AsJson = False,
) -> None:
    """拒绝未经准入的事项，引用条款 / refuse what nobody admitted, quoting the clause."""
    with opened() as office:
        told(office, commands.refuse(office.ctx(console_actor("desk")), community, department, title, asked).answer, as_json)


@app.command("list")
def listing(community: Community, as_json: AsJson = False) -> None:
    """准入登记簿 / the admission register."""
    with opened() as office:
        office.freshen(admissions.NAME, lineage.NAME)
        with office.reading() as connection:
            today = office.clock().astimezone(CHINA).date()
            kept = archive_of(connection, community_id(community), office.clock())
            found = kept.told(admissions.register(connection, kept.communities, on=today))
        if as_json:
            print_json({"admissions": found})
            return
        columns = ("编号 id", "部门 department", "事项 task", "状态 status", "文号 document", "经费 yuan", "到期 ends", "原社区 under")
        rows = (
            (a["admission"], a["department"], a["title"], a["status"], a["document"], a["budget_yuan"], a["ends"], said(a)) for a in found
        )
        table("准入登记簿 / admissions", columns, rows)


def _run(stream: str, as_json: bool, command: Callable[[Ctx, AdmissionId], Done], **given: str | datetime | None) -> None:
    with opened() as office:
        told(office, command(office.ctx(console_actor("approver"), **given), AdmissionId(stream)).answer, as_json)
