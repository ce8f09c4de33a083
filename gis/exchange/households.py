"""A sheet of residents -> households with members, and a word on every row. A bad row never stops the others.

Two shapes are read: one row per member (a column of names; members meet under a household number or behind one door), and one row
per household (a column of heads, perhaps with a number of people).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from domain.household import Hukou
from gis.exchange.addresses import Address, normalise, parse, same_number
from gis.exchange.errors import ColumnsMissing
from gis.exchange.persons import Cells, Fault, MemberRow, category_not_kept, day_of, hukou_of, member, relation_of
from gis.exchange.report import Remark, remark, tally, texts
from gis.exchange.sheets import Sheet, plain_header, read_sheet
from gis.exchange.words import words

_PLACE = ("address", "estate", "street", "building", "unit", "room")
MAX_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row of the sheet. result: "taken", "refused" or "duplicate". Holds no personal content.

    household: key of the household the row belongs to, None when refused. first_row: for a duplicate, the row that says the same.
    """

    row: int
    result: str
    code: str
    zh: str
    en: str
    household: str | None = None
    first_row: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Without the household's key, which may hold an address."""
        told = {"row": self.row, "result": self.result, "code": self.code, "zh": self.zh, "en": self.en}
        return told | ({"first_row": self.first_row} if self.first_row else {})


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """key: the same when the same sheet comes again ("no:…" or "door:…"); it is personal: never log it. address: as written.

    members: those whose rows were taken; a refused row leaves its household incomplete until the sheet comes again corrected.
    people: members named here, or the larger number that the sheet states.
    """

    key: str
    rows: tuple[int, ...]
    household_no: str
    address: str
    place: Address
    members: tuple[MemberRow, ...]
    people: int
    hukou: Hukou
    moved_in: date | None


@dataclass(frozen=True, slots=True)
class HouseholdReading:
    households: tuple[HouseholdRow, ...]
    results: tuple[RowResult, ...]
    remarks: tuple[Remark, ...]
    sheet: str
    encoding: str | None

    def counts(self) -> dict[str, Any]:
        by = Counter(one.result for one in self.results)
        return {
            "rows": len(self.results),
            **{name: by[name] for name in ("taken", "refused", "duplicate")},
            "refused_by": dict(Counter(one.code for one in self.results if one.result == "refused").most_common()),
            "households": len(self.households),
            "members": sum(len(one.members) for one in self.households),
            "people": sum(one.people for one in self.households),
            "remarks_by": tally(self.remarks),
        }

    def as_json(self) -> dict[str, Any]:
        lists = {"results": self.results, "remarks": self.remarks}
        return (
            {"sheet": self.sheet, "encoding": self.encoding} | self.counts() | {k: [one.as_json() for one in v] for k, v in lists.items()}
        )


def read_households(
    path: Path | str, *, today: date, sheet: str | None = None, encoding: str | None = None, region: str = "CN"
) -> HouseholdReading:
    """XLSX, XLS or CSV, Chinese or English headers in any order. today: the day up to which dates may lie. region: of local phones.

    Raises ColumnsMissing, when neither a door nor a name can be found, and the refusals of a file; never for a row.
    """
    known = frozenset(word for aliases in words()["household"].values() for word in aliases)
    table = read_sheet(Path(path), known, sheet=sheet, encoding=encoding)
    columns, remarks = _columns(table)
    gathering = _Gathering(columns, table, today, region, remarks)
    for number, cells in table.rows:
        gathering.row(number, cells)
    return gathering.reading()


def _columns(table: Sheet) -> tuple[dict[str, int], list[Remark]]:
    """Role -> place of its column. Headers of categories that are not kept are named and their cells never looked at."""
    remarks, found, ignored = [], {}, []
    plain = [plain_header(header) for header in table.headers]
    barred = {at: category_not_kept(header) for at, header in enumerate(table.headers)}
    for at, category in barred.items():
        if category:
            remarks.append(remark("category_not_kept", column=table.headers[at][:40], category=category))
    for role, aliases in words()["household"].items():
        places = [at for alias in aliases for at, header in enumerate(plain) if header == alias and not barred[at]]
        if places:
            found[role] = places[0]
    ignored = [table.headers[at] for at in range(len(plain)) if plain[at] and at not in found.values() and not barred[at]]
    if ignored:
        remarks.append(remark("columns_ignored", columns=", ".join(one[:40] for one in ignored[:40])))
    missing = []
    if not {"address", "room", "building", "household_no"} & set(found):
        missing.append("地址 address / 楼栋 building / 室 room")
    if not {"name", "head"} & set(found):
        missing.append("姓名 name / 户主 head")
    if missing:
        raise ColumnsMissing(missing="; ".join(missing), columns=", ".join(one[:40] for one in table.headers[:40] if one))
    return found, remarks


@dataclass(slots=True)
class _Open:
    """A household while its rows come in."""

    key: str
    household_no: str
    address: str
    place: Address
    rows: list[int] = field(default_factory=list)
    members: list[MemberRow] = field(default_factory=list)
    people: int = 0
    hukou: Hukou = Hukou.UNKNOWN
    moved_in: date | None = None


class _Gathering:
    def __init__(self, columns: dict[str, int], table: Sheet, today: date, region: str, remarks: list[Remark]) -> None:
        self.columns, self.table, self.today, self.region, self.remarks = columns, table, today, region, remarks
        self.per_member = "name" in columns
        self.open: dict[str, _Open] = {}
        self.last: str | None = None
        self.results: list[RowResult] = []
        self.numbers: dict[str, tuple[int, str]] = {}

    def row(self, number: int, values: tuple[str, ...]) -> None:
        cells = Cells(number, {role: values[at] for role, at in self.columns.items() if at < len(values)}, self.today)
        if not any(cells.by_role.values()):
            return
        try:
            self._take(cells)
        except Fault as fault:
            self.results.append(_result(number, "refused", fault.code))
        self.remarks += [remark(code, number) for code in cells.asides]

    def _take(self, cells: Cells) -> None:
        at = self._household(cells)
        name, relation = self._who(cells, at)
        person = member(cells, name, relation, self.region)
        people, moved_in = _people(cells["people"]), day_of(cells["moved_in"], self.today, "moved_in")
        if seen := self._seen(person, at):
            self.results.append(_result(cells.row, "duplicate", "row_repeated", at.key if seen[1] == at.key else None, seen[0]))
            return
        if relation == "head" and any(one.relation == "head" for one in at.members):
            raise Fault("head_twice")
        if person.id_number:
            self.numbers[person.id_number] = (cells.row, at.key)
        at.members.append(person)
        at.rows.append(cells.row)
        at.people = max(at.people, people)
        at.moved_in = at.moved_in or moved_in
        at.hukou = self._hukou(cells) if at.hukou is Hukou.UNKNOWN else at.hukou
        self.results.append(_result(cells.row, "taken", "row_taken", at.key))

    def _household(self, cells: Cells) -> _Open:
        """The household a row belongs to: known, new, or that of the row above when merged cells leave the door blank."""
        number, told = cells["household_no"], any(cells[role] for role in _PLACE)
        if not number and not told:
            if self.last is None or not self.per_member:
                raise Fault("door_missing")
            if self.last not in self.open:
                raise Fault("household_refused")
            return self.open[self.last]
        place = _place(cells)
        key = f"no:{normalise(number)}" if number else self._door_key(place, cells)
        self.last = key
        at = self.open.get(key)
        if at is None:
            if not (place.number or place.room or place.estate):
                raise Fault("door_missing")
            at = self.open[key] = _Open(key, number, _written(cells), place)
        elif told and place != at.place:
            raise Fault("door_differs")
        return at

    def _door_key(self, place: Address, cells: Cells) -> str:
        """Behind one door two heads are two households; a head left blank by merged cells is the head above."""
        above = self.open.get(self.last or "")
        if self.per_member and not cells["head"] and above is not None and above.place == place:
            return above.key
        return "door:" + "|".join((place.street, place.house, place.estate, place.building, place.unit, place.room, cells["head"]))

    def _who(self, cells: Cells, at: _Open) -> tuple[str, str]:
        if not self.per_member:
            return cells["head"], "head"
        told = relation_of(cells["relation"])
        if told:
            return cells["name"], told
        is_head = cells["name"] == cells["head"] if cells["head"] else not at.members and "relation" not in self.columns
        return cells["name"], "head" if is_head and cells["name"] else "other"

    def _seen(self, person: MemberRow, at: _Open) -> tuple[int, str] | None:
        if person.id_number:
            return self.numbers.get(person.id_number)
        return next(((one.row, at.key) for one in at.members if (one.name, one.birth) == (person.name, person.birth)), None)

    def _hukou(self, cells: Cells) -> Hukou:
        return hukou_of(cells["hukou"], self.table.headers[self.columns["hukou"]]) if "hukou" in self.columns else Hukou.UNKNOWN

    def reading(self) -> HouseholdReading:
        rows = tuple(self._closed())
        return HouseholdReading(rows, tuple(self.results), tuple(self.remarks), self.table.name, self.table.encoding)

    def _closed(self) -> Iterator[HouseholdRow]:
        for at in (one for one in self.open.values() if one.members):
            people = max(at.people, len(at.members))
            common = {"household_no": at.household_no, "address": at.address, "place": at.place, "moved_in": at.moved_in}
            yield HouseholdRow(key=at.key, rows=tuple(at.rows), members=tuple(at.members), people=people, hukou=at.hukou, **common)


def _place(cells: Cells) -> Address:
    """From the address as written; what stands in columns of its own wins."""
    read = parse(cells["address"]) if cells["address"] else Address()
    building = parse(cells["building"]) if cells["building"] else Address()
    return Address(
        street=cells["street"] or read.street or building.street,
        house=read.house,
        estate=cells["estate"] or read.estate or (building.estate if building.building else ""),
        building=(building.building or building.house or same_number(cells["building"])) or read.building,
        unit=normalise(cells["unit"]).removesuffix("单元") or read.unit,
        room=normalise(cells["room"]).removesuffix("室") or read.room,
    )


def _written(cells: Cells) -> str:
    return cells["address"] or "".join(cells[role] for role in ("estate", "street", "building"))


def _people(text: str) -> int:
    if not text:
        return 0
    digits = normalise(text).removesuffix("人").strip()
    if not digits.isdecimal() or not 1 <= int(digits) <= MAX_PEOPLE:
        raise Fault("people_unreadable")
    return int(digits)


def _result(row: int, result: str, code: str, household: str | None = None, first_row: int | None = None) -> RowResult:
    said = texts()[code]
    facts = {"first_row": first_row}
    return RowResult(row, result, code, said["zh"].format(**facts), said["en"].format(**facts), household, first_row)
