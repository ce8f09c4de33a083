"""Plan proposals against METIS, best of 20: grids in the band, grids that are whole, border and time. python -m tests.bench.partition"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from importlib.metadata import version

import numpy as np
import pymetis
from scipy.sparse import coo_matrix

from gis.partition import Band, BareGraph, pieces, propose
from tests.bench import ground
from tests.conftest import SHARED_DATA
from tests.gis.towns import Town, beside_each_other, counted, estimated

BAND = Band(300, 500)
TOWNS = ("CL", "QT", "SGN", "TAP", "JW", "BD")


def towns(large: bool) -> Iterator[Town]:
    yield from (counted(SHARED_DATA, name) for name in TOWNS)
    yield counted(SHARED_DATA, "TAP", "JW", "BD")
    for file in ("cn_wuhan_guanggu", "osm_monaco", "osm_liechtenstein2013", "cn_shenzhen_nanshan"):
        yield estimated(SHARED_DATA, f"{file}_buildings")
    if large:
        yield beside_each_other("20,000 blocks", [counted(SHARED_DATA, *TOWNS)] * 7)


def metis_best_of_20(town: Town) -> tuple[np.ndarray, float]:
    """The run with the most parts in the band, then the shortest border: both METIS methods, ten numbers of parts each."""
    started = time.perf_counter()
    runs = [run for k in _counts(town) for recursive in (False, True) if (run := _metis(town, k, recursive)) is not None]
    best = max(runs, key=lambda parts: (share_in_band(town, parts), -cut_m(town.graph, parts)))
    return best, time.perf_counter() - started


def _counts(town: Town) -> list[int]:
    middle = town.households.sum() / (0.5 * (BAND.low + BAND.high))
    return [max(2, round(middle * factor)) for factor in np.linspace(0.9, 1.12, 10)]


def _metis(town: Town, k: int, recursive: bool) -> np.ndarray | None:
    a, b = town.graph.edges.T
    lengths = np.maximum(1, np.rint(town.graph.border_m * 10)).astype(int)
    n = len(town.households)
    rows = coo_matrix((np.tile(lengths, 2), (np.concatenate([a, b]), np.concatenate([b, a]))), shape=(n, n)).tocsr()
    apart = pieces(town.graph, np.zeros(n, int)) > 1
    _, parts = pymetis.part_graph(
        k,
        adjacency=pymetis.CSRAdjacency(rows.indptr, rows.indices),
        vweights=town.households.astype(int).tolist(),
        eweights=rows.data.tolist(),
        recursive=recursive,
        options=pymetis.Options(seed=k, contig=int(not recursive and not apart)),
    )
    return np.asarray(parts)


def share_in_band(town: Town, parts: np.ndarray) -> float:
    held = np.bincount(parts, weights=town.households)
    held = held[np.bincount(parts) > 0]
    return float(np.mean((held >= BAND.low) & (held <= BAND.high)))


def cut_m(graph: BareGraph, parts: np.ndarray) -> float:
    return float(graph.border_m[parts[graph.edges[:, 0]] != parts[graph.edges[:, 1]]].sum())


def line(town: Town, efforts: list[str]) -> Iterator[str]:
    peer, seconds = metis_best_of_20(town)
    split = pieces(town.graph, peer) - len(np.unique(peer))
    theirs = cut_m(town.graph, peer)
    inside = f"{share_in_band(town, peer):.1%}"
    yield f"| {town.name} | {len(town.households):,} | METIS best of 20 | {inside} | | {split} | {theirs / 1000:.2f} | 1 | {seconds:.2f} |"
    for effort in efforts:
        started = time.perf_counter()
        found = propose(town.graph, town.households, BAND, seed=1, effort=effort)
        took = time.perf_counter() - started
        score = found.score
        feasible = f"{score.in_band / (score.in_band + score.out):.1%}"
        split = pieces(town.graph, found.parts) - score.parts
        yield (
            f"| | | {effort} | {score.in_band / score.parts:.1%} | {feasible} | {split} | {score.cut_m / 1000:.2f} "
            f"| **{score.cut_m / theirs:.3f}** | {took:.2f} |"
        )


def measure(efforts: list[str], large: bool) -> str:
    head = [
        "| neighbourhood | atoms | method | in band | of those without a building above it | split | border km | ratio | s |",
        "|---|--:|---|--:|--:|--:|--:|--:|--:|",
    ]
    rows = list(head)
    for number, town in enumerate(towns(large)):
        if number == 0:
            propose(town.graph, town.households, BAND, effort="fast")  # compiled
        for row in line(town, efforts):
            print(row, flush=True)
            rows.append(row)
    intro = f"Band {BAND.low}–{BAND.high} households; pymetis {version('pymetis')}, numba {version('numba')}; one process, one seed."
    return "\n".join(["## Plan proposals", "", intro, "", *rows, ""])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--effort", nargs="+", default=["fast", "normal"], choices=["fast", "normal", "thorough"])
    parser.add_argument("--large", action="store_true", help="20,000 blocks too")
    given = parser.parse_args(arguments)
    ground.write_section("partition", measure(given.effort, given.large))


if __name__ == "__main__":
    main()
