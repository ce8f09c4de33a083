"""How `minqing audit …` answers: a page on the screen, the whole as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from api.auditing import proven, subjects
from api.auditing.sheets import Told, as_csv, field_words, title
from api.cli.console import as_json_text, console_actor, opened, out, print_json, table, tell
from api.context import CHINA, Ctx
from api.ledgers import dictionary
from domain.ids import community_id

Subject = Annotated[str | None, typer.Argument(help="编号；网格编码、工单号、账号、社区代码均可 / id, or what people write")]
Address = Annotated[str | None, typer.Option(help="门牌 / address")]
Within = Annotated[str | None, typer.Option("--community", help="社区代码，缩小门牌范围 / only in this community")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="截至何时属实 / true by this day or instant")]
KnownAt = Annotated[str | None, typer.Option("--known-at", help="截至何时已录入 / recorded by this day or instant")]
Names = Annotated[list[str] | None, typer.Option("--event", help="事件名，以点结尾者为一类 / names of events; `plan.` all of that kind")]
Out = Annotated[Path | None, typer.Option("--out", help="全部写成 .csv 或 .json / the whole answer as a file")]
After = Annotated[int | None, typer.Option(help="上一页的 next / `next` of the page before")]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="每页行数 / lines a page")]
Proven = Annotated[Path | None, typer.Option("--proven", help="写成自带证明的文件夹 / a folder in which every line proves itself")]
FILES = (".csv", ".json", ".geojson")
WHOLE = 10_000
FILE_ONLY = {f"audit.{name}" for name in ("told", "community", "policy", "cause", "request", "quote")}
"""Too wide for a screen: they stand in the file and in --json."""
Ask = Callable[[Ctx, int | None, int], Told]
"""(context, after, limit) -> one page."""


def subject_of(ctx: Ctx, given: str | None, address: str | None, community: str | None, wanted: str | None = None) -> subjects.Subject:
    """By what people write, or by a door."""
    found = given or subjects.building_at(ctx, address or "", community_id(community) if community else None)
    return subjects.subject_of(ctx, found, wanted)


@contextmanager
def questioned() -> Iterator[Ctx]:
    """The context of an auditor at the console, the read models up to the head."""
    with opened() as office:
        office.freshen()
        yield office.ctx(console_actor("auditor"))


def answer(ask: Ask, after: int | None, limit: int, to: Path | None, as_json: bool, folder: Path | None = None) -> None:
    """A page on the screen, or the whole answer in a file; folder: as one that proves itself."""
    if to and to.suffix not in FILES:
        raise typer.BadParameter(" ".join(FILES))
    with questioned() as ctx:
        if folder is not None:
            tell("audit.answer_written", lines=proven.write(ctx, whole(ctx, ask), folder), folder=folder)
        elif to is None:
            show(ask(ctx, after, limit), as_json)
        else:
            told = whole(ctx, ask)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(_written(ctx, told, to.suffix))
            out.print(f"{title(told.question)}：{len(told.lines)} 行 → {to}")


def _written(ctx: Ctx, told: Told, suffix: str) -> bytes:
    if suffix == ".csv":
        return as_csv(ctx, told)
    if suffix == ".geojson":
        if "features" not in told.more:
            raise typer.BadParameter("没有可画的 / nothing to draw: .csv .json")
        return as_json_text({"type": "FeatureCollection", "features": told.more["features"]}).encode()
    return as_json_text(told.as_json()).encode()


def whole(ctx: Ctx, ask: Ask) -> Told:
    """Every page of an answer as one."""
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
