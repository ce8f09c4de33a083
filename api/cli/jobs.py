"""`minqing jobs …`: what the clocks do by themselves."""

from __future__ import annotations

import signal
import threading
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from api.cli.console import opened, out, print_json, table
from api.cli.options import AsJson
from api.context import CHINA
from api.jobs import running
from api.jobs.clock import Clock
from api.jobs.clocks import CLOCKS
from api.jobs.queue import wanted_of
from api.jobs.state import state
from api.jobs.worker import Worker
from domain.errors import Unknown
from domain.ids import community_code, community_id
from projections.runner import Worker as Projections
from projections.runner import make_ready

app = typer.Typer(help="自动运行的时钟：到期恢复、超时升级、期满撤销、抽查 / clocks that act by themselves", no_args_is_help=True)


class ClockUnknown(Unknown):
    """Facts: known."""

    code = "clock.unknown"


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """计划、最近一次运行、结果、告警 / what is planned, the last run, its outcome, alarms."""
    with opened() as office:
        found = state(office)
    if as_json:
        print_json(found)
        return
    rows = (
        (one["title"], one["community"] or "—", _hour(one["next_at"]), _hour(one["ran_at"]), one["outcome"], one["acts"], _alarm(one))
        for one in found["clocks"]
    )
    title = f"时钟 / clocks：{found['workers']} 个运行者 / workers，{found['alarms']} 个告警 / alarms"
    table(title, ("时钟 clock", "社区 community", "下次 next", "最近 last", "结果 outcome", "动作 acts", "告警 alarm"), rows)


@app.command("run")
def run(
    clock: Annotated[
        str | None, typer.Argument(help=f"时钟，缺省为全部到期的 / {', '.join(CLOCKS)}; all that are due when left out")
    ] = None,
    community: Annotated[str | None, typer.Option(help="社区 12 位代码 / the community's 12-digit code")] = None,
    as_json: AsJson = False,
) -> None:
    """现在运行一次；重复运行不重复动作 / run now; running again acts on nothing twice."""
    with opened() as office:
        wanted, now = wanted_of(office, _named(clock))
        due = sorted((moment, key) for key, moment in wanted.items() if moment <= now)
        if community is not None:
            due = [(moment, key) for moment, key in due if key[1] == community_id(community)]
        ran = [(key, running.act(office, CLOCKS[key[0]], key[1])) for _, key in due]
        office.freshen()
    acted = [{"clock": key[0], "community": community_code(key[1])} | asdict(one) for key, told in ran for one in told.acted]
    if as_json:
        print_json({"ran": len(ran), "acted": acted})
        return
    rows = ((one["clock"], one["community"], one["subject"], _hour(one["due_at"]), "、".join(one["steps"])) for one in acted)
    table(f"运行 / ran：{len(ran)}", ("时钟 clock", "社区 community", "对象 subject", "到期 due", "动作 steps"), rows)


@app.command("work")
def work() -> None:
    """只运行时钟，不启动服务 / keep the clocks going without serving the API."""
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    with opened() as office:
        make_ready(office.databases.project)
        with Projections(office.journal, office.databases.project):
            office.follows = True
            with Worker(office):
                out.print("时钟运行中 / the clocks run  （Ctrl-C 停止 / stops）")
                stopped.wait()


def _named(clock: str | None) -> dict[str, Clock]:
    """Raises ClockUnknown."""
    if clock is None:
        return dict(CLOCKS)
    if clock not in CLOCKS:
        raise ClockUnknown(known=list(CLOCKS))
    return {clock: CLOCKS[clock]}


def _hour(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _alarm(one: dict[str, object]) -> str:
    return f"{one['alarm']} ×{one['failures']} {one['error'] or ''}" if one["alarm"] else str(one["error"] or "")
