"""XLSX, XLS and CSV -> rows of text. Nothing is computed: a formula is the value last shown, or the text it was written as."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from itertools import islice
from pathlib import Path
from re import compile as pattern
from typing import Any
from unicodedata import normalize

from python_calamine import CalamineError, CalamineWorkbook

from gis.exchange.errors import FileUnreadable, FormatUnknown, LayerUnknown, NothingInside, TooManyRows
from gis.exchange.formats import check_archive, decode, read_head

MAX_SHEET_MB = 20
MAX_SHEET_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELL = 2_000
HEADER_WITHIN = 10
"""A title and notes may stand above the headers."""
PRECISION_LOST = "\0precision"
"""Stands for a number that a spreadsheet has already rounded: 18 digits do not fit into its floating point."""
_EXCEL_TEXT = pattern(r'="(.*)"')
_CONTROL = pattern(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """rows: (row number as the spreadsheet shows it, cells), headers and what stands above them left out."""

    name: str
    encoding: str | None
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_sheet(path: Path, known: frozenset[str], *, sheet: str | None = None, encoding: str | None = None) -> Sheet:
    """known: header words (see plain_header); the first row with two of them is the header row, else the first row of all.

    Raises FileAbsent, FileTooLarge, ArchiveRefused, FormatUnknown, FileUnreadable, EncodingUnknown, TooManyRows, NothingInside.
    """
    head = read_head(path, MAX_SHEET_MB)
    if head[:4] == b"PK\x03\x04":
        check_archive(path)
        return _workbook(path, known, sheet)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _workbook(path, known, sheet)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FormatUnknown(suffix=path.suffix, known="XLSX, XLS, CSV")
    text, fitted = decode(path.read_bytes(), encoding)
    return _sheet(path.stem, fitted, _csv_rows(text), known)


def plain_header(text: str) -> str:
    """A header as it is compared: half-width, small letters, without blanks, punctuation and what stands in brackets."""
    bare = pattern(r"[（(\[【].*?[)）\]】]").sub("", normalize("NFKC", text).casefold())
    return "".join(one for one in bare if one.isalnum())


def _workbook(path: Path, known: frozenset[str], wanted: str | None) -> Sheet:
    try:
        with CalamineWorkbook.from_path(path) as book:
            names = book.sheet_names
            if wanted is not None and wanted not in names:
                raise LayerUnknown(layer=wanted[:80], layers=", ".join(names))
            for name in [wanted] if wanted else names:
                table = book.get_sheet_by_name(name)
                if table.total_height > MAX_SHEET_ROWS:
                    raise TooManyRows(limit=MAX_SHEET_ROWS)
                if table.height:
                    start = (table.start or (0, 0))[0]
                    return _sheet(name, None, ((start + n, row) for n, row in enumerate(table.iter_rows(), 1)), known)
    except CalamineError as fault:
        raise FileUnreadable(reason=type(fault).__name__) from fault
    raise NothingInside(layer=path.stem)


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    separator = max(",;\t", key=text[:5000].count)
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        for row in reader:
            yield reader.line_num, row
    except csv.Error as fault:
        raise FileUnreadable(reason=f"CSV: {fault}") from fault


def _sheet(name: str, encoding: str | None, rows: Iterable[tuple[int, list[Any]]], known: frozenset[str]) -> Sheet:
    numbered = ((number, tuple(as_cell(value) for value in row[:MAX_COLUMNS])) for number, row in rows)
    table = [row for row in islice(numbered, MAX_SHEET_ROWS + 1) if any(row[1])]
    if len(table) > MAX_SHEET_ROWS:
        raise TooManyRows(limit=MAX_SHEET_ROWS)
    if not table:
        raise NothingInside(layer=name)
    at = next((n for n, (_, cells) in enumerate(table[:HEADER_WITHIN]) if _known(cells, known) >= 2), 0)
    return Sheet(name, encoding, table[at][1], tuple(table[at + 1 :]))


def _known(cells: tuple[str, ...], known: frozenset[str]) -> int:
    return sum(plain_header(cell) in known for cell in cells)


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
    text = _CONTROL.sub("", normalize("NFC", str(value)).replace("\0", ""))[:MAX_CELL].strip()
    match = _EXCEL_TEXT.fullmatch(text)
    return match[1] if match else text
