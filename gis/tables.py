"""Geometry read models as SQLAlchemy tables: the one definition their DDL and the spatial queries of `gis.db` come from.

Coordinates are (lon, lat) degrees, SRID 4490. The rows belong to `projections.grids`.
"""

from __future__ import annotations

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Boolean, Column, Computed, Date, Double, Index, Integer, MetaData, Table, Text, false
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.schema import CreateIndex, CreateTable

from gis.crs import SRID

VIEWS = MetaData(schema="views")
WEB_MERCATOR = 3857
"""Never measure in it: its areas are 1.2 to 1.9 times too large in China."""
ZOOMS = range(13, 18)
"""On which a tile holds hundreds of buildings; nearer ones hold few."""


def _shape(kind: str) -> Geometry:
    # The spatial index stands in the table's own list: compiled DDL fires no GeoAlchemy event that would add it.
    return Geometry(kind, srid=SRID, spatial_index=False)


def _mercator() -> Column[Any]:
    """The shape once more in the plane of web map tiles, for drawing alone: made when the row is written, so that no tile transforms it."""
    return Column(
        "mercator",
        Geometry("GEOMETRY", srid=WEB_MERCATOR, spatial_index=False),
        Computed(f"st_transform(geom, {WEB_MERCATOR})", persisted=True),
    )


def _lattice(zoom: int) -> Column[Any]:
    """The shape in steps of 1/4,096 of a tile of that zoom, valid, from the north-west corner of the world, y down: a tile shifts it, where
    it would else round and repair it each time. Null: less than a step."""
    steps = f"st_asmvtgeom(st_transform(geom, {WEB_MERCATOR}), st_tileenvelope(0, 0, 0)::box2d, {4096 * 2**zoom}, 0, false)"
    return Column(f"lattice_{zoom}", Geometry("GEOMETRY", srid=0, spatial_index=False), Computed(steps, persisted=True))


building = Table(
    "grids_building",
    VIEWS,
    Column("building", Text, primary_key=True),
    Column("community", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("estate", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("use", Text, nullable=False),
    Column("floors", Integer),
    Column("units", Integer),
    Column("dwellings", Integer, nullable=False),
    Column("basis", Text, nullable=False),
    Column("basis_note", Text, nullable=False),
    Column("demolished_on", Date),
    Column("is_replaced", Boolean, nullable=False, server_default=false()),
    Column("position", BigInteger, nullable=False),
    Column("lon", Double, nullable=False),
    Column("lat", Double, nullable=False),
    Column("geom", _shape("GEOMETRY"), nullable=False),
    Column("outline", Text, Computed("st_asgeojson(geom, 7)", persisted=True)),
    _mercator(),
    *map(_lattice, ZOOMS),
)
Index("grids_building_geom", building.c.geom, postgresql_using="gist")
Index("grids_building_mercator", building.c.mercator, postgresql_using="gist")
Index("grids_building_community", building.c.community, building.c.building)

atom = Table(
    "grids_atom",
    VIEWS,
    Column("tessellation", Text, primary_key=True),
    Column("atom", Integer, primary_key=True),
    Column("community", Text, nullable=False),
    Column("area_m2", Double, nullable=False),
    Column("geom", _shape("POLYGON"), nullable=False),
)
Index("grids_atom_geom", atom.c.geom, postgresql_using="gist")

plan_grid = Table(
    "grids_plan_grid",
    VIEWS,
    Column("plan", Text, primary_key=True),
    Column("grid", Text, primary_key=True),
    Column("community", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("atoms", ARRAY(Integer), nullable=False),
    Column("came_from", ARRAY(Text), nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("apart", Text, nullable=False),
    Column("households", Integer),
    Column("people", Integer),
    Column("buildings", Integer),
    Column("area_m2", Double, nullable=False),
    Column("perimeter_m", Double),
    Column("geom", _shape("GEOMETRY"), nullable=False),
    _mercator(),
)
Index("grids_plan_grid_grid", plan_grid.c.grid)
Index("grids_plan_grid_geom", plan_grid.c.geom, postgresql_using="gist")


def ddl(table: Table) -> list[str]:
    """CREATE statements without a schema: the caller's search_path says where the table stands."""
    bare = table.to_metadata(MetaData(), schema=None)
    dialect = postgresql.dialect()
    indexes = sorted(bare.indexes, key=lambda index: str(index.name))
    return [str(one.compile(dialect=dialect)) for one in (CreateTable(bare), *map(CreateIndex, indexes))]
