"""A sheet of home visits -> rows that can be recorded, and a word on every row that cannot. A bad row never stops the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gis.exchange.addresses import normalise
from gis.exchange.errors import ColumnsMissing
from gis.exchange.sheets import Sheet, plain_header, read_sheet
from gis.exchange.words import words

NEEDED = ("household", "warden", "day", "purpose", "issue", "feedback")
NOON = "12:00"
"""A row that gives the day alone: within working hours, and the same each time the sheet comes."""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """household: an id (hh-…) or a household number. warden: id or account. visited_at: naive, China's time. Texts are personal."""

    row: int
    household: str
    warden: str
    visited_at: datetime
    purpose: str
    issue: str
    feedback: str
    contact: str
    role: str


@dataclass(frozen=True, slots=True)
class VisitFault:
    """code: visit_sheet.time_unreadable, visit_sheet.cell_missing, visit_sheet.word_unknown. column: role of the column."""

    row: int
    code: str
    column: str


@dataclass(frozen=True, slots=True)
class VisitReading:
    rows: tuple[VisitRow, ...]
    faults: tuple[VisitFault, ...]


class _Fault(Exception):
    def __init__(self, code: str, column: str) -> None:
        super().__init__(code)
        self.code, self.column = code, column


def read_visits(path: Path | str, *, purposes: Mapping[str, str], warden: str = "", encoding: str | None = None) -> VisitReading:
    """XLSX, XLS or CSV. purposes: what a cell may say (key or title) -> key. warden: whose visits they are where a row does not say.

    Raises ColumnsMissing and the refusals of a file; never for a row.
    """
    aliases = words()["visit"]
    table = read_sheet(Path(path), frozenset(word for names in aliases.values() for word in names), encoding=encoding)
    columns = _columns(table, aliases)
    if missing := [role for role in NEEDED if role not in columns and not (role == "warden" and warden)]:
        raise ColumnsMissing(missing=", ".join(missing), columns=", ".join(table.headers)[:200])
    rows, faults = [], []
    for number, cells in table.rows:
        told = {role: cells[at] if at < len(cells) else "" for role, at in columns.items()}
        told["warden"] = told.get("warden", "").strip() or warden
        try:
            rows.append(_row(number, told, purposes))
        except _Fault as fault:
            faults.append(VisitFault(number, fault.code, fault.column))
    return VisitReading(tuple(rows), tuple(faults))


def _columns(table: Sheet, aliases: Mapping[str, Sequence[str]]) -> dict[str, int]:
    plain = [plain_header(header) for header in table.headers]
    return {role: plain.index(name) for role, names in aliases.items() for name in reversed(names) if name in plain}


def _row(number: int, told: Mapping[str, str], purposes: Mapping[str, str]) -> VisitRow:
    for column in NEEDED:
        if not told[column].strip():
            raise _Fault("visit_sheet.cell_missing", column)
    household = told["household"].strip()
    return VisitRow(
        row=number,
        household=household if household.startswith("hh-") else normalise(household),
        warden=told["warden"],
        visited_at=_moment(told["day"], told.get("time", "")),
        purpose=_word(told["purpose"], purposes, "purpose"),
        issue=told["issue"].strip(),
        feedback=told["feedback"].strip(),
        contact=_word(told.get("contact") or "home", words()["visit_contacts"], "contact"),
        role=_word(told.get("role") or "liaison", words()["visit_roles"], "role"),
    )


def _word(text: str, known: Mapping[str, str], column: str) -> str:
    plain = text.strip().casefold()
    if plain in known.values():
        return plain
    found = known.get(text.strip()) or known.get(plain)
    if found is None:
        raise _Fault("visit_sheet.word_unknown", column)
    return found


def _moment(day: str, hour: str) -> datetime:
    """2024-06-12, 2024/6/12, 2024年6月12日, with or without a time in the same or in its own cell."""
    text = day.strip().replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-").replace("T", " ")
    first, _, rest = text.partition(" ")
    try:
        year, month, number = (int(part) for part in first.split("-"))
        return datetime.fromisoformat(f"{year:04d}-{month:02d}-{number:02d}T{(hour.strip() or rest.strip() or NOON).zfill(5)}")
    except ValueError:
        raise _Fault("visit_sheet.time_unreadable", "day") from None
