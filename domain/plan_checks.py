"""What the regulation says of a drawn plan: one Check for each rule looked at, with its clause.

Which failures forbid a submission:
- the grids do not tile the land, a building is cut, a household has no grid: always; a grid is torn: unless it was named as an exception.
- a grid outside the household band: yes, unless the community is rural and the profile calls the band advisory there; or the band is
  advisory because the community's own regulation gives none; or the grid is too large because of one atom that no line can divide; or no
  number of grids at all could bring this community into the band.
  What still forbids can be excepted with a reason (plan_approval.submit).
- the community's own size, weighted load, the principles of division, compactness: never; they inform.
Dedicated grids (专属网格) have no band.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, pi
from typing import Protocol

from domain import difficulty, plan_principles
from domain.ids import BuildingId, GridId
from domain.policy import Band, PolicyProfile
from domain.values import Check, DrawnGrid, DwellingKind, GridKind, Tally

IN_BAND = "grid.households_in_band"
SINGLE_ABOVE = "grid.single_building_above_band"
COMPACTNESS = "grid.compactness"
COMMUNITY_SIZE = "community.size"
WEIGHTED_LOAD = "grid.weighted_load"
TORN = "grid.not_contiguous"
PIECES = "grid.pieces"
FORBIDDING = ("plan.gap", "plan.overlap", TORN, "building.split", "household.without_grid")
"""Codes that stand in every result, passed when gis found nothing of the kind. Other findings of gis (plan.defect, …) forbid as well."""

COVERAGE = "grid.coverage"
ASKED_BY = {
    "plan.gap": COVERAGE,
    "plan.overlap": COVERAGE,
    TORN: PIECES,
    "building.split": "grid.whole_buildings",
    "household.without_grid": COVERAGE,
}
"""The rule of the profile that asks for it (policies keys)."""

BORDERS = frozenset({"plan.gap", "plan.overlap", TORN})

EDGE = 1e-9
"""Shares of a band are floats: 300/300 must count as 1."""


class Finding(Protocol):
    """What gis or the commands found wrong. place: (lon, lat) degrees SRID 4490. amount_m2: area concerned, where known."""

    @property
    def code(self) -> str: ...
    @property
    def grid(self) -> GridId | None: ...
    @property
    def place(self) -> tuple[float, float] | None: ...
    @property
    def amount_m2(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Mix:
    """Households by kind of dwelling: each kind has its band."""

    bungalow: int = 0
    block: int = 0

    def __add__(self, other: Mix) -> Mix:
        return Mix(self.bungalow + other.bungalow, self.block + other.block)

    def __sub__(self, other: Mix) -> Mix:
        return Mix(self.bungalow - other.bungalow, self.block - other.block)

    @property
    def total(self) -> int:
        return self.bungalow + self.block

    def of_high(self, bands: Bands) -> float:
        """How many grids this is at the least, each filled to the top of its band."""
        return self.bungalow / bands.bungalow.high + self.block / bands.block.high

    def of_low(self, bands: Bands) -> float:
        """How many grids this is at the most, each at the bottom of its band."""
        return self.bungalow / bands.bungalow.low + self.block / bands.block.low


@dataclass(frozen=True, slots=True)
class Bands:
    bungalow: Band
    block: Band

    @staticmethod
    def of(profile: PolicyProfile, subject: str) -> Bands:
        return Bands(profile.band(DwellingKind.BUNGALOW, subject), profile.band(DwellingKind.BLOCK, subject))

    @property
    def is_advisory(self) -> bool:
        """The sizes are not the regulation's own."""
        return self.bungalow.is_advisory and self.block.is_advisory

    def holds(self, mix: Mix) -> bool:
        """For one kind simply low ≤ n ≤ high; for a mixture the shares of the bands are added."""
        return mix.of_high(self) <= 1 + EDGE and mix.of_low(self) >= 1 - EDGE

    def limit(self, mix: Mix) -> str:
        """The band for people: that of the only kind present, or both."""
        if not mix.bungalow or self.bungalow.limit == self.block.limit:
            return self.block.limit
        return self.bungalow.limit if not mix.block else f"平房 {self.bungalow.limit}，楼房 {self.block.limit}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a grid. heaviest: the households of its fullest atom, which no drawing can divide.

    weighted: households by the difficulty of the work in their buildings; None where the regulation does not weigh.
    """

    grid: GridId
    kind: GridKind
    mix: Mix
    heaviest: Mix
    weighted: float | None = None

    @property
    def load(self) -> float:
        return float(self.mix.total) if self.weighted is None else self.weighted


def standings(
    grids: Iterable[DrawnGrid],
    buildings_of: Mapping[int, Sequence[BuildingId]],
    households: Mapping[BuildingId, tuple[DwellingKind, int]],
    weights: Mapping[BuildingId, int] | None = None,
) -> tuple[Standing, ...]:
    """buildings_of: atom to its buildings. households: kind and number of each building that counts; demolished ones are left out.

    weights: of the buildings whose work is not ordinary, in percent; None: nothing is weighed.
    """
    return tuple(_standing(grid, buildings_of, households, weights) for grid in grids)


def _standing(
    grid: DrawnGrid,
    buildings_of: Mapping[int, Sequence[BuildingId]],
    households: Mapping[BuildingId, tuple[DwellingKind, int]],
    weights: Mapping[BuildingId, int] | None,
) -> Standing:
    atoms = [_mix(households[building] for building in buildings_of.get(atom, ()) if building in households) for atom in grid.atoms]
    here = {each: households[each][1] for atom in grid.atoms for each in buildings_of.get(atom, ()) if each in households}
    weighted = None if weights is None else difficulty.weighted(here, weights)
    return Standing(grid.grid, grid.kind, sum(atoms, Mix()), max(atoms, key=lambda mix: mix.total, default=Mix()), weighted)


def _mix(counted: Iterable[tuple[DwellingKind, int]]) -> Mix:
    return sum((Mix(block=number) if kind is DwellingKind.BLOCK else Mix(bungalow=number) for kind, number in counted), Mix())


def checks_for(
    standing: Sequence[Standing],
    tallies: Sequence[Tally],
    findings: Iterable[Finding],
    profile: PolicyProfile,
    *,
    is_rural: bool = False,
    wardens: int | None = None,
    apart: Collection[GridId] = (),
) -> tuple[Check, ...]:
    """Every rule looked at, passed or not, in this order: tiling, bands by grid, weighted loads, community, principles, compactness.

    wardens: evidence, how many the community has; None: not looked at. apart: grids that may lie in several pieces, each named
    with its reason (plan_marks).
    """
    ordinary = [one for one in standing if one.kind is GridKind.ORDINARY]
    bands, found = Bands.of(profile, "grid"), tuple(findings)
    return (
        *_tiling(found, profile, apart),
        *_bands(ordinary, bands, profile, is_rural),
        *_weighted(ordinary, bands, profile),
        *_community(standing, tallies, profile),
        *plan_principles.principles(
            profile,
            unclear=sum(one.code in BORDERS for one in found),
            in_band=[bands.holds(one.mix) for one in ordinary],
            loads=[one.load for one in ordinary],
            grids=len(standing),
            wardens=wardens,
        ),
        *_compactness(tallies),
    )


def _tiling(findings: tuple[Finding, ...], profile: PolicyProfile, apart: Collection[GridId]) -> Iterable[Check]:
    failed = {finding.code for finding in findings}
    clause = {code: profile.rule(rule).clause for code, rule in ASKED_BY.items()}
    for code in FORBIDDING:
        if code not in failed:
            yield Check(code, passed=True, forbids=True, clause=clause[code])
    for finding in findings:
        excused = finding.code == TORN and finding.grid in apart
        yield Check(finding.code, False, not excused, finding.grid, finding.amount_m2, None, clause.get(finding.code), finding.place)


def _bands(ordinary: Sequence[Standing], bands: Bands, profile: PolicyProfile, is_rural: bool) -> Iterable[Check]:
    advisory = (is_rural and profile.rule("grid.rural").value == "advisory") or bands.is_advisory or not _is_divisible(ordinary, bands)
    for one in ordinary:
        lone = is_single_above(one, bands)
        clause = bands.block.rule.clause if one.mix.block else bands.bungalow.rule.clause
        value, limit = float(one.mix.total), bands.limit(one.mix)
        yield Check(IN_BAND, bands.holds(one.mix), not (advisory or lone), one.grid, value, limit, clause)
        if lone:
            yield Check(SINGLE_ABOVE, False, False, one.grid, float(one.heaviest.total), bands.limit(one.heaviest), clause)


def _weighted(ordinary: Sequence[Standing], bands: Bands, profile: PolicyProfile) -> Iterable[Check]:
    """The load as the work weighs, against the top of the same band."""
    for one in ordinary:
        if one.weighted is not None and one.mix.total:
            full = one.mix.of_high(bands) * one.weighted / one.mix.total
            clause = profile.rule(difficulty.RULE).clause
            yield Check(WEIGHTED_LOAD, full <= 1 + EDGE, False, one.grid, round(one.weighted, 1), bands.limit(one.mix), clause)


def is_single_above(one: Standing, bands: Bands) -> bool:
    """One atom alone is above the band, and what stands beside it could not be a grid by itself."""
    return one.heaviest.of_high(bands) > 1 + EDGE and (one.mix - one.heaviest).of_low(bands) < 1 - EDGE


def _is_divisible(ordinary: Sequence[Standing], bands: Bands) -> bool:
    """Whether some number of grids could hold all these households inside the band; grids of one too large building stand aside."""
    whole = sum((one.mix for one in ordinary if not is_single_above(one, bands)), Mix())
    return not whole.total or ceil(whole.of_high(bands) - EDGE) <= floor(whole.of_low(bands) + EDGE)


def _community(standing: Sequence[Standing], tallies: Sequence[Tally], profile: PolicyProfile) -> Iterable[Check]:
    """R1, in people, weighed by the households of each kind; silent until people are registered."""
    people, mix = sum(tally.people for tally in tallies), sum((one.mix for one in standing), Mix())
    if not profile.has_band("community") or not people or not mix.total:
        return
    bands, share = Bands.of(profile, "community"), mix.block / mix.total
    low = round(bands.bungalow.low * (1 - share) + bands.block.low * share)
    high = round(bands.bungalow.high * (1 - share) + bands.block.high * share)
    yield Check(COMMUNITY_SIZE, low <= people <= high, False, None, float(people), f"{low}–{high}", bands.block.rule.clause)


def _compactness(tallies: Sequence[Tally]) -> Iterable[Check]:
    """Polsby–Popper, 1 for a circle: information, always passed."""
    for tally in tallies:
        value = 4 * pi * tally.area_m2 / tally.perimeter_m**2 if tally.perimeter_m else 0.0
        yield Check(COMPACTNESS, True, False, tally.grid, round(value, 4))
