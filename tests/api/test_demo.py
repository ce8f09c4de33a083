"""The demonstration: a year told through the product's own commands keeps every rule, and is told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from rich.progress import Progress

from api import demo
from api.access import in_force
from api.access.signing_in import sign_in
from api.commands import territory
from api.context import CHINA, Actor, Office, open_office
from api.databases import Databases
from api.demo.town import CODE
from api.settings import Settings
from api.texts import catalogue
from domain import cover
from domain.ids import community_id
from domain.journal import Recorded
from domain.policy import PolicyProfile
from projections import admissions, grids, household_history, rebuild, registers, responsibility, runner, seals, ticket_board

SMALL = demo.Scale(buildings=0.3, occupied=0.22, days=120, rounds=10, tickets=12, moves=14)
NOW = datetime.now(UTC)
COMMUNITY = community_id(CODE)
EVERYTHING = 1_000_000
FILLED = (
    "projects",
    "qualifications",
    "pairings",
    "activities",
    "inspections",
    "findings",
    "site_issues",
    "integrations",
    "ledger_templates",
    "ledger_reports",
)
NewDatabase = Callable[[], AbstractContextManager[Databases]]


@dataclass
class Told:
    """A demonstration that was loaded, and what the load answered."""

    office: Office
    answer: dict[str, Any]

    @property
    def events(self) -> list[Recorded]:
        return list(self.office.journal.feed(0, EVERYTHING))

    def bodies(self, name: str) -> list[Any]:
        return [event.body for event in self.events if event.name == name]

    @contextmanager
    def reading(self) -> Iterator[psycopg.Connection[Any]]:
        self.office.freshen()
        with self.office.reading() as connection:
            yield connection


@contextmanager
def installation(new_database: NewDatabase, home: Path) -> Iterator[Office]:
    with new_database() as databases:
        office = open_office(Settings(home=home), databases, clock=lambda: NOW)
        yield office
        office.close()


def bars() -> Progress:
    return Progress(disable=True)


@pytest.fixture(scope="module")
def small(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with installation(new_database, tmp_path_factory.mktemp("home")) as office:
        yield Told(office, demo.load(office, bars(), SMALL))


def test_load_tells_what_it_made(small: Told) -> None:
    assert small.answer["loaded"]
    assert (small.answer["code"], small.answer["name"]) == (CODE, "锦绣社区")
    assert small.answer["events"] == small.office.journal.head()


def test_second_load_writes_nothing(small: Told) -> None:
    before = small.events
    again = demo.load(small.office, bars(), SMALL)
    assert not again["loaded"]
    assert small.events == before


def test_history_lies_in_the_past_in_the_order_of_its_hours(small: Told) -> None:
    hours = [event.recorded_at for event in small.events]
    assert hours == sorted(hours)
    assert timedelta(days=SMALL.days - 1) < NOW - hours[0] < timedelta(days=SMALL.days + 14)
    assert hours[-1] <= NOW


def test_journal_stamps_its_own_time_again(small: Told) -> None:
    with psycopg.connect(small.office.databases.owner) as connection:
        assert connection.execute("select simulated from journal.mode").fetchall() == [(False,)]


def test_three_plans_are_in_force_one_after_another_and_one_is_a_draft(small: Told) -> None:
    with small.reading() as connection:
        plans = grids.plans(connection, COMMUNITY)
    assert Counter(plan["status"] for plan in plans) == {"enacted": 3, "draft": 1}
    enacted = [(event.meta.actor, event.meta.document) for event in small.events if event.name == "plan.enacted"]
    assert {actor for actor, _ in enacted} == {"approver"}
    assert len({document for _, document in enacted}) == 3
    assert all(document.startswith("润社建〔") for _, document in enacted)
    assert {event.meta.actor for event in small.events if event.name == "plan.submitted"} == {"planner"}
    assert small.bodies("plan.grid_split")
    assert all(body.households_moved for body in small.bodies("plan.enacted")[1:])


def test_every_household_is_in_the_one_grid_that_holds_its_building(small: Told) -> None:
    with small.reading() as connection:
        plan = grids.plan_in_force(connection, COMMUNITY)
        assert plan is not None
        codes = {drawn["grid"] for drawn in grids.plan(connection, plan["plan"])["grids"]}
        grid_of = {row["building"]: row["grid"] for row in grids.buildings(connection, COMMUNITY, limit=EVERYTHING)}
        living = household_history.households(connection, community=COMMUNITY, limit=EVERYTHING)
        counted = household_history.counts_by_grid(connection, COMMUNITY)
    assert len({row["household"] for row in living}) == len(living) > 200
    assert all(row["grid"] in codes and row["grid"] == grid_of[row["building"]] for row in living)
    assert sum(count.households for count in counted.values()) == len(living)


def test_every_open_ticket_has_somebody_who_answers(small: Told) -> None:
    with small.reading() as connection:
        waiting = ticket_board.open_tickets(connection, COMMUNITY)
        roster = responsibility.roster(connection, COMMUNITY)
    enrolled = {warden.account for post in roster for warden in (post.a, post.b, post.on_duty) if warden}
    assert all(row["responsible"] for row in waiting)
    bodies = {"desk", "residents_committee", f"subdistrict:{COMMUNITY}"}
    assert {row["responsible"] for row in waiting} <= enrolled | bodies
    assert len(small.bodies("ticket.reported")) > SMALL.tickets - 4
    assert small.bodies("ticket.closed")


def test_every_grid_has_two_different_people_and_one_of_them_on_duty(small: Told) -> None:
    with small.reading() as connection:
        roster = responsibility.roster(connection, COMMUNITY)
    assert len(roster) >= 3
    for post in roster:
        assert post.a and post.b and post.on_duty
        assert post.a.warden != post.b.warden


def test_whois_of_the_new_towers_differs_before_and_after_the_boundary_change(small: Told) -> None:
    _, split, _ = (event for event in small.events if event.name == "plan.enacted")
    with small.reading() as connection:
        (tower,) = [row for row in grids.buildings(connection, COMMUNITY, limit=EVERYTHING) if row["name"] == "江畔云庭1号楼"]
        before = responsibility.whois(connection, tower["building"], split.meta.effective_at - timedelta(seconds=1))
        after = responsibility.whois(connection, tower["building"], split.meta.effective_at)
    assert before and after
    assert before.grid != after.grid
    assert after.name == "江畔云庭网格"
    assert before.plan_to == after.plan_from == split.meta.effective_at
    assert (before.document, after.document) != (after.document, before.document)
    assert after.document == split.meta.document


def test_rebuilt_read_models_equal_the_live_ones(small: Told) -> None:
    small.office.freshen()
    with psycopg.connect(small.office.databases.app, autocommit=True) as connection:
        walls = in_force.walls(connection)
        report = rebuild.rebuild(small.office.journal, small.office.databases.project, runner.NAMES, check=True)
        assert in_force.walls(connection) == walls, "policies and rights of what was made again are those of before"
    assert [table.table for table in report.tables if not table.equal] == []
    assert report.equal


def test_visits_are_made_on_working_days_by_who_was_on_duty(small: Told) -> None:
    visits = [event for event in small.events if event.name == "visit.recorded"]
    assert len(visits) >= SMALL.rounds
    for visit in visits:
        local = visit.body.visited_at.astimezone(CHINA)
        assert 8 <= local.hour < 20
        assert visit.body.visited_at < visit.recorded_at
        assert visit.meta.role == "warden"


def test_tasks_came_in_left_and_were_turned_away_and_the_seal_stands_on_certificates(small: Told) -> None:
    """The registers of the year hold each way it may go; what the province's list forbids is issued no more."""
    with small.reading() as connection:
        asked = admissions.register(connection, COMMUNITY, on=NOW.astimezone(CHINA).date())
        uses = seals.uses(connection, COMMUNITY)
        certificates = seals.certificates_of(connection, COMMUNITY)
    assert Counter(one["status"] for one in asked) == {"requested": 1, "rejected": 1, "entered": 1, "withdrawn": 1}
    assert len(small.bodies("task.refused")) == 1
    assert Counter(one["status"] for one in certificates) == {"issued": 4, "refused": 1, "requested": 1}
    assert [one["number"] for one in uses] == [1, 2, 3, 4]
    assert small.bodies("certificates.type_cancelled") and small.bodies("seal.misuse_settled")


def test_leaves_are_covered(small: Told) -> None:
    granted = small.bodies("duty.leave_granted")
    assert granted
    assert small.bodies("duty.stood_in")
    with small.reading() as connection:
        for leave in granted:
            posts = responsibility.roster(connection, COMMUNITY, leave.starts_at + timedelta(hours=12))
            mine = [post for post in posts if post.a and post.a.warden == leave.warden]
            assert all(post.on_duty_as in (cover.As.B, cover.As.STAND_IN) for post in mine)


def test_accounts_open_the_door_and_wardens_have_grids(small: Told) -> None:
    actors = [sign_in(small.office, account, demo.PASSWORD).actor for account, _, _ in demo.ACCOUNTS]
    assert [(actor.account, actor.role, actor.name) for actor in actors] == list(demo.ACCOUNTS)
    wardens = [actor.warden for actor in actors if actor.role == "warden"]
    assert len(wardens) == 2
    with small.reading() as connection:
        assert all(responsibility.beat(connection, COMMUNITY, warden, NOW).own for warden in wardens if warden)


def test_nothing_personal_stands_readable_in_the_journal(small: Told) -> None:
    with psycopg.connect(small.office.databases.owner) as connection:
        rows = connection.execute("select payload::text from journal.readable").fetchall()
    told = "\n".join(row[0] for row in rows)
    assert "1380000" not in told
    assert "990000" not in told
    assert "邵雨晴" not in told


class Interrupted(Progress):
    """Somebody presses Ctrl-C in the middle."""

    def update(self, task_id: Any, **fields: Any) -> None:
        super().update(task_id, **fields)
        if fields.get("completed", 0) > 450:
            raise KeyboardInterrupt


def test_interrupted_load_goes_on_where_it_stopped(small: Told, new_database: NewDatabase, tmp_path: Path) -> None:
    with installation(new_database, tmp_path) as office:
        with pytest.raises(KeyboardInterrupt):
            demo.load(office, Interrupted(disable=True), SMALL)
        half = office.journal.feed(0, EVERYTHING)
        resumed = Told(office, demo.load(office, bars(), SMALL))
        assert tuple(resumed.events[: len(half)]) == half
        whole = [(event.stream, event.version, event.name, event.recorded_at) for event in resumed.events]
        assert whole == [(event.stream, event.version, event.name, event.recorded_at) for event in small.events]


def test_journal_with_a_real_history_is_left_alone(new_database: NewDatabase, tmp_path: Path) -> None:
    with installation(new_database, tmp_path) as office:
        ctx = office.ctx(Actor("lin", "planner"))
        territory.register_community(ctx, "321111001001", "永安路社区", PolicyProfile.load("runzhou"))
        before = office.journal.feed(0, EVERYTHING)
        with pytest.raises(demo.JournalInUse) as refused:
            demo.load(office, bars(), SMALL)
        assert refused.value.code in catalogue()
        assert office.journal.feed(0, EVERYTHING) == before


@pytest.mark.slow
def test_whole_year(new_database: NewDatabase, tmp_path: Path) -> None:
    with installation(new_database, tmp_path) as office:
        told = Told(office, demo.load(office, bars()))
        names = Counter(event.name for event in told.events)
        with told.reading() as connection:
            living = household_history.households(connection, community=COMMUNITY, limit=EVERYTHING)
            plan = grids.plan_in_force(connection, COMMUNITY)
            assert plan is not None
            drawn = grids.plan(connection, plan["plan"])
        moves = ("household.moved_in", "household.moved_out", "household.moved_within", "household.split", "household.merged")
        assert 2800 <= len(living) <= 3200
        assert 150 <= sum(names[move] for move in moves) <= 250
        assert 240 <= names["ticket.reported"] <= 260
        assert 800 <= names["visit.recorded"] <= 1000
        assert names["plan.enacted"] == 3
        assert names["duty.handed_over"] == 2
        assert names["duty.stood_in"] == 2
        assert names["ticket.reopened"] > 5
        assert not [check for check in drawn["checks"] if check["forbids"] and not check["passed"]]


def test_a_visitor_finds_the_books_filled(small: Told) -> None:
    """Every book of books.toml shows what was entered in it; patrols, needs and tags stand beside the visits."""
    with small.reading() as connection:
        filled = {one: len(list(registers.lines(connection, one, CODE, None))) for one in FILLED}
    assert [register for register, lines in filled.items() if not lines] == []
    assert {len(small.bodies(name)) for name in ("need.recorded", "tag.set")} == {3}
    assert small.bodies("patrol.recorded")


def test_building_groups_hold_whole_buildings_of_one_grid_and_most_have_a_head(small: Told) -> None:
    formed, heads = small.bodies("building_group.formed"), small.bodies("building_head.appointed")
    with small.reading() as connection:
        grid_of = {row["building"]: row["grid"] for row in grids.buildings(connection, COMMUNITY, limit=EVERYTHING)}
    grouped = [each for one in formed for each in one.buildings]
    assert len(grouped) == len(set(grouped)) > len(formed) > 1
    assert all({grid_of[each] for each in one.buildings} == {one.grid} for one in formed)
    assert len(formed) / 2 < len({one.group for one in heads}) < len(formed) and {one.title for one in heads} == {"楼长"}


def test_it_meets_and_says_what_was_decided_and_is_served_somewhere(small: Told) -> None:
    """The last meeting is still to come."""
    called, held, published = (small.bodies(f"meeting.{name}") for name in ("convened", "held", "minutes_published"))
    assert len(held) == len(published) == len(called) - 1 and len({one.meeting for one in called}) == len(called)
    assert all(one.results for one in published)
    assert {one.kind for one in small.bodies("facility.registered")} == {"centre", "hall", "convenience", "handed_over"}
    _, roads, water = (one.lines for one in small.bodies("dividers.recorded"))  # the first came with the buildings, the canal among them
    assert {one.kind.value for one in roads} == {"main_road", "local_road"} and [one.name for one in water] == ["虹桥港"]
