"""A stream that a read model could not apply: seen and released at the command line."""

from __future__ import annotations

import psycopg

from api.databases import Databases
from tests.api.cli import Desk

CODE = "321111005001"


def test_nothing_is_parked_at_first_and_nothing_can_be_released(desk: Desk) -> None:
    assert desk.ask("parked", "list") == {"parked": []}
    assert desk.run("parked", "release", "grids", f"com-{CODE}").refused_with == "view.not_parked"
    assert desk.run("parked", "release", "no_such_view", f"com-{CODE}").refused_with == "view.unknown"


def test_an_event_of_a_later_release_is_listed_until_it_can_be_read(desk: Desk, own_database: Databases) -> None:
    with psycopg.connect(own_database.owner, autocommit=True) as owner:
        owner.execute(
            """
            insert into journal.events (stream, version, name, event_version, payload, actor, role, effective_at, recorded_at,
              correlation, reason, document)
            values (%s, 1, 'community.unheard_of', 1, '{}', 'later', 'planner', now(), now(), 'test', '', '')""",
            (f"com-{CODE}",),
        )
    parked = desk.ask("parked", "list")["parked"]
    assert {one["stream"] for one in parked} == {f"com-{CODE}"}
    assert all("community.unheard_of" in one["error"] for one in parked)
    assert desk.run("parked", "release", parked[0]["view"], f"com-{CODE}").refused_with == "view.still_unreadable"
    assert desk.ask("parked", "list")["parked"] == parked
