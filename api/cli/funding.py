"""`minqing funding …`: what the people who live there bring a subdistrict."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import opened, out, print_json, table
from api.cli.options import AsJson, Community, acted
from api.commands.governance import funding as commands
from api.context import CHINA
from api.moments import day
from domain.ids import community_id, subdistrict_code
from projections import funding

app = typer.Typer(help="经费与人员：按实有人口核定 / funds and workers by the live population", no_args_is_help=True)
Day = Annotated[str | None, typer.Option("--on", help="截至哪一天 / on which day")]


@app.command("compute")
def compute(community: Community, on: Day = None, as_json: AsJson = False) -> None:
    """按当日实有人口核定整个街道 / compute the sheet of the whole subdistrict."""
    acted(lambda ctx: commands.compute(ctx, community, day(on) if on else ctx.today), as_json, role="planner")


@app.command("show")
def show(community: Community, on: Day = None, as_json: AsJson = False) -> None:
    """核定表，附算式 / the sheet with its working."""
    with opened() as office:
        office.freshen(funding.NAME)
        with office.reading() as connection:
            until = day(on) if on else office.clock().astimezone(CHINA).date()
            found = funding.sheet(connection, subdistrict_code(community_id(community)), until)
        if as_json or found is None:
            print_json({"sheet": found})
            return
        columns = ("社区", "实有人口", "经费（元）", "算式", "专职（人）", "算式")
        names = ("community", "people", "funds_granted_yuan", "funds_working", "workers_granted", "workers_working")
        table(f"经费与人员核定表 {found['counted_on']}", columns, ([line[name] for name in names] for line in found["lines"]))
        out.print(f"街道总额：{found['street_working']} 元；各社区合计 {found['granted_yuan']} 元；{found['rounding']}")
        if found["has_conflict"]:
            out.print(f"保底与街道总额相抵触，超出 {found['excess_yuan']} 元 / floors exceed the subdistrict's total")
