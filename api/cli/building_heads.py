"""`minqing head …`: 楼组、楼长、空缺、网格团队."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli import building_groups
from api.cli.console import console_actor, opened, out, print_json, table
from api.cli.options import AsJson, Community, Reason, acted, told
from api.commands.structure import teams as commands
from api.commands.structure import tree as trees
from api.commands.structure.teams import Person
from api.moments import moment
from domain.ids import BuildingGroupId, BuildingId, GridId, TeamMemberId
from domain.structure.building_groups import Method

app = typer.Typer(help="楼组、楼长与空缺；网格团队 / building groups, heads, vacancies; teams", no_args_is_help=True)
app.add_typer(building_groups.app, name="groups")
Group = Annotated[str, typer.Argument(help="楼组编号 / group id")]
Grid = Annotated[str, typer.Option(help="网格 / grid")]
Name = Annotated[str, typer.Option(help="名称或姓名 / name")]
Standing = Annotated[str, typer.Option(help="身份：居民代表、社区干部… / standing")]


@app.command("group")
def group(
    community: Community,
    grid: Grid,
    name: Name,
    buildings: Annotated[list[str], typer.Argument(help="楼栋编号 / buildings")],
    reason: Annotated[str, typer.Option(help="超出规模的理由 / why it leaves the band")] = "",
    as_json: AsJson = False,
) -> None:
    """在网格内组成楼组 / form a group of whole buildings."""
    acted(lambda ctx: commands.form_group(ctx, community, GridId(grid), name, tuple(map(BuildingId, buildings))), as_json, reason=reason)


@app.command("appoint")
def appoint(
    group: Group,
    community: Community,
    name: Name,
    standing: Standing,
    method: Annotated[Method, typer.Option(help="推荐、竞聘、委任 / how chosen")],
    phone: Annotated[str, typer.Option(help="电话 / phone")] = "",
    override: Annotated[str, typer.Option(help="不符合条件时的理由 / why nevertheless")] = "",
    as_json: AsJson = False,
) -> None:
    """任命楼长 / appoint the head."""
    with opened() as office:
        person = Person(name, phone, standing)
        ctx = office.ctx(console_actor("desk"))
        told(office, commands.appoint_head(ctx, community, BuildingGroupId(group), person, method, override).answer, as_json)


@app.command("relieve")
def relieve(group: Group, community: Community, reason: Reason, as_json: AsJson = False) -> None:
    """楼长卸任 / relieve the head."""
    with opened() as office:
        told(office, commands.relieve_head(office.ctx(console_actor("desk")), community, BuildingGroupId(group), reason).answer, as_json)


@app.command("pay")
def pay(
    group: Group,
    community: Community,
    month: Annotated[str, typer.Option(help="月份 / month, 2026-11")],
    yuan: Annotated[int, typer.Option(min=1, help="补助 / yuan")],
    as_json: AsJson = False,
) -> None:
    """发放楼长补助 / the allowance of a month."""
    with opened() as office:
        told(office, commands.pay_head(office.ctx(console_actor("desk")), community, BuildingGroupId(group), month, yuan).answer, as_json)


@app.command("dissolve")
def dissolve(group: Group, community: Community, reason: Reason, as_json: AsJson = False) -> None:
    """撤销楼组 / dissolve the group."""
    acted(lambda ctx: commands.dissolve_group(ctx, community, BuildingGroupId(group)), as_json, reason=reason)


@app.command("quit")
def leave(
    member: Annotated[str, typer.Argument(help="成员编号 / team member id")],
    community: Community,
    grid: Grid,
    role: Annotated[str, typer.Option(help="角色 / role")],
    as_json: AsJson = False,
) -> None:
    """退出网格团队 / leave the team of a grid."""
    acted(lambda ctx: commands.leave_team(ctx, community, TeamMemberId(member), GridId(grid), role), as_json)


@app.command("join")
def join(
    community: Community,
    grid: Grid,
    role: Annotated[str, typer.Option(help="grid, proxy, supervisor, resolver, party, property, police, medical")],
    name: Name,
    standing: Standing = "",
    buildings: Annotated[list[str] | None, typer.Argument(help="代办员负责的楼栋 / a proxy's buildings")] = None,
    hat: Annotated[str | None, typer.Option(help="A岗：专门业务 / hat A")] = None,
    as_json: AsJson = False,
) -> None:
    """加入网格团队 / join the team of a grid."""
    with opened() as office:
        ctx, person = office.ctx(console_actor("desk")), Person(name, "", standing)
        held = tuple(map(BuildingId, buildings or ()))
        told(office, commands.join_team(ctx, community, GridId(grid), role, person, buildings=held, hat_a=hat).answer, as_json)


@app.command("list")
def listing(community: Community, as_json: AsJson = False) -> None:
    """楼长名册与空缺 / heads wanted and present by grid."""
    with opened() as office:
        found = commands.heads_of(office.ctx(console_actor("desk")), community)
    if as_json:
        print_json(found)
        return
    groups = ((g["grid"], g["name"], g["households"], g["title"], g.get("person_name")) for g in found["groups"])
    table("楼组 / groups", ("网格 grid", "楼组 group", "户 households", "职务 title", "姓名 name"), groups)
    grids = ((g["code"], g["wanted"], g["present"], g["missing"], len(g["without_group"])) for g in found["grids"])
    table("楼长配备 / density", ("网格 grid", "应有 wanted", "现有 present", "空缺 missing", "未入组楼栋 ungrouped"), grids)


@app.command("tree")
def tree(
    community: Community, as_of: Annotated[str | None, typer.Option(help="某日 / a day or an instant")] = None, as_json: AsJson = False
) -> None:
    """组织体系：社区、片长、楼组长 / the organisation tree as it stood."""
    with opened() as office:
        found = trees.tree(office.ctx(console_actor("desk")), community, moment(as_of) if as_of else None)
    if as_json:
        print_json(found)
        return
    out.print(f"{found['community']['name']}（{found['community']['profile']}）：{'、'.join(one['name'] for one in found['bodies'])}")
    for grid in found["grids"]:
        out.print(f"├ {grid['code']} {grid['name']}　{found['titles']['grid']}：{_who(grid['a'])}　B：{_who(grid['b'])}")
        for one in grid["groups"]:
            out.print(f"│ ├ {one['name']}　{one['title'] or found['titles']['building'] or ''}：{one.get('person_name') or '空缺 vacant'}")


def _who(person: dict[str, str] | None) -> str:
    return person["name"] if person else "空缺 vacant"
