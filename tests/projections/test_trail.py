"""Where the journal speaks of a thing: in its own stream and in others', as true and as known by a day, page by page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from domain import community, need
from domain.ids import HouseholdId, NeedId
from domain.values import Sealed
from projections import runner, trail
from projections.rebuild import rebuild
from projections.trail import Span, Window
from tests.projections.households import family, hh, moved_within, registered
from tests.projections.town import COMMUNITY, Town, bld, drawn, grd

MOVED = datetime(2024, 3, 1, tzinfo=UTC)
EVER = Span(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def settled(town: Town, batch: int = runner.BATCH) -> Town:
    town.settle()
    town.enact("pln-0001", drawn(1, (1, 2, 3)), drawn(2, (4, 5, 6)), on=date(2024, 1, 2))
    town.tell(hh(1), registered(1, 1, 1, family(10, 2)), by="desk_chen")
    town.tell(hh(1), moved_within(1, (1, 4), (1, 2)), at=MOVED, by="desk_chen", reason="换房")
    town.tell("ned-0001", _need(), at=MOVED + timedelta(days=1), by="zhao")
    town.tell("ned-0001", need.StruckOff(outcome="met", struck_by="zhao", note=None), at=MOVED + timedelta(days=2), by="zhao")
    town.run(batch)
    return town


def _need() -> need.Recorded:
    box = Sealed(subject="psn-0010", key="k1", box="aGgtMDAwMg==")
    kind, whose = need.Kind.NEED, HouseholdId(hh(1))
    return need.Recorded(
        need=NeedId("ned-0001"), kind=kind, community=COMMUNITY, household=whose, person=None, category=None, recorded_by="zhao", sealed=box
    )


def names(town: Town, rows: list[dict[str, object]]) -> list[str]:
    return [one.name for one in town.journal.at([row["position"] for row in rows])]


def test_a_household_is_spoken_of_in_its_stream_and_in_those_of_its_needs(town: Town) -> None:
    settled(town)
    assert names(town, trail.of_subjects(town.conn, [hh(1)], Window())) == [
        "household.registered",
        "household.moved_within",
        "need.recorded",
    ]
    assert names(town, trail.of_subjects(town.conn, ["psn-0010"], Window())) == ["household.registered", "need.recorded"]
    assert trail.communities_of(town.conn, [hh(1), "ned-0001", "psn-0010", "hh-9999"]) == {
        **dict.fromkeys((hh(1), "ned-0001", "psn-0010"), COMMUNITY),
        "hh-9999": None,
    }
    assert trail.is_known(town.conn, "psn-0010") and not trail.is_known(town.conn, "hh-9999")


def test_what_follows_in_a_stream_belongs_to_the_community_of_its_beginning(town: Town) -> None:
    settled(town)
    told = trail.of_communities(town.conn, COMMUNITY, Window(names=["need.%"]))
    assert names(town, told) == ["need.recorded", "need.struck_off"]


def test_by_the_time_it_became_true_page_by_page_and_up_to_a_day(town: Town) -> None:
    settled(town)
    town.tell(COMMUNITY, community.Renamed(name="永宁社区", reason="更名"), at=MOVED - timedelta(days=9))
    town.run()
    whole = trail.of_communities(town.conn, COMMUNITY, Window())
    assert [row["effective_at"] for row in whole] == sorted(row["effective_at"] for row in whole)
    pages, after = [], None
    while page := trail.of_communities(town.conn, COMMUNITY, Window(after=after, limit=3)):
        pages += page
        after = page[-1]["position"]
    assert pages == whole
    earlier = trail.of_communities(town.conn, COMMUNITY, Window(as_of=MOVED - timedelta(seconds=1)))
    assert earlier == [row for row in whole if row["effective_at"] < MOVED]
    first_half = whole[len(whole) // 2]["recorded_at"]
    assert trail.of_communities(town.conn, COMMUNITY, Window(known_at=first_half)) == [
        row for row in whole if row["recorded_at"] <= first_half
    ]


def test_by_account_by_document_by_name_and_what_was_told_late(town: Town) -> None:
    settled(town)
    assert names(town, trail.of_actor(town.conn, "zhao", EVER)) == ["need.recorded", "need.struck_off"]
    (document,) = {one.body.document for one in town.journal.read("pln-0001") if one.name == "plan.enacted"}
    assert names(town, trail.of_document(town.conn, document, COMMUNITY, None, 10)) == ["plan.approved", "plan.enacted"]
    assert names(town, trail.named(town.conn, ["household.moved_within"], EVER)) == ["household.moved_within"]
    assert trail.named(town.conn, ["household.moved_within"], Span(EVER.since, EVER.until, ["com-000000000000"])) == []
    town.tell(hh(1), moved_within(1, (4, 5), (2, 2)), at=datetime.now(UTC), by="qian")
    town.run()
    counts = {one["actor"]: one["lines"] for one in trail.late_counts(town.conn, timedelta(days=1), EVER)}
    assert sum(counts.values()) == len(_late(town, 1)) == town.journal.head() - 1
    assert (counts["zhao"], counts["desk_chen"], "qian" in counts) == (2, 2, False)
    assert _late(town, 100_000) == []


def _late(town: Town, days: int) -> list[dict[str, object]]:
    return trail.late(town.conn, timedelta(days=days), EVER)


def test_whatever_the_batches_a_rebuild_gives_the_same(town: Town) -> None:
    settled(town, batch=2)
    report = rebuild(town.journal, town.dsn_project, [trail.NAME], check=True)
    assert report.equal and {one.table for one in report.tables} == set(trail.VIEW.tables)
    assert trail.of_subjects(town.conn, [grd(2), bld(2)], Window())
