"""How the installation stands, as administrator and auditor read it; a parked stream and its way back; a rebuild that is watched."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.access import in_force, started
from api.texts import catalogue
from projections import runner
from tests.api.conftest import Caller, Site
from tests.people import admin_he, auditor_zhou

STREAM = "com-321111005001"
STATE = "/api/installation"


@pytest.fixture(scope="module")
def he(site: Site) -> Caller:
    return site.as_(admin_he)


@pytest.fixture(scope="module")
def parked(site: Site) -> str:
    """A stream whose event belongs to a later release."""
    with psycopg.connect(site.office.databases.owner, autocommit=True) as owner:
        owner.execute(
            """
            insert into journal.events (stream, version, name, event_version, payload, actor, role, effective_at, recorded_at,
              correlation, reason, document)
            values (%s, 1, 'community.unheard_of', 1, '{}', 'later', 'planner', now(), now(), 'test', '', '')""",
            (STREAM,),
        )
    site.office.patience_s = 15
    site.office.freshen()
    return STREAM


def test_every_read_model_is_at_the_head_and_the_rest_is_told(site: Site, he: Caller) -> None:
    told = he.get(STATE).json()
    assert {one["view"] for one in told["views"]} == set(runner.NAMES)
    assert told["head"] == site.office.journal.head() and told["pending"] == [] and told["version"]
    assert told["database"]["bytes"] > 1_000_000 and 0 < told["disk"]["free"] < told["disk"]["total"]
    assert told["backups"] == {"known": False, "count": 0, "newest": None, "log_at": None}  # none was ever made
    assert site.as_(auditor_zhou).get(STATE).json()["views"] == told["views"]


def test_what_stands_lower_than_shipped_is_told_and_walls_that_were_changed(site: Site, he: Caller) -> None:
    def door() -> Any:
        return he.get(STATE).json()["door"]

    assert door()["walls_hold"]
    with site.office.app_pool.connection() as connection:
        started.note_settings(connection, site.office.settings.model_copy(update={"pace": False}), site.office.clock())
    told = door()
    (pace,) = [one for one in told["weaker"] if one["name"] == "pace"]
    assert (pace["title"], pace["variable"]) == ("请求限速已关闭", "MINQING_PACE") and told["walls_hold"]
    with psycopg.connect(site.office.databases.owner, autocommit=True) as owner:
        owner.execute("create function journal.slipped_in() returns int language sql as 'select 1'")
        assert not door()["walls_hold"]
        owner.execute("drop function journal.slipped_in")
    assert door()["walls_hold"]


def test_every_setting_that_can_stand_lower_has_words() -> None:
    told = {
        "pace": False,
        "notary": False,
        "clocks": False,
        "second_factor": [],
        "hosts": [],
        "public_url": "",
        "tls": False,
        "host": "0.0.0.0",
    }
    told |= {"trusted_proxies": ["*"], "webhook_private": True, "keys_from": "environment", "log_ins": []}
    told |= {"openings_an_hour": 10**9, "bulk_health": 10**9, "bulk_others": 10**9}
    names = in_force.weaker(told | {"database": dict.fromkeys(in_force.ON, "off") | {"simulated": "on"}})
    assert {f"setting.{name}" for name in names} == {code for code in catalogue() if code.startswith("setting.")}


def test_a_parked_stream_is_told_with_its_reason_and_stays_until_it_can_be_read(he: Caller, parked: str) -> None:
    told = he.get(STATE).json()
    (first, *_) = told["parked"]
    assert (first["stream"], first["event"]) == (parked, "community.unheard_of") and "unheard_of" in first["error"]
    assert {one["view"] for one in told["views"] if one["parked"]} == {one["view"] for one in told["parked"]}
    refused = he.post(f"{STATE}/parked/{first['view']}/{parked}/release")
    assert (refused.status_code, refused.json()["code"]) == (409, "view.still_unreadable")
    assert he.post(f"{STATE}/parked/grids/com-321111005009/release").json()["code"] == "view.not_parked"
    assert he.post(f"{STATE}/parked/no_such_view/{parked}/release").json()["code"] == "view.unknown"


def test_a_rebuild_is_watched_to_its_end(he: Caller) -> None:
    assert he.post(f"{STATE}/rebuilds", {"views": ["no_such_view"]}).json()["code"] == "view.unknown"
    begun = he.post(f"{STATE}/rebuilds", {"views": ["rota"]})
    assert begun.status_code == 202
    told = _finished(he, begun.json()["run"])
    assert told["state"] == "finished" and told["result"]["equal"] and told["result"]["swapped"]
    assert {one["table"] for one in told["result"]["tables"]} == {"rota_month", "rota_day"}


def _finished(he: Caller, run: str) -> dict[str, Any]:
    until = time.monotonic() + 30
    while (told := he.get(f"{STATE}/rebuilds/{run}").json())["state"] == "running" and time.monotonic() < until:
        time.sleep(0.05)
    return dict(told)


NOTICE = "国办发明电〔2026〕7号"


def test_a_years_table_is_entered_by_document_and_replaced_by_another(site: Site, he: Caller) -> None:
    year = "/api/calendar/years/2027"
    assert not he.get(year).json()["is_announced"] and he.get("/api/calendar/years/2026").json()["is_announced"]
    table = [{"on": "2027-02-05", "kind": "holiday"}, {"on": "2027-02-14", "kind": "working"}]
    assert he.post(year, {"days": table}).json()["code"] == "command.document_missing"
    wrong = he.post(year, {"days": [{"on": "2026-02-05", "kind": "holiday"}], "document": NOTICE})
    assert wrong.json()["code"] == "calendar.day_of_another_year"
    assert he.post(year, {"days": table, "document": NOTICE}).json()["changed"] == 2
    days = {one["on"]: one for one in he.get(year).json()["days"]}
    assert (days["2027-02-14"]["kind"], days["2027-02-14"]["printed"], days["2027-02-14"]["is_set"]) == ("working", "rest", True)
    assert days["2027-10-01"]["name"].startswith("国庆")
    assert he.post(year, {"days": table[:1], "document": "更正通知"}).json()["changed"] == 1
    told = site.as_(auditor_zhou).get("/api/calendar/changes").json()["changes"]
    assert [(one["on"], one["kind"], one["document"], one["by"]) for one in told[:2]] == [
        ("2027-02-14", None, "更正通知", "he"),
        ("2027-02-14", "working", NOTICE, "he"),
    ]


def test_every_value_of_a_profile_has_its_source(he: Caller) -> None:
    told = he.get("/api/profiles/runzhou").json()
    known = {one["key"] for one in told["documents"]}
    assert told["stated"] == len(told["rules"]) > 50 and {one["document"] for one in told["rules"]} <= known | {None, *_borrowed(told)}
    band = next(one for one in told["rules"] if one["rule"] == "bands.grid.block")
    assert band["value"]["low"] < band["value"]["high"] and band["clause"] and not band["is_default"]
    assert he.get("/api/profiles/no_such").json()["code"] == "policy.profile_unknown"


def _borrowed(told: dict[str, Any]) -> set[str]:
    return {one["document"] for one in told["rules"] if one["is_borrowed"]}


def test_a_file_of_the_office_that_cannot_be_read_is_told_with_key_and_reason(
    site: Site, he: Caller, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = {one["name"]: one for one in he.get("/api/profiles").json()["profiles"]}
    assert listed["runzhou"]["fault"] is None and listed["daiban"]["fault"]["file"] == "daiban.toml"  # its sizes are blacked out
    (folder / "runzhou.toml").write_text("effective = 2026-12-01\n[bands.grid]\ntarget = 0\n", "utf-8")
    (folder / "nowhere.toml").write_text("", "utf-8")
    monkeypatch.setattr(site.office, "settings", site.office.settings.model_copy(update={"policies": folder}))
    told = he.get("/api/profiles").json()
    (runzhou,) = [one for one in told["profiles"] if one["name"] == "runzhou"]
    assert runzhou["is_completed"] and runzhou["fault"]["file"] == "MINQING_POLICIES/runzhou.toml"
    assert runzhou["fault"]["key"].startswith("bands.grid") and runzhou["fault"]["reason"] and told["strays"] == ["nowhere.toml"]


def test_who_follows_which_profile_since_when(site: Site, he: Caller) -> None:
    registered = he.post("/api/communities", {"code": "321111009002", "name": "翠湖社区", "profile": "changxing", "reason": "新设"})
    assert registered.status_code == 201, registered.text
    changed = he.post("/api/communities/321111009002/profile", {"profile": "runzhou", "reason": "一式两化", "document": "润社〔2026〕3号"})
    assert changed.status_code == 200, changed.text
    (community,) = he.get("/api/profiles").json()["communities"]
    assert community["profile"].startswith("runzhou@")
    assert [(one["profile"].partition("@")[0], one["by"], one["document"]) for one in community["history"]] == [
        ("runzhou", "he", "润社〔2026〕3号"),
        ("changxing", "he", ""),
    ]
