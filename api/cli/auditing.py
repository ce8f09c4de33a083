"""`minqing audit …`: the auditor's questions to the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from api.auditing import both_times, findings, subjects, versions
from api.auditing import history as histories
from api.auditing.sheets import Told, as_csv, field_words, title
from api.cli import proofs
from api.cli.console import as_json_text, console_actor, opened, out, print_json, table
from api.cli.options import AsJson, Since, Until, span
from api.context import CHINA, Ctx, Office
from api.ledgers import dictionary
from api.moments import moment
from domain.ids import community_id
from projections.trail import Window

app = typer.Typer(help="稽核：来龙去脉、谁做了什么、迟录 / the auditor's questions", no_args_is_help=True)
for name, command in proofs.COMMANDS.items():
    app.command(name)(command)
Subject = Annotated[str | None, typer.Argument(help="编号；网格编码、工单号、账号、社区代码均可 / id, or what people write")]
Address = Annotated[str | None, typer.Option(help="门牌 / address")]
Within = Annotated[str | None, typer.Option("--community", help="社区代码，缩小门牌范围 / only in this community")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="截至何时属实 / true by this day or instant")]
KnownAt = Annotated[str | None, typer.Option("--known-at", help="截至何时已录入 / recorded by this day or instant")]
Names = Annotated[list[str] | None, typer.Option("--event", help="事件名，以点结尾者为一类 / names of events; `plan.` all of that kind")]
Out = Annotated[Path | None, typer.Option("--out", help="全部写成 .csv 或 .json / the whole answer as a file")]
After = Annotated[int | None, typer.Option(help="上一页的 next / `next` of the page before")]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="每页行数 / lines a page")]
FILES = (".csv", ".json", ".geojson")
WHOLE = 10_000
FILE_ONLY = {"audit.told", "audit.community", "audit.policy", "audit.cause"}
"""Too wide for a screen: they stand in the file and in --json."""
Ask = Callable[[Ctx, int | None, int], Told]
"""(context, after, limit) -> one page."""


@app.command("history")
def history(
    subject: Subject = None,
    address: Address = None,
    community: Within = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    event: Names = None,
    after: After = None,
    limit: Limit = 200,
    to: Out = None,
    as_json: AsJson = False,
) -> None:
    """任一住户、门牌、网格、工单、网格员、岗位、方案、社区的全部经历 / everything the journal tells of anything."""

    def ask(ctx: Ctx, after: int | None, limit: int) -> Told:
        asked = _subject(ctx, subject, address, community)
        moments = (moment(as_of) if as_of else None, moment(known_at) if known_at else None)
        return histories.history(ctx, asked, Window(*moments, histories.names_like(event or ()), after, limit))

    _answer(ask, after, limit, to, as_json)


@app.command("as-of")
def as_of_both(
    subject: Subject = None,
    on: Annotated[str, typer.Option("--on", help="哪一天或时刻的情况 / of which day or instant")] = ...,
    known_at: Annotated[str, typer.Option("--known-at", help="当时所知：日期或时刻 / as known then")] = ...,
    address: Address = None,
    community: Within = None,
    to: Out = None,
    as_json: AsJson = False,
) -> None:
    """某日情况：当时所知与今日所知，此间补录更正了什么 / what was true on a day as known at a moment, and as known now."""

    def ask(ctx: Ctx, after: int | None, limit: int) -> Told:
        return both_times.truth(ctx, _subject(ctx, subject, address, community), moment(on), moment(known_at))

    _answer(ask, None, WHOLE, to, as_json)


@app.command("diff")
def diff(
    subject: Annotated[str, typer.Argument(help="编号 / id, or what people write")],
    before: Annotated[int, typer.Option("--from", min=0, help="从第几版 / from this version")] = 0,
    after: Annotated[int | None, typer.Option("--to", min=0, help="到第几版；缺省为最新 / to this version")] = None,
    to: Out = None,
    as_json: AsJson = False,
) -> None:
    """两版之间哪些项由什么变成什么、由哪些事件改动 / which fields changed between two versions of anything."""
    _answer(lambda ctx, *_: versions.difference(ctx, subjects.subject_of(ctx, subject), before, after), None, WHOLE, to, as_json)


@app.command("borders")
def border_change(
    grid: Annotated[str, typer.Argument(help="网格编号或编码 / grid, by id or code")],
    before: Annotated[str, typer.Option("--from", help="日期或方案编号 / a day or a plan")],
    after: Annotated[str, typer.Option("--to", help="日期或方案编号 / a day or a plan")],
    to: Out = None,
    as_json: AsJson = False,
) -> None:
    """网格在两日或两个方案之间划入划出的土地和楼栋；--out .geojson 可作图 / land and buildings a grid gained and lost."""
    from api.auditing import borders  # the map engine: no other question needs it

    def ask(ctx: Ctx, after_: int | None, limit: int) -> Told:
        return borders.difference(ctx, subjects.subject_of(ctx, grid, "grd"), before, after)

    _answer(ask, None, WHOLE, to, as_json)


@app.command("did")
def did(
    account: Annotated[str, typer.Argument(help="账号 / account")],
    since: Since = None,
    until: Until = None,
    event: Names = None,
    after: After = None,
    limit: Limit = 200,
    to: Out = None,
    as_json: AsJson = False,
) -> None:
    """一个人在一段时间里做的一切 / everything one account recorded in a period."""

    def ask(ctx: Ctx, after: int | None, limit: int) -> Told:
        names = histories.names_like(event or ())
        return histories.did(ctx, account, histories.span_of(ctx, *span(ctx.office, since, until), names=names, after=after, limit=limit))

    _answer(ask, after, limit, to, as_json)


@app.command("document")
def document(
    number: Annotated[str, typer.Argument(help="文号 / document number")],
    after: After = None,
    limit: Limit = 200,
    to: Out = None,
    as_json: AsJson = False,
) -> None:
    """某文号之下决定了什么、由谁决定 / what was decided under a document, and by whom."""
    _answer(lambda ctx, after, limit: histories.decided(ctx, number, after, limit), after, limit, to, as_json)


@app.command("late")
def late(
    since: Since = None,
    until: Until = None,
    days: Annotated[int, typer.Option(min=1, help="迟于几天 / later than so many days")] = 1,
    account: Annotated[str | None, typer.Option(help="账号 / account")] = None,
    event: Names = None,
    after: After = None,
    limit: Limit = 200,
    to: Out = None,
    as_json: AsJson = False,
) -> None:
    """迟录：事后很久才录入的，按社区和经办人计数 / what was recorded long after it was true."""

    def ask(ctx: Ctx, after: int | None, limit: int) -> Told:
        names = histories.names_like(event or ())
        asked = histories.span_of(ctx, *span(ctx.office, since, until), names=names, after=after, limit=limit)
        return findings.late(ctx, timedelta(days=days), asked, account)

    _answer(ask, after, limit, to, as_json)


def _subject(ctx: Ctx, given: str | None, address: str | None, community: str | None) -> subjects.Subject:
    """By what people write, or by a door."""
    return subjects.subject_of(ctx, given or subjects.building_at(ctx, address or "", community_id(community) if community else None))


def _answer(ask: Ask, after: int | None, limit: int, to: Path | None, as_json: bool) -> None:
    """A page on the screen, or the whole answer in a file."""
    if to and to.suffix not in FILES:
        raise typer.BadParameter(" ".join(FILES))
    with opened() as office:
        ctx = _ctx(office)
        if to is None:
            show(ask(ctx, after, limit), as_json)
            return
        whole = _whole(ctx, ask)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(_written(ctx, whole, to.suffix))
        out.print(f"{title(whole.question)}：{len(whole.lines)} 行 → {to}")


def _written(ctx: Ctx, told: Told, suffix: str) -> bytes:
    if suffix == ".csv":
        return as_csv(ctx, told)
    if suffix == ".geojson":
        if "features" not in told.more:
            raise typer.BadParameter("没有可画的 / nothing to draw: .csv .json")
        return as_json_text({"type": "FeatureCollection", "features": told.more["features"]}).encode()
    return as_json_text(told.as_json()).encode()


def _ctx(office: Office) -> Ctx:
    office.freshen()
    return office.ctx(console_actor("auditor"))


def _whole(ctx: Ctx, ask: Ask) -> Told:
    found = ask(ctx, None, WHOLE)
    while found.following is not None:
        page = ask(ctx, found.following, WHOLE)
        found = replace(page, lines=found.lines + page.lines, cells=found.cells + page.cells)
    return found


def show(told: Told, as_json: bool) -> None:
    if as_json:
        print_json(told.as_json())
        return
    facts = {name: value for name, value in told.more.items() if isinstance(value, str | int | float)}
    out.print("，".join(f"{field_words(name)}：{_cell(value)}" for name, value in facts.items()))
    shown = [column for column in told.columns if column not in FILE_ONLY]
    headings = [dictionary(column)["zh"] for column in shown]
    table(title(told.question), headings, ([_cell(row.get(column)) for column in shown] for row in told.cells))
    if told.following is not None:
        out.print(f"未完，续页 / more: --after {told.following}")


def _cell(value: Any) -> Any:
    return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}" if hasattr(value, "astimezone") else value
