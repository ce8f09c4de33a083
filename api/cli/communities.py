"""`minqing community …`: the regulation a community follows, and what the regulations say."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened, out, print_json, refuse, table
from api.cli.options import AsJson, Community, Document, Reason, acted, told
from api.commands import territory
from api.commands.structure import lineage as commands
from api.moments import day
from api.settings import Settings
from domain.errors import DomainError
from domain.ids import community_id
from domain.policy import Attendance, Band, Cover, Discipline, PolicyProfile, Rule, Term, complete_from
from projections import lineage

Day = Annotated[str, typer.Option("--on", help="何日起 / the day")]
app = typer.Typer(help="社区所行制度 / the regulation a community follows", no_args_is_help=True)


@app.command("register")
def register(
    community: Community,
    name: Annotated[str, typer.Option(help="名称 / name")],
    policy: Annotated[str, typer.Option(help=f"政策 / profile: {', '.join(PolicyProfile.names())}")],
    rural: Annotated[bool, typer.Option("--rural", help="农村社区 / a rural community")] = False,
    as_json: AsJson = False,
) -> None:
    """登记社区，尚无楼栋 / register a community before its buildings are known."""
    acted(
        lambda ctx: territory.register_community(ctx, community, name, PolicyProfile.load(policy), is_rural=rural), as_json, role="planner"
    )


@app.command("change-profile")
def change_profile(
    community: Community,
    policy: Annotated[str, typer.Option(help=f"政策 / profile: {', '.join(PolicyProfile.names())}")],
    reason: Reason,
    document: Document = "",
    as_json: AsJson = False,
) -> None:
    """自此刻起改行另一制度，此前的记录仍依原制度 / follow another regulation from now on; what was written keeps the old one."""
    with opened() as office:
        ctx = office.ctx(console_actor("approver"), reason=reason, document=document)
        done = territory.change_profile(ctx, community, PolicyProfile.load(policy))
        told(office, done.answer, as_json)


@app.command("merge")
def merge(
    community: Community,
    codes: Annotated[list[str], typer.Argument(help="被整合社区的代码 / codes of the communities that end")],
    on: Day,
    document: Document,
    reason: Annotated[str, typer.Option(help="补录过去之日的理由 / why, where the day has passed")] = "",
    as_json: AsJson = False,
) -> None:
    """若干社区整合为一个，旧代码与历史保留 / merge communities into one that is registered."""
    with opened() as office:
        ctx = office.ctx(console_actor("approver"), reason=reason, document=document)
        told(office, commands.merge(ctx, community, codes, day(on)).answer, as_json)


@app.command("revoke-merge")
def revoke_merge(
    community: Community,
    codes: Annotated[list[str], typer.Argument(help="不再整合的社区的代码 / codes of the communities that go on by themselves")],
    reason: Reason,
    document: Document,
    as_json: AsJson = False,
) -> None:
    """撤回整合，整合后的方案未定之前可行 / take a merger back, while no plan over the land of all is decided."""
    acted(lambda ctx: commands.revoke(ctx, community, codes), as_json, role="approver", reason=reason, document=document)


@app.command("rename")
def rename(
    community: Community, name: Annotated[str, typer.Option(help="新名 / new name")], reason: Reason, as_json: AsJson = False
) -> None:
    """更名 / rename."""
    with opened() as office:
        told(office, commands.rename(office.ctx(console_actor("approver"), reason=reason), community, name).answer, as_json)


@app.command("dissolve")
def dissolve(
    community: Community,
    on: Day,
    reason: Reason,
    document: Document,
    as_json: AsJson = False,
) -> None:
    """撤销 / dissolve."""
    acted(lambda ctx: commands.dissolve(ctx, community, day(on)), as_json, role="approver", reason=reason, document=document)


@app.command("lineage")
def show_lineage(community: Community, as_json: AsJson = False) -> None:
    """由哪些社区整合而来，旧网格与新网格对照 / where it came from; old grids and new."""
    with opened() as office:
        office.freshen(lineage.NAME, "grids")
        with office.reading() as connection:
            came_from = lineage.came_from(connection, community_id(community))
            found = commands.grids_table(connection, community)
    if as_json:
        print_json({"came_from": came_from, "grids": found})
        return
    table("来自 / came from", ("代码 code", "名称 name", "止于 ended"), ((c["code"], c["name"], c["ended_on"]) for c in came_from))
    columns = ("旧网格 old", "名称 name", "新网格 new", "名称 name", "份额 share")
    table("旧→新 / old to new", columns, ((g["old"], g["old_name"], g["new"], g["new_name"], g["share"]) for g in found))


@app.command("profile")
def show(
    policy: Annotated[str, typer.Argument(help=f"政策 / profile: {', '.join(PolicyProfile.names())}")],
    as_json: AsJson = False,
) -> None:
    """某制度的全部规定及出处，默认值注明 / everything a regulation lays down, with its clause; defaults are marked."""
    complete_from(Settings().policies)
    try:
        profile = PolicyProfile.load(policy)
    except DomainError as refused:
        refuse(refused)
    rows = [(key, _words(term), term.source) for key, term in profile.stated()]
    if as_json:
        stated = [
            {"key": key, "value": words, "clause": source.clause, "quote": source.quote, "note": source.note, "default": source.is_default}
            for key, words, source in rows
        ]
        print_json({"profile": profile.key, "title": profile.title, "stated": stated})
        return
    columns = ("键 key", "值 value", "默认 default", "出处 clause")
    table(
        f"{profile.title} {profile.key}", columns, ((key, words, "默认" * source.is_default, source.clause) for key, words, source in rows)
    )
    out.print(f"共 / in all {len(rows)}，默认 / defaults {sum(source.is_default for *_, source in rows)}")


def _words(term: Term) -> str:
    match term:
        case Rule():
            return f"{term.value} {term.unit}".strip()
        case Band():
            return term.limit
        case Cover():
            return term.meaning
        case Attendance():
            return "、".join(f"{time:%H:%M}" for time in term.times)
        case Discipline():
            return "、".join(term.steps)
    return str(getattr(term, "title", ""))
