"""The team of each grid (代办服务团队): who works there beside the post's holders, in which role and with which hat.

The law it keeps: who watches a grid (监督员) does not resolve what was found there (处置员); a proxy (代办员) has as many buildings of the
grid as the regulation says, and no building two proxies; where one person wears two hats, hat A is one of the regulation's posts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

from domain.building_heirs import Heirs, followed, require_together
from domain.errors import Invalid, PolicyRefused, Refused, Unknown
from domain.ids import BuildingId, CommunityId, GridId, TeamMemberId
from domain.policy import PolicyProfile
from domain.schema import Event, Events, event
from domain.values import Sealed

GRID, PROXY, SUPERVISOR, RESOLVER = "grid", "proxy", "supervisor", "resolver"
BESIDE = {"property": "物业人员", "police": "驻片民警", "medical": "医疗服务人员"}
"""Roles that no profile titles: they belong to somebody else and come into the grid."""
OFFICE_CADRE, COMMUNITY_CADRE = "机关干部", "社区干部"


@event("team.joined")
class Joined:
    """Stored format: change only with an upcast and a golden file. standing: which of the regulation's words fits, blank where none.

    hat_a: of two hats the specialist post; hat B is the grid's own affairs.
    """

    community: CommunityId
    member: TeamMemberId
    grid: GridId
    role: str
    title: str
    standing: str
    buildings: tuple[BuildingId, ...]
    hat_a: str | None
    sealed: Sealed
    clause: str


@event("team.readdressed")
class Readdressed:
    """Others stand in the register for some of a proxy's buildings."""

    member: TeamMemberId
    grid: GridId
    role: str
    buildings: tuple[BuildingId, ...]


@event("team.left")
class Left:
    member: TeamMemberId
    grid: GridId
    role: str


@dataclass(frozen=True, slots=True)
class Place:
    member: TeamMemberId
    grid: GridId
    role: str
    standing: str
    buildings: tuple[BuildingId, ...]


@dataclass(frozen=True, slots=True)
class State:
    community: CommunityId
    places: Mapping[tuple[TeamMemberId, GridId, str], Place] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    places = dict(state.places) if state else {}
    match event:
        case Joined():
            place = Place(event.member, event.grid, event.role, event.standing, event.buildings)
            return State(event.community, places | {(event.member, event.grid, event.role): place})
        case Readdressed() if state:
            of = (event.member, event.grid, event.role)
            return State(state.community, places | {of: replace(places[of], buildings=event.buildings)})
        case Left() if state:
            gone = (event.member, event.grid, event.role)
            return State(state.community, {key: place for key, place in places.items() if key != gone})
    raise TypeError(f"not an event of a team: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class RoleUnknown(Invalid):
    """Facts: known."""

    code = "team.role_unknown"


class MemberUnknown(Unknown):
    code = "team.member_unknown"


class WatchesAndResolves(Refused):
    """Facts: grid."""

    code = "team.watches_and_resolves"


class ProxyBuildings(PolicyRefused):
    """Facts: rule, value, limit, unit, clause."""

    code = "team.proxy_buildings"


class ProxiesComplete(PolicyRefused):
    """Facts: rule, value, limit, unit, clause."""

    code = "team.proxies_complete"


class BuildingTaken(Refused):
    """A building that is none of the grid's, or another proxy has. Facts: buildings."""

    code = "team.building_taken"


class HatUnknown(Invalid):
    """Facts: known, clause."""

    code = "team.hat_unknown"


def roles(profile: PolicyProfile) -> dict[str, str]:
    """Role -> local title."""
    return BESIDE | {key: post.title for key, post in profile.posts.items() if key != "building"}


def join(
    state: State | None,
    *,
    community: CommunityId,
    member: TeamMemberId,
    grid: GridId,
    role: str,
    standing: str,
    buildings: tuple[BuildingId, ...],
    hat_a: str | None,
    grid_buildings: Collection[BuildingId],
    sealed: Sealed,
    profile: PolicyProfile,
) -> Events:
    """grid_buildings: evidence. hat_a: key of one of the profile's posts (categories) where the regulation knows two hats."""
    known = roles(profile)
    if role not in known:
        raise RoleUnknown(known=sorted(known))
    if state is not None and (member, grid, role) in state.places:
        return ()
    places = tuple(state.places.values()) if state else ()
    here = [place for place in places if place.grid == grid]
    if {role, *(place.role for place in here if place.member == member)} >= {SUPERVISOR, RESOLVER}:
        raise WatchesAndResolves(grid=grid)
    clause = profile.posts[role].source.clause if role in profile.posts else ""
    if role == PROXY:
        _require_proxy([place for place in here if place.role == PROXY], standing, buildings, grid_buildings, profile)
    _require_hat(role, hat_a, profile)
    joined = Joined(
        community=community,
        member=member,
        grid=grid,
        role=role,
        title=known[role],
        standing=standing if role in profile.posts and standing in profile.posts[role].eligible else "",
        buildings=tuple(sorted(buildings)),
        hat_a=hat_a,
        sealed=sealed,
        clause=clause,
    )
    return (joined,)


def leave(state: State | None, *, member: TeamMemberId, grid: GridId, role: str) -> Events:
    if state is None or (member, grid, role) not in state.places:
        raise MemberUnknown()
    return (Left(member=member, grid=grid, role=role),)


def readdress(state: State | None, heirs: Heirs) -> Events:
    """Proxies keep their doors, however these are registered. Raises StairwellsHeldApart."""
    places = tuple(state.places.values()) if state else ()
    require_together(((place.member, place.buildings) for place in places), heirs)
    following = ((place, followed(place.buildings, heirs)) for place in places)
    return tuple(
        Readdressed(member=place.member, grid=place.grid, role=place.role, buildings=now)
        for place, now in following
        if set(now) != set(place.buildings)
    )


def _require_proxy(
    proxies: list[Place],
    standing: str,
    buildings: tuple[BuildingId, ...],
    grid_buildings: Collection[BuildingId],
    profile: PolicyProfile,
) -> None:
    taken = {each for place in proxies for each in place.buildings}
    if wrong := sorted(each for each in buildings if each not in grid_buildings or each in taken):
        raise BuildingTaken(buildings=wrong)
    if "proxy.most_buildings" not in profile.rules:
        return
    low, high = (profile.rule(key) for key in ("proxy.fewest_buildings", "proxy.most_buildings"))
    if not profile.number(low.key) <= len(set(buildings)) <= profile.number(high.key):
        limit = f"{low.value}–{high.value}"
        raise ProxyBuildings(rule=high.key, value=len(set(buildings)), limit=limit, unit=high.unit, clause=high.clause)
    for words, key in ((OFFICE_CADRE, "proxy.office_cadres"), (COMMUNITY_CADRE, "proxy.community_cadres")):
        rule, present = profile.rule(key), sum(place.standing == words for place in proxies)
        if standing == words and present >= profile.number(key):
            raise ProxiesComplete(rule=key, value=present + 1, limit=str(rule.value), unit=rule.unit, clause=rule.clause)


def _require_hat(role: str, hat_a: str | None, profile: PolicyProfile) -> None:
    wears_two = profile.cover.meaning == "two_hats" and role == GRID
    if (wears_two and hat_a not in profile.categories) or (not wears_two and hat_a is not None):
        known = sorted(profile.categories) if wears_two else []
        raise HatUnknown(known=known, value=role, limit=known, clause=profile.cover.source.clause)
