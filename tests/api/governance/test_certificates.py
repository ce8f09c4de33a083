"""A resident asks for a certificate, over whole HTTP: only listed ones, the seal with it, names never readable."""

from __future__ import annotations

import pytest

from tests.api.governance.conftest import Town
from tests.people import approver_wang, auditor_zhou, desk_chen, planner_lin, reporter_xu

KINSHIP = {"key": "kinship", "title": "亲属关系证明", "legal_basis": "《公证法》第二十五条", "document": "攀民〔2026〕5号"}
ASKED = {"type": "kinship", "name": "王秀英", "purpose": "办理公证"}


@pytest.mark.rule("Z8", "Z9")
def test_only_a_listed_certificate_is_issued_and_it_alone_is_sealed(panzhihua: Town):
    unlisted = panzhihua.post(desk_chen, "certificates", ASKED, status=404)
    assert unlisted["code"] == "certificates.type_unlisted"
    assert "攀枝花市实施意见" in unlisted["title"]
    lawless = panzhihua.post(planner_lin, "certificate-types", KINSHIP | {"legal_basis": ""}, status=422)
    assert lawless["code"] == "certificates.basis_missing"
    panzhihua.post(planner_lin, "certificate-types", KINSHIP, status=201)
    asked = panzhihua.post(desk_chen, "certificates", ASKED, status=201)
    early = panzhihua.post(desk_chen, "seal/uses", {"certificate": asked["id"]}, status=409)
    assert early["code"] == "seal.use_unlisted"
    panzhihua.post(desk_chen, f"/certificates/{asked['id']}/issue", {}, seen=asked["version"])
    assert panzhihua.post(desk_chen, "seal/uses", {"certificate": asked["id"]}, status=201)["recorded"] == 0
    (use,) = panzhihua.get(auditor_zhou, "seal")["uses"]
    assert (use["number"], use["certificate_number"], use["used_by"]) == (1, asked["number"], desk_chen.account)


@pytest.mark.rule("Z8")
def test_whom_it_certifies_is_opened_for_a_purpose_alone(panzhihua: Town):
    (row,) = panzhihua.get(reporter_xu, "certificates")["certificates"]
    assert "王秀英" not in str(row)
    opened = panzhihua.get(auditor_zhou, f"/certificates/{row['certificate']}", purpose="抽查")
    assert (opened["name"], opened["purpose"]) == ("王秀英", "办理公证")
    assert panzhihua.site.as_(reporter_xu).get(f"/api/certificates/{row['certificate']}", purpose="抽查").status_code == 403


@pytest.mark.rule("Z8")
def test_a_cancelled_one_leaves_the_offer_and_what_waits_is_not_issued(panzhihua: Town):
    waiting = panzhihua.post(desk_chen, "certificates", ASKED, status=201)
    gone = {"key": "kinship", "cause": "beyond_ability", "document": "攀民〔2026〕8号"}
    panzhihua.post(planner_lin, "certificate-types/cancellation", gone)
    assert panzhihua.get(None, "certificate-types")["types"] == []
    (kept,) = panzhihua.get(None, "certificate-types", all=True)["types"]
    assert kept["cause"] == "beyond_ability"
    refused = panzhihua.post(desk_chen, f"/certificates/{waiting['id']}/issue", {}, seen=1, status=409)
    assert refused["code"] == "certificates.type_cancelled"
    panzhihua.post(desk_chen, f"/certificates/{waiting['id']}/refusal", {"ground": "type_cancelled"}, seen=1)
    assert len(panzhihua.get(auditor_zhou, "seal")["uses"]) == 1


@pytest.mark.rule("Z9")
def test_misuse_is_reported_and_pursued(panzhihua: Town):
    panzhihua.post(auditor_zhou, "seal/misuses", {"text": "证明内容与实际不符", "use": 1}, status=201)
    panzhihua.post(approver_wang, "seal/misuses/1/settlement", {"outcome": "upheld", "document": "攀民处〔2026〕1号"})
    (misuse,) = panzhihua.get(auditor_zhou, "seal")["misuses"]
    assert (misuse["outcome"], misuse["use_number"], misuse["document"]) == ("upheld", 1, "攀民处〔2026〕1号")
