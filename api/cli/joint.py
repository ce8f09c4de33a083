"""`minqing joint …`: pilot estates, joint work with meetings and letters, trainings and their tests."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened
from api.cli.options import AsJson, Community, Document, On, acted, told
from api.commands.governance import joint as commands
from api.moments import day
from domain.ids import JointWorkId, TrainingId, WardenId

app = typer.Typer(help="试点、联席、责任书、培训 / pilots, joint work, letters, trainings", no_args_is_help=True)
Title = Annotated[str, typer.Option(help="名称 / title")]
Joint = Annotated[str, typer.Argument(help="联席会议机制编号 / joint work id")]


@app.command("pilot")
def pilot(
    community: Community, estate: Annotated[str, typer.Option(help="小区 / estate")], document: Document, as_json: AsJson = False
) -> None:
    """确定试点小区 / designate a pilot estate."""
    with opened() as office:
        told(office, commands.designate(office.ctx(console_actor("planner"), document=document), community, estate).answer, as_json)


@app.command("end-pilot")
def end_pilot(
    community: Community, number: Annotated[int, typer.Option(min=1, help="序号 / number")], document: Document, as_json: AsJson = False
) -> None:
    """试点结束 / end a pilot."""
    with opened() as office:
        told(office, commands.end_pilot(office.ctx(console_actor("planner"), document=document), community, number).answer, as_json)


@app.command("set-up")
def set_up(
    community: Community,
    title: Title,
    party: Annotated[list[str], typer.Option(help="成员单位，可多次 / bodies, repeat")],
    document: Document,
    as_json: AsJson = False,
) -> None:
    """建立联席会议机制 / set up joint work."""
    acted(lambda ctx: commands.set_up(ctx, community, title, tuple(party)), as_json, role="approver", document=document)


@app.command("meet")
def meet(
    joint: Joint,
    came: Annotated[list[str], typer.Option(help="到会单位，可多次 / bodies that came, repeat")],
    document: Document,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """召开联席会议 / a joint meeting held."""
    acted(lambda ctx: commands.meet(ctx, JointWorkId(joint), tuple(came)), as_json, role="approver", document=document, on=on)


@app.command("sign")
def sign(
    joint: Joint,
    party: Annotated[str, typer.Option(help="签订单位 / body")],
    duties: Annotated[str, typer.Option(help="责任内容 / duties")],
    until: Annotated[str, typer.Option(help="期满日 / last day")],
    document: Document,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """签订责任书 / sign a responsibility letter."""
    acted(lambda ctx: commands.sign(ctx, JointWorkId(joint), party, duties, day(until)), as_json, role="approver", document=document, on=on)


@app.command("train")
def train(
    community: Community,
    title: Title,
    attended: Annotated[list[str], typer.Option(help="参训网格员编号，可多次 / warden ids, repeat")],
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """举办培训 / a training held."""
    acted(lambda ctx: commands.train(ctx, community, title, tuple(map(WardenId, attended))), as_json, on=on)


@app.command("test")
def test(
    training: Annotated[str, typer.Argument(help="培训编号 / training id")],
    warden: Annotated[str, typer.Option(help="网格员编号 / warden id")],
    points: Annotated[int, typer.Option(min=0, help="成绩，密封，只给本人看 / points, sealed, shown to that warden alone")],
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """记录书面考试成绩 / score a written test."""
    acted(lambda ctx: commands.score_test(ctx, TrainingId(training), WardenId(warden), points), as_json, on=on)
