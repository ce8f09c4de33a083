"""Files of the outside world in and out: buildings, boundaries, roads, partitions, household sheets, addresses, grid exports.

A file as a whole is refused by an exception of `errors`; a single row never raises but gets its line in the reading's report.
"""

from gis.exchange.address_book import AddressBook, Candidate, match, sole
from gis.exchange.addresses import Address, parse
from gis.exchange.boundary import BoundaryReading, PartitionReading, read_boundary, read_partition
from gis.exchange.buildings import BuildingReading, BuildingRow, read_buildings
from gis.exchange.export import export_grids, feature_collection
from gis.exchange.households import HouseholdReading, HouseholdRow, RowResult, read_households
from gis.exchange.persons import MemberRow
from gis.exchange.report import Remark, remark
from gis.exchange.roads import Rank, RoadReading, RoadRow, read_roads

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
    "export_grids",
    "feature_collection",
    "match",
    "parse",
    "read_boundary",
    "read_buildings",
    "read_households",
    "read_partition",
    "read_roads",
    "remark",
    "sole",
]
