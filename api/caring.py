"""Care as it is read: opened for a purpose by the roles that the purpose names, each opening written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from api import read_log
from api.context import Ctx
from api.personal import PERSONAL, sealed, without_boxes
from api.problems import RoleForbidden
from domain import tag_catalogue
from domain.ids import CommunityId
from domain.need import HOME_CARE
from projections import care, lineage
from projections.statements import Row

READERS = frozenset(role for one in tag_catalogue.shipped().kinds.values() for role in one.readers)


def tags(
    ctx: Ctx,
    connection: Connection[Any],
    community: CommunityId,
    purpose: str,
    *,
    grids: Collection[str] | None = None,
    person: str | None = None,
) -> list[dict[str, Any]]:
    """Tags that stand today and that the actor's role may read. The reading is logged for every person shown."""
    found = care.tags(connection, lineage.holding(connection, community, ctx.now), at=ctx.now, on=ctx.today, grids=grids, person=person)
    kinds, shown = tag_catalogue.shipped().kinds, []
    for row, content in zip(found, _contents(ctx, found), strict=True):
        kind = kinds.get(content.get("tag", ""))
        if kind is not None and ctx.actor.role in kind.readers:
            shown.append(without_boxes(row) | content | {"zh": kind.zh, "en": kind.en})
    _log(ctx, [one["person"] for one in shown], ["tags"], purpose)
    return shown


def ledger(tagged: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """重点群体台账 by grid: how many carry each tag."""
    counted = Counter((one["grid"], one["tag"]) for one in tagged)
    return [{"grid": grid, "tag": tag, "people": number} for (grid, tag), number in sorted(counted.items(), key=str)]


def needs(ctx: Ctx, rows: Sequence[Row], purpose: str) -> list[dict[str, Any]]:
    """Needs and opinions in words. Raises RoleForbidden."""
    if ctx.actor.role not in PERSONAL:
        raise RoleForbidden(needs=PERSONAL)
    _log(ctx, [row["sealed"]["subject"] for row in rows], ["needs"], purpose)
    return [without_boxes(row) | content for row, content in zip(rows, _contents(ctx, rows), strict=True)]


def home_care(
    ctx: Ctx, connection: Connection[Any], community: CommunityId, age: int, purpose: str, grids: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Everybody of that age or over, with the day the age was reached and whether an open file of home-care needs exists.

    Who has no readable day of birth is not listed: the household's file lacks it.
    """
    kept = lineage.holding(connection, community, ctx.now)
    people = care.people(connection, kept, at=ctx.now, grids=grids)
    filed = _filed(ctx, care.needs(connection, kept, at=ctx.now, grids=grids, kind="need"))
    listed = []
    for row, content in zip(people, _contents(ctx, people), strict=True):
        reached = _birthday(str(content.get("birth", "")), age)
        if reached is not None and reached <= ctx.today:
            recent = (ctx.today - reached).days <= 365
            listed.append(without_boxes(row) | {"reached_on": reached, "aged_in": recent, "has_file": row["person"] in filed})
    _log(ctx, [one["person"] for one in listed], ["birth", "needs"], purpose)
    return listed


def _filed(ctx: Ctx, rows: Sequence[Row]) -> set[str]:
    return {row["person"] for row, content in zip(rows, _contents(ctx, rows), strict=True) if content.get("class") == HOME_CARE}


def _birthday(birth: str, age: int) -> date | None:
    """The day somebody born then reaches an age; 29 February counts as 1 March. A year alone counts from its last day."""
    try:
        born = date.fromisoformat(birth if len(birth) == 10 else f"{int(birth[:4]):04d}-12-31")
    except ValueError:
        return None
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def _contents(ctx: Ctx, rows: Sequence[Row]) -> list[dict[str, Any]]:
    boxes = [sealed(row["sealed"]) for row in rows]
    found = ctx.vault.open_many([box for box in boxes if box is not None])
    return [content if isinstance(content, dict) else {} for content in found]


def _log(ctx: Ctx, subjects: Sequence[str], fields: Sequence[str], purpose: str) -> None:
    read_log.note(ctx, subjects, fields, purpose)
