"""What a grid lacked on a day, out of the journal."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain import need, patrol, tagging, ticket
from domain.governance import meeting
from domain.policy import PolicyProfile
from domain.six_clear import missing
from domain.structure import organisation
from projections import six_clear
from projections.moments import CHINA
from projections.rebuild import rebuild
from tests.projections.households import family, hh, moved_out, reassigned, registered, visited
from tests.projections.town import COMMUNITY, Town, bld, drawn, grd, sealed

DAY = date(2024, 6, 3)
SIX = PolicyProfile.load("changzhi").six_clear


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)


def told(town: Town, number: int, key: str, on: date = DAY) -> list[tuple[str, str | None]]:
    """(gap, whatever it names) of grid `number`."""
    section = next(one for one in six_clear.sections(town.conn, COMMUNITY, on) if one.grid == grd(number))
    found = missing(SIX[key], section.facts, on)
    assert Counter(one.gap for one in found) == counted(town, number, key, on)
    return [(one.gap, one.household or one.building or one.matter or one.category) for one in found]


def asked(name: str, number: int, **changed: object) -> ticket.Reported:
    known = ticket.Reported(
        ticket=name,
        community=COMMUNITY,
        number=name,
        channel="desk",
        category="sanitation",
        scope=ticket.Scope.GENERAL,
        building=bld(1),
        place=None,
        grid=grd(number),
        household=None,
        first_responder="desk_chen",
        responsible="desk_chen",
        due_at=None,
        clause="",
        text=sealed(name),
        reporter=None,
    )
    return replace(known, **changed)


def counted(town: Town, number: int, key: str, on: date) -> Counter[str]:
    """The same as the server counts them for many communities at once."""
    clear, told = SIX[key], Counter[str]()
    questions = [six_clear.Question.of(clear, gap) for gap in clear.gaps]
    for one in six_clear.lacking(town.conn, questions, [COMMUNITY], on):
        told[one["question"].gap] += one["missing"] if one["grid"] == grd(number) else 0
    return +told


@pytest.fixture
def lived(town: Town) -> Town:
    """Two grids; a household in each, the first visited in May."""
    town.settle(4)
    town.enact("pln-0001", drawn(1, (1, 2)), drawn(2, (3, 4)), on=date(2024, 1, 1))
    for number, house in ((1, 1), (2, 3)):
        town.tell(hh(number), registered(number, house, number, family(number * 10, 2)), at=at(date(2024, 1, 5)))
    seen = visited(1, 1, 1, at(date(2024, 5, 7)))
    town.tell(seen.visit, seen, at=seen.visited_at)
    town.run()
    return town


@pytest.mark.rule("G6", "G8", "Y6")
def test_buildings_without_anybody_and_homes_nobody_went_to(lived: Town):
    assert told(lived, 1, "family") == [("building_unregistered", bld(2))]
    assert told(lived, 1, "people") == []
    assert told(lived, 2, "people") == [("household_unvisited", hh(2))]
    assert told(lived, 1, "people", date(2024, 5, 6)) == [("household_unvisited", hh(1))], "as of the day before the visit"
    assert six_clear.sections(lived.conn, COMMUNITY, date(2023, 12, 31)) == (), "no plan was in force"


@pytest.mark.rule("G6")
def test_a_household_counts_where_it_lives_that_day(lived: Town):
    lived.tell(hh(2), moved_out(3, 2), at=at(date(2024, 4, 1)))
    lived.tell(hh(1), reassigned(1, 2), at=at(date(2024, 6, 1)))
    lived.run()
    assert told(lived, 2, "people", date(2024, 3, 31)) == [("household_unvisited", hh(2))]
    assert told(lived, 2, "people", date(2024, 4, 1)) == []
    assert told(lived, 1, "needs", DAY + timedelta(days=300)) == []
    assert told(lived, 2, "needs", DAY + timedelta(days=300)) == [("household_unvisited", hh(1))]


@pytest.mark.rule("G6")
def test_what_stands_until_it_is_settled(lived: Town):
    told_of = {"community": COMMUNITY, "household": hh(1)}
    tag = tagging.TagSet(person="psn-0010", number=1, expires_on=date(2024, 5, 31), set_by="li", sealed=sealed("psn-0010"), **told_of)
    lived.tell("tgs-0010", tag, at=at(date(2024, 1, 6)))
    wish = need.Recorded(need="ned-1", kind=need.Kind.NEED, person=None, category=None, recorded_by="li", sealed=sealed(hh(1)), **told_of)
    lived.tell("ned-1", wish, at=at(date(2024, 1, 6)))
    lived.run()
    late = date(2024, 7, 20)
    assert told(lived, 1, "people", date(2024, 5, 31)) == []
    assert told(lived, 1, "people", date(2024, 6, 1)) == [("tag_expired", hh(1))]
    assert told(lived, 1, "needs", late) == [("need_standing", hh(1))]
    lived.tell("ned-1", need.StruckOff(outcome="met", struck_by="li", note=None), at=at(late))
    lived.tell("tgs-0010", tagging.TagLifted(number=1, lifted_by="li", why="no_longer"), at=at(late))
    lived.run()
    assert told(lived, 1, "needs", late) == told(lived, 1, "people", late) == []
    assert told(lived, 1, "needs", late - timedelta(days=1)) == [("need_standing", hh(1))], "history keeps what stood"


@pytest.mark.rule("G6", "T8")
def test_tickets_wait_for_a_hand_and_a_hot_issue_for_a_meeting(lived: Town):
    walked = patrol.Recorded(patrol="ptl-1", community=COMMUNITY, grid=grd(1), warden="wdn-0001", walked_at=at(DAY), found=None, tickets=())
    lived.tell("ptl-1", walked, at=at(DAY))
    for n in range(3):
        lived.tell(f"tkt-{n}", asked(f"tkt-{n}", 1), at=at(DAY, 8))
    for n in (1, 2):
        lived.tell(f"tkt-{n}", ticket.Accepted(by="zhao", warden="wdn-0001"), at=at(DAY, 10))
    lived.run()
    assert told(lived, 1, "hazards") == [("ticket_untaken", "tkt-0")]
    assert told(lived, 2, "hazards") == [("grid_unpatrolled", None)]
    assert told(lived, 1, "hot_issues") == [("hot_issue_unraised", "sanitation")]
    agenda = meeting.AgendaDrawn(tickets=(meeting.AgendaTicket("tkt-2", meeting.Why.ASKED),))
    called = meeting.Convened(
        meeting="mtg-1", community=COMMUNITY, cadence="", title="民情分析会", starts_at=at(DAY, 14), called=("li",), is_private=True
    )
    lived.tell("mtg-1", called, agenda, at=at(DAY, 14))
    lived.run()
    assert told(lived, 1, "hot_issues") == []


def test_a_ticket_waits_in_the_grid_that_holds_its_place_that_day(lived: Town):
    for n, day in enumerate((date(2024, 5, 20), date(2024, 5, 25), date(2024, 5, 30))):
        lived.tell(f"tkt-{n}", asked(f"tkt-{n}", 1), at=at(day))
    moved = ticket.MovedToGrid(from_grid=grd(1), to_grid=grd(2), plan="pln-0002", responsible="desk_chen")
    lived.tell("tkt-0", moved, at=at(date(2024, 6, 1)))
    lived.run()

    def waiting(number: int, on: date = DAY) -> list[str | None]:
        return [named for gap, named in told(lived, number, "hazards", on) if gap == "ticket_untaken"]

    assert waiting(1, date(2024, 5, 31)) == ["tkt-0", "tkt-1", "tkt-2"]
    assert waiting(1) == ["tkt-1", "tkt-2"]
    assert waiting(2) == ["tkt-0"]
    assert (told(lived, 1, "hot_issues", date(2024, 5, 31)), told(lived, 1, "hot_issues")) == ([("hot_issue_unraised", "sanitation")], [])
    moved_late = ticket.MovedToGrid(from_grid=grd(2), to_grid=grd(1), plan="pln-0002", responsible="desk_chen")
    lived.tell("tkt-0", moved_late, at=at(date(2024, 5, 28)))
    lived.run()
    assert waiting(2) == ["tkt-0"], "told late, it falls into its place before the later move"


@pytest.mark.rule("G6", "G9")
def test_a_unit_of_which_nothing_is_known_and_a_rebuild_gives_the_same(lived: Town):
    def known(activity: str, people: int) -> organisation.Particulars:
        return organisation.Particulars(
            "老张面馆", organisation.OrganisationKind.SHOP, activity, people, organisation.PartyOrganisation.NONE, 0
        )

    site = organisation.Site(bld(1))
    filed = organisation.Filed(filing=organisation.Filing(grd(1), organisation.FiledBy.HOLDS, 0.0), replaces=None, clause="")
    new = organisation.Registered(organisation="org-1", community=COMMUNITY, particulars=known("", 0), site=site)
    lived.tell("org-1", new, filed, at=at(date(2024, 2, 1)))
    lived.tell("org-1", organisation.Updated(particulars=known("餐饮", 3), site=site), at=at(DAY))
    lived.run(batch=2)
    assert ("organisation_incomplete", "org-1") in told(lived, 1, "facilities", DAY - timedelta(days=1))
    assert ("organisation_incomplete", "org-1") not in told(lived, 1, "facilities")
    assert rebuild(lived.journal, lived.dsn_project, check=True).equal
