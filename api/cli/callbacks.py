"""`minqing callback …`: call-backs drawn by chance."""

from __future__ import annotations

from typing import Annotated

import typer

from api import answers
from api.cli.console import console_actor, opened, print_json
from api.cli.options import AsJson, Community, told
from api.commands import callbacks
from domain.ids import TicketId

app = typer.Typer(help="回访：抽样、结果、复核 / call-backs", no_args_is_help=True)


@app.command("draw")
def draw(community: Community, as_json: AsJson = False) -> None:
    """抽取；首次只提交种子 / draw; the first time a seed is committed."""
    with opened() as office:
        told(office, callbacks.draw(office.ctx(console_actor("desk")), community).answer, as_json)


@app.command("record")
def record(
    community: Community,
    ticket: Annotated[str, typer.Argument(help="工单 / ticket id or number")],
    text: Annotated[str, typer.Option(help="内容 / what was said")],
    satisfaction: Annotated[int | None, typer.Option(min=1, max=5, help="满意度 / 1…5")] = None,
    as_json: AsJson = False,
) -> None:
    """回访结果 / the result of a call."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"))
        office.freshen("ticket_board")
        stream = TicketId(answers.named(ctx, ticket))
        told(office, callbacks.record(ctx, community, stream, text, satisfaction).answer, as_json)


@app.command("show")
def show(community: Community) -> None:
    """每次抽样的复核、待回访、平均满意度 / every draw replayed."""
    with opened() as office:
        print_json(callbacks.standing(office.ctx(console_actor("desk")), community))
