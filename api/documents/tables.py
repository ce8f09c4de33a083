"""Ledgers and registers on paper: the rows that their files hold, a page after the other under one head."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from api import ledgers, register_sheets
from api.context import CHINA
from api.documents.question import ANEW, Document, Question
from api.documents.wording import cell, people, word
from api.ledgers import Generated, dictionary
from api.texts import text
from domain.ids import district_code
from projections import admissions, registers, seals
from projections.register_rows import Register
from projections.statements import Row

WIDTHS = (3, 26)
"""Of a column in Chinese characters: the least and the most that decide how wide it is beside the others."""
LATIN = 0.58
"""Width of a Latin letter or digit beside a Chinese character."""
UNBROKEN = re.compile(r"[\x21-\x7e]{1,22}")
LEFT_OUT: Mapping[str, tuple[str, ...]] = {"six_clear": ("definition", "clause")}
"""Columns that say the same on every line: on paper they stand above the table."""
ADMISSIONS = ("department", "level", "title", "authority", "starts", "ends", "budget_yuan", "status", "document", "agreement", "entered_on")
SEAL = ("number", "used_at", "certificate_number", "type", "used_by")


def content(question: Question, key: str, made: Generated) -> dict[str, Any]:
    """clauses: what the columns left out say. wide: of each column its share of the page."""
    columns = [one for one in made.columns if one not in LEFT_OUT.get(key, ())]
    rows = [[cell(column, row.get(column)) for column in columns] for row in made.rows]
    notes = dict.fromkeys(str(row[column]) for column in LEFT_OUT.get(key, ()) for row in made.rows if row.get(column))
    titles = [dictionary(column)["zh"] for column in columns]
    return question.head(key) | {
        "title": made.title,
        "clause": made.clause,
        "masked": made.is_masked,
        "purpose": question.purpose or "",
        "reader": question.ctx.actor.account if question.purpose else "",
        "notes": list(notes),
        "columns": [{"title": title, "width": _width(title, [row[n] for row in rows])} for n, title in enumerate(titles)],
        "rows": rows,
        "count": len(rows),
    }


def _width(title: str, cells: list[str]) -> float:
    """That nine cells in ten stand on one line, and no number is broken."""
    long = sorted(map(_length, cells))
    usual = long[len(long) * 9 // 10] if long else 0
    numbers = max((len(run) for one in cells for run in UNBROKEN.findall(one)), default=0) * LATIN
    return round(min(max(_length(title), usual, numbers, WIDTHS[0]), WIDTHS[1]) + 0.8, 1)


def _length(words: str) -> float:
    """In Chinese characters: Latin letters and digits are half as wide."""
    return sum(LATIN if sign.isascii() else 1 for sign in words)


def _ledger(key: str) -> Callable[[Question], Generated]:
    return lambda question: ledgers.generate(question.asked(), key, question.through)


def _register(register: Register) -> Callable[[Question], Generated]:
    def made(question: Question) -> Generated:
        register_sheets.require_reader(register, question.ctx.actor)
        lines = question.archive.lines(question.connection, register.name, question.on)
        return register_sheets.sheet(question.ctx, register, lines, question.through)

    return made


def _admissions(question: Question) -> Generated:
    found = admissions.register(question.connection, question.archive.communities, on=question.on)
    rows = [one | {name: word(f"admission_{name}", one[name]) for name in ("level", "status")} | _expired(one) for one in found]
    return _generated(question, "admissions", ADMISSIONS, rows)


def _expired(one: Row) -> dict[str, str]:
    return {"status": f"{word('admission_status', one['status'])}（已到期）"} if one["is_expired"] else {}


def _seal(question: Question) -> Generated:
    titles = {one["type_key"]: one["title"] for one in seals.types(question.connection, district_code(question.community))}
    found = seals.uses(question.connection, question.archive.communities)
    named = people(question, (one["used_by"] for one in found))
    rows = [one | {"type": titles.get(one["type_key"], one["type_key"]), "used_by": named[one["used_by"]]} for one in found]
    return _generated(question, "seal", SEAL, rows)


def _generated(question: Question, key: str, columns: tuple[str, ...], rows: list[Row]) -> Generated:
    named = tuple(f"{key}.{column}" for column in columns)
    cells = [{f"{key}.{column}": one[column] for column in columns} for one in rows]
    at = question.made.astimezone(CHINA)
    return Generated(key, text(f"document.title.{key}"), named, cells, False, at, question.through, "")


FORMS = ("pdf", "xlsx")
TABLES = (
    *(Document(key, FORMS, "table", ledgers.VIEWS, _ledger(key), **ANEW, titled=f"ledger.title.{key}") for key in ledgers.COLUMNS),
    Document("admissions", FORMS, "table", (admissions.NAME,), _admissions, **ANEW),
    Document("seal", FORMS, "table", (seals.NAME, "responsibility"), _seal, **ANEW),
    *(
        Document(one.name, FORMS, "table", (registers.NAME,), _register(one), has_history=True, titled=f"register.title.{one.name}")
        for one in registers.SHOWN
    ),
)
