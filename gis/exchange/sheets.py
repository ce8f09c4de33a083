"""XLSX, XLS and CSV -> rows of text. Nothing is computed: a formula is the value last shown, or the text it was written as."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path
from re import compile as pattern
from typing import Any
from unicodedata import normalize

from gis.exchange import workbook_rows
from gis.exchange.errors import FileUnreadable, FormatUnknown, LayerUnknown, NothingInside, SheetTooDemanding, TooManyRows
from gis.exchange.formats import check_archive, decode, read_head
from gis.exchange.workbook_rows import MAX_COLUMNS, MEMORY_MB, SECONDS, as_cell

MAX_SHEET_MB = 20
MAX_SHEET_ROWS = 100_000
HEADER_WITHIN = 10
"""A title and notes may stand above the headers."""


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
    told = _told_by_child(path, wanted)
    match told.get("refused"):
        case "sheet":
            raise LayerUnknown(layer=(wanted or "")[:80], layers=", ".join(told["sheets"]))
        case "rows":
            raise TooManyRows(limit=MAX_SHEET_ROWS)
        case "empty":
            raise NothingInside(layer=path.stem)
        case "unreadable":
            raise FileUnreadable(reason=told["reason"])
    return _sheet(told["sheet"], None, enumerate(told["rows"], told["start"] + 1), known)


def _told_by_child(path: Path, wanted: str | None) -> dict[str, Any]:
    command = [sys.executable, "-I", workbook_rows.__file__, str(path.resolve()), str(MAX_SHEET_ROWS), *([wanted] if wanted else [])]
    try:
        child = subprocess.run(command, capture_output=True, check=True, timeout=2 * SECONDS)  # noqa: S603 our own script, no shell
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        raise SheetTooDemanding(memory_mb=MEMORY_MB, seconds=SECONDS) from fault
    return json.loads(child.stdout)


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    separator = max(",;\t", key=text[:5000].count)
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        for row in reader:
            yield reader.line_num, [as_cell(cell) for cell in row[:MAX_COLUMNS]]
    except csv.Error as fault:
        raise FileUnreadable(reason=f"CSV: {fault}") from fault


def _sheet(name: str, encoding: str | None, rows: Iterable[tuple[int, list[str]]], known: frozenset[str]) -> Sheet:
    table = [(number, tuple(row)) for number, row in islice(rows, MAX_SHEET_ROWS + 1) if any(row)]
    if len(table) > MAX_SHEET_ROWS:
        raise TooManyRows(limit=MAX_SHEET_ROWS)
    if not table:
        raise NothingInside(layer=name)
    at = next((n for n, (_, cells) in enumerate(table[:HEADER_WITHIN]) if _known(cells, known) >= 2), 0)
    return Sheet(name, encoding, table[at][1], tuple(table[at + 1 :]))


def _known(cells: tuple[str, ...], known: frozenset[str]) -> int:
    return sum(plain_header(cell) in known for cell in cells)
