"""The rows of one workbook as JSON, in a process of its own: a workbook of a few kilobytes can name a cell so far away that the
reader asks for 200 GB and the whole process is aborted. Run as a script it imports nothing of this product, so that it starts at once.

    python -I workbook_rows.py FILE ROW_LIMIT [SHEET]   ->   {"sheet", "start", "rows"} or {"refused", …}
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date, datetime
from re import compile as pattern
from typing import Any
from unicodedata import normalize

from python_calamine import CalamineError, CalamineWorkbook

MEMORY_MB = 512
SECONDS = 20
MAX_COLUMNS = 200
MAX_CELL = 2_000
PRECISION_LOST = "\0precision"
"""Stands for a number that a spreadsheet has already rounded: 18 digits do not fit into its floating point."""
_EXCEL_TEXT = pattern(r'="(.*)"')
_CONTROL = pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def as_cell(value: Any) -> str:
    """Text of one cell; a whole number without ".0", a date in ISO form, a rounded long number as PRECISION_LOST."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float | int) and not isinstance(value, bool):
        if abs(value) >= 1e15:
            return PRECISION_LOST
        return str(int(value)) if float(value).is_integer() else repr(value)
    text = _CONTROL.sub("", normalize("NFC", str(value)))[:MAX_CELL].strip()
    match = _EXCEL_TEXT.fullmatch(text)
    return match[1] if match else text


def workbook_rows(path: str, row_limit: int, wanted: str | None = None) -> dict[str, Any]:
    """The sheet asked for, else the first that holds anything. start: rows above the first, so that numbers are the spreadsheet's own."""
    with CalamineWorkbook.from_path(path) as book:
        names = book.sheet_names
        if wanted is not None and wanted not in names:
            return {"refused": "sheet", "sheets": names}
        for name in [wanted] if wanted else names:
            table = book.get_sheet_by_name(name)
            if table.total_height > row_limit:
                return {"refused": "rows"}
            if table.height:
                rows = [[as_cell(value) for value in row[:MAX_COLUMNS]] for row in table.iter_rows()]
                return {"sheet": name, "start": (table.start or (0, 0))[0], "rows": rows}
    return {"refused": "empty"}


def main(path: str, row_limit: str, *sheet: str) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB * 1024 * 1024,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        told = workbook_rows(path, int(row_limit), *sheet)
    except CalamineError as fault:
        told = {"refused": "unreadable", "reason": type(fault).__name__}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
