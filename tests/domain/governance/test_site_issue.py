"""A site issue: entered, closed or licensed, and by lot compared with reality."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.governance import site_issue
from domain.governance.site_issue import Outcome
from domain.policy import PolicyProfile
from tests.projections.town import sealed
from tests.scenario import given

RULE = PolicyProfile.load("panyu").rule("site_issue.kinds")
ISSUE, COMMUNITY, ON = "sis-00000001", "com-440113001001", date(2026, 3, 2)
REGISTERED = site_issue.SiteIssueRegistered(
    issue=ISSUE, community=COMMUNITY, kind="无照经营", building=None, on=ON, by="zhao", content=sealed(ISSUE), clause=RULE.clause
)
CLOSED = site_issue.SiteIssueResolved(outcome=Outcome.CLOSED, on=ON, by="zhao", document="番工商罚〔2026〕3号")
COMPARE: dict[str, Any] = {"draw": 1, "on": ON, "clause": RULE.clause}


@pytest.mark.rule("P13")
def test_only_what_the_regulation_names_is_entered():
    ask: dict[str, Any] = {"issue": ISSUE, "community": COMMUNITY, "kinds": (str(RULE.value),), "building": None, "on": ON, "by": "zhao"}
    ask |= {"content": sealed(ISSUE), "clause": RULE.clause}
    given(site_issue).when(site_issue.register, kind="群众来访", **ask).refused(site_issue.KindUnlisted, kinds=["无照经营"])
    given(site_issue).when(site_issue.register, kind="无照经营", **ask).then(REGISTERED)


@pytest.mark.rule("P13")
def test_it_is_resolved_as_closed_or_licensed_once():
    resolve: dict[str, Any] = {"on": ON, "by": "zhao", "document": "番工商罚〔2026〕3号"}
    given(site_issue).when(site_issue.resolve, outcome=Outcome.CLOSED, **resolve).refused(site_issue.SiteIssueUnknown)
    given(site_issue, REGISTERED).when(site_issue.resolve, outcome=Outcome.STANDING, **resolve).refused(site_issue.NotAnOutcome)
    given(site_issue, REGISTERED).when(site_issue.resolve, outcome=Outcome.CLOSED, **resolve).then(CLOSED)
    given(site_issue, REGISTERED, CLOSED).when(site_issue.resolve, outcome=Outcome.CLOSED, **resolve).then()
    given(site_issue, REGISTERED, CLOSED).when(site_issue.resolve, outcome=Outcome.LICENSED, **resolve).refused(
        site_issue.ResolvedOtherwise, outcome=Outcome.CLOSED
    )


@pytest.mark.rule("P13")
def test_reality_corrects_the_register_and_the_mismatch_stays():
    found = site_issue.SiteIssueCompared(issue=ISSUE, community=COMMUNITY, draw=1, found=Outcome.STANDING, matches=False, on=ON, by="chen")
    past = (REGISTERED, CLOSED)
    compare = {"found": Outcome.STANDING, **COMPARE}
    given(site_issue, *past).when(site_issue.compare, chosen=(), by="chen", **compare).refused(site_issue.NotDrawn, draw=1)
    given(site_issue, *past).when(site_issue.compare, chosen=(ISSUE,), by="zhao", **compare).refused(site_issue.OwnWord)
    state = given(site_issue, *past).when(site_issue.compare, chosen=(ISSUE,), by="chen", **compare).then(found)
    assert (state.outcome, state.told_by) == (Outcome.STANDING, "chen")
    given(site_issue, *past, found).when(site_issue.compare, chosen=(ISSUE,), by="chen", **compare).then()
    right = site_issue.SiteIssueCompared(issue=ISSUE, community=COMMUNITY, draw=1, found=Outcome.CLOSED, matches=True, on=ON, by="chen")
    given(site_issue, *past).when(site_issue.compare, chosen=(ISSUE,), by="chen", found=Outcome.CLOSED, **COMPARE).then(right)
