"""Registers of decided facts: each line as of a day, its editions side by side, the same after a rebuild."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain import community
from domain.governance import commendation, commitments, inspection, joint_work, targets
from projections import registers
from projections.rebuild import rebuild
from tests.domain.governance.test_inspection import DEMANDED, DONE, FOUND, HELD, INSPECTION, ON, PUBLISHED
from tests.projections.town import Town, sealed

DISTRICT, URBAN, RURAL, LATE = "320282", "com-320282001001", "com-320282001002", "com-320282001003"


def registered(town: Town, name: str, *, is_rural: bool, at: date) -> None:
    tiers = (community.Tier(community.TierLevel.COMMUNITY, "社区", name, name.removeprefix("com-")),)
    told = community.Registered(community=name, name=name, profile="yixing@2011-05-17", tiers=tiers, is_rural=is_rural)
    town.tell(name, told, at=at)


def certified(name: str, *, is_rural: bool, on: date) -> targets.CommunityCertified:
    given = {"targets": f"tgt-{DISTRICT}", "target": "model_share", "community": name, "is_rural": is_rural, "appraisal": "apr-0001"}
    return targets.CommunityCertified(**given, on=on, document="宜民〔2011〕31号", clause="二")


def city(town: Town) -> Town:
    registered(town, URBAN, is_rural=False, at=date(2011, 1, 1))
    registered(town, RURAL, is_rural=True, at=date(2011, 1, 1))
    registered(town, LATE, is_rural=False, at=date(2012, 6, 1))
    town.tell(URBAN, community.PlanCameIntoForce(plan="pln-0001", on=date(2011, 7, 1), replaces=None, document="x", codes_issued=()))
    town.tell(f"tgt-{DISTRICT}", certified(URBAN, is_rural=False, on=date(2011, 12, 20)))
    town.tell(f"tgt-{DISTRICT}", certified(RURAL, is_rural=True, on=date(2012, 12, 20)))
    town.tell(LATE, community.MergedInto(into=URBAN, on=date(2013, 3, 1), document="x"))
    town.run(batch=2)
    return town


@pytest.mark.rule("Y21")
def test_a_rural_community_is_counted_beside_and_one_that_is_gone_no_more(town: Town):
    city(town)
    for on, expected in (
        (date(2010, 12, 31), (0, 0, 0, 0, 0)),
        (date(2011, 12, 19), (1, 1, 0, 0, 1)),
        (date(2011, 12, 31), (1, 1, 1, 0, 1)),
        (date(2012, 12, 31), (2, 1, 1, 1, 1)),
        (date(2013, 3, 1), (1, 1, 1, 1, 1)),
    ):
        found = registers.counts(town.conn, DISTRICT, "model_share", on)
        assert tuple(found[name] for name in ("urban", "rural", "urban_certified", "rural_certified", "planned")) == expected, on


def test_a_line_is_seen_by_its_community_and_decisions_above_it_by_all_of_theirs(town: Town):
    told = targets.TargetSet(
        targets=f"tgt-{DISTRICT}", target="model_share", year=2014, percent=95, document="宜政发〔2013〕9号", clause="二"
    )
    town.tell(f"tgt-{DISTRICT}", told, at=date(2013, 1, 1))
    city(town)
    (line,) = registers.lines(town.conn, "targets", URBAN.removeprefix("com-"))
    assert (line["owner"], line["told"]["percent"], line["document"]) == (DISTRICT, 95, "宜政发〔2013〕9号")
    assert registers.lines(town.conn, "targets", "320281001001") == []
    assert [one["owner"] for one in registers.lines(town.conn, "certifications", URBAN.removeprefix("com-"))] == ["320282001001"]
    assert len(registers.lines(town.conn, "certifications", DISTRICT)) == 2


@pytest.mark.rule("C4", "D17")
def test_a_revoked_commendation_leaves_the_register_of_later_days_and_a_rebuild_gives_the_same(town: Town):
    given = {
        "commendations": "awd-320282001y2012",
        "community": URBAN,
        "year": 2012,
        "award": "building_heads",
        "title": "十佳楼院（栋）长",
    }
    given |= {"yuan": 0, "name": sealed("bhd-0001"), "recipient": "bhd-0001", "document": "长街〔2012〕7号", "clause": "管理网"}
    town.tell("awd-320282001y2012", commendation.Awarded(**given, number=1, on=date(2012, 5, 1)))
    town.tell("awd-320282001y2012", commendation.Revoked(number=1, on=date(2012, 6, 1), document="长街〔2012〕8号"))
    town.run(batch=1)
    assert [len(registers.lines(town.conn, "commendations", "320282001", on=date(2012, month, 31))) for month in (3, 5, 7)] == [0, 1, 0]
    (line,) = registers.lines(town.conn, "commendations", "320282001")
    assert (line["holds_until"], line["told"]["document"]) == (date(2012, 6, 1), "长街〔2012〕8号")
    assert line["document"] == "长街〔2012〕7号"
    report = rebuild(town.journal, town.dsn_project, check=True)
    assert report.equal


@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_a_line_that_changes_tells_on_a_day_what_held_on_that_day(town: Town, batch: int):
    public = inspection.FindingPublished(finding=1, published_on=ON, notice="攀民通报〔2026〕1号", clause=PUBLISHED)
    town.tell(INSPECTION, HELD, FOUND, at=date(2026, 3, 2))
    town.tell(INSPECTION, public, DEMANDED, at=date(2026, 3, 5))
    town.run(batch)
    town.tell(INSPECTION, DONE, at=date(2026, 3, 9))
    town.run(batch)
    here = "510402001001"
    for on, status, notice in ((2, "found", None), (4, "found", None), (5, "demanded", public.notice), (9, "rectified", public.notice)):
        (line,) = registers.lines(town.conn, "findings", here, date(2026, 3, on))
        assert (line["told"]["status"], line["told"].get("notice")) == (status, notice), on
    assert registers.lines(town.conn, "findings", here, date(2026, 3, 1)) == []
    (line,) = registers.lines(town.conn, "findings", "5104")
    assert (line["told"]["status"], line["told"]["title"]) == ("rectified", FOUND.title)
    assert [one["key"] for one in registers.lines_of_stream(town.conn, "findings", here, INSPECTION)] == [f"findings/{INSPECTION}/1"]
    assert registers.lines_of_stream(town.conn, "findings", here, INSPECTION[:-1]) == []
    assert rebuild(town.journal, town.dsn_project, check=True).equal


@pytest.mark.rule("Y11")
def test_editions_stand_side_by_side_wherever_batches_begin(town: Town):
    card = commitments.Promise("优待证代办", "civil_affairs", "代办", "受理", 3, commitments.Clock.WORKING_DAYS, "一次办成")
    stream = "cmt-320282001001"
    first = commitments.Published(commitments=stream, key="card", edition=1, promise=card, on=date(2026, 5, 6), clause="三（一）")
    second = commitments.Revised(key="card", edition=2, promise=replace(card, limit=1), on=date(2026, 7, 1), document="x")
    town.tell(stream, first, second, commitments.Withdrawn(key="card", edition=2, on=date(2026, 8, 1), document="y"))
    town.run(batch=1)
    held = [(one["told"]["limit"], one["holds_from"], one["holds_until"]) for one in registers.lines(town.conn, "commitments", "320282")]
    assert held == [(3, date(2026, 5, 6), date(2026, 7, 1)), (1, date(2026, 7, 1), date(2026, 8, 1))]
    assert rebuild(town.journal, town.dsn_project, check=True).equal


@pytest.mark.rule("P12")
def test_a_letter_ends_by_itself_after_its_last_day(town: Town):
    given = {"community": URBAN, "number": 1, "party": "镇街", "duties": "排查", "document": "x", "clause": "三（二）"}
    work = joint_work.SetUp(
        joint_work="jnt-0001", community=URBAN, title="联合整治", parties=("镇街", "公安"), document="x", clause="三（二）"
    )
    letter = joint_work.ResponsibilityLetterSigned(**given, on=date(2026, 5, 6), until=date(2026, 12, 31))
    town.tell("jnt-0001", work, letter)
    town.run()
    days = (date(2026, 5, 5), date(2026, 5, 6), date(2026, 12, 31), date(2027, 1, 1))
    assert [len(registers.lines(town.conn, "letters", "320282001001", on=on)) for on in days] == [0, 1, 1, 0]
