"""Built beside, compared, swapped."""

from __future__ import annotations

import threading
from datetime import date

import psycopg
import pytest

from domain import building
from projections import grids, runner
from projections.rebuild import rebuild
from projections.view import positions
from tests.projections.counting import Counting, counts
from tests.projections.town import COMMUNITY, Town, bld, drawn


def planned(town: Town) -> Town:
    town.settle()
    town.enact("pln-0001", drawn(1, (1, 2, 3)), drawn(2, (4, 5, 6)), on=date(2024, 5, 1))
    town.tell(bld(1), building.DwellingsCounted(dwellings=90, basis=building.CountBasis.COUNTED, reason="核实"))
    town.run(batch=2)
    return town


def test_a_rebuild_gives_the_same_rows_and_takes_their_place(town: Town):
    planned(town)
    before = grids.grid_features(town.conn, COMMUNITY)
    report = rebuild(town.journal, town.dsn_project, check=True)
    assert report.equal and report.swapped
    assert {table.table for table in report.tables} >= set(grids.VIEW.tables)
    assert {table.table: table.rows for table in report.tables}["grids_building"] == 6
    assert grids.grid_features(town.conn, COMMUNITY) == before
    town.tell(bld(2), building.DwellingsCounted(dwellings=80, basis=building.CountBasis.COUNTED, reason="核实"))
    town.run()
    assert grids.building(town.conn, bld(2))["dwellings"] == 80


def test_a_difference_is_named_and_a_check_does_not_swap_it(town: Town):
    planned(town)
    with psycopg.connect(town.dsn_project, autocommit=True) as conn:
        conn.execute("update views.grids_building set dwellings = 1 where building = %s", (bld(3),))
        conn.execute("delete from views.grids_building where building = %s", (bld(5),))
    report = rebuild(town.journal, town.dsn_project, check=True)
    (wrong,) = [table for table in report.tables if not table.equal]
    assert (wrong.table, wrong.rows, wrong.rows_rebuilt, wrong.differing) == ("grids_building", 5, 6, ((bld(3),), (bld(5),)))
    assert not report.swapped
    assert grids.building(town.conn, bld(3))["dwellings"] == 1
    mended = rebuild(town.journal, town.dsn_project)
    assert mended.swapped and not mended.equal
    assert grids.building(town.conn, bld(3))["dwellings"] == 100
    assert rebuild(town.journal, town.dsn_project, check=True).equal


def test_a_rebuild_beside_writers_readers_and_a_running_worker(town: Town):
    planned(town)
    stop, wrong = threading.Event(), []

    def read():
        with psycopg.connect(town.dsn_read, autocommit=True) as conn:
            while not stop.is_set():
                try:
                    assert len(grids.grid_features(conn, COMMUNITY)) == 2
                except Exception as one:
                    wrong.append(one)

    def write():
        for n in range(60):
            town.tell(bld(1), building.DwellingsCounted(dwellings=n, basis=building.CountBasis.COUNTED, reason="核实"))

    threads = [threading.Thread(target=read), threading.Thread(target=write)]
    with runner.Worker(town.journal, town.dsn_project):
        for one in threads:
            one.start()
        reports = [rebuild(town.journal, town.dsn_project, check=True) for _ in range(3)]
        threads[1].join()
        with psycopg.connect(town.dsn_read, autocommit=True) as conn:
            runner.wait(conn, "grids", town.journal.head(), 10)
        stop.set()
        threads[0].join()
    assert wrong == []
    assert all(report.equal and report.swapped for report in reports)
    assert grids.building(town.conn, bld(1))["dwellings"] == 59


def test_what_is_parked_live_is_taken_up_by_a_rebuild_that_can(town: Town):
    planned(town)
    runner.catch_up(town.journal, town.dsn_project, [Counting(refuses=COMMUNITY)])
    assert COMMUNITY not in counts(town.conn)
    report = rebuild(town.journal, town.dsn_project, [Counting()])
    assert report.swapped and not report.equal
    assert (counts(town.conn)[COMMUNITY], runner.parked(town.conn)) == (2, [])
    assert positions(town.conn)["counting"] == town.journal.head()


def test_views_are_rebuilt_by_name(town: Town):
    planned(town)
    report = rebuild(town.journal, town.dsn_project, ["grids"], check=True)
    assert {table.view for table in report.tables} == {"grids"}
    with pytest.raises(runner.ViewUnknown):
        rebuild(town.journal, town.dsn_project, ["gridz"])


def test_an_interrupted_rebuild_is_cleared_away(town: Town):
    planned(town)
    with psycopg.connect(town.dsn_project, autocommit=True) as conn:
        conn.execute("create table views_next.grids_building (left_over integer)")
    assert rebuild(town.journal, town.dsn_project, check=True).equal
