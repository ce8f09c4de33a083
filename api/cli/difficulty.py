"""`minqing difficulty …`: 难度系数、加权负荷、年度调整."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened, out, print_json, table
from api.cli.options import AsJson, Community, Document, On, acted
from api.commands.structure import difficulty as commands
from domain.difficulty import Weight
from domain.ids import BuildingId

app = typer.Typer(help="难度系数：确定、年度调整、加权负荷 / difficulty of work", no_args_is_help=True)
Weights = Annotated[list[str] | None, typer.Argument(help="楼栋=百分数 / building=percent; none: all stay as they are")]


@app.command("decide")
def decide(community: Community, document: Document, weights: Weights = None, on: On = None, as_json: AsJson = False) -> None:
    """凭文号确定各楼难度系数，100 为一般 / decide weights with a document."""
    acted(
        lambda ctx: commands.decide(ctx, community, [_weight(one) for one in weights or ()]),
        as_json,
        role="approver",
        document=document,
        on=on,
    )


@app.command("show")
def show(community: Community, as_json: AsJson = False) -> None:
    """系数、历次决定、各网格加权负荷 / weights, decisions, weighted loads by grid."""
    with opened() as office:
        found = commands.report(office.ctx(console_actor("auditor")), community)
    if as_json:
        print_json(found)
        return
    weights = ((one["address"], one["building"], one["percent"], one["document"]) for one in found["weights"])
    table("难度系数 / weights", ("门牌 address", "楼栋 building", "系数 %", "文号 document"), weights)
    grids = ((one["code"], one["households"], one["weighted_load"]) for one in found["grids"])
    table("网格负荷 / loads", ("网格 grid", "户 households", "加权 weighted"), grids)
    out.print("本年度调整：待作出 / this year's readjustment is due" if found["due"] else "本年度调整：无待办 / nothing due")


def _weight(given: str) -> Weight:
    building, _, percent = given.partition("=")
    if not percent.isdecimal():
        raise typer.BadParameter("楼栋=百分数 / building=percent")
    return Weight(BuildingId(building), int(percent))
