"""`minqing draft …`: the planner's tools on a draft, locks, undo and redo, snapshots, branches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from api import plan_history
from api.cli.console import console_actor, opened, print_json, table
from api.cli.plan_shown import AsJson, Plan, Reason, show_plan
from api.cli.planning import grid_named
from api.commands import drafts, drawing, exact, proposing
from api.context import Ctx, Office
from domain.ids import BuildingId, PlanId
from domain.values import GridKind

app = typer.Typer(help="在草案上作业：交换、移界、等分、锁定、撤销、快照、分支 / drawing on a draft", no_args_is_help=True)
Grid = Annotated[str, typer.Option(help="网格 / grid: id, code or the last three digits of its code")]
Name = Annotated[str, typer.Option(help="名称 / name")]


def _drawn(plan: str, reason: str, as_json: bool, draw: Callable[[Ctx, Office], object]) -> None:
    """One tool, then the plan as it stands after it."""
    with opened() as office:
        draw(office.ctx(console_actor("planner"), reason=reason), office)
        show_plan(office, plan, as_json)


@app.command("swap")
def swap(
    plan: Plan,
    building: Annotated[list[str], typer.Option(help="一方的楼栋 / buildings of the one grid")],
    for_: Annotated[list[str], typer.Option("--for", help="另一方的楼栋 / buildings of the other grid")],
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """两个网格互换楼栋 / two grids exchange buildings at once."""
    sides = [tuple(BuildingId(each) for each in side) for side in (building, for_)]
    _drawn(plan, reason, as_json, lambda ctx, _: drawing.swap(ctx, PlanId(plan), *sides))


@app.command("border")
def border(
    plan: Plan,
    one: Grid,
    other: Grid,
    line: Annotated[str, typer.Option(help='新的边界 / "LINESTRING(lon lat, lon lat)"')],
    exactly: Annotated[bool, typer.Option("--exact", help="按线切地，不切楼 / along the line itself, never through a building")] = False,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """移动两网格之间的一段边界 / move a stretch of the border between two grids; both follow, by whole buildings."""

    def moved(ctx: Ctx, office: Office) -> object:
        tool = exact if exactly else drawing
        return tool.move_border(ctx, PlanId(plan), *(grid_named(office, plan, each) for each in (one, other)), line)

    _drawn(plan, reason, as_json, moved)


@app.command("vertex")
def vertex(
    plan: Plan,
    one: Grid,
    other: Grid,
    at: Annotated[tuple[float, float], typer.Option(help="界上的点 / a point of the border: lon lat")],
    to: Annotated[tuple[float, float], typer.Option(help="移到 / where it goes: lon lat")],
    reach: Annotated[float | None, typer.Option(help="两侧带动的米数 / metres of border that follow on either side")] = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """拖动边界上的一点 / pull the border between two grids from a point to another."""

    def moved(ctx: Ctx, office: Office) -> object:
        grids = grid_named(office, plan, one), grid_named(office, plan, other)
        return drawing.move_vertex(ctx, PlanId(plan), grids, at, to, reach_m=reach)

    _drawn(plan, reason, as_json, moved)


@app.command("divide")
def divide(
    plan: Plan,
    grid: Grid,
    parts: Annotated[int, typer.Option(min=2, max=50, help="份数 / how many parts")],
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """把一个网格按户数分成几份 / divide a grid into parts of about equal households."""
    _drawn(plan, reason, as_json, lambda ctx, office: drawing.divide(ctx, PlanId(plan), grid_named(office, plan, grid), parts))


@app.command("cut")
def cut(
    plan: Plan,
    grid: Grid,
    name: Name,
    line: Annotated[str, typer.Option(help='切线 / "LINESTRING(lon lat, lon lat)"')],
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """按线精确切开网格：切地不切楼 / split a grid along the line itself, through land and never through a building."""
    _drawn(plan, reason, as_json, lambda ctx, office: exact.split(ctx, PlanId(plan), grid_named(office, plan, grid), name, line))


@app.command("kind")
def kind(
    plan: Plan,
    grid: Grid,
    to: Annotated[GridKind, typer.Option(help="ordinary 普通, dedicated 专属")],
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """设为普通或专属网格 / make a grid ordinary or dedicated."""
    _drawn(plan, reason, as_json, lambda ctx, office: drawing.set_kind(ctx, PlanId(plan), grid_named(office, plan, grid), to))


@app.command("name")
def name_grid(plan: Plan, grid: Grid, name: Name, reason: Reason = "", as_json: AsJson = False) -> None:
    """网格更名 / rename a grid."""
    _drawn(plan, reason, as_json, lambda ctx, office: drawing.rename(ctx, PlanId(plan), grid_named(office, plan, grid), name))


@app.command("lock")
def lock(plan: Plan, grid: Grid, reason: Reason = "", as_json: AsJson = False) -> None:
    """锁定网格，任何工具都不能改它 / no tool draws on the grid."""
    _drawn(plan, reason, as_json, lambda ctx, office: drafts.lock(ctx, PlanId(plan), grid_named(office, plan, grid)))


@app.command("unlock")
def unlock(plan: Plan, grid: Grid, reason: Reason = "", as_json: AsJson = False) -> None:
    """解锁网格 / unlock a grid."""
    _drawn(plan, reason, as_json, lambda ctx, office: drafts.unlock(ctx, PlanId(plan), grid_named(office, plan, grid)))


@app.command("apart")
def apart(plan: Plan, grid: Grid, reason: Reason = "", as_json: AsJson = False) -> None:
    """允许该网格分成几片（须说明理由）/ a named exception: the grid may lie in several pieces."""
    _drawn(plan, reason, as_json, lambda ctx, office: drafts.allow_apart(ctx, PlanId(plan), grid_named(office, plan, grid)))


@app.command("undo")
def undo(plan: Plan, as_json: AsJson = False) -> None:
    """撤销本人最近一步 / take back the own last edit."""
    _drawn(plan, "", as_json, lambda ctx, _: drafts.undo(ctx, PlanId(plan)))


@app.command("redo")
def redo(plan: Plan, as_json: AsJson = False) -> None:
    """重做 / make the edit again that was taken back last."""
    _drawn(plan, "", as_json, lambda ctx, _: drafts.redo(ctx, PlanId(plan)))


@app.command("snapshot")
def snapshot(plan: Plan, name: Name, as_json: AsJson = False) -> None:
    """把当前图样存为快照 / name the drawing as it stands."""
    _drawn(plan, "", as_json, lambda ctx, _: drafts.name_snapshot(ctx, PlanId(plan), name))


@app.command("restore")
def restore(plan: Plan, name: Name, reason: Reason = "", as_json: AsJson = False) -> None:
    """恢复到某快照 / the drawing as it was under a snapshot's name."""
    _drawn(plan, reason, as_json, lambda ctx, _: drafts.restore(ctx, PlanId(plan), name))


@app.command("branch")
def branch(
    plan: Plan,
    name: Name = "",
    snapshot: Annotated[str, typer.Option(help="从快照开始 / begin from this snapshot")] = "",
    as_json: AsJson = False,
) -> None:
    """另起一个草案 / a new draft that begins as this drawing."""
    with opened() as office:
        done = proposing.branch(office.ctx(console_actor("planner")), PlanId(plan), name, snapshot)
        show_plan(office, done.answer["plan"], as_json)


@app.command("edits")
def edits(plan: Plan, as_json: AsJson = False) -> None:
    """图样的每一步、快照、锁定 / every step of the drawing, snapshots, locks."""
    with opened() as office:
        found = plan_history.drawn(office.ctx(console_actor("planner")), PlanId(plan))
    if as_json:
        print_json(found)
        return
    columns = ("版本 version", "操作 step", "工具 tool", "经手 by", "时间 at", "户数 households", "有效 stands")
    lines = (
        (each["version"], each["event"], each.get("tool", ""), each["by"], each["at"], each.get("households_moved", ""), each["stands"])
        for each in found["edits"]
    )
    table(f"草案 / draft {plan}", columns, lines)
    table("快照 / snapshots", ("名称 name", "网格数 grids"), ((each["name"], each["grids"]) for each in found["snapshots"]))


@app.command("compare")
def compare(plan: Plan, snapshot: Annotated[str, typer.Option(help="快照 / a snapshot of it")], as_json: AsJson = False) -> None:
    """与快照比较 / what differs from a snapshot; for two plans: `minqing plan diff`."""
    with opened() as office:
        found = plan_history.compared(office.ctx(console_actor("planner")), PlanId(plan), snapshot)
    if as_json:
        print_json(found)
        return
    pairs = ((each["from"]["code"], each["to"]["code"], len(each["buildings"]), each["dwellings"]) for each in found["pairs"])
    table(f"{found['against']} → {plan}", ("原网格 from", "现网格 to", "楼栋 buildings", "户数 dwellings"), pairs)
