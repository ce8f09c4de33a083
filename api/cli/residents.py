"""`minqing household …`: register, move, split, merge."""

from __future__ import annotations

from typing import Annotated

import typer

from api import answers
from api.cli.console import console_actor, opened
from api.cli.options import AsJson, On, Reason, coded, since, told
from api.commands import residents
from api.commands.residents import Door, PersonGiven
from api.context import Ctx
from api.problems import InputInvalid
from domain.ids import BuildingId, HouseholdId, PersonId

app = typer.Typer(help="住户：登记、迁入、迁居、迁出、分户、并户 / households", no_args_is_help=True)
Household = Annotated[str, typer.Argument(help="住户编号 / household id (hh-…)")]
Building = Annotated[str | None, typer.Option(help="楼栋编号 / building id")]
Address = Annotated[str | None, typer.Option(help="或门牌 / or an address")]
In = Annotated[str | None, typer.Option("--community", help="社区代码，缩小门牌范围 / look for the address in this community")]
Unit = Annotated[str, typer.Option(help="单元 / unit")]
Room = Annotated[str, typer.Option(help="室 / room")]
Member = Annotated[
    list[str],
    typer.Option("--member", help="成员 / relation:name[:phone], repeatable; relation: head, spouse, child, parent, grandchild, other"),
]


@app.command("register")
def register(
    member: Member,
    building: Building = None,
    address: Address = None,
    community: In = None,
    unit: Unit = "",
    room: Room = "",
    on: On = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """为已居住的一户建档 / open the file of a household that lives here already."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), reason=reason, effective_at=since(on))
        done = residents.register(ctx, _building(ctx, building, address, community), Door(unit, room), _people(member))
        told(office, done.answer, as_json)


@app.command("move-in")
def move_in(
    member: Member,
    building: Building = None,
    address: Address = None,
    community: In = None,
    unit: Unit = "",
    room: Room = "",
    came_from: Annotated[str, typer.Option("--from", help="从何处来 / where from")] = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """迁入 / a household comes from outside."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), effective_at=since(on))
        done = residents.move_in(ctx, _building(ctx, building, address, community), Door(unit, room), _people(member), came_from=came_from)
        told(office, done.answer, as_json)


@app.command("move")
def move(
    household: Household,
    building: Building = None,
    address: Address = None,
    community: In = None,
    unit: Unit = "",
    room: Room = "",
    on: On = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """社区内迁居 / the whole household to another door of the community."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), reason=reason, effective_at=since(on))
        done = residents.move_within(ctx, HouseholdId(household), _building(ctx, building, address, community), Door(unit, room))
        told(office, done.answer, as_json)


@app.command("move-out")
def move_out(
    household: Household,
    going_to: Annotated[str, typer.Option("--to", help="去向 / where to")] = "",
    on: On = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """迁出 / the household leaves."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), reason=reason, effective_at=since(on))
        told(office, residents.move_out(ctx, HouseholdId(household), going_to=going_to).answer, as_json)


@app.command("split")
def split(
    household: Household,
    person: Annotated[list[str], typer.Option(help="分出的成员 / person ids (psn-…), repeatable")],
    building: Building = None,
    address: Address = None,
    community: In = None,
    unit: Unit = "",
    room: Room = "",
    on: On = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """分户 / members form a household of their own."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), reason=reason, effective_at=since(on))
        persons = [PersonId(each) for each in person]
        done = residents.split(ctx, HouseholdId(household), persons, _building(ctx, building, address, community), Door(unit, room))
        told(office, done.answer, as_json)


@app.command("merge")
def merge(
    household: Household,
    into: Annotated[str, typer.Option(help="并入的住户 / the household that stays")],
    on: On = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """并户 / this household's members join another."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), reason=reason, effective_at=since(on))
        told(office, residents.merge(ctx, HouseholdId(household), HouseholdId(into)).answer, as_json)


def _building(ctx: Ctx, building: str | None, address: str | None, community: str | None) -> BuildingId:
    if building is not None:
        return BuildingId(building)
    if not address:
        raise answers.QuestionIncomplete()
    ctx.office.freshen("grids")
    with ctx.office.reading() as connection:
        return BuildingId(answers.find(connection, address, community and coded(community))["building"])


def _people(members: list[str]) -> list[PersonGiven]:
    """Raises InputInvalid: a member has no name."""
    people = []
    for each in members:
        relation, _, rest = each.partition(":")
        name, _, phone = rest.partition(":")
        if not name.strip():
            raise InputInvalid(where=[{"field": "member", "code": "name_missing"}])
        people.append(PersonGiven(relation, {"name": name, "phone": phone}))
    return people
