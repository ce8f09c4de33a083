"""What is believed of the database is true at the very next question, whoever wrote in between, and by whatever way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import asinh, pi, radians, tan
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api import accounts
from api.context import Actor
from api.sight import drawn_in
from api.unchanged import Answer, Unchanged
from projections.grid_map import Sight
from tests.api import estate
from tests.api.conftest import Caller, Site
from tests.api.lived_in import CODE, COMMUNITY, Town, now, register, settle
from tests.days import china_today
from tests.people import PASSWORD, Named, approver_wang, desk_chen, planner_lin, warden_li, warden_qian, warden_sun

NOON = datetime(2026, 5, 1, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
ZOOM = 10
visitor = Named("visitor", "desk", "来访")


def test_an_answer_is_asked_for_again_in_another_state_and_outside_its_time() -> None:
    kept, asked = Unchanged(), []

    def ask() -> Answer:
        asked.append(len(asked))
        return Answer(asked[-1], NOON, NOON + HOUR)

    told = [kept.get("one", "key", at, ask) for at in (NOON, NOON + HOUR / 2, NOON + HOUR, NOON - HOUR)]
    assert told == [0, 0, 1, 2]
    assert [kept.get(state, "key", NOON, ask) for state in ("one", "two", "two", None, None, "two")] == [2, 3, 3, 4, 5, 3]
    assert kept.get("two", "other", NOON, ask) == 6


def test_what_failed_is_kept_of_nothing_and_the_memory_has_an_end() -> None:
    kept = Unchanged(most=2)
    with pytest.raises(ZeroDivisionError):
        kept.get("one", "key", NOON, lambda: Answer(1 // 0))
    assert [kept.get("one", key, NOON, lambda key=key: Answer(key)) for key in (1, 2, 3)] == [1, 2, 3]
    assert len(kept) == 2 and kept.get("one", 1, NOON, lambda: Answer("anew")) == "anew"


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder)


def shown(site: Site, caller: Caller, layer: str = "buildings", status: int = 200) -> dict[str, Any]:
    """The map as who has written nothing asks for it, once the read models are there."""
    site.office.freshen("grids", "responsibility", "household_history")
    site.client.headers.pop("X-Journal-Position", None)
    answer = site.client.get(f"/api/features/{layer}", params={"limit": 1000}, headers=caller.headers)
    assert answer.status_code == status, answer.text
    key = layer.removesuffix("s")
    return {one["properties"][key]: one["properties"] for one in answer.json().get("features", [])}


def tile(site: Site, caller: Caller) -> tuple[int, str]:
    x, y = (estate.WEST + 180) / 360 * 2**ZOOM, (1 - asinh(tan(radians(estate.SOUTH))) / pi) / 2 * 2**ZOOM
    answer = site.client.get(f"/api/tiles/grids/{ZOOM}/{int(x)}/{int(y)}.mvt", params={"community": CODE}, headers=caller.headers)
    return answer.status_code, answer.headers.get("ETag", "")


def test_calls_that_meet_one_state_are_told_of_the_map_once(site: Site, town: Town) -> None:
    """A state is named here: on a server of which others have their share it may become another one at any moment."""
    sight = Sight((f"com-{CODE}",), None, None, site.office.clock())
    one, two, unknown = (site.office.ctx(Actor("lin", "planner"), state=state) for state in ("one", "two", None))
    told = [drawn_in(ctx, sight) for ctx in (one, one, two, unknown)]
    assert told == [told[0]] * 4 and [each is told[0] for each in told] == [True, True, False, False]
    assert drawn_in(two, replace(sight, at=sight.at + HOUR)) is told[2]


def test_a_household_and_a_move_are_seen_at_once(site: Site, town: Town) -> None:
    lin, chen = site.as_(planner_lin), site.as_(desk_chen)
    into = town.buildings[0][0]["building"]
    before = shown(site, lin)[into]["households"]
    met, household = tile(site, lin), register(chen, into, "2201")
    assert shown(site, lin)[into]["households"] == before + 1
    assert tile(site, lin) != met
    other = town.buildings[1][0]["building"]
    there = shown(site, lin)[other]["households"]
    moved = {"building": other, "door": {"unit": "1", "room": "2202"}, "reason": "换房"}
    answer = chen.post(f"/api/households/{household}/move", moved, seen=1)
    assert answer.status_code in (200, 201), answer.text
    now = shown(site, lin)
    assert (now[into]["households"], now[other]["households"]) == (before, there + 1)


def test_a_session_that_was_ended_is_over_at_once_in_whatever_program(site: Site, town: Town) -> None:
    lin = site.as_(planner_lin)
    assert [tile(site, lin)[0] for _ in range(2)] == [200, 200]
    with psycopg.connect(site.office.databases.owner) as elsewhere:
        elsewhere.execute("delete from accounts.session where account = %s", (planner_lin.account,))
    assert tile(site, lin)[0] == 401


def test_an_account_whose_communities_were_changed_sees_the_others_at_once(site: Site, town: Town) -> None:
    with site.office.app_pool.connection() as connection:
        accounts.open_account(connection, visitor.account, "desk", PASSWORD, site.office.clock(), communities=(f"com-{CODE}",))
    caller = site.as_(visitor)
    assert len(shown(site, caller, "grids")) == len(town.grids) and tile(site, caller)[0] == 200
    with psycopg.connect(site.office.databases.owner) as elsewhere:
        given = (["com-321111009002"], visitor.account)
        elsewhere.execute("update accounts.account set communities = %s where account = %s", given)
    assert tile(site, caller)[0] == 403


def test_who_takes_over_a_post_sees_its_grid_and_who_gave_it_up_does_not(site: Site, town: Town) -> None:
    li, sun, chen = site.as_(warden_li), site.as_(warden_sun), site.as_(desk_chen)
    assert set(shown(site, sun, "grids")) == {*town.grids[2:]} and shown(site, li, "grids") == {}
    given = {"warden": town.wardens["li"], "standby": town.wardens["zhao"]}
    assert chen.post(f"{COMMUNITY}/posts/{town.posts[3]}/primary", given).status_code in (200, 201)
    assert (set(shown(site, sun, "grids")), set(shown(site, li, "grids"))) == ({town.grids[2]}, {town.grids[3]})


def test_cover_begins_and_ends_with_the_clock_though_nobody_writes(site: Site, town: Town, later: Callable[[timedelta], datetime]) -> None:
    chen, begins = site.as_(desk_chen), now(site) + timedelta(minutes=10)
    leave = {"warden": town.wardens["zhao"], "starts_at": begins.isoformat(), "ends_at": (begins + timedelta(minutes=10)).isoformat()}
    assert chen.post(f"{COMMUNITY}/leaves", leave | {"reason": "就医"}).status_code == 201
    qian = site.as_(warden_qian)
    own, both = {town.grids[1]}, {*town.grids[:2]}
    told = [set(shown(site, qian, "grids"))]
    for _ in range(2):
        later(timedelta(minutes=11))
        told.append(set(shown(site, qian, "grids")))
    assert told == [own, both, own]


def test_what_was_told_ahead_is_on_the_map_from_its_moment_though_nobody_writes(
    site: Site, town: Town, later: Callable[[timedelta], datetime]
) -> None:
    lin, chen = site.as_(planner_lin), site.as_(desk_chen)
    into = town.buildings[0][1]["building"]
    begins = (now(site) + timedelta(minutes=10)).isoformat()
    member = {"relation": "head", "name": "李四", "phone": "13800001234"}
    body = {"building": into, "door": {"unit": "1", "room": "2301"}, "members": [member], "effective_at": begins}
    assert chen.post("/api/households", body).status_code == 201
    before = shown(site, lin)[into]["households"]
    assert shown(site, lin)[into]["households"] == before
    later(timedelta(minutes=11))
    assert shown(site, lin)[into]["households"] == before + 1


def test_a_plan_is_the_map_from_its_enactment_on(site: Site, town: Town) -> None:
    lin, wang = site.as_(planner_lin), site.as_(approver_wang)
    draft = lin.post(f"{COMMUNITY}/plans", {"name": "调整", "start": "copy"}).json()
    merge = {"into": town.grids[0], "gone": [town.grids[1]], "reason": "并格"}
    merged = lin.post(f"/api/plans/{draft['plan']}/merge", merge, seen=draft["version"]).json()
    exceptions = [{"grid": town.grids[0], "reason": "两格并为一格", "clause": ""}]
    submitted = lin.post(f"/api/plans/{draft['plan']}/submission", {"exceptions": exceptions}, seen=merged["version"]).json()
    approved = wang.post(f"/api/plans/{draft['plan']}/approval", {"document": "锦社建〔2026〕2号"}, seen=submitted["version"]).json()
    assert set(shown(site, lin, "grids")) == {*town.grids}
    given = {"on": china_today().isoformat(), "document": "锦社建〔2026〕2号"}
    assert wang.post(f"/api/plans/{draft['plan']}/enactment", given, seen=approved["version"]).status_code == 200
    assert set(shown(site, lin, "grids")) == {*town.grids} - {town.grids[1]}
