"""`minqing household …`: register, move, split, merge; who lives where."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from api import personal, read_log
from api.cli.console import console_actor, opened, out, print_json, table
from api.cli.doors import At, at_a_door
from api.cli.options import AsJson, Community, On, Reason, acted, since, told
from api.commands import residents
from api.commands.evidence import EVERYTHING
from api.commands.residents import PersonGiven
from api.context import CHINA
from api.problems import InputInvalid
from api.search.index import follow
from domain.household import HouseholdUnknown
from domain.ids import HouseholdId, PersonId, community_id
from projections import household_history, lineage

app = typer.Typer(help="住户：登记、迁入、迁居、迁出、分户、并户、查看 / households", no_args_is_help=True)
Household = Annotated[str, typer.Argument(help="住户编号 / household id (hh-…)")]
Member = Annotated[
    list[str],
    typer.Option("--member", help="成员 / relation:name[:phone], repeatable; relation: head, spouse, child, parent, grandchild, other"),
]
GONE = {"erased": "已删除 / erased", "restricted": "限制处理 / restricted", "lost": "已失 / lost"}


@app.command("list")
def listing(community: Community, grid: Annotated[str | None, typer.Option(help="网格 / grid id")] = None, as_json: AsJson = False) -> None:
    """在册住户，不显示个人信息 / households that live here; nothing personal."""
    with opened() as office:
        office.freshen("household_history", lineage.NAME)
        with office.reading() as connection:
            found = household_history.households(
                connection, community=lineage.holding(connection, community_id(community)), grid=grid, limit=EVERYTHING
            )
    shown = [personal.without_boxes(one) for one in found]
    if as_json:
        print_json({"households": shown})
        return
    keys = ("household", "building", "grid", "persons", "hukou", "lives_here_since")
    table("住户 / households", (*keys[:-1], "入住 since"), ([*(one[key] for key in keys[:-1]), _day(one[keys[-1]])] for one in shown))


@app.command("show")
def show(
    household: Household,
    purpose: Annotated[str | None, typer.Option(help="写明用途则不脱敏，用途记入日志 / why it is opened")] = None,
    as_json: AsJson = False,
) -> None:
    """一户一档，成员编号；不写用途则脱敏 / the file with its members' ids; masked without a purpose."""
    with opened() as office:
        office.freshen("household_history")
        with office.reading() as connection:
            row = household_history.household(connection, household)
        if row is None:
            raise HouseholdUnknown()
        shown = personal.opened(office.ctx(console_actor("desk")), row, purpose)
    if as_json:
        print_json(shown)
        return
    out.print(f"{household}：楼栋 {shown['building']}，网格 {shown['grid']}，{len(shown['members'])} 人")
    keys = ("person", "relation", "name", "phone")
    for gone in (one for one in shown["members"] if one.keys() & GONE.keys()):
        gone["name"] = next(words for mark, words in GONE.items() if gone.get(mark))
    table(
        "成员 / members", ("编号 person", "关系 relation", "姓名 name", "电话 phone"), ([m.get(k) for k in keys] for m in shown["members"])
    )


@app.command("find")
def find(
    words: Annotated[
        str, typer.Argument(help="姓名两字以上、拼音、首字母，或电话、证件号（全号或后四位）/ name, pinyin, initials, telephone, number")
    ],
    community: Community,
    purpose: Annotated[str, typer.Option(help="用途，记入日志 / why, written down")],
    as_json: AsJson = False,
) -> None:
    """查找现住居民，姓名脱敏 / residents who live here now, masked."""
    with opened() as office:
        from api.search import finding  # the search knows of requests: nothing else here waits for that

        found = finding.find(office.ctx(console_actor("desk")), community_id(community), words, purpose)
    if as_json:
        print_json(found)
        return
    keys = ("name", "phone", "relation", "household", "building", "grid", "person")
    table("居民 / residents", keys, ([one.get(key) for key in keys] for one in found["found"]))
    if found["more"]:
        out.print("另有更多，请写得更全 / there are more: say more")


@app.command("bulk-reads")
def bulk_reads(days: Annotated[int, typer.Option(help="最近多少天 / of the last days")] = 30, as_json: AsJson = False) -> None:
    """大量查看个人信息的账号与日期 / accounts that opened many people's data in a day, health apart."""
    with opened() as office:
        found = read_log.alarms(office, days)
    if as_json:
        print_json({"alarms": found})
        return
    keys = ("day", "actor", "is_health", "subjects", "openings")
    table("大量查看 / bulk reading", keys, ([one[key] for key in keys] for one in found))


@app.command("index")
def index(as_json: AsJson = False) -> None:
    """重建查找索引 / build the search index anew."""
    with opened() as office:
        count = follow(office, anew=True)
    if as_json:
        print_json({"persons": count})
    else:
        out.print(f"{count} 人 / persons")


@app.command("register")
@at_a_door
def register(at: At, member: Member, on: On = None, reason: Reason = "", as_json: AsJson = False) -> None:
    """为已居住的一户建档 / open the file of a household that lives here already."""
    acted(lambda ctx: residents.register(ctx, at.building_in(ctx), at.door, _people(member)), as_json, reason=reason, on=on)


@app.command("move-in")
@at_a_door
def move_in(
    at: At,
    member: Member,
    came_from: Annotated[str, typer.Option("--from", help="从何处来 / where from")] = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """迁入 / a household comes from outside."""
    acted(lambda ctx: residents.move_in(ctx, at.building_in(ctx), at.door, _people(member), came_from=came_from), as_json, on=on)


@app.command("move")
@at_a_door
def move(at: At, household: Household, on: On = None, reason: Reason = "", as_json: AsJson = False) -> None:
    """社区内迁居 / the whole household to another door of the community."""
    acted(lambda ctx: residents.move_within(ctx, HouseholdId(household), at.building_in(ctx), at.door), as_json, reason=reason, on=on)


@app.command("move-out")
def move_out(
    household: Household,
    going_to: Annotated[str, typer.Option("--to", help="去向 / where to")] = "",
    on: On = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """迁出 / the household leaves."""
    acted(lambda ctx: residents.move_out(ctx, HouseholdId(household), going_to=going_to), as_json, reason=reason, on=on)


@app.command("join")
def join(household: Household, member: Member, on: On = None, reason: Reason = "", as_json: AsJson = False) -> None:
    """新增成员：出生、婚入、迁来同住 / somebody joins the household."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), reason=reason, effective_at=since(on))
        for person in _people(member):
            done = residents.add_member(ctx, HouseholdId(household), person)
        told(office, done.answer, as_json)


@app.command("leave")
def leave(
    household: Household,
    person: Annotated[str, typer.Argument(help="成员编号 / person id (psn-…)")],
    reason: Reason,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """成员不再属于本户 / a member leaves the household's file."""
    acted(lambda ctx: residents.remove_member(ctx, HouseholdId(household), PersonId(person)), as_json, reason=reason, on=on)


@app.command("split")
@at_a_door
def split(
    at: At,
    household: Household,
    person: Annotated[list[str], typer.Option(help="分出的成员 / person ids (psn-…), repeatable")],
    on: On = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """分户 / members form a household of their own."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), reason=reason, effective_at=since(on))
        persons = [PersonId(each) for each in person]
        told(office, residents.split(ctx, HouseholdId(household), persons, at.building_in(ctx), at.door).answer, as_json)


@app.command("merge")
def merge(
    household: Household,
    into: Annotated[str, typer.Option(help="并入的住户 / the household that stays")],
    on: On = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """并户 / this household's members join another."""
    acted(lambda ctx: residents.merge(ctx, HouseholdId(household), HouseholdId(into)), as_json, reason=reason, on=on)


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


def _day(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d}"
