"""`minqing promise …`: what a station promises residents, and the rule documents of its subdistrict, in editions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import AsJson, Community, Document, On, acted
from api.commands.governance import promises as commands
from domain.governance.commitments import Clock, Promise
from domain.governance.rule_documents import Kind, Wording

app = typer.Typer(help="服务承诺与制度：公布、修订、撤下，分版次 / commitments and rule documents", no_args_is_help=True)
Key = Annotated[str, typer.Option(help="承诺代号 / key")]
Ruled = Annotated[Kind, typer.Option(help="哪一种制度 / which kind")]
Unsigned = Annotated[str, typer.Option(help="文号，修订时必填 / document number, of a revision")]


@app.command("publish")
def publish(
    community: Community,
    key: Key,
    title: Annotated[str, typer.Option(help="名称 / title")],
    category: Annotated[str, typer.Option(help="事项类别代号 / key of the profile's category")],
    content: Annotated[str, typer.Option(help="内容 / content")] = "",
    procedure: Annotated[str, typer.Option(help="程序 / procedure")] = "",
    limit: Annotated[int, typer.Option(min=0, help="时限 / time limit")] = 0,
    clock: Annotated[Clock, typer.Option(help="时限单位 / counted in")] = Clock.WORKING_DAYS,
    standard: Annotated[str, typer.Option(help="标准 / standard")] = "",
    document: Unsigned = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """公布或修订服务承诺，四项俱全 / publish or revise a commitment, all four fields."""
    promised = Promise(title, category, content, procedure, limit, clock, standard)
    acted(lambda ctx: commands.promise(ctx, community, key, promised), as_json, document=document, on=on)


@app.command("withdraw")
def withdraw(community: Community, key: Key, document: Document, on: On = None, as_json: AsJson = False) -> None:
    """撤下服务承诺 / withdraw a commitment."""
    acted(lambda ctx: commands.withdraw(ctx, community, key), as_json, document=document, on=on)


@app.command("rules")
def rules(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="正文，UTF-8 文本 / the words, a text file")],
    community: Community,
    kind: Ruled,
    title: Annotated[str, typer.Option(help="名称 / title")],
    document: Document,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """公布制度，全街道适用 / publish a rule document for the subdistrict."""
    wording = Wording(title, file.read_text(encoding="utf-8").strip())
    acted(lambda ctx: commands.publish_rules(ctx, community, kind, wording), as_json, role="approver", document=document, on=on)


@app.command("repeal")
def repeal(community: Community, kind: Ruled, document: Document, on: On = None, as_json: AsJson = False) -> None:
    """废止制度 / repeal a rule document."""
    acted(lambda ctx: commands.repeal_rules(ctx, community, kind), as_json, role="approver", document=document, on=on)
