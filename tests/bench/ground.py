"""What the benchmarks stand on: a durable cluster of their own, interleaved rounds, one section each of RESULTS.md."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import psycopg

from api import cluster as clusters
from api import migrate
from api.databases import Databases, Dsn, on_private_cluster
from tests.days import china_today

RESULTS = Path(__file__).with_name("RESULTS.md")
Case = Callable[[], float]
"""Does its work once and answers with what it achieved a second."""


@contextmanager
def durable_server() -> Iterator[Dsn]:
    """fsync and synchronous_commit are on, as in production; the cluster is gone afterwards."""
    above = "/var/lib/postgresql" if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="minqing-bench-", dir=above))
    cluster = clusters.Cluster(folder)
    try:
        yield clusters.ensure_running(cluster)
    finally:
        clusters.destroy(cluster)


def fresh_databases(server: Dsn, name: str) -> Databases:
    migrate.create_database(server, name)
    databases = on_private_cluster(server, name)
    migrate.migrate(databases)
    return databases


def a_second(count: int, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def interleaved(cases: dict[str, dict[str, Case]], rounds: int) -> dict[str, dict[str, list[float]]]:
    """Every case of every candidate once a round, so that a busy neighbour slows all of them. cases: {case: {candidate: work}}."""
    measured: dict[str, dict[str, list[float]]] = {case: {who: [] for who in works} for case, works in cases.items()}
    for number in range(rounds):
        for case, works in cases.items():
            by_turns = list(works.items())[:: 1 if number % 2 == 0 else -1]  # what the first leaves behind meets the second
            for who, work in by_turns:
                measured[case][who].append(work())
                print(f"round {number + 1}/{rounds}  {case:<28} {who:<24} {measured[case][who][-1]:>12,.0f} /s", flush=True)
    return measured


def table(measured: dict[str, dict[str, list[float]]], ours: str, theirs: str) -> str:
    """Medians a second, the median of the rounds' own ratios with its range, and the best rounds, which neighbours disturb least."""
    lines = [f"| a second | {theirs} | {ours} | ratio | range of the rounds | best rounds |", "|---|--:|--:|--:|--:|--:|"]
    for case, works in measured.items():
        ratios = [mine / other for mine, other in zip(works[ours], works[theirs], strict=True)]
        lines.append(
            f"| {case} | {statistics.median(works[theirs]):,.0f} | {statistics.median(works[ours]):,.0f} "
            f"| **{statistics.median(ratios):.1f}×** | {min(ratios):.1f}–{max(ratios):.1f} "
            f"| {max(works[theirs]):,.0f} : {max(works[ours]):,.0f} = {max(works[ours]) / max(works[theirs]):.1f}× |"
        )
    return "\n".join(lines)


def machine(server: Dsn, packages: Sequence[str]) -> str:
    with psycopg.connect(server) as connection:
        number = connection.info.server_version
    root = Path(__file__).parent
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True).stdout.strip()
    load = os.getloadavg()[0]
    return (
        f"{china_today()}, commit {commit or 'unknown'}; {os.cpu_count()} cores ({platform.machine()}), load {load:.1f} at the end; "
        f"Python {platform.python_version()}, PostgreSQL {number // 10000}.{number % 10000} with fsync and synchronous_commit on, "
        + ", ".join(f"{name} {version(name)}" for name in packages)
        + "."
    )


def write_section(name: str, text: str) -> None:
    """Replace or add one section of RESULTS.md; the others stay."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before = RESULTS.read_text() if RESULTS.exists() else "# Measured\n\nAbsolute numbers belong to the machine; ratios travel better.\n"
    section = f"{begin}\n{text.strip()}\n{end}\n"
    if begin in before:
        head, rest = before.split(begin, 1)
        RESULTS.write_text(head + section + rest.split(f"{end}\n", 1)[1])
    else:
        RESULTS.write_text(f"{before.rstrip()}\n\n{section}")
