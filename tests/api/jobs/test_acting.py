"""Each clock by itself: what came due is done once, in order, with the rule as its cause; what two do at once is done once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from api.commands import callbacks, spot_checks, territory, ticket_intake
from api.commands.governance.meetings import compliance
from api.context import CHINA, Actor, start_of_day
from api.jobs import running
from api.jobs.clock import EVERYWHERE
from api.jobs.clocks import CLOCKS
from api.jobs.queue import wanted_of
from api.texts import catalogue
from api.vault import loss
from domain import callback, policy, spot_check
from domain.community import Renamed
from domain.ids import callback_id, community_id, compliance_id
from domain.journal import Meta, Write
from domain.policy import PolicyProfile
from tests.api.jobs.conftest import DESK, NORTH, SOUTH, Town
from tests.days import china_today
from tests.domain.profiles import completed

MONDAY = date(2026, 3, 2)


def at(day: date, hour: int = 0) -> datetime:
    return start_of_day(day) + timedelta(hours=hour)


@pytest.mark.rule("R22")
def test_two_programs_that_act_at_the_same_moment_write_each_step_once(town: Town):
    owner = town.community(NORTH, "runzhou", since=town.office.clock() - timedelta(days=400))
    streams = town.report(NORTH, 25)
    with ThreadPoolExecutor(4) as programs:
        ran = list(programs.map(lambda _: running.act(town.office, CLOCKS["tickets"], owner), range(4)))
    assert sum(len(one.acted) for one in ran) == len(streams)
    assert Counter(len(town.escalations(one)) for one in streams) == {1: 25}


@pytest.mark.rule("R22")
def test_a_ladder_is_climbed_a_rung_at_a_time_and_the_clock_says_when_the_next_is_due(town: Town):
    owner = town.community(NORTH, "runzhou", since=town.office.clock() - timedelta(days=400))
    (stream,) = town.report(NORTH)
    clock = CLOCKS["tickets"]
    levels, moments = [], []
    for _ in range(5):
        ran = running.act(town.office, clock, owner)
        levels += [one.body.level.value for one in town.escalations(stream)[len(levels) :]]
        if ran.again_at is None:
            break
        assert running.act(town.office, clock, owner).acted == ()
        moments.append(ran.again_at)
        town.hands.move_to(ran.again_at + timedelta(seconds=1))
    assert levels == ["community", "subdistrict", "district"]
    assert moments == sorted(moments)
    assert ran.again_at is None


@pytest.mark.rule("P4", "P5", "P6")
def test_missed_reports_and_meetings_are_told_in_order_since_their_end_with_the_clause(town: Town):
    owner = town.community(NORTH, "panyu", since=at(MONDAY))
    town.hands.move_to(at(MONDAY + timedelta(days=15), 9))
    clock = CLOCKS["cadences"]
    ran = running.act(town.office, clock, owner)
    told = town.office.journal.read(compliance_id(owner))
    asked = ("monday_meeting", "officer_report", "station_report")
    weeks = (MONDAY, MONDAY + timedelta(days=7))
    assert [(one.body.cadence, one.body.first) for one in told] == [(cadence, week) for week in weeks for cadence in asked]
    first, profile = told[0], PolicyProfile.load("panyu")
    assert first.meta.effective_at == at(MONDAY + timedelta(days=7)) < first.recorded_at
    assert (first.meta.actor, first.meta.role, first.meta.reason) == ("clock", "clock", profile.cadence("monday_meeting").source.clause)
    assert first.meta.causation == str(town.office.journal.read(owner)[0].position)
    assert len(ran.acted) == 6
    town.office.freshen()
    shown = compliance(town.office.ctx(Actor("zhou", "auditor")), NORTH, MONDAY, MONDAY + timedelta(days=20))
    told_at = {(one["cadence"], span["first"]): span["told_at"] for one in shown for span in one["windows"] if span["told_at"]}
    assert told_at == {(one.body.cadence, one.body.first): one.recorded_at for one in told}
    assert running.act(town.office, clock, owner).acted == ()
    wanted, _ = wanted_of(town.office, {"cadences": clock})
    assert wanted[("cadences", owner)] == at(MONDAY + timedelta(days=21))


@pytest.mark.rule("T6", "Z19")
def test_two_communities_are_held_to_their_own_regulation_and_only_while_it_is_in_force(town: Town):
    changed = MONDAY + timedelta(days=14)
    north = town.community(NORTH, "tiedong", since=at(MONDAY))
    south = town.community(SOUTH, "runzhou", since=at(MONDAY))
    change = town.office.ctx(Actor("he", "admin"), effective_at=at(changed), reason="行政区划调整")
    territory.change_profile(change, NORTH, PolicyProfile.load("panyu"))
    town.hands.move_to(at(date(2026, 5, 1), 8))
    for owner in (north, south):
        running.act(town.office, CLOCKS["cadences"], owner)
    told = {owner: [one.body for one in town.office.journal.read(compliance_id(owner))] for owner in (north, south)}
    of_tiedong = [one for one in told[north] if one.cadence == "work_meeting"]
    assert [one.first for one in of_tiedong] == [MONDAY, MONDAY + timedelta(days=7)]
    assert {one.due for one in of_tiedong} == {at(MONDAY + timedelta(days=2 + 7 * n), 18) for n in (0, 1)}
    assert min(one.first for one in told[north] if one.cadence == "monday_meeting") == changed
    assert {one.cadence for one in told[south]} == {"representatives"}
    assert [one.first for one in told[south]] == [date(2026, 4, 1)]


@pytest.mark.rule("D15")
def test_on_the_day_set_a_share_of_the_closed_tickets_is_drawn_for_a_call_back(town: Town, tmp_path: Path):
    """Given the office that asks for call-backs and twelve matters settled since its seed, then two are drawn on Friday, and once."""
    policy.complete_from(completed(tmp_path))
    try:
        owner, clock = town.community(NORTH, "daiban"), CLOCKS["callbacks"]
        friday = next(day for day in (china_today() + timedelta(days=n) for n in range(1, 9)) if day.isoweekday() == 5)
        assert [one.steps for one in running.act(town.office, clock, owner).acted] == [("callback.seed_committed",)]
        wanted, _ = wanted_of(town.office, {"callbacks": clock})
        assert wanted[("callbacks", owner)] >= at(friday, 17)
        done = ticket_intake.Settling("已换灯泡", "已告知", 5)
        town.report(NORTH, 12, at=town.office.clock(), settling=done)
        town.hands.move_to(wanted[("callbacks", owner)] + timedelta(seconds=1))
        (drawn,) = running.act(town.office, clock, owner).acted
        assert drawn.steps == ("callback.drawn", "callback.seed_committed")
        assert running.act(town.office, clock, owner).acted == ()
        seed, told, _ = town.office.journal.read(callback_id(owner))
        assert (told.body.candidates, len(told.body.chosen)) == (12, 2)
        assert (told.meta.role, told.meta.causation) == ("clock", str(seed.position))
    finally:
        policy.complete_from(None)


def lose_the_keys(town: Town) -> None:
    """As `minqing keys lost` goes on without those of the first epoch."""
    lost = loss.Loss((1,), indexes=False, files=0, newest=1)
    with psycopg.connect(town.office.databases.keys, autocommit=True) as connection:
        loss.go_on(connection, loss.new_keys(town.office.settings, lost), lost, "he")


def test_draws_go_on_after_their_seeds_were_lost(town: Town):
    """Given committed seeds whose key is given up as lost, when the next draw is due, then others are committed; what was closed before
    stays undrawn. A key that is gone and was not given up is a refusal with a way on."""
    office, code = town.office, NORTH
    town.community(code, "runzhou")
    committed = [callbacks.draw(office.ctx(DESK), code).answer, spot_checks.commit(office.ctx(DESK), code).answer]
    town.report(code, 2, at=office.clock(), settling=ticket_intake.Settling("已换灯泡", "已告知", 5))
    lose_the_keys(town)
    with pytest.raises(spot_check.SeedGone):
        spot_checks.draw(office.ctx(DESK), code)
    again = [callbacks.draw(office.ctx(DESK), code).answer, spot_checks.commit(office.ctx(DESK), code).answer]
    assert [one["commitment"] for one in again] != [one["commitment"] for one in committed]
    assert again[0]["drawn"] == []
    with pytest.raises(callback.NothingClosed):
        callbacks.draw(office.ctx(DESK), code)
    town.report(code, 1, at=office.clock(), settling=ticket_intake.Settling("已换灯泡", "已告知", 5))
    assert callbacks.draw(office.ctx(DESK), code).answer["candidates"] == 1
    office.vault.erase([callback_id(community_id(code))])
    with pytest.raises(callback.SeedGone):
        callbacks.draw(office.ctx(DESK), code)


def test_receipts_are_pruned_after_their_time_and_a_demonstrations_are_kept(town: Town):
    owner = town.community(NORTH, "runzhou")
    meta = Meta(actor="chen", role="desk", effective_at=datetime.now(UTC), policy=None, correlation="c1")
    journal = town.office.journal
    for n, key in enumerate(("mine", "demo:end"), 1):
        journal.append([Write(owner, n, (Renamed(name=f"社区{n}", reason="更名"),))], replace(meta, key=key))
    town.hands.ahead = timedelta(days=400)
    running.act(town.office, CLOCKS["receipts"], EVERYWHERE)
    assert journal.receipt("mine") is not None  # younger than a week by the database's own clock, whatever the program's says
    _age(town, days=8)
    running.act(town.office, CLOCKS["receipts"], EVERYWHERE)
    assert journal.receipt("mine") is None
    assert journal.receipt("demo:end") is not None
    assert len(journal.read(owner)) == 3


def _age(town: Town, days: int) -> None:
    with psycopg.connect(town.office.databases.owner, autocommit=True) as owner:
        owner.execute("update journal.receipts set recorded_at = recorded_at - make_interval(days => %s)", (days,))


def test_every_clock_has_words_and_asks_for_its_next_moment(town: Town):
    assert {f"clock.{name}" for name in CLOCKS} <= catalogue().keys()
    town.community(NORTH, "tiedong")
    wanted, now = wanted_of(town.office, CLOCKS)
    assert {name for name, _ in wanted} >= {"spot_checks", "cadences", "rotas", "receipts"}
    assert all(moment <= now for moment in wanted.values())  # nothing ran yet: they look at once
    assert now.astimezone(CHINA).utcoffset() == timedelta(hours=8)
