"""`minqing visit …`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.answers import named
from api.cli.console import console_actor, opened
from api.cli.options import AsJson, told
from api.commands import visits
from api.commands.visits import Noted
from api.moments import moment
from domain.ids import HouseholdId, WardenId
from domain.visit import Contact, Role

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


@app.callback()
def _group() -> None:
    """入户走访 / home visits."""
