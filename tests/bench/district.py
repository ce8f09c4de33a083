"""Figures, histories and maps of a district beside the bare SQL: five years of a community by its events, and the district of its copies.

`python -m tests.bench.district [--rounds N] [--households N] [--communities N] [--only PATTERN]`

The bare SQL is every statement that an answer took, sent again as it was with its rows fetched. What a caller waits for above that is ours.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from api import answers, indicators
from api.auditing import history as auditing
from api.auditing import subjects
from api.context import Ctx, open_office
from api.databases import Databases
from api.indicators import Period, Question, tiers
from api.settings import Settings
from projections import grids, household_history, lineage, responsibility, runner, situation_map, six_clear, ticket_board, trail, visit_log
from tests.bench import copies, ground
from tests.bench.five_years import CODE, COMMUNITY, YEARS, FiveYears
from tests.days import china_today

COPIED = (
    grids.VIEW,
    situation_map.VIEW,
    ticket_board.VIEW,
    visit_log.VIEW,
    household_history.VIEW,
    responsibility.VIEW,
    six_clear.VIEW,
    lineage.VIEW,
    trail.VIEW,
)
ALONE = "set max_parallel_workers_per_gather = 0"
"""What the server spends is then all spent by one process, whose time is read."""
SPREAD = ("levels", "settled_low", "durations", "replies", "purposes", "modules")
TABLE_MS, HISTORY_MS, MAP_MS = 300, 50, 100
Ask = Callable[[psycopg.Connection], Any]


@dataclass
class Spy:
    """The statements of one answer."""

    told: list[tuple[Any, Any]] = field(default_factory=list)

    def cursor(self) -> type[psycopg.Cursor]:
        told = self.told

        class Noting(psycopg.Cursor):
            def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
                told.append((query, params))
                return super().execute(query, params, **how)

        return Noting


@dataclass(frozen=True)
class Spent:
    """wall_ms: as a caller waits, the best of the rounds; cpu_ms: of it processor time, the server's and ours, the median."""

    wall_ms: float
    cpu_ms: float

    @staticmethod
    def of(rounds: list[tuple[float, float]]) -> Spent:
        return Spent(min(wall for wall, _ in rounds), statistics.median(cpu for _, cpu in rounds))


@dataclass(frozen=True)
class Found:
    """Neighbours on the processors lengthen what one waits and not what is spent: the limit is told against the latter."""

    name: str
    limit_ms: float
    ours: Spent
    bare: Spent

    def line(self) -> str:
        verdict = "" if self.ours.cpu_ms <= self.limit_ms else " **over**"
        times = (self.bare.cpu_ms, self.ours.cpu_ms, self.bare.wall_ms, self.ours.wall_ms)
        return f"| {self.name} | {' | '.join(f'{each:.0f} ms' for each in times)} | {self.limit_ms:.0f} ms{verdict} |"


@dataclass(frozen=True)
class District:
    """households, events: of the first community; rows: copied."""

    databases: Databases
    ctx: Ctx
    households: int
    communities: int
    events: int
    rows: int
    grids: int


@contextmanager
def district(databases: Databases, folder: Path, households: int, communities: int) -> Iterator[District]:
    office = open_office(Settings(home=folder, clocks=False, pace=False), databases)
    years = FiveYears(office, households, Random(20261122))
    events = years.lived(folder)
    print(f"{events:,} events of {households:,} households", flush=True)
    runner.catch_up(office.journal, databases.project)
    offset = 1 << (office.journal.head() + 1).bit_length()
    tables = [table for view in COPIED for table in view.tables]
    with psycopg.connect(databases.admin, autocommit=True) as connection:
        connection.execute(
            "set role minqing_project; set synchronous_commit = off; set maintenance_work_mem = '512MB'; set work_mem = '64MB'"
        )
        rows = copies.copy_tables(connection, tables, CODE, communities - 1, offset)
        connection.execute("reset role")
        connection.execute("vacuum (analyze)")
        (held,) = connection.execute("select count(*) from views.grids_plan_grid").fetchone() or (0,)
    try:
        yield District(databases, years.ctx(), households, communities, events, rows, held)
    finally:
        office.close()


def asked(town: District) -> Iterator[tuple[str, float, Ask]]:
    """What is asked, within how many ms, and how."""
    today = china_today()
    month, year, all_years = today - timedelta(days=30), today - timedelta(days=365), today - timedelta(days=365 * YEARS)
    for figure in ("homes", "tickets", "rates", "visits", "load", "levels", "durations", "purposes", "modules", "replies", "six_clear"):
        for told, since in (("a month", month), ("a year", year), ("five years", all_years)):
            yield f"table `{figure}` of a community, {told}", TABLE_MS, _figure(town, figure, since)
    for figure in SPREAD:
        yield f"table `{figure}` of a community by grid, five years", TABLE_MS, _figure(town, figure, all_years, "grid")
    near = copies.code_of(CODE, min(10, town.communities - 1))[:9]
    for figure in ("homes", "tickets", "rates", "visits", "load", "six_clear", *SPREAD):
        yield f"table `{figure}` of a subdistrict of ten communities, a month", TABLE_MS, _area(town, figure, near, month)
        for told, since in (("a month", month), ("a year", year), ("five years", all_years)):
            yield f"table `{figure}` of the district, {told}", TABLE_MS, _area(town, figure, CODE[:6], since)
    with psycopg.connect(town.databases.read) as connection:
        for kind, query in SUBJECTS.items():
            (subject,) = connection.execute(query, (COMMUNITY,)).fetchone() or ("",)
            yield f"history of {kind}", HISTORY_MS, _history(town, subject)
            yield f"everything told of {kind}", HISTORY_MS, _told(town, subject)
        (post,) = connection.execute(A_POST, (COMMUNITY,)).fetchone() or ("",)
        (address,) = connection.execute(AN_ADDRESS, (COMMUNITY,)).fetchone() or ("",)
    yield "everything told of a post", HISTORY_MS, _told(town, post)
    yield "everything told of a community, the first 200 lines", HISTORY_MS, _told(town, COMMUNITY)
    yield "history of a building, by its address", HISTORY_MS, _at_address(town, address)
    yield "map of a community as of two years ago", MAP_MS, _map(datetime.now(UTC) - timedelta(days=730))


SUBJECTS = {
    "a household": "select household from views.household_history_line where community = %s group by 1 order by count(*) desc limit 1",
    "a ticket": "select ticket from views.ticket_board_step where community = %s group by ticket order by count(*) desc limit 1",
    "a building": "select building from views.grids_building where community = %s limit 1",
    "a grid": "select grid from views.grids_plan_grid join views.grids_plan as plan using (plan) where plan.community = %s limit 1",
    "a warden": "select warden from views.responsibility_warden where community = %s order by warden limit 1",
}
A_POST = "select post from views.responsibility_post where community = %s order by post limit 1"
AN_ADDRESS = "select address from views.grids_building where community = %s and address <> '' order by address limit 1"


def _figure(town: District, figure: str, since: date, by: str | None = None) -> Ask:
    def ask(connection: psycopg.Connection) -> Any:
        told = indicators.figure_of(figure, by)
        with indicators.asking(town.ctx, connection, COMMUNITY, Question(since=since), [told]) as asking:
            return indicators.made(told, asking)

    return ask


def _area(town: District, figure: str, area: str, since: date) -> Ask:
    period = Period.given(since, None, None, china_today())
    return lambda connection: tiers.rows(indicators.figure_of(figure), tiers.area_of(town.ctx, connection, area, (), period, town.ctx.now))


def _history(town: District, subject: str) -> Ask:
    def ask(connection: psycopg.Connection) -> Any:
        @contextmanager
        def looking(_: str) -> Iterator[psycopg.Connection]:
            yield connection

        return answers.history(town.ctx, subject, None, looking)

    return ask


def _over(town: District, connection: psycopg.Connection) -> Ctx:
    """A context whose questions to the read models go over this connection."""

    class One:
        @contextmanager
        def connection(self) -> Iterator[psycopg.Connection]:
            yield connection

    office = copy(town.ctx.office)
    office.pool = One()  # type: ignore[assignment]
    return replace(town.ctx, office=office)


def _told(town: District, name: str) -> Ask:
    """As the auditor asks: found by the trail, read from the journal, a page of 200."""

    def ask(connection: psycopg.Connection) -> Any:
        ctx = _over(town, connection)
        return auditing.history(ctx, subjects.subject_of(ctx, name), trail.Window())

    return ask


def _at_address(town: District, address: str) -> Ask:
    def ask(connection: psycopg.Connection) -> Any:
        ctx = _over(town, connection)
        return answers.history(ctx, subjects.building_at(ctx, address, COMMUNITY), None)

    return ask


def _map(at: datetime) -> Ask:
    def ask(connection: psycopg.Connection) -> Any:
        drawn = (
            grids.grid_features(connection, COMMUNITY, at),
            grids.buildings(connection, COMMUNITY, as_of=at, outline=True, limit=100_000),
        )
        return *drawn, situation_map.layers(connection, [COMMUNITY], at)

    return ask


def measured(town: District, name: str, limit: float, ask: Ask, rounds: int) -> Found:
    spy = Spy()
    with psycopg.connect(town.databases.read, autocommit=True) as plain, psycopg.connect(town.databases.read, autocommit=True) as noted:
        plain.execute(ALONE)
        noted.cursor_factory = spy.cursor()
        ask(noted)
        ours, bare = [], []
        for _ in range(rounds):
            ours.append(_spent(plain, lambda: ask(plain)))
            bare.append(_spent(plain, lambda: [plain.execute(query, params).fetchall() for query, params in spy.told]))
    found = Found(name, limit, Spent.of(ours), Spent.of(bare))
    print(found.line(), flush=True)
    return found


def _spent(connection: psycopg.Connection, work: Callable[[], Any]) -> tuple[float, float]:
    """Wall and processor time in ms; of the database's sessions and of this program. Linux, the server on this machine."""
    of_database = "select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'"
    backends = [Path(f"/proc/{pid}/schedstat") for (pid,) in connection.execute(of_database).fetchall()]

    def spent() -> float:
        on_server = sum(int(each.read_text().split()[0]) for each in backends if each.exists())
        return on_server / 1e9 + time.process_time()

    began, started = spent(), time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000, (spent() - began) * 1000


def measure(rounds: int, households: int, communities: int, only: str = "") -> str:
    with ground.durable_server() as server, tempfile.TemporaryDirectory() as folder:
        databases = ground.fresh_databases(server, "district")
        with district(databases, Path(folder), households, communities) as town:
            return report(town, rounds, ground.machine(server, ("psycopg",)), only)


def report(town: District, rounds: int, machine: str, only: str) -> str:
    found = [measured(town, *each, rounds) for each in asked(town) if re.search(only, each[0])]
    made = (
        f"{town.households * town.communities:,} households in {town.communities} communities and {town.grids:,} grids, {YEARS} years: "
        f"{town.events:,} events of one community went through the journal and every projection; the other {town.communities - 1} are "
        f"copies of its rows in the tables asked ({town.rows:,} rows): the tables have a district's size, the journal one community's."
    )
    head = "| what | bare SQL, processor | ours, processor | bare SQL, waited | ours, waited | limit |\n|---|--:|--:|--:|--:|--:|"
    how = f"{rounds} rounds on one connection, warm: processor time (server and ours) as median, waiting as the best."
    told = f"{machine} {how} {made} {(__doc__ or '').split(chr(10) * 2)[2].strip()}"
    return f"## A district\n\n{told}\n\n{head}\n" + "\n".join(one.line() for one in found) + "\n"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--households", type=int, default=2_000, help="of each community")
    parser.add_argument("--communities", type=int, default=100)
    parser.add_argument("--only", default="", help="what is asked, as a pattern; the results are then shown and not kept")
    given = parser.parse_args(arguments)
    text = measure(given.rounds, given.households, given.communities, given.only)
    if not given.only:
        ground.write_section("district", text)
    print(f"\n{text}")


if __name__ == "__main__":
    main()
