"""A community (社区): its tiers, its profile, its territory, and the one plan in force.

The law it keeps: one plan is in force on any day; a grid code is issued once and never reused; a community changes its
policy profile only by an event, and history keeps the old one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from domain.community_events import (
    BuildingsImported,
    Dissolved,
    FormationRevoked,
    FormedByMerge,
    MergedInto,
    MergeRevoked,
    PlanCameIntoForce,
    PlanPassedOn,
    ProfileChanged,
    Registered,
    Renamed,
    TerritoryDrawn,
)
from domain.community_refusals import BaseNotInForce as BaseNotInForce
from domain.community_refusals import CommunityEnded as CommunityEnded
from domain.community_refusals import CommunityRegisteredOtherwise as CommunityRegisteredOtherwise
from domain.community_refusals import CommunityUnknown as CommunityUnknown
from domain.community_refusals import EnactedBeforePresent as EnactedBeforePresent
from domain.community_refusals import EnactmentPending as EnactmentPending
from domain.community_refusals import GridCodeIssuedBefore as GridCodeIssuedBefore
from domain.community_refusals import ImportAfterEnd as ImportAfterEnd
from domain.community_refusals import PostAfterEnd as PostAfterEnd
from domain.community_refusals import TerritoryInUse as TerritoryInUse
from domain.community_refusals import TerritoryMissing as TerritoryMissing
from domain.community_refusals import TiersUnfit as TiersUnfit
from domain.ids import CommunityId, GridCode, PlanId, TessellationId, community_code, community_id, sequence_of
from domain.policy import PolicyProfile
from domain.required import require_document, require_name, require_reason
from domain.schema import Event, Events
from domain.tiers import Tier, TierLevel, fits, tiers_of

# State


@dataclass(frozen=True, slots=True)
class Enactment:
    plan: PlanId
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class State:
    """is_territory_drawn: the ring was given, not derived. enactments: in the order they were decided, their dates never going back.
    ended_on: merged into the successor, or dissolved. passed_on: when a plan of the successor took its land over.
    """

    community: CommunityId
    name: str
    profile: str
    tiers: tuple[Tier, ...]
    is_rural: bool
    territory: TessellationId | None = None
    is_territory_drawn: bool = False
    enactments: tuple[Enactment, ...] = ()
    issued: frozenset[GridCode] = frozenset()
    imports: frozenset[str] = frozenset()
    ended_on: date | None = None
    successor: CommunityId | None = None
    came_from: tuple[CommunityId, ...] = ()
    passed_on: date | None = None


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, Registered):
        return State(event.community, event.name, event.profile, event.tiers, event.is_rural)
    if state is None:
        raise TypeError(f"not the first event of a community: {event!r}")
    match event:
        case Renamed():
            tiers = tuple(replace(tier, name=event.name) if tier.level is TierLevel.COMMUNITY else tier for tier in state.tiers)
            return replace(state, name=event.name, tiers=tiers)
        case ProfileChanged():
            return replace(state, profile=event.profile, tiers=event.tiers)
        case BuildingsImported():
            return replace(state, imports=state.imports | {event.sha256})
        case TerritoryDrawn():
            return replace(state, territory=event.tessellation, is_territory_drawn=not event.derived)
        case PlanCameIntoForce():
            enacted = Enactment(event.plan, event.on, event.document)
            return replace(state, enactments=(*state.enactments, enacted), issued=state.issued | set(event.codes_issued))
        case FormedByMerge():
            return replace(state, came_from=state.came_from + event.communities)
    return _ended(state, event)


def _ended(state: State, event: Event) -> State:
    match event:
        case MergedInto():
            return replace(state, ended_on=event.on, successor=event.into)
        case MergeRevoked():
            return replace(state, ended_on=None, successor=None)
        case FormationRevoked():
            return replace(state, came_from=tuple(one for one in state.came_from if one not in event.communities))
        case Dissolved():
            return replace(state, ended_on=event.on)
        case PlanPassedOn():
            return replace(state, passed_on=event.on)
    raise TypeError(f"not an event of a community: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def enactment_in_force(state: State, on: date) -> Enactment | None:
    """What holds on that day. Of two that start on one day the one decided later holds."""
    if state.passed_on is not None and on >= state.passed_on:
        return None
    return next((one for one in reversed(state.enactments) if one.on <= on), None)


def plan_in_force(state: State, on: date) -> PlanId | None:
    enactment = enactment_in_force(state, on)
    return enactment.plan if enactment else None


def issued_through(state: State) -> int:
    """The highest grid sequence ever issued here; 0 before the first plan."""
    return max(map(sequence_of, state.issued), default=0)


# Decisions


def register(
    state: State | None, *, code: str, name: str, profile: PolicyProfile, tiers: tuple[Tier, ...] = (), is_rural: bool = False
) -> Events:
    """tiers: from the city down; left out, they follow from the profile and the code, unnamed above the community."""
    community = community_id(code)
    require_name(name)
    tiers = tiers or tiers_of(profile, code, name)
    _require_fit(tiers, profile, code)
    registered = Registered(community=community, name=name, profile=profile.key, tiers=tiers, is_rural=is_rural)
    if state is None:
        return (registered,)
    if (state.name, state.profile, state.tiers, state.is_rural) == (name, profile.key, tiers, is_rural):
        return ()
    raise CommunityRegisteredOtherwise(community=community)


def rename(state: State | None, *, name: str, reason: str) -> Events:
    known = going_on(state)
    require_name(name)
    if name == known.name:
        return ()
    require_reason(reason)
    return (Renamed(name=name, reason=reason),)


def change_profile(state: State | None, *, profile: PolicyProfile, tiers: tuple[Tier, ...] = (), reason: str) -> Events:
    """tiers: as the new profile has them; left out, levels that both profiles know keep their names."""
    known = going_on(state)
    code = community_code(known.community)
    tiers = tiers or tiers_of(profile, code, known.name, {tier.level: tier.name for tier in known.tiers})
    if (profile.key, tiers) == (known.profile, known.tiers):
        return ()
    require_reason(reason)
    _require_fit(tiers, profile, code)
    return (ProfileChanged(profile=profile.key, replaces=known.profile, tiers=tiers, reason=reason),)


def record_import(state: State | None, imported: BuildingsImported) -> Events:
    """A file read again that brought nothing new leaves no trace."""
    known = _known(state)
    return () if imported.sha256 in known.imports and imported.taken == 0 else (imported,)


def draw_territory(state: State | None, *, tessellation: TessellationId, derived: bool, area_m2: float, atoms: int) -> Events:
    known = going_on(state)
    if known.territory == tessellation:
        return ()
    if known.enactments:
        raise TerritoryInUse(plan=known.enactments[-1].plan)
    return (TerritoryDrawn(tessellation=tessellation, derived=derived, area_m2=area_m2, atoms=atoms),)


def refine_territory(state: State | None, *, tessellation: TessellationId, area_m2: float, atoms: int) -> Events:
    """The same land with some atoms cut, as the plan that takes force needs it: allowed where drawing it anew is not."""
    known = going_on(state)
    if known.territory is None:
        raise TerritoryMissing()
    drawn = TerritoryDrawn(tessellation=tessellation, derived=not known.is_territory_drawn, area_m2=area_m2, atoms=atoms)
    return () if known.territory == tessellation else (drawn,)


def bring_plan_into_force(
    state: State | None,
    *,
    plan: PlanId,
    base: PlanId | None,
    on: date,
    document: str,
    new_codes: tuple[GridCode, ...],
    today: date,
) -> Events:
    """new_codes: codes of the plan's grids that its base had not. A day in the past is allowed back to the present plan's first day."""
    known = going_on(state)
    latest = known.enactments[-1] if known.enactments else None
    if latest and (latest.plan, latest.on, latest.document) == (plan, on, document):
        return ()
    if known.territory is None:
        raise TerritoryMissing()
    require_document(document)
    _require_succession(latest, base, on, today)
    _require_unissued(known, new_codes)
    replaces = latest.plan if latest else None
    return (PlanCameIntoForce(plan=plan, on=on, replaces=replaces, document=document, codes_issued=new_codes),)


def _known(state: State | None) -> State:
    if state is None:
        raise CommunityUnknown()
    return state


def going_on(state: State | None) -> State:
    """Raises CommunityUnknown, CommunityEnded."""
    known = _known(state)
    if known.ended_on is not None:
        raise CommunityEnded(on=known.ended_on, successor=known.successor)
    return known


def _require_fit(tiers: tuple[Tier, ...], profile: PolicyProfile, code: str) -> None:
    if not fits(tiers, profile, code):
        raise TiersUnfit(profile=profile.key, tiers="–".join(tier.title for tier in profile.tiers))


def _require_succession(latest: Enactment | None, base: PlanId | None, on: date, today: date) -> None:
    if latest and latest.on > today:
        raise EnactmentPending(plan=latest.plan, on=latest.on)
    in_force = latest.plan if latest else None
    if base != in_force:
        raise BaseNotInForce(base=base, in_force=in_force)
    if latest and on < latest.on:
        raise EnactedBeforePresent(on=on, present_since=latest.on)


def _require_unissued(state: State, codes: tuple[GridCode, ...]) -> None:
    highest = issued_through(state)
    for code in codes:
        if sequence_of(code) <= highest:
            raise GridCodeIssuedBefore(grid_code=code, issued_through=highest)
