"""How alike two short texts are, whatever the language: by the pairs of signs they share. No dictionary, so no word is unknown."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise


def likeness(one: str, other: str) -> float:
    """0 (no pair of neighbouring signs in common) to 1 (the same pairs); blanks and punctuation count for nothing."""
    left, right = _pairs(one), _pairs(other)
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def _pairs(text: str) -> Counter[str]:
    signs = "".join(sign for sign in text.casefold() if sign.isalnum())
    return Counter(a + b for a, b in pairwise(signs))
