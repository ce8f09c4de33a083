"""`minqing round …`: 集中走访 and its coverage."""

from __future__ import annotations

from typing import Annotated

import typer

from api.archive import archive_of, said
from api.cli.console import console_actor, opened, out, print_json, table
from api.cli.options import AsJson, Community, told
from api.commands import rounds
from api.commands.evidence import hold_community, profile_of
from api.moments import day
from domain.ids import RoundId, community_id
from domain.visit_round import RoundUnknown
from projections import lineage, visit_log

app = typer.Typer(help="集中走访：开始、覆盖、结束 / visit rounds", no_args_is_help=True)
Round = Annotated[str, typer.Argument(help="走访轮次编号 / round id")]
CADENCE = "visit_round"


@app.command("open")
def open_round(
    title: Annotated[str, typer.Argument(help="名称 / title")],
    community: Community,
    starts: Annotated[str, typer.Option(help="起始日 / first day")],
    ends: Annotated[str, typer.Option(help="截止日 / last day")],
    as_json: AsJson = False,
) -> None:
    """开始一轮集中走访 / open a round."""
    with opened() as office:
        told(office, rounds.open_round(office.ctx(console_actor("desk")), community, title, day(starts), day(ends)).answer, as_json)


@app.command("close")
def close(round_id: Round, community: Community, as_json: AsJson = False) -> None:
    """结束，覆盖情况就此记下 / close it; its coverage is kept."""
    with opened() as office:
        told(office, rounds.close_round(office.ctx(console_actor("desk")), community, RoundId(round_id)).answer, as_json)


@app.command("list")
def listing(community: Community, year: Annotated[int | None, typer.Option(help="年 / year")] = None, as_json: AsJson = False) -> None:
    """一年中的各轮，及制度要求的次数 / rounds of a year, and how many the regulation asks for."""
    with opened() as office:
        ctx = office.ctx(console_actor("desk"))
        owner = hold_community(ctx, community).state
        assert owner is not None
        asked = profile_of(owner).cadences.get(CADENCE)
        office.freshen("visit_log", lineage.NAME)
        with office.reading() as connection:
            kept = archive_of(connection, owner.community, ctx.now)
            found = kept.told(visit_log.rounds(connection, kept.communities, year or ctx.today.year))
    if as_json:
        print_json({"rounds": found, "asked": asked and asked.times, "clause": asked and asked.source.clause})
        return
    columns = ("编号 round", "名称 title", "起 from", "止 to", "结束 closed", "户 households", "已访 visited", "原社区 under")
    keys = ("round", "title", "starts_on", "ends_on", "closed_on", "households", "visited")
    table("集中走访 / rounds", columns, ([*(one[key] for key in keys), said(one)] for one in found))
    out.print(f"制度要求每年 {asked.times} 次（{asked.source.clause}）" if asked else "制度未要求次数 / no number is asked for")


@app.command("show")
def show(round_id: Round, community: Community, as_json: AsJson = False) -> None:
    """各网格覆盖情况 / coverage by grid as it stands."""
    with opened() as office:
        office.freshen("visit_log", lineage.NAME)
        ctx = office.ctx(console_actor("desk"))
        with office.reading() as connection:
            kept = archive_of(connection, community_id(community), ctx.now)
            if not any(one["round"] == round_id for one in visit_log.rounds(connection, kept.communities)):
                raise RoundUnknown()
            found = visit_log.coverage(connection, round_id, ctx.now)
    if as_json:
        print_json({"round": round_id, "coverage": found})
        return
    rows = ((one["grid"], one["households"], one["visited"]) for one in found)
    table("覆盖 / coverage", ("网格 grid", "户 households", "已访 visited"), rows)
