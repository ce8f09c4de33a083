"""GB 11643: the 18-digit citizen number, and the residence permits that share its shape.

Only what the standard fixes is held against a number: shape, date of birth up to today, check character (ISO 7064 MOD 11-2).
The county in its first six digits is never a reason to refuse: codes were changed and abolished within people's lifetimes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from re import compile as pattern
from unicodedata import normalize

_SHAPE = pattern(r"[1-9]\d{16}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_EARLIEST = 1880


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """number: 18 half-width characters, X in capitals. sex: "male" or "female", from the 17th digit."""

    number: str
    birth: date
    sex: str


def read_id_number(text: str, today: date) -> CitizenNumber | str:
    """The number, or the code of its first fault: id_fifteen_digits, id_shape, id_birth_impossible, id_birth_future, id_check_digit."""
    number = plain(text)
    if len(number) == 15 and number.isdigit():
        return "id_fifteen_digits"
    if _SHAPE.fullmatch(number) is None:
        return "id_shape"
    birth = _birth(number[6:14])
    if birth is None:
        return "id_birth_impossible"
    if birth > today:
        return "id_birth_future"
    if check_character(number[:17]) != number[17]:
        return "id_check_digit"
    return CitizenNumber(number, birth, "male" if int(number[16]) % 2 else "female")


def check_character(first_17: str) -> str:
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True)) % 11]


def plain(text: str) -> str:
    """Half-width capitals without blanks, hyphens and the apostrophe of a spreadsheet."""
    return "".join(one for one in normalize("NFKC", text).upper() if not one.isspace() and one not in "-'‘’`")


def _birth(digits: str) -> date | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born if born.year >= _EARLIEST else None
