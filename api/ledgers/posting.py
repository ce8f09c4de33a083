"""Rows of each ledger out of the read models. What is personal is opened here alone: in full for a purpose, otherwise masked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from psycopg import Connection

from api import caring, models, personal, read_log
from api import six_clear as clear
from api.commands.evidence import EVERYTHING
from api.context import CHINA, Ctx
from domain.ids import CommunityId
from domain.policy import PolicyProfile
from domain.values import Sealed
from projections import care, grids, household_history, lineage, organisations, responsibility, visit_log
from projections.statements import Row


@dataclass(frozen=True)
class Asked:
    """One question for a ledger. grids: None for all. purpose: why personal content is opened; None: masked.

    then: the moment that is past, of which the connection and the context tell; None: now.
    """

    ctx: Ctx
    connection: Connection[Any]
    community: CommunityId
    profile: PolicyProfile
    grids: Collection[str] | None
    purpose: str | None
    then: datetime | None = None

    @cached_property
    def kept(self) -> list[str]:
        """The communities whose registers this one keeps."""
        return lineage.holding(self.connection, self.community, self.ctx.now)

    def holds(self, grid: str | None) -> bool:
        return self.grids is None or grid in self.grids


def wardens(asked: Asked) -> list[Row]:
    """Ledger 1: a grid a line, with its holders by name and office phone: their duty makes them public."""
    answers = [one for one in responsibility.roster(asked.connection, asked.kept, asked.then) if one.grid and asked.holds(one.grid)]
    names = personal.names_of(asked.ctx, (one for answer in answers for one in (answer.a, answer.b)))
    return [
        {"grid": one.code, "grid_name": one.name, "title": one.title}
        | _named("warden", names.get(one.a.warden) if one.a else None)
        | _named("standby", names.get(one.b.warden) if one.b else None)
        | {"document": one.document}
        for one in answers
    ]


def residents(asked: Asked) -> list[Row]:
    """Ledger 2: a household a line (一户一档), with its visits; buildings where nobody is registered stand too, so that none is missed."""
    addresses = _addresses(asked)
    found = household_history.households(asked.connection, community=asked.kept, as_of=asked.then, limit=EVERYTHING)
    homes = sorted((one for one in found if asked.holds(one["grid"])), key=lambda one: (_code(addresses, one), one["household"]))
    visited = _visits(asked)
    opened = _opened(asked, [(one["door"], one["head"]) for one in homes])
    rows = [_home(one, addresses, contents, visited.get(one["household"], [])) for one, contents in zip(homes, opened, strict=True)]
    return rows + _empty_buildings(asked, addresses, {one["building"] for one in homes})


def visits(asked: Asked) -> list[Row]:
    """The visit record of the households."""
    addresses = _addresses(asked)
    found = [one for lines in _visits(asked).values() for one in lines if asked.holds(one["grid"])]
    titles = asked.profile.purposes
    return [
        {
            "visited_at": one["visited_at"].astimezone(CHINA),
            "household": one["household"],
            "address": (addresses.get(one["building"]) or {}).get("address"),
            "purpose": titles[one["purpose"]].title if one["purpose"] in titles else one["purpose"],
            "contact": one["contact"],
            "role": one["role"],
        }
        for one in sorted(found, key=lambda one: (one["visited_at"], one["visit"]))
    ]


def units(asked: Asked) -> list[Row]:
    """Ledger 3: resident units by grid."""
    codes = {one["grid"]: one["grid_code"] for one in _addresses(asked).values() if one["grid"]}
    found = [one for one in organisations.ledger(asked.connection, asked.kept) if asked.holds(one["grid"])]
    return [
        {"grid": codes.get(one["grid"])} | {key: one[key] for key in ("name", "kind", "activity", "people", "party", "party_members")}
        for one in found
    ]


def key_groups(asked: Asked) -> list[Row]:
    """Ledger 4: who carries a tag of the governed catalogue that the reader's role may see, by grid. Asks for a purpose."""
    assert asked.purpose is not None
    codes = {one["grid"]: one["grid_code"] for one in _addresses(asked).values() if one["grid"]}
    tagged = caring.tags(asked.ctx, asked.connection, asked.community, asked.purpose, grids=asked.grids)
    people = {one["person"]: one["sealed"] for one in care.people(asked.connection, asked.kept, at=asked.ctx.now, grids=asked.grids)}
    names = _opened(asked, [(people.get(one["person"]),) for one in tagged])
    rows = [
        {
            "grid": codes.get(one["grid"]),
            "group": one["zh"],
            "household": one["household"],
            "name": name.get("name"),
            "phone": name.get("phone"),
        }
        | {"basis": one.get("basis"), "expires_on": one["expires_on"]}
        for one, (name,) in zip(tagged, names, strict=True)
    ]
    return sorted(rows, key=lambda one: (one["grid"] or "", one["group"], one["household"]))


def six_clear(asked: Asked) -> list[Row]:
    """六清 today: a line for each thing a grid lacks, one for each of the six that is clear."""
    return clear.lines(asked.connection, asked.community, asked.profile, asked.ctx.today, asked.grids)


def _home(one: Row, addresses: Mapping[str, Row], contents: Sequence[Mapping[str, Any]], visited: Sequence[Row]) -> Row:
    door, head = contents
    place, last = addresses.get(one["building"]) or {}, visited[-1] if visited else None
    return {
        "grid": place.get("grid_code"),
        "household": one["household"],
        "address": place.get("address") or place.get("name"),
        "unit": door.get("unit"),
        "room": door.get("room"),
        "name": head.get("name"),
        "phone": head.get("phone"),
        "persons": one["persons"],
        "hukou": one["hukou"],
        "since": one["lives_here_since"].astimezone(CHINA).date(),
        "visits": len(visited),
        "last_visit": last and last["visited_at"].astimezone(CHINA).date(),
    }


def _empty_buildings(asked: Asked, addresses: Mapping[str, Row], lived_in: Collection[str]) -> list[Row]:
    empty = (one for one in addresses.values() if one["building"] not in lived_in and asked.holds(one["grid"]))
    return [{"grid": one["grid_code"], "address": one["address"] or one["name"], "persons": 0, "visits": 0} for one in empty]


def _addresses(asked: Asked) -> dict[str, Row]:
    return {one["building"]: one for one in grids.buildings(asked.connection, asked.kept, as_of=asked.then, limit=EVERYTHING)}


def _code(addresses: Mapping[str, Row], one: Row) -> str:
    return (addresses.get(one["building"]) or {}).get("grid_code") or ""


def _visits(asked: Asked) -> dict[str, list[Row]]:
    """By household, in order of time."""
    found: dict[str, list[Row]] = {}
    span = {"since": models.EARLIEST, "until": asked.ctx.today}
    for one in visit_log.visits(asked.connection, asked.kept, **span, limit=EVERYTHING):
        found.setdefault(one["household"], []).append(one)
    return found


def _opened(asked: Asked, boxes: Iterable[Sequence[Any]]) -> list[list[dict[str, Any]]]:
    """The blocks of each line: in full for the purpose, which is written down for every subject, else masked; a door not at all."""
    lines = [[personal.sealed(box) for box in line] for line in boxes]
    blocks: list[Sealed] = [block for line in lines for block in line if block is not None]
    found = iter(asked.ctx.vault.open_many(blocks))
    contents = [[{} if block is None else personal.content(next(found)) for block in line] for line in lines]
    if asked.purpose is None:
        return [[personal.masked(content) for content in line] for line in contents]
    fields = {name for line in contents for content in line for name in content}
    read_log.note(asked.ctx, (block.subject for block in blocks), fields, asked.purpose)
    return contents


def _named(place: str, person: Mapping[str, Any] | None) -> Row:
    return {place: person and person.get("name"), f"{place}_phone": person and person.get("phone")}
