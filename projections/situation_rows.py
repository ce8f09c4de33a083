"""Rows of the situation map: where households, visits and tickets are. Counts only: no name, no contents, nothing sealed is kept for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from domain import building, ticket, visit
from domain.structure import organisation, party_groups
from projections.homes import Homes
from projections.statements import put, statement
from projections.territory import Territory
from projections.timeline import stitch
from projections.visit_corrections import put_right

if TYPE_CHECKING:
    from domain.journal import Recorded

Rows = dict[str, Sequence[Any]]


class SituationMap:
    name = "situation_map"
    version = 7
    territory = Territory("situation_map")
    homes = Homes("situation_map", sealed=False, counted=True)
    tables = (
        *territory.tables,
        *homes.tables,
        "situation_map_building",
        "situation_map_visit",
        "situation_map_ticket",
        "situation_map_ticket_open",
        "situation_map_ticket_grid",
        "situation_map_organisation",
        "situation_map_organisation_fact",
        "situation_map_organisation_grid",
        "situation_map_party_group",
    )

    def create(self, conn: psycopg.Connection) -> None:
        self.territory.create(conn)
        self.homes.create(conn)
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        self.territory.apply(conn, batch)
        self.homes.apply(conn, batch)
        _buildings(conn, batch)
        put(conn, self.name, "put_visits", [_visit(one) for one in batch if isinstance(one.body, visit.Recorded)])
        put(conn, self.name, "correct_visits", put_right(batch, _righted))
        _tickets(conn, batch)
        _organisations(conn, batch)
        _party_groups(conn, batch)


def _buildings(conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
    new: Rows = {}
    counted: Rows = {}
    addressed: Rows = {}
    demolished: Rows = {}
    replaced: Rows = {}
    for one in batch:
        match one.body:
            case building.Registered() as told:
                new[one.stream] = (one.stream, told.community, told.name, told.address, told.dwellings)
            case building.DwellingsCounted(dwellings=dwellings):
                counted[one.stream] = (one.stream, dwellings)
            case building.Addressed(name=name, address=address):
                addressed[one.stream] = (one.stream, name, address)
            case building.Demolished(on=on):
                demolished[one.stream] = (one.stream, on)
            case building.Divided() | building.MadeWhole() | building.TakenBack() as told:
                replaced[one.stream] = (one.stream, not isinstance(told, building.MadeWhole))
    put(conn, "situation_map", "put_buildings", new.values())
    put(conn, "situation_map", "count_dwellings", counted.values())
    put(conn, "situation_map", "address_buildings", addressed.values())
    put(conn, "situation_map", "demolish_buildings", demolished.values())
    put(conn, "situation_map", "replace_buildings", replaced.values())


def _visit(one: Recorded) -> Sequence[Any]:
    told = one.body
    return (one.stream, told.community, told.building, told.purpose, told.visited_at, one.position)


def _righted(one: Recorded) -> Sequence[Any]:
    right = one.body.right
    return (one.stream, one.body.community, right.building, right.purpose, right.visited_at)


def _tickets(conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
    reported: list[Sequence[Any]] = []
    opened: list[Sequence[Any]] = []
    grids: list[Sequence[Any]] = []
    for one in batch:
        since = (one.stream, one.position, one.meta.effective_at)
        match one.body:
            case ticket.Reported() as told:
                reported.append((one.stream, told.community, told.building, told.category, one.meta.effective_at, one.position))
                opened.append((*since, True))
                grids.append((*since, told.grid))
            case ticket.Closed():
                opened.append((*since, False))
            case ticket.Reopened():
                opened.append((*since, True))
            case ticket.MovedToGrid(to_grid=grid):
                grids.append((*since, grid))
    put(conn, "situation_map", "put_tickets", reported)
    put(conn, "situation_map", "put_ticket_open", opened)
    put(conn, "situation_map", "put_ticket_grids", grids)
    stitch(conn, "situation_map_ticket_open", "ticket", (one[0] for one in opened))
    stitch(conn, "situation_map_ticket_grid", "ticket", (one[0] for one in grids))


def _organisations(conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
    new: list[Sequence[Any]] = []
    facts: list[Sequence[Any]] = []
    grids: list[Sequence[Any]] = []
    for one in batch:
        since = (one.stream, one.position, one.meta.effective_at)
        match one.body:
            case organisation.Registered() | organisation.Updated() as told:
                if isinstance(told, organisation.Registered):
                    new.append((one.stream, told.community))
                has_party = told.particulars.party is not organisation.PartyOrganisation.NONE
                facts.append((*since, True, told.site.building, has_party, told.particulars.party_members))
            case organisation.Closed():
                facts.append((*since, False, None, False, 0))
            case organisation.Filed(filing=filing):
                grids.append((*since, filing.grid))
    put(conn, "situation_map", "put_organisations", new)
    put(conn, "situation_map", "put_organisation_facts", facts)
    put(conn, "situation_map", "put_organisation_grids", grids)
    stitch(conn, "situation_map_organisation_fact", "organisation", (one[0] for one in facts))
    stitch(conn, "situation_map_organisation_grid", "organisation", (one[0] for one in grids))


def _party_groups(conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
    told: list[Sequence[Any]] = []
    for one in batch:
        if isinstance(one.body, party_groups.Formed | party_groups.Counted | party_groups.Dissolved):
            members = 0 if isinstance(one.body, party_groups.Dissolved) else one.body.members
            community = "com-" + one.stream.removeprefix("ptg-")
            told.append((f"{one.stream}/{one.body.grid}", one.position, one.meta.effective_at, community, one.body.grid, members))
    put(conn, "situation_map", "put_party_groups", told)
    stitch(conn, "situation_map_party_group", "party_group", (one[0] for one in told))
