"""A ledger as a file: CSV (UTF-8 with its mark, for Excel) and XLSX. No cell is ever a formula: what looks like one is text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from api.ledgers.generated import Generated, dictionary

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
CONTROL = ("\t", "\r", "\n")
NOT_IN_NAMES = str.maketrans("[]:*?/\\", "［］：＊？／＼")
"""Signs that no sheet's name may hold, and those of full width that it may."""


def as_csv(ledger: Generated) -> bytes:
    """Titles in Chinese, then a line each."""
    out = io.StringIO(newline="")
    sheet = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)  # where ; parts columns, a comma in a text ends none
    sheet.writerow([dictionary(column)["zh"] for column in ledger.columns])
    sheet.writerows([safe(_plain(row.get(column))) for column in ledger.columns] for row in ledger.rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(*ledgers: Generated) -> bytes:
    """A sheet each, and on a last one what the columns mean and when, how and from where in the journal they were made."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        for ledger in ledgers:
            _fill(book.add_worksheet(_named(ledger.title)), ledger, bold)
        _describe(book.add_worksheet("说明"), ledgers, bold)
    return out.getvalue()


def _named(title: str) -> str:
    """As a sheet may be named: GB/T 31000 would not be."""
    return title.translate(NOT_IN_NAMES)[:31]


def _fill(sheet: Any, ledger: Generated, bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(ledger.columns):
        sheet.write_string(0, place, dictionary(column)["zh"], bold)
    for line, row in enumerate(ledger.rows, 1):
        for place, column in enumerate(ledger.columns):
            _write(sheet, line, place, _plain(row.get(column)))


def as_file(ledger: Generated, form: str) -> bytes:
    """form: csv or xlsx."""
    return as_csv(ledger) if form == "csv" else as_xlsx(ledger)


def safe(cell: Any) -> Any:
    """A text that a spreadsheet would run is led by an apostrophe."""
    runs = isinstance(cell, str) and (cell.startswith(CONTROL) or cell.lstrip().startswith(FORMULA))
    return f"'{cell}" if runs else cell


def _write(sheet: Any, line: int, place: int, value: Any) -> None:
    if isinstance(value, int | float):
        sheet.write_number(line, place, value)
    elif value is not None:
        sheet.write_string(line, place, value)


def _describe(sheet: Any, ledgers: Sequence[Generated], bold: Any) -> None:
    ledger, columns = ledgers[0], dict.fromkeys(column for each in ledgers for column in each.columns)
    lines = [("列", "column", "含义")]
    lines += [(told["zh"], told["en"], told["means"]) for told in map(dictionary, columns)]
    lines += [("", "", ""), ("生成时刻", "generated", f"{ledger.at:%Y-%m-%d %H:%M}"), ("日志位置", "journal position", str(ledger.through))]
    lines += [("依据", "clause", ledger.clause), ("脱敏", "masked", "是" if ledger.is_masked else "否"), *ledger.notes]
    for number, line in enumerate(lines):
        for place, words in enumerate(line):
            sheet.write_string(number, place, words, bold if number == 0 else None)


def _plain(value: Any) -> Any:
    """What a cell holds: a number, or a text."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or (isinstance(value, int | float) and not isinstance(value, bool)) else str(value)
