"""Rows as a source wrote them, told in our words: by its mapping, and with a word on every row that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api.context import CHINA
from api.incoming.mapping import NEEDED, TIMES, Mapping
from gis.exchange.errors import ColumnsMissing
from gis.exchange.sheets import plain_header, read_sheet

NUMBER = re.compile(r"[0-9A-Za-z一-龥〔〕()（）_./-]{1,60}")
LONGEST = {"text": 5000, "address": 200, "name": 60, "phone": 60, "department": 80, "community": 80}
Cells = Dictionary[str, str]


@dataclass(frozen=True)
class Told:
    """words: by field what the row says, each of a class the words of ours that it may mean. at: when, where it says so.

    key: what makes it this row and no other, of the source's own numbers.
    """

    row: int
    number: str
    key: str
    at: datetime | None
    words: Dictionary[str, str]
    classes: Dictionary[str, tuple[str, ...]]


@dataclass(frozen=True)
class Fault:
    """field: which could not be read."""

    row: int
    number: str
    code: str
    field: str


@dataclass(frozen=True)
class Reading:
    rows: tuple[Told, ...]
    faults: tuple[Fault, ...]


class _Unfit(Exception):
    def __init__(self, code: str, field: str) -> None:
        super().__init__(code)
        self.code, self.field = code, field


def read_file(path: Path, mapping: Mapping) -> Reading:
    """XLSX, XLS or CSV in GB18030 or UTF-8. Raises ColumnsMissing and the refusals of a file (gis.exchange.sheets); never for a row."""
    known = frozenset(plain_header(name) for names in mapping.columns.values() for name in names)
    sheet = read_sheet(path, known)
    plain = [plain_header(header) for header in sheet.headers]
    places = {
        field: plain.index(plain_header(name))
        for field, names in mapping.columns.items()
        for name in reversed(names)
        if plain_header(name) in plain
    }
    if missing := [mapping.columns[field][0] for field in NEEDED[mapping.kind] if field not in places]:
        raise ColumnsMissing(missing=", ".join(missing), columns=", ".join(sheet.headers)[:200])
    rows = ((number, {field: cells[at] if at < len(cells) else "" for field, at in places.items()}) for number, cells in sheet.rows)
    return _read(rows, mapping)


def read_rows(rows: Sequence[Cells], mapping: Mapping) -> Reading:
    """Rows of a program, under the source's own names of columns; numbered from 1."""
    names = {name: field for field, names in mapping.columns.items() for name in names}
    named = [{names[name]: cell for name, cell in row.items() if name in names} for row in rows]
    return _read(enumerate(named, 1), mapping)


def _read(rows: Iterable[tuple[int, Cells]], mapping: Mapping) -> Reading:
    told: list[Told] = []
    faults: list[Fault] = []
    for number, cells in rows:
        plain = {field: cell.strip() for field, cell in cells.items()}
        try:
            told.append(_told(number, plain, mapping))
        except _Unfit as unfit:
            name = plain.get("number", "")
            faults.append(Fault(number, name if NUMBER.fullmatch(name) else "", unfit.code, unfit.field))
    return Reading(tuple(told), tuple(faults))


def _told(row: int, cells: Cells, mapping: Mapping) -> Told:
    for field in NEEDED[mapping.kind]:
        if not cells.get(field):
            raise _Unfit("incoming.cell_missing", field)
    if NUMBER.fullmatch(cells["number"]) is None:
        raise _Unfit("incoming.number_unfit", "number")
    for field, longest in LONGEST.items():
        if len(cells.get(field, "")) > longest:
            raise _Unfit("incoming.cell_too_long", field)
    (time,) = TIMES[mapping.kind]
    at = _moment(cells.get(time, ""), mapping, time)
    classes = {field: _ours(field, cells.get(field, ""), mapping) for field in {**mapping.codes, **mapping.otherwise}}
    key = "|".join(cells.get(field, "") for field in mapping.key)
    return Told(row, cells["number"], key, at, {field: cell for field, cell in cells.items() if field not in classes}, classes)


def _ours(field: str, cell: str, mapping: Mapping) -> tuple[str, ...]:
    found = mapping.codes.get(field, {}).get(cell) if cell else None
    if found is None:
        found = mapping.otherwise.get(field)
    if found is None:
        raise _Unfit("incoming.word_unknown_here", field)
    return found


def _moment(cell: str, mapping: Mapping, field: str) -> datetime | None:
    """In China's time. None where the cell is empty."""
    for form in mapping.times if cell else ():
        try:
            return datetime.strptime(cell, form).replace(tzinfo=CHINA).astimezone(UTC)
        except ValueError:
            continue
    if cell:
        raise _Unfit("incoming.time_unreadable", field)
    return None
