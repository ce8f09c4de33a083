"""`minqing figures …`: the catalogue of figures, any of them on the screen or as a file, and tickets in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from psycopg import Connection

from api import figures, indicators
from api.china_days import Calendar, calendar_of
from api.cli.console import console_actor, opened, out, print_json, refusals, table
from api.cli.options import AsJson, Community
from api.commands.evidence import hold_community, profile_of
from api.context import CHINA, Ctx
from api.indicators import Frame, Question, tiers
from api.ledgers import Generated, as_file
from api.moments import day, moment
from domain.ids import CommunityId, community_id
from domain.policy import PolicyProfile
from projections import lineage

app = typer.Typer(help="指标：目录、取数、成文件；工单数字 / figures by definition, and tickets in numbers", no_args_is_help=True)
Days = Annotated[int, typer.Option(min=1, max=3660, help="最近多少天 / of the last so many days, today among them")]

FORMS = (".csv", ".xlsx", ".svg")


@dataclass(frozen=True)
class Asking:
    ctx: Ctx
    connection: Connection[Any]
    community: CommunityId
    profile: PolicyProfile
    days: Calendar

    @property
    def registers(self) -> list[str]:
        return lineage.holding(self.connection, self.community)

    def last(self, number: int) -> tuple[date, date]:
        until = self.ctx.today + timedelta(days=1)
        return until - timedelta(days=number), until


@contextmanager
def _asking(code: str) -> Iterator[Asking]:
    with opened() as office:
        ctx = office.ctx(console_actor("desk"))
        owner = hold_community(ctx, code).state
        assert owner is not None
        office.freshen("ticket_board", lineage.NAME)
        with office.reading() as connection:
            yield Asking(ctx, connection, owner.community, profile_of(owner), calendar_of(ctx))


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """指标目录：口径、算式、来源与条款 / which figures there are, how each is counted, who asks for it."""
    with refusals():
        found = indicators.listed()
        if as_json:
            print_json({"figures": found})
            return
        columns = ("指标 figure", "名称", "条款 rules", "算式 formula")
        lines = ((one["figure"], one["title"][0], " ".join(rule["rule"] for rule in one["rules"]), one["formula"][0]) for one in found)
        table("指标 / figures", columns, lines)


@app.command("show")
def show(
    figure: Annotated[str, typer.Argument(help="`figures list` 所列 / as `figures list` names it")],
    community: Annotated[str | None, typer.Option(help="社区 12 位代码 / the community's 12-digit code")] = None,
    area: Annotated[
        str | None, typer.Option(help="街道 9 位或区县 6 位代码：逐社区；12 位：一个社区 / by community: of a subdistrict, a district, one")
    ] = None,
    by: Annotated[str | None, typer.Option(help="grid：全社区的指标改为逐网格 / of each grid instead of the whole community")] = None,
    since: Annotated[str | None, typer.Option(help="起始日，缺省为当月一日 / first day")] = None,
    until: Annotated[str | None, typer.Option(help="截止日，缺省为今日 / last day")] = None,
    as_of: Annotated[str | None, typer.Option(help="截至哪一天的事实 / as it stood on which day")] = None,
    known_at: Annotated[str | None, typer.Option(help="只用此刻以前录入的 / by what had been recorded until then")] = None,
    boundaries: Annotated[str, typer.Option(help="then | now | pln-…：按哪一套网格边界 / by whose grids")] = indicators.THEN,
    registers: Annotated[str, typer.Option(help="now：并入的各原社区一并计入 / with communities that ended in it since")] = indicators.THEN,
    grid: Annotated[str | None, typer.Option(help="网格 / grid")] = None,
    to: Annotated[Path | None, typer.Option("--out", help="文件 .csv .xlsx .svg / file")] = None,
    as_json: AsJson = False,
) -> None:
    """一项指标：屏幕、JSON、CSV、XLSX 或 SVG 图 / one figure on the screen or as a file."""
    if (
        (community is None) == (area is None)
        or (to and to.suffix not in FORMS)
        or by not in (None, "grid")
        or registers not in ("then", "now")
        or (by and area)
    ):
        raise typer.BadParameter(
            "--community 或 --area（后者不逐网格）；文件 .csv .xlsx .svg / one of the two, an area not by grid; a file of these kinds"
        )
    days = [day(each) if each else None for each in (since, until, as_of)]
    with opened() as office:
        ctx, wanted = office.ctx(console_actor("reporter")), indicators.figure_of(figure, by)
        through = office.freshen(*indicators.VIEWS)
        with office.reading() as connection:
            if area:
                wish = tiers.Wish(area, (), *days, moment(known_at) if known_at else None)
                with tiers.asking(ctx, connection, wanted, wish) as asked:
                    found = tiers.rows(wanted, asked)
                wanted, frame = tiers.summed(wanted), Frame(asked.period, ctx.now, wish.known_at or ctx.now)
                told, made = indicators.answer(wanted, found, frame), indicators.as_sheet(wanted, found, frame, through)
            else:
                question = Question(*days, moment(known_at) if known_at else None, boundaries, registers)
                with indicators.asking(ctx, connection, community_id(community or ""), question, [wanted], grid and [grid]) as ask:
                    told, made = indicators.made(wanted, ask), indicators.sheet(wanted, ask, through)
        _put_out(told, made, to, as_json)


def _put_out(told: dict[str, Any], made: Generated, to: Path | None, as_json: bool) -> None:
    if to:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(indicators.svg(told).encode() if to.suffix == ".svg" else as_file(made, to.suffix.removeprefix(".")))
        out.print(f"{made.title}：{len(made.rows)} 行 → {to}")
    elif as_json:
        print_json(told)
    else:
        span = f"{told['since']} – {told['until']}" if told["since"] else f"{told['as_of']}"
        table(
            f"{made.title}（{span}）", [one["zh"] for one in told["columns"]], ([row[each] for each in made.columns] for row in made.rows)
        )
        known_at = told["known_at"].astimezone(CHINA).isoformat()
        out.print(f"口径：{told['definition'][0]}\n算式：{told['formula'][0]}\n所知截至 / known at：{known_at}", markup=False)


@app.command("levels")
def levels(community: Community, days: Days = 90, as_json: AsJson = False) -> None:
    """小事不出网格，大事不出社区 / the share of closed tickets settled at each level."""
    with _asking(community) as ask:
        told = figures.levels(ask.connection, ask.registers, *ask.last(days))
    if as_json:
        print_json(told)
        return
    rows = [(one["level"], one["closed"], _percent(one["share"])) for one in told["levels"]]
    rows += [(name, f"{told[key]['settled']}/{told[key]['closed']}", _percent(told[key]["share"])) for key, name in _LOW.items()]
    table(f"办结 {told['closed']} 件，{told['since']} 起 / closed since", ("层级 level", "件数", "占比 share"), rows)


@app.command("durations")
def durations(community: Community, days: Days = 90, as_json: AsJson = False) -> None:
    """办理时长与承诺时限 / time taken beside time promised, by category."""
    with _asking(community) as ask:
        told = figures.durations(ask.connection, ask.registers, ask.profile, ask.days, *ask.last(days))
    if as_json:
        print_json({"durations": told})
        return
    columns = ("类别", "件数", "按时", "中位（小时）", "最快", "最慢", "承诺", "中位（按承诺单位）")
    names = ("title", "closed", "in_time", "median_hours", "fastest_hours", "slowest_hours")
    table("办理时长 / durations", columns, ((*(one[name] for name in names), _promise(one), one["median_taken"]) for one in told))


def _promise(one: dict[str, Any]) -> str:
    return "" if one["promised"] is None else f"{one['promised']} {_UNIT[one['clock']]}"


@app.command("unanswered")
def unanswered(community: Community, as_json: AsJson = False) -> None:
    """上报后未答复居民的工单，逾期在前 / tickets that went up without who asked being told."""
    with _asking(community) as ask:
        found = figures.unanswered(ask.connection, ask.community, ask.profile, ask.days, ask.ctx.now)
    found.sort(key=lambda row: row["reply_due_at"])
    if as_json:
        print_json({"unanswered": found})
        return
    columns = ("号码 number", "类别", "上报至 level", "应于前答复 due", "逾期")
    rows = ((f"{row['number']}", row["category"], row["level"], _day(row), "是" if row["is_late"] else "") for row in found)
    table("未答复 / unanswered", columns, rows)


_LOW = {"small": "小事在网格内", "big": "大事在社区内"}
_UNIT = {"working_days": "个工作日", "working_hours": "个工作小时", "days": "日", "hours": "小时"}


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _day(row: dict[str, Any]) -> str:
    return f"{row['reply_due_at'].astimezone(CHINA):%Y-%m-%d %H:%M}"
