"""What the regulation says of a community's building groups (楼组) as they stand: each rule looked at, with value, limit, clause, place.

The band and the wish for a group around every home are looked at where the regulation gives a band, the head where it has such a post; one
grid and one piece wherever groups stand. Nothing here forbids: what may not be is refused when a group is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.ids import BuildingGroupId, BuildingId, GridId
from domain.plan_checks import EDGE, Bands
from domain.policy import PolicyProfile
from domain.structure.building_groups import SUBJECT, Group, mix_of
from domain.values import DwellingKind

IN_BAND = "building_group.households_in_band"
SINGLE_ABOVE = "building_group.single_building_above_band"
ONE_GRID = "building_group.in_one_grid"
ONE_PIECE = "building_group.in_one_piece"
ONE_HEAD = "building_group.one_head"
GROUPED = "building_group.building_in_one_group"

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Home:
    """A standing building as the checks see it. grid: None where no plan in force holds it. place: (lon, lat) degrees, SRID 4490."""

    kind: DwellingKind
    households: int
    grid: GridId | None
    place: Place


@dataclass(frozen=True, slots=True)
class GroupCheck:
    """One rule looked at on one group, or on one building. buildings: those concerned where it fails; place: of the first of them."""

    code: str
    passed: bool
    grid: GridId | None
    group: BuildingGroupId | None
    name: str
    value: float | None
    limit: str | None
    clause: str | None
    buildings: tuple[BuildingId, ...] = ()
    place: Place | None = None


def checks_for(
    groups: Mapping[BuildingGroupId, Group],
    homes: Mapping[BuildingId, Home],
    strays: Mapping[BuildingGroupId, Sequence[BuildingId]],
    profile: PolicyProfile,
    only: GridId | None = None,
) -> tuple[GroupCheck, ...]:
    """strays: buildings of a group that do not hang together with the rest of it. only: one grid's groups and buildings."""
    asked = {key: one for key, one in sorted(groups.items(), key=lambda pair: (pair[1].grid, pair[1].name)) if only in (None, one.grid)}
    found = [check for key, one in asked.items() for check in _of_group(key, one, homes, strays.get(key, ()), profile)]
    return (*found, *_ungrouped(groups, homes, profile, only))


def _of_group(
    key: BuildingGroupId, group: Group, homes: Mapping[BuildingId, Home], strays: Sequence[BuildingId], profile: PolicyProfile
) -> Iterable[GroupCheck]:
    standing = [each for each in group.buildings if each in homes]
    whole = profile.rule("grid.whole_buildings").clause

    def told(code: str, passed: bool, value: float, limit: str, clause: str, wrong: Sequence[BuildingId]) -> GroupCheck:
        named = () if passed else tuple(wrong)
        return GroupCheck(code, passed, group.grid, key, group.name, value, limit, clause, named, homes[named[0]].place if named else None)

    if profile.has_band(SUBJECT):
        bands, mix = Bands.of(profile, SUBJECT), mix_of((homes[each].kind, homes[each].households) for each in standing)
        clause = (bands.block if mix.block else bands.bungalow).rule.clause
        yield told(IN_BAND, bands.holds(mix), float(mix.total), bands.limit(mix), clause, standing)
        for each in standing:
            alone = mix_of([(homes[each].kind, homes[each].households)])
            if alone.of_high(bands) > 1 + EDGE:
                yield told(SINGLE_ABOVE, False, float(alone.total), bands.limit(alone), clause, [each])
    grids = sorted({grid for each in standing if (grid := homes[each].grid)})
    yield told(ONE_GRID, len(grids) <= 1, float(len(grids)), "1", whole, [each for each in standing if homes[each].grid != group.grid])
    yield told(ONE_PIECE, not strays, float(1 + bool(strays)), "1", profile.rule("grid.pieces").clause, strays)
    if "building" in profile.posts:
        yield told(ONE_HEAD, group.head is not None, float(group.head is not None), "1", profile.post("building").source.clause, standing)


def _ungrouped(
    groups: Mapping[BuildingGroupId, Group], homes: Mapping[BuildingId, Home], profile: PolicyProfile, only: GridId | None
) -> Iterable[GroupCheck]:
    """Buildings with homes in no group; none is missed where the regulation asks for no groups."""
    if not profile.has_band(SUBJECT):
        return
    grouped = {each for one in groups.values() for each in one.buildings}
    for each, home in sorted(homes.items()):
        if home.households and each not in grouped and only in (None, home.grid):
            clause = Bands.of(profile, SUBJECT).block.rule.clause
            yield GroupCheck(GROUPED, False, home.grid, None, "", 0.0, "1", clause, (each,), home.place)
