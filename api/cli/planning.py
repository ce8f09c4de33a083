"""`minqing plan …`: propose, draw, approve, enact, export."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli import weighing
from api.cli.console import console_actor, err, opened, out, print_json, say, table
from api.cli.plan_shown import AsJson, Community, Plan, Reason, show_plan
from api.cli.proposing import propose
from api.commands import approval, drawing, enactment, proposing, uniting
from api.commands.drawing import Selection
from api.context import CHINA, Office
from api.moments import day
from api.plan_report import export_plan
from domain.grid_plan import PlanUnknown
from domain.ids import BuildingId, GridId, PlanId, community_id
from domain.plan_events import BandException
from projections import grids

app = typer.Typer(help="网格划分方案 / grid plans", no_args_is_help=True)


for _name, _command in {**weighing.COMMANDS, "propose": propose}.items():
    app.command(_name)(_command)


@app.command("unite")
def unite(community: Community, name: Annotated[str, typer.Option(help="名称 / name")] = "", as_json: AsJson = False) -> None:
    """整合后首个方案：各社区现行方案并列于同一地界，网格、岗位不变，编码重发 / the plans of merged communities side by side."""
    with opened() as office:
        done = uniting.unite(office.ctx(console_actor("planner")), community, name)
        show_plan(office, done.answer["plan"], as_json)


@app.command("copy")
def copy(community: Community, name: Annotated[str, typer.Option(help="名称 / name")] = "", as_json: AsJson = False) -> None:
    """以最近批准的方案为底稿 / a draft that begins as the plan decided last."""
    with opened() as office:
        done = proposing.copy(office.ctx(console_actor("planner")), community, name)
        show_plan(office, done.answer["plan"], as_json)


@app.command("whole")
def whole(community: Community, name: Annotated[str, typer.Option(help="名称 / name")] = "", as_json: AsJson = False) -> None:
    """从一个网格开始，全部手工划分 / a draft of one grid that holds the whole community, to be divided by hand."""
    with opened() as office:
        done = proposing.whole(office.ctx(console_actor("planner")), community, name)
        show_plan(office, done.answer["plan"], as_json)


@app.command("list")
def listing(community: Community, as_json: AsJson = False) -> None:
    """社区的全部方案 / all plans of a community."""
    with opened() as office:
        office.freshen()
        with office.reading() as connection:
            plans = grids.plans(connection, community_id(community))
        if as_json:
            print_json({"plans": plans})
            return
        columns = ("方案 plan", "名称", "状态 status", "生效 from", "文号 document")
        table("方案 / plans", columns, ((p["plan"], p["name"], p["status"], _day(p["valid_from"]), p["document"]) for p in plans))


@app.command("show")
def show(plan: Plan, as_json: AsJson = False) -> None:
    """方案各网格与规则检查 / a plan's grids and checks."""
    with opened() as office:
        show_plan(office, plan, as_json)


@app.command("paint")
def paint(
    plan: Plan,
    to: Annotated[str, typer.Option(help="目标网格 / grid (id or code) that receives them")],
    building: Annotated[list[str] | None, typer.Option(help="楼栋 / building id, repeatable")] = None,
    outline: Annotated[str | None, typer.Option(help='圈选 / "POLYGON((lon lat, …))"')] = None,
    box: Annotated[tuple[float, float, float, float] | None, typer.Option(help="框选 / west south east north")] = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """把整栋楼（逐栋、圈选或框选）划入某网格，边界随之移动 / give whole buildings to a grid; the boundary follows."""
    with opened() as office:
        ctx = office.ctx(console_actor("planner"), reason=reason)
        taken = Selection(tuple(BuildingId(each) for each in building or ()), outline, box)
        drawing.paint(ctx, PlanId(plan), taken, grid_named(office, plan, to))
        show_plan(office, plan, as_json)


@app.command("split")
def split(
    plan: Plan,
    grid: Annotated[str, typer.Option(help="网格 / grid (id or code)")],
    name: Annotated[str, typer.Option(help="新网格名称 / name of the new grid")],
    line: Annotated[str | None, typer.Option(help='切线 / "LINESTRING(lon lat, lon lat)"')] = None,
    building: Annotated[list[str] | None, typer.Option(help="或指定楼栋 / or building ids")] = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """把一个网格分成两个 / split a grid along a line, or by naming buildings."""
    with opened() as office:
        ctx = office.ctx(console_actor("planner"), reason=reason)
        named = [BuildingId(each) for each in building or ()]
        drawing.split(ctx, PlanId(plan), grid_named(office, plan, grid), name, line=line, buildings=named)
        show_plan(office, plan, as_json)


@app.command("merge")
def merge(
    plan: Plan,
    into: Annotated[str, typer.Option(help="保留的网格 / the grid that stays")],
    gone: Annotated[list[str], typer.Option(help="并入的网格 / grids that end, repeatable")],
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """合并相邻网格 / merge touching grids."""
    with opened() as office:
        ctx = office.ctx(console_actor("planner"), reason=reason)
        drawing.merge(ctx, PlanId(plan), grid_named(office, plan, into), [grid_named(office, plan, each) for each in gone])
        show_plan(office, plan, as_json)


@app.command("submit")
def submit(
    plan: Plan,
    note: Annotated[str, typer.Option(help="说明 / note")] = "",
    exception: Annotated[list[str] | None, typer.Option("--except", help="例外 / GRID=reason, repeatable")] = None,
    as_json: AsJson = False,
) -> None:
    """提交审批；有禁止项未过则拒绝 / ask for approval; refused while a forbidding check fails."""
    with opened() as office:
        pairs = [each.partition("=") for each in exception or ()]
        allowed = [BandException(grid_named(office, plan, grid), reason, "") for grid, _, reason in pairs]
        done = approval.submit(office.ctx(console_actor("planner")), PlanId(plan), note=note, exceptions=allowed)
        _told(office, done.answer, as_json)


@app.command("check")
def check(plan: Plan, as_json: AsJson = False) -> None:
    """重新清点与校验 / count and check again: people move while a draft lies."""
    with opened() as office:
        approval.validate(office.ctx(console_actor("planner")), PlanId(plan))
        show_plan(office, plan, as_json)


@app.command("return")
def return_to_draft(plan: Plan, reason: Reason, as_json: AsJson = False) -> None:
    """退回修改 / back to the planner."""
    with opened() as office:
        _told(office, approval.return_to_draft(office.ctx(console_actor("approver"), reason=reason), PlanId(plan)).answer, as_json)


@app.command("discard")
def discard(plan: Plan, reason: Reason, as_json: AsJson = False) -> None:
    """废弃草案 / give the draft up."""
    with opened() as office:
        _told(office, approval.discard(office.ctx(console_actor("planner"), reason=reason), PlanId(plan)).answer, as_json)


@app.command("approve")
def approve(plan: Plan, document: Annotated[str, typer.Option(help="文号 / document number")], as_json: AsJson = False) -> None:
    """批准 / approve. Whoever submitted may not approve."""
    with opened() as office:
        done = approval.approve(office.ctx(console_actor("approver"), document=document), PlanId(plan))
        _told(office, done.answer, as_json)


@app.command("enact")
def enact(
    plan: Plan,
    on: Annotated[str, typer.Option(help="生效日期 / effective date YYYY-MM-DD")],
    document: Annotated[str, typer.Option(help="文号 / document number")],
    as_json: AsJson = False,
) -> None:
    """自某日起施行：边界、住户、工单与值守一并移交 / in force from a day: boundaries, households, tickets and cover in one transaction.

    A draft is submitted and approved by the same document; grids outside the band are recorded as its exceptions.
    """
    with opened() as office:
        ctx = office.ctx(console_actor("approver"), document=document)
        done = enactment.enact_by_document(ctx, PlanId(plan), day(on))
        _told(office, done.answer, as_json)


@app.command("export")
def export(
    plan: Plan,
    to: Annotated[Path, typer.Option("--out", help="文件 / .geojson, .gpkg or .shp", dir_okay=False)],
    crs: Annotated[str | None, typer.Option(help="坐标系 / EPSG:4549, or local: the Gauss–Krüger zone the grids lie in")] = None,
    datum: Annotated[str, typer.Option(help="wgs84 | gcj02 | bd09")] = "wgs84",
    encoding: Annotated[str, typer.Option(help="Shapefile 的文字编码 / GB18030 | UTF-8")] = "GB18030",
    code20: Annotated[bool, typer.Option("--code20", help="另附 20 位编码（CJ/T 349-2010） / with the code of 20 digits too")] = False,
    as_json: AsJson = False,
) -> None:
    """导出网格：编码、名称、户数、人口、面积 / grids with code, name, households, people, area_m2."""
    with opened() as office:
        office.freshen("grids")
        count = export_plan(office, plan, to, code20=code20, crs=crs, datum=datum, encoding=encoding)
        print_json({"plan": plan, "out": str(to), "grids": count}) if as_json else out.print(f"已写出 / wrote {count} → {to}")


def grid_named(office: Office, plan: str, named: str) -> GridId:
    """A grid by id, code or the last digits of its code."""
    office.freshen("grids")
    with office.reading() as connection:
        found = grids.plan(connection, plan)
    if found is None:
        raise PlanUnknown()
    for each in found["grids"]:
        if named in (each["grid"], each["code"], each["code"][-3:]):
            return GridId(each["grid"])
    return GridId(named)


def _told(office: Office, answer: dict[str, Any], as_json: bool) -> None:
    office.freshen()
    if as_json:
        print_json(answer)
        return
    say(answer)
    if answer.get("exceptions"):
        err.print(f"以下网格超出户数标准，按文号作为例外批准 / approved outside the band: {', '.join(answer['exceptions'])}")


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d}" if at else ""
