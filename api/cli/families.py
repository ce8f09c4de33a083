"""`minqing family …`: deaths, a new head, part of a household leaving."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened
from api.cli.options import AsJson, On, Reason, acted, since, told
from api.commands import families as commands
from domain.ids import HouseholdId, PersonId

app = typer.Typer(help="家庭变化：去世、换户主、部分迁出 / a household's life", no_args_is_help=True)
Household = Annotated[str, typer.Argument(help="住户编号 / household id")]
Person = Annotated[str, typer.Argument(help="成员编号 / person id (see `household show`)")]


@app.command("death")
def death(household: Household, person: Person, on: On = None, as_json: AsJson = False) -> None:
    """成员去世 / a member has died; --on is the day of death."""
    acted(lambda ctx: commands.record_death(ctx, HouseholdId(household), PersonId(person)), as_json, on=on)


@app.command("head")
def head(
    household: Household,
    person: Person,
    reason: Reason,
    relation: Annotated[list[str] | None, typer.Option(help="其他成员与新户主的关系，可重复 / person=relation, repeatable")] = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """换户主 / another head."""
    relations = {}
    for one in relation or ():
        who, _, what = one.partition("=")
        if not what:
            raise typer.BadParameter("成员=关系 / person=relation")
        relations[PersonId(who)] = what
    acted(lambda ctx: commands.change_head(ctx, HouseholdId(household), PersonId(person), relations), as_json, reason=reason, on=on)


@app.command("leave")
def leave(
    household: Household,
    persons: Annotated[list[str], typer.Argument(help="离开的成员 / who leaves: person ids")],
    reason: Reason,
    going_to: Annotated[str, typer.Option("--to", help="去向，加密保存 / where to; sealed")] = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """部分成员迁出社区 / some members leave the community."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), reason=reason, effective_at=since(on))
        done = commands.move_part_out(ctx, HouseholdId(household), [PersonId(one) for one in persons], going_to)
        told(office, done.answer, as_json)
