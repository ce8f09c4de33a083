"""Keyset pages of what an actor may see: nothing skipped, nothing doubled, and `next` never names what is somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Collection
from operator import itemgetter

from projections.statements import Row

Keep = Callable[[Row], bool]
Fetch = Callable[[str | None, int], list[Row]]
"""(after, limit) -> rows in their order, beginning behind `after`."""
FetchGrid = Callable[[str | None, str | None, int], list[Row]]
"""(grid, after, limit) -> rows by key; grid None: of all grids and of none."""


def page(fetch: Fetch, key: str, after: str | None, limit: int, keep: Keep | None = None) -> tuple[list[Row], str | None]:
    """Up to `limit` rows that are kept, and the `after` of the next page; None when this is the last."""
    shown: list[Row] = []
    while True:
        found = fetch(after, limit + 1)
        shown += found if keep is None else filter(keep, found)
        if len(found) <= limit or len(shown) > limit:
            break
        after = found[-1][key]
    rows = shown[:limit]
    return rows, rows[-1][key] if len(shown) > limit else None


def page_of(
    fetch: FetchGrid, key: str, grids: Collection[str] | None, after: str | None, limit: int, keep: Keep | None = None
) -> tuple[list[Row], str | None]:
    """A page over several grids (None: no limit), each asked for by itself, read as one list by key."""
    wanted = [None] if grids is None else sorted(grids)

    def merged(after: str | None, limit: int) -> list[Row]:
        return sorted((row for grid in wanted for row in fetch(grid, after, limit)), key=itemgetter(key))[:limit]

    return page(merged, key, after, limit, keep)
