"""Towns as nobody plans them, drawn by lot: slivers, islands, rivers, towers, empty courtyards, quarters where all border on all."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.spatial import Delaunay

from gis.partition import Band, BareGraph, Wishes, propose

BAND = Band(300, 500)
Dice = np.random.Generator


class OddTown(NamedTuple):
    graph: BareGraph
    households: np.ndarray
    wishes: Wishes


def odd_town(seed: int, most: int) -> OddTown:
    """A town of up to `most` atoms with wishes; now and then a plan is in force, part of it locked, and the town has grown since."""
    dice = np.random.default_rng(seed)
    graph = _land(dice, int(dice.integers(1, most + 1)))
    households, wishes = _households(dice, len(graph.xs)), _wishes(dice, graph)
    if dice.random() < 0.35:
        in_force = propose(graph, households, BAND, seed=seed, effort="fast", wishes=wishes).parts
        used = np.unique(in_force)
        locked = dice.choice(used, len(used) // 4, replace=False).tolist() if not wishes.together else ()
        households = households + (dice.random(len(households)) < 0.1) * dice.integers(0, 200, len(households))
        wishes = Wishes(in_force, locked, wishes.together, wishes.forbidden, most_moved=(None, 0.03)[dice.integers(2)])
    return OddTown(graph, households, wishes)


def crowded(nodes: int, households: float, seed: int) -> OddTown:
    """Blocks alike of which each borders on some twenty others, all by the same length: hardly a division is better than another."""
    dice = np.random.default_rng(seed)
    edges = np.array(list(combinations(range(nodes), 2)))
    edges = edges[dice.random(len(edges)) < 20 / nodes]
    graph = BareGraph.of(dice.random(nodes), dice.random(nodes), edges, np.full(len(edges), 50.0))
    return OddTown(graph, np.full(nodes, households), Wishes())


def _land(dice: Dice, nodes: int) -> BareGraph:
    xs, ys = dice.uniform(0, 1000, (2, nodes))
    edges = _triangles(xs, ys) if nodes > 3 else np.array(list(combinations(range(nodes), 2)), int).reshape(-1, 2)
    edges = edges[dice.random(len(edges)) > dice.choice([0.0, 0.1, 0.4, 0.7])]
    if dice.random() < 0.4:
        west = xs < dice.uniform(0, 1000)
        bridged = dice.random(len(edges)) < 0.1
        edges = edges[bridged | (west[edges[:, 0]] == west[edges[:, 1]])]
    if dice.random() < 0.2:
        banks = np.flatnonzero(dice.random(nodes - 1) < 0.5)
        edges = np.unique(np.concatenate([edges, np.column_stack([banks, np.full(len(banks), nodes - 1)])]), axis=0)
    slivers = dice.choice([0.01, 5.0, 50.0, 50.0, 80.0, 400.0], len(edges)) * dice.uniform(0.5, 1.5, len(edges))
    return BareGraph.of(xs, ys, edges, slivers if dice.random() < 0.8 else np.full(len(edges), 50.0))


def _triangles(xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    corners = Delaunay(np.column_stack([xs, ys])).simplices
    return np.unique(np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0)


def _households(dice: Dice, nodes: int) -> np.ndarray:
    drawn = (
        dice.integers(0, 60, nodes),
        dice.integers(20, 400, nodes),
        dice.integers(60, 260, nodes),
        dice.choice([0, 0, 30, 120, 250, 700], nodes),
        dice.choice([20, 60, 140, 190, 230, 290, 330, 370], nodes),
    )
    return drawn[dice.integers(len(drawn))].astype(float)


def _wishes(dice: Dice, graph: BareGraph) -> Wishes:
    """Crossings forbidden or estates kept together, each across a border that there is; a number of grids; an even workload."""
    nodes, borders = len(graph.xs), len(graph.edges)
    some = dice.permutation(borders)[: max(1, borders // 12)]
    kind = dice.integers(4)
    return Wishes(
        forbidden=some.tolist() if kind == 0 else (),
        together=[graph.edges[one].tolist() for one in some[:3]] if kind == 1 else (),
        wanted=int(dice.integers(1, nodes + 1)) if dice.random() < 0.3 else None,
        workload=dice.integers(0, 50, nodes).astype(float) if dice.random() < 0.3 else None,
    )
