"""`minqing ledger …`: ledgers as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import ledgers, six_clear
from api.cli.console import console_actor, opened, out, print_json, table
from api.cli.options import AsJson, Community
from api.commands.evidence import hold_community, profile_of
from api.ledgers.posting import Asked
from api.moments import day
from api.texts import text

app = typer.Typer(help="台账：由日志生成 / ledgers, generated from the journal", no_args_is_help=True)


@app.command("list")
def listing(community: Community) -> None:
    """有哪些台账 / which ledgers there are."""
    with opened() as office:
        owner = hold_community(office.ctx(console_actor("desk")), community).state
        assert owner is not None
        lines = ((one["ledger"], one["title"], one["clause"]) for one in ledgers.listed(profile_of(owner)))
        table("台账 / ledgers", ("台账 ledger", "名称 title", "依据 clause"), lines)


@app.command("write")
def write(
    ledger: Annotated[str, typer.Argument(help="wardens | residents | visits | units | key_groups | six_clear")],
    community: Community,
    to: Annotated[Path, typer.Option("--out", help="文件 .csv 或 .xlsx / file")],
    purpose: Annotated[str | None, typer.Option(help="写明用途则不脱敏，用途记入日志 / why it is opened")] = None,
) -> None:
    """写成文件；不写用途则脱敏 / to a file; masked without a purpose."""
    if to.suffix not in (".csv", ".xlsx"):
        raise typer.BadParameter(".csv 或 .xlsx / .csv or .xlsx")
    with opened() as office:
        ctx = office.ctx(console_actor("desk"))
        owner = hold_community(ctx, community).state
        assert owner is not None
        through = office.freshen()
        with office.reading() as connection:
            made = ledgers.generate(Asked(ctx, connection, owner.community, profile_of(owner), None, purpose), ledger, through)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(ledgers.as_file(made, to.suffix.removeprefix(".")))
        out.print(f"{made.title}：{len(made.rows)} 行 → {to}{'（脱敏）' if made.is_masked else ''}")


@app.command("six-clear")
def six(
    community: Community,
    as_of: Annotated[str | None, typer.Option(help="日期 / a day; today when left out")] = None,
    grid: Annotated[str | None, typer.Option(help="网格 / grid")] = None,
    as_json: AsJson = False,
) -> None:
    """六清：各网格缺几件；写明网格则逐件列出 / how much each grid lacks; with --grid each thing by name."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"))
        owner = hold_community(ctx, community).state
        assert owner is not None
        office.freshen(*six_clear.VIEWS)
        asked = (owner.community, profile_of(owner), day(as_of) if as_of else ctx.today, grid and [grid])
        with office.reading() as connection:
            found = six_clear.report(connection, *asked)
            lines = six_clear.lines(connection, *asked) if grid else []
    if as_json:
        print_json(found)
    elif grid:
        keys = ("clear", "is_clear", "missing", "address", "household", "matter", "category", "number", "stands_since")
        table("六清 / six clear", [text(f"column.{key}") for key in keys], ([row.get(key) for key in keys] for row in lines))
    else:
        titles = [one["title"] for one in found["definitions"]]
        rows = ((one["code"], one["name"], *(len(each["missing"]) or text("gap.yes") for each in one["clear"])) for one in found["grids"])
        table("六清：清，或所缺件数 / clear, or how many things are missing", ("网格 grid", "名称 name", *titles), rows)
