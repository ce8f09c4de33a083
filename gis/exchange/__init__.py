"""Files of the outside world in and out: buildings, boundaries, roads, partitions, household sheets, addresses, grid exports.

A file as a whole is refused by an exception of `errors`; a single row never raises but gets its line in the reading's report.
Names are imported when first asked for: whoever only parses an address does not wait for the readers of maps and workbooks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gis.exchange.address_book import AddressBook, Candidate, match, sole
    from gis.exchange.addresses import Address, parse
    from gis.exchange.boundary import BoundaryReading, PartitionReading, read_boundary, read_partition
    from gis.exchange.buildings import BuildingReading, BuildingRow, read_buildings
    from gis.exchange.export import export_grids, feature_collection
    from gis.exchange.households import HouseholdReading, HouseholdRow, RowResult, read_households
    from gis.exchange.persons import MemberRow
    from gis.exchange.report import Remark, remark
    from gis.exchange.roads import Rank, RoadReading, RoadRow, read_roads
    from gis.exchange.stairwells import by_stairwells
    from gis.exchange.visit_sheets import VisitReading, VisitRow, read_visits

_STANDS_IN = {
    "address_book": ("AddressBook", "Candidate", "match", "sole"),
    "addresses": ("Address", "parse"),
    "boundary": ("BoundaryReading", "PartitionReading", "read_boundary", "read_partition"),
    "buildings": ("BuildingReading", "BuildingRow", "read_buildings"),
    "export": ("export_grids", "feature_collection"),
    "households": ("HouseholdReading", "HouseholdRow", "RowResult", "read_households"),
    "persons": ("MemberRow",),
    "report": ("Remark", "remark"),
    "stairwells": ("by_stairwells",),
    "roads": ("Rank", "RoadReading", "RoadRow", "read_roads"),
    "visit_sheets": ("VisitReading", "VisitRow", "read_visits"),
}
_MODULE_OF = {name: module for module, names in _STANDS_IN.items() for name in names}

__all__ = [
    "Address",
    "AddressBook",
    "BoundaryReading",
    "BuildingReading",
    "BuildingRow",
    "Candidate",
    "HouseholdReading",
    "HouseholdRow",
    "MemberRow",
    "PartitionReading",
    "Rank",
    "Remark",
    "RoadReading",
    "RoadRow",
    "RowResult",
    "VisitReading",
    "VisitRow",
    "by_stairwells",
    "export_grids",
    "feature_collection",
    "match",
    "parse",
    "read_boundary",
    "read_buildings",
    "read_households",
    "read_partition",
    "read_roads",
    "read_visits",
    "remark",
    "sole",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
