"""The parts of `minqing audit …` that look for something: late entries, corrections, who read what, who answered, under which rules."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from api.auditing import findings, readings, spans, subjects
from api.auditing import history as histories
from api.auditing.sheets import Told
from api.cli.answering import WHOLE, Address, After, Limit, Names, Out, Proven, Within, answer, questioned, subject_of, whole
from api.cli.console import out
from api.cli.options import AsJson, Since, Until
from api.cli.options import span as days_of
from api.context import Ctx, start_of_day
from api.moments import day, moment
from projections.trail import Span

Account = Annotated[str, typer.Argument(help="账号 / account")]
First = Annotated[str, typer.Option("--since", help="起始日 / first day")]
Last = Annotated[str, typer.Option("--until", help="截止日（含） / last day, included")]


def late(
    since: Since = None,
    until: Until = None,
    days: Annotated[int, typer.Option(min=1, help="迟于几天 / later than so many days")] = 1,
    account: Annotated[str | None, typer.Option(help="账号 / account")] = None,
    event: Names = None,
    after: After = None,
    limit: Limit = 200,
    to: Out = None,
    folder: Proven = None,
    as_json: AsJson = False,
) -> None:
    """迟录：事后很久才录入的，按社区和经办人计数 / what was recorded long after it was true."""

    def ask(ctx: Ctx, after: int | None, limit: int) -> Told:
        return findings.late(ctx, timedelta(days=days), _span(ctx, since, until, after, limit, event), account)

    answer(ask, after, limit, to, as_json, folder)


def corrections(
    since: Since = None, until: Until = None, after: After = None, limit: Limit = 200, to: Out = None, as_json: AsJson = False
) -> None:
    """更正：谁的档案、哪几项、谁提出、谁批准；不含内容 / corrections: whose file, which fields, by whom, approved by whom."""
    answer(lambda ctx, *page: findings.corrections(ctx, _span(ctx, since, until, *page)), after, limit, to, as_json)


def retroactive(
    since: Since = None,
    until: Until = None,
    after: After = None,
    limit: Limit = 200,
    to: Out = None,
    folder: Proven = None,
    as_json: AsJson = False,
) -> None:
    """追溯施行：录入晚于施行日的方案和社区整合 / plans and mergers recorded after the day from which they hold."""
    answer(lambda ctx, *page: findings.retroactive(ctx, _span(ctx, since, until, *page)), after, limit, to, as_json, folder)


def refused(
    since: Since = None,
    until: Until = None,
    after: After = None,
    limit: Limit = 200,
    to: Out = None,
    folder: Proven = None,
    as_json: AsJson = False,
) -> None:
    """不予、驳回、退回的 / what somebody decided against."""
    answer(lambda ctx, *page: findings.refused(ctx, _span(ctx, since, until, *page)), after, limit, to, as_json, folder)


def parked(to: Out = None, as_json: AsJson = False) -> None:
    """停放：读模型未能接收的流 / streams that a read model could not take."""
    answer(lambda ctx, *_: findings.parked(ctx), None, WHOLE, to, as_json)


def reads(
    account: Account,
    since: Since = None,
    until: Until = None,
    after: After = None,
    limit: Limit = 200,
    to: Out = None,
    as_json: AsJson = False,
) -> None:
    """一个账号查看了谁的哪些个人信息、为何查看 / whose personal data an account opened, and what for."""
    answer(lambda ctx, *page: readings.by_account(ctx, account, _span(ctx, since, until, *page)), after, limit, to, as_json)


def readers(
    household: Annotated[str, typer.Argument(help="住户编号 / household id")],
    after: After = None,
    limit: Limit = 200,
    to: Annotated[Path | None, typer.Option("--out", help="全部写成 .html（供打印）、.csv 或 .json / as a file, .html to print")] = None,
    as_json: AsJson = False,
) -> None:
    """谁查看过这户的档案、为何查看 / who opened a household's file, and what for."""

    def ask(ctx: Ctx, after: int | None, limit: int) -> Told:
        return readings.of_household(ctx, subjects.subject_of(ctx, household, "hh"), after, limit)

    if to is None or to.suffix != ".html":
        answer(ask, after, limit, to, as_json)
        return
    with questioned() as ctx:
        told = whole(ctx, ask)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(readings.page(ctx, told), encoding="utf-8")
        out.print(f"{len(told.lines)} → {to}")


def responsible(
    since: First,
    until: Last,
    building: Annotated[str | None, typer.Argument(help="楼栋编号 / building id")] = None,
    address: Address = None,
    community: Within = None,
    to: Out = None,
    as_json: AsJson = False,
) -> None:
    """两日之间每一段由谁负责：网格、方案、文号、A 岗 B 岗、谁在岗、为何 / everybody who answered for a door between two days."""

    def ask(ctx: Ctx, after: int | None, limit: int) -> Told:
        asked = subject_of(ctx, building, address, community, "bld")
        return spans.responsible(ctx, asked.id, start_of_day(day(since)), start_of_day(day(until) + timedelta(days=1)))

    answer(ask, None, WHOLE, to, as_json)


def rules(
    community: Annotated[str, typer.Argument(help="社区 12 位代码 / the community's 12-digit code")],
    on: Annotated[str | None, typer.Option(help="哪一天的 / as of which day; every change when left out")] = None,
    to: Out = None,
    as_json: AsJson = False,
) -> None:
    """社区何时适用哪些规定，逐条注明出处 / what a community's rules were when, each with its clause."""
    answer(lambda ctx, *_: spans.rules(ctx, community, moment(on) if on else None), None, WHOLE, to, as_json)


def _span(ctx: Ctx, since: str | None, until: str | None, after: int | None, limit: int, event: list[str] | None = None) -> Span:
    names = histories.names_like(event or ())
    return histories.span_of(ctx, *days_of(ctx.office, since, until), names=names, after=after, limit=limit)


COMMANDS = {one.__name__: one for one in (late, corrections, retroactive, refused, parked, reads, readers, responsible, rules)}
