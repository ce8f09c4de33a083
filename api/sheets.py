"""The 民情图 sheet of a community: rows of the read models brought onto one page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from api.commands import dividers
from api.commands.evidence import hold, profile_on
from api.context import CHINA, Ctx
from api.personal import names_of
from domain import community as community_state
from domain.community import CommunityUnknown
from domain.ids import CommunityId, community_code
from domain.policy import PolicyProfile
from gis.sheet import THEMES, Building, Counts, Group, Line, LineKind, Party, Section, Sheet, Theme, Warden, Work, draw
from projections import grids, lineage, responsibility, situation_map, teams
from projections.layers import PARTY, RESIDENTS
from projections.responsibility import Named

VIEWS = ("grids", "situation_map", "responsibility", teams.NAME)
OWN = "本人网格 own grids"
_ALL = 2**31 - 1
_Layers = list[dict[str, Any]]
_Wardens = dict[str, tuple[Warden | None, Warden | None]]


@dataclass(frozen=True)
class Drawn:
    """page: HTML that stands alone."""

    page: str
    grids: int
    buildings: int


def community_sheet(
    ctx: Ctx, connection: Connection[Any], community: CommunityId, as_of: datetime | None = None, *, only: Collection[str] | None = None
) -> Drawn:
    """As a page. Asked as `sheet_of` is."""
    sheet = sheet_of(ctx, connection, community, as_of, only=only)
    return Drawn(draw(sheet), len(sheet.sections), len(sheet.buildings))


def sheet_of(
    ctx: Ctx, connection: Connection[Any], community: CommunityId, as_of: datetime | None = None, *, only: Collection[str] | None = None
) -> Sheet:
    """only: the grids whose sections and buildings are shown; None: all, and buildings in no grid too. Raises CommunityUnknown."""
    found = grids.community(connection, community)
    if found is None:
        raise CommunityUnknown()
    plan = grids.plan_in_force(connection, community, as_of) or {}
    kept = lineage.holding(connection, community, as_of)
    layers = situation_map.layers(connection, kept, as_of)
    groups = teams.group_features(connection, kept or community, as_of or ctx.now)
    features = [one for one in groups if _is_shown(one["properties"]["grid"], only)]
    sections = _sections(connection, kept, as_of, layers, _wardens(ctx, connection, community, as_of), only)
    group_of = {each: one["id"] for one in features for each in one["properties"]["buildings"]}
    buildings = _buildings(connection, kept, as_of, layers, group_of, only)
    return Sheet(
        community=found["name"],
        code=community_code(community),
        on=(as_of or ctx.now).astimezone(CHINA).date(),
        plan=plan.get("name") or plan.get("plan") or "",
        document=plan.get("document") or "",
        sections=sections,
        buildings=buildings,
        themes=_themes(profile_on(hold(ctx, community, community_state.fold), as_of or ctx.now)),
        part="" if only is None else OWN,
        groups=_groups(features),
        lines=_lines(ctx, kept, as_of),
    )


def _lines(ctx: Ctx, kept: Collection[str], as_of: datetime | None) -> tuple[Line, ...]:
    """Roads and water, of all whose land it keeps."""
    found = (one for each in kept for one in dividers.features(ctx.journal, CommunityId(each), as_of))
    return tuple(Line(LineKind(one["properties"]["kind"]), one["properties"]["name"], one["geometry"]) for one in found)


def _themes(profile: PolicyProfile) -> tuple[Theme, ...]:
    """The layers the profile names; the residents' always, which the others are read against."""
    named = str(profile.rule("map.layers").value).split("、")
    return tuple(theme for theme in THEMES if theme.shades or theme.title in named)


def _sections(
    connection: Connection[Any],
    kept: Collection[str],
    as_of: datetime | None,
    layers: _Layers,
    wardens: _Wardens,
    only: Collection[str] | None,
) -> tuple[Section, ...]:
    counts = _counts(layers, "sections", "grid")
    found = ((feature["properties"], feature["geometry"]) for feature in grids.grid_features(connection, kept, as_of))
    return tuple(
        Section(told["code"], told["name"], geometry, counts.get(told["grid"], Counts()), *wardens.get(told["grid"], (None, None)))
        for told, geometry in found
        if _is_shown(told["grid"], only)
    )


def _groups(features: _Layers) -> tuple[Group, ...]:
    """Those that stand on the land as it is cut."""
    shown = [(one["id"], one["geometry"], one["properties"]) for one in features if one["geometry"]]
    return tuple(Group(key, told["name"], shape, told["households"], told["has_head"]) for key, shape, told in shown)


def _is_shown(grid: str | None, only: Collection[str] | None) -> bool:
    return only is None or grid in only


def _buildings(
    connection: Connection[Any],
    kept: Collection[str],
    as_of: datetime | None,
    layers: _Layers,
    group_of: Mapping[str, str],
    only: Collection[str] | None,
) -> tuple[Building, ...]:
    counts = _counts(layers, "buildings", "building")
    found = grids.buildings(connection, kept, as_of=as_of, outline=True, limit=_ALL)
    return tuple(
        Building(
            address=one["address"] or "",
            name=one["name"] or "",
            section=one["grid_code"],
            lon=one["lon"],
            lat=one["lat"],
            geometry=one["geometry"],
            counts=counts.get(one["building"], Counts(dwellings=one["dwellings"])),
            group=group_of.get(one["building"]),
            estate=one["estate"] or "",
            number=one["number"] or "",
        )
        for one in found
        if _is_shown(one["grid"], only)
    )


def _counts(layers: _Layers, places: str, identity: str) -> dict[str, Counts]:
    """By grid or building."""
    work: dict[str, dict[str, Work]] = {}
    for layer in layers:
        for one in layer[places]:
            if one["tickets"] or one["visits"]:
                done = Work(one["tickets_open"], one["tickets"] - one["tickets_open"], one["visits"])
                work.setdefault(one[identity], {})[layer["key"]] = done
    residents = next(layer for layer in layers if layer["key"] == RESIDENTS.key)
    party = next(layer for layer in layers if layer["key"] == PARTY.key)
    parties = {one[identity]: _party(one) for one in party[places]}
    return {one[identity]: _homes(one, work.get(one[identity], {}), parties.get(one[identity])) for one in residents[places]}


def _party(one: Mapping[str, Any]) -> Party | None:
    told = Party(one["organisations"], one["party_organisations"], one["party_members"], one["party_groups"])
    return None if told == Party() else told


def _homes(one: Mapping[str, Any], work: Mapping[str, Work], party: Party | None) -> Counts:
    registered = one["households"] > 0
    return Counts(
        households=one["households"] if registered else None,
        people=one["people"] if registered else None,
        dwellings=one["dwellings"],
        last_visit=_day(one["last_visit_at"]),
        work=work,
        party=party,
    )


def _wardens(ctx: Ctx, connection: Connection[Any], community: str, as_of: datetime | None) -> _Wardens:
    """A and B by grid: who holds the post, away or not."""
    answers = [
        answer
        for answer in responsibility.roster(connection, lineage.holding(connection, community, as_of), as_of)
        if answer.grid is not None
    ]
    names = names_of(ctx, (one for answer in answers for one in (answer.a, answer.b)))
    return {answer.grid: (_warden(names, answer.a), _warden(names, answer.b)) for answer in answers if answer.grid}


def _warden(names: Mapping[str, Mapping[str, Any]], named: Named | None) -> Warden | None:
    """The account stands where the name was erased."""
    told = names[named.warden] if named else None
    return told and named and Warden(told.get("name") or named.account, told.get("phone") or "")


def _day(at: datetime | None) -> date | None:
    return at and at.astimezone(CHINA).date()
