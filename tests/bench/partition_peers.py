"""Other ways to divide a town, each as its own documentation uses it. All but METIS come with `uv sync --group bench`."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pymetis
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from gis.partition import Band, Wishes, loads_of, pieces
from gis.partition.anneal import Reins, Search
from gis.partition.graph import reduce
from gis.partition.proposing import budget
from gis.partition.repair import repair, search_out
from tests.gis.towns import Town

PATIENCE = 60.0
"""Seconds after which a peer is said to have found nothing."""


class Division(NamedTuple):
    """parts: part of each atom, None where the peer gave up or found nothing in time."""

    parts: np.ndarray | None
    seconds: float


Peer = Callable[[Town, Band], np.ndarray]


def rows_of(town: Town) -> csr_matrix:
    """Borders in decimetres, at least 1."""
    a, b = town.graph.edges.T
    lengths = np.maximum(1, np.rint(town.graph.border_m * 10)).astype(int)
    n = len(town.households)
    return coo_matrix((np.tile(lengths, 2), (np.concatenate([a, b]), np.concatenate([b, a]))), shape=(n, n)).tocsr()


def share_in_band(town: Town, parts: np.ndarray, band: Band) -> float:
    held = np.bincount(parts, weights=town.households)[np.bincount(parts) > 0]
    return float(np.mean((held >= band.low) & (held <= band.high)))


def cut_m(town: Town, parts: np.ndarray) -> float:
    a, b = town.graph.edges.T
    return float(town.graph.border_m[parts[a] != parts[b]].sum())


def _middle(town: Town, band: Band) -> float:
    return town.households.sum() / (0.5 * (band.low + band.high))


def metis_best_of_20(town: Town, band: Band) -> np.ndarray:
    """The run with the most parts in the band, then the shortest border: both METIS methods, ten numbers of parts each."""
    counts = [max(2, round(_middle(town, band) * factor)) for factor in np.linspace(0.9, 1.12, 10)]
    runs = [_metis(town, k, recursive) for k in counts for recursive in (False, True)]
    return max(runs, key=lambda parts: (share_in_band(town, parts, band), -cut_m(town, parts)))


def metis_brought_in(town: Town, band: Band) -> np.ndarray:
    """That plan with its split parts taken for parts of their own, and whatever is out of the band mended by our own repair: so that two
    plans that are both in the band stand beside each other. Only mended: its other borders are METIS's."""
    problem = reduce(town.graph, loads_of(town.households, band, len(town.households)), Wishes())
    part = metis_best_of_20(town, band)
    inside = part[town.graph.edges[:, 0]] == part[town.graph.edges[:, 1]]
    ends = town.graph.edges[inside]
    links = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(part), len(part)))
    many, whole = connected_components(links, directed=False)
    search, plan = Search(problem, Wishes(), 1, Reins(1)), budget("normal", len(problem), 1)
    search.keep_best(search.begin(whole.astype(np.int32), many))
    repair(search, plan.mends, plan.mending)
    search_out(search, plan.limits)
    return search.best.part[problem.node_of]


def _metis(town: Town, k: int, recursive: bool) -> np.ndarray:
    rows = rows_of(town)
    apart = pieces(town.graph, np.zeros(len(town.households), int)) > 1
    _, parts = pymetis.part_graph(
        k,
        adjacency=pymetis.CSRAdjacency(rows.indptr, rows.indices),
        vweights=town.households.astype(int).tolist(),
        eweights=rows.data.tolist(),
        recursive=recursive,
        options=pymetis.Options(seed=k, contig=int(not recursive and not apart)),
    )
    return np.asarray(parts)


def kahip_strong(town: Town, band: Band) -> np.ndarray:
    """KaFFPa, preconfiguration strong, parts up to a quarter above the mean, which is the band's upper end."""
    import kahip

    rows, k = rows_of(town), max(2, round(_middle(town, band)))
    weights = town.households.astype(int).tolist()
    _, parts = kahip.kaffpa(weights, rows.indptr.tolist(), rows.data.tolist(), rows.indices.tolist(), k, 0.25, True, 0, 2)
    return np.asarray(parts)


def spopt_max_p(town: Town, band: Band) -> np.ndarray:
    """As many regions as hold the lower end of the band, alike by place."""
    import geopandas
    import libpysal
    from spopt.region import MaxPHeuristic

    frame = geopandas.GeoDataFrame(
        {"x": town.graph.xs, "y": town.graph.ys, "households": town.households},
        geometry=geopandas.points_from_xy(town.graph.xs, town.graph.ys),
    )
    near: dict[int, list[int]] = {node: [] for node in range(len(town.households))}
    for a, b in town.graph.edges.tolist():
        near[a].append(b)
        near[b].append(a)
    model = MaxPHeuristic(frame, libpysal.weights.W(near, silence_warnings=True), ["x", "y"], "households", band.low, 2)
    model.solve()
    return np.asarray(model.labels_) - 1


def gerrychain_tree(town: Town, band: Band) -> np.ndarray:
    """Spanning trees cut again and again until each part is within a quarter of the mean."""
    import networkx
    from gerrychain import Graph
    from gerrychain.partition import recursive_tree_part

    net = networkx.Graph()
    net.add_nodes_from((node, {"households": int(many)}) for node, many in enumerate(town.households))
    net.add_edges_from(town.graph.edges.tolist())
    k = max(2, round(_middle(town, band)))
    found = recursive_tree_part(Graph.from_networkx(net), range(k), town.households.sum() / k, "households", 0.25)
    return np.array([found[node] for node in range(len(town.households))])


def greedy(town: Town, band: Band) -> np.ndarray:
    """From the west, each part takes the nearest free atom beside it until it holds the middle of the band."""
    rows, middle = rows_of(town), 0.5 * (band.low + band.high)
    parts = np.full(len(town.households), -1)
    for first in np.argsort(town.graph.xs, kind="stable").tolist():
        if parts[first] >= 0:
            continue
        number, held, rim = int(parts.max()) + 1, 0.0, {first}
        while rim and held < middle:
            x = min(rim, key=lambda v: (town.graph.xs[v] - town.graph.xs[first]) ** 2 + (town.graph.ys[v] - town.graph.ys[first]) ** 2)
            rim.remove(x)
            parts[x] = number
            held += town.households[x]
            rim |= {v for v in rows.indices[rows.indptr[x] : rows.indptr[x + 1]].tolist() if parts[v] < 0}
    return parts


def timed(peer: Peer, town: Town, band: Band) -> Division:
    """In a process of its own: some peers never come back. The seconds are those of the division itself."""
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(theirs, peer, town, band), daemon=True)
    started = time.perf_counter()
    child.start()
    theirs.close()  # so that a peer which dies is heard of
    try:
        division = mine.recv() if mine.poll(PATIENCE) else Division(None, PATIENCE)
    except EOFError:
        division = Division(None, time.perf_counter() - started)
    child.kill()
    child.join()
    return division


def _send(pipe: object, peer: Peer, town: Town, band: Band) -> None:
    started = time.perf_counter()
    parts = peer(town, band)
    pipe.send(Division(parts, time.perf_counter() - started))
