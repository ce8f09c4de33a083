"""What row-level security costs: tiles of a warden and of a community's own staff, a household asked for by its id; and an empty route.

`python -m tests.bench.walled [--rounds N]`; needs the shared data.

5,412 footprints of Nanshan, two of its grids a warden's, eight homes of two people in each building. Tiles: one caller, those of zoom 16
in which the warden's grids lie, nothing kept of them, the buildings of each state held; without policies is an account that works for all
communities. The point query is the one of a household's page, put again and again within a scope that is open. Its processor time is that
of this program and of its session at the server. The empty route is FastAPI's, of 12,000 bytes; the other asks the database `select 1`.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg

from api import accounts
from api.commands import roster
from api.context import Actor, Office, open_office
from api.databases import Databases
from api.row_walls import Shown
from api.settings import Settings
from domain.ids import WardenId, community_id
from projections import household_history
from tests.bench import empty, ground
from tests.bench.tiles import CODE, Cases, Web, busy_tiles, our_variables, ours_at, quarter, rate, run, served, signed_in
from tests.people import PASSWORD, desk_chen, planner_lin, warden_li

COMMUNITY = community_id(CODE)
HOMES = (
    """
    create temp table home as
    select
      'hh-' || lpad((8 * building.place + home)::text, 16, '0') as household,
      8 * building.place + home as position,
      building.building,
      held.grid
    from (select building, row_number() over (order by building) as place from views.grids_building) as building
    cross join generate_series(0, 7) as home
    join views.grids_placement as placement on placement.building = building.building
    join views.grids_atom_grid as held on held.tessellation = placement.tessellation and held.atom = placement.atom
    """,
    "insert into views.household_history_household (household, community, position) select household, %s, position from home",
    """
    insert into views.household_history_stay (household, position, valid_from, building, stay_from, community)
    select household, position, '2026-01-01', building, '2026-01-01', %s from home
    """,
    """
    insert into views.household_history_assignment (household, position, valid_from, grid, community)
    select household, position, '2026-01-01', grid, %s from home
    """,
    """
    insert into views.household_history_member (household, person, position, valid_from, is_present, place, community)
    select household, 'psn-' || lpad((2 * position + place)::text, 16, '0'), position, '2026-01-01', true, place, %s
    from home cross join generate_series(0, 1) as place
    """,
)
BESIDE = ("a warden", "a community's staff", "an empty route", "a route that asks select 1")
Ask = Callable[[], Any]


def staffed(databases: Databases, folder: Path) -> tuple[str, str]:
    """Homes, a warden of two grids with the account, and one of the community's own staff; answers with the grids."""
    with psycopg.connect(databases.project, autocommit=True) as connection:
        for number, statement in enumerate(HOMES):
            connection.execute(statement, (COMMUNITY,) if number else None)
        connection.execute("analyze")
        asked = "select grid from views.household_history_assignment group by grid order by count(*) desc, grid limit 2"
        (one,), (other,) = connection.execute(asked).fetchall()
    office = open_office(Settings(home=folder, clocks=False, pace=False), databases)
    ctx = office.ctx(Actor("bench", "desk"), reason="定岗")
    warden = WardenId(roster.enroll(ctx, CODE, warden_li.account, warden_li.name, "13800138000").answer["warden"])
    held = roster.hold_roster(ctx, COMMUNITY).state
    assert held is not None
    for post in (post.post for post in held.posts.values() if post.grid in (one, other)):
        roster.appoint(ctx, CODE, post, warden)
    with office.app_pool.connection() as connection:
        accounts.open_account(connection, warden_li.account, "warden", PASSWORD, office.clock(), warden=warden)
        accounts.open_account(connection, desk_chen.account, "desk", PASSWORD, office.clock(), communities=(COMMUNITY,))
    office.freshen()
    office.close()
    return one, other


def tile_cases(web: Web, nothing: Web, places: list[tuple[int, int, int]]) -> Cases:
    planner, desk, warden = (Web(web.port, web.headers | signed_in(web, one)) for one in (planner_lin, desk_chen, warden_li))
    paths = [path for path in map(ours_at, places) if shows(warden, path)][:12]
    return {
        "tile, zoom 16": {
            "a warden": lambda: rate(warden, paths, 1),
            "a community's staff": lambda: rate(desk, paths, 1),
            "without policies": lambda: rate(planner, paths, 1),
            "an empty route": lambda: rate(nothing, ["/empty"] * len(paths), 1),
            "a route that asks select 1": lambda: rate(nothing, ["/asked"] * len(paths), 1),
        }
    }


def shows(web: Web, path: str) -> bool:
    """Something of the own lies in the tile."""
    connection = web.connection()
    connection.request("GET", path, headers=web.headers)
    return connection.getresponse().status == 200


def point_query(office: Office, grids: tuple[str, str], rounds: int) -> str:
    """µs of a question with and without policies, in turns."""
    shown = Shown(frozenset({COMMUNITY}), frozenset(grids))
    with office.reading() as connection:
        asked = "select household from views.household_history_assignment where grid = any (%s) order by household limit 200"
        homes = cycle([home for (home,) in connection.execute(asked, (list(grids),)).fetchall()])

    def walled() -> AbstractContextManager[psycopg.Connection[Any]]:
        return office.walls.within(shown, datetime.now(UTC), lambda: dict.fromkeys(grids))

    def put(within: Callable[[], AbstractContextManager[psycopg.Connection[Any]]]) -> int:
        with within() as connection:
            assert household_history.household(connection, next(homes)) is not None
            return connection.info.backend_pid

    cases: Mapping[str, Ask] = {"without policies": lambda: put(office.reading), "a warden": lambda: put(walled)}
    told: dict[str, list[tuple[float, float]]] = {name: [] for name in cases}
    for _ in range(3 * rounds):
        for name, ask in cases.items():
            told[name].append(_spent(ask))
    lines = ["| a household by its id, µs | processor, median | processor, best | waited, best |", "|---|--:|--:|--:|"]
    for name, each in told.items():
        processor, waited = zip(*each, strict=True)
        lines.append(f"| {name} | {statistics.median(processor):.0f} | {min(processor):.0f} | {min(waited):.0f} |")
    ratios = [mine[0] / other[0] for mine, other in zip(told["a warden"], told["without policies"], strict=True)]
    return "\n".join(
        [*lines, f"| ratio, limit 1.5× | **{statistics.median(ratios):.2f}×** | {_best(told, 0):.2f}× | {_best(told, 1):.2f}× |"]
    )


def _best(told: Mapping[str, list[tuple[float, float]]], part: int) -> float:
    return min(each[part] for each in told["a warden"]) / min(each[part] for each in told["without policies"])


def _spent(ask: Ask, times: int = 200) -> tuple[float, float]:
    """µs of processor time, ours and the session's at the server, and µs waited, of one question."""
    schedule = Path(f"/proc/{ask()}/schedstat")
    server, ours, began = int(schedule.read_text().split()[0]), time.thread_time_ns(), time.perf_counter_ns()
    for _ in range(times):
        ask()
    waited, ours = time.perf_counter_ns() - began, time.thread_time_ns() - ours
    return (ours + int(schedule.read_text().split()[0]) - server) / times / 1000, waited / times / 1000


def measure(rounds: int) -> str:
    with ground.durable_server() as server, tempfile.TemporaryDirectory() as made, ExitStack() as running:
        folder, databases = Path(made), ground.fresh_databases(server, "ours")
        quarter(databases, folder)
        grids = staffed(databases, folder)
        with psycopg.connect(databases.admin, autocommit=True) as connection:
            places = busy_tiles(connection, 16, 400)
        web = running.enter_context(served(("--factory", "api.app:create_app"), our_variables(databases, folder, 0, 64), {}))
        nothing = running.enter_context(served(("--factory", "tests.bench.empty:create_app"), {empty.DSN: str(databases.read)}, {}))
        found = ground.interleaved(tile_cases(web, nothing, places), rounds)
        of = [ground.table(found, who, "without policies") for who in BESIDE]
        office = open_office(Settings(home=folder, clocks=False, pace=False), databases)
        running.callback(office.close)
        point = point_query(office, grids, rounds)
        machine = ground.machine(server, ("fastapi", "uvicorn", "psycopg"))
    about = (__doc__ or "").split("\n\n")[2].strip().replace("\n", " ")
    return "\n\n".join(["## Under row-level security", f"{machine} {about}", point, *of]) + "\n"


def main(arguments: list[str] | None = None) -> None:
    run("walled", measure, __doc__, arguments)


if __name__ == "__main__":
    main()
