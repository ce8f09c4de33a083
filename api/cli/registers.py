"""`minqing register …`: every register of decided facts, on the screen or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import ledgers, register_sheets
from api.archive import archive_of
from api.cli import books
from api.cli.console import console_actor, opened, out, print_json, table
from api.cli.options import AsJson, Community
from api.commands.evidence import hold_community
from api.commands.governance.gaps import gaps
from api.ledgers import dictionary
from api.moments import day
from domain.ids import community_id
from projections import lineage, registers

app = typer.Typer(help="登记册：目标、达标、表彰、督查…… / registers of decided facts", no_args_is_help=True)
for named, group in books.groups():
    app.add_typer(group, name=named)


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """有哪些登记册 / which registers there are."""
    found = register_sheets.listed()
    if as_json:
        print_json({"registers": found})
        return
    table("登记册 / registers", ("代号", "名称", "name"), ((one["register"], one["title"], one["title_en"]) for one in found))


@app.command("gaps")
def missing(community: Community, as_json: AsJson = False) -> None:
    """制度要求而尚缺的 / what the profile asks for and is not there."""
    with opened() as office:
        found = gaps(office.ctx(console_actor("desk")), community)
        if as_json:
            print_json({"gaps": found})
            return
        table("尚缺 / missing", ("登记册", "缺", "依据"), ((one["register"], one["missing"], one["clause"]) for one in found))


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="登记册代号 / which register")],
    community: Community,
    on: Annotated[str | None, typer.Option(help="哪一天的情况 / as of which day; today when left out")] = None,
    everything: Annotated[bool, typer.Option("--all", help="连同已失效的 / ended ones too")] = False,
    to: Annotated[Path | None, typer.Option("--out", help="文件 .csv 或 .xlsx / file")] = None,
    as_json: AsJson = False,
) -> None:
    """某一天的登记册，或写成文件 / a register as of a day, or written to a file."""
    if to and to.suffix not in (".csv", ".xlsx"):
        raise typer.BadParameter(".csv 或 .xlsx / .csv or .xlsx")
    with opened() as office:
        ctx, register = office.ctx(console_actor("desk")), register_sheets.register_of(name)
        hold_community(ctx, community)
        through = office.freshen(registers.NAME, lineage.NAME)
        with office.reading() as connection:
            as_of = None if everything else day(on) if on else ctx.today
            lines = archive_of(connection, community_id(community), as_of or ctx.now).lines(connection, name, as_of)
        made = register_sheets.sheet(ctx, register, lines, through)
        if to:
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(ledgers.as_file(made, to.suffix.removeprefix(".")))
            out.print(f"{made.title}：{len(made.rows)} 行 → {to}")
        elif as_json:
            print_json({"register": name, "title": made.title, "lines": [register_sheets.told(ctx, one, None) for one in lines]})
        else:
            table(made.title, [dictionary(column)["zh"] for column in made.columns], ([*row.values()] for row in made.rows))
