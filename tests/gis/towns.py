"""Towns to divide: atoms of real neighbourhoods, with counted or estimated households."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from domain.ids import BuildingId
from gis.partition import BareGraph
from gis.tessellation import Tessellation, tessellate
from gis.topology import adjacency

DWELLING_M2 = 110.0
"""Floor area of one dwelling with its share of stairs, where households are estimated."""


@dataclass(frozen=True)
class Town:
    name: str
    graph: BareGraph
    households: NDArray[np.float64]


def counted(folder: Path, *towns: str) -> Town:
    """Apartment blocks of the Singapore set with the dwellings they really have; each town is land of its own."""
    meta, _, shapes, columns = pyogrio.raw.read(folder / "sg_hdb_blocks.geojson", columns=["town", "households"])
    columns = dict(zip(meta["fields"], columns, strict=True))
    parts = []
    for town in towns:
        at = np.flatnonzero(columns["town"] == town)
        parts.append(_town(town, shapely.from_wkb(shapes[at]), columns["households"][at].astype(float)))
    return beside_each_other("+".join(towns), parts)


def estimated(folder: Path, file: str) -> Town:
    """Footprints of one file, households from floor area; two floors where none are given."""
    path = folder / f"{file}.geojson"
    given = [name for name in pyogrio.read_info(path)["fields"] if name == "floors"]
    _, _, shapes, columns = pyogrio.raw.read(path, columns=given)
    floors = np.nan_to_num(columns[0].astype(float), nan=2.0) if given else np.full(len(shapes), 2.0)
    footprints = shapely.from_wkb(shapes)
    m2 = shapely.area(footprints) * 111_320.0**2 * np.cos(np.radians(shapely.get_y(shapely.centroid(footprints))))
    return _town(file, footprints, np.maximum(0.0, np.rint(m2 * np.maximum(floors, 1.0) * 0.75 / DWELLING_M2)))


def beside_each_other(name: str, parts: list[Town]) -> Town:
    """Several lands as one question."""
    offsets = np.cumsum([0, *(len(part.households) for part in parts)])
    graphs = [part.graph for part in parts]
    return Town(
        name,
        BareGraph.of(
            np.concatenate([g.xs for g in graphs]),
            np.concatenate([g.ys for g in graphs]),
            np.concatenate([g.edges + offset for g, offset in zip(graphs, offsets, strict=False)]),
            np.concatenate([g.border_m for g in graphs]),
        ),
        np.concatenate([part.households for part in parts]),
    )


def _town(name: str, shapes: NDArray[np.object_], households: NDArray[np.float64]) -> Town:
    tess = tessellate([(BuildingId(f"b{i}"), shape) for i, shape in enumerate(shapes)])
    graph = adjacency(tess)
    return Town(name, BareGraph.of(graph.xs, graph.ys, graph.edges, graph.border_m), _per_atom(tess, households))


def _per_atom(tess: Tessellation, households: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([sum(households[int(building[1:])] for building in atom.buildings) for atom in tess.atoms], float)
