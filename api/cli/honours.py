"""`minqing honour …`: targets by year, certified communities, commendations."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, Document, On, acted, told
from api.commands.governance import honours as commands
from api.register_sheets import word
from domain.ids import AppraisalId

app = typer.Typer(help="达标与表彰：年度目标、达标认定、完成情况、授奖 / targets, certification, awards", no_args_is_help=True)


@app.command("target")
def target(
    community: Community,
    target: Annotated[str, typer.Option(help="目标代号 / key of the profile's target")],
    year: Annotated[int, typer.Option(help="年度 / year")],
    percent: Annotated[int, typer.Option(help="百分比 / percent")],
    document: Document,
    as_json: AsJson = False,
) -> None:
    """下达年度目标，不得低于制度文件 / set a target, never below the regulation."""
    acted(lambda ctx: commands.set_target(ctx, community, target, year, percent), as_json, role="approver", document=document)


@app.command("certify")
def certify(
    community: Community,
    appraisal: Annotated[str, typer.Option(help="通过的达标考核 / the acceptance it passed")],
    document: Document,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """认定达标社区 / certify a community."""
    acted(lambda ctx: commands.certify(ctx, community, AppraisalId(appraisal)), as_json, role="approver", document=document, on=on)


@app.command("withdraw")
def withdraw(community: Community, document: Document, on: On = None, as_json: AsJson = False) -> None:
    """撤销达标认定 / withdraw the certification."""
    acted(lambda ctx: commands.withdraw(ctx, community), as_json, role="approver", document=document, on=on)


@app.command("progress")
def progress(community: Community, as_json: AsJson = False) -> None:
    """目标完成情况 / targets by year and what was reached."""
    with opened() as office:
        found = commands.progress(office.ctx(console_actor("desk")), community)
        if as_json:
            print_json({"progress": found})
            return
        names = ("year", "title", "percent", "communities", "reached", "share", "rural_beside", "standing")
        columns = ("年度", "目标", "应达%", "社区数", "已达", "占比%", "另有农村", "状态")
        table("目标完成情况 / targets", columns, ([word(one[name]) for name in names] for one in found))


@app.command("award")
def award(
    community: Community,
    award: Annotated[str, typer.Option(help="奖项代号 / key of the profile's award")],
    document: Document,
    name: Annotated[str, typer.Option(help="获奖人，密封保存 / whom; kept sealed")] = "",
    recipient: Annotated[str, typer.Option(help="获奖人编号 / id of the person, where known")] = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """表彰，名额、奖金、称号依制度文件 / commend, within the number of the year."""
    acted(lambda ctx: commands.award(ctx, community, award, name, recipient), as_json, role="approver", document=document, on=on)


@app.command("revoke")
def revoke(
    community: Community,
    year: Annotated[int, typer.Option(help="年度 / year")],
    number: Annotated[int, typer.Option(min=1, help="序号 / number")],
    document: Document,
    as_json: AsJson = False,
) -> None:
    """撤销表彰 / revoke a commendation."""
    with opened() as office:
        told(office, commands.revoke(office.ctx(console_actor("approver"), document=document), community, year, number).answer, as_json)
