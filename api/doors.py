"""A door through mergers of communities: which building stands for it at a time, and which documents passed it on.

A successor registers the buildings of its land anew, so one door has a building in each community. Until the day of the merger the ended
community's building answers for it, from that day on the successor's, as soon as a plan of the successor holds it; the old history stays.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from api.commands.evidence import day_of
from projections import grids, lineage, responsibility
from projections.statements import Row

VIEWS = ("grids", "responsibility", "lineage")


def standing_for(connection: Connection[Any], building: str, at: datetime) -> str:
    """The building of the community in charge of the door then; the same where nothing was merged."""
    while (further := _further(connection, building, at)) is not None:
        building = further
    return building


def locate(connection: Connection[Any], lon: float, lat: float, at: datetime) -> grids.Location:
    """As grids.locate; where communities of one line of mergers drew the same land, the grid of whoever was in charge of it then.

    Where a building stands there, the one that stands for it then.
    """
    found = grids.locate(connection, lon, lat, as_of=at)
    if found.building is not None and (stands := standing_for(connection, found.building, at)) != found.building:
        row = grids.building(connection, stands, at)
        assert row is not None
        place = {"code": row["grid_code"], "name": row["grid_name"], "plan": row["plan"], "grid": row["grid"]}
        return replace(found, community=row["community"], building=stands, **place)
    answers = [answer for grid in found.candidates if (answer := responsibility.whois_grid(connection, grid, at)) is not None]
    chosen = next((one for one in answers if lineage.in_charge(connection, one.community, at) == one.community), None)
    if chosen is None or chosen.community == found.community or _foreign(connection, found.community, chosen.community, at):
        return found
    told = {"grid": chosen.grid, "code": chosen.code, "name": chosen.name, "plan": chosen.plan, "document": chosen.document}
    return replace(found, community=chosen.community, **told)


def _foreign(connection: Connection[Any], first: str | None, chosen: str, at: datetime) -> bool:
    """Whether another than the chosen one is in charge of the first one's land then: neighbours, not a merger."""
    return first is not None and lineage.in_charge(connection, first, at) != chosen


def succession(connection: Connection[Any], building: str) -> list[dict[str, Any]]:
    """The mergers that passed the door on: from, into, on, document; in order of time."""
    told, owner = [], _owner(connection, building)
    for one in lineage.came_from(connection, owner) if owner else ():
        if grids.same_place(connection, building, one["community"]) is not None:
            told.append(one)
    known = lineage.community_of(connection, owner) if owner else None
    if known is not None and known["successor"]:
        told.append(known)
    steps = sorted(told, key=lambda one: (one["ended_on"], one["community"]))
    return [{"from": one["community"], "into": one["successor"], "on": one["ended_on"], "document": one["document"]} for one in steps]


def line_of(connection: Connection[Any], community: str) -> list[str]:
    """The community, with all that ended in it or in whom it ended, step by step."""
    line = [community]
    for one in line:
        known = lineage.community_of(connection, one)
        near = [each["community"] for each in lineage.came_from(connection, one)]
        near += [known["successor"]] if known and known["successor"] else []
        line += [each for each in near if each not in line]
    return line


def twins(connection: Connection[Any], building: str) -> list[str]:
    """The buildings that stand for the same door in the communities of its line of mergers, this one first."""
    owner = _owner(connection, building)
    others = line_of(connection, owner)[1:] if owner else ()
    found = (grids.same_place(connection, building, community) for community in others)
    return [building, *(twin for twin in found if twin is not None)]


def _further(connection: Connection[Any], building: str, at: datetime) -> str | None:
    """One merger on or back."""
    owner = _owner(connection, building)
    known = lineage.community_of(connection, owner) if owner else None
    if known is None:
        return None
    on: date = day_of(at)
    if known["successor"] and known["ended_on"] <= on:
        return _held(connection, grids.same_place(connection, building, known["successor"]), at)
    origins: list[Row] = [one for one in lineage.came_from(connection, known["community"]) if on < one["ended_on"]]
    return next((twin for one in origins if (twin := grids.same_place(connection, building, one["community"])) is not None), None)


def _held(connection: Connection[Any], building: str | None, at: datetime) -> str | None:
    """Where a grid in force then holds it."""
    answer = responsibility.whois(connection, building, at) if building else None
    return building if answer is not None and answer.grid is not None else None


def _owner(connection: Connection[Any], building: str) -> str | None:
    row = grids.building(connection, building)
    return row and row["community"]
