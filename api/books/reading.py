"""What a book says, for routes and command line alike."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from api import register_sheets, shown_events
from api.books.act import Asked, Book
from api.commands.evidence import hold_community, profile_of, standing
from api.commands.governance.deciding import community_of
from api.context import CHINA, Ctx
from api.scope import scope_of
from domain import community
from domain.glossary import event_labels
from domain.ids import CommunityId, community_id
from domain.schema import name_of
from projections import registers


def asked(ctx: Ctx, connection: Connection[Any], code: str) -> Asked:
    """By somebody who works for the community. Raises NotYours, CommunityUnknown."""
    owner = hold_community(ctx, code).state
    assert owner is not None
    return Asked(ctx, connection, owner.community, profile_of(owner), ctx.now.astimezone(CHINA).date())


def asked_by_anybody(ctx: Ctx, connection: Connection[Any], about: CommunityId) -> Asked:
    """Raises CommunityUnknown."""
    owner = standing(ctx, about).state
    if owner is None:
        raise community.CommunityUnknown()
    return Asked(ctx, connection, about, profile_of(owner), ctx.now.astimezone(CHINA).date())


def one(ctx: Ctx, connection: Connection[Any], book: Book, entry: str, purpose: str | None) -> dict[str, Any]:
    """One entry: its lines, and every step as the journal has it. Sealed words are opened for a purpose alone, which is written down.

    Raises the book's own Unknown, NotYours, RoleForbidden.
    """
    code = community_of(ctx, entry, book.aggregate, book.unknown)
    scope_of(ctx, community_id(code))
    found = {name: registers.lines_of_stream(connection, name, code, entry) for name in book.registers}
    told = {name: [register_sheets.told(ctx, line, purpose) for line in lines] for name, lines in found.items()}
    return {"community": code, "version": ctx.journal.versions([entry])[entry]} | told | {"steps": _steps(ctx, entry)}


def _steps(ctx: Ctx, entry: str) -> list[dict[str, Any]]:
    labels = event_labels()
    return [
        {"step": labels[name_of(each.body)].zh, "at": each.meta.effective_at, "by": each.meta.actor, "document": each.meta.document}
        for each in shown_events.stream(ctx, entry)
    ]
