"""`minqing duty …`: wardens, posts, A/B cover, leave, stand-in, hand-over."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from api import personal
from api.answers import named
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, Document, On, Reason, acted, since, told
from api.commands import roster
from api.context import Ctx
from api.moments import moment
from domain.ids import GridId, LeaveId, PostId, WardenId, community_id
from projections import lineage, responsibility

app = typer.Typer(help="值守：网格员、岗位、A/B 岗、请假、代岗、交接 / duty", no_args_is_help=True)
Warden = Annotated[str, typer.Option(help="网格员 / warden id or account")]
Grid = Annotated[str, typer.Option(help="网格 / grid id, 15-digit code or its last three digits")]
Instant = Annotated[str, typer.Option(help="时刻 / an instant")]


@app.command("enroll")
def enroll(
    community: Community,
    account: Annotated[str, typer.Option(help="账号 / sign-in name")],
    name: Annotated[str, typer.Option(help="姓名 / name")],
    phone: Annotated[str, typer.Option(help="办公电话 / office phone")] = "",
    part_time: Annotated[bool, typer.Option("--part-time", help="兼职 / part-time")] = False,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """网格员入职 / enroll a warden."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), effective_at=since(on))
        done = roster.enroll(ctx, community, account, name, phone, employment="part_time" if part_time else "full_time")
        told(office, done.answer, as_json)


@app.command("appoint")
def appoint(
    community: Community,
    grid: Grid,
    warden: Warden,
    standby: Annotated[str | None, typer.Option(help="B 岗 / holder B: warden id or account")] = None,
    document: Document = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """任命 A 岗（可同时指定 B 岗） / appoint holder A of a grid's post, and B in the same breath."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), document=document, effective_at=since(on))
        post = _post(ctx, community, grid)
        b = WardenId(_named(ctx, standby)) if standby else None
        told(office, roster.appoint(ctx, community, post, WardenId(_named(ctx, warden)), standby=b).answer, as_json)


@app.command("standby")
def standby(community: Community, grid: Grid, warden: Warden, on: On = None, as_json: AsJson = False) -> None:
    """指定 B 岗 / designate holder B."""
    acted(lambda ctx: roster.designate(ctx, community, _post(ctx, community, grid), WardenId(_named(ctx, warden))), as_json, on=on)


@app.command("leave")
def leave(
    community: Community,
    warden: Warden,
    starts: Instant,
    ends: Instant,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """准假；无人顶岗则拒绝 / grant leave; refused while nobody covers."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), reason=reason)
        done = roster.grant_leave(ctx, community, WardenId(_named(ctx, warden)), _instant(starts), _instant(ends))
        told(office, done.answer, as_json)


@app.command("end-leave")
def end_leave(
    community: Community, leave: Annotated[str, typer.Option(help="假条 / leave id")], ends: Instant, as_json: AsJson = False
) -> None:
    """提前销假 / back early."""
    acted(lambda ctx: roster.end_leave(ctx, community, LeaveId(leave), _instant(ends)), as_json)


@app.command("stand-in")
def stand_in(
    community: Community,
    grid: Grid,
    warden: Warden,
    starts: Instant,
    ends: Instant,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """代岗 / a named person takes the post for a time."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), reason=reason)
        given = (WardenId(_named(ctx, warden)), _instant(starts), _instant(ends))
        told(office, roster.stand_in(ctx, community, _post(ctx, community, grid), *given).answer, as_json)


@app.command("hand-over")
def hand_over(
    community: Community,
    grid: Grid,
    from_warden: Annotated[str, typer.Option("--from", help="移交人 / holder A now")],
    to_warden: Annotated[str, typer.Option("--to", help="接收人 / holder A from now on")],
    standby: Annotated[str | None, typer.Option(help="同时指定 B 岗 / holder B from now on")] = None,
    note: Annotated[str, typer.Option(help="交接说明 / note")] = "",
    document: Document = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """交接：在册户数、未走访户、未结工单一并写明 / hand over, naming what is passed."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"), document=document, effective_at=since(on))
        given = (WardenId(_named(ctx, from_warden)), WardenId(_named(ctx, to_warden)))
        b = WardenId(_named(ctx, standby)) if standby else None
        told(office, roster.hand_over(ctx, community, _post(ctx, community, grid), *given, note=note, standby=b).answer, as_json)


@app.command("neighbours")
def neighbours(community: Community, grid: Grid, as_json: AsJson = False) -> None:
    """相邻网格的网格员，可互设 A、B 岗 / who could be B from next door, the longest common border first."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"))
        found = roster.suggest_standby(ctx, community, _post(ctx, community, grid))
    if as_json:
        print_json({"suggested": found})
        return
    table("相邻网格 / next door", tuple(found[0]) if found else ("grid",), (one.values() for one in found))


@app.command("release")
def release(community: Community, warden: Warden, reason: Reason, on: On = None, as_json: AsJson = False) -> None:
    """网格员离岗 / a warden leaves the community's service."""
    acted(lambda ctx: roster.release(ctx, community, WardenId(_named(ctx, warden))), as_json, reason=reason, on=on)


@app.command("close-post")
def close_post(community: Community, grid: Grid, reason: Reason, on: On = None, as_json: AsJson = False) -> None:
    """撤岗 / close the post of a grid that is no more."""
    acted(lambda ctx: roster.close_post(ctx, community, _post(ctx, community, grid)), as_json, reason=reason, on=on)


@app.command("roster")
def show(community: Community, at: Annotated[str | None, typer.Option(help="时刻 / at")] = None, as_json: AsJson = False) -> None:
    """某时各网格 A、B 岗与在岗人 / who held and who was on duty."""
    with opened() as office:
        office.freshen("responsibility", lineage.NAME)
        ctx = office.ctx(console_actor("desk"))
        when = moment(at) if at else ctx.now
        with office.reading() as connection:
            found = responsibility.roster(connection, lineage.holding(connection, community_id(community), when), when)
        answered = personal.answered(ctx, found)
        if as_json:
            print_json({"grids": answered})
            return
        rows = [
            (one["code"], one["name"], one["title"], *(_who(one[place]) for place in ("a", "b", "on_duty")), one["on_duty_as"])
            for one in answered
        ]
        table("值守 / duty", ("编码 code", "网格", "岗位", "A 岗", "B 岗", "在岗 on duty", "身份 as"), rows)


def _who(person: dict[str, str] | None) -> str:
    return "—" if person is None else f"{person.get('name') or ''} {person['account']}".strip()


def _post(ctx: Ctx, community: str, grid: str) -> PostId:
    """The post of a grid; opened now when the grid has none."""
    drawn = GridId(_named(ctx, f"{community}{grid}" if len(grid) == 3 else grid))
    with ctx.office.reading() as connection:
        held = responsibility.whois_grid(connection, drawn, ctx.holds_from)
    if held is not None and held.post is not None:
        return PostId(held.post)
    return PostId(roster.define_post(ctx, community, drawn).answer["post"])


def _named(ctx: Ctx, given: str) -> str:
    ctx.office.freshen("responsibility", "grids")
    return named(ctx, given)


def _instant(given: str) -> datetime:
    return moment(f"{given}T00:00" if len(given) == 10 else given)
