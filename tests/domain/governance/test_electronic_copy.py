"""Electronic copies: what is held is not asked for again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.governance import electronic_copy
from domain.policy import PolicyProfile
from tests.projections.town import sealed
from tests.scenario import given

CLAUSE = PolicyProfile.load("panzhihua").rule("document.reused").clause
COPIES, PERSON, COMMUNITY = "cpy-0001", "psn-0001", "com-510402001001"
ON, UNTIL, LATER = date(2026, 3, 2), date(2027, 3, 1), date(2027, 3, 2)
WHOSE: dict[str, Any] = {"copies": COPIES, "community": COMMUNITY, "person": PERSON}
GIVEN: dict[str, Any] = {"paper": "居民户口簿", "until": UNTIL, "content": sealed(PERSON)}
CERTIFIED = electronic_copy.DocumentCertified(**WHOSE, **GIVEN, copy=1, on=ON, certified_by="chen")
CERTIFY: dict[str, Any] = WHOSE | GIVEN | {"by": "chen", "clause": CLAUSE}


@pytest.mark.rule("Z3")
def test_what_is_held_and_valid_is_not_certified_twice():
    given(electronic_copy).when(electronic_copy.certify, **CERTIFY, is_here=False, on=ON).refused(electronic_copy.PersonElsewhere)
    given(electronic_copy).when(electronic_copy.certify, **CERTIFY, is_here=True, on=ON).then(CERTIFIED)
    given(electronic_copy, CERTIFIED).when(electronic_copy.certify, **CERTIFY, is_here=True, on=UNTIL).refused(
        electronic_copy.AlreadyHeld, paper="居民户口簿", copy=1, since=ON, clause=CLAUSE
    )
    renewed = electronic_copy.DocumentCertified(**WHOSE, **GIVEN, copy=2, on=LATER, certified_by="chen")
    given(electronic_copy, CERTIFIED).when(electronic_copy.certify, **CERTIFY, is_here=True, on=LATER).then(renewed)


@pytest.mark.rule("Z3")
def test_a_copy_is_reused_as_long_as_it_is_valid_and_a_demand_for_the_original_is_reported():
    ask: dict[str, Any] = {"paper": "居民户口簿", "department": "区教育局"}
    where: dict[str, Any] = {"copies": COPIES, "community": COMMUNITY, "copy": 1, "department": "区教育局", "on": ON}
    used = electronic_copy.DocumentReused(**where, use=1, ticket=None)
    given(electronic_copy).when(electronic_copy.reuse, **ask, ticket=None, on=ON).refused(electronic_copy.CopiesUnknown)
    given(electronic_copy, CERTIFIED).when(electronic_copy.reuse, **ask, ticket=None, on=ON).then(used)
    given(electronic_copy, CERTIFIED).when(electronic_copy.reuse, **ask, ticket=None, on=LATER).refused(electronic_copy.NotHeld)
    told = electronic_copy.DuplicateDemandReported(**where, demand=1, by="chen", clause=CLAUSE)
    given(electronic_copy, CERTIFIED).when(electronic_copy.report_demand, **ask, on=ON, by="chen", clause=CLAUSE).then(told)
