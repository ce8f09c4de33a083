"""`minqing unit …`: 驻区单位、沿街商户, filed by grid."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, On, Reason, acted, since, told
from api.commands.structure import organisations as commands
from domain.ids import BuildingId, GridId, OrganisationId, community_id
from domain.structure.organisation import OrganisationKind, Particulars, PartyOrganisation, Site
from projections import lineage, organisations

app = typer.Typer(help="驻区单位与商户：登记、归格、变更、关闭 / organisations by grid", no_args_is_help=True)
Organisation = Annotated[str, typer.Argument(help="单位编号 / organisation id")]
Building = Annotated[str | None, typer.Option(help="所在楼栋 / building")]
Lon = Annotated[float | None, typer.Option(help="经度 / longitude, SRID 4490")]
Lat = Annotated[float | None, typer.Option(help="纬度 / latitude")]


@app.command("register")
def register(
    community: Community,
    name: Annotated[str, typer.Option(help="名称 / name")],
    kind: Annotated[OrganisationKind, typer.Option(help="单位或商户 / unit or shop")],
    people: Annotated[int, typer.Option(min=0, help="人数规模 / people")],
    activity: Annotated[str, typer.Option(help="业务 / what it does")] = "",
    party: Annotated[PartyOrganisation, typer.Option(help="党组织设置 / party organisation")] = PartyOrganisation.NONE,
    members: Annotated[int, typer.Option(min=0, help="党员数 / party members")] = 0,
    building: Building = None,
    lon: Lon = None,
    lat: Lat = None,
    grid: Annotated[str | None, typer.Option(help="指定网格 / the grid, where not by place")] = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """登记；不在任何网格内的就近划入 / register; what no grid holds goes to the nearest."""
    particulars = Particulars(name, kind, activity, people, party, members)
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), effective_at=since(on))
        done = commands.register(ctx, community, particulars, _site(building, lon, lat), GridId(grid) if grid else None)
        told(office, done.answer, as_json)


@app.command("update")
def update(
    organisation: Organisation,
    name: Annotated[str, typer.Option(help="名称 / name")],
    kind: Annotated[OrganisationKind, typer.Option(help="单位或商户 / unit or shop")],
    people: Annotated[int, typer.Option(min=0, help="人数规模 / people")],
    activity: Annotated[str, typer.Option(help="业务 / what it does")] = "",
    party: Annotated[PartyOrganisation, typer.Option(help="党组织设置 / party organisation")] = PartyOrganisation.NONE,
    members: Annotated[int, typer.Option(min=0, help="党员数 / party members")] = 0,
    building: Building = None,
    lon: Lon = None,
    lat: Lat = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """变更：五项与所在 / its five particulars and its place, as they are now."""
    particulars = Particulars(name, kind, activity, people, party, members)
    acted(lambda ctx: commands.update(ctx, OrganisationId(organisation), particulars, _site(building, lon, lat)), as_json, on=on)


@app.command("move")
def move(
    organisation: Organisation,
    grid: Annotated[str | None, typer.Option(help="指定网格 / the grid, where not by place")] = None,
    as_json: AsJson = False,
) -> None:
    """单个重新归格 / file one anew, by its place or to a grid that is named."""
    with opened() as office:
        chosen = GridId(grid) if grid else None
        told(office, commands.file(office.ctx(console_actor("desk")), OrganisationId(organisation), chosen).answer, as_json)


@app.command("nearest")
def nearest(community: Community, building: Building = None, lon: Lon = None, lat: Lat = None, as_json: AsJson = False) -> None:
    """该归哪个网格 / which grid it would go to."""
    with opened() as office:
        told(office, commands.suggest(office.ctx(console_actor("desk")), community, _site(building, lon, lat)), as_json)


@app.command("file")
def file(community: Community, as_json: AsJson = False) -> None:
    """新方案之后全部重新归格 / file all anew under the plan in force."""
    with opened() as office:
        told(office, commands.file_all(office.ctx(console_actor("desk")), community), as_json)


@app.command("close")
def close(organisation: Organisation, reason: Reason, as_json: AsJson = False) -> None:
    """关闭 / close."""
    with opened() as office:
        told(office, commands.close(office.ctx(console_actor("desk"), reason=reason), OrganisationId(organisation)).answer, as_json)


@app.command("list")
def listing(community: Community, grid: Annotated[str | None, typer.Option(help="网格 / grid")] = None, as_json: AsJson = False) -> None:
    """驻区单位台账 / the unit ledger."""
    with opened() as office:
        office.freshen(organisations.NAME, lineage.NAME)
        with office.reading() as connection:
            found = organisations.ledger(connection, lineage.holding(connection, community_id(community)), grid=grid)
    if as_json:
        print_json({"organisations": found})
        return
    columns = ("网格 grid", "名称 name", "类别 kind", "规模 people", "党组织 party", "党员 members", "归格 filed by", "距离 m")
    rows = ((o["grid"], o["name"], o["kind"], o["people"], o["party"], o["party_members"], o["filed_by"], o["distance_m"]) for o in found)
    table("驻区单位台账 / organisations", columns, rows)


def _site(building: str | None, lon: float | None, lat: float | None) -> Site:
    return Site(BuildingId(building) if building else None, None if lon is None or lat is None else (lon, lat))
