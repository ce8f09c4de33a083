"""`minqing diary …`: what happened in the grids, each line with its place in the journal."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, Since, Until, span
from api.context import CHINA
from api.moments import day
from domain.glossary import event_labels
from domain.ids import community_id
from projections import diary

app = typer.Typer(help="日志：某日所记、按日计数 / the diary, derived from the journal", no_args_is_help=True)


@app.command("day")
def of_a_day(
    community: Community,
    on: Annotated[str | None, typer.Option(help="日期 / a day; today when left out")] = None,
    grid: Annotated[str | None, typer.Option(help="网格 / grid id")] = None,
    as_json: AsJson = False,
) -> None:
    """某日各网格所记 / a day's lines."""
    with opened() as office:
        wanted = day(on) if on else office.ctx(console_actor("desk")).today
        office.freshen("diary")
        with office.reading() as connection:
            found = diary.lines(connection, community_id(community), wanted, grid and [grid])
    if as_json:
        print_json({"on": wanted, "lines": found})
        return
    labels = event_labels()
    rows = (
        (f"{one['effective_at'].astimezone(CHINA):%H:%M}", one["grid"], labels[one["name"]].zh, one["stream"], one["position"])
        for one in found
    )
    table(f"日志 / diary {wanted}", ("时刻 at", "网格 grid", "事项 what", "编号 subject", "日志位置 position"), rows)


@app.command("tallies")
def tallies(
    community: Community,
    first_day: Since = None,
    last_day: Until = None,
    as_json: AsJson = False,
) -> None:
    """按日、按事项计数 / lines by day and name."""
    with opened() as office:
        first, last = span(office, first_day, last_day)
        office.freshen("diary")
        with office.reading() as connection:
            found = diary.tallies(connection, community_id(community), first, last)
    if as_json:
        print_json({"since": first, "until": last, "days": found})
        return
    labels = event_labels()
    table(
        f"计数 / tallies {first} – {last}",
        ("日期 day", "事项 what", "次 lines"),
        ((one["on_day"], labels[one["name"]].zh, one["lines"]) for one in found),
    )
