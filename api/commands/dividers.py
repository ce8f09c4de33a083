"""Roads and water brought from a file: what later proposals follow, or do not cross."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import shapely

from api.commands.evidence import Held, append, hold, hold_community, land_of, persisting, require_going_on
from api.context import Ctx, Done
from domain import community, dividers
from domain.dividers import Divider, DividerKind
from domain.ids import CommunityId, dividers_id
from domain.journal import Journal
from domain.schema import Events
from gis.dividers import at_land
from gis.exchange.roads import Rank, RoadReading, RoadRow

if TYPE_CHECKING:
    from gis.tessellation import Tessellation

KINDS = {Rank.MAIN: DividerKind.MAIN_ROAD, Rank.LOCAL: DividerKind.LOCAL_ROAD, Rank.UNSAID: DividerKind.LOCAL_ROAD}


@dataclass(frozen=True)
class LinesFile:
    """is_water: all lines are banks or streams; otherwise they are roads, of which footpaths are left out."""

    name: str
    sha256: str
    reading: RoadReading
    is_water: bool = False


def record(ctx: Ctx, code: str, file: LinesFile) -> Done:
    """The lines at the community's land, in place of what the same file brought before. Raises TerritoryMissing, NoneInside."""

    def decide() -> Done:
        owner = hold_community(ctx, code)
        assert owner.state is not None
        require_going_on(ctx, owner.state, community.ImportAfterEnd)
        if owner.state.territory is None:
            raise community.TerritoryMissing()
        inside = at(land_of(ctx.journal, owner.state.territory), file)
        held, events = recorded(ctx, owner.state.community, file, inside)
        answer = {"lines": len(inside), "left_out": len(file.reading.taken) - len(inside), "version": held.version + len(events)}
        return append(ctx, [held.write(events), owner.stands()], answer, owner.state.profile)

    return persisting(ctx, decide)


def at(land: Tessellation, file: LinesFile) -> tuple[Divider, ...]:
    """The lines that come near the land; of roads no footpath."""
    rows = [row for row in file.reading.taken if file.is_water or row.rank is not Rank.PATH]
    here = at_land(land, [row.shape for row in rows]) if rows else []
    return tuple(_divider(row, file) for row, is_here in zip(rows, here, strict=True) if is_here)


def recorded(ctx: Ctx, owner: CommunityId, file: LinesFile, inside: tuple[Divider, ...]) -> tuple[Held[dividers.State], Events]:
    """The lines of the community, and what a file says of them anew. Raises NoneInside."""
    held = hold(ctx, dividers_id(owner), dividers.fold)
    given = {"community": owner, "source": file.name, "sha256": file.sha256, "given": len(file.reading.taken)}
    return held, dividers.record(held.state, **given, inside=inside)


def _divider(row: RoadRow, file: LinesFile) -> Divider:
    return Divider(DividerKind.WATER if file.is_water else KINDS[row.rank], row.name, row.shape.wkt)


def features(journal: Journal, community: CommunityId, at: datetime | None = None) -> list[dict[str, Any]]:
    """GeoJSON features of the lines as they stand, or stood."""
    recorded = journal.read(dividers_id(community))
    state = dividers.fold(each.body for each in recorded if at is None or each.meta.effective_at <= at)
    files = state.files.values() if state else ()
    return [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shapely.from_wkt(line.line)),
            "properties": {"kind": line.kind.value, "name": line.name, "source": file.source},
        }
        for file in files
        for line in file.lines
    ]
