"""What the commands on plans share: their options, and a plan as it is printed."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from api.cli.console import out, print_json, table, whole
from api.context import Office
from api.plan_report import plan_report
from api.texts import text
from domain.grid_plan import PlanUnknown
from projections import grids

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]
Plan = Annotated[str, typer.Argument(help="方案编号 / plan id (pln-…)")]
Community = Annotated[str, typer.Option(help="社区 12 位代码 / the community's 12-digit code")]
Reason = Annotated[str, typer.Option(help="理由 / reason")]


def show_plan(office: Office, plan: str, as_json: bool, reasons: list[dict[str, Any]] | None = None) -> None:
    office.freshen("grids")
    with office.reading() as connection:
        found = grids.plan(connection, plan)
        named = grids.buildings_named(connection, {building for each in reasons or [] for building in each["buildings"]})
    if found is None:
        raise PlanUnknown()
    report = plan_report(found, reasons or [], {one["building"]: one["name"] or one["address"] or one["building"] for one in named})
    if as_json:
        print_json(report)
        return
    columns = ("编码 code", "名称", "户数 households", "偏差 deviation", "面积 area_m2", "紧凑度 compactness", "检查 checks")
    table(f"方案 / plan {plan}（{found['status']}）", columns, map(_row, report["grids"]))
    failed = [check for check in report["checks"] if not check["passed"]]
    if failed:
        columns = ("规则 rule", "网格", "值 value", "标准 limit", "", "条款 clause")
        table(f"未通过的检查 / failed checks：{len(failed)}", columns, map(_failed, failed))
    out.print(f"检查 / checks：{len(report['checks'])} 项，未通过 {len(failed)}")


def _row(grid: dict[str, Any]) -> tuple[Any, ...]:
    verdict = "✓" if grid["complies"] else f"✗ {grid['why_zh']}"
    measured = (grid["households"], grid["deviation"], round(grid["area_m2"]), grid["compactness"])
    return (grid["code"], grid["name"], *measured, verdict)


def _failed(check: dict[str, Any]) -> tuple[Any, ...]:
    weight = "禁止 forbids" if check["forbids"] else "提示 notes"
    return (text(check["code"]), check["code_of_grid"], whole(check["value"]), check["limit"], weight, check["clause"])
