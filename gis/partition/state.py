"""What the compiled loops read and change: the net of nodes, the division under way, and the price list.

Loads are relative to the band: a node of `h` households in a band [l, u] carries `floor = h / l` and `ceiling = h / u`.
A part complies when its floors sum to 1 or more and its ceilings to 1 or less, which also serves mixed bands.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Net(NamedTuple):
    """An undirected graph in compressed rows; every border stands in it twice. Costs are in mean borders."""

    start: Ints
    ends: Ints
    tails: Ints
    cost: Floats
    floor: Floats
    ceiling: Floats
    load: Floats
    fixed: Flags
    home: Ints
    stay: Floats


class Division(NamedTuple):
    """Part of each node, sums of each part, and the scratch space of the loops.

    `own` is the ceiling of the one building that exceeds the band by itself, else 0. `counts` holds the number of free part numbers,
    the number of parts in use and the last stamp given.
    """

    part: Ints
    floor: Floats
    ceiling: Floats
    load: Floats
    own: Floats
    size: Ints
    free: Ints
    counts: Longs
    seen: Longs
    asked: Longs
    queue: Ints
    list: Ints
    before: Ints


class Prices(NamedTuple):
    """What a breach costs, in mean borders. The charge is convex in the distance: a flat one would make one part a sink."""

    breach: float
    slope: float
    curve: float
    beside: float
    balance: float
    target: float
    count: float
    wanted: float
    need: float


def division(net: Net, part: Ints, own: Floats, spare: int) -> Division:
    """A fresh state for `part` (numbers 0..k-1, k = len(own)) with room for `spare` further parts."""
    nodes, room = len(part), len(own) + spare
    empty = Division(
        part=part.astype(np.int32).copy(),
        floor=np.zeros(room),
        ceiling=np.zeros(room),
        load=np.zeros(room),
        own=np.concatenate([own, np.zeros(spare)]),
        size=np.zeros(room, np.int32),
        free=np.zeros(room, np.int32),
        counts=np.zeros(3, np.int64),
        seen=np.zeros(nodes, np.int64),
        asked=np.zeros(nodes, np.int64),
        queue=np.zeros(nodes, np.int32),
        list=np.zeros(nodes, np.int32),
        before=np.zeros(nodes, np.int32),
    )
    recount(net, empty)
    return empty


def recount(net: Net, state: Division) -> None:
    """Sum the parts anew: millions of additions and subtractions leave rounding behind."""
    room = len(state.size)
    state.size[:] = np.bincount(state.part, minlength=room)
    for sums, values in ((state.floor, net.floor), (state.ceiling, net.ceiling), (state.load, net.load)):
        sums[:] = np.bincount(state.part, weights=values, minlength=room)
    unused = np.flatnonzero(state.size == 0)[::-1]
    state.free[: len(unused)] = unused
    state.counts[0], state.counts[1] = len(unused), room - len(unused)
