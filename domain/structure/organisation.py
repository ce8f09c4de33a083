"""An organisation (驻区单位、沿街商户): a unit or a shop that sits in a community, filed by grid.

The law it keeps: five things are known of it (name, kind, size, party organisation, number of party members); it stands in a building or
at a place; it is filed in the grid that holds it, and where none does in the nearest one; once closed it changes no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid, Refused, Unknown
from domain.ids import BuildingId, CommunityId, GridId, OrganisationId
from domain.required import require_name, require_reason
from domain.schema import Event, Events, event


class OrganisationKind(StrEnum):
    UNIT = "unit"
    """驻区单位"""
    SHOP = "shop"
    """沿街商户"""


class PartyOrganisation(StrEnum):
    """党委、党总支、党支部、联合党支部 and none."""

    NONE = "none"
    COMMITTEE = "committee"
    GENERAL_BRANCH = "general_branch"
    BRANCH = "branch"
    JOINT_BRANCH = "joint_branch"


class FiledBy(StrEnum):
    """holds: the grid holds the place. nearest: no grid does. chosen: a person decided otherwise."""

    HOLDS = "holds"
    NEAREST = "nearest"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Particulars:
    """基本情况、名称、规模、党组织设置、党员数. people: who work there. activity: what it does."""

    name: str
    kind: OrganisationKind
    activity: str
    people: int
    party: PartyOrganisation
    party_members: int


@dataclass(frozen=True, slots=True)
class Site:
    """Where it sits: in a building, or at a place (lon, lat) in SRID 4490."""

    building: BuildingId | None = None
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """Evidence: which grid of the plan in force. distance_m: from the place to that grid, 0 where it holds it."""

    grid: GridId
    by: FiledBy
    distance_m: float


@event("organisation.registered")
class Registered:
    """Stored format: change only with an upcast and a golden file."""

    organisation: OrganisationId
    community: CommunityId
    particulars: Particulars
    site: Site


@event("organisation.updated")
class Updated:
    particulars: Particulars
    site: Site


@event("organisation.filed")
class Filed:
    """clause: by which an organisation outside of every grid goes to the nearest."""

    filing: Filing
    replaces: GridId | None
    clause: str


@event("organisation.closed")
class Closed:
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class State:
    organisation: OrganisationId
    community: CommunityId
    particulars: Particulars
    site: Site
    filing: Filing | None = None
    closed_on: date | None = None


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, Registered):
        return State(event.organisation, event.community, event.particulars, event.site)
    known = existing(state)
    match event:
        case Updated():
            return replace(known, particulars=event.particulars, site=event.site)
        case Filed():
            return replace(known, filing=event.filing)
        case Closed():
            return replace(known, closed_on=event.on)
    raise TypeError(f"not an event of an organisation: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class OrganisationUnknown(Unknown):
    code = "organisation.unknown"


class OrganisationClosed(Refused):
    """Facts: on."""

    code = "organisation.closed"


class CountsUnsound(Invalid):
    """More party members than people, or a party organisation without members. Facts: people, party_members."""

    code = "organisation.counts_unsound"


class SiteMissing(Invalid):
    """Neither a building nor a place."""

    code = "organisation.site_missing"


def existing(state: State | None) -> State:
    if state is None:
        raise OrganisationUnknown()
    return state


def register(
    state: State | None,
    *,
    organisation: OrganisationId,
    community: CommunityId,
    particulars: Particulars,
    site: Site,
    filing: Filing | None,
    clause: str,
) -> Events:
    """filing: None while the community has no plan in force."""
    if state is not None:
        return ()
    _require_sound(particulars, site)
    registered = Registered(organisation=organisation, community=community, particulars=particulars, site=site)
    return (registered, *_filed(None, filing, clause))


def update(state: State | None, *, particulars: Particulars, site: Site, filing: Filing | None, clause: str) -> Events:
    """A change of place files it anew."""
    known = _open(state)
    _require_sound(particulars, site)
    updated = () if (known.particulars, known.site) == (particulars, site) else (Updated(particulars=particulars, site=site),)
    stays = known.site == site and known.filing is not None
    return updated if stays else (*updated, *_filed(known.filing, filing, clause))


def readdress(state: State | None, to: BuildingId) -> Events:
    """Another building stands for its own in the register. It stays where it is and is filed as it was."""
    known = existing(state)
    return () if known.site.building == to else (Updated(particulars=known.particulars, site=replace(known.site, building=to)),)


def file(state: State | None, *, filing: Filing | None, clause: str) -> Events:
    """After a new plan, or where a person decided otherwise (by = chosen)."""
    return _filed(_open(state).filing, filing, clause)


def close(state: State | None, *, on: date, reason: str) -> Events:
    known = existing(state)
    if known.closed_on is not None:
        return ()
    require_reason(reason)
    return (Closed(on=on, reason=reason),)


def _open(state: State | None) -> State:
    known = existing(state)
    if known.closed_on is not None:
        raise OrganisationClosed(on=known.closed_on)
    return known


def _filed(before: Filing | None, filing: Filing | None, clause: str) -> Events:
    if filing is None or before == filing:
        return ()
    return (Filed(filing=filing, replaces=before.grid if before else None, clause=clause if filing.by is FiledBy.NEAREST else ""),)


def _require_sound(particulars: Particulars, site: Site) -> None:
    require_name(particulars.name)
    people, members = particulars.people, particulars.party_members
    if people < 0 or not 0 <= members <= people or (particulars.party is not PartyOrganisation.NONE and not members):
        raise CountsUnsound(people=people, party_members=members)
    if site.building is None and site.place is None:
        raise SiteMissing()
