"""What a resident asks at the hall's screen: which grid is mine, who answers for it, who is there now. Of wardens what the board shows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from itertools import groupby
from typing import Any

import segno
from psycopg import Connection
from segno import helpers

from api import personal
from api.board import VIEWS as BOARD
from api.context import Ctx
from api.opening import opening
from api.search.initials import initials
from domain.grid_plan import GridUnknown
from domain.ids import CommunityId
from domain.policy import PolicyProfile
from gis.picture import CODE_END, picture
from projections import lineage, notices, public_map, responsibility
from projections.statements import Row

VIEWS = ("grids", *BOARD)
LETTERS = 34
"""Height of what is written on a grid: 22 px and more on the screen of a hall."""
PERSON = ("name", "phone")


def places(connection: Connection[Any], community: CommunityId, at: datetime) -> list[dict[str, Any]]:
    """Estates with the initials of their names and their buildings; a building of no estate stands by itself."""
    found = public_map.buildings(connection, lineage.holding(connection, community, at), at)
    named = sorted(found, key=lambda row: row["estate"] or row["name"] or row["building"])  # stable: by number within
    grouped = groupby(named, key=lambda row: row["estate"] or row["name"] or row["building"])
    return [{"name": name, "initials": initials(name), "buildings": [_building(row) for row in rows]} for name, rows in grouped]


def drawn(connection: Connection[Any], community: CommunityId, at: datetime) -> str:
    """SVG of the grids in force with code and name, and the buildings with their numbers."""
    kept = lineage.holding(connection, community, at)
    areas = [_feature(row, row["grid"]) for row in public_map.grids(connection, kept, at)]
    homes = [_feature(row, row["building"]) for row in public_map.buildings(connection, kept, at, outline=True)]
    return picture(areas, homes, _written, LETTERS)


def card(ctx: Ctx, connection: Connection[Any], community: CommunityId, grid: str, profile: PolicyProfile) -> dict[str, Any]:
    """Raises GridUnknown for what is no grid of the community now."""
    found = responsibility.whois_grid(connection, grid, ctx.now)
    if found is None or found.community not in lineage.holding(connection, community, ctx.now):
        raise GridUnknown()
    told = personal.answered(ctx, [found])[0]
    phones = notices.telephones(connection, community) or {}
    hall = opening(ctx, connection, community, profile)
    return {
        **{name: told[name] for name in ("grid", "code", "name", "title", "on_duty_as")},
        **{place: told[place] and {part: told[place].get(part) for part in PERSON} for place in ("a", "b", "on_duty")},
        **{name: phones.get(name) or "" for name in ("hotline", "supervision")},
        "open": hall["open"],
        "office_hours": hall["office_hours"],
    }


def contact(told: Mapping[str, Any], community: str) -> str:
    """A vCard of whoever answers for the grid, for a telephone's address book."""
    holder = told["a"] or {}
    shown = f"{told['title'] or ''} {holder.get('name') or told['name']}".strip()
    phones = [number for number in (holder.get("phone"), told["hotline"]) if number]
    return helpers.make_vcard_data(name=shown, displayname=shown, phone=phones, org=community, title=told["title"] or None)


def quick_response(address: str) -> bytes:
    """SVG."""
    made = BytesIO()
    segno.make(address, error="m").save(made, kind="svg", border=2, scale=8)
    return made.getvalue()


def _building(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("building", "name", "number", "grid", "code")}


def _feature(row: Row, key: str) -> dict[str, Any]:
    told = {"code": row["code"], "name": row["name"], "shown": row.get("number")}
    return {"id": key, "geometry": json.loads(row["outline"]), "properties": told}


def _written(told: Mapping[str, Any]) -> Sequence[str]:
    return (f"{told['code'][-CODE_END:]} {told['name']}",)
