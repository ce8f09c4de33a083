"""An inspection: by lot or not, published, put right, verified by somebody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from domain.governance import inspection, lots
from domain.governance.inspection import Stage
from domain.policy import PolicyProfile
from domain.spot_draw import commitment
from tests.projections.town import sealed
from tests.scenario import given

PANZHIHUA, PANYU = PolicyProfile.load("panzhihua"), PolicyProfile.load("panyu")
PUBLISHED = PANZHIHUA.rule("inspection.published").clause
RECTIFIED = PANYU.rule("inspection.rectified").clause
ON, DUE = date(2026, 3, 2), date(2026, 3, 17)
COMMUNITY, INSPECTION, LOTS = "com-510402001001", "ins-00000001", "lot-510402communities"
WORDS = sealed(INSPECTION)
HELD = inspection.InspectionHeld(
    inspection=INSPECTION, community=COMMUNITY, title="减负督查", team="市民政局检查组", on=ON, draw=None, by="zhou"
)
FOUND = inspection.FindingRecorded(inspection=INSPECTION, community=COMMUNITY, finding=1, title="仍挂六块牌子", content=WORDS)
DEMANDED = inspection.RectificationDemanded(finding=1, due=DUE, round=1, clause=RECTIFIED)
DONE = inspection.Rectified(finding=1, rectified_by="chen", work=WORDS)


@pytest.mark.rule("Z20")
def test_who_is_inspected_by_lot_was_drawn():
    ask: dict[str, Any] = {"inspection": INSPECTION, "community": COMMUNITY, "title": "减负督查", "team": "市民政局检查组", "on": ON}
    given(inspection).when(inspection.hold, **ask, draw=3, chosen=("com-510402001002",), by="zhou").refused(inspection.NotDrawn, draw=3)
    given(inspection).when(inspection.hold, **ask, draw=None, chosen=(), by="zhou").then(HELD)
    given(inspection, HELD).when(inspection.hold, **ask, draw=None, chosen=(), by="zhou").then()


@pytest.mark.rule("Z20")
def test_a_finding_is_published_once_by_its_notice():
    published = inspection.FindingPublished(finding=1, published_on=ON, notice="攀民通报〔2026〕1号", clause=PUBLISHED)
    ask = {"on": ON, "notice": "攀民通报〔2026〕1号", "clause": PUBLISHED}
    given(inspection, HELD, FOUND).when(inspection.publish, finding=2, **ask).refused(inspection.FindingUnknown, findings=1)
    given(inspection, HELD, FOUND).when(inspection.publish, finding=1, **ask).then(published)
    given(inspection, HELD, FOUND, published).when(inspection.publish, finding=1, **ask).then()


@pytest.mark.rule("P14")
def test_a_finding_goes_from_demand_to_verification_and_round_again():
    demand = {"finding": 1, "on": ON, "due": DUE, "clause": RECTIFIED}
    given(inspection, HELD, FOUND).when(inspection.demand, **demand | {"due": date(2026, 3, 1)}).refused(inspection.DueInThePast)
    given(inspection, HELD, FOUND).when(inspection.demand, **demand).then(DEMANDED)
    given(inspection, HELD, FOUND).when(inspection.rectify, finding=1, by="chen", work=WORDS).refused(
        inspection.StageOther, stage=Stage.FOUND
    )
    given(inspection, HELD, FOUND, DEMANDED).when(inspection.rectify, finding=1, by="chen", work=WORDS).then(DONE)
    later = date(2026, 4, 1)
    not_yet = inspection.RectificationVerified(finding=1, is_done=False, verified_by="zhou")
    again = inspection.RectificationDemanded(finding=1, due=later, round=2, clause=RECTIFIED)
    verify = {"finding": 1, "by": "zhou", "due": later, "clause": RECTIFIED}
    past = (HELD, FOUND, DEMANDED, DONE)
    state = given(inspection, *past).when(inspection.verify, **verify, is_done=False).then(not_yet, again)
    assert (state.findings[1].stage, state.findings[1].rounds) == (Stage.DEMANDED, 2)
    right = inspection.RectificationVerified(finding=1, is_done=True, verified_by="zhou")
    state = given(inspection, *past).when(inspection.verify, **verify, is_done=True).then(right)
    assert state.findings[1].stage is Stage.VERIFIED


@pytest.mark.rule("P14")
def test_who_put_it_right_does_not_verify_it():
    verify = {"finding": 1, "is_done": True, "due": DUE, "clause": RECTIFIED}
    given(inspection, HELD, FOUND, DEMANDED, DONE).when(inspection.verify, **verify, by="chen").refused(
        inspection.OwnWork, clause=RECTIFIED
    )


@pytest.mark.rule("Z20")
@each(
    seed=st.text(min_size=1, max_size=20),
    names=st.sets(st.text("abc123", min_size=1, max_size=6), min_size=1, max_size=40),
    percent=st.integers(1, 100),
)
def test_a_draw_is_replayed_by_anybody_and_fits_its_commitment(seed: str, names: set[str], percent: int):
    (committed,) = lots.commit(None, lots=LOTS, seed=seed, sealed=sealed(LOTS))
    state = lots.fold((committed,))
    following = ("another", sealed(LOTS))
    drawn, after = lots.draw(state, seed=seed, candidates=names, through=9, percent=percent, clause="x", following=following)
    assert lots.agrees(drawn, committed.commitment)
    assert not lots.agrees(drawn, commitment("another"))
    assert 1 <= len(drawn.chosen) <= len(names) * percent / 100 + 1
    assert set(drawn.chosen) <= names
    assert (after.number, after.commitment) == (2, commitment("another"))


def test_a_draw_needs_its_seed_and_somebody_to_draw():
    (committed,) = lots.commit(None, lots=LOTS, seed="s", sealed=sealed(LOTS))
    ask: dict[str, Any] = {"through": 1, "clause": "", "following": ("t", sealed(LOTS))}
    given(lots).when(lots.draw, seed="s", candidates=["a"], percent=10, **ask).refused(lots.NoSeed)
    given(lots, committed).when(lots.draw, seed="other", candidates=["a"], percent=10, **ask).refused(lots.SeedOther)
    given(lots, committed).when(lots.draw, seed="s", candidates=[], percent=10, **ask).refused(lots.NothingToDraw)
    given(lots, committed).when(lots.draw, seed="s", candidates=["a"], percent=0, **ask).refused(lots.ShareUnsound, percent=0)
    given(lots, committed).when(lots.commit, lots=LOTS, seed="z", sealed=sealed(LOTS)).then()


def test_a_seed_whose_key_was_lost_gives_way_to_another_for_the_same_draw():
    (committed,) = lots.commit(None, lots=LOTS, seed="s", sealed=sealed(LOTS))
    ask: dict[str, Any] = {"through": 1, "clause": "", "following": ("t", sealed(LOTS)), "candidates": ["a"], "percent": 10}
    given(lots, committed).when(lots.draw, seed=None, **ask).refused(lots.SeedGone)
    (anew,) = lots.commit(lots.fold((committed,)), lots=LOTS, seed="z", sealed=sealed(LOTS), is_lost=True)
    assert (anew.number, anew.commitment) == (1, commitment("z"))
    given(lots, committed, anew).when(lots.draw, seed="s", **ask).refused(lots.SeedOther)
    drawn, after = lots.draw(lots.fold((committed, anew)), seed="z", **ask)
    assert lots.agrees(drawn, anew.commitment) and (drawn.number, after.number) == (1, 2)
