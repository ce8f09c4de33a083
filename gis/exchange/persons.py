"""The cells of one member: read, normalised, and the first fault named. Nothing here is ever written to a report but its code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from re import compile as pattern
from typing import Any
from unicodedata import normalize

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from domain.household import Hukou
from gis.exchange.id_number import CitizenNumber, read_id_number
from gis.exchange.sheets import plain_header
from gis.exchange.words import words
from gis.exchange.workbook_rows import PRECISION_LOST

_DATE = pattern(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?|(\d{2})(\d{2})?)?年?(?:[T ].*)?")
_LOCAL = pattern(r"[2-8]\d{6,7}")
"""A fixed line as neighbours write it, without the area code."""
_EXCEL_DAY_0 = date(1899, 12, 30)
_EXCEL_DAYS = range(3_653, 73_051)
_BETWEEN = pattern(r"[、,，;；/|\n]+")
MAX_NEEDS = 20


class Fault(Exception):
    """One cell says no. code: key of texts.toml."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One person as told. relation: as domain.household has it. birth: ISO date, or year and month where no day is told."""

    row: int
    name: str
    relation: str
    id_number: str = ""
    birth: str = ""
    sex: str = ""
    phone: str = ""
    needs: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """What is sealed under the person's key; empty cells are left out."""
        cells = {"name": self.name, "id_number": self.id_number, "birth": self.birth, "sex": self.sex, "phone": self.phone}
        return {name: cell for name, cell in cells.items() if cell} | ({"needs": list(self.needs)} if self.needs else {})


@dataclass(slots=True)
class Cells:
    """One row by role. asides: codes of what was dropped without refusing the row."""

    row: int
    by_role: Mapping[str, str]
    today: date
    asides: list[str] = field(default_factory=list)

    def __getitem__(self, role: str) -> str:
        return self.by_role.get(role, "")


def member(cells: Cells, name: str, relation: str, region: str) -> MemberRow:
    """Raises Fault."""
    if not name:
        raise Fault("name_missing")
    if len(name) > 80:
        raise Fault("name_too_long")
    citizen = _citizen(cells)
    return MemberRow(
        row=cells.row,
        name=name,
        relation=relation,
        id_number=citizen.number if citizen else "",
        birth=_birth(cells, citizen),
        sex=_sex(cells, citizen),
        phone=read_phone(cells["phone"], region),
        needs=_needs(cells),
    )


def as_filed(told: Mapping[str, Any], today: date, region: str = "CN") -> dict[str, Any]:
    """Fields of one person as a form tells them, number, birth and telephone as the register keeps them. Raises Fault."""
    given = Cells(0, {name: str(told.get(name) or "") for name in ("id_number", "birth", "phone")}, today)
    citizen = _citizen(given)
    kept = {"id_number": citizen.number if citizen else "", "birth": _birth(given, citizen), "phone": read_phone(given["phone"], region)}
    if citizen and not told.get("sex"):
        kept["sex"] = citizen.sex
    return dict(told) | {name: value for name, value in kept.items() if value or name in told}


def relation_of(text: str) -> str:
    """ "" where nothing is said; "other" where it is none of ours."""
    plain = plain_header(text)
    if not plain:
        return ""
    return next((relation for relation, known in words()["relations"].items() if plain in known), "other")


def hukou_of(text: str, header: str) -> Hukou:
    """Under 人户分离 a 是 means elsewhere, under 人户一致 it means here: the header decides."""
    values, plain = words()["hukou_values"], plain_header(text)
    if plain in values["yes"] or plain in values["no"]:
        asks_here = plain_header(header) in values["headers_asking_here"]
        return Hukou.HERE if asks_here == (plain in values["yes"]) else Hukou.ELSEWHERE
    return next((hukou for hukou in (Hukou.ELSEWHERE, Hukou.HERE) if plain in values[hukou.value]), Hukou.UNKNOWN)


def day_of(text: str, today: date, code: str) -> date | None:
    """A full date up to today, or None for an empty cell. Raises Fault(code + "_unreadable" or "_future")."""
    iso = _iso(text, code)
    if not iso:
        return None
    if len(iso) != 10:
        raise Fault(f"{code}_unreadable")
    day = date.fromisoformat(iso)
    if day > today:
        raise Fault(f"{code}_future")
    return day


def category_not_kept(text: str) -> str | None:
    """Name of the category a header or a need speaks of, where the product keeps no such thing."""
    plain = normalize("NFKC", text).casefold()
    parts = set(pattern(r"[a-z]+").findall(plain))
    for category, telling in words()["not_kept"].items():
        if any(word in parts if word.isascii() else word in plain for word in telling):
            return category
    return None


def _citizen(cells: Cells) -> CitizenNumber | None:
    text = cells["id_number"]
    if not text:
        return None
    if text == PRECISION_LOST:
        raise Fault("id_precision_lost")
    read = read_id_number(text, cells.today)
    if isinstance(read, str):
        raise Fault(read)
    return read


def _birth(cells: Cells, citizen: CitizenNumber | None) -> str:
    told = _iso(cells["birth"], "birth")
    if told > cells.today.isoformat():
        raise Fault("birth_future")
    if citizen is None:
        return told
    if told and not citizen.birth.isoformat().startswith(told):
        raise Fault("birth_contradicts_id")
    return citizen.birth.isoformat()


def _sex(cells: Cells, citizen: CitizenNumber | None) -> str:
    plain = plain_header(cells["sex"])
    told = next((sex for sex, known in words()["sexes"].items() if plain in known), "")
    if cells["sex"] and not told:
        raise Fault("sex_unreadable")
    if citizen and told and told != citizen.sex:
        raise Fault("sex_contradicts_id")
    return citizen.sex if citizen else told


def read_phone(text: str, region: str) -> str:
    """The first number of the cell: national digits at home, +country abroad."""
    if not text:
        return ""
    if text == PRECISION_LOST:
        raise Fault("phone_invalid")
    try:
        number = phonenumbers.parse(_BETWEEN.split(normalize("NFKC", text))[0], region)
    except NumberParseException as fault:
        raise Fault("phone_invalid") from fault
    home = phonenumbers.region_code_for_country_code(number.country_code) == region
    if phonenumbers.is_valid_number(number):
        if not home:
            return phonenumbers.format_number(number, PhoneNumberFormat.E164)
        trunk = "0" if region == "CN" and phonenumbers.number_type(number) is not PhoneNumberType.MOBILE else ""
        return trunk + phonenumbers.national_significant_number(number)
    digits = str(number.national_number)
    if home and _LOCAL.fullmatch(digits):
        return digits
    raise Fault("phone_invalid")


def _needs(cells: Cells) -> tuple[str, ...]:
    told = [one.strip()[:40] for one in _BETWEEN.split(cells["needs"])]
    kept = [one for one in dict.fromkeys(told) if one and category_not_kept(one) is None]
    if any(one and category_not_kept(one) for one in told):
        cells.asides.append("need_not_kept")
    return tuple(kept[:MAX_NEEDS])


def _iso(text: str, code: str) -> str:
    """ISO day or month; a bare number of five digits is a spreadsheet's count of days."""
    plain = normalize("NFKC", text).strip()
    if not plain:
        return ""
    if plain.isdigit() and int(plain) in _EXCEL_DAYS and len(plain) == 5:
        return (_EXCEL_DAY_0 + timedelta(days=int(plain))).isoformat()
    match = _DATE.fullmatch(plain)
    if match is None:
        raise Fault(f"{code}_unreadable")
    year, month, day = int(match[1]), match[2] or match[4], match[3] or match[5]
    try:
        full = date(year, int(month or 1), int(day or 1)).isoformat()
    except ValueError as fault:
        raise Fault(f"{code}_unreadable") from fault
    return full if day else full[:7] if month else full[:4]
