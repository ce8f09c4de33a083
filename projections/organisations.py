"""Organisations and party groups of a community, filed by grid: the unit ledger (驻区单位台账)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from domain.structure import organisation, party_groups
from projections.records import stamp
from projections.sheets import Sheet, Sheets
from projections.statements import Communities, Row, among, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "organisations"


def _organisation(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    if isinstance(told, organisation.Registered):
        begun = dict.fromkeys(("grid", "filed_by", "distance_m", "closed_on", "reason"))
        known = {"organisation": told.organisation, "community": told.community, "registered_at": stamp(one.meta.effective_at)}
        return begun | known | _particulars(told) | {"position": one.position}
    assert before is not None
    row = before | {"position": one.position}
    match told:
        case organisation.Updated():
            return row | _particulars(told)
        case organisation.Filed(filing=filing):
            return row | {"grid": filing.grid, "filed_by": filing.by.value, "distance_m": filing.distance_m}
        case organisation.Closed():
            return row | {"closed_on": told.on.isoformat(), "reason": told.reason}
    raise TypeError(one.name)


def _particulars(told: organisation.Registered | organisation.Updated) -> Row:
    known, site = told.particulars, told.site
    lon, lat = site.place or (None, None)
    return {
        "name": known.name,
        "kind": known.kind.value,
        "activity": known.activity,
        "people": known.people,
        "party": known.party.value,
        "party_members": known.party_members,
        "building": site.building,
        "lon": lon,
        "lat": lat,
    }


def _group(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    if isinstance(told, party_groups.Formed):
        formed = {"party_group": key, "community": told.community, "grid": told.grid, "name": told.name, "members": told.members}
        return formed | {"formed_at": stamp(one.meta.effective_at), "dissolved_at": None, "position": one.position}
    assert before is not None
    if isinstance(told, party_groups.Counted):
        return before | {"members": told.members, "position": one.position}
    return before | {"dissolved_at": stamp(one.meta.effective_at), "position": one.position}


VIEW = Sheets(
    NAME,
    1,
    (
        Sheet(
            "organisations_organisation",
            "organisation",
            (organisation.Registered, organisation.Updated, organisation.Filed, organisation.Closed),
            _organisation,
        ),
        Sheet(
            "organisations_party_group",
            "party_group",
            (party_groups.Formed, party_groups.Counted, party_groups.Dissolved),
            _group,
            lambda one: (f"{one.stream}/{one.body.grid}",),
        ),
    ),
)


def ledger(
    conn: psycopg.Connection, community: Communities, *, grid: str | None = None, kind: str | None = None, name: str | None = None
) -> list[Row]:
    """Organisations that are open, by grid and name."""
    return rows(conn, NAME, "ledger", communities=among(community), grid=grid, kind=kind, name=name)


def counts_by_grid(conn: psycopg.Connection, community: Communities) -> dict[str | None, Row]:
    """Open organisations by grid: organisations, shops, party_organisations, party_members. None: not filed yet."""
    return {one["grid"]: one for one in rows(conn, NAME, "counts_by_grid", communities=among(community))}


def groups(conn: psycopg.Connection, community: Communities) -> list[Row]:
    """Party groups that stand."""
    return rows(conn, NAME, "groups", communities=among(community))
