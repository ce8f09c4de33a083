"""What tamper evidence costs: where a command is recorded, at each checkpoint, for a proof, for an auditor.

`python -m tests.bench.proofs [--rounds N] [--events N]`
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Any

import psycopg

from api import audit_reader
from api.databases import Databases
from api.notary import checking, proving, tables
from api.notary.bundle import export
from api.notary.folder import Folder
from api.notary.notary import Notary
from domain import proof
from domain.journal import Journal, Write
from tests.bench import ground
from tests.bench.journal import FIRST, META

CLIENTS, EACH = (1, 8), 1500
BATCHES = (1, 10, 100, 1000)
PROOFS = 300
Times = list[float]


def append(journal: Journal, count: int = 1) -> None:
    for start in range(0, count, 500):
        journal.append([Write(f"hh-{secrets.token_hex(8)}", 0, [FIRST] * min(500, count - start))], META)


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


@contextmanager
def working(notary: Notary) -> Iterator[None]:
    """A turn a second in a thread of this very program, as a server has it."""
    stopping = Event()

    def turns() -> None:
        while not stopping.wait(1.0):
            notary.turn()

    thread = Thread(target=turns)
    thread.start()
    yield
    stopping.set()
    thread.join()


def latencies(journal: Journal, clients: int) -> Times:
    with ThreadPoolExecutor(clients) as pool:
        return [done.result() for done in [pool.submit(timed, lambda: append(journal)) for _ in range(EACH)]]


def beside_appends(databases: Databases, folder: Path, rounds: int) -> str:
    lines = ["| append, one command each | p50 alone | p50 with the notary | ratio | range of the rounds |", "|---|--:|--:|--:|--:|"]
    journal = Journal(databases.app)
    append(journal)
    with Notary(databases.notary, Folder(folder)) as notary:
        notary.turn()
        for clients in CLIENTS:
            alone, beside = [], []
            for number in range(rounds):
                for with_it in (False, True) if number % 2 == 0 else (True, False):
                    if with_it:
                        with working(notary):
                            beside.append(statistics.median(latencies(journal, clients)))
                    else:
                        alone.append(statistics.median(latencies(journal, clients)))
            ratios = [one / other for one, other in zip(beside, alone, strict=True)]
            lines.append(
                f"| {clients} client{'s' if clients > 1 else ''} | {ms(statistics.median(alone))} | {ms(statistics.median(beside))} "
                f"| **{statistics.median(ratios):.2f}×** | {min(ratios):.2f}–{max(ratios):.2f} |"
            )
    journal.close()
    return "\n".join(lines)


def checkpoints(databases: Databases, folder: Path, rounds: int) -> list[tuple[str, str]]:
    journal, told = Journal(databases.app), []
    with Notary(databases.notary, Folder(folder)) as notary:
        notary.turn()
        for size in BATCHES:
            times = []
            for _ in range(rounds):
                append(journal, size)
                times.append(timed(notary.turn))
            told.append((f"a checkpoint over {size:,} new events, on the disk and published", f"{ms(statistics.median(times))}"))
    journal.close()
    return told


def of_many(databases: Databases, place: Path, events: int) -> list[tuple[str, str]]:
    """A journal of so many events: signed, proved, verified here and by the auditor's program."""
    journal, folder = Journal(databases.app), Folder(place / "notary")
    append(journal, events)
    journal.close()
    with Notary(databases.notary, folder) as notary:
        signing = timed(notary.turn)
    per = events / 100_000
    with psycopg.connect(databases.notary, autocommit=True) as connection:
        verifying = timed(lambda: checking.verify(connection, folder))
        exporting = timed(lambda: export(connection, folder, place / "bundle"))
        making, size = proofs_made(connection, folder)
        table = connection.execute("select pg_total_relation_size('proofs.tile')").fetchone()
    reading = timed(lambda: audit_reader.check_bundle(place / "bundle", folder.path / "log.key.pub", []))
    kept = (folder.path / "leaves").stat().st_size / events
    return [
        (f"signing {events:,} events at once, checkpoints of 1,000, each read twice", f"{signing / per:.1f} s per 100,000"),
        ("`verify` of the live journal, everything read again", f"{verifying / per:.1f} s per 100,000"),
        ("`audit export`", f"{exporting / per:.1f} s per 100,000"),
        ("`audit verify` offline, the independent reader", f"{reading / per:.1f} s per 100,000"),
        ("an inclusion proof made out of the tables, checked before it leaves", making),
        ("the same, checked by who gets it", size),
        ("kept out of the database / published in it", f"{kept:.0f} / {table[0] / events:.0f} bytes an event"),
    ]


def proofs_made(connection: psycopg.Connection[Any], folder: Folder) -> tuple[str, str]:
    leaves, root = list(folder.leaves()), folder.head().signed.checkpoint.root
    asked = [secrets.randbelow(len(leaves)) for _ in range(PROOFS)]
    made = [timed(lambda one=one: proving.inclusion(connection, leaves[one].position)) for one in asked]
    node = tables.reader(connection)
    paths = [proof.inclusion(one, len(leaves), node) for one in asked]
    checked = [
        timed(lambda one=one, path=path: proof.check_inclusion(leaves[one].hash, one, len(leaves), path, root))
        for one, path in zip(asked, paths, strict=True)
    ]
    longest = max(map(len, paths))
    return ms(statistics.median(made)), f"{statistics.median(checked) * 1e6:.0f} µs, {longest} hashes"


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def measure(rounds: int, events: int) -> str:
    with ground.durable_server() as server, tempfile.TemporaryDirectory() as above:
        place = Path(above)
        beside = beside_appends(ground.fresh_databases(server, "beside"), place / "beside", rounds)
        parts = checkpoints(ground.fresh_databases(server, "checkpoints"), place / "checkpoints", rounds * 3)
        parts += of_many(ground.fresh_databases(server, "many"), place, events)
        found = ground.machine(server, ("cryptography", "psycopg"))
    listed = "\n".join(("| what | costs |", "|---|--:|", *(f"| {what} | {cost} |" for what, cost in parts)))
    note = (
        f"The notary takes a turn a second in a thread of the program that appends: it reads what came, reads it again, compares,\n"
        f"signs, syncs leaves, head and checkpoint to the disk, publishes tiles, and reads 1,000 older events again. Medians of {rounds}\n"
        f"rounds of {EACH:,} appends, with and without in turns."
    )
    return f"## Tamper evidence\n\n{found}\n\n{beside}\n\n{listed}\n\n{note}\n"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=100_000)
    given = parser.parse_args(arguments)
    text = measure(given.rounds, given.events)
    ground.write_section("proofs", text)
    print(f"\n{text}")


if __name__ == "__main__":
    main()
