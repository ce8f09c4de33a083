"""`minqing observation …`: what wardens collect, until the community confirms it."""

from __future__ import annotations

from typing import Annotated

import typer

from api import caring
from api.answers import named
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, Document, Reason, acted, told
from api.commands import care as commands
from api.personal import without_boxes
from domain.ids import BuildingId, GridId, HouseholdId, ObservationId, community_id
from domain.observation import About
from projections import care, lineage

app = typer.Typer(help="采集：提交、确认、退回 / observations", no_args_is_help=True)
Observation = Annotated[str, typer.Argument(help="采集编号 / observation id")]


@app.command("submit")
def submit(
    text: Annotated[str, typer.Argument(help="所见，加密保存 / what was seen; sealed")],
    community: Community,
    grid: Annotated[str, typer.Option(help="网格 / grid id or 15-digit code")],
    about: Annotated[About, typer.Option(help="关于 / about")],
    building: Annotated[str | None, typer.Option(help="楼栋 / building id")] = None,
    household: Annotated[str | None, typer.Option(help="住户 / household id")] = None,
    as_json: AsJson = False,
) -> None:
    """提交采集到的情况 / submit what was seen."""
    with opened() as office:
        office.freshen("grids", "responsibility", "ticket_board")
        ctx = office.ctx(console_actor("warden"))
        where = {"building": BuildingId(building) if building else None, "hh": HouseholdId(household) if household else None}
        done = commands.submit(ctx, community_id(community), GridId(named(ctx, grid)), about, text, **where)
        told(office, done.answer, as_json)


@app.command("list")
def listing(
    community: Community,
    purpose: Annotated[str | None, typer.Option(help="写明用途则显示内容，用途记入日志 / why it is opened")] = None,
    all_: Annotated[bool, typer.Option("--all", help="含已确认、已退回 / decided ones too")] = False,
    as_json: AsJson = False,
) -> None:
    """待确认的采集 / those that wait for a decision."""
    with opened() as office:
        office.freshen("care", lineage.NAME)
        ctx = office.ctx(console_actor("desk"))
        with office.reading() as connection:
            found = care.observations(connection, lineage.holding(connection, community_id(community)), open_only=not all_)
        shown = caring.needs(ctx, found, purpose) if purpose else [without_boxes(one) for one in found]
    if as_json:
        print_json({"observations": shown})
        return
    keys = ("observation", "grid", "building", "household", "about", "text", "outcome")
    table("采集 / observations", keys, ([one.get(key) for key in keys] for one in shown))


@app.command("confirm")
def confirm(observation: Observation, document: Document = "", as_json: AsJson = False) -> None:
    """确认；采集与确认须为两人 / confirm; not by who submitted it."""
    acted(lambda ctx: commands.confirm(ctx, ObservationId(observation)), as_json, document=document)


@app.command("reject")
def reject(observation: Observation, reason: Reason, as_json: AsJson = False) -> None:
    """退回并说明理由 / reject, saying why."""
    with opened() as office:
        told(office, commands.reject(office.ctx(console_actor("desk")), ObservationId(observation), reason).answer, as_json)
