"""Residents by name, pinyin, telephone or number: in the asker's own communities and grids, for a purpose, masked, written down."""

from __future__ import annotations

from typing import Any

from api import personal, read_log
from api.context import Ctx
from api.problems import RoleForbidden
from api.scope import looking, scope_of
from api.search.index import follow
from api.search.tokens import fits, of_words
from domain.errors import Invalid
from domain.ids import CommunityId
from projections import household_history, lineage

AT_MOST = 50
"""Shown; who looks for more has not said enough."""
LOOKED_AT = 5000
"""Of a whole community, before it is asked who of them lives where."""


class WordsTooFew(Invalid):
    """Two characters of a name, a telephone or number whole or its last four."""

    code = "search.words_too_few"


def find(ctx: Ctx, community: CommunityId, words: str, purpose: str) -> dict[str, Any]:
    """Those who live there now, by household, and whether there were more. A search that finds nobody is written down too.

    Raises RoleForbidden, NotYours, WordsTooFew, PurposeBlank, TooManyOpenings.
    """
    if ctx.actor.role not in personal.PERSONAL:
        raise RoleForbidden(needs=personal.PERSONAL)
    scope = scope_of(ctx, community)
    asked = of_words(words)
    if not asked:
        raise WordsTooFew()
    follow(ctx.office)
    ctx.office.freshen("household_history", lineage.NAME)
    with looking(ctx, scope) as connection:
        kept = lineage.holding(connection, community, ctx.now)
        within = connection if scope.shown is not None else None
        hits = [ctx.vault.search.find(kept, alternative, LOOKED_AT, within) for alternative in asked]
        found = household_history.residing(connection, {one for hit in hits for one in hit}, ctx.now, scope.grids)
    told = _meant(ctx, found, words)
    read_log.note(ctx, [one["person"] for one in told[:AT_MOST]] or [community], ["search"], purpose)
    return {"found": told[:AT_MOST], "more": len(told) > AT_MOST or any(len(hit) == LOOKED_AT for hit in hits)}


def _meant(ctx: Ctx, found: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    opened = ctx.vault.open_many([box for one in found if (box := personal.sealed(one["sealed"])) is not None])
    return [
        {name: value for name, value in one.items() if name != "sealed"} | personal.masked(content)
        for one, content in zip(found, opened, strict=True)
        if isinstance(content, dict) and fits(words, content)
    ]
