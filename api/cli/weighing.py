"""`minqing plan diff …`: what a plan would change, before anybody decides it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from api import difference, hand_overs, ledgers
from api.cli.console import console_actor, opened, out, print_json, table
from api.commands import plan_import
from api.context import Ctx
from api.moments import moment
from api.plan_cover import cover_of
from api.plan_load import load_of
from api.texts import text
from domain.grid_plan import PlanUnknown
from gis.exchange import read_partition
from projections import grids

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]
KINDS = (".csv", ".xlsx", ".html", ".geojson")


def diff(
    before: Annotated[str, typer.Argument(help="原方案 / plan before: pln-… or in-force")],
    after: Annotated[str, typer.Argument(help="新方案 / plan after: pln-… or in-force")],
    at: Annotated[str | None, typer.Option(help="户数与工作截至 / count homes and work as of (day or instant)")] = None,
    months: Annotated[int, typer.Option(min=1, max=60, help="重述的月数 / past months told again")] = 12,
    to: Annotated[Path | None, typer.Option("--out", help="写成文件 / .xlsx .csv .html (map) .geojson (buildings)", dir_okay=False)] = None,
    part: Annotated[str, typer.Option(help="CSV 的表 / table of a CSV: pairs codes wardens cover months")] = "pairs",
    as_json: AsJson = False,
) -> None:
    """比较两个方案：住户、工单、走访、网格员、编码，以及往月数据 / what changes hands between two plans, and past months told again."""
    if to is not None and to.suffix not in KINDS:
        raise typer.BadParameter(" ".join(KINDS))
    if part not in difference.PARTS:
        raise typer.BadParameter(" ".join(difference.PARTS))
    with opened() as office:
        office.freshen()
        ctx = office.ctx(console_actor("planner"))
        with office.reading() as connection:
            seen = difference.between(ctx, connection, before, after, moment(at) if at else None)
            if to is not None:
                _write(ctx, seen, months, part, to)
                return
            told = difference.difference(seen, months)
        print_json(told) if as_json else _show(told)


def _write(ctx: Ctx, seen: difference.Between, months: int, part: str, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(_content(ctx, seen, months, part, to.suffix))
    out.print(f"已写出 / wrote → {to}")


def _content(ctx: Ctx, seen: difference.Between, months: int, part: str, suffix: str) -> bytes:
    if suffix == ".html":
        return difference.picture(seen).encode()
    if suffix == ".geojson":
        return json.dumps({"type": "FeatureCollection", "features": difference.moved_buildings(seen)}, ensure_ascii=False).encode()
    told, through = difference.difference(seen, months), ctx.journal.head()
    sheets = {name: difference.sheet(seen, told, name, through) for name in difference.PARTS}
    return ledgers.as_csv(sheets[part]) if suffix == ".csv" else ledgers.as_xlsx(*sheets.values())


def _show(told: Mapping[str, Any]) -> None:
    moved = told["moved"]
    out.print(
        f"{_called(told['before'])} → {_called(told['after'])}：改归 {moved['households']} 户（共 {moved['households_in_all']} 户）、"
        f"{moved['people']} 人、未结工单 {moved['tickets']}、待走访 {moved['visits_due']}、未了需求 {moved['needs']}"
    )
    columns = ("由 from", "至 to", "楼 buildings", "户 households", "人 people", "工单 tickets", "待访 due", "需求 needs", "移交 → 接收")
    table("改归一览 / what passes", columns, map(_pair, told["pairs"]))
    fates = ((_place(one, "from"), _place(one, "to"), text(f"fate.{one['fate']}"), one["households"]) for one in told["codes"])
    table("新旧编码 / codes", ("原 old", "新 new", "沿革 lineage", "户 households"), fates)
    for words, part in (("撤销的编码 / codes that end", "codes_ended"), ("新编码 / codes that begin", "codes_begun")):
        if told[part]:
            out.print(f"{words}：{'、'.join(told[part])}")
    if told["groups_cut"]:
        out.print(f"边界穿过的楼组 / groups cut：{'、'.join(one['name'] for one in told['groups_cut'])}")
    if told["wardens"]:
        parts = ("name", "lost_households", "gained_households", "lost_tickets", "gained_tickets")
        changes = (tuple(one.get(part) for part in parts) for one in told["wardens"])
        table("网格员增减 / wardens", ("网格员", "交出户 gives up", "接收户 takes on", "交出工单", "接收工单"), changes)
    if told["cover"]:
        changes = ((one["code"], one["a_before"], one["a_after"], one["b_before"], one["b_after"]) for one in told["cover"])
        table("AB岗变动 / cover", ("网格 grid", "原A", "新A", "原B", "新B"), changes)
    _months(told["months"])


def _called(plan: Mapping[str, Any]) -> str:
    return f"{plan['name']}（{plan['plan']}）"


def _months(lines: list[dict[str, Any]]) -> None:
    sums: dict[str, list[float]] = {}
    for line in lines:
        changed = [line[f"{what}_{side}"] for what in ("tickets", "visits") for side in ("before", "after")]
        sums[line["code"] or "—"] = [round(a + b, 2) for a, b in zip(sums.get(line["code"] or "—", [0] * 4), changed, strict=True)]
    if sums:
        columns = ("网格 grid", "工单 原 before", "工单 新 after", "走访 原 before", "走访 新 after")
        table("往月合计，按两种边界 / past months under both", columns, ((code, *sums[code]) for code in sorted(sums)))


def _pair(line: Mapping[str, Any]) -> tuple[Any, ...]:
    counts = (line[name] for name in ("buildings", "households", "people", "tickets", "visits_due", "needs"))
    return (_place(line, "from"), _place(line, "to"), *counts, f"{line['from_warden'] or '—'} → {line['to_warden'] or '—'}")


def _place(line: Mapping[str, Any], side: str) -> str:
    code = line[f"{side}_code"]
    return f"{code[-3:]} {line[f'{side}_name']}" if code else "—"


def cover(
    plan: Annotated[str, typer.Argument(help="方案编号 / plan id (pln-…)")],
    at: Annotated[str | None, typer.Option(help="截至 / as of (day or instant)")] = None,
    as_json: AsJson = False,
) -> None:
    """由共有边界与户数建议互为AB岗的网格 / which grids touch, and whose holders could be B for each other."""
    with opened() as office:
        office.freshen()
        with office.reading() as connection:
            seen = difference.between(office.ctx(console_actor("planner")), connection, plan, plan, moment(at) if at else None)
            told = cover_of(seen)
    print_json(told) if as_json else _show_cover(told)


def _show_cover(told: Mapping[str, Any]) -> None:
    lines = (
        (
            f"{one['code'][-3:]} {one['name']}",
            *(one[name] for name in ("households", "tickets", "a", "b")),
            "" if one["b_touches"] is None else "✓" if one["b_touches"] else "✗ 不相邻",
            one["suggested"] and f"{one['suggested']['code'][-3:]} {one['suggested']['warden'] or '—'}",
            "，".join(f"{near['code'][-3:]} {near['border_m']:.0f}米" for near in one["neighbours"]),
        )
        for one in told["grids"]
    )
    columns = ("网格 grid", "户", "未结", "A", "B", "B相邻", "建议互为B suggested", "相邻网格 touching")
    table(f"相邻与AB岗 / cover{'：' + told['clause'] if told['clause'] else ''}", columns, lines)


def workload(
    plan: Annotated[str, typer.Argument(help="方案编号 / plan id (pln-…)")],
    months: Annotated[int | None, typer.Option(min=1, max=60, help="统计的整月数 / whole months counted")] = None,
    as_json: AsJson = False,
) -> None:
    """各网格最近几个整月的工单、走访，折成工作量 / tickets and visits of the last whole months under this plan's borders."""
    with opened() as office:
        office.freshen()
        with office.reading() as connection:
            told = load_of(difference.between(office.ctx(console_actor("planner")), connection, plan, plan), months)
    if as_json:
        return print_json(told)
    lines = ((f"{one['code'][-3:]} {one['name']}", one["tickets"], one["visits"], f"{one['workload']:g}") for one in told["grids"])
    table(f"{told['since']} – {told['until']}", ("网格 grid", "工单 tickets", "走访 visits", "工作量 workload"), lines)


def bring(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help=".geojson .gpkg .shp .zip")],
    community: Annotated[str, typer.Option(help="社区 12 位代码 / the community's 12-digit code")],
    name: Annotated[str, typer.Option(help="方案名称 / name of the draft")] = "",
    layer: Annotated[str | None, typer.Option(help="图层 / layer of a file with several")] = None,
    crs: Annotated[str | None, typer.Option(help="坐标系 / e.g. EPSG:4549, where the file does not say")] = None,
    encoding: Annotated[str | None, typer.Option(help="编码 / e.g. GB18030, where the file does not say")] = None,
    datum: Annotated[str, typer.Option(help="wgs84 | gcj02 | bd09")] = "wgs84",
    as_json: AsJson = False,
) -> None:
    """导入在别处画好的方案，作为草案；小误差归并并逐条说明，大误差指明地点拒收 / a plan drawn elsewhere, as a draft."""
    with opened() as office:
        reading = read_partition(file, layer=layer, crs=crs, encoding=encoding, datum=datum)
        answer = plan_import.bring(office.ctx(console_actor("planner"), reason=f"import {file.name}"), community, reading, name).answer
    print_json(answer) if as_json else _show_brought(answer)


def _show_brought(answer: Mapping[str, Any]) -> None:
    out.print(f"草案 / draft {answer['plan']}：{answer['grids']} 个网格，归并 {len(answer['snapped'])} 处，坐标取整 {answer['rounded']} 处")
    faults = ((text(each["code"]), "、".join(map(str, each["rows"])), each["amount_m2"], _at(each)) for each in answer["snapped"])
    table("归并 / snapped", ("误差 fault", "行 rows", "平方米 m²", "经纬度 lon, lat"), faults)
    for one in answer["codes_replaced"]:
        out.print(f"第 {one['row']} 行的编码未能沿用 / code not kept: {one['given']}（{text('code_replaced.' + one['why'])}）")
    for one in answer["refused_rows"]:
        out.print(f"第 {one['row']} 行未采用 / row not taken: {one['zh']}")


def _at(fault: Mapping[str, Any]) -> str:
    lon, lat = fault["place"]
    return f"{lon:.6f}, {lat:.6f}"


def handed_over(
    plan: Annotated[str, typer.Argument(help="方案编号 / plan id (pln-…)")],
    to: Annotated[Path | None, typer.Option("--out", help="写成文件 / .xlsx or .csv", dir_okay=False)] = None,
    as_json: AsJson = False,
) -> None:
    """施行后的移交清单：每两名网格员之间移交的户、未结工单、未了需求 / what passed from warden to warden when a plan took effect."""
    if to is not None and to.suffix not in (".csv", ".xlsx"):
        raise typer.BadParameter(".csv .xlsx")
    with opened() as office:
        through = office.freshen()
        ctx = office.ctx(console_actor("desk"))
        with office.reading() as connection:
            drawn = grids.plan(connection, plan)
            if drawn is None:
                raise PlanUnknown()
            found = hand_overs.packs(ctx, connection, drawn)
        if to is not None:
            made = hand_overs.as_sheet(ctx, found, through)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(ledgers.as_csv(made) if to.suffix == ".csv" else ledgers.as_xlsx(made))
            out.print(f"{made.title}：{len(made.rows)} 行 → {to}")
            return
    print_json({"plan": plan, "packs": found}) if as_json else _show_packs(found)


def _show_packs(found: list[dict[str, Any]]) -> None:
    lines = (
        (
            f"{(one['from_code'] or '—')[-3:]} {one['from_warden'] or '—'}",
            f"{(one['to_code'] or '—')[-3:]} {one['to_warden'] or '—'}",
            *(one["counts"][name] for name in ("households", "unvisited", "open_tickets", "open_needs")),
            one["document"],
        )
        for one in found
    )
    table("移交清单 / hand-overs", ("移交 from", "接收 to", "户 households", "未访 unvisited", "工单 tickets", "需求 needs", "文号"), lines)


COMMANDS: Mapping[str, Callable[..., None]] = {
    "diff": diff,
    "cover": cover,
    "workload": workload,
    "import": bring,
    "hand-overs": handed_over,
}
"""Of the group `plan`."""
