"""`minqing audit …`: the auditor's questions to the journal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import audit_reader
from api.auditing import both_times, proven, subjects, versions
from api.auditing import history as histories
from api.auditing.sheets import Told
from api.cli import finding, proofs
from api.cli.answering import WHOLE, Address, After, AsOf, KnownAt, Limit, Names, Out, Proven, Subject, Within, answer, subject_of
from api.cli.console import err, refuse, tell
from api.cli.options import AsJson, Since, Until, span
from api.context import Ctx
from api.moments import moment
from domain.errors import DomainError
from projections.trail import Window

app = typer.Typer(help="稽核：来龙去脉、谁做了什么、迟录 / the auditor's questions", no_args_is_help=True)
for name, command in (proofs.COMMANDS | finding.COMMANDS).items():
    app.command(name)(command)


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
    folder: Proven = None,
    as_json: AsJson = False,
) -> None:
    """任一住户、门牌、网格、工单、网格员、岗位、方案、社区的全部经历 / everything the journal tells of anything."""

    def ask(ctx: Ctx, after: int | None, limit: int) -> Told:
        asked = subject_of(ctx, subject, address, community)
        moments = (moment(as_of) if as_of else None, moment(known_at) if known_at else None)
        return histories.history(ctx, asked, Window(*moments, histories.names_like(event or ()), after, limit))

    answer(ask, after, limit, to, as_json, folder)


@app.command("as-of")
def as_of_both(
    subject: Subject = None,
    on: Annotated[str, typer.Option("--on", help="哪一天或时刻的情况 / of which day or instant")] = ...,
    known_at: Annotated[str, typer.Option("--known-at", help="当时所知：日期或时刻 / as known then")] = ...,
    address: Address = None,
    community: Within = None,
    to: Out = None,
    folder: Proven = None,
    as_json: AsJson = False,
) -> None:
    """某日情况：当时所知与今日所知，此间补录更正了什么 / what was true on a day as known at a moment, and as known now."""

    def ask(ctx: Ctx, after: int | None, limit: int) -> Told:
        return both_times.truth(ctx, subject_of(ctx, subject, address, community), moment(on), moment(known_at))

    answer(ask, None, WHOLE, to, as_json, folder)


@app.command("diff")
def diff(
    subject: Annotated[str, typer.Argument(help="编号 / id, or what people write")],
    before: Annotated[int, typer.Option("--from", min=0, help="从第几版 / from this version")] = 0,
    after: Annotated[int | None, typer.Option("--to", min=0, help="到第几版；缺省为最新 / to this version")] = None,
    to: Out = None,
    folder: Proven = None,
    as_json: AsJson = False,
) -> None:
    """两版之间哪些项由什么变成什么、由哪些事件改动 / which fields changed between two versions of anything."""
    answer(lambda ctx, *_: versions.difference(ctx, subjects.subject_of(ctx, subject), before, after), None, WHOLE, to, as_json, folder)


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

    answer(ask, None, WHOLE, to, as_json)


@app.command("did")
def did(
    account: Annotated[str, typer.Argument(help="账号 / account")],
    since: Since = None,
    until: Until = None,
    event: Names = None,
    after: After = None,
    limit: Limit = 200,
    to: Out = None,
    folder: Proven = None,
    as_json: AsJson = False,
) -> None:
    """一个人在一段时间里做的一切 / everything one account recorded in a period."""

    def ask(ctx: Ctx, after: int | None, limit: int) -> Told:
        names = histories.names_like(event or ())
        return histories.did(ctx, account, histories.span_of(ctx, *span(ctx.office, since, until), names=names, after=after, limit=limit))

    answer(ask, after, limit, to, as_json, folder)


@app.command("document")
def document(
    number: Annotated[str, typer.Argument(help="文号 / document number")],
    after: After = None,
    limit: Limit = 200,
    to: Out = None,
    folder: Proven = None,
    as_json: AsJson = False,
) -> None:
    """某文号之下决定了什么、由谁决定 / what was decided under a document, and by whom."""
    answer(lambda ctx, after, limit: histories.decided(ctx, number, after, limit), after, limit, to, as_json, folder)


@app.command("check-answer")
def check_answer(
    folder: Annotated[Path, typer.Argument(help="自带证明的答复 / an answer that proves itself", metavar="DIR")],
    key: Annotated[Path, typer.Option("--key", help="您自己保存的公钥文件 / the file of public keys that you hold")],
) -> None:
    """离线核验一个答复的每一行，不需要数据库与服务 / check every line of an answer offline."""
    try:
        tell("audit.answer_holds", lines=proven.check(folder, key))
    except audit_reader.Wrong as wrong:
        err.print(f"✗ {wrong}")
        raise typer.Exit(1) from None
    except DomainError as refused:
        refuse(refused)
