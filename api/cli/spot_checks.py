"""`minqing check …`: spot checks and what follows a false record."""

from __future__ import annotations

from typing import Annotated

import typer

from api.answers import named
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, Document, Reason, told
from api.commands import spot_checks as commands
from api.moments import day
from domain.ids import VisitId, WardenId, community_id
from projections import spot_checks

app = typer.Typer(help="走访抽查：封存、抽签、复核、核实、处理 / spot checks of visits", no_args_is_help=True)
Visit = Annotated[str, typer.Argument(help="走访编号 / visit id")]
Warden = Annotated[str, typer.Option(help="网格员 / warden id or account")]


@app.command("commit")
def commit(community: Community, as_json: AsJson = False) -> None:
    """封存第一个种子 / commit the first seed."""
    with opened() as office:
        told(office, commands.commit(office.ctx(console_actor("desk")), community).answer, as_json)


@app.command("draw")
def draw(community: Community, as_json: AsJson = False) -> None:
    """当日抽签 / the day's draw."""
    with opened() as office:
        told(office, commands.draw(office.ctx(console_actor("desk")), community).answer, as_json)


@app.command("replay")
def replay(community: Community, on: Annotated[str, typer.Option(help="哪一天 / day")]) -> None:
    """凭封存摘要、种子与走访记录重抽一遍 / the draw once more, from the journal alone."""
    with opened() as office:
        office.freshen()
        print_json(commands.replay(office.ctx(console_actor("auditor")), community_id(community), day(on)))


@app.command("list")
def listing(community: Community, on: Annotated[str | None, typer.Option(help="哪一天 / day")] = None, as_json: AsJson = False) -> None:
    """抽中的走访与核实结果 / what was drawn, and the results."""
    with opened() as office:
        office.freshen()
        with office.reading() as connection:
            found = spot_checks.drawn(connection, community_id(community), day(on) if on else None)
        if as_json:
            print_json({"drawn": [{name: value for name, value in one.items() if name != "note"} for one in found]})
            return
        words = {None: "待核实 open", True: "相符 match", False: "不符 mismatch"}
        lines = ((one["on_day"], one["visit"], one["household"], words[one["matches"]]) for one in found)
        table("抽查 / spot checks", ("日期 day", "走访 visit", "住户 household", "结果 result"), lines)


@app.command("result")
def result(
    community: Community,
    visit: Visit,
    matches: Annotated[bool, typer.Option("--match/--mismatch", help="与记录相符 / agrees with the record")],
    note: Annotated[str, typer.Option(help="说明 / note (sealed)")] = "",
    as_json: AsJson = False,
) -> None:
    """记下核实结果；不符时按规定提出处理意见 / the result; a mismatch proposes the next step."""
    with opened() as office:
        done = commands.record_result(office.ctx(console_actor("desk")), community, VisitId(visit), matches, note)
        told(office, done.answer, as_json)


@app.command("confirm")
def confirm(
    community: Community,
    visit: Visit,
    warden: Warden,
    step: Annotated[str, typer.Option(help="warning | severe_warning | dismissal_recommended")],
    document: Document = "",
    as_json: AsJson = False,
) -> None:
    """由人确认规则提出的处理意见 / a person confirms the proposed step."""
    with opened() as office:
        office.freshen()
        ctx = office.ctx(console_actor("approver"), document=document)
        told(office, commands.confirm_step(ctx, community, WardenId(named(ctx, warden)), VisitId(visit), step).answer, as_json)


@app.command("dismiss")
def dismiss(community: Community, visit: Visit, warden: Warden, reason: Reason, as_json: AsJson = False) -> None:
    """不予处理 / dismiss the finding."""
    with opened() as office:
        office.freshen()
        ctx = office.ctx(console_actor("approver"))
        told(office, commands.dismiss_finding(ctx, community, WardenId(named(ctx, warden)), VisitId(visit), reason).answer, as_json)
