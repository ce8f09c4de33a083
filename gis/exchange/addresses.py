"""Addresses as people write them: a small grammar of 路 · 门牌 · 小区 · 楼 · 单元 · 室, and of English block addresses.

Read from the right: room, unit and building number are what is written with most care; what stands before them is street and estate.
"""

from __future__ import annotations

from dataclasses import dataclass
from re import IGNORECASE, Match
from re import compile as pattern
from unicodedata import normalize

LONGEST = 200
"""Signs. Nobody writes a longer address; patterns that look for its end take the square of its length."""
_SPELT = pattern(r"(?<![零〇一二两三四五六七八九十百])[零〇一二两三四五六七八九十百]++(?=(?:号|栋|幢|座|单元|梯|门|室|层))")
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_DASHES = pattern(r"[‐‑‒–—―－_~至]+")
_ENDS = "小区|花园|家园|新村|公寓|大厦|广场|山庄|别墅|苑|园|村|城|庭|府|里|坊|邨|居|院|寓|湾|墅"
_COMMUNITY = "(?:.{2,8}?(?:社区|居委会|村委会))"
_TOWN = "(?:.{2,6}?(?:街道|镇|乡))"
_COUNTY = "(?:.{1,5}?(?<![小社园新])[区县旗])"
_REGION = pattern(
    rf"^(?:(?:.{{2,8}}?(?:省|自治区))?.{{2,6}}?市(?![场民政]){_COUNTY}?{_TOWN}?{_COMMUNITY}?|{_COUNTY}{_TOWN}{_COMMUNITY}?|{_TOWN}?{_COMMUNITY})(?=.)"
)
_NUMBER = r"[A-Z]?\d+[A-Z]?"
_BUILDING = rf"第?(?P<building>{_NUMBER}|[A-Z])(?:号楼|栋楼?|幢楼?|座|#楼?|楼(?!层)|号(?=\D*单元))"
_UNIT = rf"-?第?(?P<unit>{_NUMBER}|[甲乙丙丁东西南北中])(?:单元|门洞|门|梯)"
_ROOM = rf"-?(?:\d+层)?(?P<room>{_NUMBER})"
_TAILS = tuple(
    pattern(rf"^(?P<head>.*?)-?{tail}$")
    for tail in (
        rf"{_BUILDING}(?:{_UNIT})?(?:{_ROOM}(?:室|房|号|户)?)?",
        rf"{_UNIT}(?:{_ROOM}(?:室|房|号|户)?)?",
        rf"{_BUILDING}-?(?P<unit>[A-Z]?\d{{1,2}})-(?P<room>{_NUMBER})(?:室|房|号|户)?",
        rf"(?<![\d-])(?P<building>{_NUMBER})-(?P<unit>[A-Z]?\d{{1,2}})-(?P<room>{_NUMBER})(?:室|房|号|户)?",
        rf"(?<=号)-?(?P<unit>[A-Z]?\d{{1,2}})-(?P<room>{_NUMBER})(?:室|房|户)?",
        rf"(?<![\d-])(?P<building>{_NUMBER})-(?P<room>{_NUMBER})(?:室|房|户)?",
        rf"(?<![\d-]){_ROOM}(?:室|房|户)",
        rf"(?<=号)-?(?P<room>{_NUMBER})",
    )
)
_HEAD = pattern(
    rf"^(?P<street>.{{1,20}}?(?:大道|公路|路|街|巷|胡同)(?:\d+弄)?(?=\d|$|\D{{2,}}(?:{_ENDS})))?"
    rf"(?:(?P<house>\d+(?:-\d+)?[A-Z]?)号?院?(?=\D|$))?(?P<estate>.*?)(?:(?P<late>\d+)号)?$"
)
_ENGLISH = pattern(
    r"^(?:(?:Apt\s+)?(?:Blk|Block|Bldg|Building)\.?\s*)?(?P<building>\d+[A-Z]?)\s*,?\s+(?P<street>[A-Z][A-Z0-9 .'/&-]*?)"
    r"(?:\s*,?\s*(?:Unit\s+(?P<unit>\w+)\s*,?\s*)?(?:#|Rm\s*|Room\s*|Apt\s*|Flat\s*)(?P<room>[A-Z0-9-]+))?"
    r"(?:\s*,?\s*Singapore)?(?:\s+\d{6})?$",
    IGNORECASE,
)
_SHORT = {
    **{"STH": "SOUTH", "NTH": "NORTH", "AVE": "AVENUE", "ST": "STREET", "RD": "ROAD", "DR": "DRIVE", "CRES": "CRESCENT", "CL": "CLOSE"},
    **{
        "PL": "PLACE",
        "CTRL": "CENTRAL",
        "UPP": "UPPER",
        "TER": "TERRACE",
        "BT": "BUKIT",
        "JLN": "JALAN",
        "LOR": "LORONG",
        "HTS": "HEIGHTS",
    },
    **{"GDNS": "GARDENS", "PK": "PARK", "TG": "TANJONG", "KG": "KAMPONG", "EST": "ESTATE", "BLVD": "BOULEVARD", "LN": "LANE"},
}


@dataclass(frozen=True, slots=True)
class Address:
    """Parts of one address, "" where not said. building: number inside the estate (3号楼); house: number on the street (12号)."""

    street: str = ""
    house: str = ""
    estate: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""

    @property
    def number(self) -> str:
        """What tells the building apart: its number in the estate, else on the street."""
        return self.building or self.house

    @property
    def door(self) -> str:
        """Unit and room, "2-501"."""
        return "-".join(part for part in (self.unit, self.room) if part)


def parse(text: str) -> Address:
    """Never fails: what cannot be told apart, or is longer than an address, stands in `estate`."""
    plain = normalise(text)
    if len(plain) > LONGEST:
        return Address(estate=plain)
    if not _has_chinese(plain):
        return _english(plain)
    plain = plain.replace(" ", "")
    plain = _REGION.sub("", plain)
    for tail in _TAILS:
        if match := tail.match(plain):
            found = {name: value or "" for name, value in match.groupdict().items()}
            return _with_head(found.pop("head"), found)
    return _with_head(plain, {})


def normalise(text: str) -> str:
    """Full-width to half-width, spelt numbers to digits, one kind of dash, capitals, single blanks."""
    plain = " ".join(normalize("NFKC", text).upper().split())
    plain = _SPELT.sub(lambda match: str(_spelt(match[0])), plain)
    return _DASHES.sub("-", plain)


def same_number(number: str) -> str:
    """A building number without what people hang on it: 03号楼, 3栋 and 3# are "3"."""
    plain = normalise(number).replace(" ", "").removeprefix("第").removeprefix("BLK").removeprefix("BLOCK")
    for end in ("号楼", "栋楼", "幢楼", "栋", "幢", "座", "#楼", "#", "楼", "号"):
        plain = plain.removesuffix(end)
    return plain.lstrip("0") or plain


def same_place(name: str) -> str:
    """A street or estate as it is compared: no blanks, no region before it, English abbreviations written out."""
    plain = normalise(name)
    if _has_chinese(plain) and len(plain) <= LONGEST:
        return _REGION.sub("", plain.replace(" ", ""))
    return " ".join(_SHORT.get(word.rstrip("."), word) for word in plain.replace(",", " ").split())


def compose(estate: str, street: str, number: str, name: str) -> str:
    """One line for a building whose file has the parts only."""
    place = estate or street
    if not place:
        return f"{name}{number}" if name and number and not name.endswith(number) else name or number
    if not _has_chinese(place):
        return f"{number} {place}".strip()
    bare = number.isascii() and number[-1:].isalnum()
    ending = ("号楼" if estate else "号") if bare else ""
    return f"{street if estate else ''}{place}{number}{ending}"


def _english(plain: str) -> Address:
    if match := _ENGLISH.match(plain):
        found = {name: value or "" for name, value in match.groupdict().items()}
        return Address(**{**found, "street": found["street"].strip()})
    for tail in _TAILS:
        match = tail.match(plain.replace(" ", ""))
        if match and not match["head"]:
            return Address(**{name: value or "" for name, value in match.groupdict().items() if name != "head"})
    return Address(estate=plain)


def _with_head(head: str, tail: dict[str, str]) -> Address:
    match: Match[str] | None = _HEAD.match(head.rstrip("-,，、. "))
    if match is None:
        return Address(estate=head, **tail)
    found = {name: value or "" for name, value in match.groupdict().items()}
    return Address(street=found["street"], house=found["house"] or found["late"], estate=found["estate"].strip("-,，、. "), **tail)


def _spelt(text: str) -> int | str:
    """十二 -> 12, 一百零三 -> 103; a plain row of digits, 五〇一, stays a row: 501."""
    if not {"十", "百"} & set(text):
        return "".join(str(_DIGITS[one]) for one in text)
    total, digit = 0, 0
    for one in text:
        if one in ("十", "百"):
            total += (digit or 1) * (10 if one == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[one]
    return total + digit


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= one <= "\u9fff" for one in text)
