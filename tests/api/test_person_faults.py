"""ID numbers and telephones at the desk's forms: held against GB 11643 and the numbering plans, the fault named, the value not repeated."""

from __future__ import annotations

from datetime import date

import pytest

from api.commands.persons import PersonFault, filed_person
from api.problems import problem

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("320102480307002", "id_fifteen_digits"),
        ("32110219480307002", "id_shape"),
        ("321102194802300026", "id_birth_impossible"),
        ("321102209901010026", "id_birth_future"),
        ("321102194803070026", "id_check_digit"),
    ],
)
def test_a_wrong_number_names_its_fault_and_is_not_repeated(written: str, fault: str) -> None:
    with pytest.raises(PersonFault) as refused:
        filed_person({"name": "王秀兰", "id_number": written}, TODAY)
    assert refused.value.facts["fault"] == fault
    told = problem(refused.value)
    assert written not in str(told) and told["title"] != told["title_en"]
    if fault == "id_fifteen_digits":
        assert "15 位旧号" in told["title"]


def test_full_width_digits_are_put_right_and_the_birth_is_taken_from_the_number() -> None:
    told = filed_person({"name": "王秀兰", "id_number": "３２１１０２ 19480307 ００２１", "phone": "１３８ 0000 1234"}, TODAY)
    assert (told["id_number"], told["birth"], told["sex"], told["phone"]) == ("321102194803070021", "1948-03-07", "female", "13800001234")


@pytest.mark.parametrize("phone", ["12345678901", "138000", "电话"])
def test_a_telephone_that_cannot_ring_is_refused(phone: str) -> None:
    with pytest.raises(PersonFault) as refused:
        filed_person({"phone": phone}, TODAY)
    assert refused.value.facts["fault"] == "phone_invalid"


def test_what_is_not_told_stays_untold() -> None:
    assert filed_person({"name": "王秀兰"}, TODAY) == {"name": "王秀兰"}
    assert filed_person({"name": "王", "id_number": "", "phone": "", "birth": ""}, TODAY)["id_number"] == ""
