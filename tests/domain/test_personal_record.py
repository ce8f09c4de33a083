"""Erasure and restriction: two people, a ground in law, a document, once."""

from __future__ import annotations

import pytest

from domain import personal_record
from domain.ids import CommunityId, PersonalMeasureId
from domain.personal_record import (
    CLAUSES,
    DestroyedKey,
    Erased,
    GroundUnknown,
    Measure,
    MeasureDecided,
    MeasureUnknown,
    Proposed,
    ProposerConfirms,
    Rejected,
    Restricted,
    RestrictionLifted,
    Standing,
    StandsOtherwise,
)
from domain.required import DocumentMissing
from tests.scenario import given

HOME = "hh-0001"
ASKED = {
    "measure_id": PersonalMeasureId("pms-0001"),
    "community": CommunityId("com-321111009001"),
    "subject": HOME,
    "ground": "consent_withdrawn",
    "document": "润社个〔2026〕3号",
}
PROPOSED = Proposed(**ASKED, measure=Measure.ERASE, note=None, proposed_by="chen")
KEYS = (DestroyedKey(HOME, "1b9ce00e279fb1c3"), DestroyedKey("psn-0001", "8c2f6a9e1d4b7035"))
IN_USE, RESTRICTED, ERASED = Standing.IN_USE, Standing.RESTRICTED, Standing.ERASED


def test_what_one_asks_for_another_confirms():
    asked = ASKED | {"measure": Measure.ERASE, "standing": IN_USE, "note": None, "by": "chen"}
    given(personal_record).when(personal_record.propose, **asked).then(PROPOSED)
    told = Erased(**ASKED, keys=KEYS, clause=CLAUSES[Measure.ERASE]["consent_withdrawn"], proposed_by="chen", confirmed_by="wang")
    given(personal_record, PROPOSED).when(personal_record.confirm, standing=IN_USE, keys=KEYS, by="wang").then(told)
    given(personal_record, PROPOSED).when(personal_record.confirm, standing=IN_USE, keys=KEYS, by="chen").refused(ProposerConfirms)
    given(personal_record, PROPOSED, told).when(personal_record.confirm, standing=ERASED, keys=KEYS, by="wang").refused(MeasureDecided)
    given(personal_record).when(personal_record.confirm, standing=IN_USE, keys=KEYS, by="wang").refused(MeasureUnknown)
    given(personal_record, PROPOSED).when(personal_record.reject, by="wang").then(Rejected(rejected_by="wang"))
    given(personal_record, PROPOSED).when(personal_record.reject, by="chen").refused(ProposerConfirms)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"ground": "retention_runs"}, GroundUnknown),
        ({"document": " "}, DocumentMissing),
        ({"standing": ERASED}, StandsOtherwise),
        ({"measure": Measure.LIFT, "ground": "mistaken"}, StandsOtherwise),
        ({"measure": Measure.RESTRICT, "ground": "retention_runs", "standing": RESTRICTED}, StandsOtherwise),
    ],
)
def test_without_ground_document_or_standing_nothing_is_asked(changed, refusal):
    asked = ASKED | {"measure": Measure.ERASE, "standing": IN_USE, "note": None, "by": "chen"} | changed
    given(personal_record).when(personal_record.propose, **asked).refused(refusal)


@pytest.mark.parametrize(
    ("measure", "ground", "standing", "kind"),
    [(Measure.RESTRICT, "retention_runs", IN_USE, Restricted), (Measure.LIFT, "retention_over", RESTRICTED, RestrictionLifted)],
)
def test_a_restriction_names_everything_it_covers(measure, ground, standing, kind):
    opened = Proposed(**ASKED | {"ground": ground}, measure=measure, note=None, proposed_by="chen")
    told = kind(
        **ASKED | {"ground": ground},
        subjects=(HOME, "psn-0001"),
        clause="个人信息保护法 第四十七条第二款",
        proposed_by="chen",
        confirmed_by="wang",
    )
    given(personal_record, opened).when(personal_record.confirm, standing=standing, keys=KEYS, by="wang").then(told)
