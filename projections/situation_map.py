"""民情图: four layers by section (grid) and by building, as of any day. Counts only, never a name or anything about one person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

import psycopg

from projections.layers import LAYERS, PARTY, PUBLIC_ORDER, RESIDENTS, Layer, of_category, of_purpose
from projections.moments import AsOf, moment
from projections.situation_rows import SituationMap
from projections.statements import Communities, Row, among, rows

VIEW = SituationMap()
_NAME = VIEW.name


@dataclass(slots=True)
class Measures:
    """What one layer counts in one place. dwellings, households, people: of 住户信息 only; what begins with organisations: of
    楼宇党建 only. tickets: all ever reported until then."""

    dwellings: int = 0
    households: int = 0
    people: int = 0
    visits: int = 0
    last_visit_at: datetime | None = None
    tickets: int = 0
    tickets_open: int = 0
    last_reported_at: datetime | None = None
    organisations: int = 0
    party_organisations: int = 0
    party_members: int = 0
    party_groups: int = 0
    party_group_members: int = 0

    def visited(self, visits: int, last: datetime) -> None:
        self.visits += visits
        self.last_visit_at = max(filter(None, (self.last_visit_at, last)))

    def reported(self, tickets: int, still_open: int, last: datetime) -> None:
        self.tickets += tickets
        self.tickets_open += still_open
        self.last_reported_at = max(filter(None, (self.last_reported_at, last)))


_MEASURED = tuple(one.name for one in fields(Measures))
_values = attrgetter(*_MEASURED)
_NOTHING = asdict(Measures())


@dataclass(frozen=True, slots=True)
class _Counted:
    """By layer and place; a building counts in its section too."""

    grid_of: dict[str, str | None]
    sections: dict[tuple[str, str | None], Measures] = field(default_factory=dict)
    buildings: dict[tuple[str, str], Measures] = field(default_factory=dict)

    def at(self, layer: Layer, building: str | None, grid: str | None = None) -> Iterable[Measures]:
        """grid: where there is no building, or it stands no more."""
        section = self.grid_of.get(building, grid) if building else grid
        yield self.sections.setdefault((layer.key, section), Measures())
        if building:
            yield self.buildings.setdefault((layer.key, building), Measures())


def layers(conn: psycopg.Connection, community: Communities, as_of: AsOf = None) -> list[Row]:
    """For each layer key, title, english, `sections` and `buildings`: identity and Measures of every section in force and every building
    standing then. Counts of earlier days are shown in the section that holds the building on the day asked for. A section None holds what
    lies in no grid, where there is such.
    """
    given = {"communities": among(community), "at": moment(as_of)}
    sections = rows(conn, _NAME, "sections", **given)
    buildings = rows(conn, _NAME, "buildings", **given)
    counted = _Counted({one["building"]: one["grid"] for one in buildings})
    _count_homes(conn, counted, community, as_of, buildings)
    _count_visits(counted, rows(conn, _NAME, "visits", **given))
    _count_tickets(counted, rows(conn, _NAME, "tickets", **given))
    _count_party(counted, rows(conn, _NAME, "organisations", **given), rows(conn, _NAME, "party_groups", **given))
    return [_layer(layer, counted, sections, buildings) for layer in LAYERS]


def residents(conn: psycopg.Connection, community: Communities, as_of: AsOf = None) -> Row:
    """The layer of that name with its dwellings, households and people alone: what figures by grid begin with."""
    given = {"communities": among(community), "at": moment(as_of)}
    sections, buildings = (rows(conn, _NAME, name, **given) for name in ("sections", "buildings"))
    counted = _Counted({one["building"]: one["grid"] for one in buildings})
    _count_homes(conn, counted, community, as_of, buildings)
    return _layer(RESIDENTS, counted, sections, buildings)


def living(conn: psycopg.Connection, communities: Collection[str], at: datetime) -> list[Row]:
    """Lines of a community with its households and people, and lines of one with its dwellings."""
    return [*VIEW.homes.living(conn, communities, at), *rows(conn, _NAME, "dwellings", communities=list(communities), at=at)]


def registered(conn: psycopg.Connection, communities: Collection[str], at: datetime) -> list[Row]:
    """community with what its registers hold then: people, organisations that are open, tickets of public order reported, visits that
    settled disputes made until then; a line for each of these.
    """
    given = {"communities": list(communities), "at": at}
    settled = given | {"categories": sorted(PUBLIC_ORDER.categories), "purposes": sorted(PUBLIC_ORDER.purposes)}
    return [*VIEW.homes.living(conn, communities, at), *rows(conn, _NAME, "registered", **settled)]


def _count_homes(conn: psycopg.Connection, counted: _Counted, community: Communities, as_of: AsOf, buildings: Iterable[Row]) -> None:
    for one in buildings:
        for measures in counted.at(RESIDENTS, one["building"]):
            measures.dwellings += one["dwellings"]
    for one in VIEW.homes.counts(conn, community, as_of):
        for measures in counted.at(RESIDENTS, one["building"], one["grid"]):
            measures.households += one["households"]
            measures.people += one["people"]


def _count_visits(counted: _Counted, found: Iterable[Row]) -> None:
    """Every visit is about its residents; those with another layer's purpose count there as well."""
    for one in found:
        for layer in {RESIDENTS.key: RESIDENTS, of_purpose(one["purpose"]).key: of_purpose(one["purpose"])}.values():
            for measures in counted.at(layer, one["building"]):
                measures.visited(one["visits"], one["last_visit_at"])


def _count_tickets(counted: _Counted, found: Iterable[Row]) -> None:
    for one in found:
        for measures in counted.at(of_category(one["category"]), one["building"], one["grid"]):
            measures.reported(one["tickets"], one["open"], one["last_reported_at"])


def _count_party(counted: _Counted, organisations: Iterable[Row], groups: Iterable[Row]) -> None:
    """An organisation counts in its building and in the section it is filed in."""
    for one in organisations:
        places = [counted.sections.setdefault((PARTY.key, one["grid"]), Measures())]
        if one["building"] in counted.grid_of:
            places.append(counted.buildings.setdefault((PARTY.key, one["building"]), Measures()))
        for measures in places:
            measures.organisations += one["organisations"]
            measures.party_organisations += one["party_organisations"]
            measures.party_members += one["party_members"]
    for one in groups:
        measures = counted.sections.setdefault((PARTY.key, one["grid"]), Measures())
        measures.party_groups += 1
        measures.party_group_members += one["members"]


def _layer(layer: Layer, counted: _Counted, sections: list[Row], buildings: list[Row]) -> Row:
    nowhere = [{"grid": None, "code": None, "name": None, "kind": None, "plan": None}] if (layer.key, None) in counted.sections else []
    return {
        "key": layer.key,
        "title": layer.title,
        "english": layer.english,
        "sections": [one | _plain(counted.sections.get((layer.key, one["grid"]))) for one in (*sections, *nowhere)],
        "buildings": [_identity(one) | _plain(counted.buildings.get((layer.key, one["building"]))) for one in buildings],
    }


def _identity(building: Row) -> Row:
    return {name: building[name] for name in ("building", "name", "address", "grid")}


def _plain(measures: Measures | None) -> dict[str, Any]:
    return dict(zip(_MEASURED, _values(measures), strict=True)) if measures else _NOTHING
