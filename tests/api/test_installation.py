"""How the installation stands, as administrator and auditor read it; a parked stream and its way back; a rebuild that is watched."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from projections import runner
from tests.api.conftest import Caller, Site
from tests.people import admin_he, auditor_zhou

STREAM = "com-321111005001"
STATE = "/api/installation"


@pytest.fixture(scope="module")
def he(site: Site) -> Caller:
    return site.as_(admin_he)


@pytest.fixture(scope="module")
def parked(site: Site) -> Iterator[str]:
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
    yield STREAM


def test_every_read_model_is_at_the_head_and_the_rest_is_told(site: Site, he: Caller) -> None:
    told = he.get(STATE).json()
    assert {one["view"] for one in told["views"]} == set(runner.NAMES)
    assert told["head"] == site.office.journal.head() and told["pending"] == [] and told["version"]
    assert told["database"]["bytes"] > 1_000_000 and 0 < told["disk"]["free"] < told["disk"]["total"]
    assert told["backups"] == {"known": False, "count": 0, "newest": None, "log_at": None}  # none was ever made
    assert site.as_(auditor_zhou).get(STATE).json()["views"] == told["views"]


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
