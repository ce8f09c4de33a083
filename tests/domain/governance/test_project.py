"""Projects of the year, and the qualifications a community counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.governance import project, qualification
from domain.governance.project import Stage
from domain.governance.qualification import Ending, Level
from domain.policy import PolicyProfile
from tests.projections.town import sealed
from tests.scenario import given

CLAUSE = PolicyProfile.load("runzhou").rule("project.audited").clause
COMMUNITY, OTHER, ON = "com-321111001001", "com-321111001002", date(2026, 3, 2)
ASK: dict[str, Any] = {"project": "prj-0001", "community": COMMUNITY, "title": "银龄食堂", "proposer": "金山社区居委会", "yuan": 50_000}
PROPOSED = project.ProjectProposed(**ASK, year=2026, on=ON)
CLAIMED = project.ProjectClaimed(claimant="为民社工中心", claimed_on=ON)
AUDIT: dict[str, Any] = {"is_sound": True, "spent_yuan": 48_000, "on": ON, "report": "同信审〔2026〕12号", "clause": CLAUSE}


@pytest.mark.rule("R24")
def test_a_project_is_proposed_for_its_year_and_claimed_once():
    given(project).when(project.propose, **ASK, year=2025, on=ON).refused(project.YearOther, year=2025, this_year=2026)
    given(project).when(project.propose, **ASK, year=2026, on=ON).then(PROPOSED)
    given(project, PROPOSED).when(project.claim, claimant=" 为民社工中心 ", on=ON).then(CLAIMED)
    given(project, PROPOSED, CLAIMED).when(project.claim, claimant="为民社工中心", on=ON).then()
    given(project, PROPOSED, CLAIMED).when(project.claim, claimant="别家", on=ON).refused(project.StageOther, stage=Stage.CLAIMED)


@pytest.mark.rule("R24")
@pytest.mark.parametrize("interested", ["为民社工中心", "金山社区居委会 "])
def test_a_third_party_audits_it(interested: str):
    given(project, PROPOSED).when(project.audit, **AUDIT, auditor="同信会计师事务所").refused(project.StageOther, stage=Stage.PROPOSED)
    given(project, PROPOSED, CLAIMED).when(project.audit, **AUDIT, auditor=interested).refused(project.AuditorInterested, clause=CLAUSE)
    told = project.ProjectAudited(
        auditor="同信会计师事务所", is_sound=True, spent_yuan=48_000, audited_on=ON, report=AUDIT["report"], clause=CLAUSE
    )
    given(project, PROPOSED, CLAIMED).when(project.audit, **AUDIT, auditor="同信会计师事务所").then(told)


QUALIFIED = qualification.QualificationRecorded(
    qualification="qlf-0001", community=COMMUNITY, term=1, level=Level.SOCIAL_WORKER, on=ON, content=sealed("qlf-0001")
)
RECORD: dict[str, Any] = {"qualification": "qlf-0001", "level": Level.SOCIAL_WORKER, "on": ON, "content": sealed("qlf-0001")}


@pytest.mark.rule("R12")
def test_a_certificate_counts_once_and_in_one_community_at_a_time():
    given(qualification).when(qualification.record, **RECORD, community=COMMUNITY).then(QUALIFIED)
    given(qualification, QUALIFIED).when(qualification.record, **RECORD, community=COMMUNITY).then()
    given(qualification, QUALIFIED).when(qualification.record, **RECORD, community=OTHER).refused(qualification.CertificateTwice)
    moved = qualification.QualificationEnded(term=1, ending=Ending.MOVED, on=ON)
    given(qualification, QUALIFIED).when(qualification.end, ending=Ending.MOVED, on=ON).then(moved)
    given(qualification, QUALIFIED, moved).when(qualification.end, ending=Ending.LEFT, on=ON).refused(qualification.EndedOtherwise)
    again = qualification.QualificationRecorded(**RECORD, community=OTHER, term=2)
    given(qualification, QUALIFIED, moved).when(qualification.record, **RECORD, community=OTHER).then(again)


@pytest.mark.rule("R12")
def test_a_community_lacks_what_is_wanting_to_three():
    wanted = PolicyProfile.load("runzhou").number("staffing.social_workers")
    assert [qualification.gap(holders, wanted) for holders in (0, 2, 3, 5)] == [3, 1, 0, 0]
