"""`minqing facility …`: 便民设施、工作站、便民服务圈."""

from __future__ import annotations

from typing import Annotated

import typer

from api.archive import archive_of, said
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, On, Reason, acted
from api.commands.structure import facilities as commands
from domain.ids import FacilityId, community_id
from projections import facilities, lineage

app = typer.Typer(help="设施、工作站、便民服务圈 / facilities and the circle", no_args_is_help=True)


@app.command("register")
def register(
    community: Community,
    kind: Annotated[str, typer.Option(help="centre, hall, handed_over, convenience, station.…")],
    name: Annotated[str, typer.Option(help="名称 / name")],
    lon: Annotated[float, typer.Option(help="经度 / longitude")],
    lat: Annotated[float, typer.Option(help="纬度 / latitude")],
    area: Annotated[float, typer.Option(help="面积 / m²")],
    floor: Annotated[int, typer.Option(help="楼层 / floor")] = 1,
    built: Annotated[int | None, typer.Option(help="移交时开发建设量 % / built when handed over")] = None,
    as_json: AsJson = False,
) -> None:
    """登记设施 / register a facility."""
    acted(lambda ctx: commands.register(ctx, community, kind, name, (lon, lat), area, floor, built), as_json)


@app.command("close")
def close(
    facility: Annotated[str, typer.Argument(help="设施编号 / facility id")], reason: Reason, on: On = None, as_json: AsJson = False
) -> None:
    """停用 / close."""
    acted(lambda ctx: commands.close(ctx, FacilityId(facility)), as_json, reason=reason, on=on)


@app.command("list")
def listing(community: Community, as_json: AsJson = False) -> None:
    """设施，原社区登记的一并列出 / the facilities, those that communities registered that ended in this one too."""
    with opened() as office:
        office.freshen(facilities.NAME, lineage.NAME)
        with office.reading() as connection:
            kept = archive_of(connection, community_id(community), office.clock())
            found = kept.told(facilities.facilities(connection, kept.communities))
    if as_json:
        print_json({"facilities": found})
        return
    columns = ("编号 id", "种类 kind", "名称 name", "面积 m²", "撤销 closed", "原社区 under")
    lines = ((one["facility"], one["title"], one["name"], one["area_m2"], one["closed_on"], said(one)) for one in found)
    table("设施 / facilities", columns, lines)


@app.command("circle")
def circle(community: Community, as_json: AsJson = False) -> None:
    """便民服务圈外的楼栋与户数 / buildings outside the circle."""
    with opened() as office:
        found = commands.circle(office.ctx(console_actor("planner")), community)
    if as_json:
        print_json(found)
        return
    rows = ((one["address"], one["minutes"], one["households"]) for one in found["outside"])
    table("圈外 / outside", ("地址 address", "分钟 minutes", "户 households"), rows)
