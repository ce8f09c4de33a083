"""What a form says of one person, held against the same rules as a sheet that is imported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.errors import Invalid
from gis.exchange.persons import Fault, as_filed
from gis.exchange.report import texts


class PersonFault(Invalid):
    """A number, date or telephone cannot be right. Facts: fault (its code), zh, en; never what was written."""

    code = "person.fault"


def filed_person(told: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Full-width digits and blanks put right, the birth taken from the number. Raises PersonFault."""
    try:
        return as_filed(told, today)
    except Fault as fault:
        words = texts()[fault.code]
        raise PersonFault(fault=fault.code, zh=words["zh"], en=words["en"]) from None
