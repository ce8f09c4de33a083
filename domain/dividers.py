"""Lines that divide a community as people know it, roads and water: a proposal likes its borders on them, or may not cross them.

The law it keeps: a newer file of the same source takes the place of the older one; what a line is called and drawn like stands in the
journal, so that a proposal can be asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid
from domain.ids import CommunityId
from domain.schema import Event, Events, event


class DividerKind(StrEnum):
    MAIN_ROAD = "main_road"
    LOCAL_ROAD = "local_road"
    WATER = "water"


@dataclass(frozen=True, slots=True)
class Divider:
    """line: WKT (lon, lat) SRID 4490. name may be empty."""

    kind: DividerKind
    name: str
    line: str


@event("dividers.recorded")
class Recorded:
    """Stored format: change only with an upcast and a golden file. source: the file's name; sha256: of its bytes."""

    community: CommunityId
    source: str
    sha256: str
    lines: tuple[Divider, ...]


@dataclass(frozen=True, slots=True)
class State:
    community: CommunityId
    files: Mapping[str, Recorded]

    @property
    def lines(self) -> tuple[Divider, ...]:
        return tuple(line for source in sorted(self.files) for line in self.files[source].lines)


class NoneInside(Invalid):
    """None of the lines comes near the community's land. Facts: lines (count)."""

    code = "dividers.none_inside"


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, Recorded):
        raise TypeError(f"not an event of dividing lines: {event!r}")
    before = state or State(event.community, {})
    return replace(before, files={**before.files, event.source: event})


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def record(state: State | None, *, community: CommunityId, source: str, sha256: str, given: int, inside: tuple[Divider, ...]) -> Events:
    """given: how many lines the file has; inside: those at the community's land. The same file again writes nothing. Raises NoneInside."""
    if not inside:
        raise NoneInside(lines=given)
    told = Recorded(community=community, source=source, sha256=sha256, lines=inside)
    return () if state is not None and state.files.get(source) == told else (told,)
