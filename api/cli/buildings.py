"""`minqing building …`: dwellings listed, counted, address put right, demolished."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import opened, print_json, table
from api.cli.options import AsJson, Community, acted
from api.cli.stairwells import divide, make_whole
from api.commands import buildings
from api.commands.evidence import EVERYTHING
from api.moments import day
from domain.building import Address
from domain.ids import BuildingId, community_id
from projections import grids

app = typer.Typer(help="楼栋：清单、清点户数、更正门牌、拆除、按单元登记 / buildings", no_args_is_help=True)
app.command("divide")(divide)
app.command("whole")(make_whole)
Building = Annotated[str, typer.Argument(help="楼栋编号 / building id (bld-…)")]
Reason = Annotated[str, typer.Option(help="理由 / reason")]


@app.command("count")
def count(
    building: Building, dwellings: Annotated[int, typer.Option(min=0, help="户数 / dwellings")], reason: Reason, as_json: AsJson = False
) -> None:
    """清点户数，取代估算 / dwellings as somebody counted them."""
    acted(lambda ctx: buildings.count(ctx, BuildingId(building), dwellings), as_json, reason=reason)


@app.command("address")
def address(
    building: Building,
    to: Annotated[str, typer.Option(help="门牌 / the whole address")],
    reason: Reason,
    estate: Annotated[str, typer.Option(help="小区 / estate")] = "",
    number: Annotated[str, typer.Option(help="楼号 / number")] = "",
    name: Annotated[str, typer.Option(help="楼名 / name")] = "",
    as_json: AsJson = False,
) -> None:
    """更正门牌 / put the address right."""
    acted(lambda ctx: buildings.address(ctx, BuildingId(building), Address(name, to, estate, number)), as_json, reason=reason)


@app.command("demolish")
def demolish(building: Building, on: Annotated[str, typer.Option(help="拆除日 / day")], reason: Reason, as_json: AsJson = False) -> None:
    """拆除；仍有住户则拒绝 / demolished; refused while households live there."""
    acted(lambda ctx: buildings.demolish(ctx, BuildingId(building), day(on)), as_json, reason=reason)


@app.command("list")
def listing(community: Community, grid: Annotated[str | None, typer.Option(help="网格 / grid")] = None, as_json: AsJson = False) -> None:
    """楼栋及所在网格 / buildings, with the grid each stands in."""
    with opened() as office:
        office.freshen("grids")
        with office.reading() as connection:
            found = grids.buildings(connection, community_id(community), grid=grid, limit=EVERYTHING)
    if as_json:
        print_json({"buildings": found})
        return
    columns = ("编号 building", "门牌 address", "名称 name", "户数 dwellings", "网格 grid")
    rows = ((one["building"], one["address"], one["name"], one["dwellings"], one["grid_code"]) for one in found)
    table("楼栋 / buildings", columns, rows)
