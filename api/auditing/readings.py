"""Who read whose personal data, which fields, what for: out of the vault's log, which never holds a value."""

from __future__ import annotations

from collections.abc import Collection
from html import escape
from typing import Any

from psycopg.rows import dict_row

from api import shown_events
from api.auditing.sheets import Told, sheet, title
from api.auditing.subjects import Subject, in_sight
from api.context import CHINA, Ctx
from api.ledgers import dictionary
from api.scope import inside
from domain.ids import kind_of
from domain.sql_files import statement_in
from projections import trail
from projections.statements import Row
from projections.trail import Span, Window

COLUMNS = tuple(f"audit.{name}" for name in ("read_at", "actor", "role", "subject", "fields", "purpose", "request", "community"))
ON_PAPER = COLUMNS[:6]
COUNTS = tuple(f"audit.{name}" for name in ("actor", "role", "reads", "subjects", "last_read_at"))
FILES = ("hh", "psn", "tkt", "ned", "vis", "obs", "cor")
"""Kinds under which something of a household is sealed."""
_EVERY_LINE = 10_000
_STYLE = (
    "body{font-family:'Noto Sans CJK SC','Source Han Sans SC',sans-serif;margin:12mm;font-size:10pt}h1{font-size:15pt;margin:0 0 2mm}"
    "table{border-collapse:collapse;width:100%;margin-top:4mm}th,td{border:.2mm solid #555;padding:1mm 2mm;text-align:left;"
    "overflow-wrap:anywhere}tr{break-inside:avoid}thead{display:table-header-group}@page{size:A4;margin:10mm}"
)


def by_account(ctx: Ctx, account: str, span: Span) -> Told:
    """What one account opened in a period, of the communities that the asker may see."""
    given = {"actor": account, "since": span.since, "until": span.until}
    found = _rows(ctx, "reads_by", given, span.after, span.limit)
    shown, following = _page(found, span.limit)
    return _told(ctx, "reads", _in_sight(ctx, shown), following, {"account": account})


def counted(ctx: Ctx, span: Span) -> Told:
    """Who opened personal data in a period: how often, of how many subjects, when last; of the communities that the asker may see."""
    given = {"since": span.since, "until": span.until, "communities": span.communities}
    with inside(ctx) as connection, connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(_sql("readers_counted"), given).fetchall()
    return Told("read_counts", found, COUNTS, [{column: row[column.removeprefix("audit.")] for column in COUNTS} for row in found])


def of_household(ctx: Ctx, subject: Subject, after: int | None, limit: int) -> Told:
    """Who opened a household's file: its own, its members' (wherever they belonged then), its tickets', needs', visits'."""
    found = _rows(ctx, "reads_of", {"subjects": sorted(_files(ctx, subject))}, after, limit)
    shown, following = _page(found, limit)
    return _told(ctx, "readers", _in_sight(ctx, shown), following, {"subject": subject.id})


def page(ctx: Ctx, told: Told) -> str:
    """A sheet to print and hand over: HTML that stands alone."""
    made = sheet(ctx, told)
    heading = f"{title(told.question)}：{told.more['subject']}"
    head = "".join(f"<th>{escape(dictionary(column)['zh'])}</th>" for column in ON_PAPER)
    body = "".join("<tr>" + "".join(f"<td>{escape(_cell(row[column]))}</td>" for column in ON_PAPER) + "</tr>" for row in made.rows)
    note = f"共 {len(made.rows)} 次，截至 {made.at:%Y-%m-%d %H:%M}。此表只写明谁、何时、为何查看，不含档案内容。"
    top = f'<meta charset="utf-8"><title>{escape(heading)}</title><style>{_STYLE}</style>'
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<!doctype html><html lang="zh-CN"><head>{top}</head><body><h1>{escape(heading)}</h1><p>{note}</p>{table}</body></html>'


def _files(ctx: Ctx, subject: Subject) -> set[str]:
    with inside(ctx) as connection:
        named = trail.of_subjects(connection, [subject.id], Window(limit=_EVERY_LINE))
        positions = [row["position"] for row in named]
        persons = trail.subjects_at(connection, [one.position for one in shown_events.stream(ctx, subject.id)], "psn-")
    streams = {one.stream for one in shown_events.at(ctx, positions)}
    return {subject.id} | persons | {stream for stream in streams if kind_of(stream) in FILES and not stream.startswith("hh-")}


def _rows(ctx: Ctx, name: str, given: dict[str, Any], after: int | None, limit: int) -> list[Row]:
    with inside(ctx) as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_sql(name), given | {"after": after or 0, "limit": limit + 1}).fetchall()


def _page(found: list[Row], limit: int) -> tuple[list[Row], int | None]:
    return found[:limit], found[limit - 1]["id"] if len(found) > limit else None


def _in_sight(ctx: Ctx, found: Collection[Row]) -> list[Row]:
    """Each with the community in whose registers its subject stands."""
    seen = in_sight(ctx)
    with inside(ctx) as connection:
        owners = trail.communities_of(connection, [row["subject"] for row in found])
    placed = [row | {"community": owners.get(row["subject"])} for row in found]
    return [row for row in placed if seen is None or row["community"] in seen]


def _told(ctx: Ctx, question: str, found: list[Row], following: int | None, more: dict[str, Any]) -> Told:
    cells = [{column: _listed(row[column.removeprefix("audit.")]) for column in COLUMNS} for row in found]
    return Told(question, found, COLUMNS, cells, following, more)


def _listed(value: Any) -> Any:
    return "、".join(value) if isinstance(value, list) else value


def _cell(value: Any) -> str:
    return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}" if hasattr(value, "astimezone") else str(value or "")


def _sql(name: str) -> str:
    return statement_in("api.auditing", name)
