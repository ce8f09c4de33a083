"""`minqing meeting …`: called, held, decided, and whether they come round as they should."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from api.archive import archive_of, said
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, On, acted, told
from api.commands.governance import meetings as commands
from api.context import CHINA
from api.moments import day, moment
from domain.governance.meeting import Result, Step
from domain.ids import MeetingId, TicketId, community_id
from projections import lineage, meetings

app = typer.Typer(help="会议与报告：召集、议程、召开、决议、公布、周期检查 / meetings and reports", no_args_is_help=True)
Meeting = Annotated[str, typer.Argument(help="会议编号 / meeting id")]
Number = Annotated[int, typer.Option(min=1, help="第几项决议 / which decision")]
Day = Annotated[str | None, typer.Option(help="日期 / day")]


@app.command("convene")
def convene(
    community: Community,
    starts_at: Annotated[str, typer.Option(help="开始时刻 / when it begins")],
    called: Annotated[list[str], typer.Option(help="参会人账号，可多次 / accounts, repeat")],
    cadence: Annotated[str, typer.Option(help="周期会议代号 / key of the profile's meeting")] = "",
    title: Annotated[str, typer.Option(help="名称 / title")] = "",
    private: Annotated[bool, typer.Option("--private", help="保密 / nothing leaves the room")] = False,
    as_json: AsJson = False,
) -> None:
    """召集 / convene."""
    with opened() as office:
        given = (title, moment(starts_at), tuple(called))
        done = commands.convene(office.ctx(console_actor("desk")), community, *given, cadence=cadence, private=private)
        told(office, done.answer, as_json)


@app.command("agenda")
def agenda(meeting: Meeting, as_json: AsJson = False) -> None:
    """由热点工单生成议程 / draw the agenda from hot tickets."""
    with opened() as office:
        told(office, commands.draw_agenda(office.ctx(console_actor("desk")), MeetingId(meeting)).answer, as_json)


@app.command("settle-leave")
def settle_leave(
    meeting: Meeting,
    who: Annotated[str, typer.Option(help="请假人账号 / account of who asked")],
    refused: Annotated[bool, typer.Option("--refused", help="不准 / not granted")] = False,
    as_json: AsJson = False,
) -> None:
    """批假 / grant or refuse a leave that somebody asked for."""
    with opened() as office:
        told(office, commands.settle_leave(office.ctx(console_actor("desk")), MeetingId(meeting), who, not refused).answer, as_json)


@app.command("hold")
def hold(
    meeting: Meeting,
    came: Annotated[list[str] | None, typer.Option(help="到会 / who came")] = None,
    late: Annotated[list[str] | None, typer.Option(help="迟到 / who came late")] = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """召开 / held."""
    acted(lambda ctx: commands.hold_meeting(ctx, MeetingId(meeting), tuple(came or ()), tuple(late or ())), as_json, on=on)


@app.command("decide")
def decide(
    meeting: Meeting,
    text: Annotated[str, typer.Option(help="决议 / what was decided")],
    step: Annotated[Step, typer.Option(help="四议两公开的哪一步 / step")] = Step.ORDINARY,
    ticket: Annotated[list[str] | None, typer.Option(help="所议工单 / tickets it answers")] = None,
    confidential: Annotated[bool, typer.Option("--confidential", help="保密 / confidential")] = False,
    as_json: AsJson = False,
) -> None:
    """决议 / decide."""
    with opened() as office:
        given = (text, step, tuple(map(TicketId, ticket or ())))
        done = commands.record_decision(office.ctx(console_actor("desk")), MeetingId(meeting), *given, confidential=confidential)
        told(office, done.answer, as_json)


@app.command("carry")
def carry(meeting: Meeting, number: Number, ticket: Annotated[str, typer.Option(help="工单 / ticket id")], as_json: AsJson = False) -> None:
    """由工单落实决议 / carry a decision out by a ticket."""
    with opened() as office:
        told(office, commands.carry(office.ctx(console_actor("desk")), MeetingId(meeting), number, TicketId(ticket)).answer, as_json)


@app.command("publish")
def publish(
    meeting: Meeting, number: Number, result: Annotated[str, typer.Option(help="向居民公布的结果 / result")], as_json: AsJson = False
) -> None:
    """向居民公布结果 / publish a result."""
    with opened() as office:
        told(office, commands.publish(office.ctx(console_actor("desk")), MeetingId(meeting), (Result(number, result),)).answer, as_json)


@app.command("report")
def report(
    community: Community,
    cadence: Annotated[str, typer.Option(help="报告代号 / key of the profile's report")],
    text: Annotated[str, typer.Option(help="内容 / text")],
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """提交周报 / submit a report."""
    acted(lambda ctx: commands.submit_report(ctx, community, cadence, text), as_json, on=on)


@app.command("list")
def listing(community: Community, as_json: AsJson = False) -> None:
    """历次会议，原社区的一并列出 / the meetings, those of communities that ended in this one too."""
    with opened() as office:
        office.freshen(meetings.NAME, lineage.NAME)
        with office.reading() as connection:
            kept = archive_of(connection, community_id(community), office.clock())
            found = kept.told(meetings.meetings(connection, kept.communities))
    if as_json:
        print_json({"meetings": found})
        return
    columns = ("编号 id", "会议 title", "时间 at", "状态 status", "原社区 under")
    table("会议 / meetings", columns, ((one["meeting"], one["title"], one["starts_at"], one["status"], said(one)) for one in found))


@app.command("compliance")
def compliance(community: Community, first: Day = None, until: Day = None, as_json: AsJson = False) -> None:
    """例会与报告是否按期 / whether they come round as they should."""
    with opened() as office:
        office.freshen(meetings.NAME)
        last = day(until) if until else office.clock().astimezone(CHINA).date()
        begins = day(first) if first else last - timedelta(days=90)
        found = commands.compliance(office.ctx(console_actor("desk")), community, begins, last)
        if as_json:
            print_json({"compliance": found})
            return
        rows = (
            (one["title"], span["first"], span["last"], span["done"], span["standing"].value) for one in found for span in one["windows"]
        )
        table("周期检查 / compliance", ("事项", "自", "至", "次数", "状态"), rows)
