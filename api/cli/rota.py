"""`minqing rota …`: months of duty, the calendar, and who is there now."""

from __future__ import annotations

from typing import Annotated

import typer

from api.answers import named
from api.cli.console import console_actor, opened, out, print_json, table
from api.cli.options import AsJson, Community, Document, Reason, acted, told
from api.commands import rota as commands
from api.commands.evidence import hold_community, profile_of
from api.context import CHINA
from api.moments import day
from api.opening import opening
from domain.days import DayKind
from domain.ids import WardenId, community_id
from domain.rota import RotaUnknown
from projections import rota

app = typer.Typer(help="值班表：排班建议、确认、调班、日历 / duty rotas and the calendar", no_args_is_help=True)
Month = Annotated[str, typer.Argument(help="月份，如 2026-12 / month")]
Turn = Annotated[str, typer.Argument(help="班次，如 20261201-noon-1 / turn")]


@app.command("propose")
def propose(month: Month, community: Community, as_json: AsJson = False) -> None:
    """按日历、调休、请假与往年次数排出一个月 / draw a month, fairly."""
    with opened() as office:
        told(office, commands.propose(office.ctx(console_actor("desk")), community, month).answer, as_json)


@app.command("confirm")
def confirm(month: Month, community: Community, as_json: AsJson = False) -> None:
    """由人确认，自此生效 / a person confirms; from now on it holds."""
    with opened() as office:
        told(office, commands.confirm(office.ctx(console_actor("desk")), community, month).answer, as_json)


@app.command("swap")
def swap(month: Month, shift: Turn, other: Turn, community: Community, reason: Reason, as_json: AsJson = False) -> None:
    """两人互换班次 / two people change turns."""
    acted(lambda ctx: commands.swap(ctx, community, month, shift, other), as_json, reason=reason)


@app.command("give")
def give(
    month: Month,
    shift: Turn,
    community: Community,
    warden: Annotated[str, typer.Option(help="网格员 / warden id or account")],
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """换人值班，或补空班 / give a turn to another, or fill a gap."""
    with opened() as office:
        office.freshen()
        ctx = office.ctx(console_actor("desk"), reason=reason)
        told(office, commands.give(ctx, community, month, shift, WardenId(named(ctx, warden))).answer, as_json)


@app.command("show")
def show(month: Month, community: Community, as_json: AsJson = False) -> None:
    """一个月的值班表 / a month."""
    with opened() as office:
        office.freshen()
        with office.reading() as connection:
            found = rota.month(connection, community_id(community), commands.require_month(month))
        if found is None:
            raise RotaUnknown(month=month)
        if as_json:
            print_json(found)
            return
        lines = ((one["on"], one["day"], one["kind"], one["shift"], one["warden"]) for one in found["shifts"])
        table(f"{month}（{found['status']}，{found['calendar']}）", ("日期", "日别 day", "班别 kind", "班次 turn", "值班人 warden"), lines)
        for gap in found["gaps"]:
            out.print(f"空班 / nobody: {gap['shift']}")


@app.command("now")
def now(community: Community) -> None:
    """现在有没有人 / is anybody there now."""
    with opened() as office:
        office.freshen()
        ctx = office.ctx(console_actor("desk"))
        owner = hold_community(ctx, community).state
        assert owner is not None
        with office.reading() as connection:
            found = opening(ctx, connection, owner.community, profile_of(owner))
        print_json(found | {"at": ctx.now.astimezone(CHINA)})


@app.command("day")
def set_day(
    on: Annotated[str, typer.Argument(help="日期 / day")],
    document: Document,
    kind: Annotated[DayKind | None, typer.Option(help="不填则恢复原日历 / left out: as printed")] = None,
    as_json: AsJson = False,
) -> None:
    """按文件调整一天 / set a day of the calendar by document."""
    with opened() as office:
        told(office, commands.set_day(office.ctx(console_actor("admin"), document=document), day(on), kind).answer, as_json)
