"""`minqing care …`: tags of the governed catalogue, needs and opinions, home care. What is personal opens for a purpose alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from api import caring
from api.cli.console import console_actor, opened, out, print_json, table
from api.cli.options import AsJson, Community, told
from api.commands import care as commands
from api.commands.evidence import hold_community, profile_of
from api.moments import day
from domain import tag_catalogue
from domain.ids import HouseholdId, NeedId, PersonId
from domain.need import Kind
from projections import care, lineage

app = typer.Typer(help="关怀：标签、需求与意见、居家养老 / care", no_args_is_help=True)
Household = Annotated[str, typer.Argument(help="住户编号 / household id")]
Person = Annotated[str, typer.Argument(help="成员编号 / person id (see `household show`)")]
Purpose = Annotated[str, typer.Option(help="查看用途，记入日志 / why it is opened: written down")]
AGE = "need.home_care_age"


@app.command("catalogue")
def catalogue(as_json: AsJson = False) -> None:
    """可用的标签，及不存在的类别 / which tags there are, and which categories do not exist."""
    known = tag_catalogue.shipped()
    keys = ("key", "zh", "purpose", "basis", "days")
    listed = [{key: getattr(one, key) for key in keys} | {"readers": sorted(one.readers)} for one in known.kinds.values()]
    if as_json:
        print_json({"tags": listed, "forbidden": sorted(known.forbidden)})
        return
    columns = ("标签 tag", "名称", "用途 purpose", "依据 basis", "最长天数 days", "可读 readers")
    table("标签目录 / catalogue", columns, ([*(one[key] for key in keys), ", ".join(one["readers"])] for one in listed))
    out.print(f"不存在的类别 / categories that do not exist: {', '.join(sorted(known.forbidden))}")


@app.command("tag")
def tag(
    household: Household,
    person: Person,
    tag: Annotated[str, typer.Argument(help="标签 / key or title of the catalogue")],
    expires: Annotated[str, typer.Option(help="到期日 / the last day it holds")],
    basis: Annotated[str, typer.Option(help="依据；不填则取目录 / basis; the catalogue's when left out")] = "",
    as_json: AsJson = False,
) -> None:
    """加标签 / put a tag on a member."""
    with opened() as office:
        who = (HouseholdId(household), PersonId(person))
        done = commands.put_tag(office.ctx(console_actor("desk")), *who, tag, basis=basis, expires_on=day(expires))
        told(office, done.answer, as_json)


@app.command("lift")
def lift(
    household: Household,
    person: Person,
    number: Annotated[int, typer.Argument(help="第几个标签 / number of the tag")],
    why: Annotated[str, typer.Option(help="met | no_longer | mistaken")],
    as_json: AsJson = False,
) -> None:
    """撤标签 / lift a tag."""
    with opened() as office:
        who = (HouseholdId(household), PersonId(person))
        told(office, commands.lift_tag(office.ctx(console_actor("desk")), *who, number, why).answer, as_json)


@app.command("groups")
def groups(community: Community, purpose: Purpose, as_json: AsJson = False) -> None:
    """重点群体：各网格各标签人数 / how many carry each tag, by grid; the reading is written down."""
    with opened() as office:
        ctx, owner = _asking(office, community, "care")
        with office.reading() as connection:
            found = caring.tags(ctx, connection, owner.community, purpose)
    if as_json:
        print_json({"ledger": caring.ledger(found), "tags": found})
        return
    rows = ((one["grid"], one["tag"], one["people"]) for one in caring.ledger(found))
    table("重点群体 / key groups", ("网格 grid", "标签 tag", "人数 people"), rows)


@app.command("need")
def need(
    household: Household,
    text: Annotated[str, typer.Argument(help="内容，加密保存 / what is needed or thought; sealed")],
    class_: Annotated[str, typer.Option("--class", help="需求的类别，或意见的类别 / of a need, or the category of an opinion")],
    opinion: Annotated[bool, typer.Option("--opinion", help="是意见 / an opinion")] = False,
    person: Annotated[str | None, typer.Option(help="哪位成员 / whose need")] = None,
    as_json: AsJson = False,
) -> None:
    """登记需求或意见 / record a need or an opinion."""
    with opened() as office:
        kind, who = Kind.OPINION if opinion else Kind.NEED, PersonId(person) if person else None
        done = commands.record_need(office.ctx(console_actor("desk")), HouseholdId(household), kind, class_, text, who)
        told(office, done.answer, as_json)


@app.command("strike")
def strike(
    need: Annotated[str, typer.Argument(help="编号 / need id")],
    outcome: Annotated[str, typer.Option(help="met | declined | no_longer")],
    text: Annotated[str, typer.Option(help="说明，加密保存 / note; sealed")] = "",
    as_json: AsJson = False,
) -> None:
    """解决一件注销一件 / strike it off."""
    with opened() as office:
        told(office, commands.strike_off(office.ctx(console_actor("desk")), NeedId(need), outcome, text).answer, as_json)


@app.command("needs")
def needs(
    community: Community,
    purpose: Purpose,
    kind: Annotated[Kind | None, typer.Option(help="需求或意见 / need or opinion")] = None,
    all_: Annotated[bool, typer.Option("--all", help="含已注销 / struck off too")] = False,
    as_json: AsJson = False,
) -> None:
    """需求与意见 / needs and opinions in words; the reading is written down."""
    with opened() as office:
        ctx, owner = _asking(office, community, "care", lineage.NAME)
        with office.reading() as connection:
            found = care.needs(
                connection, lineage.holding(connection, owner.community, ctx.now), at=ctx.now, kind=kind and kind.value, open_only=not all_
            )
            shown = caring.needs(ctx, found, purpose)
    _shown("需求与意见 / needs", ("need", "kind", "class", "household", "grid", "text", "outcome"), shown, "needs", as_json)


@app.command("home-care")
def home_care(community: Community, purpose: Purpose, as_json: AsJson = False) -> None:
    """居家养老：达到年龄者、有无需求档案 / who is of the age, and whose file of needs is missing."""
    with opened() as office:
        ctx, owner = _asking(office, community, "care")
        age = profile_of(owner).rule(AGE)
        with office.reading() as connection:
            found = caring.home_care(ctx, connection, owner.community, int(age.value), purpose)
    _shown(f"{age.value} 岁以上（{age.clause}）", ("person", "household", "grid", "reached_on", "has_file"), found, "people", as_json)


def _asking(office: Any, community: str, *views: str) -> tuple[Any, Any]:
    ctx = office.ctx(console_actor("desk"))
    owner = hold_community(ctx, community).state
    office.freshen(*views)
    return ctx, owner


def _shown(title: str, keys: Iterable[str], found: list[dict[str, Any]], name: str, as_json: bool) -> None:
    if as_json:
        print_json({name: found})
    else:
        table(title, tuple(keys), ([one.get(key) for key in keys] for one in found))
