"""Deadlines in working days and in working hours, by the calendar as it stands: a day set by document moves what is reported after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from api import accounts
from api.app import create_app
from api.context import CHINA, open_office
from api.databases import Databases
from api.settings import Settings
from domain import policy
from tests.api.conftest import Site
from tests.api.test_ticket_steps import Case
from tests.domain.profiles import completed
from tests.people import OFFICE, PASSWORD, admin_he, approver_wang, auditor_zhou, desk_chen

CODE, COMMUNITY = "321111001001", "/api/communities/321111001001"
FRIDAY, MONDAY = "2026-03-06", "2026-03-09"
WORDS = """
effective = 2026-03-01

[documents.office]
title = "江滨社区限时办结办法"
short = "江滨社区限时办结办法"
number = "江社〔2026〕2号"
issued_by = "江滨社区"
issued_on = 2026-03-01

[categories.sanitation]
title = "环境卫生"
english = "Sanitation"
deadline = { value = 3, clock = "working_days", source = { document = "office", article = "第二条", quote = "环境卫生三个工作日内办结" } }
source = { document = "office", article = "第一条", quote = "环境卫生" }
[categories.public_order]
title = "矛盾纠纷"
english = "Disputes"
deadline = { value = 4, clock = "working_hours", source = { document = "office", article = "第三条", quote = "四个工作小时内到场调处" } }
source = { document = "office", article = "第一条", quote = "矛盾纠纷" }
"""


@pytest.fixture(scope="module")
def site(new_database: Callable[[], AbstractContextManager[Databases]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An office that lays its own deadlines over 润州's regulation: one category counts working days, one working hours."""
    policies = completed(tmp_path_factory.mktemp("policies"), WORDS, "runzhou")
    with new_database() as databases:
        office = open_office(Settings(home=tmp_path_factory.mktemp("home"), policies=policies, clocks=False), databases)
        with office.app_pool.connection() as connection:
            for person in OFFICE:
                accounts.open_account(connection, person.account, person.role, PASSWORD, office.clock(), name=person.name)
        with TestClient(create_app(office=office)) as client:
            site = Site(office, client)
            given = {"code": CODE, "name": "江滨社区", "profile": "runzhou"}
            assert site.as_(admin_he).post("/api/communities", given).status_code == 201
            yield site
        office.close()
    policy.complete_from(None)


def at(day: str, hour: str) -> str:
    return f"{day}T{hour}:00+08:00"


def reported(site: Site, category: str, when: str) -> Case:
    return Case(site, site.as_(desk_chen), category=category, effective_at=when, at=f"{COMMUNITY}/tickets")


def due(one: Case) -> str:
    return f"{datetime.fromisoformat(one.answer['due_at']).astimezone(CHINA):%Y-%m-%dT%H:%M}"


@pytest.fixture(scope="module")
def before(site: Site) -> Case:
    """Reported on Friday, before the Monday after it was made a holiday by document."""
    return reported(site, "sanitation", at(FRIDAY, "10:00"))


@pytest.fixture(scope="module")
def holiday(site: Site, before: Case) -> str:
    """The version of the calendar after that."""
    set_ = {"on": MONDAY, "kind": "holiday", "document": "国办发明电〔2026〕3号"}
    assert site.as_(admin_he).post("/api/calendar", set_).status_code == 201
    return str(site.as_(desk_chen).get("/api/calendar", since=MONDAY, until=MONDAY).json()["calendar"])


@pytest.mark.rule("Y13")
def test_a_day_set_by_document_moves_what_is_reported_after_it_and_nothing_before(site: Site, before: Case, holiday: str):
    after = reported(site, "sanitation", at(FRIDAY, "10:00"))
    assert due(before) == "2026-03-12T00:00"  # the end of Wednesday
    assert due(after) == "2026-03-13T00:00"  # Monday is not worked
    assert holiday.endswith("+1")
    zhou = site.as_(auditor_zhou)
    old, new = (zhou.get(f"/api/tickets/{one.ticket}").json() for one in (before, after))
    assert old["clause"].endswith("+0")
    assert new["clause"] == f"江滨社区限时办结办法 第二条；{holiday}"
    assert datetime.fromisoformat(old["due_at"]) == datetime(2026, 3, 11, 16, tzinfo=UTC)


@pytest.mark.rule("Y13")
def test_four_working_hours_run_in_office_hours_over_the_holiday(site: Site, holiday: str):
    one = reported(site, "public_order", at(FRIDAY, "16:30"))
    assert due(one) == "2026-03-10T11:30"  # one hour on Friday, three on Tuesday morning
    face = site.as_(desk_chen).get(f"/api/tickets/{one.ticket}/clock", as_of=at("2026-03-10", "09:30")).json()
    assert (face["used_hours"], face["left_hours"], face["is_overdue"]) == (2, 2, False)
    assert (face["clock"], face["calendar"]) == ("working_hours", holiday)
    assert [(day["on"], day["kind"]) for day in face["uncounted"]] == [("2026-03-07", "rest"), ("2026-03-08", "rest"), (MONDAY, "holiday")]
    assert face["uncounted"][2]["document"] == "国办发明电〔2026〕3号"


@pytest.mark.rule("Y13")
def test_the_clock_names_the_days_that_did_not_count_by_the_calendar_of_its_deadline(site: Site, before: Case, holiday: str):
    chen = site.as_(desk_chen)
    old = chen.get(f"/api/tickets/{before.ticket}/clock").json()
    assert [(day["on"], day["kind"]) for day in old["uncounted"]] == [(FRIDAY, "reported"), ("2026-03-07", "rest"), ("2026-03-08", "rest")]
    assert old["calendar"].endswith("+0")
    spring = reported(site, "sanitation", at("2026-02-13", "10:00"))
    named = {day["on"]: day["name"] for day in chen.get(f"/api/tickets/{spring.ticket}/clock").json()["uncounted"]}
    assert named["2026-02-17"] == "春节" and "2026-02-14" not in named  # a Saturday that is worked


@pytest.mark.rule("D12")
def test_a_stop_gives_back_working_hours_and_names_the_calendar(site: Site, holiday: str):
    chen, wang = site.as_(desk_chen), site.as_(approver_wang)
    one = reported(site, "public_order", at(FRIDAY, "16:30"))
    one.taken(chen, "clock/request", change="pause", days=5, text="当事人外出", effective_at=at(FRIDAY, "16:45"))
    one.taken(wang, "clock/approval", effective_at=at(FRIDAY, "17:00"))
    one.taken(chen, "clock/resumption", effective_at=at("2026-03-10", "09:00"))
    row = chen.get(f"/api/tickets/{one.ticket}").json()
    assert f"{datetime.fromisoformat(row['due_at']).astimezone(CHINA):%dT%H:%M}" == "10T15:00"
    assert site.office.journal.read(one.ticket)[-1].body.calendar == holiday


@pytest.mark.rule("Y14")
def test_an_appointment_on_a_day_made_a_holiday_lies_outside_office_hours(site: Site, holiday: str):
    one = reported(site, "public_order", at(FRIDAY, "10:00"))
    hour = {"starts_at": at(MONDAY, "10:00"), "ends_at": at(MONDAY, "11:00"), "attendant": "chen", "effective_at": at(FRIDAY, "11:00")}
    one.taken(site.as_(desk_chen), "appointments", **hour)
    assert site.office.journal.read(one.ticket)[-1].body.outside_hours is True
