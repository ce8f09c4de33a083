"""Who leads and works in the grids beside the posts: building groups with their heads, teams. Names stay sealed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import psycopg

from domain.structure import building_groups, team
from projections.records import stamp
from projections.sheets import Sheet, Sheets
from projections.statements import Row, rows

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
    if isinstance(told, team.Left):
        assert before is not None
        return before | {"left_at": stamp(one.meta.effective_at), "position": one.position}
    names = ("community", "member", "grid", "role", "title", "standing", "hat_a")
    box = {"subject": told.sealed.subject, "key": told.sealed.key, "box": told.sealed.box}
    known = {name: getattr(told, name) for name in names} | {"place": key, "buildings": list(told.buildings), "sealed": box}
    return known | {"joined_at": stamp(one.meta.effective_at), "left_at": None, "position": one.position}


VIEW = Sheets(
    NAME,
    2,
    (
        Sheet(
            "teams_building_group",
            "building_group",
            (
                building_groups.Formed,
                building_groups.Dissolved,
                building_groups.HeadAppointed,
                building_groups.HeadRelieved,
                building_groups.AllowancePaid,
            ),
            _group,
            lambda one: (one.body.group,),
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
            (team.Joined, team.Left),
            _place,
            lambda one: (f"{one.body.member}/{one.body.grid}/{one.body.role}",),
        ),
    ),
)


def groups(conn: psycopg.Connection, community: str) -> list[Row]:
    """Standing groups by grid and name, with their heads (None: vacant). paid_yuan: to the present head."""
    return rows(conn, NAME, "groups", community=community)


def groups_on(conn: psycopg.Connection, community: str, at: datetime) -> list[Row]:
    """Groups that stood then, by grid and name, with who led each (head None: vacant)."""
    return rows(conn, NAME, "groups_on", community=community, at=at)


def places(conn: psycopg.Connection, community: str, grid: str | None = None) -> list[Row]:
    """Who is in the teams now, by grid and role."""
    return rows(conn, NAME, "places", community=community, grid=grid)
