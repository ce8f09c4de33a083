"""`minqing patrol …`: 日常巡查."""

from __future__ import annotations

from typing import Annotated

import typer

from api.answers import named
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, Since, Until, span, told
from api.commands import rounds
from api.moments import moment
from domain.ids import GridId, TicketId, WardenId, community_id
from projections import lineage, visit_log

app = typer.Typer(help="巡查：记录、查看 / patrols", no_args_is_help=True)


@app.command("record")
def record(
    community: Community,
    grid: Annotated[str, typer.Option(help="网格 / grid id or 15-digit code")],
    warden: Annotated[str, typer.Option(help="网格员 / warden id or account")],
    at: Annotated[str, typer.Option(help="巡查时刻 / when it was walked")],
    text: Annotated[str, typer.Option(help="所见，加密保存 / what was seen; sealed")] = "",
    ticket: Annotated[list[str] | None, typer.Option(help="由此开的工单，可重复 / tickets opened from it, repeatable")] = None,
    as_json: AsJson = False,
) -> None:
    """记一次巡查；须为当时在岗者 / record a patrol of who was on duty there."""
    with opened() as office:
        office.freshen("responsibility", "grids", "ticket_board")
        ctx = office.ctx(console_actor("desk"))
        tickets = tuple(TicketId(named(ctx, one)) for one in ticket or ())
        given = (GridId(named(ctx, grid)), WardenId(named(ctx, warden)), moment(at), text, tickets)
        told(office, rounds.record_patrol(ctx, community, *given).answer, as_json)


@app.command("list")
def listing(
    community: Community,
    first_day: Since = None,
    last_day: Until = None,
    as_json: AsJson = False,
) -> None:
    """按日、按网格；不列网格员 / by day and grid; no warden is named."""
    with opened() as office:
        first, last = span(office, first_day, last_day)
        office.freshen("visit_log", lineage.NAME)
        with office.reading() as connection:
            found = visit_log.patrols(connection, lineage.holding(connection, community_id(community)), first, last)
    if as_json:
        print_json({"since": first, "until": last, "patrols": found})
        return
    rows = ((one["on_day"], one["grid"], one["patrols"]) for one in found)
    table(f"巡查 / patrols {first} – {last}", ("日期 day", "网格 grid", "次 patrols"), rows)
