"""Duty posts filed as evidence, pairing help counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.governance import duty_filing, pairing
from domain.governance.pairing import Giver
from domain.policy import PolicyProfile
from tests.projections.town import sealed
from tests.scenario import given

CLAUSE = PolicyProfile.load("panyu").rule("duty.filed").clause
FILINGS, COMMUNITY, ON, LATER = "dpf-440113001001", "com-440113001001", date(2026, 3, 2), date(2026, 5, 4)
POST: dict[str, Any] = {"post": "segment_1", "title": "第一段区段管员", "duties": ("巡查本段", "登记无照经营")}
DEFINED = duty_filing.DutyPostDefined(filings=FILINGS, community=COMMUNITY, **POST, on=ON)
FILE: dict[str, Any] = {"community": COMMUNITY, "filed_with": "番禺分局", "filed_as": "番工商备〔2026〕1号", "clause": CLAUSE}
STANDS: dict[str, Any] = FILE | {"filings": FILINGS, "on": ON} | POST
FILED = duty_filing.DutyPostFiled(**STANDS, filing=1, warden="wdn-zhao")


@pytest.mark.rule("P10")
def test_a_post_is_defined_with_its_duties():
    ask: dict[str, Any] = {"filings": FILINGS, "community": COMMUNITY, "on": ON}
    given(duty_filing).when(duty_filing.define, **ask, **POST | {"duties": (" ",)}).refused(duty_filing.DutiesMissing)
    given(duty_filing).when(duty_filing.define, **ask, **POST).then(DEFINED)
    given(duty_filing, DEFINED).when(duty_filing.define, **ask, **POST).then()
    dropped = duty_filing.DutyPostDropped(post="segment_1", on=LATER)
    given(duty_filing, DEFINED).when(duty_filing.drop, post="segment_1", on=LATER).then(dropped)
    given(duty_filing, DEFINED, dropped).when(duty_filing.define, **ask, **POST).refused(duty_filing.PostDropped, post="segment_1")


@pytest.mark.rule("P10")
def test_a_filing_names_a_holder_on_the_roster_for_every_post():
    enrolled = ["wdn-zhao", "wdn-qian"]
    file = {"enrolled": enrolled, "on": ON, **FILE}
    given(duty_filing, DEFINED).when(duty_filing.file, **file, holders={}).refused(duty_filing.PostsUnfit, posts=["segment_1"])
    both = {"segment_1": "wdn-zhao", "segment_2": "wdn-qian"}
    given(duty_filing, DEFINED).when(duty_filing.file, **file, holders=both).refused(duty_filing.PostsUnfit, posts=["segment_2"])
    strange = {"segment_1": "wdn-nobody"}
    given(duty_filing, DEFINED).when(duty_filing.file, **file, holders=strange).refused(duty_filing.WardensUnknown, wardens=["wdn-nobody"])
    given(duty_filing, DEFINED).when(duty_filing.file, **file, holders={"segment_1": "wdn-zhao"}).then(FILED)
    again = duty_filing.DutyPostFiled(**STANDS | {"on": LATER}, filing=2, warden="wdn-qian")
    past, given_over = (DEFINED, FILED), {"holders": {"segment_1": "wdn-qian"}}
    given(duty_filing, *past).when(duty_filing.file, **file | {"on": LATER}, **given_over).then(again)
    given(duty_filing, *past, again).when(duty_filing.file, **file, **given_over).refused(
        duty_filing.FiledBeforePresent, on=ON, present_since=LATER
    )


PAIRINGS, WORDS = "prg-440113001001", sealed("hlp-0001")
STARTED = pairing.PairingStarted(
    pairings=PAIRINGS, community=COMMUNITY, pairing=1, giver=Giver.CADRE, helped=2, on=ON, content=WORDS, clause=""
)
ACTIVITY: dict[str, Any] = {"pairings": PAIRINGS, "community": COMMUNITY, "title": "义诊", "attendances": 60}


@pytest.mark.rule("C11")
def test_an_activity_of_a_pairing_falls_into_its_time_and_somebody_came():
    held = pairing.ActivityHeld(**ACTIVITY, activity=1, pairing=None, on=ON)
    given(pairing).when(pairing.hold_activity, **ACTIVITY, pairing=None, on=ON).then(held)
    given(pairing).when(pairing.hold_activity, **ACTIVITY | {"attendances": 0}, pairing=None, on=ON).refused(pairing.CountUnsound, count=0)
    given(pairing, STARTED).when(pairing.hold_activity, **ACTIVITY, pairing=2, on=ON).refused(pairing.PairingUnknown, pairings=1)
    ended = pairing.PairingEnded(pairing=1, on=date(2026, 4, 1))
    given(pairing, STARTED).when(pairing.end, pairing=1, on=date(2026, 4, 1)).then(ended)
    given(pairing, STARTED, ended).when(pairing.hold_activity, **ACTIVITY, pairing=1, on=LATER).refused(
        pairing.OutsideItsTime, on=LATER, starts=ON, ends=date(2026, 4, 1)
    )


@pytest.mark.rule("C11")
def test_a_pairing_helps_somebody_and_starts_with_the_next_number():
    ask: dict[str, Any] = {"pairings": PAIRINGS, "community": COMMUNITY, "giver": Giver.CADRE, "on": ON, "content": WORDS, "clause": ""}
    given(pairing).when(pairing.start, **ask, helped=0).refused(pairing.CountUnsound)
    given(pairing).when(pairing.start, **ask, helped=2).then(STARTED)
    second = pairing.PairingStarted(**ask, pairing=2, helped=1)
    given(pairing, STARTED).when(pairing.start, **ask, helped=1).then(second)
