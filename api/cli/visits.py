"""`minqing visit …`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from api import today
from api.answers import named
from api.cli.console import console_actor, opened, out, print_json, table
from api.cli.options import AsJson, Community, Since, Until, span, told
from api.commands import visits
from api.commands.visits import Noted
from api.context import CHINA
from api.moments import day, moment
from domain.ids import HouseholdId, WardenId, community_id
from domain.visit import Contact, Role
from projections import lineage, visit_log

app = typer.Typer(help="入户走访 / home visits", no_args_is_help=True)


@app.command("record")
def record(
    household: Annotated[str, typer.Argument(help="住户编号 / household id")],
    warden: Annotated[str, typer.Option(help="网格员 / warden id or account")],
    purpose: Annotated[str, typer.Option(help="目的 / purpose key of the profile")],
    issue: Annotated[str, typer.Option(help="问题 / issue")],
    feedback: Annotated[str, typer.Option(help="反馈 / feedback")],
    at: Annotated[str, typer.Option(help="走访时刻 / when the visit was made")],
    contact: Annotated[Contact, typer.Option(help="上门或电话 / at home or by phone")] = Contact.HOME,
    role: Annotated[Role, typer.Option(help="五员 / one of the five roles")] = Role.LIAISON,
    as_json: AsJson = False,
) -> None:
    """记一次走访：去有目的，来有问题，后有反馈 / record a visit."""
    with opened() as office:
        office.freshen("responsibility")
        ctx = office.ctx(console_actor("desk"))
        noted = Noted(purpose, issue, feedback, contact, role)
        done = visits.record(ctx, HouseholdId(household), WardenId(named(ctx, warden)), noted, moment(at))
        told(office, done.answer, as_json)


@app.command("today")
def todays_list(
    community: Community,
    warden: Annotated[str, typer.Option(help="网格员 / warden id or account")],
    on: Annotated[str | None, typer.Option(help="日期 / day")] = None,
    as_json: AsJson = False,
) -> None:
    """今日走访清单，最久未访者在前 / today's list, longest unvisited first."""
    with opened() as office:
        office.freshen()
        ctx = office.ctx(console_actor("desk"))
        with office.reading() as connection:
            found = today.today(ctx, connection, community_id(community), WardenId(named(ctx, warden)), day(on) if on else None)
        if as_json:
            print_json(found)
            return
        out.print(f"{found['on']}：已访 {found['visited']} / {found['quota']} 户（{found['clause']}）")
        lines = ((one["household"], one["building"], _when(one["last_visit_at"]), _when(one["done_at"])) for one in found["households"])
        table("今日清单 / today", ("住户", "楼栋", "上次走访 last visit", "今日 done"), lines)


@app.command("statistics")
def statistics(
    community: Community,
    first_day: Since = None,
    last_day: Until = None,
    as_json: AsJson = False,
) -> None:
    """按目的、五员角色、方式统计，不比较网格员 / by purpose, role and contact; wardens are not compared."""
    with opened() as office:
        office.freshen()
        first, last = span(office, first_day, last_day)
        with office.reading() as connection:
            counted = visit_log.statistics(connection, lineage.holding(connection, community_id(community)), first, last)
        if as_json:
            print_json({"since": first, "until": last, "counts": counted})
            return
        lines = ((one["purpose"], one["role"], one["contact"], one["visits"], one["households"]) for one in counted)
        table(f"{first} – {last}", ("目的 purpose", "角色 role", "方式 contact", "次 visits", "户 households"), lines)


def _when(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else ""


@app.callback()
def _group() -> None:
    """入户走访 / home visits."""
