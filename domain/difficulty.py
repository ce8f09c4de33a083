"""How hard the work in a building is (服务监管工作的难度): weights in percent of an ordinary one, by which the load of a grid is told.

The law it keeps: a weight is decided with a document, within what the profile allows; looked at anew in every year, also where nothing
changes; only where the regulation weighs at all. It says something of buildings and nothing of who works there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from domain.building_heirs import Heirs
from domain.errors import Invalid, PolicyRefused, Refused, Unknown
from domain.ids import BuildingId, CommunityId
from domain.policy import PolicyProfile
from domain.required import require_document
from domain.schema import Event, Events, event

RULE, LOWEST, HIGHEST, CADENCE = "grid.difficulty", "grid.difficulty_lowest", "grid.difficulty_highest", "readjustment"
ORDINARY = 100


@dataclass(frozen=True, slots=True)
class Weight:
    """percent: 100 for ordinary work."""

    building: BuildingId
    percent: int


@event("difficulty.decided")
class Decided:
    """Stored format: change only with an upcast and a golden file. weights: those that change; none: all were looked at and stay."""

    community: CommunityId
    on: date
    document: str
    weights: tuple[Weight, ...]


@event("difficulty.readdressed")
class Readdressed:
    """Others stand in the register for buildings that were weighed: the stairwells weigh what their block did, the block what they did on
    average. on, document: of the decision that still holds."""

    community: CommunityId
    on: date
    document: str
    weights: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class State:
    community: CommunityId
    decided_on: date
    document: str
    weights: Mapping[BuildingId, int] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, Decided | Readdressed):
        raise TypeError(f"not an event of difficulty: {event!r}")
    before = state or State(event.community, event.on, event.document)
    weights = dict(before.weights) | {one.building: one.percent for one in event.weights}
    return replace(before, decided_on=event.on, document=event.document, weights=weights)


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class NotWeighed(Refused):
    """The regulation does not weigh the work. Facts: profile, rule."""

    code = "difficulty.not_weighed"


class NotStandingHere(Unknown):
    """No such building stands in the community. Facts: building."""

    code = "difficulty.building_unknown"


class WeightOutOfRange(PolicyRefused):
    """Facts: rule, value, limit, unit, clause."""

    code = "difficulty.weight_out_of_range"


class WeighedTwice(Invalid):
    """One building named with several weights. Facts: building."""

    code = "difficulty.weighed_twice"


def decide(
    state: State | None,
    *,
    community: CommunityId,
    weights: Collection[Weight],
    standing: Collection[BuildingId],
    on: date,
    document: str,
    profile: PolicyProfile,
) -> Events:
    """standing: evidence, the community's buildings. The same decision again writes nothing."""
    if not is_asked(profile):
        raise NotWeighed(profile=profile.key, rule=RULE)
    require_document(document)
    _require_sound(weights, standing, profile)
    known = state.weights if state else {}
    changed = tuple(one for one in sorted(weights, key=lambda one: one.building) if known.get(one.building, ORDINARY) != one.percent)
    if state is not None and not changed and (state.decided_on, state.document) == (on, document):
        return ()
    return (Decided(community=community, on=on, document=document, weights=changed),)


def readdress(state: State | None, heirs: Heirs, dwellings: Mapping[BuildingId, int]) -> Events:
    """dwellings: of those that go."""
    if state is None:
        return ()
    weighed = (Weight(each, _mean(state.weights, gone, dwellings)) for gone, to in heirs.items() for each in to)
    changed = tuple(one for one in weighed if state.weights.get(one.building, ORDINARY) != one.percent)
    told = Readdressed(community=state.community, on=state.decided_on, document=state.document, weights=changed)
    return (told,) if changed else ()


def _mean(weights: Mapping[BuildingId, int], buildings: Collection[BuildingId], dwellings: Mapping[BuildingId, int]) -> int:
    homes = {each: dwellings[each] or 1 for each in buildings}
    return round(sum(weights.get(each, ORDINARY) * number for each, number in homes.items()) / sum(homes.values()))


def is_asked(profile: PolicyProfile) -> bool:
    return RULE in profile.rules


def is_due(last: date | None, profile: PolicyProfile, today: date) -> bool:
    """Whether this year's readjustment is still to be made. last: the day of the latest decision."""
    if CADENCE not in profile.cadences:
        return False
    return last is None or last.year < today.year


def weighted(households: Mapping[BuildingId, int], weights: Mapping[BuildingId, int]) -> float:
    """Households as if every building were an ordinary one."""
    return sum(number * weights.get(building, ORDINARY) for building, number in households.items()) / ORDINARY


def _require_sound(weights: Collection[Weight], standing: Collection[BuildingId], profile: PolicyProfile) -> None:
    low, high = profile.number(LOWEST), profile.number(HIGHEST)
    seen: set[BuildingId] = set()
    for one in weights:
        if one.building not in standing:
            raise NotStandingHere(building=one.building)
        if one.building in seen:
            raise WeighedTwice(building=one.building)
        seen.add(one.building)
        if not low <= one.percent <= high:
            rule = profile.rule(HIGHEST)
            raise WeightOutOfRange(rule=RULE, value=one.percent, limit=f"{low}–{high}", unit=rule.unit, clause=rule.clause)
