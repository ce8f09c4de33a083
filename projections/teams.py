"""Who leads and works in the grids beside the posts: building groups with their heads, teams. Names stay sealed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import psycopg

from domain.structure import building_groups, group_drawing, team
from projections import grids
from projections.moments import AsOf
from projections.records import stamp
from projections.sheets import Sheet, Sheets
from projections.statements import Communities, Row, among, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "teams"
_HEAD = ("head", "title", "standing", "method", "is_override", "sealed", "appointed_at")


def _group(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    if isinstance(told, building_groups.Formed):
        names = ("community", "grid", "name", "households", "exception", "clause")
        known = {name: getattr(told, name) for name in names} | {"building_group": key, "buildings": list(told.buildings)}
        known |= {"formed_at": stamp(one.meta.effective_at), "paid_yuan": 0, "position": one.position}
        return known | dict.fromkeys((*_HEAD, "dissolved_at"))
    assert before is not None
    row = before | {"position": one.position}
    match told:
        case building_groups.Redrawn():
            drawn = {name: getattr(told, name) for name in ("grid", "name", "households", "exception", "clause")}
            return row | drawn | {"buildings": list(told.buildings)}
        case building_groups.Readdressed():
            return row | {"buildings": list(told.buildings)}
        case building_groups.Dissolved():
            return row | {"dissolved_at": stamp(one.meta.effective_at)}
        case building_groups.HeadAppointed():
            box = {"subject": told.sealed.subject, "key": told.sealed.key, "box": told.sealed.box}
            appointed = {"head": told.head, "title": told.title, "standing": told.standing, "method": told.method.value}
            return row | appointed | {"is_override": told.is_override, "sealed": box, "appointed_at": stamp(one.meta.effective_at)}
        case building_groups.HeadRelieved():
            return row | dict.fromkeys(_HEAD) | {"paid_yuan": 0}
        case building_groups.AllowancePaid(yuan=yuan):
            return row | {"paid_yuan": row["paid_yuan"] + yuan}
    raise TypeError(one.name)


def _drawn(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    if isinstance(told, building_groups.Readdressed):
        assert before is not None
        return before | {"buildings": list(told.buildings), "position": one.position}
    known = {"drawing": key, "building_group": told.group, "grid": told.grid, "name": told.name, "buildings": list(told.buildings)}
    return known | {"households": told.households, "valid_from": stamp(one.meta.effective_at), "position": one.position}


def _head(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    if isinstance(told, building_groups.HeadRelieved):
        assert before is not None
        return before | {"relieved_at": stamp(one.meta.effective_at), "position": one.position}
    box = {"subject": told.sealed.subject, "key": told.sealed.key, "box": told.sealed.box}
    known = {"head": key, "building_group": told.group, "title": told.title, "standing": told.standing, "sealed": box}
    return known | {"appointed_at": stamp(one.meta.effective_at), "relieved_at": None, "position": one.position}


def _place(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    if isinstance(told, team.Left | team.Readdressed):
        assert before is not None
        changed = {"left_at": stamp(one.meta.effective_at)} if isinstance(told, team.Left) else {"buildings": list(told.buildings)}
        return before | changed | {"position": one.position}
    names = ("community", "member", "grid", "role", "title", "standing", "hat_a")
    box = {"subject": told.sealed.subject, "key": told.sealed.key, "box": told.sealed.box}
    known = {name: getattr(told, name) for name in names} | {"place": key, "buildings": list(told.buildings), "sealed": box}
    return known | {"joined_at": stamp(one.meta.effective_at), "left_at": None, "position": one.position}


VIEW = Sheets(
    NAME,
    4,
    (
        Sheet(
            "teams_building_group",
            "building_group",
            (
                building_groups.Formed,
                building_groups.Redrawn,
                building_groups.Readdressed,
                building_groups.Dissolved,
                building_groups.HeadAppointed,
                building_groups.HeadRelieved,
                building_groups.AllowancePaid,
            ),
            _group,
            lambda one: (one.body.group,),
        ),
        Sheet(
            "teams_group_drawn",
            "drawing",
            (building_groups.Formed, building_groups.Redrawn, building_groups.Readdressed),
            _drawn,
            lambda one: (f"{one.body.group}@{stamp(one.meta.effective_at)}",),
        ),
        Sheet(
            "teams_head",
            "head",
            (building_groups.HeadAppointed, building_groups.HeadRelieved),
            _head,
            lambda one: (one.body.head,),
        ),
        Sheet(
            "teams_place",
            "place",
            (team.Joined, team.Left, team.Readdressed),
            _place,
            lambda one: (f"{one.body.member}/{one.body.grid}/{one.body.role}",),
        ),
    ),
)


def groups(conn: psycopg.Connection, community: Communities) -> list[Row]:
    """Standing groups by grid and name, with their heads (None: vacant). grid, grids: as `groups_on`. paid_yuan: to the present head."""
    return _placed(conn, community, None, rows(conn, NAME, "groups", communities=among(community)))


def groups_on(conn: psycopg.Connection, community: Communities, at: datetime) -> list[Row]:
    """Groups that stood then as they were drawn then, by grid and name, with who led each (head None: vacant).

    grid: that which held most of a group's buildings then, whatever grid it was drawn in; grids: all that held some, more than one where
    a boundary cuts the group. Needs the view "grids" too.
    """
    return _placed(conn, community, at, rows(conn, NAME, "groups_on", communities=among(community), at=at))


def group_features(conn: psycopg.Connection, community: Communities, at: datetime) -> list[Row]:
    """The same as GeoJSON features, (lon, lat) SRID 4490: the land of the atoms that a group's buildings stand on. No person is in them."""
    found = groups_on(conn, community, at)
    members = [(one["building_group"], each) for one in found for each in one["buildings"]]
    given = {"groups": [group for group, _ in members], "buildings": [each for _, each in members]}
    shapes = {one["building_group"]: one["geometry"] for one in _shapes(conn, community, at, given)}
    shown = ("grid", "grids", "name", "households", "buildings")
    return [
        {
            "type": "Feature",
            "id": one["building_group"],
            "geometry": shapes.get(one["building_group"]),
            "properties": {"group": one["building_group"]} | {key: one[key] for key in shown} | {"has_head": one["head"] is not None},
        }
        for one in found
    ]


def _shapes(conn: psycopg.Connection, community: Communities, at: datetime, given: dict[str, list[str]]) -> Iterator[Row]:
    """The first of them is in charge: its own drawing, told last, holds."""
    for one in reversed(among(community) or []):
        yield from rows(conn, NAME, "group_shapes", community=one, at=at, **given)


def _placed(conn: psycopg.Connection, community: Communities, at: AsOf, found: list[Row]) -> list[Row]:
    """With the grids that the plans in force then give to each group's buildings."""
    plans = [grids.plan_in_force(conn, one, at) for one in reversed(among(community) or [])] if found else []
    grid_of = {building: grid for plan in plans if plan for building, grid in grids.held_buildings(conn, plan["plan"]).items()}
    for one in found:
        one["grid"] = group_drawing.home_of(one["buildings"], grid_of, one["grid"])
        one["grids"] = sorted({grid_of[each] for each in one["buildings"] if each in grid_of})
    return sorted(found, key=lambda one: (one["grid"], one["name"], one["building_group"]))


def places(conn: psycopg.Connection, community: Communities, grid: str | None = None) -> list[Row]:
    """Who is in the teams now, by grid and role."""
    return rows(conn, NAME, "places", communities=among(community), grid=grid)
