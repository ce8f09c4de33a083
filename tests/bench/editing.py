"""Drawing on real neighbourhoods, each edit with its proof, beside PostGIS topology; counts of 100,000 households after an edit beside a
spatial index and a spatial join. python -m tests.bench.editing
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import psycopg
import shapely

from domain.errors import DomainError
from domain.ids import GridId
from gis import lines
from gis.cutting import cut
from gis.footprints import lattice_footprints
from gis.tessellation import tessellate
from gis.topology import grid_areas, sums
from tests.bench import ground
from tests.conftest import SHARED_DATA
from tests.gis.editors import Editor
from tests.gis.neighbourhoods import real

TOWNS = {"Clementi": {"town": "CL"}, "Tampines": {"town": "TAP"}}
HOUSEHOLDS = 100_000
TOPOLOGY = "drawn"


@dataclass
class Timed(Editor):
    """An editor whose strokes are timed, the proof of the borders with them."""

    spent: dict[str, list[float]] = field(default_factory=dict)

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.spent = {}

    def stroke(self) -> None:
        before = self.done.copy()
        started = time.perf_counter()
        super().stroke()
        spent = (time.perf_counter() - started) * 1000
        for tool in self.done - before:
            self.spent.setdefault(tool, []).append(spent)


def edited(name: str, edits: int) -> tuple[Timed, list[Any]]:
    """So many edits that were drawn; every 500th the whole board is proved."""
    footprints = real(SHARED_DATA, "sg_hdb_blocks", **TOWNS[name])
    editor = Timed(tessellate(footprints), 20110501)
    total = int(editor.households.sum())
    while sum(editor.done.values()) < edits:
        editor.stroke()
        if sum(editor.done.values()) % 500 == 0:
            editor.assert_sound()
    editor.assert_sound()
    assert sum(editor.per_grid().values()) == total
    return editor, footprints


def splitting(editor: Timed, footprints: list[Any], connection: psycopg.Connection, count: int) -> dict[str, list[float]]:
    """The same lines through the same grids: whole buildings, the land cut exactly, and PostGIS topology; milliseconds each."""
    on = editor.board
    shapes = lattice_footprints([shape for _, shape in footprints], on.tess.plane)
    stand = dict(zip([name for name, _ in footprints], shapes, strict=True))
    areas = grid_areas(on.tess, on.assignment)
    _load(connection, list(areas.values()))
    rng, found = random.Random(3), {"whole": [], "exact": [], "topology": []}
    for _ in range(count * 4):
        grid = rng.choice([each for each in sorted(on.members) if len(on.members[each]) > 1])
        ends = rng.sample(sorted(on.members[grid]), 2)
        line = shapely.LineString([on.place(atom) for atom in ends])
        try:
            whole = _ms(lambda grid=grid, line=line: lines.split_by_line(on, grid, line, GridId("grd-new")))
        except DomainError:
            continue
        _, path = lines.left_of(on, on.members[grid], line)
        exact = _ms(lambda grid=grid, line=line: _exact(on, grid, line, stand))
        inside = shapely.line_merge(shapely.intersection(path, areas[grid]))
        if inside.geom_type != "LineString":
            continue
        metres = shapely.transform(inside, lambda corners: np.round(corners / 1000, 3))
        try:
            with connection.transaction(force_rollback=True):
                added = _ms(lambda wkb=metres.wkb: _add(connection, wkb))
        except psycopg.Error:
            continue
        for name, spent in (("whole", whole), ("exact", exact), ("topology", added)):
            found[name].append(spent)
        if len(found["whole"]) == count:
            break
    return found


def _exact(on: Any, grid: GridId, line: shapely.LineString, stand: dict[Any, Any]) -> None:
    _, path = lines.left_of(on, on.members[grid], line)
    cut(on.tess, on.members[grid], path, stand, on.graph)


def _ms(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _load(connection: psycopg.Connection, areas: Sequence[Any]) -> None:
    connection.execute("create extension if not exists postgis_topology cascade")
    known = connection.execute("select count(*) from topology.topology where name = %s", (TOPOLOGY,)).fetchone()
    if known and known[0]:
        connection.execute("select topology.droptopology(%s)", (TOPOLOGY,))
    connection.execute("select topology.createtopology(%s, 0, 0)", (TOPOLOGY,))
    borders = shapely.get_parts(shapely.line_merge(shapely.union_all(shapely.boundary(np.array(areas, dtype=object)))))
    for border in borders:
        _add(connection, shapely.transform(border, lambda corners: corners / 1000).wkb)


def _add(connection: psycopg.Connection, wkb: bytes) -> None:
    connection.execute("select count(*) from topology.topogeo_addlinestring(%s, st_geomfromwkb(%s), 0)", (TOPOLOGY, wkb)).fetchone()


def counting(editor: Timed, connection: psycopg.Connection, rounds: int) -> dict[str, list[float]]:
    """Households of every grid after an edit, three ways with the same answer; milliseconds each."""
    on, rng = editor.board, np.random.default_rng(1)
    node = rng.integers(0, len(on.graph.ids), HOUSEHOLDS)
    doors = np.column_stack([on.graph.xs[node], on.graph.ys[node]]) * 1000
    per_atom = np.bincount(node, minlength=len(on.graph.ids))
    points = shapely.points(doors)
    tree = shapely.STRtree(points)
    areas = grid_areas(on.tess, on.assignment)
    polygons = np.array(list(areas.values()), dtype=object)
    connection.execute("create temporary table door (geom geometry(point))")
    with connection.cursor().copy("copy door (geom) from stdin") as rows:
        for x, y in doors.tolist():
            rows.write_row((f"POINT({x} {y})",))
    connection.execute("create index on door using gist (geom)")
    connection.execute("create temporary table area (grid text, geom geometry)")
    connection.cursor().executemany("insert into area values (%s, st_geomfromwkb(%s))", [(g, s.wkb) for g, s in areas.items()])
    connection.execute("analyze door, area")
    join = "select grid, count(*) from area join door on st_contains(area.geom, door.geom) group by grid"
    spent: dict[str, list[float]] = {"ours": [], "STRtree": [], "PostGIS": []}
    for _ in range(rounds):
        answers = {}
        for name, count in (
            ("ours", lambda: sums(on.graph, on.assignment, per_atom)),
            ("STRtree", lambda: _by_tree(tree, polygons, list(areas))),
            ("PostGIS", lambda: dict(connection.execute(join).fetchall())),
        ):
            started = time.perf_counter()
            answers[name] = count()
            spent[name].append((time.perf_counter() - started) * 1000)
        assert {grid: int(n) for grid, n in answers["ours"].items() if n} == answers["STRtree"] == answers["PostGIS"]
    return spent


def _by_tree(tree: shapely.STRtree, polygons: Any, grids: list[GridId]) -> dict[GridId, int]:
    hits = np.bincount(tree.query(polygons, predicate="contains")[0], minlength=len(grids)).tolist()
    return {grid: number for grid, number in zip(grids, hits, strict=True) if number}


def _p50(spent: Sequence[float]) -> str:
    return f"{statistics.median(spent):.2f}" if spent else "–"


def main() -> None:
    """edits: how many are drawn in each town."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=5_000)
    edits = parser.parse_known_args()[0].edits
    told: list[str] = []
    with ground.durable_server() as server, psycopg.connect(ground.fresh_databases(server, "editing").admin, autocommit=True) as connection:
        for name in TOWNS:
            editor, footprints = edited(name, edits)
            strokes = {tool: _p50(editor.spent.get(tool, [])) for tool in ("paint", "merge", "swap", "split", "border", "vertex")}
            found = splitting(editor, footprints, connection, 60)
            counts = counting(editor, connection, 5)
            connection.execute("drop table door, area")
            ratio = statistics.median(found["whole"]) / statistics.median(found["topology"])
            exact = statistics.median(found["exact"]) / statistics.median(found["topology"])
            told.append(
                f"| {name}, {len(editor.board.tess.atoms)} blocks | {edits:,} | "
                + " | ".join(strokes.values())
                + f" | {_p50(found['whole'])} | {_p50(found['exact'])} | {_p50(found['topology'])} | {ratio:.2f}× / {exact:.2f}× "
                + f"| {_p50(counts['ours'])} / {_p50(counts['STRtree'])} / {_p50(counts['PostGIS'])} |"
            )
            print(told[-1], flush=True)
        head = (
            "## Drawing\n\nMedians in milliseconds. An edit contains its refusals' checks (contiguity, emptiness) and the proof that the "
            "directed borders of the grids it touched cancel on the millimetre lattice; every 500th the whole board is proved. Splits: the "
            "same lines through the same grids, by whole buildings, with the land cut exactly and proved, and TopoGeo_AddLineString in "
            f"PostGIS topology (each rolled back). Counts: {HOUSEHOLDS:,} households by grid after an edit, ours / STRtree / PostGIS join, "
            "the same answer.\n\n"
            "| town | edits drawn, defect 0 | paint | merge | swap | split | border | vertex "
            "| split whole | cut exact | PostGIS topology | whole / exact to topology | counts |\n"
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
        )
        ground.write_section("editing", head + "\n".join(told) + "\n\n" + ground.machine(server, ("shapely", "numpy", "psycopg")))


if __name__ == "__main__":
    main()
