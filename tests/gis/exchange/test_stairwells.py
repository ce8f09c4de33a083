"""Blocks by their stairwells: exact strips, even shares, and a band of 30–50 households that whole blocks cannot meet."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import shapely

from gis.exchange import AddressBook, by_stairwells, read_buildings, sole
from gis.partition import Band, propose
from gis.tessellation import tessellate
from gis.topology import adjacency
from tests.gis.neighbourhoods import drawn

SLAB = shapely.box(0, 0, 60, 12)


def slabs(folder: Path, *, households: int = 145, units: int | None = 3, turn: float = 0.0, count: int = 1) -> Path:
    """Slabs of 60 × 12 m in rows, each turned by so many degrees."""
    features = []
    for number in range(count):
        shape = shapely.affinity.translate(shapely.affinity.rotate(SLAB, turn), 80 * (number % 4), 40 * (number // 4))
        named = {"id": number + 1, "小区": "锦绣花园", "楼号": str(number + 1), "地址": f"锦绣花园{number + 1}号楼", "层数": 12}
        named |= {"户数": households, "用途": "住宅"} | ({"单元数": units} if units else {})
        features.append({"type": "Feature", "properties": named, "geometry": json.loads(shapely.to_geojson(drawn(shape)))})
    path = folder / "slabs.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("turn", [0, 30, 90, 135])
def test_the_strips_tile_the_footprint_whichever_way_it_lies(tmp_path, turn):
    whole = read_buildings(slabs(tmp_path, turn=turn))
    parted = by_stairwells(whole, above=50)
    assert [row.dwellings for row in parted.taken] == [49, 48, 48]
    assert [row.address for row in parted.taken] == [f"锦绣花园1号楼{n}单元" for n in (1, 2, 3)]
    assert [row.source for row in parted.taken] == [f"{whole.taken[0].source}#{n}" for n in (1, 2, 3)]
    shapes = [row.shape for row in parted.taken]
    areas = [shape.area for shape in shapes]
    assert max(areas) / min(areas) < 1.001
    assert shapely.union_all(shapes).symmetric_difference(whole.taken[0].shape).area < 5e-4 * whole.taken[0].shape.area
    assert sum(row.area_m2 for row in parted.taken) == pytest.approx(whole.taken[0].area_m2, abs=0.3)
    assert shapely.coverage_is_valid(shapes)
    assert [one.code for one in parted.remarks if one.code.startswith("stairwells")] == ["stairwells_parted"]


def test_a_small_block_and_one_without_stairwells_stay_whole(tmp_path):
    assert len(by_stairwells(read_buildings(slabs(tmp_path, households=50)), above=50).taken) == 1
    unknown = by_stairwells(read_buildings(slabs(tmp_path, units=None)), above=50)
    assert len(unknown.taken) == 1
    assert [one.code for one in unknown.remarks if one.code.startswith("stairwells")] == ["stairwells_unknown"]


def test_a_door_is_found_by_its_stairwell():
    book = AddressBook([SimpleNamespace(name="", address=f"锦绣花园3号楼{n}单元", estate="锦绣花园", number="3") for n in (1, 2, 3)])
    assert sole(book.match("锦绣花园3号楼2单元501室")).address == "锦绣花园3号楼2单元"
    assert sole(book.match("锦绣花园3号楼")) is None


@pytest.mark.rule("Y2")
def test_a_band_of_thirty_to_fifty_is_met_in_apartment_blocks(tmp_path):
    """Sixteen slabs of 120 households: no whole block is a group of 30–50, every stairwell of 40 is."""
    reading = read_buildings(slabs(tmp_path, households=120, count=16))
    in_band = []
    for taken in (reading.taken, by_stairwells(reading, above=50).taken):
        tess = tessellate([(row.source, row.shape) for row in taken])
        stock = {row.source: row.dwellings for row in taken}
        households = np.array([sum(stock[each] for each in atom.buildings) for atom in tess.atoms], float)
        proposal = propose(adjacency(tess), households, Band(30, 50), effort="fast")
        assert households.sum() == 16 * 120
        in_band.append(proposal.score.in_band / proposal.score.parts)
    assert in_band == [0.0, 1.0]
