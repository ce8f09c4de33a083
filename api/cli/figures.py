"""`minqing figures …`: tickets in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

import typer
from psycopg import Connection

from api import figures
from api.china_days import Calendar, calendar_of
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community
from api.commands.evidence import hold_community, profile_of
from api.context import CHINA, Ctx
from domain.ids import CommunityId
from domain.policy import PolicyProfile

app = typer.Typer(help="工单数字：化解层级、办理时长、未答复 / tickets in numbers", no_args_is_help=True)
Days = Annotated[int, typer.Option(min=1, max=3660, help="最近多少天 / of the last so many days, today among them")]


@dataclass(frozen=True)
class Asking:
    ctx: Ctx
    connection: Connection[Any]
    community: CommunityId
    profile: PolicyProfile
    days: Calendar

    def last(self, number: int) -> tuple[date, date]:
        until = self.ctx.today + timedelta(days=1)
        return until - timedelta(days=number), until


@contextmanager
def _asking(code: str) -> Iterator[Asking]:
    with opened() as office:
        ctx = office.ctx(console_actor("desk"))
        owner = hold_community(ctx, code).state
        assert owner is not None
        office.freshen("ticket_board")
        with office.reading() as connection:
            yield Asking(ctx, connection, owner.community, profile_of(owner), calendar_of(ctx))


@app.command("levels")
def levels(community: Community, days: Days = 90, as_json: AsJson = False) -> None:
    """小事不出网格，大事不出社区 / the share of closed tickets settled at each level."""
    with _asking(community) as ask:
        told = figures.levels(ask.connection, ask.community, *ask.last(days))
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
        told = figures.durations(ask.connection, ask.community, ask.profile, ask.days, *ask.last(days))
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
