"""`minqing attendance …`: 签到, where the regulation asks for it. One warden at a time: there is no list over wardens."""

from __future__ import annotations

from typing import Annotated

import typer

from api.answers import named
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, Reason, acted
from api.commands import presence
from api.commands.evidence import hold_community
from api.context import Ctx
from api.moments import day
from domain.attendance import Ruling
from domain.ids import WardenId

app = typer.Typer(help="签到：签到、查看本人、认定 / attendance", no_args_is_help=True)
Warden = Annotated[str, typer.Argument(help="网格员 / warden id or account")]


@app.command("check-in")
def check_in(warden: Warden, community: Community, as_json: AsJson = False) -> None:
    """此刻签到 / check in now."""
    acted(lambda ctx: presence.check_in(ctx, community, _warden(ctx, warden)), as_json)


@app.command("show")
def show(warden: Warden, community: Community, as_json: AsJson = False) -> None:
    """一人的签到与认定 / one warden's days."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"))
        hold_community(ctx, community)
        found = presence.of_warden(ctx, _warden(ctx, warden))
    if as_json:
        print_json(found)
        return
    rows = ((one["on"], " ".join(map(str, one["checked_in"])), one["ruling"]) for one in found["days"])
    table("签到 / attendance", ("日期 day", "签到 checked in", "认定 ruling"), rows)


@app.command("rule")
def rule(
    warden: Warden,
    community: Community,
    on: Annotated[str, typer.Option(help="哪一天 / day")],
    ruling: Annotated[Ruling, typer.Option(help="认定 / ruling")],
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """对过去一天的认定，由人作出 / a person's word on a day gone by."""
    acted(lambda ctx: presence.rule(ctx, community, _warden(ctx, warden), day(on), ruling), as_json, reason=reason)


def _warden(ctx: Ctx, given: str) -> WardenId:
    ctx.office.freshen("responsibility", "ticket_board")
    return WardenId(named(ctx, given))
