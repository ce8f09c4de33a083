"""No certificate without a law, no seal without a listed certificate."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from domain.governance import certificate, certificates, seal
from domain.governance.certificate import Ground
from domain.governance.certificates import Cause, CertificateType
from domain.policy import PolicyProfile
from tests.projections.town import sealed
from tests.scenario import given

PANZHIHUA = PolicyProfile.load("panzhihua")
CLAUSE = PANZHIHUA.rule("certificate.listed_only").clause
TYPES, COMMUNITY, SEAL = "crt-510402", "com-510402001001", "sel-510402001001"
LISTED = certificates.TypeListed(
    types=TYPES, key="kinship", title="亲属关系证明", legal_basis="《公证法》第二十五条", has_seal=True, document="攀民〔2026〕5号"
)
CANCELLED = certificates.TypeCancelled(
    key="kinship", cause=Cause.BEYOND_ABILITY, on=date(2026, 5, 1), document="攀民〔2026〕8号", clause=CLAUSE
)
KINSHIP = CertificateType("kinship", "亲属关系证明", "《公证法》第二十五条", True)


@pytest.mark.rule("Z8")
def test_a_certificate_is_listed_with_the_law_it_rests_on():
    ask = {"types": TYPES, "key": "kinship", "title": "亲属关系证明", "has_seal": True, "document": "攀民〔2026〕5号", "clause": CLAUSE}
    given(certificates).when(certificates.list_type, **ask, legal_basis=" ").refused(certificates.BasisMissing, clause=CLAUSE)
    given(certificates).when(certificates.list_type, **ask, legal_basis="《公证法》第二十五条").then(LISTED)
    given(certificates, LISTED).when(certificates.list_type, **ask, legal_basis="《公证法》第二十五条").then()


@pytest.mark.rule("Z8")
def test_a_cancelled_certificate_is_offered_no_more():
    cancel = {"cause": Cause.BEYOND_ABILITY, "on": date(2026, 5, 1), "document": "攀民〔2026〕8号", "clause": CLAUSE}
    given(certificates).when(certificates.cancel_type, key="kinship", **cancel).refused(certificates.TypeUnlisted)
    state = given(certificates, LISTED).when(certificates.cancel_type, key="kinship", **cancel).then(CANCELLED)
    with pytest.raises(certificates.TypeGone) as gone:
        certificates.offered(state, "kinship", CLAUSE)
    assert gone.value.facts == {"title": "亲属关系证明", "value": "cancelled", "limit": "listed", "clause": CLAUSE}
    with pytest.raises(certificates.TypeUnlisted):
        certificates.offered(state, "good_character", CLAUSE)


REQUESTED = certificate.Requested(
    certificate="cer-0001", community=COMMUNITY, type_key="kinship", number="20260501-AAAAAA", content=sealed("cer-0001")
)


@pytest.mark.rule("Z8")
def test_it_is_issued_or_refused_once():
    issued = certificate.Issued(by="chen", legal_basis=KINSHIP.legal_basis, has_seal=True)
    refused = certificate.CertificateRefused(by="chen", ground=Ground.FACTS_OTHERWISE, clause=CLAUSE)
    given(certificate).when(certificate.issue, by="chen", of=KINSHIP).refused(certificate.CertificateUnknown)
    given(certificate, REQUESTED).when(certificate.issue, by="chen", of=KINSHIP).then(issued)
    given(certificate, REQUESTED, issued).when(certificate.issue, by="chen", of=KINSHIP).then()
    given(certificate, REQUESTED).when(certificate.refuse, by="chen", ground=Ground.FACTS_OTHERWISE, clause=CLAUSE).then(refused)
    given(certificate, REQUESTED, refused).when(certificate.issue, by="chen", of=KINSHIP).refused(certificate.CertificateDecided)


USE = {"seal": SEAL, "community": COMMUNITY, "type_key": "kinship", "by": "chen", "clause": CLAUSE}


@pytest.mark.rule("Z9")
def test_a_type_that_carries_no_seal_gets_none():
    given(seal).when(seal.use, **USE, certificate="cer-0001", has_seal=False).refused(seal.UseUnlisted, clause=CLAUSE)


@pytest.mark.rule("Z9")
@each(st.lists(st.integers(min_value=1, max_value=9)))
def test_each_certificate_is_sealed_once_and_uses_are_numbered_without_a_gap(asked: list[int]):
    state, uses = None, []
    for n in asked:
        for used in seal.use(state, **USE, certificate=f"cer-000{n}", has_seal=True):
            uses.append(used)
            state = seal.evolve(state, used)
    assert [used.number for used in uses] == list(range(1, len(set(asked)) + 1))


@pytest.mark.rule("Z9")
def test_misuse_is_reported_and_settled_once():
    used = seal.Used(seal=SEAL, community=COMMUNITY, number=1, certificate="cer-0001", type_key="kinship", by="chen")
    report = {"seal": SEAL, "community": COMMUNITY, "by": "zhou", "content": sealed(SEAL), "clause": CLAUSE}
    given(seal, used).when(seal.report_misuse, **report, use=2).refused(seal.UseUnknown, uses=1)
    reported = seal.MisuseReported(**report, report=1, use=1)
    given(seal, used).when(seal.report_misuse, **report, use=1).then(reported)
    settle = {"report": 1, "by": "wang", "document": "x"}
    settled = seal.MisuseSettled(report=1, outcome=seal.Outcome.UPHELD, by="wang", document="x")
    given(seal, used).when(seal.settle, **settle, outcome=seal.Outcome.UPHELD).refused(seal.ReportUnknown)
    given(seal, used, reported).when(seal.settle, **settle, outcome=seal.Outcome.UPHELD).then(settled)
    given(seal, used, reported, settled).when(seal.settle, **settle, outcome=seal.Outcome.DISMISSED).refused(seal.SettledOtherwise)
