"""`minqing ticket …`: from report to close."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from api import answers, uncounted
from api.cli import ticket_parts
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, On, Reason, shaped, since, told
from api.commands import clocks, ticket_intake, ticket_steps, tickets
from api.commands.held_copies import held_for
from api.commands.ticket_intake import Asked, Settling
from api.commands.ticket_steps import STEPS, SUPERVISOR, StepUnknown
from api.context import CHINA, Ctx, Done
from api.problems import RoleForbidden
from domain.ids import BuildingId, TicketId, WardenId, community_id
from domain.ticket import Handling, Level, Scope
from projections import lineage, ticket_affairs, ticket_board

app = typer.Typer(help="工单：上报、受理、分派、处置、反馈、办结、重开 / tickets", no_args_is_help=True)
Ticket = Annotated[str, typer.Argument(help="工单编号或号码 / ticket id or number")]
Text = Annotated[str, typer.Option(help="内容 / text")]
Supervisor = Annotated[bool, typer.Option("--supervisor", help="以审批人身份 / as an approver")]
NOT_COUNTED = {"reported": "受理当日 day of report", "rest": "休息日 rest day", "holiday": "节假日 holiday"}


for _name, _command in ticket_parts.COMMANDS.items():
    app.command(_name)(_command)


@app.command("report")
def report(
    community: Community,
    category: Annotated[str, typer.Option(help="类别 / category key of the profile")],
    text: Text,
    address: Annotated[str | None, typer.Option(help="门牌 / address")] = None,
    building: Annotated[str | None, typer.Option(help="楼栋 / building id")] = None,
    lon: Annotated[float | None, typer.Option(help="经度 / longitude")] = None,
    lat: Annotated[float | None, typer.Option(help="纬度 / latitude")] = None,
    scope: Annotated[str, typer.Option(help="general | regional | overall | major")] = "general",
    handling: Annotated[Handling, typer.Option(help="处理方式 / how it is dealt with")] = Handling.ON_THE_SPOT,
    done: Annotated[str, typer.Option(help="现场已处理：做了什么，登记备案 / settled on the spot: what was done")] = "",
    satisfaction: Annotated[int | None, typer.Option(min=1, max=5, help="当场满意度 / told on the spot, 1…5")] = None,
    name: Annotated[str, typer.Option(help="反映人 / who asks")] = "",
    phone: Annotated[str, typer.Option(help="电话 / phone")] = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """上报：一个号码，当时的网格，责任人与期限 / one number, the grid of that moment, who is responsible, the deadline."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), effective_at=since(on))
        if building is None and address:
            office.freshen("grids")
            with office.reading() as connection:
                building = answers.find(connection, address, community_id(community))["building"]
        place = (lon, lat) if lon is not None and lat is not None else None
        named = {"reporter_name": name, "reporter_phone": phone}
        where = {"building": BuildingId(building) if building else None, "place": place}
        asked = Asked(category, text, scope, handling=handling, **where, **named)
        settling = Settling(done, done, satisfaction) if done else None
        told(office, ticket_intake.report(ctx, community, asked, settling=settling).answer, as_json)


@app.command("accept")
def accept(ticket: Ticket, on: On = None, as_json: AsJson = False) -> None:
    """受理 / accept."""
    _run(ticket, on, "", as_json, tickets.accept)


@app.command("classify")
def classify(
    ticket: Ticket,
    scope: Annotated[Scope, typer.Argument(help="一般、区域、全局、重大突发 / how wide it reaches")],
    handling: Annotated[Handling, typer.Argument(help="一般、协调、突发、审批 / how it is dealt with")] = Handling.ON_THE_SPOT,
    supervisor: Supervisor = False,
    reason: Reason = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """改定类别 / another class than it was reported as."""
    _run(ticket, on, reason, as_json, lambda ctx, stream: tickets.classify(ctx, stream, scope, handling), supervisor=supervisor)


@app.command("dispatch")
def dispatch(
    ticket: Ticket,
    level: Annotated[str, typer.Option(help="grid | community | subdistrict | district")],
    to: Annotated[str, typer.Option(help="责任人或单位 / account or body")],
    warden: Annotated[str | None, typer.Option(help="网格员 / warden id")] = None,
    supervisor: Supervisor = False,
    reason: Reason = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """分派 / dispatch to a person or a level."""
    holder = WardenId(warden) if warden else None
    given = {"warden": holder}
    _run(ticket, on, reason, as_json, lambda ctx, stream: tickets.dispatch(ctx, stream, Level(level), to, **given), supervisor=supervisor)


@app.command("handle")
def handle(ticket: Ticket, text: Text, on: On = None, as_json: AsJson = False) -> None:
    """处置 / handle."""
    _run(ticket, on, "", as_json, lambda ctx, stream: tickets.handle(ctx, stream, text))


@app.command("feed-back")
def feed_back(
    ticket: Ticket,
    text: Text,
    satisfaction: Annotated[int | None, typer.Option(min=1, max=5, help="满意度 / 1…5")] = None,
    supervisor: Supervisor = False,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """反馈 / tell who asked."""
    given = {"satisfaction": satisfaction}
    _run(ticket, on, "", as_json, lambda ctx, stream: tickets.feed_back(ctx, stream, text, **given), supervisor=supervisor)


@app.command("close")
def close(
    ticket: Ticket, outcome: Annotated[str, typer.Option(help="结果 / e.g. solved")] = "solved", on: On = None, as_json: AsJson = False
) -> None:
    """办结 / close."""
    _run(ticket, on, "", as_json, lambda ctx, stream: tickets.close(ctx, stream, outcome))


@app.command("reopen")
def reopen(ticket: Ticket, text: Text, on: On = None, as_json: AsJson = False) -> None:
    """重开 / reopen."""
    _run(ticket, on, "", as_json, lambda ctx, stream: tickets.reopen(ctx, stream, text))


@app.command("list")
def listing(
    community: Community,
    status: Annotated[str | None, typer.Option(help="reported | accepted | closed | open")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    as_json: AsJson = False,
) -> None:
    """工单板，先到期先列 / the board, first due first."""
    with opened() as office:
        office.freshen("ticket_board", lineage.NAME)
        with office.reading() as connection:
            found = ticket_board.board(connection, lineage.holding(connection, community_id(community)), status=status, limit=limit)
        if as_json:
            print_json({"tickets": found})
            return
        columns = ("号码 number", "类别", "状态 status", "责任人 responsible", "期限 due", "逾期")
        rows = (
            (t["number"], t["category"], t["status"], t["responsible"], _day(t["due_at"]), "是" if t["is_overdue"] else "") for t in found
        )
        table("工单 / tickets", columns, rows)


@app.command("held-copies")
def held_copies(ticket: Ticket, as_json: AsJson = False) -> None:
    """已有电子件：一次性告知之前先查 / papers held already, before any is asked for."""
    with opened() as office:
        office.freshen("ticket_board")
        ctx = office.ctx(console_actor("desk"))
        found = held_for(ctx, TicketId(answers.named(ctx, ticket)))
    if as_json:
        print_json([asdict(one) for one in found])
        return
    columns = ("人员 person", "材料 paper", "电子件 copies", "序号 copy", "有效至 until")
    table(
        "已有电子件，不得重复要求 / held already",
        columns,
        ((one.person, one.paper, one.copies, one.copy, one.until or "") for one in found),
    )


@app.command("step")
def step(
    ticket: Ticket,
    path: Annotated[str, typer.Argument(help="步骤，如 clock/request、papers、proxy / the step, as in the HTTP path")],
    given: Annotated[list[str] | None, typer.Argument(help="字段=值 / field=value, the fields of the HTTP body")] = None,
    supervisor: Supervisor = False,
    as_json: AsJson = False,
) -> None:
    """其他步骤：时限、一次性告知、代办、预约、费用、审批、突发、请示 / every other step of a ticket."""
    with opened() as office:
        chosen = STEPS.get(path)
        if chosen is None:
            raise StepUnknown(known=sorted(STEPS))
        if (role := SUPERVISOR if supervisor else "desk") not in chosen.who:
            raise RoleForbidden(needs=chosen.who)
        body = shaped(chosen.shape, {name: value for name, _, value in (word.partition("=") for word in given or [])})
        ctx = office.ctx(console_actor(role), **body.given())
        office.freshen("ticket_board")
        told(office, ticket_steps.take(ctx, chosen, TicketId(answers.named(ctx, ticket)), body).answer, as_json)


@app.command("clock")
def clock(ticket: Ticket, as_json: AsJson = False) -> None:
    """时限：已用、剩余、暂停及批准人 / time used and left, stops and who approved them."""
    with opened() as office:
        office.freshen("ticket_board")
        ctx = office.ctx(console_actor("desk"))
        stream = TicketId(answers.named(ctx, ticket))
        face = clocks.face(ctx, stream, ctx.now)
        left_out = uncounted.told(ctx, stream, face)
    if as_json:
        print_json(asdict(face) | left_out)
        return
    rows = ((stop.change.value, _day(stop.starts_at), _day(stop.ends_at), stop.asked_by, stop.approved_by) for stop in face.stops)
    table(f"期限 {_day(face.due_at)}，已用 {face.used}，剩余 {face.left}", ("暂停", "自", "至", "申请人", "批准人"), rows)
    days = ((f"{one['on']}", NOT_COUNTED[one["kind"]], one["name"], one["document"]) for one in left_out["uncounted"])
    title = f"不计入的日子 / days that did not count；日历 {left_out['calendar'] or '—'}"
    table(title, ("日期 day", "", "名称 name", "文号 document"), days)


@app.command("affairs")
def affairs(
    community: Community,
    kind: Annotated[str | None, typer.Option(help=" | ".join(ticket_affairs.KINDS))] = None,
    every: Annotated[bool, typer.Option("--all", help="含已了结 / settled ones too")] = False,
    as_json: AsJson = False,
) -> None:
    """未了事项 / what was begun on tickets and still runs."""
    with opened() as office:
        office.freshen("ticket_affairs", lineage.NAME)
        with office.reading() as connection:
            found = ticket_affairs.affairs(
                connection, lineage.holding(connection, community_id(community)), kind=kind, running=None if every else True
            )
    if as_json:
        print_json({"affairs": found})
        return
    columns = ("号码 number", "事项 kind", "单位或人 body", "自 since", "期限 due", "结果 outcome")
    table(
        "未了事项 / affairs",
        columns,
        ((a["number"], a["kind"], a["body"], _day(a["opened_at"]), _day(a["due_at"]), a["outcome"]) for a in found),
    )


def _run(
    ticket: str, on: str | None, reason: str, as_json: bool, command: Callable[[Ctx, TicketId], Done], *, supervisor: bool = False
) -> None:
    with opened() as office:
        ctx = office.ctx(console_actor(SUPERVISOR if supervisor else "desk"), reason=reason, effective_at=since(on))
        office.freshen("ticket_board")
        told(office, command(ctx, TicketId(answers.named(ctx, ticket))).answer, as_json)


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else ""
