"""Grids: communities, buildings, plans and their grids, as of any day.

`as_of`: a date (what holds on that day in China), an instant, or None for now. Shapes are GeoJSON in (lon, lat) degrees, SRID 4490.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from projections.grids_view import Grids
from projections.moments import AsOf, moment
from projections.statements import Communities, Row, among, row, rows

VIEW = Grids()
NEAR_M = 30.0
"""A point beside a building is taken to mean it up to this distance, inside the same atom."""
_EVERYTHING = 2**31 - 1


def profiles(conn: psycopg.Connection) -> dict[str, str]:
    """Of each community the key of the profile in force."""
    return {found["community"]: found["profile"] for found in rows(conn, "grids", "profiles")}


def communities(conn: psycopg.Connection) -> list[Row]:
    """Each with its stock of standing buildings and the plan in force now (None before the first)."""
    return rows(conn, "grids", "communities", code=None)


def community(conn: psycopg.Connection, code: str) -> Row | None:
    """code: 12 digits, or the id `com-…`."""
    return row(conn, "grids", "communities", code=code.removeprefix("com-"))


def plan_in_force(conn: psycopg.Connection, community: str, on: AsOf = None) -> Row | None:
    """The plan's row without its grids; None before the community's first plan."""
    return row(conn, "grids", "plans", community=community, plan=None, in_force=True, at=moment(on))


def plans(conn: psycopg.Connection, community: str) -> list[Row]:
    """All plans in every status, the youngest draft first."""
    return rows(conn, "grids", "plans", community=community, plan=None, in_force=False, at=None)


def plan(conn: psycopg.Connection, plan: str) -> Row | None:
    """The plan with `checks` and `grids`: per grid code, name, kind, atoms, the counts measured at the last check and dwellings of now."""
    found = row(conn, "grids", "plans", community=None, plan=plan, in_force=False, at=None)
    if found is None:
        return None
    checks = row(conn, "grids", "plan_checks", plan=plan) or {}
    return found | checks | {"grids": rows(conn, "grids", "drawn_grids", plan=plan)}


def grid_features(conn: psycopg.Connection, community: Communities, as_of: AsOf = None, plan: str | None = None) -> list[Row]:
    """GeoJSON features of the plan in force then, or of the named plan in whatever status. households, people: as counted when the plan was
    last checked, null where the grid was redrawn since. No plan in force: none."""
    in_force = (plan_in_force(conn, one, as_of) for one in among(community) or ())
    plans = [plan] if plan is not None else [found["plan"] for found in in_force if found is not None]
    return [found["feature"] for one in plans for found in rows(conn, "grids", "features", plan=one)]


def held_buildings(conn: psycopg.Connection, plan: str) -> dict[str, str]:
    """Building to the grid that holds it under a plan in whatever status; demolished buildings too."""
    return {one["building"]: one["grid"] for one in rows(conn, "grids", "held_buildings", plan=plan)}


def buildings_of_atoms(conn: psycopg.Connection, tessellation: str, atoms: Collection[int]) -> dict[int, list[str]]:
    """Of each atom the buildings on it, demolished ones too; by id."""
    found: dict[int, list[str]] = {atom: [] for atom in atoms}
    for one in rows(conn, "grids", "buildings_of_atoms", tessellation=tessellation, atoms=list(found)) if found else ():
        found[one["atom"]].append(one["building"])
    return found


def grids_at(conn: psycopg.Connection, plan: str, points: Sequence[tuple[float, float]]) -> list[str | None]:
    """The grid of a plan under each point (lon, lat), SRID 4490; None outside it."""
    if not points:
        return []
    lons, lats = (list(column) for column in zip(*points, strict=True))
    return [one["grid"] for one in rows(conn, "grids", "grids_at", plan=plan, lons=lons, lats=lats)]


def atom_areas(conn: psycopg.Connection, tessellation: str) -> dict[int, float]:
    """m² in the local Gauss–Krüger plane."""
    return {one["atom"]: one["area_m2"] for one in rows(conn, "grids", "atom_areas", tessellation=tessellation)}


def atom_features(conn: psycopg.Connection, tessellation: str) -> list[Row]:
    """GeoJSON features of the atoms with their buildings and dwellings of now: what a drawing page starts from."""
    return [found["feature"] for found in rows(conn, "grids", "atom_features", tessellation=tessellation)]


def grid_of_code(conn: psycopg.Connection, code: str) -> str | None:
    """The grid that an official code of 15 digits belongs to, whether or not it is in force."""
    found = row(conn, "grids", "grid_of_code", code=code)
    return found and found["grid"]


def grid_history(conn: psycopg.Connection, grid: str) -> list[Row]:
    """The grid under each plan that was in force, oldest first, with where it came from and what it became."""
    return rows(conn, "grids", "grid_history", grid=grid)


def buildings(
    conn: psycopg.Connection,
    community: Communities,
    *,
    grid: str | None = None,
    as_of: AsOf = None,
    named: Collection[str] | None = None,
    outline: bool = False,
    after: str | None = None,
    limit: int = 200,
) -> list[Row]:
    """Buildings standing then, ordered by id; after: the last id of the page before. named: of these alone. outline: with GeoJSON
    footprints."""
    given: dict[str, Any] = {"communities": among(community), "grid": grid, "after": after, "limit": limit, "outline": outline}
    return rows(conn, "grids", "buildings", **given, buildings=list(named) if named else None, standing=True, at=moment(as_of))


def buildings_named(conn: psycopg.Connection, names: Collection[str], as_of: AsOf = None) -> list[Row]:
    """Those of these ids that are known, demolished ones too."""
    return _named(conn, sorted(names), as_of) if names else []


def building(conn: psycopg.Connection, building: str, as_of: AsOf = None) -> Row | None:
    """Also one that is demolished; with footprint, and atom and grid as of then."""
    found = _named(conn, [building], as_of, outline=True)
    return found[0] if found else None


def floors_under(conn: psycopg.Connection, buildings: Collection[str], territory: str) -> list[Row]:
    """tessellation, building, atom, plan, status: one row for each building and plan on the community's own cut of the land, or on any that
    a plan was drawn on; plan None: none was."""
    return rows(conn, "grids", "floors_under", buildings=list(buildings), territory=territory)


def same_place(conn: psycopg.Connection, building: str, community: str) -> str | None:
    """The building of another community on the same spot."""
    found = row(conn, "grids", "same_place", building=building, community=community)
    return found and found["building"]


def find_address(
    conn: psycopg.Connection, text: str, community: Communities | None = None, *, as_of: AsOf = None, limit: int = 20
) -> list[Row]:
    """Buildings whose address, estate, number and name hold every word of the text, the closest first; demolished ones too.

    Full-width and half-width, capital and small letters are the same, spaces in the register do not matter.
    """
    folded = (row(conn, "grids", "fold_text", text=text) or {})["folded"]
    patterns = [f"%{_literal(word)}%" for word in folded.split()]
    if not patterns:
        return []
    given = {
        "communities": among(community),
        "patterns": patterns,
        "longest": max(patterns, key=len),
        "whole": folded.replace(" ", ""),
        "limit": limit,
    }
    order = [found["building"] for found in rows(conn, "grids", "find_address", **given)]
    return sorted(_named(conn, order, as_of), key=lambda one: order.index(one["building"]))


def _named(conn: psycopg.Connection, names: list[str], as_of: AsOf, *, outline: bool = False) -> list[Row]:
    given = {"communities": None, "grid": None, "after": None, "limit": _EVERYTHING, "standing": False}
    return rows(conn, "grids", "buildings", **given, buildings=names, outline=outline, at=moment(as_of))


def _literal(word: str) -> str:
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


@dataclass(frozen=True, slots=True)
class Location:
    """What is at a point. building: standing on it, else the nearest within NEAR_M in the same atom. candidates: all grids that touch the
    point, more than one on a border (`grid` is then the building's, else the first by code)."""

    community: str | None
    tessellation: str | None
    atom: int | None
    building: str | None
    grid: str | None
    code: str | None
    name: str | None
    plan: str | None
    document: str | None
    candidates: tuple[str, ...]


def locate(conn: psycopg.Connection, lon: float, lat: float, as_of: AsOf = None) -> Location:
    """Degrees, SRID 4490. Outside every community all fields are None. Raises CoordinatesOutOfRange."""
    from gis import db  # SQLAlchemy and the map engine: a second that questions without a point need not wait for

    hits = db.run(conn, db.atoms_at(lon, lat))
    held = _in_force(conn, hits, as_of)
    standing = _building_at(conn, lon, lat, hits)
    chosen = next((one for one in held if standing and (one["tessellation"], one["atom"]) in standing[1]), held[0] if held else None)
    place = chosen or (hits[0] if hits else {})
    return Location(
        community=place.get("community"),
        tessellation=place.get("tessellation"),
        atom=place.get("atom"),
        building=standing[0] if standing else None,
        **{name: chosen and chosen[name] for name in ("grid", "code", "name", "plan", "document")},
        candidates=tuple(dict.fromkeys(one["grid"] for one in held)),
    )


def grids_near(conn: psycopg.Connection, plan: str, lon: float, lat: float, within_m: float) -> list[Row]:
    """Grids of a plan within so many metres of the point (degrees, SRID 4490), the nearest first: grid, code, name, distance_m."""
    from gis import db

    return db.run(conn, db.grids_near(plan, lon, lat, within_m))


def _in_force(conn: psycopg.Connection, hits: list[Row], as_of: AsOf) -> list[Row]:
    tessellations, atoms = [hit["tessellation"] for hit in hits], [hit["atom"] for hit in hits]
    held = rows(conn, "grids", "atoms_in_force", tessellations=tessellations, atoms=atoms, at=moment(as_of)) if hits else []
    return sorted(held, key=lambda one: (one["code"], one["atom"]))


def _building_at(conn: psycopg.Connection, lon: float, lat: float, hits: list[Row]) -> tuple[str, set[tuple[str, int]]] | None:
    """A building and the (tessellation, atom) pairs it stands in."""
    from gis import db

    on_it = [found["building"] for found in db.run(conn, db.buildings_at(lon, lat))]
    near = on_it or [found["building"] for found in db.run(conn, db.nearest_buildings(lon, lat, NEAR_M, 5))]
    placed = rows(conn, "grids", "placements", buildings=near) if near else []
    atoms: dict[str, set[tuple[str, int]]] = {}
    for one in placed:
        atoms.setdefault(one["building"], set()).add((one["tessellation"], one["atom"]))
    here = {(hit["tessellation"], hit["atom"]) for hit in hits}
    chosen = next((name for name in near if name in on_it or atoms.get(name, set()) & here), None)
    return (chosen, atoms.get(chosen, set())) if chosen else None
