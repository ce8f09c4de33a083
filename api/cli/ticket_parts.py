"""`minqing ticket link | part | joint | end-joint`: steps that touch several tickets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from api import answers
from api.cli.console import console_actor, opened
from api.cli.options import AsJson, told
from api.commands import ticket_parts as commands
from api.commands.ticket_parts import Part
from api.context import Ctx, Done
from domain.ids import TicketId
from domain.ticket import Level
from domain.ticket.links import Bond

Ticket = Annotated[str, typer.Argument(help="工单编号或号码 / ticket id or number")]
Text = Annotated[str, typer.Option(help="内容 / text")]


def link(
    ticket: Ticket,
    other: Annotated[str, typer.Argument(help="另一件 / the other ticket")],
    bond: Annotated[Bond, typer.Option(help="关系 / what it is to the first")] = Bond.RELATED,
    as_json: AsJson = False,
) -> None:
    """关联或重复 / linked on both sides."""
    _run(ticket, as_json, lambda ctx, stream: commands.link(ctx, stream, TicketId(answers.named(ctx, other)), bond))


def part(
    ticket: Ticket,
    body: Annotated[str, typer.Option(help="承办单位 / the body that does it")],
    text: Text,
    level: Annotated[Level, typer.Option(help="层级 / level")] = Level.SUBDISTRICT,
    category: Annotated[str, typer.Option(help="类别，默认同原件 / category, by default the whole's")] = "",
    as_json: AsJson = False,
) -> None:
    """子工单 / a part of the matter with a number of its own."""
    _run(ticket, as_json, lambda ctx, stream: commands.open_part(ctx, stream, Part(body, level, text, category)))


def joint(
    ticket: Ticket,
    lead: Annotated[str, typer.Option(help="牵头单位 / who leads")],
    body: Annotated[list[str], typer.Option(help="参加单位，可多次 / bodies, repeat")],
    text: Text,
    as_json: AsJson = False,
) -> None:
    """联合行动：每个单位一件子工单 / several bodies act, each on its own part."""
    _run(ticket, as_json, lambda ctx, stream: commands.act_jointly(ctx, stream, lead, tuple(body), text))


def end_joint(ticket: Ticket, as_json: AsJson = False) -> None:
    """联合行动结束 / the joint action is over."""
    _run(ticket, as_json, commands.end_joint_action)


COMMANDS = {"link": link, "part": part, "joint": joint, "end-joint": end_joint}


def _run(ticket: str, as_json: bool, command: Callable[[Ctx, TicketId], Done]) -> None:
    with opened() as office:
        office.freshen("ticket_board")
        ctx = office.ctx(console_actor("desk"))
        told(office, command(ctx, TicketId(answers.named(ctx, ticket))).answer, as_json)
