"""The questions asked most go through the index meant for them, on tables large enough that the planner would not read all of it."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from domain.journal import Journal
from projections import responsibility, runner
from projections.moments import start_of_day
from projections.statements import statement
from tests.projections.town import COMMUNITY, Town, bld, drawn, grd

AT = date(2024, 6, 1)
MANY = """
insert into views.responsibility_building (building, community)
select 'bld-x' || n, 'com-' || n % 50 from generate_series(1, 20000) as n;
insert into views.responsibility_place (tessellation, building, atom)
select 'tes-x' || n % 50, 'bld-x' || n, n from generate_series(1, 20000) as n;
insert into views.responsibility_atom (plan, atom, grid)
select 'pln-x' || n % 50, n, 'grd-x' || n % 500 from generate_series(1, 20000) as n;
insert into views.household_history_household (household, community, position)
select 'hh-x' || n, 'com-' || n % 50, n from generate_series(1, 20000) as n;
insert into views.household_history_stay (household, position, valid_from, building, stay_from)
select 'hh-x' || n, n, '2024-01-01', 'bld-x' || n % 2000, '2024-01-01' from generate_series(1, 20000) as n;
insert into views.household_history_assignment (household, position, valid_from, grid)
select 'hh-x' || n, n, '2024-01-01', 'grd-x' || n % 500 from generate_series(1, 20000) as n;
insert into views.household_history_line (position, household, name, effective_at, recorded_at, actor, role, changes, document, reason)
select n, 'hh-x' || n, 'x', now(), now(), 'x', 'x', '[]', '', '' from generate_series(100000, 120000) as n;
insert into views.grids_address (building, community, text)
select 'bld-x' || n, 'com-' || n % 50, '解放路' || n || '号' from generate_series(1, 20000) as n;
insert into views.grids_atom_grid (tessellation, atom, grid, plan, valid_from, position)
select 'tes-x' || n % 50, n, 'grd-x' || n % 500, 'pln-x' || n % 50, '2024-01-01', n from generate_series(1, 20000) as n;
insert into views.grids_plan (
  plan, community, name, tessellation, issued_through, drawn_by, status, checks, exceptions, drafted_by, drafted_at, note, retired, position
)
select 'pln-x' || n, 'com-' || n, 'x', 'tes-x' || n, 0, 'x', 'enacted', '[]', '[]', 'x', now(), '', '{}', n
from generate_series(0, 499) as n;
insert into views.grids_plan_grid (plan, grid, community, code, name, kind, atoms, came_from, locked, apart, area_m2, geom)
select 'pln-x' || n % 500, 'grd-x' || n, 'com-' || n % 500, n, 'x', 'ordinary', '{}', '{}', false, '', 1,
  st_geomfromtext('POINT(0 0)', 4490)
from generate_series(0, 4999) as n;
insert into views.grids_building (
  building, community, source, name, address, estate, number, kind, use, dwellings, basis, basis_note, position, lon, lat, geom
)
select
  'bld-x' || n, 'com-' || n % 50, '', '', '', '', '', 'block', '', 1, 'counted', '', n, 0, 0,
  st_buffer(st_setsrid(st_makepoint(100 + n % 200 * 0.01, 20 + n / 200 * 0.01), 4490), 0.0001)
from generate_series(1, 20000) as n;
insert into views.grids_occupied (building, community, valid_from, households)
select 'bld-x' || n, 'com-' || n % 50, '2024-01-01', 1 from generate_series(1, 20000) as n;
insert into views.trail_line (position, stream, version, name, community, actor, role, effective_at, recorded_at, document)
select n, 'hh-x' || n % 5000, n / 5000 + 1, 'x', 'com-' || n % 50, 'actor' || n % 200, 'x',
  timestamptz '2024-01-01' + n * interval '1 minute', timestamptz '2024-01-01' + n * interval '1 minute', ''
from generate_series(1000000, 1020000) as n;
insert into views.trail_mention (subject, position)
select 'grd-x' || n % 500, n from generate_series(1000000, 1020000) as n;
analyze;
"""
SIGHT = {"communities": [COMMUNITY], "grids": None, "plan": None, "at": start_of_day(AT)}

HOT = {
    "whois": ("responsibility", "whois", {"building": bld(3), "at": AT}, ["responsibility_building_pkey", "responsibility_place_pkey"]),
    "trail": (
        "trail",
        "of_subjects",
        {"subjects": ["hh-x7", "grd-x7"], "as_of": None, "known_at": None, "names": None, "after": None, "limit": 200},
        ["trail_mention_pkey", "trail_line_stream"],
    ),
    "acts": (
        "trail",
        "of_actor",
        {"actor": "actor7", "since": start_of_day(date(2025, 1, 1)), "until": start_of_day(date(2026, 1, 1)), "communities": None}
        | {"names": None, "after": None, "limit": 200},
        ["trail_line_actor"],
    ),
    "history": ("household_history", "history", {"household": "hh-x7", "at": None}, ["household_history_line_household"]),
    "in_buildings": (
        "household_history",
        "in_buildings",
        {"buildings": ["bld-x7"], "at": AT},
        ["household_history_stay_building_valid_from_idx"],
    ),
    "visited": (
        "household_history",
        "visited",
        {"grid": "grd-x7", "at": AT, "since": None},
        ["household_history_assignment_grid_valid_from_idx"],
    ),
    "address": (
        "grids",
        "find_address",
        {"communities": None, "patterns": ["%解放路17号%"], "longest": "%解放路17号%", "whole": "解放路17号", "limit": 5},
        ["grids_address_text"],
    ),
    "atoms": (
        "grids",
        "atoms_in_force",
        {"tessellations": ["tes-0001"], "atoms": [3], "at": AT},
        ["grids_atom_grid_atom"],
    ),
    "tile": (
        "grids",
        "tile_buildings",
        {"z": 16, "x": 51300, "y": 28900, **SIGHT},
        ["grids_building_mercator", "grids_plan_community"],
    ),
    "page": (
        "grids",
        "building_page",
        {"after": None, "limit": 100, **SIGHT},
        ["grids_building_community", "grids_occupied_pkey"],
    ),
    "drawn": ("grids", "drawn", SIGHT, ["grids_occupied_community", "grids_plan_community"]),
}


@pytest.fixture(scope="module")
def crowded(new_database):
    """Twenty thousand rows of other communities around a small town."""
    with new_database() as databases:
        journal = Journal(databases.app)
        with psycopg.connect(databases.read, autocommit=True) as conn:
            town = Town(journal, databases.project, databases.read, conn)
            town.settle().enact("pln-0001", drawn(1, (1, 2, 3)), drawn(2, (4, 5, 6)), on=AT)
            runner.catch_up(journal, databases.project)
            with psycopg.connect(databases.project, autocommit=True) as project:
                project.execute(MANY)
            yield town
        journal.close()


@pytest.mark.parametrize("view, name, asked, indexes", HOT.values(), ids=HOT)
def test_a_hot_question_uses_its_index(crowded: Town, view: str, name: str, asked: dict, indexes: list[str]):
    told = crowded.conn.execute(f"explain {statement(view, name)}", asked).fetchall()
    plan = "\n".join(line for (line,) in told)
    assert all(index in plan for index in indexes), plan


def test_the_small_town_is_found_in_the_crowd(crowded: Town):
    assert responsibility.whois(crowded.conn, bld(3), AT).grid == grd(1)
    assert responsibility.whois(crowded.conn, bld(3), AT).community == COMMUNITY
