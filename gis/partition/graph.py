"""Atoms, their borders, and the smaller problem that remains once wishes are built in.

Locked parts leave the graph, forbidden borders are closed, and what must stay together becomes one node, so that the search
itself knows nothing of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components

from domain.errors import Invalid

from .state import Flags, Floats, Ints


class GraphMalformed(Invalid):
    """Facts: fault ("length", "edge", "border", "households", "band", "keep", "locked", "wanted", "effort")."""

    code = "partition.graph_malformed"


class TogetherApart(Invalid):
    """Atoms that must stay together cannot reach each other. Facts: atoms (node numbers of the group), apart (of one that cannot be reached
    from the first)."""

    code = "partition.together_apart"


class Bordered(Protocol):
    """Nodes and their borders, as `gis.topology.AtomGraph` has them: `xs`, `ys` metres in the local plane; `edges` (m, 2) node numbers;
    `border_m` shared metres, > 0."""

    @property
    def xs(self) -> Floats: ...
    @property
    def ys(self) -> Floats: ...
    @property
    def edges(self) -> NDArray[np.integer]: ...
    @property
    def border_m(self) -> Floats: ...


@dataclass(frozen=True)
class BareGraph:
    """Borders without land: what the search needs and no more."""

    xs: Floats
    ys: Floats
    edges: NDArray[np.integer]
    border_m: Floats

    @staticmethod
    def of(xs: ArrayLike, ys: ArrayLike, edges: ArrayLike, border_m: ArrayLike) -> BareGraph:
        """A graph from any number sequences. Raises GraphMalformed."""
        graph = BareGraph(
            np.asarray(xs, float), np.asarray(ys, float), np.asarray(edges, np.int32).reshape(-1, 2), np.asarray(border_m, float)
        )
        refuse_malformed(graph)
        return graph


def inner(graph: Bordered, nodes: Sequence[int]) -> BareGraph:
    """The graph of these nodes alone, numbered in the order given."""
    number = np.full(len(graph.xs), -1)
    number[nodes] = np.arange(len(nodes))
    ends = number[graph.edges]
    inside = (ends >= 0).all(axis=1)
    return BareGraph.of(graph.xs[nodes], graph.ys[nodes], ends[inside], graph.border_m[inside])


def refuse_malformed(graph: Bordered) -> None:
    """Raises GraphMalformed."""
    nodes = len(graph.xs)
    if len(graph.ys) != nodes or len(graph.edges) != len(graph.border_m):
        raise GraphMalformed(fault="length")
    if len(graph.edges) and not (0 <= graph.edges.min() and graph.edges.max() < nodes):
        raise GraphMalformed(fault="edge")
    if not np.all(np.isfinite(graph.border_m) & (graph.border_m > 0)):
        raise GraphMalformed(fault="border")


class Band(NamedTuple):
    """Households a part may hold; one number for all, or one per node where kinds of dwelling mix."""

    low: float | Sequence[float] | Floats
    high: float | Sequence[float] | Floats


@dataclass(frozen=True)
class Loads:
    """What each node counts for: `floor` and `ceiling` sum to >= `need` and <= 1 in a part inside its band."""

    households: Floats
    floor: Floats
    ceiling: Floats
    need: float

    @property
    def middle(self) -> Floats:
        """Each node's share of a part in the middle of the band."""
        busy = self.ceiling > 0
        share = np.zeros_like(self.ceiling)
        share[busy] = 2.0 / (1.0 / self.ceiling[busy] + 1.0 / np.maximum(self.floor[busy], self.ceiling[busy]))
        return share


def loads_of(households: ArrayLike, band: Band, nodes: int) -> Loads:
    """Loads of every node. A floor of 0 asks for nothing. Raises GraphMalformed."""
    counted = np.asarray(households, float)
    low, high = (np.broadcast_to(np.asarray(side, float), (nodes,)) for side in band)
    if counted.shape != (nodes,) or not np.all(np.isfinite(counted) & (counted >= 0)):
        raise GraphMalformed(fault="households")
    if not np.all((low >= 0) & (low <= high) & (high > 0) & np.isfinite(high)):
        raise GraphMalformed(fault="band")
    asks = low > 0
    floor = np.where(asks, counted / np.where(asks, low, 1.0), np.where(counted > 0, 1.0, 0.0))
    return Loads(counted, floor, counted / high, 1.0 if asks.any() else 0.0)


@dataclass(frozen=True)
class Wishes:
    """What the planner asks for beside the band; node numbers throughout.

    keep: part number of each node in the plan in force, -1 for a node that is new; locked: part numbers of `keep` not to be touched;
    together: groups of nodes; forbidden: numbers of edges no part may cross; along: factor on each border's cost (a border on a road is
    cheap, through a courtyard dear); workload: a second load to spread evenly; steadiness: what moving
    one part's worth of households costs, in borders around a part; most_moved: share of the households that may leave their part for the
    band's sake, 0 to 1.
    """

    keep: Ints | None = None
    locked: Collection[int] = ()
    together: Sequence[Sequence[int]] = ()
    forbidden: Sequence[int] = ()
    along: Floats | None = None
    workload: Floats | None = None
    wanted: int | None = None
    target: float | None = None
    steadiness: float = 1.0
    most_moved: float | None = None


@dataclass(frozen=True)
class Problem:
    """The graph that is searched. `node_of[i]` is the node of atom i here, -1 when a locked part holds it."""

    node_of: Ints
    rows: csr_matrix
    component: Ints
    loads: Loads
    workload: Floats
    home: Ints
    heavy: Flags
    xs: Floats
    ys: Floats

    def __len__(self) -> int:
        return len(self.component)


def reduce(graph: Bordered, loads: Loads, wishes: Wishes) -> Problem:
    """Build the wishes into the graph. Raises GraphMalformed, TogetherApart."""
    nodes = len(graph.xs)
    keep = np.full(nodes, -1, np.int32) if wishes.keep is None else np.asarray(wishes.keep, np.int32)
    if keep.shape != (nodes,):
        raise GraphMalformed(fault="keep")
    if not set(wishes.locked) <= set(keep[keep >= 0].tolist()):
        raise GraphMalformed(fault="locked")
    shut = np.isin(keep, list(wishes.locked)) & (keep >= 0)
    open_edges = ~(shut[graph.edges[:, 0]] | shut[graph.edges[:, 1]])
    open_edges[np.asarray(wishes.forbidden, int)] = False
    edges = graph.edges[open_edges]
    cost = (graph.border_m if wishes.along is None else graph.border_m * np.asarray(wishes.along, float))[open_edges]
    node_of = _contracted(nodes, edges, [[i for i in group if not shut[i]] for group in wishes.together], shut)
    return _problem(graph, node_of, edges, cost, loads, wishes, keep)


def _contracted(nodes: int, edges: Ints, groups: Sequence[Sequence[int]], shut: Flags) -> Ints:
    """Node number of each atom, the atoms of a group sharing one; atoms between the pieces of a group join it."""
    links = [np.empty((0, 2), np.int32)]
    rows = _rows(nodes, edges, np.ones(len(edges)))
    for group in groups:
        links += [_joined(rows, group)]
    joined = np.concatenate(links)
    _, label = connected_components(_rows(nodes, joined, np.ones(len(joined))), directed=False)
    open_labels = np.unique(label[~shut])
    return np.where(shut, -1, np.searchsorted(open_labels, label)).astype(np.int32)


def _joined(rows: csr_matrix, group: Sequence[int]) -> Ints:
    """Links that make `group` connected, through as few other atoms as breadth-first search finds."""
    if len(group) < 2:
        return np.empty((0, 2), np.int32)
    order, parent = breadth_first_order(rows, group[0], directed=False)
    reached = set(order.tolist())
    if beyond := [node for node in group if node not in reached]:
        raise TogetherApart(atoms=tuple(group), apart=beyond[0])
    links = set()
    members = set(group)
    inside = rows[list(group)][:, list(group)].tocoo()
    links.update((group[a], group[b]) for a, b in zip(inside.row.tolist(), inside.col.tolist(), strict=True))
    count, label = connected_components(inside, directed=False)
    if count > 1:
        for piece in range(count):
            at = group[int(np.flatnonzero(label == piece)[0])]
            while at != group[0] and at in reached:
                links.add((at, int(parent[at])))
                at = int(parent[at])
                if at in members and label[list(group).index(at)] == label[0]:
                    break
    return np.array(sorted(links), np.int32).reshape(-1, 2)


def _rows(nodes: int, edges: Ints, cost: Floats) -> csr_matrix:
    """The symmetric matrix of borders, parallel ones summed, none from a node to itself."""
    apart = edges[:, 0] != edges[:, 1]
    a, b, c = edges[apart, 0], edges[apart, 1], cost[apart]
    both = (np.concatenate([c, c]), (np.concatenate([a, b]), np.concatenate([b, a])))
    return coo_matrix(both, shape=(nodes, nodes)).tocsr()


def _problem(graph: Bordered, node_of: Ints, edges: Ints, cost: Floats, loads: Loads, wishes: Wishes, keep: Ints) -> Problem:
    inside = node_of >= 0
    at = node_of[inside]
    nodes = int(at.max()) + 1 if len(at) else 0

    def summed(values: Floats) -> Floats:
        return np.bincount(at, weights=values[inside], minlength=nodes)

    ceiling = summed(loads.ceiling)
    small = Loads(summed(loads.households), summed(loads.floor), ceiling, loads.need)
    members = np.maximum(np.bincount(at, minlength=nodes), 1)
    rows = _rows(nodes, node_of[edges], cost)
    _, component = connected_components(rows, directed=False) if nodes else (0, np.empty(0, np.int32))
    home = np.full(nodes, -1, np.int32)
    by_weight = np.argsort(loads.households[inside], kind="stable")
    home[at[by_weight]] = keep[inside][by_weight]  # the heaviest atom of a group speaks for it
    workload = np.zeros(nodes) if wishes.workload is None else summed(np.asarray(wishes.workload, float))
    xs, ys = summed(graph.xs) / members, summed(graph.ys) / members
    return Problem(node_of, rows, component, small, workload, home, ceiling > 1.0 + 1e-9, xs, ys)
