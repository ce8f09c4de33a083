"""`minqing correction …`: what a file should say instead, proposed by one person and approved by another."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened
from api.cli.options import AsJson, Document, Reason, acted, told
from api.commands import families as commands
from domain.ids import CorrectionId, HouseholdId, PersonId

app = typer.Typer(help="更正：提出、批准、驳回 / corrections of a file", no_args_is_help=True)
Correction = Annotated[str, typer.Argument(help="更正编号 / correction id")]
FIELDS = ("name", "id_number", "birth", "sex", "phone")
DOOR = ("unit", "room")


@app.command("propose")
def propose(
    household: Annotated[str, typer.Argument(help="住户编号 / household id")],
    changes: Annotated[list[str], typer.Argument(help=f"应为 / field=value: {', '.join(FIELDS)}; {', '.join(DOOR)} of the door")],
    reason: Reason,
    person: Annotated[str | None, typer.Option(help="哪位成员；不填则更正门牌 / whose file; the door when left out")] = None,
    as_json: AsJson = False,
) -> None:
    """提出更正 / propose a correction."""
    wanted = dict(one.partition("=")[::2] for one in changes)
    if wanted.keys() - (FIELDS if person else DOOR):
        raise typer.BadParameter(f"可更正 / may be corrected: {', '.join(FIELDS if person else DOOR)}")
    with opened() as office:
        who = PersonId(person) if person else None
        told(office, commands.propose(office.ctx(console_actor("desk")), HouseholdId(household), who, wanted, reason).answer, as_json)


@app.command("approve")
def approve(correction: Correction, document: Document = "", as_json: AsJson = False) -> None:
    """批准；与提出者须为两人 / approve; not by who proposed it."""
    acted(lambda ctx: commands.approve(ctx, CorrectionId(correction)), as_json, role="approver", document=document)


@app.command("reject")
def reject(correction: Correction, reason: Reason, as_json: AsJson = False) -> None:
    """驳回并说明理由 / reject, saying why."""
    with opened() as office:
        told(office, commands.reject(office.ctx(console_actor("approver")), CorrectionId(correction), reason).answer, as_json)
