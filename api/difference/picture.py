"""The moved buildings, as GeoJSON and as a page with a map."""

from __future__ import annotations

from typing import Any

from api.commands.evidence import EVERYTHING
from api.context import CHINA
from api.difference.ground import Between
from api.difference.pairs import passing
from domain.ids import community_code
from gis.sheet import Move, Moved, Outline, Passing, draw_move
from projections import grids
from projections.statements import Row


def moved_buildings(seen: Between) -> list[dict[str, Any]]:
    """GeoJSON features, (lon, lat) SRID 4490: address, the grids by id and code, and how many households move."""
    return [
        {
            "type": "Feature",
            "id": row["building"],
            "geometry": row["geometry"],
            "properties": {"building": row["building"], "address": row["address"], "name": row["name"]}
            | seen.named("from", seen.moved[row["building"]][0])
            | seen.named("to", seen.moved[row["building"]][1])
            | {"households": seen.homes[row["building"]].households, "people": seen.homes[row["building"]].people},
        }
        for row in _outlined(seen)
    ]


def picture(seen: Between) -> str:
    """HTML that stands alone: old borders, new borders, moved buildings, and the table of what passes."""
    owner = grids.community(seen.connection, seen.community) or {}
    return draw_move(
        Move(
            community=owner["name"],
            code=community_code(seen.community),
            on=seen.at.astimezone(CHINA).date(),
            before=seen.before["name"],
            after=seen.after["name"],
            old=_outlines(seen, seen.before),
            new=_outlines(seen, seen.after),
            moved=tuple(_moved(seen, row) for row in _outlined(seen)),
            lines=tuple(_passing(line) for line in passing(seen) if line["buildings"]),
        )
    )


def _outlined(seen: Between) -> list[Row]:
    found = grids.buildings(seen.connection, seen.community, as_of=seen.at, outline=True, limit=EVERYTHING)
    return [row for row in found if row["building"] in seen.moved]


def _outlines(seen: Between, plan: Row) -> tuple[Outline, ...]:
    features = grids.grid_features(seen.connection, seen.community, plan=plan["plan"])
    return tuple(Outline(each["properties"]["code"], each["properties"]["name"], each["geometry"]) for each in features)


def _moved(seen: Between, row: Row) -> Moved:
    before, after = ((seen.grid(grid) or {}).get("code") for grid in seen.moved[row["building"]])
    households = seen.homes[row["building"]].households
    return Moved(row["address"] or row["name"] or "", before, after, households, row["lon"], row["lat"], row["geometry"])


def _passing(line: Row) -> Passing:
    places = (_place(line, "from"), _place(line, "to"))
    return Passing(*places, line["buildings"], line["households"], line["people"], line["tickets"])


def _place(line: Row, side: str) -> str:
    return f"{line[f'{side}_code'][-3:]} {line[f'{side}_name']}" if line[f"{side}_code"] else "—"
