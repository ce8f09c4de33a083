"""Under which names this office is reached: a page of another name that leads to our address is answered nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Whoever sits at the machine itself, its own checks among them."""
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.IGNORECASE)


def is_ours(said: Sequence[str], names: Collection[str]) -> bool:
    """said: what stands in Host, once a header. names: without ports, in small letters; none: any one name will do."""
    found = _HOST.fullmatch(said[0]) if len(said) == 1 else None
    if not names:
        return len(said) < 2
    return found is not None and found["name"].lower().rstrip(".") in {*names, *HERE}
