"""`minqing plan propose`: what the planner asks of the engine, how far it is, and Ctrl-C that keeps the best plan so far."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Annotated, Any, Literal

import typer

from api.cli.console import console_actor, err, opened, out, progress
from api.cli.plan_shown import AsJson, Community, show_plan
from api.commands import proposing
from api.commands.briefing import Wish
from api.commands.proposing import Reins
from domain.dividers import DividerKind
from domain.errors import Invalid
from domain.ids import BuildingId, GridId, community_id
from projections import grids


def propose(
    community: Community,
    name: Annotated[str, typer.Option(help="方案名称 / name of the draft")] = "",
    seed: Annotated[int, typer.Option(help="随机种子，同种子同结果 / the same seed gives the same plan")] = 1,
    effort: Annotated[Literal["fast", "normal", "thorough"], typer.Option(help="搜索时长 / how long to search")] = "normal",
    grids_wanted: Annotated[int | None, typer.Option("--grids", min=1, help="希望的网格数 / about this many grids")] = None,
    stay: Annotated[bool, typer.Option("--stay", help="以现行方案为基础，少动住户 / start from the plan in force, move few")] = False,
    most_moved: Annotated[float | None, typer.Option(min=0, max=1, help="最多变动的住户比例 / share that may move")] = None,
    lock: Annotated[list[str] | None, typer.Option(help="不动的网格（编码或末三位），可多次 / grids to leave as they are")] = None,
    balance: Annotated[
        Literal["households", "people", "workload"] | None, typer.Option(help="另求均衡：户数、人口、工作量 / spread evenly too")
    ] = None,
    months: Annotated[int | None, typer.Option(min=1, max=60, help="工作量统计的月数 / whole months of work")] = None,
    ticket_weight: Annotated[float | None, typer.Option(min=0, help="一件工单的权重 / a ticket counts")] = None,
    visit_weight: Annotated[float | None, typer.Option(min=0, help="一次走访的权重 / a visit counts")] = None,
    follow: Annotated[float | None, typer.Option(min=0, max=1, help="沿道路水系的优先程度 / liking for roads and water")] = None,
    uncrossed: Annotated[list[DividerKind] | None, typer.Option(help="不得跨越，可多次 / never cross")] = None,
    together: Annotated[list[str] | None, typer.Option(help="须同在一格的楼栋，逗号分隔，可多次 / buildings of one grid")] = None,
    as_json: AsJson = False,
) -> None:
    """自动划分：整栋、连片、户数合规，并恰好铺满社区；Ctrl-C 停止并保留当前最好方案 / whole buildings, connected, in band."""
    with opened() as office:
        wish = Wish(
            seed=seed,
            effort=effort,
            wanted=grids_wanted,
            stay=stay,
            most_moved=most_moved,
            locked=_locked(office, community, lock or []),
            balance=balance or "",
            months=months,
            ticket_weight=ticket_weight,
            visit_weight=visit_weight,
            follow=follow,
            uncrossed=tuple(uncrossed or ()),
            together=tuple(tuple(map(BuildingId, group.split(","))) for group in together or ()),
            name=name,
        )
        with _watched() as reins:
            done = proposing.propose(office.ctx(console_actor("planner")), community, wish, reins)
        show_plan(office, done.answer["plan"], as_json, done.answer.get("reasons", []))
    made = done.answer["grids"]
    if grids_wanted not in (None, made) and not as_json:
        out.print(f"希望 {grids_wanted} 个网格，得 {made} 个：户数标准、少动的要求先于网格数")
        out.print(f"{made} grids, not {grids_wanted}: the band, and how many may move, come first")


class LockUnknown(Invalid):
    """No grid of that id or code (15 digits, or the last three) in the plan decided last. Facts: known (codes)."""

    code = "plan.lock_unknown"


def _locked(office: Any, community: str, codes: list[str]) -> tuple[GridId, ...]:
    if not codes:
        return ()
    office.freshen("grids")
    with office.reading() as connection:
        plans = grids.plans(connection, community_id(community))
        decided = next((plan["plan"] for plan in reversed(plans) if plan["status"] == "enacted"), None)
        found = grids.plan(connection, decided) if decided else None
    decided_grids = found["grids"] if found else []
    known = {name: GridId(one["grid"]) for one in decided_grids for name in (one["grid"], one["code"], one["code"][-3:])}
    if not set(codes) <= set(known):
        raise LockUnknown(known=sorted(one["code"] for one in decided_grids))
    return tuple(known[code] for code in codes)


@contextmanager
def _watched() -> Iterator[Reins]:
    """A bar; the first Ctrl-C ends the search and keeps the best division so far, the second ends everything."""
    stopping, before = Event(), signal.getsignal(signal.SIGINT)

    def stop(*_: object) -> None:
        stopping.set()
        signal.signal(signal.SIGINT, before)
        err.print("停止搜索，保留当前最好方案 / stopping, the best plan so far is kept")

    signal.signal(signal.SIGINT, stop)
    try:
        with progress() as bars:
            task = bars.add_task("划分 / dividing", total=1.0)
            hear: Callable[[float], None] = lambda share: bars.update(task, completed=share)  # noqa: E731
            yield Reins(hear, stopping.is_set)
    finally:
        signal.signal(signal.SIGINT, before)
