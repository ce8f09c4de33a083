"""The collections that are offered, who may read each, and by what names people know them."""

from __future__ import annotations

from dataclasses import dataclass

from api.context import Actor
from api.scope import READERS
from domain import errors
from projections import facilities, teams


class CollectionUnknown(errors.Unknown):
    """Facts: known."""

    code = "ogc.collection_unknown"


@dataclass(frozen=True)
class Collection:
    """kind: which features of projections.map_features. views: read models it is made of, beside the grids. is_open: for everybody.
    by_grid: a warden sees of it what lies in the own grids. geometry: as QGIS calls it."""

    id: str
    kind: str
    geometry: str
    views: tuple[str, ...] = ()
    is_open: bool = False
    by_grid: bool = False

    @property
    def title(self) -> str:
        """The key of its title in the texts; its description stands beside it."""
        return f"ogc.{self.id}.title"

    @property
    def description(self) -> str:
        return f"ogc.{self.id}.description"

    def is_for(self, actor: Actor) -> bool:
        return self.is_open or actor.role in READERS


COLLECTIONS = (
    Collection("grids", "grids", "Polygon", by_grid=True),
    Collection("building-groups", "building_groups", "Polygon", (teams.NAME,)),
    Collection("buildings", "buildings", "Polygon", by_grid=True),
    Collection("facilities", "facilities", "Point", (facilities.NAME,)),
    Collection("tickets", "tickets", "Point", ("ticket_board",), by_grid=True),
    Collection("public-grids", "public_grids", "Polygon", is_open=True),
    Collection("public-stations", "public_facilities", "Point", (facilities.NAME,), is_open=True),
)


def named(name: str) -> Collection:
    """Raises CollectionUnknown, which names the ones anybody may know of: the standard is public, so are these names."""
    found = next((one for one in COLLECTIONS if one.id == name), None)
    if found is None:
        raise CollectionUnknown(known=tuple(one.id for one in COLLECTIONS))
    return found
