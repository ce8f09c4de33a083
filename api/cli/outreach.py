"""`minqing outreach …`: the board, contact cards, the hotline, the diary and the weekly draft."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from api import board as boards
from api import diary as days
from api.cli.console import console_actor, opened, out, print_json
from api.cli.options import AsJson, Community, Reason, acted, told
from api.commands import outreach as commands
from api.commands.evidence import hold_community, profile_of
from api.commands.ticket_intake import Asked
from api.context import Ctx
from api.moments import day
from domain.contact_card import CardKind
from domain.ids import CommunityId
from domain.notices import NoticeKind
from domain.policy import PolicyProfile

app = typer.Typer(help="公示、联系卡、热线、日志、周报 / notices, cards, hotline, diary", no_args_is_help=True)
On = Annotated[str | None, typer.Option("--on", help="日期，不填为今日 / day; today when left out")]


@app.command("publish")
def publish(
    title: Annotated[str, typer.Argument(help="标题 / title")],
    community: Community,
    kind: Annotated[NoticeKind, typer.Option(help="类别 / kind")] = NoticeKind.GENERAL,
    body: Annotated[Path | None, typer.Option(help="正文文件 / text file")] = None,
    until: Annotated[str | None, typer.Option(help="张贴到哪天 / last day")] = None,
    as_json: AsJson = False,
) -> None:
    """公示 / publish a notice."""
    with opened() as office:
        text = body.read_text(encoding="utf-8") if body else ""
        ctx = office.ctx(console_actor("desk"))
        told(office, commands.publish(ctx, community, kind, title, text, day(until) if until else None).answer, as_json)


@app.command("remove")
def remove(number: int, community: Community, reason: Reason, as_json: AsJson = False) -> None:
    """撤下公示 / take a notice down."""
    with opened() as office:
        told(office, commands.take_down(office.ctx(console_actor("desk"), reason=reason), community, number).answer, as_json)


@app.command("telephones")
def telephones(hotline: str, supervision: str, community: Community, as_json: AsJson = False) -> None:
    """公布服务热线与监督电话 / publish the telephones."""
    acted(lambda ctx: commands.publish_telephones(ctx, community, hotline, supervision), as_json)


@app.command("board")
def board(community: Community) -> None:
    """公示栏 / the public board."""
    with opened() as office:
        ctx, owner, profile = _asking(office, community)
        with office.reading() as connection:
            print_json(boards.board(ctx, connection, owner, profile))


@app.command("cards")
def cards(community: Community, kind: CardKind = CardKind.CONVENIENCE, as_json: AsJson = False) -> None:
    """向缺卡或换人的住户发放联系卡 / issue contact cards where one is missing."""
    with opened() as office:
        told(office, commands.issue_cards(office.ctx(console_actor("desk")), community, kind).answer, as_json)


@app.command("call")
def call(
    text: Annotated[str, typer.Argument(help="来电内容 / what was said (sealed)")],
    community: Community,
    answer: Annotated[str, typer.Option(help="答复 / answer")] = "",
    name: str = "",
    phone: str = "",
    guided: Annotated[bool, typer.Option("--guided", help="已引导办理 / guided elsewhere")] = False,
    category: Annotated[str | None, typer.Option(help="填则转为工单 / makes it a ticket of this category")] = None,
    as_json: AsJson = False,
) -> None:
    """登记热线来电；接听人为首问责任人 / log a call; who answers is the first one asked."""
    asked = Asked(category, text, channel="hotline", reporter_name=name, reporter_phone=phone) if category else None
    with opened() as office:
        named = {"text": text, "answer": answer, "name": name, "phone": phone, "guided": guided}
        told(office, commands.log_call(office.ctx(console_actor("desk")), community, **named, ticket=asked).answer, as_json)


@app.command("diary")
def diary(community: Community, on: On = None, as_json: AsJson = False) -> None:
    """社情日志：由日志生成 / the diary of a day."""
    with opened() as office:
        ctx, owner, profile = _asking(office, community)
        with office.reading() as connection:
            found = days.diary(connection, owner, profile, day(on) if on else ctx.today, None)
        if as_json:
            print_json(found)
            return
        for line in found["lines"]:
            out.print(f"{line['at']:%H:%M}　{line['text']}")


@app.command("weekly")
def weekly(community: Community, on: On = None, as_json: AsJson = False) -> None:
    """周报草稿 / the draft of the weekly report."""
    with opened() as office:
        ctx, owner, profile = _asking(office, community)
        asked = day(on) if on else ctx.today
        with office.reading() as connection:
            found = days.weekly(connection, owner, profile, asked - timedelta(days=asked.weekday()), ctx.now, None)
        if as_json:
            print_json(found)
            return
        out.print(f"{found['week']}　{found['draft']}")
        for one in found["reports"]:
            out.print(f"{one['title']}：{one['by']} → {one['to']}，{one['on']} {one['before']} 前（{one['clause']}）")


def _asking(office: Any, community: str) -> tuple[Ctx, CommunityId, PolicyProfile]:
    office.freshen()
    ctx = office.ctx(console_actor("desk"))
    owner = hold_community(ctx, community).state
    assert owner is not None
    return ctx, owner.community, profile_of(owner)
