"""The event feed beside the bare statement: the same rows of the same journal, as they are told to other systems, over HTTP.

`python -m tests.bench.feed [--rounds N] [--events N]`
"""

from __future__ import annotations

import argparse
import gzip
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from psycopg.rows import tuple_row

from api import accounts
from api.context import Actor, Ctx, open_office
from api.databases import Dsn
from api.feed import envelopes, reading
from api.feed.reading import Wanted
from api.routes.feed import LINES
from api.settings import Settings
from domain import household
from domain.journal import Write
from domain.schema import Events
from tests.bench import ground
from tests.bench.journal import DOCUMENT, FIRST, GRIDS, META, PLAN
from tests.bench.tiles import Web, our_variables, served, signed_in
from tests.people import PASSWORD, auditor_zhou

OURS, BARE, WEB = "the feed", "bare SQL", "over HTTP"
PAGE = 10_000
MOVES = 4
"""Of each household after its registration; a registration has three sealed blocks, each of a person with a key of its own."""
EVERYTHING = Wanted()
SOME_NAME = "household.registered"
SOME = Wanted(names=[SOME_NAME])
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
            page = reading.page(connection, wanted, after, PAGE, reading.reached(connection))
        body = b"[%s]" % b",".join(envelopes.told(ctx, page.rows))
        return page.next, len(page.rows) if body else 0

    return read


def bare(connection: psycopg.Connection) -> Callable[[int], tuple[int, int]]:
    def read(after: int) -> tuple[int, int]:
        with connection.cursor(binary=True, row_factory=tuple_row) as cursor:
            rows = cursor.execute(BARE_SQL, (after, PAGE)).fetchall()
        return (rows[-1][0] if rows else after), len(rows)

    return read


def over_http(web: Web, unpacked: bool = True, **asked: str) -> Callable[[int], tuple[int, int]]:
    """Lines, by one caller; not parsed."""
    headers = web.headers | {"Accept": LINES} | ({"Accept-Encoding": "identity"} if unpacked else {})

    def read(after: int) -> tuple[int, int]:
        connection = web.connection()
        connection.request("GET", f"/api/feed?{urlencode({'after': after, 'limit': PAGE} | asked)}", headers=headers)
        answer = connection.getresponse()
        content = answer.read() if unpacked else gzip.decompress(answer.read())
        assert answer.status == 200, content[:300]
        connection.close()
        return int(answer.headers["Feed-Next"]), content.count(b"\n")

    return read


def measure(rounds: int, events: int) -> str:
    with ground.durable_server() as server, tempfile.TemporaryDirectory() as home, ExitStack() as held:
        databases = ground.fresh_databases(server, "feed")
        office = open_office(Settings(home=Path(home)), databases)
        ctx = office.ctx(Actor(auditor_zhou.account, "auditor"))
        fill(ctx, events)
        with office.app_pool.connection() as connection:
            accounts.open_account(connection, auditor_zhou.account, auditor_zhou.role, PASSWORD, office.clock())
        office.freshen()  # else the program that serves would be at it meanwhile
        stored = by_pages(told(ctx))
        variables = our_variables(databases, Path(home), 0, 0) | {"MINQING_NOTARY": "false", "MINQING_PACE": "false"}
        web = held.enter_context(served(["api.app:create_app", "--factory"], variables, {}))
        web = replace(web, headers=web.headers | signed_in(web, auditor_zhou))
        connection = held.enter_context(psycopg.connect(databases.read, autocommit=True))
        assert by_pages(over_http(web)) == stored
        works: dict[str, dict[str, Callable[[int], tuple[int, int]]]] = {
            "everything": {BARE: bare(connection), OURS: told(ctx), WEB: over_http(web)},
            "everything, packed": {BARE: bare(connection), OURS: told(ctx), WEB: over_http(web, unpacked=False)},
            "one name of two": {BARE: bare(connection), OURS: told(ctx, SOME), WEB: over_http(web, name=SOME_NAME)},
        }
        timed = {
            case: {who: (lambda read=read: ground.a_second(stored, lambda: by_pages(read))) for who, read in candidates.items()}
            for case, candidates in works.items()
        }
        measured = ground.interleaved(timed, rounds)
        costs = processor_times(server, web.pid, stored, works["everything"] | {f"{WEB}, packed": works["everything, packed"][WEB]}, rounds)
        some, found = by_pages(told(ctx, SOME)), ground.machine(server, ("psycopg", "cryptography"))
        office.close()
    tables = "\n\n".join(f"{ground.table(measured, ours, BARE)}" for ours in (OURS, WEB))
    return f"## The event feed\n\n{found} Medians of {rounds} interleaved rounds.\n\n{tables}\n\n{costs}\n\n{_note(stored, some)}\n"


def processor_times(server: Dsn, program: int, stored: int, works: Mapping[str, Callable[[int], tuple[int, int]]], rounds: int) -> str:
    """Microseconds an event of PostgreSQL, of the program that serves and of this one, which a busy machine changes little."""
    lines = ["| processor time, µs an event | PostgreSQL | program that serves | caller | a second of it all |", "|---|--:|--:|--:|--:|"]
    with psycopg.connect(server, autocommit=True) as connection:
        for who, read in works.items():
            before = (_of_backends(connection), _of_program(program), time.process_time())
            for _ in range(rounds):
                by_pages(read)
            after = (_of_backends(connection), _of_program(program), time.process_time())
            spent = [(then - first) / rounds / stored * 1e6 for first, then in zip(before, after, strict=True)]
            lines.append(f"| {who} | {spent[0]:.1f} | {spent[1]:.1f} | {spent[2]:.1f} | {1e6 / sum(spent):,.0f} |")
    return "\n".join(lines)


def _of_backends(connection: psycopg.Connection[Any]) -> float:
    asked = "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
    found = connection.execute(asked).fetchall()
    return sum(_of_program(pid) for (pid,) in found)


def _of_program(pid: int) -> float:
    """Seconds of processor time, as the kernel counts them."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _note(stored: int, some: int) -> str:
    return f"""{stored:,} events, {some:,} of them registrations with three sealed blocks each, {PAGE:,} a page. Bare SQL fetches the
rows of the journal and nothing more. The feed joins the trail for the community, keeps to where it stands, lifts old versions, asks the
vault of every sealed block whether its key still lives, and writes the CloudEvents that go over the wire; over HTTP the caller signs in,
one uvicorn worker asks what it may see and sends lines (`Accept: application/x-ndjson`), which are counted and not parsed. Of one name,
events looked through a second are counted. The aim is 50,000 a second. The last table is what the work costs, waiting left out: its last
column is what one core would do of it alone, one after the other. Of the feed by itself the caller is the program that serves."""


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
