"""`minqing head groups …`: 楼组上图：建议、划定、调整、核对."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from api.cli.console import console_actor, opened, out, print_json, table, whole
from api.cli.options import AsJson, Community, acted
from api.commands.structure import groups as commands
from api.commands.structure.groups import Wish
from api.context import Office
from api.moments import moment
from api.texts import text
from domain.ids import BuildingGroupId, BuildingId, GridId, community_id
from projections import grids, lineage, teams

app = typer.Typer(help="楼组上图：建议、调整、核对 / building groups on the map: propose, redraw, check", no_args_is_help=True)
Group = Annotated[str, typer.Argument(help="楼组编号 / group id")]
Buildings = Annotated[list[str], typer.Argument(help="楼栋编号 / buildings")]
OneGrid = Annotated[str | None, typer.Option("--grid", help="只看一个网格 / one grid alone")]
Effort = Literal["fast", "normal", "thorough"]
Why = Annotated[str, typer.Option("--reason", help="超出规模、不连片或撤销的理由 / why a group leaves the band, lies in pieces or ends")]


@app.command("propose")
def propose(
    community: Community,
    grid: OneGrid = None,
    afresh: Annotated[bool, typer.Option("--afresh", help="不从现有楼组出发 / do not begin with the groups that stand")] = False,
    lock: Annotated[list[str] | None, typer.Option(help="不动的楼组 / a group not to be touched")] = None,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    effort: Annotated[Effort, typer.Option(help="搜索力度 / how much to search")] = "normal",
    adopt: Annotated[bool, typer.Option("--adopt", help="照此划定 / draw it so")] = False,
    reason: Why = "",
    as_json: AsJson = False,
) -> None:
    """在各网格内建议楼组；--adopt 照此划定 / groups inside each grid, in the profile's band."""
    wish = Wish(GridId(grid) if grid else None, not afresh, tuple(map(BuildingGroupId, lock or ())), seed, effort)
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), reason=reason)
        found = commands.adopt(ctx, community, wish).answer if adopt else commands.propose(ctx, community, wish)
        office.freshen()
        called = _grids(office, community)
    if as_json:
        print_json(found)
        return
    rows = (
        (called(g["grid"]), g["name"], len(g["buildings"]), g["households"], g["limit"], text(g["reason"]) if g["reason"] else "✓")
        for g in found["groups"]
    )
    table("楼组 / groups", ("网格 grid", "楼组 group", "楼栋 buildings", "户 households", "应为 band", "缘由 reason"), rows)
    fit = sum(one["reason"] is None for one in found["groups"])
    out.print(f"{len(found['groups'])} 个楼组，{fit} 个合规 / {fit} of {len(found['groups'])} in band")


@app.command("move")
def move(group: Group, buildings: Buildings, community: Community, reason: Why = "", as_json: AsJson = False) -> None:
    """楼栋调入这个楼组 / buildings come to this group."""
    taken = tuple(map(BuildingId, buildings))
    acted(lambda ctx: commands.move(ctx, community, taken, BuildingGroupId(group)), as_json, reason=reason)


@app.command("split")
def split(
    group: Group,
    buildings: Buildings,
    community: Community,
    name: Annotated[str, typer.Option(help="新楼组名称 / the new group's name")],
    reason: Why = "",
    as_json: AsJson = False,
) -> None:
    """分出一个楼组 / some buildings become a group of their own."""
    leaving = tuple(map(BuildingId, buildings))
    acted(lambda ctx: commands.split(ctx, community, BuildingGroupId(group), leaving, name), as_json, reason=reason)


@app.command("merge")
def merge(
    group: Group,
    groups: Annotated[list[str], typer.Argument(help="并入的楼组 / groups that come to it")],
    community: Community,
    reason: Why = "",
    as_json: AsJson = False,
) -> None:
    """其他楼组并入这个楼组 / other groups come to this one."""
    gone = tuple(map(BuildingGroupId, groups))
    acted(lambda ctx: commands.merge(ctx, community, gone, BuildingGroupId(group)), as_json, reason=reason)


@app.command("show")
def show(
    community: Community,
    as_of: Annotated[str | None, typer.Option(help="某日 / a day or an instant")] = None,
    file: Annotated[Path | None, typer.Option("--out", help="写成 GeoJSON / write as GeoJSON")] = None,
    as_json: AsJson = False,
) -> None:
    """某日的楼组，可写成 GeoJSON / groups as they stood."""
    with opened() as office:
        office.freshen(teams.NAME, "grids", lineage.NAME)
        with office.reading() as connection:
            at = moment(as_of) if as_of else office.clock()
            kept = lineage.holding(connection, community_id(community), at) or community_id(community)
            features = teams.group_features(connection, kept, at)
        called = _grids(office, community, as_of)
    collection = {"type": "FeatureCollection", "features": features}
    if file:
        file.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    if as_json:
        print_json(collection)
        return
    shown = (feature["properties"] for feature in features)
    rows = (
        (called(g["grid"]), g["group"], g["name"], len(g["buildings"]), g["households"], "✓" if g["has_head"] else "空缺") for g in shown
    )
    table("楼组 / groups", ("网格 grid", "编号 id", "楼组 group", "楼栋 buildings", "户 households", "楼长 head"), rows)


@app.command("check")
def check(community: Community, grid: OneGrid = None, as_json: AsJson = False) -> None:
    """核对楼组：规模、网格、连片、楼长、未入组楼栋 / what fails, with value, limit, clause and place."""
    with opened() as office:
        found = commands.check(office.ctx(console_actor("desk")), community, GridId(grid) if grid else None)
    if as_json:
        print_json(found)
        return
    rows = (
        (text(one["code"]), one["name"], whole(one["value"]), one["limit"], one["clause"], _place(one["place"])) for one in found["failing"]
    )
    table("不合规 / failing", ("规则 rule", "楼组 group", "值 value", "应为 limit", "依据 clause", "位置 place"), rows)
    out.print(f"{found['groups']} 个楼组，{found['in_band']}/{found['of']} 在规模内 / in band；查 {found['looked_at']} 项")


def _grids(office: Office, community: str, as_of: str | None = None) -> Callable[[str], str]:
    """What a grid is called by people, from its id."""
    with office.reading() as connection:
        features = grids.grid_features(connection, community_id(community), moment(as_of) if as_of else None)
    names = {one["properties"]["grid"]: f"{one['properties']['code'][-3:]} {one['properties']['name']}" for one in features}
    return lambda grid: names.get(grid, grid)


def _place(place: Any) -> str:
    return "" if place is None else f"{place[0]:.6f}, {place[1]:.6f}"
