"""The history of anything: every event that is told in its stream or names it, by when it became true; both times stated on each line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from psycopg import Connection

from api.auditing.lines import COLUMNS, on_paper, placed, told
from api.auditing.sheets import Told
from api.auditing.subjects import Subject, in_sight
from api.context import Ctx, start_of_day
from api.scope import inside
from projections import trail
from projections.statements import Row
from projections.trail import Span, Window

Find = Callable[[Connection[Any]], list[Row]]


def history(ctx: Ctx, subject: Subject, window: Window) -> Told:
    """Of a community: everything in its registers and in those it keeps."""

    def find(connection: Connection[Any]) -> list[Row]:
        if subject.kind == "com":
            return trail.of_communities(connection, subject.communities, _one_more(window))
        return trail.of_subjects(connection, subject.streams, _one_more(window))

    more = {"subject": subject.id, "as_of": window.as_of, "known_at": window.known_at, "streams": list(subject.streams)}
    return page(ctx, "history", find, window.limit, more)


def did(ctx: Ctx, account: str, span: Span) -> Told:
    """Whatever an account recorded, in any role, in the order of the journal."""
    return page(ctx, "did", lambda connection: trail.of_actor(connection, account, _one_more(span)), span.limit, {"account": account})


def decided(ctx: Ctx, document: str, after: int | None, limit: int) -> Told:
    """What was decided under a document, and by whom."""
    seen = in_sight(ctx)

    def find(connection: Connection[Any]) -> list[Row]:
        return trail.of_document(connection, document, seen, after, limit + 1)

    return page(ctx, "document", find, limit, {"document": document})


def page(ctx: Ctx, question: str, find: Find, limit: int, more: dict[str, Any]) -> Told:
    """The lines found, one more than the page holds being the sign of a next one."""
    with inside(ctx) as connection:
        found = find(connection)
    shown = found[:limit]
    lines = placed(told(ctx, [row["position"] for row in shown]), {row["position"]: row["community"] for row in shown})
    following = shown[-1]["position"] if len(found) > limit else None
    return Told(question, lines, COLUMNS, on_paper(lines), following, more)


def span_of(ctx: Ctx, since: date, until: date, **given: Any) -> Span:
    """Both days included, within what the actor may see."""
    return Span(start_of_day(since), start_of_day(until + timedelta(days=1)), in_sight(ctx), **given)


def names_like(names: Sequence[str]) -> list[str] | None:
    """`plan.` is every event that begins so; anything else one event."""
    escaped = [name.replace("\\", "").replace("%", "").replace("_", r"\_") for name in names]
    return [f"{name}%" if name.endswith(".") else name for name in escaped] or None


def _one_more(asked: Any) -> Any:
    return replace(asked, limit=asked.limit + 1)
