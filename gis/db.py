"""Spatial questions to the geometry read models, over a psycopg connection; and lattice geometry as PostGIS takes it.

The point or box is made in SRID 4490 and the tables stand in SRID 4490: nothing is transformed, so the GiST indexes serve.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
import shapely
from geoalchemy2 import Geography, functions
from psycopg.rows import dict_row
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Select, cast, select
from sqlalchemy.dialects.postgresql.psycopg import dialect
from sqlalchemy.sql.elements import ColumnElement

from domain.ids import GridId
from domain.tessellation import Made
from gis.coverage import Edges
from gis.crs import MM, SRID, LocalPlane, refuse_bad_degrees
from gis.tables import atom, building, plan_grid
from gis.topology import atom_polygons, grid_polygons

Row = dict[str, Any]
_DIALECT = dialect()
_STANDS = (building.c.demolished_on.is_(None), building.c.is_replaced.is_(False))


def run(conn: psycopg.Connection, statement: Select[Any]) -> list[Row]:
    """SQLAlchemy builds the statement, psycopg runs it in the caller's transaction."""
    text, given = compiled(statement)
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(text, given).fetchall()


def compiled(statement: Select[Any]) -> tuple[str, Mapping[str, Any]]:
    built = statement.compile(dialect=_DIALECT)
    return str(built), built.params


def point(lon: float, lat: float) -> ColumnElement[Any]:
    """Raises CoordinatesOutOfRange."""
    refuse_bad_degrees([(lon, lat)])
    return functions.ST_SetSRID(functions.ST_MakePoint(lon, lat), SRID)


def atoms_at(lon: float, lat: float) -> Select[Any]:
    """Atoms that hold or touch the point: one, several on a border, one for each tessellation that covers the place."""
    return (
        select(atom.c.tessellation, atom.c.atom, atom.c.community)
        .where(functions.ST_Intersects(atom.c.geom, point(lon, lat)))
        .order_by(atom.c.tessellation, atom.c.atom)
    )


def buildings_at(lon: float, lat: float) -> Select[Any]:
    """Standing buildings whose footprint holds the point, the smallest first."""
    return (
        select(building.c.building, building.c.community)
        .where(functions.ST_Intersects(building.c.geom, point(lon, lat)), *_STANDS)
        .order_by(functions.ST_Area(building.c.geom), building.c.building)
    )


def nearest_buildings(lon: float, lat: float, within_m: float, limit: int = 1) -> Select[Any]:
    """Standing buildings by distance. Taken from the index by degrees, then ordered and cut off by metres on the ellipsoid."""
    here = point(lon, lat)
    near = (
        select(building.c.building, building.c.community, building.c.geom)
        .where(*_STANDS)
        .order_by(building.c.geom.op("<->")(here))
        .limit(limit + 8)
        .subquery()
    )
    metres = functions.ST_Distance(cast(near.c.geom, Geography(srid=SRID)), cast(here, Geography(srid=SRID))).label("distance_m")
    return select(near.c.building, near.c.community, metres).where(metres <= within_m).order_by(metres, near.c.building).limit(limit)


def grids_near(plan: str, lon: float, lat: float, within_m: float) -> Select[Any]:
    """Grids of a plan within so many metres of the point, on the ellipsoid: the one that holds it first, at 0, then the nearest."""
    here = cast(point(lon, lat), Geography(srid=SRID))
    metres = functions.ST_Distance(cast(plan_grid.c.geom, Geography(srid=SRID)), here).label("distance_m")
    near = select(plan_grid.c.grid, plan_grid.c.code, plan_grid.c.name, metres).where(plan_grid.c.plan == plan)
    return near.where(metres <= within_m).order_by(metres, plan_grid.c.code)


@dataclass(frozen=True)
class Land:
    """A tessellation as rows of the read models need it. area_m2: of each atom, exact on the lattice."""

    made: Made
    area_m2: Mapping[int, float]

    @classmethod
    def of(cls, made: Made) -> Land:
        doubled = Edges.of([one.rings for one in made.atoms]).double_areas(len(made.atoms)).tolist()
        return cls(made, {one.id: area / 2 / MM**2 for one, area in zip(made.atoms, doubled, strict=True)})

    def atom_shapes(self) -> dict[int, str]:
        """Atom to its polygon, hex EWKB in SRID 4490."""
        shapes = atom_polygons(self.made.atoms, LocalPlane(self.made.crs, self.made.origin))
        return {number: ewkb(shape) for number, shape in shapes.items()}

    def grid_shapes(self, grids: Mapping[GridId, Collection[int]]) -> dict[GridId, str]:
        """Grid to the union of its atoms, hex EWKB in SRID 4490."""
        assignment = {number: grid for grid, atoms in grids.items() for number in atoms}
        return {grid: ewkb(shape) for grid, shape in grid_polygons(self.made, assignment).items()}


def ewkb(shape: BaseGeometry) -> str:
    return shapely.to_wkb(shapely.set_srid(shape, SRID), hex=True, include_srid=True)
