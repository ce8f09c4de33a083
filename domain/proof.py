"""The tree over the journal: what its leaves commit to, its root, and the proofs that can be made of it (RFC 6962, verified as RFC 9162).

The law it keeps: a leaf commits to the whole row as it is stored, so that no column can be changed, and no row taken out, put in or moved
without another root. A proof tells nothing of the tree's size: that comes from a signed checkpoint alone.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

SUITE = b"minqing/1"
"""SHA-256 and Ed25519. Another suite takes another tag: a leaf of one is never a leaf of the other."""
HASH_BYTES = 32
Hash = bytes
Node = Callable[[int, int], Hash]
"""Of level and number: the root of the full subtree over the leaves [number * 2**level, (number + 1) * 2**level)."""
_ABSENT = struct.pack(">I", 0xFFFFFFFF)


class Stored(NamedTuple):
    """A row of the journal as it is stored. effective_us, recorded_us: microseconds since 1970, UTC."""

    position: int
    stream: str
    version: int
    name: str
    event_version: int
    payload: bytes
    actor: str
    role: str
    effective_us: int
    recorded_us: int
    policy: str | None
    correlation: str
    causation: str | None
    key: str | None
    reason: str
    document: str


class ProofRefused(ValueError):
    """The proof does not show what it is said to show; the text says why."""


def leaf_text(row: Stored) -> bytes:
    """What a leaf is the hash of: the suite, then every column in order. Integers in 8 bytes, signed; texts in UTF-8 behind their length
    in 4, a null as the length 2**32 - 1; the payload as its SHA-256. All big-endian."""
    parts = [SUITE]
    for value in row:
        if isinstance(value, int):
            parts.append(struct.pack(">q", value))
        elif value is None:
            parts.append(_ABSENT)
        elif isinstance(value, bytes):
            parts.append(hashlib.sha256(value).digest())
        else:
            text = value.encode()
            parts.append(struct.pack(">I", len(text)) + text)
    return b"".join(parts)


def leaf_hash(text: bytes) -> Hash:
    return hashlib.sha256(b"\0" + text).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    return hashlib.sha256(b"\1" + left + right).digest()


def leaf(row: Stored) -> Hash:
    return leaf_hash(leaf_text(row))


class Frontier:
    """The roots of the full subtrees of a growing tree, largest first: all that is needed to go on."""

    def __init__(self, size: int = 0, roots: Iterable[Hash] = ()) -> None:
        """Raises ValueError where the roots are not those of a tree of that size."""
        self.size, self.roots = size, list(roots)
        if size < 0 or len(self.roots) != size.bit_count() or any(len(root) != HASH_BYTES for root in self.roots):
            raise ValueError("these are not the roots of a tree of that size")

    def copy(self) -> Frontier:
        return Frontier(self.size, self.roots)

    def append(self, leaf: Hash) -> None:
        roots, merging = self.roots, self.size
        while merging & 1:
            leaf = node_hash(roots.pop(), leaf)
            merging >>= 1
        roots.append(leaf)
        self.size += 1

    def root(self) -> Hash:
        """Raises ValueError for an empty tree: there is nothing to sign."""
        if not self.roots:
            raise ValueError("an empty tree has no root to sign")
        root = self.roots[-1]
        for above in reversed(self.roots[:-1]):
            root = node_hash(above, root)
        return root


def nodes_of(leaves: Sequence[Hash]) -> Node:
    """The full subtrees over leaves held in memory."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[n], below[n + 1]) for n in range(0, len(below) - 1, 2)])
    return lambda level, number: levels[level][number]


def root_at(size: int, node: Node) -> Hash:
    """Of the first `size` leaves."""
    return _root_over(0, size, node)


def inclusion(index: int, size: int, node: Node) -> list[Hash]:
    """The audit path of a leaf, lowest first (RFC 6962, 2.1.1). Raises IndexError for a leaf that the tree has not."""
    if not 0 <= index < size:
        raise IndexError(index)
    path, low, high = [], 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_root_over(middle, high, node))
            high = middle
        else:
            path.append(_root_over(low, middle, node))
            low = middle
    return path[::-1]


def consistency(first: int, second: int, node: Node) -> list[Hash]:
    """That the tree of `second` leaves extends the one of `first` (RFC 6962, 2.1.2). Raises IndexError unless 0 < first <= second."""
    if not 0 < first <= second:
        raise IndexError(first)
    path, low, high = [], 0, second
    while first != high:
        middle = low + _split(high - low)
        if first <= middle:
            path.append(_root_over(middle, high, node))
            high = middle
        else:
            path.append(_root_over(low, middle, node))
            low = middle
    if low:
        path.append(_root_over(low, high, node))
    return path[::-1]


def check_inclusion(leaf: Hash, index: int, size: int, path: Sequence[Hash], root: Hash) -> None:
    """size and root: of the signed checkpoint. Raises ProofRefused (RFC 9162, 2.1.3.2)."""
    _require_hashes(leaf, root, *path)
    if not 0 <= index < size:
        raise ProofRefused("the tree has no such leaf")
    place, last, found = index, size - 1, leaf
    for one in path:
        if not last:
            raise ProofRefused("the path is too long")
        if place & 1 or place == last:
            found = node_hash(one, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, one)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofRefused("the path is too short")
    if found != root:
        raise ProofRefused("the leaf and its path give another root")


def check_consistency(first: int, first_root: Hash, second: int, second_root: Hash, path: Sequence[Hash]) -> None:
    """Sizes and roots: of the signed checkpoints. Raises ProofRefused (RFC 9162, 2.1.4.2)."""
    _require_hashes(first_root, second_root, *path)
    if not 0 < first <= second:
        raise ProofRefused("the second tree is not the larger one")
    if first == second:
        if path or first_root != second_root:
            raise ProofRefused("two trees of one size with two roots" if first_root != second_root else "the path is too long")
        return
    old_root, new_root = _both_roots(first, second, [first_root, *path] if first.bit_count() == 1 else list(path))
    if (old_root, new_root) != (first_root, second_root):
        raise ProofRefused("the first tree is no beginning of the second" if new_root == second_root else "the path gives another root")


def _both_roots(first: int, second: int, path: Sequence[Hash]) -> tuple[Hash, Hash]:
    if not path:
        raise ProofRefused("the path is too short")
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for one in path[1:]:
        if not last:
            raise ProofRefused("the path is too long")
        if place & 1 or place == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, one)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofRefused("the path is too short")
    return old, new


def _require_hashes(*given: Hash) -> None:
    if any(len(one) != HASH_BYTES for one in given):
        raise ProofRefused("a hash has 32 bytes")


def _split(count: int) -> int:
    """The largest power of two below a count."""
    return 1 << (count - 1).bit_length() - 1


def _root_over(low: int, high: int, node: Node) -> Hash:
    count = high - low
    if count.bit_count() == 1:
        level = count.bit_length() - 1
        return node(level, low >> level)
    middle = low + _split(count)
    return node_hash(_root_over(low, middle, node), _root_over(middle, high, node))
