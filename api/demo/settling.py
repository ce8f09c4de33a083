"""The community and its people come in: buildings from a file, households from sheets, estate by estate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from api.commands import dividers, registering, territory
from api.commands.dividers import LinesFile
from api.commands.territory import BuildingsFile
from api.demo import town
from api.demo.boundaries import first_plan
from api.demo.cast import DESK, PLANNER
from api.demo.people import Family, write_sheet
from api.demo.rota import appointments, enrolment
from api.demo.scale import FIRST
from api.demo.scene import Scene
from api.demo.stage import Story
from api.demo.town import Files, House
from domain.policy import PolicyProfile
from gis.exchange import read_boundary, read_buildings, read_households, read_roads

WATER = "河道"
TOWERS_OCCUPIED = (0.3, 0.4, 0.75)
"""Share of the doors still empty that is registered at each sheet after the towers' delivery."""


def beginning(scene: Scene) -> Story:
    """Buildings, wardens, the first plan, then everybody who lives there."""
    yield scene.begin
    _bring(scene, FIRST, first=True)
    _lines(scene)
    enrolment(scene)
    yield from first_plan(scene)
    appointments(scene)
    estates = dict.fromkeys(house.estate for house in scene.town.houses if house.dwellings)
    for place, estate in enumerate(estates):
        yield scene.at(0.03 + 0.008 * place)
        houses = [house for house in scene.town.houses if house.estate == estate and house.dwellings]
        families = list(scene.registry.families(houses, scene.scale.occupied))
        scene.empty += _without(houses, families)
        _register(scene, f"sheet {estate}", families)


def delivery(scene: Scene) -> Story:
    """The new towers are finished: their buildings are imported into the land as it stands, and people move in sheet by sheet."""
    yield scene.at(0.28)
    _bring(scene, "towers", first=False)
    doors = [(tower, *door) for tower in scene.town.towers for door in tower.doors()]
    for sheet, share in enumerate(TOWERS_OCCUPIED):
        yield scene.at(0.30 + 0.04 * sheet)
        moved = doors[: round(len(doors) * share * scene.scale.occupied)]
        doors = doors[len(moved) :]
        _register(scene, f"tower sheet {sheet}", [scene.registry.family(*door) for door in moved])
    scene.empty += doors


def _bring(scene: Scene, key: str, *, first: bool) -> None:
    with TemporaryDirectory() as folder:
        files = scene.town.write(Path(folder))
        given = _file(files, first)
    named = {"name": town.NAME, "profile": PolicyProfile.load("runzhou")} if first else {}
    scene.stage.do(key, PLANNER, lambda ctx: territory.import_buildings(ctx, scene.code, given, **named), reason=f"import {given.name}")


def _lines(scene: Scene) -> None:
    """Streets, and apart from them the harbour canal, which the surveyor draws among them."""
    with TemporaryDirectory() as folder:
        path = scene.town.write(Path(folder)).roads
        reading, digest = read_roads(path), territory.file_hash(path)
    for is_water in (False, True):
        taken = tuple(row for row in reading.taken if (row.kind == WATER) is is_water)
        given = LinesFile("水系.geojson" if is_water else path.name, digest, replace(reading, taken=taken), is_water)
        scene.stage.do(f"lines {given.name}", PLANNER, lambda ctx, file=given: dividers.record(ctx, scene.code, file))


def _file(files: Files, first: bool) -> BuildingsFile:
    path = files.buildings if first else files.later
    return BuildingsFile(
        name=path.name,
        sha256=territory.file_hash(path),
        reading=read_buildings(path),
        boundary=read_boundary(files.boundary).shape if first else None,
        roads=_streets(files.roads) if first else None,
    )


def _streets(path: Path) -> LinesFile:
    """The land is not cut along footways, which run through courtyards."""
    return LinesFile(path.name, territory.file_hash(path), read_roads(path).dividing())


def _without(houses: Sequence[House], families: Sequence[Family]) -> Iterator[tuple[House, str, str]]:
    """Doors with nobody behind them."""
    lived_in = {(family.house.key, family.unit, family.room) for family in families}
    return ((house, *door) for house in houses for door in house.doors() if (house.key, *door) not in lived_in)


def _register(scene: Scene, label: str, families: Sequence[Family]) -> None:
    """As the desk does it with a sheet; households whose files an interrupted load opened already are left alone."""
    with TemporaryDirectory() as folder:
        reading = read_households(write_sheet(Path(folder, "住户.csv"), families), today=scene.today())
    ctx = scene.stage.ctx(label, DESK, reason="入户登记表导入")
    keys = [row.key for row in reading.households]
    known = registering.files_of(ctx, scene.code, keys)
    missing = tuple(row for row in reading.households if row.key not in known)
    if missing:
        registering.register_all(ctx, scene.code, replace(reading, households=missing))
        known = registering.files_of(ctx, scene.code, keys)
    scene.homes |= {known[key]: family for key, family in zip(keys, families, strict=True)}
