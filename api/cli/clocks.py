"""`minqing clocks …`: what the clocks do by themselves."""

from __future__ import annotations

from dataclasses import asdict

import typer

from api.cli.console import opened, print_json, table
from api.cli.options import AsJson
from api.commands import clocks

app = typer.Typer(help="时限自动运行：到期恢复、超时升级 / clocks that act by themselves", no_args_is_help=True)


@app.command("run")
def run(as_json: AsJson = False) -> None:
    """运行一次；重复运行不重复动作 / run once; running again acts on nothing twice."""
    with opened() as office:
        acted = clocks.run(office)
        office.freshen()
    if as_json:
        print_json({"acted": [asdict(one) for one in acted]})
        return
    table("时限 / clocks", ("工单 ticket", "动作 steps"), ((one.number, "、".join(one.steps)) for one in acted))


@app.callback()
def _branch() -> None:
    """Keeps `minqing clocks run` a branch."""
