"""`minqing appraisal …`: schemes, steps, results, ratings."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

import typer

from api.archive import archive_of, said
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, acted, told
from api.commands.governance import appraisals as commands
from api.moments import day
from domain.governance.appraisal import ONE_STEP, Score
from domain.governance.rating import Raters, Subject
from domain.governance.scheme import Part
from domain.ids import AppraisalId, SchemeId, community_id
from projections import appraisals, lineage

app = typer.Typer(help="考核与评议：办法、评分、结果、双向评议 / appraisals and ratings", no_args_is_help=True)
Scored = Annotated[list[str], typer.Option("--score", help="部分=分数，可多次 / part=points, repeat")]
Day = Annotated[str, typer.Option(help="日期 / day")]


@app.command("scheme")
def scheme(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="TOML: appraisal, title, [[parts]] key title points …")],
    community: Community,
    as_json: AsJson = False,
) -> None:
    """公布考核办法，合计百分 / publish a scheme of 100 points."""
    given = tomllib.loads(file.read_text(encoding="utf-8"))
    parts = tuple(Part(**one) for one in given["parts"])
    acted(lambda ctx: commands.publish_scheme(ctx, community, given["appraisal"], given["title"], parts), as_json, role="planner")


@app.command("open")
def open_(scheme: Annotated[str, typer.Argument(help="考核办法 / scheme id")], first: Day, last: Day, as_json: AsJson = False) -> None:
    """开始一次考核 / open an appraisal for a span."""
    with opened() as office:
        told(office, commands.open_(office.ctx(console_actor("planner")), SchemeId(scheme), day(first), day(last)).answer, as_json)


@app.command("score")
def score(
    appraisal: Annotated[str, typer.Argument(help="考核编号 / appraisal id")],
    scored: Scored,
    step: Annotated[str, typer.Option(help="步骤 / self, subdistrict, city …")] = ONE_STEP,
    as_json: AsJson = False,
) -> None:
    """评分 / score a step."""
    pairs = (one.partition("=") for one in scored)
    scores = tuple(Score(part, int(points)) for part, _, points in pairs)
    with opened() as office:
        told(office, commands.score(office.ctx(console_actor("planner")), AppraisalId(appraisal), step, scores).answer, as_json)


@app.command("measure")
def measure(
    appraisal: Annotated[str, typer.Argument(help="考核编号 / appraisal id")],
    worker: Annotated[
        str, typer.Option(help="被考核人账号；不写为全社区 / account of the first handler; the whole community without")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """由日志得出民情受理一项的得分 / the line of how tickets were handled, out of the journal."""
    with opened() as office:
        told(office, commands.measure(office.ctx(console_actor("planner")), AppraisalId(appraisal), worker).answer, as_json)


@app.command("close")
def close(
    appraisal: Annotated[str, typer.Argument(help="考核编号 / appraisal id")],
    excellent_from: Annotated[int, typer.Option(help="优秀线 / points of an excellent result")] = 95,
    as_json: AsJson = False,
) -> None:
    """结束 / close."""
    with opened() as office:
        told(office, commands.close(office.ctx(console_actor("planner")), AppraisalId(appraisal), excellent_from).answer, as_json)


@app.command("report")
def report(
    appraisal: Annotated[str, typer.Argument(help="考核编号 / appraisal id")],
    to: Annotated[str, typer.Option(help="上报单位，默认依制度 / the body above; by default the regulation's")] = "",
    as_json: AsJson = False,
) -> None:
    """考评结果上报 / send the result up."""
    with opened() as office:
        told(office, commands.report_up(office.ctx(console_actor("planner")), AppraisalId(appraisal), to).answer, as_json)


@app.command("compliance")
def compliance(community: Community, since: Day, until: Day, as_json: AsJson = False) -> None:
    """每月、每季考核是否按期 / what comes round, span by span."""
    with opened() as office:
        office.freshen(appraisals.NAME)
        found = commands.compliance(office.ctx(console_actor("auditor")), community, day(since), day(until))
    if as_json:
        print_json({"compliance": found})
        return
    rows = ((one["title"], span["first"], span["last"], span["closed"], span["standing"]) for one in found for span in one["windows"])
    table("定期考核 / appraisals that come round", ("考核", "自", "至", "已结", "状态"), rows)


@app.command("rate")
def rate(
    community: Community,
    subject: Annotated[Subject, typer.Option(help="评议谁 / what is rated")],
    name: Annotated[str, typer.Option(help="名称 / its name")],
    raters: Annotated[Raters, typer.Option(help="谁评 / who rates")],
    first: Day,
    last: Day,
    tallies: Annotated[str, typer.Option(help="一至五星各几票，如 0,1,2,10,30 / how many gave 1…5")],
    as_json: AsJson = False,
) -> None:
    """双向评议 / a rating."""
    counts = tuple(int(count) for count in tallies.split(","))
    acted(lambda ctx: commands.rate(ctx, community, subject, name, raters, (day(first), day(last)), counts), as_json)


@app.command("list")
def listing(community: Community, as_json: AsJson = False) -> None:
    """历次考核 / the appraisals."""
    with opened() as office:
        office.freshen(appraisals.NAME, lineage.NAME)
        with office.reading() as connection:
            kept = archive_of(connection, community_id(community), office.clock())
            found = kept.told(appraisals.appraisals(connection, kept.communities))
        if as_json:
            print_json({"appraisals": found})
            return
        rows = ((a["appraisal"], a["span_first"], a["span_last"], a["points"], a["grade"], a["capped_by"], said(a)) for a in found)
        table("考核 / appraisals", ("编号", "自", "至", "得分", "结果", "封顶条款"), rows)
