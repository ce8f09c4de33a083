"""`minqing burden …`: what is laid upon a community, and what was cancelled."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, Document, acted, told
from api.commands.governance import burdens as commands
from domain.governance.burden import Kind
from domain.ids import BurdenId, community_id
from projections import burdens, lineage

app = typer.Typer(help="减负：登记、四取消、负担指数 / burdens", no_args_is_help=True)


@app.command("register")
def register(
    community: Community,
    kind: Annotated[Kind, typer.Option(help="种类 / kind")],
    title: Annotated[str, typer.Option(help="名称 / title")],
    department: Annotated[str, typer.Option(help="部门 / department")],
    inherited: Annotated[bool, typer.Option("--inherited", help="原有的 / stood there before")] = False,
    key: Annotated[str, typer.Option(help="两项清单代号 / key in the two lists")] = "",
    as_json: AsJson = False,
) -> None:
    """登记 / register."""
    acted(lambda ctx: commands.register(ctx, community, kind, title, department, inherited=inherited, key=key), as_json)


@app.command("cancel")
def cancel(burden: Annotated[str, typer.Argument(help="编号 / burden id")], document: Document, as_json: AsJson = False) -> None:
    """取消 / cancel."""
    with opened() as office:
        told(office, commands.cancel(office.ctx(console_actor("planner"), document=document), BurdenId(burden)).answer, as_json)


@app.command("index")
def index(community: Community, as_json: AsJson = False) -> None:
    """负担指数 / the burden index."""
    with opened() as office:
        office.freshen(burdens.NAME, lineage.NAME)
        with office.reading() as connection:
            found = burdens.index(connection, lineage.holding(connection, community_id(community), office.clock()), office.clock())
        if as_json:
            print_json({"index": found})
            return
        table("负担指数 / burdens", ("种类", "现有", "已取消"), ((one["kind"], one["standing"], one["cancelled"]) for one in found))
