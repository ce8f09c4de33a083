"""What a community shows and hears: its notice board, its contact cards, the calls to its hotline. What callers said comes back sealed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import psycopg

from domain import contact_card, hotline, notices
from projections.moments import start_of_day
from projections.records import stamp
from projections.sheets import Sheet, Sheets
from projections.statements import Row, row, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "notices"


def _notice(one: Recorded, key: str, before: Row | None) -> Row | None:
    told = one.body
    if isinstance(told, notices.Published):
        shown = {"number": told.number, "kind": told.kind.value, "title": told.title, "body": told.body}
        span = {"published_at": stamp(one.meta.effective_at), "until": told.until and told.until.isoformat(), "taken_down_at": None}
        return {"notice": key, "community": told.community} | shown | span
    return before and before | {"taken_down_at": stamp(one.meta.effective_at)}


def _board(one: Recorded, key: str, before: Row | None) -> Row:
    return {"board": key, "community": one.body.community, "hotline": one.body.hotline, "supervision": one.body.supervision}


def _card(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    held = {"household": told.household, "grid": told.grid, "kind": told.kind.value, "warden": told.warden, "edition": told.edition}
    return {"card": key, "community": told.community, "issued_at": stamp(one.meta.effective_at)} | held


def _call(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    who = {"answered_by": told.answered_by, "on_duty": told.on_duty, "outcome": told.outcome.value, "ticket": told.ticket}
    box = {"subject": told.said.subject, "key": told.said.key, "box": told.said.box}
    return {"call": key, "community": told.community, "called_at": stamp(one.meta.effective_at), "said": box} | who


VIEW = Sheets(
    NAME,
    1,
    (
        Sheet(
            "notices_notice", "notice", (notices.Published, notices.TakenDown), _notice, lambda one: (f"{one.stream}/{one.body.number}",)
        ),
        Sheet("notices_board", "board", (notices.TelephonesPublished,), _board),
        Sheet("notices_card", "card", (contact_card.Issued,), _card),
        Sheet("notices_call", "call", (hotline.CallLogged,), _call),
    ),
)


def standing(conn: psycopg.Connection, community: str, on: date) -> list[Row]:
    """Notices that hang on a day, the newest first."""
    return rows(conn, NAME, "standing", community=community, on=on)


def telephones(conn: psycopg.Connection, community: str) -> Row | None:
    """hotline and supervision; None before they were published."""
    return row(conn, NAME, "telephones", community=community)


def cards(conn: psycopg.Connection, community: str, kind: str, grid: str | None = None) -> list[Row]:
    """The card of this kind that each household holds now."""
    return rows(conn, NAME, "cards", community=community, kind=kind, grid=grid)


def calls(conn: psycopg.Connection, community: str, since: date, until: date) -> list[Row]:
    """From `since` up to and without `until`, in order of time; without what was said."""
    return rows(conn, NAME, "calls", community=community, since=start_of_day(since), until=start_of_day(until))


def call(conn: psycopg.Connection, call: str) -> Row | None:
    return row(conn, NAME, "call", call=call)
