"""Fourteen communities become eight: both sides say so, and what ended decides nothing new."""

from __future__ import annotations

from datetime import date

import pytest

from domain import community, community_lineage
from domain.community import (
    CommunityEnded,
    CommunityUnknown,
    Dissolved,
    FormationRevoked,
    FormedByMerge,
    MergedInto,
    MergeRevoked,
    PlanPassedOn,
)
from domain.community_lineage import EndsBeforePlan, MergeCarriedOut, MergeWithoutPartner, NotMergedThere
from domain.required import DocumentMissing, ReasonMissing
from tests.domain.test_community import FIRST, NEXT, REGISTERED, TERRITORY
from tests.scenario import given

OLD, NEW, OTHER = REGISTERED.community, "com-321111001099", "com-321111001004"
ON, DOCUMENT = date(2024, 7, 1), "润政发〔2024〕7号"
MERGED = MergedInto(into=NEW, on=ON, document=DOCUMENT)
ENDING = {"into": NEW, "on": ON, "document": DOCUMENT}


@pytest.mark.rule("E7")
def test_the_side_that_ends_and_the_side_that_goes_on():
    ended = given(community, REGISTERED, TERRITORY, FIRST).when(community_lineage.merge_into, **ENDING).then(MERGED)
    assert (ended.ended_on, ended.successor) == (ON, NEW)
    formed = FormedByMerge(communities=(OTHER, NEW), on=ON, document=DOCUMENT)
    receiving = {"communities": [NEW, OTHER], "on": ON, "document": DOCUMENT}
    went_on = given(community, REGISTERED).when(community_lineage.receive, **receiving).then(formed)
    assert went_on.came_from == (OTHER, NEW)
    given(community, REGISTERED, formed).when(community_lineage.receive, **receiving).then()
    given(community, REGISTERED, MERGED).when(community_lineage.merge_into, **ENDING).then()


def test_what_ended_decides_nothing_new_and_ends_once():
    past = (REGISTERED, TERRITORY, FIRST, MERGED)
    refused = {"on": ON, "successor": NEW}
    given(community, *past).when(community.rename, name="新名", reason="更名").refused(CommunityEnded, **refused)
    given(community, *past).when(community.bring_plan_into_force, on=ON, **NEXT).refused(CommunityEnded, **refused)
    given(community, *past).when(community_lineage.merge_into, into=OTHER, on=ON, document=DOCUMENT).refused(CommunityEnded, **refused)
    given(community, *past).when(community_lineage.dissolve, on=ON, reason="拆迁", document=DOCUMENT).refused(CommunityEnded)
    given(community, *past).when(community_lineage.receive, communities=[OTHER], on=ON, document=DOCUMENT).refused(CommunityEnded)


def test_a_merge_needs_partners_a_document_and_a_day_after_the_plan():
    given(community, REGISTERED).when(community_lineage.merge_into, into=OLD, on=ON, document=DOCUMENT).refused(MergeWithoutPartner)
    given(community, REGISTERED).when(community_lineage.receive, communities=[], on=ON, document=DOCUMENT).refused(MergeWithoutPartner)
    given(community, REGISTERED).when(community_lineage.receive, communities=[OLD], on=ON, document=DOCUMENT).refused(MergeWithoutPartner)
    given(community, REGISTERED).when(community_lineage.merge_into, into=NEW, on=ON, document=" ").refused(DocumentMissing)
    early = {"into": NEW, "on": FIRST.on, "document": DOCUMENT}
    given(community, REGISTERED, TERRITORY, FIRST).when(community_lineage.merge_into, **early).refused(EndsBeforePlan, plan_from=FIRST.on)
    given(community).when(community_lineage.merge_into, **ENDING).refused(CommunityUnknown)


@pytest.mark.rule("E7")
def test_a_merger_is_taken_back_on_both_sides_until_a_plan_over_all_is_decided():
    told = {"reason": "上级未批准", "document": DOCUMENT}
    back = given(community, REGISTERED, MERGED).when(community_lineage.revoke, into=NEW, **told).then(MergeRevoked(into=NEW, **told))
    assert (back.ended_on, back.successor) == (None, None)
    formed = FormedByMerge(communities=(OTHER,), on=ON, document=DOCUMENT)
    released = FormationRevoked(communities=(OTHER,), **told)
    assert given(community, REGISTERED, formed).when(community_lineage.release, communities=[OTHER], **told).then(released).came_from == ()
    passed = PlanPassedOn(into=NEW, plan=FIRST.plan, on=ON, document=DOCUMENT)
    given(community, REGISTERED, MERGED, passed).when(community_lineage.revoke, into=NEW, **told).refused(MergeCarriedOut, on=ON)
    given(community, REGISTERED, MERGED).when(community_lineage.revoke, into=OTHER, **told).refused(NotMergedThere, successor=NEW)
    given(community, REGISTERED).when(community_lineage.revoke, into=NEW, **told).refused(NotMergedThere)
    given(community, REGISTERED, MERGED).when(community_lineage.revoke, into=NEW, **told | {"reason": ""}).refused(ReasonMissing)
    again = given(community, REGISTERED, MERGED, MergeRevoked(into=NEW, **told)).when(community_lineage.merge_into, **ENDING).then(MERGED)
    assert again.successor == NEW


@pytest.mark.rule("E7")
def test_a_community_is_dissolved_with_reason_and_document():
    told = {"on": ON, "reason": "整体拆迁", "document": DOCUMENT}
    state = given(community, REGISTERED).when(community_lineage.dissolve, **told).then(Dissolved(**told))
    assert (state.ended_on, state.successor) == (ON, None)
    given(community, REGISTERED).when(community_lineage.dissolve, **told | {"reason": ""}).refused(ReasonMissing)
