"""`minqing reminder …`: what the clock reminds of each morning."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import opened, print_json, table
from api.cli.options import AsJson, Community
from api.context import CHINA
from api.moments import day
from api.reminding import shown
from domain.ids import community_id
from projections import reminders

app = typer.Typer(help="每日提醒：值班、时限、例会、周报 / reminders of the day", no_args_is_help=True)


@app.command("list")
def listing(
    community: Community, on: Annotated[str | None, typer.Option("--on", help="哪一日 / day; today")] = None, as_json: AsJson = False
) -> None:
    """当日提醒了谁什么 / who is reminded of what."""
    with opened() as office:
        office.freshen(reminders.NAME)
        asked = day(on) if on else office.clock().astimezone(CHINA).date()
        with office.reading() as connection:
            found = shown(reminders.of_day(connection, community_id(community), asked))
    if as_json:
        print_json({"on": asked, "reminders": found})
        return
    rows = ((one["zh"], one["subject"], f"{one['due_at'].astimezone(CHINA):%m-%d %H:%M}", one["to"], one["clause"]) for one in found)
    table(f"提醒 / reminders {asked}", ("事由 kind", "对象 subject", "时限 due", "给谁 to", "依据 clause"), rows)


@app.callback()
def _branch() -> None:
    """Keeps `minqing reminder list` a branch."""
