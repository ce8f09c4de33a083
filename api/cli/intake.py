"""`minqing intake …`: the hall's queue."""

from __future__ import annotations

from typing import Annotated

import typer

from api import foresight
from api.answers import Question
from api.books import cases
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, told
from api.commands import intake
from api.commands.ticket_intake import DESK
from domain.ids import community_id
from projections import registers, ticket_figures

app = typer.Typer(help="受理大厅：一个队列，办千家事 / the hall: one queue for every matter", no_args_is_help=True)


@app.command("list")
def listing(
    community: Community,
    every: Annotated[bool, typer.Option("--all", help="含网格员待受理的 / those that wait for wardens too")] = False,
    as_json: AsJson = False,
) -> None:
    """等候受理，先到先列 / who waits, first come first."""
    with opened() as office:
        office.freshen("ticket_board")
        with office.reading() as connection:
            found = ticket_figures.intake(connection, community_id(community), responsible=None if every else DESK)
    if as_json:
        print_json({"waiting": found})
        return
    columns = ("号码 number", "渠道", "类别", "等候（分钟） waiting", "责任人 responsible")
    names = ("number", "channel", "category", "waiting_minutes", "responsible")
    table("等候受理 / waiting", columns, (tuple(row[name] for name in names) for row in found))


@app.command("place")
def place(
    community: Community,
    address: Annotated[str, typer.Option(help="门牌 / address")],
    category: Annotated[str, typer.Option(help="类别 / category")] = "",
    as_json: AsJson = False,
) -> None:
    """受理前查看：网格、值守、相邻网格、附近工单、时限 / what is known of a place before intake."""
    with opened() as office:
        office.freshen()
        told(office, foresight.foresee(office.ctx(console_actor("desk")), community, Question(address=address), category), as_json)


@app.command("similar")
def similar(
    community: Community,
    text: Annotated[str, typer.Option(help="来人所问 / what is asked")],
    category: Annotated[str, typer.Option(help="类别 / category")] = "",
    as_json: AsJson = False,
) -> None:
    """相近案例：以前怎样办成的 / how such matters were settled before."""
    with opened() as office:
        office.freshen(registers.NAME)
        found = cases.suggested(office.ctx(console_actor("desk")), community, text, category)
    if as_json:
        print_json({"cases": found})
        return
    names = ("title", "problem", "remedy", "likeness")
    table("相近案例 / similar cases", ("案例", "事由", "办法", "相似度"), (tuple(one[name] for name in names) for one in found))


@app.command("next")
def take_next(
    community: Community,
    category: Annotated[str, typer.Option(help="只收一类（综合窗口不可） / of one category, where the regulation has windows")] = "",
    as_json: AsJson = False,
) -> None:
    """受理等候最久的一件 / accept the one that has waited longest."""
    with opened() as office:
        told(office, intake.take_next(office.ctx(console_actor("desk")), community, category).answer, as_json)
