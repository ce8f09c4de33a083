"""`minqing body …`: 一委一居一站一办, the subdistrict office."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened, out, print_json, table
from api.cli.options import AsJson, Community, Document, On, acted
from api.commands.structure import lineage as commands
from domain.structure.bodies import BodyKind

app = typer.Typer(help="机构：一委一居一站一办、街道办事处，设立与撤销 / bodies of a community", no_args_is_help=True)
Kind = Annotated[BodyKind, typer.Argument(help="机构种类 / kind")]


@app.command("register")
def register(
    community: Community,
    kind: Kind,
    name: Annotated[str, typer.Option(help="名称 / name")],
    document: Document = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """设立 / a body stands from now on."""
    acted(lambda ctx: commands.register_body(ctx, community, kind, name), as_json, role="approver", document=document, on=on)


@app.command("abolish")
def abolish(
    community: Community,
    kind: Kind,
    succeeded_by: Annotated[str, typer.Option("--to", help="职能由谁承接 / who goes on with its work")],
    document: Document,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """撤销 / abolish."""
    acted(lambda ctx: commands.abolish_body(ctx, community, kind, succeeded_by), as_json, role="approver", document=document, on=on)


@app.command("list")
def listing(community: Community, as_json: AsJson = False) -> None:
    """已设与应设未设 / those that stand, and those the regulation asks for that do not."""
    with opened() as office:
        found = commands.bodies_of(office.ctx(console_actor("auditor")), community)
    if as_json:
        print_json(found)
        return
    rows = ((one["kind"], one["name"], one["abolished_on"] or "", one["succeeded_by"] or "") for one in found["bodies"])
    table("机构 / bodies", ("种类 kind", "名称 name", "撤销于 abolished", "承接 succeeded by"), rows)
    if found["missing"]:
        out.print(f"尚缺 / missing: {'、'.join(found['missing'])}（{found['clause']}）")
