"""`minqing parked …`: streams that a read model could not apply, and their way back."""

from __future__ import annotations

from typing import Annotated

import typer

from api import parking
from api.cli.console import opened, out, print_json, table
from api.cli.options import AsJson
from projections import runner

app = typer.Typer(help="停放的事件流 / streams a read model has parked", no_args_is_help=True)


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """哪些流被停放，为什么 / which, and why."""
    with opened() as office:
        office.freshen()
        with office.reading() as connection:
            found = runner.parked(connection)
        if as_json:
            print_json({"parked": [dict(zip(("view", "stream", "position", "error"), one, strict=True)) for one in found]})
        else:
            table(f"停放 / parked：{len(found)}", ("读模型 view", "流 stream", "位置 position", "原因 error"), found)


@app.command("release")
def release(
    view: Annotated[str, typer.Argument(help="读模型 / read model")], stream: Annotated[str, typer.Argument(help="流 / stream")]
) -> None:
    """重放停放的流；仍不能应用则照旧停放 / apply what was passed over; it stays parked if that still fails."""
    with opened() as office:
        office.freshen()
        parking.release(office, view, stream)
        out.print(f"已恢复 / released {stream}")
