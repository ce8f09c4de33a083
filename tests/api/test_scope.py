"""A warden sees the own grids, and a partner's while standing in: nothing of the others, by no road."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api import accounts
from api.auditing import findings, history, naming, readings, subjects
from api.feed import reading
from api.scope import Scope
from projections import household_history
from tests.api.conftest import Caller, Site
from tests.api.lived_in import CODE, COMMUNITY, SINCE, Town, settle
from tests.days import china_today
from tests.people import PASSWORD, Named, auditor_zhou, desk_chen, warden_li, warden_qian, warden_sun, warden_zhao

HOME, NEXT, FAR, LAST = range(4)
"""Grids: zhao's, qian's, and two of sun's."""
TODAY = china_today()
LEAVE = (TODAY + timedelta(days=10), TODAY + timedelta(days=13))
STAND_IN = (TODAY + timedelta(days=20), TODAY + timedelta(days=22))


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    """zhao will be on leave (qian is B), and later away with li standing in, who holds no place in that post."""
    town = settle(site, folder)
    chen = site.as_(desk_chen)
    leave = {
        "warden": town.wardens["zhao"],
        "starts_at": f"{LEAVE[0]}T00:00:00+08:00",
        "ends_at": f"{LEAVE[1]}T00:00:00+08:00",
        "reason": "年休",
    }
    assert chen.post(f"{COMMUNITY}/leaves", leave).status_code == 201
    named = {
        "warden": town.wardens["li"],
        "starts_at": f"{STAND_IN[0]}T00:00:00+08:00",
        "ends_at": f"{STAND_IN[1]}T00:00:00+08:00",
        "reason": "培训",
    }
    assert chen.post(f"{COMMUNITY}/posts/{town.posts[HOME]}/stand-ins", named).status_code == 201
    return town


@pytest.fixture
def on_day(site: Site) -> Iterator[Callable[[date], None]]:
    """Moves the office's clock to the noon of a day; back afterwards."""
    real = site.office.clock

    def move(day: date) -> None:
        site.office.clock = lambda: datetime.fromisoformat(f"{day}T04:00:00+00:00")

    yield move
    site.office.clock = real


def questions(town: Town, grid: int) -> dict[str, dict[str, Any]]:
    """Every question that leads into a grid: path, with a mark where it is asked in two ways, and parameters."""
    household, ticket, building = town.households[grid][0], town.tickets[grid], town.buildings[grid][0]
    asked: dict[str, dict[str, Any]] = {
        f"{COMMUNITY}/households": {"grid": town.grids[grid]},
        f"{COMMUNITY}/tickets": {"grid": town.grids[grid]},
        f"{COMMUNITY}/buildings": {"grid": town.grids[grid]},
        f"{COMMUNITY}/visits": {"grid": town.grids[grid]},
        f"{COMMUNITY}/visits/statistics": {"grid": town.grids[grid]},
        f"/api/households/{household}": {"purpose": "走访"},
        f"/api/households/{household}/history": {},
        f"/api/tickets/{ticket}": {"purpose": "处置"},
        f"/api/tickets/{ticket}/history": {},
        "/api/whois": {"building": building["building"]},
        "/api/whois?": {"lon": building["lon"], "lat": building["lat"]},
        f"/api/history/{household}": {},
        f"/api/history/{ticket}": {},
        f"/api/history/{building['building']}": {},
        f"/api/history/{town.grids[grid]}": {},
    }
    asked |= {
        f"{path}#past": params | {"as_of": (TODAY - timedelta(days=9)).isoformat()} for path, params in asked.items() if "whois" not in path
    }
    return asked


def put(caller: Caller, path: str, params: dict[str, Any]) -> Any:
    return caller.get(path.removesuffix("#past").removesuffix("?"), **params)


def roads(caller: Caller, town: Town, grid: int) -> dict[str, int]:
    return {path: put(caller, path, params).status_code for path, params in questions(town, grid).items()}


def grids_seen(caller: Caller) -> set[str]:
    """The grids of everything that the lists show without being asked for one."""
    shown = {row["grid"] for row in caller.get(f"{COMMUNITY}/households", limit=1000).json()["households"]}
    shown |= {row["grid"] for row in caller.get(f"{COMMUNITY}/buildings", limit=1000).json()["buildings"]}
    return shown | {row["grid_now"] for row in caller.get(f"{COMMUNITY}/tickets", limit=1000).json()["tickets"]}


def assert_sees(site: Site, town: Town, person: Named, *grids: int) -> None:
    caller = site.as_(person)
    for grid in range(len(town.grids)):
        expected = 200 if grid in grids else 403
        wrong = {path: status for path, status in roads(caller, town, grid).items() if status != expected}
        assert wrong == {}, f"{person.account}, grid {grid}, expected {expected}"
    assert grids_seen(caller) == {town.grids[grid] for grid in grids}


def test_a_and_b_at_work_see_their_own_grids_alone(site: Site, town: Town) -> None:
    assert_sees(site, town, warden_zhao, HOME)
    assert_sees(site, town, warden_qian, NEXT)
    assert_sees(site, town, warden_sun, FAR, LAST)
    assert_sees(site, town, warden_li)


def test_b_sees_the_partners_grid_during_the_leave_and_not_before_or_after(site: Site, town: Town, on_day: Callable[[date], None]) -> None:
    on_day(LEAVE[0] - timedelta(days=1))
    assert_sees(site, town, warden_qian, NEXT)
    on_day(LEAVE[0])
    assert_sees(site, town, warden_qian, HOME, NEXT)
    assert_sees(site, town, warden_zhao, HOME)  # the own grid stays in sight, also from afar
    assert_sees(site, town, warden_sun, FAR, LAST)
    on_day(LEAVE[1])
    assert_sees(site, town, warden_qian, NEXT)


def test_a_stand_in_sees_the_grid_for_the_days_named(site: Site, town: Town, on_day: Callable[[date], None]) -> None:
    on_day(STAND_IN[0] - timedelta(days=1))
    assert_sees(site, town, warden_li)
    on_day(STAND_IN[0])
    assert_sees(site, town, warden_li, HOME)
    assert_sees(site, town, warden_qian, NEXT)
    on_day(STAND_IN[1])
    assert_sees(site, town, warden_li)


def test_the_sheet_of_a_warden_shows_the_own_sections(site: Site, town: Town) -> None:
    page = site.as_(warden_zhao).get(f"/sheet/{CODE}").text
    assert [address in page for address in addresses(town, HOME)] == [True] * len(town.buildings[HOME])
    assert not any(f'"{address}"' in page for grid in (NEXT, FAR, LAST) for address in addresses(town, grid))
    assert f"{CODE}002" not in page


def addresses(town: Town, grid: int) -> list[str]:
    return [building["address"] for building in town.buildings[grid]]


def test_pages_of_a_warden_hold_all_of_the_own_and_name_nothing_else(site: Site, town: Town) -> None:
    sun = site.as_(warden_sun)
    for kind, key in (("households", "household"), ("buildings", "building"), ("tickets", "ticket")):
        everything = sun.get(f"{COMMUNITY}/{kind}", limit=1000).json()
        assert everything["next"] is None
        mine = [row[key] for row in everything[kind]]
        read, following = [], None
        while True:
            page = sun.get(f"{COMMUNITY}/{kind}", limit=1, **({"after": following} if following else {})).json()
            read += [row[key] for row in page[kind]]
            following = page["next"]
            assert following is None or following in mine
            if following is None:
                break
        assert read == mine and len(set(mine)) == len(mine) > 1


def test_everybody_else_pages_through_the_whole_community(site: Site, town: Town) -> None:
    page, read = {"next": None}, []
    while True:
        page = site.as_(auditor_zhou).get(f"{COMMUNITY}/buildings", limit=7, **({"after": page["next"]} if page["next"] else {})).json()
        read += page["buildings"]
        if page["next"] is None:
            break
    assert len(read) == sum(map(len, town.buildings)) and len({row["building"] for row in read}) == len(read)


LISTS = (
    "households",
    "tickets",
    "visits",
    "intake",
    "affairs",
    "needs",
    "observations",
    "unanswered",
    "patrols",
    "six-clear",
    "ledgers/residents",
)


def test_postgresql_keeps_a_warden_inside_where_the_api_forgets_to(site: Site, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every check and filter by grid is taken out of the API: whatever id is given, nothing of a home or ticket elsewhere comes back."""
    monkeypatch.setattr(Scope, "require_grid", lambda scope, grid: None)
    monkeypatch.setattr(Scope, "narrowed", lambda scope, grid: None if grid is None else (grid,))
    zhao, foreign = site.as_(warden_zhao), [town.tickets[grid] for grid in (NEXT, FAR, LAST)]
    foreign += [household for grid in (NEXT, FAR, LAST) for household in town.households[grid]]
    asked = [(path, params) for grid in range(len(town.grids)) for path, params in questions(town, grid).items()]
    asked += [(f"{COMMUNITY}/{name}", {}) for name in LISTS]
    answers = [(path, put(zhao, path, params)) for path, params in asked]
    told = {path: [each for each in foreign if each in answer.text and each not in path] for path, answer in answers}
    assert {path: ids for path, ids in told.items() if ids} == {}
    led = [(path, answer) for path, answer in answers if any(each in path for each in foreign)]
    assert [path for path, answer in led if answer.status_code != 404 and answer.json().get("history") != []] == []
    own = [path for path, answer in answers if town.households[HOME][0] in answer.text]
    assert {f"{COMMUNITY}/households", f"/api/history/{town.households[HOME][0]}"} <= {*own}


def test_postgresql_keeps_the_auditors_questions_and_the_search_inside_too(site: Site, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose a thing is, is asked no more, nor where who was found lives: lines, versions and people of other grids stay unseen."""
    residing = household_history.residing
    monkeypatch.setattr(Scope, "require_grid", lambda scope, grid: None)
    monkeypatch.setattr(subjects, "require_reader", lambda ctx, subject: None)
    monkeypatch.setattr(household_history, "residing", lambda connection, persons, at, grids: residing(connection, persons, at, None))
    zhao, seen = site.as_(warden_zhao), {"as_of": TODAY.isoformat(), "known_at": TODAY.isoformat()}
    for grid in range(len(town.grids)):
        things = (town.households[grid][0], town.tickets[grid], town.buildings[grid][0]["building"], town.grids[grid])
        lines = [zhao.get(f"/api/audit/history/{thing}").json()["lines"] for thing in things]
        assert [bool(each) for each in lines] == [grid == HOME] * len(things)
        for thing in things:
            states = {zhao.get(f"/api/audit/as-of/{thing}", **seen).status_code, zhao.get(f"/api/audit/diff/{thing}").status_code}
            assert (403 not in states) if grid == HOME else states == {403}, thing
    records = {who: zhao.get(f"/api/audit/history/{town.wardens[who]}").json()["lines"] for who in ("zhao", "qian")}
    assert records["zhao"] and not records["qian"]
    found = zhao.post(f"{COMMUNITY}/residents/search", {"words": "张三", "purpose": "走访"}).json()["found"]
    assert {one["grid"] for one in found} == {town.grids[HOME]}


def of_the_journal(town: Town, positions: list[int]) -> list[tuple[str, dict[str, Any]]]:
    """Whatever tells events or readings: by thing, by account, by document, by kind, one after the other, as a feed."""
    days = {"since": "2000-01-01", "until": (TODAY + timedelta(days=400)).isoformat()}
    then = {"as_of": TODAY.isoformat(), "known_at": TODAY.isoformat()}
    things = (town.households[HOME][0], town.tickets[HOME], town.buildings[HOME][0]["building"], town.grids[HOME], town.plan)
    return [
        *((f"/api/audit/history/{thing}", {}) for thing in things),
        *((f"/api/audit/diff/{thing}", {}) for thing in things),
        *((f"/api/audit/as-of/{thing}", then) for thing in things),
        *(
            (f"/api/audit/{kind}", days)
            for kind in ("events", "late", "corrections", "retroactive", "refused", "acts/chen", "reads", "reads/chen")
        ),
        (f"/api/audit/readers/{town.households[HOME][0]}", {}),
        ("/api/audit/documents", {"number": "x"}),
        ("/api/feed", {"limit": 10_000}),
        *(("/api/proofs/inclusion", {"position": position}) for position in positions),
    ]


def test_postgresql_keeps_the_journal_and_the_log_of_readings_inside_too(site: Site, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """An auditor of another community, all the API's filters by community out: not one event, and not one reading, of this one."""
    with site.office.app_pool.connection() as connection:
        accounts.open_account(connection, "elsewhere", "auditor", PASSWORD, site.office.clock(), communities=("com-321111009003",))
    hh = town.households[HOME][0]
    assert site.as_(desk_chen).get(f"/api/households/{hh}", purpose="核实").status_code == 200
    positions = [1, site.office.journal.head()]
    whole = {path: site.as_(auditor_zhou).get(path, **params).text for path, params in of_the_journal(town, [])}
    for module in (findings, history, naming, readings, reading):
        monkeypatch.setattr(module, "in_sight", lambda ctx: None)
    for name in ("require_reader", "require_office", "require_shown"):
        monkeypatch.setattr(subjects, name, lambda ctx, asked: None)
    stranger = site.as_(replace(auditor_zhou, account="elsewhere"))
    answers = [(path, stranger.get(path, **params)) for path, params in of_the_journal(town, positions)]
    ours = (CODE, hh, *town.households[NEXT], *town.tickets, *town.grids, town.plan, "chen")
    told = {path: [each for each in ours if each in answer.text and each not in path] for path, answer in answers}
    assert {path: ids for path, ids in told.items() if ids} == {}
    shown = {path for path, text in whole.items() if any(each in text for each in ours if each not in path)}
    assert {
        "/api/audit/events",
        "/api/audit/reads",
        "/api/audit/reads/chen",
        "/api/feed",
        f"/api/audit/history/{hh}",
        f"/api/audit/diff/{hh}",
    } <= shown


def visited(caller: Caller, hh: str) -> str:
    """A visit of yesterday."""
    told = {
        "household": hh,
        "purpose": "employment",
        "issue": "待业",
        "feedback": "已登记",
        "visited_at": f"{TODAY - timedelta(days=1)}T10:00:00+08:00",
    }
    answer = caller.post("/api/visits", told)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["visit"])


def test_a_household_that_left_the_grid_left_the_wardens_sight_with_its_past(site: Site, town: Town) -> None:
    chen, zhao, qian = site.as_(desk_chen), site.as_(warden_zhao), site.as_(warden_qian)
    hh, then = town.households[HOME][1], (SINCE + timedelta(days=3)).isoformat()
    version = chen.get(f"/api/households/{hh}").json()["version"]
    visit = visited(zhao, hh)
    body = {"building": town.buildings[NEXT][0]["building"], "door": {"unit": "2", "room": "202"}, "reason": "换房"}
    assert chen.post(f"/api/households/{hh}/move", body, seen=version).status_code == 200
    for path in (f"/api/households/{hh}", f"/api/households/{hh}/history", f"/api/history/{hh}"):
        assert zhao.get(path).status_code == zhao.get(path, as_of=then).status_code == 403
        assert qian.get(path).status_code == qian.get(path, as_of=then).status_code == 200
    assert zhao.get(f"/api/visits/{visit}", purpose="核实").status_code == 200, "what one wrote oneself"
    assert hh not in {row["household"] for row in zhao.get(f"{COMMUNITY}/households", as_of=then).json()["households"]}
    assert zhao.get(f"{COMMUNITY}/households", as_of=then, limit=1).json() | {"households": 0} == {"households": 0, "next": None}


def test_a_warden_changes_nothing_beyond_the_own_grids(site: Site, town: Town) -> None:
    zhao, far, mine = site.as_(warden_zhao), town.households[FAR][0], town.households[HOME][0]
    seen = site.as_(desk_chen).get(f"/api/households/{mine}").json()["version"]
    door = {"door": {"unit": "1", "room": "901"}, "reason": "核实"}
    member = {"member": {"relation": "other", "name": "李四"}}
    tried = {
        "/api/households": {"building": town.buildings[FAR][0]["building"], "members": [member["member"]]} | door,
        f"/api/households/{far}/move": {"building": town.buildings[HOME][0]["building"]} | door,
        f"/api/households/{far}/departure": {"reason": "核实"},
        f"/api/households/{far}/members": member,
        f"/api/households/{far}/merge": {"into": mine, "reason": "并户"},
        f"/api/households/{mine}/merge": {"into": far, "reason": "并户"},
        f"/api/tickets/{town.tickets[FAR]}/acceptance": {},
        f"/api/tickets/{town.tickets[FAR]}/closing": {"outcome": "solved"},
    }
    before = site.office.journal.head()
    answers = {path: zhao.post(path, body, seen=seen) for path, body in tried.items()}
    assert {path: (answer.status_code, answer.json()["code"]) for path, answer in answers.items()} == dict.fromkeys(
        tried, (403, "auth.not_yours")
    )
    assert site.office.journal.head() == before


def test_a_wardens_own_record_is_read_by_the_warden_and_the_office(site: Site, town: Town) -> None:
    record = f"/api/history/{town.wardens['zhao']}"
    assert site.as_(warden_zhao).get(record).status_code == 200
    assert site.as_(warden_zhao).get("/api/history/zhao").status_code == 200  # by sign-in name
    assert site.as_(auditor_zhou).get(record).status_code == 200
    assert site.as_(warden_qian).get(record).status_code == 403


def test_an_account_for_another_community_finds_every_door_shut(site: Site, town: Town) -> None:
    visitor = replace(desk_chen, account="visitor")
    with site.office.app_pool.connection() as connection:
        accounts.open_account(connection, "visitor", "desk", PASSWORD, site.office.clock(), communities=("com-321111009002",))
    caller = site.as_(visitor)
    for grid in range(len(town.grids)):
        assert set(roads(caller, town, grid).values()) == {403}
    for path in (COMMUNITY, f"{COMMUNITY}/plans", f"{COMMUNITY}/grids", f"{COMMUNITY}/roster", f"/sheet/{CODE}", f"/api/plans/{town.plan}"):
        assert caller.get(path).status_code == 403
    assert caller.get(f"/api/history/{town.wardens['zhao']}").status_code == 403
    assert caller.get("/api/communities").json() == {"communities": []}
    leave = {"warden": town.wardens["sun"], "starts_at": "2030-01-01T00:00:00+08:00", "ends_at": "2030-01-02T00:00:00+08:00"}
    ticket = {"category": "x", "text": "x"}
    visit = {"household": town.households[FAR][0], "warden": town.wardens["sun"], "purpose": "x", "issue": "x", "feedback": "x"}
    for path, body in (
        (f"{COMMUNITY}/leaves", leave),
        (f"{COMMUNITY}/tickets", ticket),
        ("/api/visits", visit | {"visited_at": "2026-01-01T00:00:00+08:00"}),
    ):
        answer = caller.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "auth.not_yours"), path


def test_a_warden_who_was_released_may_look_at_nothing_and_tell_nothing(site: Site, town: Town) -> None:
    chen, sun = site.as_(desk_chen), site.as_(warden_sun)
    for post in (FAR, LAST):
        given = {"warden": town.wardens["li"], "standby": town.wardens["qian"], "document": "锦社〔2026〕5号"}
        assert chen.post(f"{COMMUNITY}/posts/{town.posts[post]}/primary", given).status_code == 200
    released = chen.post(f"{COMMUNITY}/wardens/{town.wardens['sun']}/release", {"reason": "离职"})
    assert released.status_code == 200, released.text
    site.office.freshen("responsibility")
    for grid in range(len(town.grids)):
        assert set(roads(sun, town, grid).values()) == {401}
    for path in (f"{COMMUNITY}/households", f"{COMMUNITY}/tickets", f"{COMMUNITY}/roster", f"/sheet/{CODE}"):
        assert sun.get(path).status_code == 401
    visit = {"household": town.households[FAR][0], "purpose": "x", "issue": "x", "feedback": "x"}
    late = sun.post("/api/visits", visit | {"visited_at": f"{TODAY - timedelta(days=2)}T10:00:00+08:00"})
    assert (late.status_code, late.json()["code"]) == (401, "auth.sign_in")
    ticket = sun.post(f"{COMMUNITY}/tickets", {"category": "x", "text": "x"})
    assert (ticket.status_code, ticket.json()["code"]) == (401, "auth.sign_in")


def test_who_takes_over_a_post_sees_the_grid_on_the_very_next_map(site: Site, town: Town) -> None:
    chen, zhao, qian = (site.as_(one) for one in (desk_chen, warden_zhao, warden_qian))

    def seen(warden: Caller) -> set[str]:
        drawn = warden.get("/api/features/grids", community=CODE)
        assert drawn.status_code == 200, drawn.text
        return {one["properties"]["grid"] for one in drawn.json()["features"]}

    for _ in range(2):
        assert (seen(zhao), town.grids[HOME] in seen(qian)) == ({town.grids[HOME]}, False)
    given = {"warden": town.wardens["qian"], "standby": town.wardens["li"], "document": "锦社〔2026〕6号"}
    assert chen.post(f"{COMMUNITY}/posts/{town.posts[HOME]}/primary", given).status_code == 200
    assert (seen(zhao), town.grids[HOME] in seen(qian)) == (set(), True)


def test_what_another_wrote_at_a_home_left_sight_with_the_home(site: Site, town: Town) -> None:
    """The visit stands in the record of the grid where it was made; what was said at the door goes with who lives there."""
    chen, qian, zhao, hh = site.as_(desk_chen), site.as_(warden_qian), site.as_(warden_zhao), town.households[NEXT][0]
    visit = visited(qian, hh)
    given = {"warden": town.wardens["zhao"], "standby": town.wardens["li"], "document": "锦社〔2026〕6号"}
    assert chen.post(f"{COMMUNITY}/posts/{town.posts[NEXT]}/primary", given).status_code == 200
    roads = (f"/api/visits/{visit}", f"/api/visits/{visit}/corrections")
    assert [zhao.get(path, purpose="走访").status_code for path in roads] == [200, 200]
    body = {"building": town.buildings[LAST][0]["building"], "door": {"unit": "2", "room": "203"}, "reason": "换房"}
    version = chen.get(f"/api/households/{hh}").json()["version"]
    assert chen.post(f"/api/households/{hh}/move", body, seen=version).status_code == 200
    assert [zhao.get(path, purpose="走访").status_code for path in roads] == [403, 403]
    assert [zhao.get(path).status_code for path in roads] == [200, 200]
