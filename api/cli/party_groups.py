"""`minqing party …`: 党小组, one in each grid."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, Reason, told
from api.commands.structure import organisations as commands
from domain.ids import GridId, community_id
from projections import lineage, organisations

app = typer.Typer(help="党小组：建立、人数、撤销 / party groups by grid", no_args_is_help=True)
Grid = Annotated[str, typer.Option(help="网格 / grid")]
Members = Annotated[int, typer.Option(min=1, help="党员数 / members")]


@app.command("form")
def form(
    community: Community, grid: Grid, name: Annotated[str, typer.Option(help="名称 / name")], members: Members, as_json: AsJson = False
) -> None:
    """在网格建立党小组 / form the group of a grid."""
    with opened() as office:
        told(office, commands.form_group(office.ctx(console_actor("desk")), community, GridId(grid), name, members).answer, as_json)


@app.command("count")
def count(community: Community, grid: Grid, members: Members, as_json: AsJson = False) -> None:
    """更新党员数 / the number of its members."""
    with opened() as office:
        told(office, commands.count_group(office.ctx(console_actor("desk")), community, GridId(grid), members).answer, as_json)


@app.command("dissolve")
def dissolve(community: Community, grid: Grid, reason: Reason, as_json: AsJson = False) -> None:
    """撤销 / dissolve."""
    with opened() as office:
        told(office, commands.dissolve_group(office.ctx(console_actor("desk"), reason=reason), community, GridId(grid)).answer, as_json)


@app.command("list")
def listing(community: Community, as_json: AsJson = False) -> None:
    """各网格党小组 / the groups that stand."""
    with opened() as office:
        office.freshen(organisations.NAME, lineage.NAME)
        with office.reading() as connection:
            found = organisations.groups(connection, lineage.holding(connection, community_id(community)))
    if as_json:
        print_json({"party_groups": found})
        return
    table("党小组 / party groups", ("网格 grid", "名称 name", "党员 members"), ((g["grid"], g["name"], g["members"]) for g in found))
