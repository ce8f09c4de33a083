"""`minqing consult …`: policies and the consultations before them, summonses and the consent they need."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened
from api.cli.options import AsJson, Community, Document, On, acted, told
from api.commands.governance import consulting as commands
from api.moments import moment
from domain.ids import PublicPolicyId, SummonsId

app = typer.Typer(help="会商与通知：政策出台前的会商会、召集社区负责人的同意 / consultations and summonses", no_args_is_help=True)
Department = Annotated[str, typer.Option(help="部门 / department")]
Title = Annotated[str, typer.Option(help="名称 / title")]
Policy = Annotated[str, typer.Argument(help="政策编号 / policy id")]
Summons = Annotated[str, typer.Argument(help="通知编号 / summons id")]


@app.command("draft")
def draft(
    community: Community,
    title: Title,
    department: Department,
    touches: Annotated[bool, typer.Option("--touches-residents/--internal", help="是否关系群众利益 / does it touch residents")],
    as_json: AsJson = False,
) -> None:
    """拟定政策 / a policy of the district, not yet published."""
    acted(lambda ctx: commands.draft(ctx, community, title, department, touches_residents=touches), as_json, role="planner")


@app.command("held")
def held(
    policy: Policy,
    community: Community,
    came: Annotated[int, typer.Option(min=0, help="到会人数 / who came")],
    opinions: Annotated[int, typer.Option(min=0, help="意见数 / opinions")] = 0,
    taken_up: Annotated[int, typer.Option(min=0, help="采纳数 / opinions taken up")] = 0,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """某社区召开了会商会 / a consultation that this community held."""
    acted(lambda ctx: commands.consult(ctx, community, PublicPolicyId(policy), came, opinions, taken_up), as_json, on=on)


@app.command("publish")
def publish(policy: Policy, community: Community, document: Document, as_json: AsJson = False) -> None:
    """出台政策，会商会不足则不准 / publish; refused without enough consultations."""
    acted(lambda ctx: commands.publish(ctx, community, PublicPolicyId(policy)), as_json, role="approver", document=document)


@app.command("summon")
def summon(
    community: Community,
    department: Department,
    title: Title,
    starts_at: Annotated[str, typer.Option(help="开会时刻 / when it begins")],
    called: Annotated[list[str], typer.Option(help="通知谁（账号），可多次 / accounts, repeat")],
    as_json: AsJson = False,
) -> None:
    """申请通知社区负责人开会 / ask for a summons."""
    with opened() as office:
        given = (department, title, moment(starts_at), tuple(called))
        told(office, commands.ask(office.ctx(console_actor("planner")), community, *given).answer, as_json)


@app.command("settle")
def settle(
    summons: Summons,
    consents: Annotated[bool, typer.Option("--consent/--decline", help="同意与否 / consent or not")],
    as_json: AsJson = False,
) -> None:
    """街道主要负责人同意与否 / the consent of the head of the street."""
    with opened() as office:
        told(office, commands.settle(office.ctx(console_actor("approver")), SummonsId(summons), consents=consents).answer, as_json)


@app.command("issue")
def issue(summons: Summons, as_json: AsJson = False) -> None:
    """发出通知，会议随之召集 / issue it: the meeting stands convened."""
    with opened() as office:
        told(office, commands.issue(office.ctx(console_actor("planner")), SummonsId(summons)).answer, as_json)
