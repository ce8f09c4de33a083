"""The tree over the journal against the definitions of RFC 6962, published values, and every small forgery there is."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.proof import (
    Frontier,
    ProofRefused,
    Stored,
    check_consistency,
    check_inclusion,
    consistency,
    inclusion,
    leaf,
    leaf_hash,
    leaf_text,
    nodes_of,
)

LARGEST = 256
PUBLISHED_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
PUBLISHED_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Leaves and roots of the test values that Certificate Transparency and transparency-dev/merkle (Apache-2.0) publish."""
PUBLISHED_INCLUSION = {(2, 3): ["+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU="]}
PUBLISHED_CONSISTENCY = {
    (2, 5): ["Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=", "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms="],
    (6, 7): [
        "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=",
        "sIaT7C5yFZcTBkHoIR5+7cy0wmQTlj7ubB4u0W/7Gl8=",
        "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
    ],
}
"""From testdata/inclusion and testdata/consistency of transparency-dev/merkle (Apache-2.0)."""

LEAVES = [leaf_hash(bytes([n & 255, n >> 8])) for n in range(LARGEST)]
NODE = nodes_of(LEAVES)


def below(count: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def head(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    k = below(len(leaves))
    return hashlib.sha256(b"\x01" + head(leaves[:k]) + head(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = below(len(leaves))
    return [*path(m, leaves[:k]), head(leaves[k:])] if m < k else [*path(m - k, leaves[k:]), head(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2."""
    if m == len(leaves):
        return [] if whole else [head(leaves)]
    k = below(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), head(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), head(leaves[:k])]


ROOTS = {size: head(LEAVES[:size]) for size in range(1, LARGEST + 1)}


def test_the_published_roots_and_proofs():
    published = [leaf_hash(bytes.fromhex(one)) for one in PUBLISHED_LEAVES]
    frontier, roots = Frontier(), []
    for one in published:
        frontier.append(one)
        roots.append(frontier.root().hex())
    assert roots == PUBLISHED_ROOTS
    node = nodes_of(published)
    for given_, expected in PUBLISHED_INCLUSION.items():
        assert [base64.b64encode(one).decode() for one in inclusion(*given_, node)] == expected
    for given_, expected in PUBLISHED_CONSISTENCY.items():
        assert [base64.b64encode(one).decode() for one in consistency(*given_, node)] == expected


def test_every_root_up_to_256_is_that_of_the_definition():
    frontier = Frontier()
    for size, one in enumerate(LEAVES, 1):
        frontier.append(one)
        assert frontier.root() == ROOTS[size]
        assert Frontier(size, frontier.roots).root() == ROOTS[size]


@pytest.mark.parametrize("size", [*range(1, 34), 63, 64, 65, 127, 128, 129, 200, 255, 256])
def test_every_proof_is_that_of_the_definition_and_verifies(size: int):
    for index in range(size):
        proof = inclusion(index, size, NODE)
        assert proof == path(index, LEAVES[:size])
        check_inclusion(LEAVES[index], index, size, proof, ROOTS[size])
    for first in range(1, size + 1):
        proof = consistency(first, size, NODE)
        assert proof == subproof(first, LEAVES[:size])
        check_consistency(first, ROOTS[first], size, ROOTS[size], proof)


@dataclass(frozen=True)
class Inclusion:
    leaf: bytes
    index: int
    size: int
    path: tuple[bytes, ...]
    root: bytes

    def check(self) -> None:
        check_inclusion(self.leaf, self.index, self.size, self.path, self.root)


@dataclass(frozen=True)
class Consistency:
    first: int
    first_root: bytes
    size: int
    root: bytes
    path: tuple[bytes, ...]

    def check(self) -> None:
        check_consistency(self.first, self.first_root, self.size, self.root, self.path)


Shown = Inclusion | Consistency
GARBAGE = hashlib.sha256(b"garbage").digest()


def flipped(one: bytes, bit: int) -> bytes:
    return bytes([one[0] ^ (1 << bit), *one[1:]])


def forged_paths(shown: Shown) -> Iterator[Shown]:
    """As transparency-dev's generator does: bits, garbage before and after, the root before and after, parts cut off."""
    told = shown.path
    for at, one in enumerate(told):
        yield replace(shown, path=(*told[:at], flipped(one, 4), *told[at + 1 :]))
        yield replace(shown, path=(*told[:at], b"", *told[at + 1 :]))
        yield replace(shown, path=told[:at] + told[at + 1 :])
    for extra in (GARBAGE, shown.root, b""):
        yield replace(shown, path=(*told, extra))
        yield replace(shown, path=(extra, *told))
    if told:
        yield replace(shown, path=())


def forged_inclusions(shown: Inclusion) -> Iterator[Shown]:
    yield from forged_paths(shown)
    for index in (shown.index - 1, shown.index + 1, shown.index ^ 2, shown.size, -1, shown.index + shown.size):
        if index != shown.index:
            yield replace(shown, index=index)
    yield replace(shown, leaf=GARBAGE)
    yield replace(shown, leaf=b"")
    yield replace(shown, root=GARBAGE)
    yield replace(shown, root=b"")
    yield replace(shown, leaf=b"", root=b"", size=1, index=0, path=())
    yield replace(shown, size=0)


def forged_consistencies(shown: Consistency) -> Iterator[Shown]:
    yield from forged_paths(shown)
    yield replace(shown, first_root=GARBAGE)
    yield replace(shown, root=GARBAGE)
    yield replace(shown, root=b"", first_root=b"", first=1, size=1, path=())
    yield replace(shown, first=0)
    yield replace(shown, first=shown.size + 1)
    yield replace(shown, first=-1)
    if shown.first != shown.size:
        yield replace(shown, first_root=shown.root, root=shown.first_root)
        yield replace(shown, first_root=shown.root)
        yield replace(shown, root=shown.first_root)


def accepted(shown: Iterator[Shown]) -> tuple[list[Shown], int]:
    """The forgeries that were believed, and how many were tried."""
    believed, tried = [], 0
    for one in shown:
        tried += 1
        try:
            one.check()
        except ProofRefused:
            continue
        believed.append(one)
    return believed, tried


def all_inclusions(sizes: range) -> Iterator[Inclusion]:
    for size in sizes:
        yield from (Inclusion(LEAVES[n], n, size, tuple(inclusion(n, size, NODE)), ROOTS[size]) for n in range(size))


def all_consistencies(sizes: range) -> Iterator[Consistency]:
    for size in sizes:
        yield from (Consistency(m, ROOTS[m], size, ROOTS[size], tuple(consistency(m, size, NODE))) for m in range(1, size + 1))


@pytest.mark.parametrize(
    ("shown", "forged"), [(all_inclusions, forged_inclusions), (all_consistencies, forged_consistencies)], ids=["inclusion", "consistency"]
)
def test_no_forged_proof_is_believed(shown: Callable[[range], Iterator[Shown]], forged: Callable[..., Iterator[Shown]]):
    believed, tried = accepted(one for each in shown(range(1, 41)) for one in forged(each))
    assert believed == []
    assert tried > 10_000


def test_the_size_is_the_checkpoints_alone():
    """A path of the same shape fits another size too (RFC 9162 is so): who takes the size out of the proof believes the wrong one."""
    wrong = Inclusion(LEAVES[0], 0, 6, tuple(inclusion(0, 5, NODE)), ROOTS[5])
    wrong.check()


def test_what_no_tree_has_is_refused():
    with pytest.raises(ValueError):
        Frontier().root()
    with pytest.raises(ValueError):
        Frontier(3, [GARBAGE])
    for wrong in (
        lambda: inclusion(5, 5, NODE),
        lambda: inclusion(-1, 5, NODE),
        lambda: consistency(0, 5, NODE),
        lambda: consistency(6, 5, NODE),
    ):
        with pytest.raises(IndexError):
            wrong()


ROW = Stored(
    7, "com-321102004001", 1, "community.renamed", 1, b"{}", "lin", "planner", 0, 1, None, "c", None, None, "", "润街办〔2024〕18号"
)
texts = st.text(max_size=6)
whole = st.integers(-(2**63), 2**63 - 1)
nullable = st.none() | texts
rows = st.builds(
    Stored,
    whole,
    texts,
    whole,
    texts,
    whole,
    st.binary(max_size=6),
    texts,
    texts,
    whole,
    whole,
    nullable,
    texts,
    nullable,
    nullable,
    texts,
    texts,
)


PATIENT = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(rows, rows, st.sets(st.sampled_from(Stored._fields), min_size=1))
@PATIENT
def test_two_rows_never_share_a_leaf(one: Stored, other: Stored, columns: set[str]):
    """Whichever columns they differ in."""
    other = one._replace(**{name: getattr(other, name) for name in columns})
    assert (leaf_text(one) == leaf_text(other)) == (one == other)


def test_text_cannot_flow_from_one_column_into_the_next():
    moved = ROW._replace(actor="li", role="nplanner")
    assert leaf(moved) != leaf(ROW)
    assert leaf(ROW._replace(policy="")) != leaf(ROW)


def test_the_leaf_of_a_row_stays_what_it_is():
    """Stored heads commit to it: another value here means that every log ever signed is broken."""
    assert leaf(ROW).hex() == "cb1aeb4640470d0ad9d99beaf03bb3c660fbd89d50420f39dc61df77ed84afdb"
