"""Plan proposals against METIS, KaHIP, spopt, GerryChain and plain growth: grids in the band, whole grids, border, time; and how few
households move after growth. python -m tests.bench.partition"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec

import numpy as np

from gis.partition import Band, Wishes, loads_of, pieces, propose
from gis.partition.exact import Limits, divided
from gis.partition.graph import reduce
from tests.bench import ground
from tests.bench import partition_peers as peers
from tests.bench.partition_bound import least_border_m
from tests.bench.partition_peers import Division, Peer, cut_m, share_in_band
from tests.conftest import SHARED_DATA
from tests.gis.towns import Town, beside_each_other, counted, estimated

BAND = Band(300, 500)
TOWNS = ("CL", "QT", "SGN", "TAP", "JW", "BD")
PROVED = {
    "grid.single_building_above_band",
    "grid.kept_together_above_band",
    "grid.no_set_in_band",
    "grid.no_division_in_band",
    "component.below_band",
    "infeasible.total",
}


def towns(large: bool) -> Iterator[Town]:
    yield from (counted(SHARED_DATA, name) for name in TOWNS)
    yield counted(SHARED_DATA, "TAP", "JW", "BD")
    for file in ("cn_wuhan_guanggu", "osm_monaco", "osm_liechtenstein2013", "cn_shenzhen_nanshan"):
        yield estimated(SHARED_DATA, f"{file}_buildings")
    if large:
        yield beside_each_other("20,000 blocks", [counted(SHARED_DATA, *TOWNS)] * 7)


def peers_of(town: Town) -> Iterator[tuple[str, Peer]]:
    """METIS for every town; the others for the one they were measured on, those that are quick for the large ones too."""
    yield "METIS best of 20", peers.metis_best_of_20
    if len(town.households) < 1_000:
        yield "METIS, brought into the band", peers.metis_brought_in
    if town.name not in ("CL", "TAP+JW+BD", "20,000 blocks"):
        return
    yield "plain growth", peers.greedy
    if find_spec("kahip"):
        yield "KaHIP strong", peers.kahip_strong
    if town.name == "CL" and find_spec("spopt"):
        yield "spopt MaxP", peers.spopt_max_p
    if town.name == "CL" and find_spec("gerrychain"):
        yield "GerryChain recursive_tree_part", peers.gerrychain_tree


def proven_optimum(town: Town, band: Band) -> np.ndarray:
    """Every set listed, every column given to HiGHS: what no division can beat."""
    problem = reduce(town.graph, loads_of(town.households, band, len(town.households)), Wishes())
    cover = divided(problem.rows, problem.loads, Limits(sets=50_000, columns=50_000, branches=100_000))
    assert cover is not None and cover.proven
    return cover.part[problem.node_of]


def told(town: Town, method: str, found: Division, beside: float, feasible: str = "") -> str:
    if found.parts is None:
        return f"| | | {method} | no plan | | | | | {found.seconds:.0f} |"
    split = pieces(town.graph, found.parts) - len(np.unique(found.parts))
    inside, cut = share_in_band(town, found.parts, BAND), cut_m(town, found.parts)
    return f"| | | {method} | {inside:.1%} | {feasible} | {split} | {cut / 1000:.2f} | {cut / beside:.3f} | {found.seconds:.2f} |"


def lines(town: Town, efforts: list[str]) -> Iterator[str]:
    yield f"| **{town.name}** | {len(town.households):,} | | | | | | | |"
    beside = 0.0
    for name, peer in peers_of(town):
        found = peers.timed(peer, town, BAND)
        beside = beside or cut_m(town, found.parts)
        yield told(town, name, found, beside)
    for effort in efforts:
        started = time.perf_counter()
        plan = propose(town.graph, town.households, BAND, seed=1, effort=effort)
        seconds = time.perf_counter() - started
        able = sum(each.reason not in PROVED for each in plan.reports)
        yield told(town, f"**{effort}**", Division(plan.parts, seconds), beside, f"{plan.score.in_band / able:.1%}")
    if town.name == "CL":
        yield told(town, "proven optimum", peers.timed(proven_optimum, town, BAND), beside, "100.0%")
    if town.name == "QT":
        started, least = time.perf_counter(), least_border_m(town, BAND)
        seconds = time.perf_counter() - started
        yield f"| | | proved: no plan with one grid outside is shorter | | | | {least / 1000:.2f} | {least / beside:.3f} | {seconds:.2f} |"


def growth(names: tuple[str, ...], buildings: int, seed: int) -> str:
    """A plan in force, some buildings that grow by 60-200 households, and the plan that follows."""
    town, dice = counted(SHARED_DATA, *names), np.random.default_rng(seed)
    in_force = propose(town.graph, town.households, BAND, seed=1).parts
    grown = town.households.copy()
    grown[dice.choice(len(grown), buildings, replace=False)] += dice.integers(60, 201, buildings)
    left = float(np.sum(1 - share_in_band(Town("", town.graph, grown), in_force, BAND)) * len(np.unique(in_force)))
    started = time.perf_counter()
    after = propose(town.graph, grown, BAND, seed=1, wishes=Wishes(keep=in_force, most_moved=0.03))
    seconds = time.perf_counter() - started
    afresh = propose(town.graph, grown, BAND, seed=1)
    stayed = sum(np.bincount(in_force[afresh.parts == p], weights=grown[afresh.parts == p]).max() for p in np.unique(afresh.parts))
    able = sum(each.reason not in PROVED for each in after.reports)
    return (
        f"| {'+'.join(names)} | {buildings} | {left:.0f} | {after.score.in_band / able:.1%} | **{after.score.moved / grown.sum():.2%}** "
        f"| {1 - stayed / grown.sum():.1%} | {seconds:.2f} |"
    )


def measure(efforts: list[str], large: bool) -> str:
    head = ["| neighbourhood | atoms | method | in band | of those not proved impossible | split | border km | beside METIS | s |"]
    rows = [*head, "|---|--:|---|--:|--:|--:|--:|--:|--:|"]
    for town in towns(large):
        for row in lines(town, efforts):
            print(row, flush=True)
            rows.append(row)
    again = [
        "| neighbourhood | buildings that grew | grids that left the band | in band after | households moved | drawn afresh | s |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    draws = [("TAP", "JW", "BD"), ("JW",), ("CL",)]
    again += [growth(names, buildings, seed) for names, buildings in zip(draws, (40, 14, 4), strict=True) for seed in (1, 2, 3)]
    print("\n".join(again))
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pymetis", "numba", "kahip", "spopt", "gerrychain") if find_spec(name))
    intro = f"Band {BAND.low}–{BAND.high} households; {libraries}; one seed."
    after = "After growth the proposal starts from the plan in force and may move 3 % of the households (`most_moved`):"
    return "\n".join(["## Plan proposals", "", intro, "", *rows, "", after, "", *again, ""])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--effort", nargs="+", default=["fast", "normal"], choices=["fast", "normal", "thorough"])
    parser.add_argument("--large", action="store_true", help="20,000 blocks too")
    given = parser.parse_args(arguments)
    tiny = counted(SHARED_DATA, "CL")
    for effort in given.effort:
        propose(tiny.graph, tiny.households, BAND, effort=effort)  # compiled
    ground.write_section("partition", measure(given.effort, given.large))


if __name__ == "__main__":
    main()
