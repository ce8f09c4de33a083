"""`minqing visit …`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from api import today
from api.answers import named
from api.cli.console import console_actor, opened, out, print_json, table
from api.cli.options import AsJson, Community, Document, Reason, Since, Until, acted, span, told
from api.commands import visit_corrections, visits
from api.commands.visit_corrections import Righted
from api.commands.visits import Noted
from api.context import CHINA
from api.moments import day, moment
from domain.ids import HouseholdId, VisitId, WardenId, community_id
from domain.visit import Contact, Role
from projections import lineage, visit_log
from projections.statements import Row
from projections.visit_log import corrected

app = typer.Typer(help="入户走访 / home visits", no_args_is_help=True)
Visit = Annotated[str, typer.Argument(help="走访编号 / visit id")]


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


@app.command("correct")
def correct(
    visit: Visit,
    reason: Reason,
    household: Annotated[str | None, typer.Option(help="应为哪一户 / household id")] = None,
    at: Annotated[str | None, typer.Option(help="应为何时 / when it was made")] = None,
    purpose: Annotated[str | None, typer.Option(help="应为何目的 / purpose key of the profile")] = None,
    contact: Annotated[Contact | None, typer.Option(help="上门或电话 / at home or by phone")] = None,
    role: Annotated[Role | None, typer.Option(help="五员 / one of the five roles")] = None,
    issue: Annotated[str | None, typer.Option(help="问题 / issue")] = None,
    feedback: Annotated[str | None, typer.Option(help="反馈 / feedback")] = None,
    as_json: AsJson = False,
) -> None:
    """更正一次走访；逾期或已抽查的须另一人批准 / put a visit right; late or drawn for a check, somebody else decides."""
    hh = HouseholdId(household) if household else None
    given = Righted(reason, hh, moment(at) if at else None, purpose, contact, role, issue, feedback)
    acted(lambda ctx: visit_corrections.correct(ctx, VisitId(visit), given), as_json)


@app.command("approve-correction")
def approve_correction(visit: Visit, document: Document = "", as_json: AsJson = False) -> None:
    """批准走访更正；与提出者须为两人 / approve; not by who proposed it."""
    acted(lambda ctx: visit_corrections.approve(ctx, VisitId(visit)), as_json, role="approver", document=document)


@app.command("reject-correction")
def reject_correction(visit: Visit, reason: Reason, as_json: AsJson = False) -> None:
    """驳回走访更正 / reject, saying why."""
    acted(lambda ctx: visit_corrections.reject(ctx, VisitId(visit), reason), as_json, role="approver")


@app.command("corrections")
def corrections(
    community: Community,
    status: Annotated[str | None, typer.Option(help="pending、made、rejected")] = None,
    as_json: AsJson = False,
) -> None:
    """走访更正：哪一次、更正了什么、谁提出、谁批准 / what was put right, by whom, decided by whom."""
    with opened() as office:
        office.freshen()
        with office.reading() as connection:
            kept = lineage.holding(connection, community_id(community))
            found = [corrected(one) for one in visit_log.corrections(connection, kept, status=status)]
        if as_json:
            print_json({"corrections": found})
            return
        lines = ((_when(one["proposed_at"]), one["visit"], "、".join(one["changed"]), *_decided(one)) for one in found)
        table("走访更正 / corrections", ("何时 when", "走访 visit", "更正 changed", "提出 by", "批准 decided by", "结果 outcome"), lines)


def _decided(one: Row) -> tuple[str, str, str]:
    return one["proposed_by"], one["decided_by"] or "", one["status"]


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
