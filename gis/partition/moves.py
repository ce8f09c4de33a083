"""The moves of the search, compiled: flip, swap, recut a pair, dissolve. Each keeps every part connected or leaves no trace."""

from __future__ import annotations

import math

import numpy as np

from gis.jit import compiled

from .state import Division, Net, Prices

SLACK = 1e-9


@compiled
def draw(dice: np.ndarray) -> float:
    """Uniform in [0, 1): xorshift64*, so that a run depends on its seed and nothing else."""
    x = dice[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    dice[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def taken(delta: float, heat: float, dice: np.ndarray) -> bool:
    if delta <= 0.0:
        return True
    if heat <= 0.0 or delta > 30.0 * heat:
        return False
    return draw(dice) < math.exp(-delta / heat)


@compiled
def charge(prices: Prices, size: int, floor: float, ceiling: float, own: float, load: float) -> float:
    """The price of one part with these sums; an empty part is free."""
    if size == 0:
        return 0.0
    off = load - prices.target
    price = prices.balance * off * off
    if own > 0.0:
        return prices.beside * max(0.0, ceiling - own)
    over, under = ceiling - 1.0, prices.need - floor
    if over > SLACK:
        price += prices.breach + over * (prices.slope + over * prices.curve)
    if under > SLACK:
        price += prices.breach + under * (prices.slope + under * prices.curve)
    return price


@compiled
def charged(prices: Prices, state: Division, p: int) -> float:
    return charge(prices, state.size[p], state.floor[p], state.ceiling[p], state.own[p], state.load[p])


@compiled
def assign(net: Net, state: Division, u: int, q: int) -> None:
    """Book node `u` over to part `q`, with the stack of free part numbers kept."""
    p = state.part[u]
    state.part[u] = q
    state.size[p] -= 1
    state.floor[p] -= net.floor[u]
    state.ceiling[p] -= net.ceiling[u]
    state.load[p] -= net.load[u]
    if state.size[p] == 0:
        state.floor[p], state.ceiling[p], state.load[p] = 0.0, 0.0, 0.0
        state.free[state.counts[0]] = p
        state.counts[0] += 1
        state.counts[1] -= 1
    if state.size[q] == 0:
        state.counts[0] -= 1
        state.counts[1] += 1
        place = state.counts[0]
        while place > 0 and state.free[place] != q:
            place -= 1
        state.free[place] = state.free[state.counts[0]]
    state.size[q] += 1
    state.floor[q] += net.floor[u]
    state.ceiling[q] += net.ceiling[u]
    state.load[q] += net.load[u]


@compiled
def flip_price(net: Net, prices: Prices, state: Division, u: int, q: int) -> float:
    """What moving `u` to part `q` would change in the whole price."""
    p = state.part[u]
    delta = 0.0
    for e in range(net.start[u], net.start[u + 1]):
        other = state.part[net.ends[e]]
        if other == p:
            delta += net.cost[e]
        elif other == q:
            delta -= net.cost[e]
    if net.home[u] == p:
        delta += net.stay[u]
    elif net.home[u] == q:
        delta -= net.stay[u]
    f, c, w = net.floor[u], net.ceiling[u], net.load[u]
    sp, sq = state.size[p], state.size[q]
    delta += charge(prices, sp - 1, state.floor[p] - f, state.ceiling[p] - c, state.own[p], state.load[p] - w)
    delta += charge(prices, sq + 1, state.floor[q] + f, state.ceiling[q] + c, state.own[q], state.load[q] + w)
    delta -= charged(prices, state, p) + charged(prices, state, q)
    if (sp == 1) != (sq == 0):
        step = -1 if sp == 1 else 1
        delta += prices.count * (abs(state.counts[1] + step - prices.wanted) - abs(state.counts[1] - prices.wanted))
    return delta


@compiled
def left_whole(net: Net, state: Division, u: int, p: int) -> bool:
    """Whether part `p` is still connected after `u` left it: all its nodes beside `u` reach each other."""
    state.counts[2] += 1
    stamp, wanted, first = state.counts[2], 0, -1
    for e in range(net.start[u], net.start[u + 1]):
        v = net.ends[e]
        if state.part[v] == p and state.asked[v] != stamp:
            state.asked[v] = stamp
            wanted += 1
            first = v
    if wanted <= 1:
        return wanted == 1 or state.size[p] <= 1
    return flood(net, state, first, p, stamp, wanted - 1) < 0


@compiled
def flood(net: Net, state: Division, first: int, p: int, stamp: int, wanted: int) -> int:
    """How many nodes of part `p` are reached from `first`; -1 as soon as the `wanted` ones asked for under this stamp are met."""
    queue, head, tail = state.queue, 0, 1
    queue[0] = first
    state.seen[first] = stamp
    while head < tail:
        x = queue[head]
        head += 1
        for e in range(net.start[x], net.start[x + 1]):
            v = net.ends[e]
            if state.part[v] == p and state.seen[v] != stamp:
                if state.asked[v] == stamp:
                    wanted -= 1
                    if wanted == 0:
                        return -1
                state.seen[v] = stamp
                queue[tail] = v
                tail += 1
    return tail


@compiled
def joined(net: Net, state: Division, u: int) -> bool:
    """Whether `u` borders another node of its part, or is alone in it."""
    for e in range(net.start[u], net.start[u + 1]):
        if state.part[net.ends[e]] == state.part[u]:
            return True
    return state.size[state.part[u]] == 1


@compiled
def flip(net: Net, prices: Prices, state: Division, u: int, q: int, heat: float, dice: np.ndarray) -> float:
    """Move `u` to part `q` if the dice allow it; the change of price, 0 when refused."""
    delta = flip_price(net, prices, state, u, q)
    if not taken(delta, heat, dice):
        return 0.0
    p = state.part[u]
    assign(net, state, u, q)
    if left_whole(net, state, u, p):
        return delta
    assign(net, state, u, p)
    return 0.0


@compiled
def swap(net: Net, prices: Prices, state: Division, u: int, w: int, heat: float, dice: np.ndarray) -> float:
    """Exchange `u` and `w` between their two parts; the change of price, 0 when refused."""
    p, q = state.part[u], state.part[w]
    delta = flip_price(net, prices, state, u, q)
    assign(net, state, u, q)
    delta += flip_price(net, prices, state, w, p)
    assign(net, state, w, p)
    if taken(delta, heat, dice) and joined(net, state, u) and joined(net, state, w):
        if left_whole(net, state, u, p) and left_whole(net, state, w, q):
            return delta
    assign(net, state, w, q)
    assign(net, state, u, p)
    return 0.0


@compiled
def gather(net: Net, state: Division, u: int, p: int, q: int, limit: int) -> int:
    """List the nodes of parts `p` and `q` reached from `u`, with their parts; -1 when they are more than `limit`."""
    if state.size[p] + (state.size[q] if q != p else 0) > limit:
        return -1
    state.counts[2] += 1
    stamp, found = state.counts[2], state.list
    found[0], head, tail = u, 0, 1
    state.seen[u] = stamp
    while head < tail:
        x = found[head]
        state.before[head] = state.part[x]
        head += 1
        for e in range(net.start[x], net.start[x + 1]):
            v = net.ends[e]
            if (state.part[v] == p or state.part[v] == q) and state.seen[v] != stamp:
                state.seen[v] = stamp
                found[tail] = v
                tail += 1
    return tail


@compiled
def undo(net: Net, state: Division, nodes: int) -> float:
    """Put the listed nodes back where they were when listed; 0, the change of price."""
    for i in range(nodes):
        if state.part[state.list[i]] != state.before[i]:
            assign(net, state, state.list[i], state.before[i])
    return 0.0


@compiled
def pair_price(net: Net, prices: Prices, state: Division, nodes: int, p: int, q: int) -> float:
    """What the listed nodes, all in parts `p` and `q`, cost among themselves."""
    total = charged(prices, state, p) + charged(prices, state, q) + prices.count * abs(state.counts[1] - prices.wanted)
    for i in range(nodes):
        x = state.list[i]
        mine = state.part[x]
        if net.home[x] >= 0 and net.home[x] != mine:
            total += net.stay[x]
        if mine == p:
            for e in range(net.start[x], net.start[x + 1]):
                if state.part[net.ends[e]] == q:
                    total += net.cost[e]
    return total


@compiled
def grow(net: Net, state: Division, nodes: int, p: int, q: int, aim: float, dice: np.ndarray) -> bool:
    """Give all listed nodes to `q`, then let `p` grow from a random one to the ceiling `aim`; whether `q` stays whole."""
    state.counts[2] += 1
    open_, rest = state.counts[2], nodes
    for i in range(nodes):
        if state.part[state.list[i]] != q:
            assign(net, state, state.list[i], q)
    queue, tail = state.queue, 1
    queue[0] = state.list[int(draw(dice) * nodes)]
    state.asked[queue[0]] = open_
    reached = 0.0
    while tail > 0 and rest > 1 and reached < aim:
        pick = int(draw(dice) * tail)
        x = queue[pick]
        tail -= 1
        queue[pick] = queue[tail]
        reached += net.ceiling[x]
        rest -= 1
        assign(net, state, x, p)
        for e in range(net.start[x], net.start[x + 1]):
            v = net.ends[e]
            if state.part[v] == q and state.asked[v] != open_:
                state.asked[v] = open_
                queue[tail] = v
                tail += 1
    first = 0
    while state.part[state.list[first]] != q:
        first += 1
    state.counts[2] += 1
    return flood(net, state, state.list[first], q, state.counts[2], 0) == rest


@compiled
def recut(net: Net, prices: Prices, state: Division, u: int, q: int, heat: float, dice: np.ndarray) -> float:
    """Join the part of `u` with part `q` (or with a free number: split it) and divide the two afresh, or leave them as one."""
    p = state.part[u]
    if state.own[p] > 0.0 or state.own[q] > 0.0:
        return 0.0
    nodes = gather(net, state, u, p, q, 64)
    if nodes < 2:
        return 0.0
    whole = state.ceiling[p] + state.ceiling[q]
    price = pair_price(net, prices, state, nodes, p, q)
    aim = 0.0 if whole <= 1.0 and draw(dice) < 0.5 else whole * (0.3 + 0.4 * draw(dice))
    if grow(net, state, nodes, p, q, aim, dice):
        delta = pair_price(net, prices, state, nodes, p, q) - price
        if taken(delta, heat, dice):
            return delta
    return undo(net, state, nodes)


@compiled
def best_neighbour(net: Net, prices: Prices, state: Division, x: int, p: int) -> int:
    """The part beside node `x`, other than `p`, that takes it at the lowest price; -1 when there is none."""
    best, lowest = -1, math.inf
    for e in range(net.start[x], net.start[x + 1]):
        q = state.part[net.ends[e]]
        if q != p and q != best:
            price = flip_price(net, prices, state, x, q)
            if price < lowest:
                best, lowest = q, price
    return best


@compiled
def dissolve(net: Net, prices: Prices, state: Division, u: int, heat: float, dice: np.ndarray) -> float:
    """Give the whole part of `u` away to its neighbours, node by node from the rim; the change of price, 0 when refused."""
    p = state.part[u]
    if state.own[p] > 0.0:
        return 0.0
    nodes = gather(net, state, u, p, p, 64)
    delta, left, before = 0.0, nodes, -1
    while left > 0 and left != before:
        before = left
        first = int(draw(dice) * nodes)
        for i in range(nodes):
            x = state.list[(first + i) % nodes]
            q = best_neighbour(net, prices, state, x, p) if state.part[x] == p else -1
            if q >= 0:
                delta += flip_price(net, prices, state, x, q)
                assign(net, state, x, q)
                left -= 1
    if nodes > 0 and left == 0 and taken(delta, heat, dice):
        return delta
    return undo(net, state, nodes)


@compiled
def wander(net: Net, prices: Prices, state: Division, slots: np.ndarray, steps: int, heat: float, dice: np.ndarray) -> float:
    """Try `steps` moves at one temperature over the borders `slots`; the whole change of price."""
    total, many = 0.0, len(slots)
    for _ in range(steps):
        e = slots[int(draw(dice) * many)]
        u, v = net.tails[e], net.ends[e]
        p, q = state.part[u], state.part[v]
        kind = draw(dice)
        if p == q:
            if kind < 0.02 and state.ceiling[p] > 1.0 and state.counts[0] > 0:
                total += recut(net, prices, state, u, state.free[state.counts[0] - 1], heat, dice)
            continue
        if kind < 0.78:
            if not net.fixed[u]:
                total += flip(net, prices, state, u, q, heat, dice)
        elif kind < 0.97:
            first = net.start[v]
            w = net.ends[first + int(draw(dice) * (net.start[v + 1] - first))]
            if state.part[w] != q:
                w = v
            if not net.fixed[u] and not net.fixed[w]:
                total += swap(net, prices, state, u, w, heat, dice)
        elif kind < 0.995:
            total += recut(net, prices, state, u, q, heat, dice)
        else:
            total += dissolve(net, prices, state, u, heat, dice)
    return total
