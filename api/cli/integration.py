"""`minqing integration …`: what other systems hand in, by their mapping files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from api import incoming
from api.cli.console import console_actor, opened, out, print_json, refusals, table
from api.cli.options import AsJson, Community
from api.commands import incoming as handed
from api.commands import incoming_area
from api.incoming.mapping import read
from api.settings import Settings

app = typer.Typer(help="对接：12345 派单、部门回单，按映射文件 / what other systems hand in", no_args_is_help=True)
Source = Annotated[str, typer.Argument(help="来源 / source, as `integration list` names it")]


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """有哪些来源，各以什么为键 / which sources there are, and what their key is."""
    with refusals():
        found = incoming.mappings(Settings().sources)
        if as_json:
            print_json({"sources": [vars(one) for one in found.values()]})
            return
        lines = (
            (one.source, one.title, one.kind, " ".join(one.key), "、".join(names[0] for names in one.columns.values()))
            for one in found.values()
        )
        table("来源 / sources", ("来源 source", "名称", "种类 kind", "键 key", "列 columns"), lines)


@app.command("check")
def check(file: Annotated[Path, typer.Argument(help="映射文件 .toml / a mapping file", exists=True, dir_okay=False)]) -> None:
    """核对映射文件：错在哪一键、为什么 / whether a mapping file is sound; which key is wrong, and why."""
    with refusals():
        told = read(file.stem, file)
        out.print(f"{told.source}：{told.title}，{len(told.columns)} 个字段，{sum(map(len, told.codes.values()))} 个用词", markup=False)


@app.command("take")
def take(
    source: Source,
    file: Annotated[Path, typer.Argument(help="表格 .xlsx .xls .csv / sheet", exists=True, dir_okay=False)],
    community: Annotated[str, typer.Option(help="社区 12 位代码 / the community's 12-digit code")] = "",
    area: Annotated[
        str, typer.Option(help="街道 9 位或区县 6 位：一份表派给多个社区 / 9 or 6 digits: one sheet for many communities")
    ] = "",
    dry: Annotated[bool, typer.Option("--check", help="只核对，不登记 / say what would be, write nothing")] = False,
    as_json: AsJson = False,
) -> None:
    """登记一份表，逐行答复；再来一次不重复 / take a sheet in, a result for every row; again: nothing twice."""
    if bool(community) is bool(area):
        raise typer.BadParameter("写明 --community、--area 之一 / name one of --community, --area")
    with opened() as office:
        mapping = incoming.mapping_of(source, office.settings.sources)
        reading = incoming.read_file(file, mapping)
        office.freshen()
        hand_in = incoming_area.hand_in if area else handed.hand_in
        answer = hand_in(office.ctx(console_actor("desk")), area or community, mapping, reading, check=dry)
        office.freshen()
        if as_json:
            print_json(answer)
            return
        out.print("，".join(f"{name} {count}" for name, count in answer["counts"].items()))
        table(mapping.title, ("行 row", "来源编号", "结果 result", "社区", "工单 number", "说明"), _lines(answer["rows"]))


@app.command("find")
def find(
    source: Source, number: Annotated[str, typer.Argument(help="来源的编号 / its number")], community: Community, as_json: AsJson = False
) -> None:
    """来源的编号成了哪张工单 / which ticket a number became."""
    with opened() as office:
        told = handed.found(office.ctx(console_actor("desk")), community, incoming.mapping_of(source, office.settings.sources), number)
        print_json(told) if as_json else out.print(f"{number} → {told['number']}（{told['ticket']}）", markup=False)


def _lines(rows: Iterable[dict[str, Any]]) -> Iterable[tuple[Any, ...]]:
    return ((one["row"], one["source_number"], one["result"], one.get("community", ""), one.get("number", ""), one["zh"]) for one in rows)
