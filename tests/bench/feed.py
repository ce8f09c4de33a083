"""The event feed beside the bare statement: the same rows of the same journal, as they are told to other systems.

`python -m tests.bench.feed [--rounds N] [--events N]`
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg.rows import tuple_row

from api.context import Actor, Ctx, open_office
from api.feed import envelopes, reading
from api.feed.reading import Wanted
from api.settings import Settings
from domain import household
from domain.journal import Write
from domain.schema import Events
from projections import runner, trail
from tests.bench import ground
from tests.bench.journal import DOCUMENT, FIRST, GRIDS, META, PLAN

OURS, BARE = "the feed", "bare SQL"
PAGE = 5000
MOVES = 4
"""Of each household after its registration; a registration has three sealed blocks, each of a person with a key of its own."""
EVERYTHING = Wanted()
BARE_SQL = """
select position, stream, version, name, event_version, payload, recorded_at, effective_at, role, policy, document, correlation, causation
from journal.events
where position > %s
order by position
limit %s
"""


def fill(ctx: Ctx, events: int) -> None:
    homes = events // (MOVES + 1)
    for start in range(0, homes, 500):
        writes = [Write(stream, 0, told) for stream, told in _homes(ctx, start, min(500, homes - start))]
        ctx.journal.append(writes, META)
    runner.catch_up(ctx.journal, ctx.office.databases.project, (trail.VIEW,))


def _homes(ctx: Ctx, start: int, count: int) -> Iterator[tuple[str, Events]]:
    names = [(f"hh-{n:016d}", f"psn-{2 * n:016d}", f"psn-{2 * n + 1:016d}") for n in range(start, start + count)]
    content = {"name": "张三", "phone": "13800001234", "id_number": "321111196001010015"}
    boxes = iter(ctx.vault.seal_many([(subject, content) for one in names for subject in one]))
    moves = [household.Reassigned(from_grid=GRIDS[n % 2], to_grid=GRIDS[1 - n % 2], plan=PLAN, document=DOCUMENT) for n in range(MOVES)]
    for hh, *persons in names:
        door = next(boxes)
        members = tuple(replace(one, person=person, sealed=next(boxes)) for one, person in zip(FIRST.members, persons, strict=True))
        yield hh, (replace(FIRST, household=hh, door=door, members=members), *moves)


def by_pages(read: Callable[[int], tuple[int, int]]) -> int:
    """read: behind a position; the next position and how many bytes or rows it made. Answers with the events."""
    after = count = 0
    while True:
        following, made = read(after)
        if not made:
            return count
        after, count = following, count + made


def told(ctx: Ctx, wanted: Wanted = EVERYTHING) -> Callable[[int], tuple[int, int]]:
    def read(after: int) -> tuple[int, int]:
        with ctx.office.reading() as connection:
            page = reading.page(connection, wanted, after, PAGE)
        body = b"[%s]" % b",".join(envelopes.told(ctx, page.rows))
        return page.next, len(page.rows) if body else 0

    return read


def bare(connection: psycopg.Connection) -> Callable[[int], tuple[int, int]]:
    def read(after: int) -> tuple[int, int]:
        with connection.cursor(binary=True, row_factory=tuple_row) as cursor:
            rows = cursor.execute(BARE_SQL, (after, PAGE)).fetchall()
        return (rows[-1][0] if rows else after), len(rows)

    return read


def measure(rounds: int, events: int) -> str:
    with ground.durable_server() as server, tempfile.TemporaryDirectory() as home:
        office = open_office(Settings(home=Path(home)), ground.fresh_databases(server, "feed"))
        ctx = office.ctx(Actor("zhou", "auditor"))
        fill(ctx, events)
        stored = by_pages(told(ctx))
        some = by_pages(told(ctx, Wanted(names=["household.registered"])))
        with psycopg.connect(office.databases.read, autocommit=True) as connection:
            works = {
                "everything": {
                    BARE: lambda: ground.a_second(stored, lambda: by_pages(bare(connection))),
                    OURS: lambda: ground.a_second(stored, lambda: by_pages(told(ctx))),
                },
                "one name of two": {
                    BARE: lambda: ground.a_second(stored, lambda: by_pages(bare(connection))),
                    OURS: lambda: ground.a_second(some, lambda: by_pages(told(ctx, Wanted(names=["household.registered"])))),
                },
            }
            measured = ground.interleaved(works, rounds)
        found = ground.machine(server, ("psycopg", "cryptography"))
        office.close()
    table = ground.table(measured, OURS, BARE)
    return f"## The event feed\n\n{found} Medians of {rounds} interleaved rounds.\n\n{table}\n\n{_note(stored, some)}\n"


def _note(stored: int, some: int) -> str:
    return f"""{stored:,} events, {some:,} of them registrations with three sealed blocks each, {PAGE:,} a page. Bare SQL fetches the
rows of the journal and nothing more. The feed joins the trail for the community, keeps to where it stands, lifts old versions, asks the
vault of every sealed block whether its key still lives, and writes the CloudEvents that go over the wire: all but the socket. Of one name,
events told a second are counted on our side, events looked through on the other. The aim is 50,000 a second."""


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=50_000)
    given = parser.parse_args(arguments)
    text = measure(given.rounds, given.events)
    ground.write_section("feed", text)
    print(f"\n{text}")


if __name__ == "__main__":
    main()
