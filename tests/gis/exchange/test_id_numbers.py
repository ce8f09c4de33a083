"""GB 11643 numbers: what is right, which fault is named, and that no true number is refused."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from gis.exchange.id_number import CitizenNumber, check_character, read_id_number

TODAY = date(2026, 11, 22)


def number(county: str, birth: date, order: int) -> str:
    first = f"{county}{birth:%Y%m%d}{order:03d}"
    return first + check_character(first)


@pytest.mark.parametrize("text", ["11010519491231002X", "440524188001010014"])
def test_the_standards_own_examples_are_right(text: str) -> None:
    assert isinstance(read_id_number(text, TODAY), CitizenNumber)


@pytest.mark.parametrize(
    "text", ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231 002X ", "'11010519491231002X"]
)
def test_ways_of_writing_are_made_one(text: str) -> None:
    read = read_id_number(text, TODAY)
    assert read == CitizenNumber("11010519491231002X", date(1949, 12, 31), "female")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110105491231002", "id_fifteen_digits"),
        ("11010519491231002", "id_shape"),
        ("E12345678", "id_shape"),
        ("01010519491231002X", "id_shape"),
        ("110105194913310021", "id_birth_impossible"),
        ("110105190002290021", "id_birth_impossible"),
        (number("110105", date(2026, 11, 23), 1), "id_birth_future"),
        ("110105194912310021", "id_check_digit"),
    ],
)
def test_the_fault_is_named(text: str, code: str) -> None:
    assert read_id_number(text, TODAY) == code


@pytest.mark.parametrize("county", ["321111", "321112", "321181", "321119", "133100", "810000", "820000", "830000", "911111"])
def test_numbers_of_every_age_and_county_are_taken(county: str) -> None:
    """Young counties, permits of Hong Kong, Macao and Taiwan residents, foreigners' cards; the elderly above all."""
    chance = random.Random(county)
    for _ in range(500):
        birth = date(1910, 1, 1) + timedelta(days=chance.randrange((TODAY - date(1910, 1, 1)).days))
        order = chance.randrange(1000)
        read = read_id_number(number(county, birth, order), TODAY)
        assert isinstance(read, CitizenNumber) and read.birth == birth and read.sex == ("male" if order % 2 else "female")


def test_every_wrong_digit_and_every_swap_of_neighbours_is_caught() -> None:
    right = number("321111", date(1950, 3, 17), 28)
    for at in range(17):
        for digit in "0123456789":
            if digit != right[at]:
                assert isinstance(read_id_number(right[:at] + digit + right[at + 1 :], TODAY), str)
        if right[at] != right[at + 1]:
            assert isinstance(read_id_number(right[:at] + right[at + 1] + right[at] + right[at + 2 :], TODAY), str)
