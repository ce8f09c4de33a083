"""Admissions: which tasks may enter a community, which entered, until when; the two lists by edition; what communities refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import psycopg

from domain.governance import admission, duty_lists, task_refusal
from projections.records import stamp
from projections.sheets import Sheet, Sheets
from projections.statements import Communities, Row, among, row, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "admissions"
_LATER = (admission.Gated, admission.Approved, admission.Rejected, admission.Entered, admission.Withdrawn)
_STEPS = {
    admission.Gated: admission.Status.GATED,
    admission.Approved: admission.Status.APPROVED,
    admission.Rejected: admission.Status.REJECTED,
    admission.Entered: admission.Status.ENTERED,
    admission.Withdrawn: admission.Status.WITHDRAWN,
}


def _admission(one: Recorded, key: str, before: Row | None) -> Row:
    if isinstance(one.body, admission.Requested):
        return _requested(one, one.body)
    assert before is not None
    told = before | {"status": _STEPS[type(one.body)].value, "position": one.position}
    match one.body:
        case admission.Gated(by=by):
            return told | {"gated_by": by.value}
        case admission.Approved() as approved:
            ends = approved.ends.isoformat()
            given = {"document": approved.document, "budget_yuan": approved.budget_yuan, "ends": ends, "clause": approved.clause}
            return told | given | {"decided_by": approved.by.value}
        case admission.Rejected() as rejected:
            return told | {"decided_by": rejected.by.value, "reason": rejected.reason, "clause": rejected.clause}
        case admission.Entered() as entered:
            on = entered.on.isoformat()
            return told | {"agreement": entered.agreement, "budget_yuan": entered.budget_yuan, "entered_on": on}
        case admission.Withdrawn() as withdrawn:
            return told | {"ending": withdrawn.ending.value, "withdrawn_on": withdrawn.on.isoformat()}
    raise TypeError(one.name)


def _requested(one: Recorded, asked: admission.Requested) -> Row:
    later = ("gated_by", "decided_by", "document", "budget_yuan", "reason", "clause", "agreement", "entered_on", "ending", "withdrawn_on")
    return dict.fromkeys(later) | {
        "admission": asked.admission,
        "community": asked.community,
        "department": asked.department,
        "level": asked.level.value,
        "title": asked.title,
        "content": asked.content,
        "addressees": asked.addressees,
        "authority": asked.authority,
        "starts": asked.starts.isoformat(),
        "ends": asked.ends.isoformat(),
        "funds_yuan": asked.funds_yuan,
        "status": admission.Status.REQUESTED.value,
        "requested_at": stamp(one.meta.effective_at),
        "position": one.position,
    }


def _edition(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    entries = [{"key": e.key, "list": e.duty_list.value, "title": e.title, "basis": e.basis} for e in told.entries]
    return {
        "edition_key": key,
        "district": told.lists.removeprefix("lst-"),
        "edition": told.edition,
        "holds_from": told.on.isoformat(),
        "document": told.document,
        "entries": entries,
        "position": one.position,
    }


def _refusal(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    return {
        "refusal": told.refusal,
        "community": told.community,
        "department": told.department,
        "title": told.title,
        "asked": told.asked.value,
        "clause": told.clause,
        "quote": told.quote,
        "refused_at": stamp(one.meta.effective_at),
        "position": one.position,
    }


VIEW = Sheets(
    NAME,
    1,
    (
        Sheet("admissions_admission", "admission", (admission.Requested, *_LATER), _admission),
        Sheet("admissions_edition", "edition_key", (duty_lists.Published,), _edition, lambda one: (f"{one.stream}/{one.body.edition}",)),
        Sheet("admissions_refusal", "refusal", (task_refusal.TaskRefused,), _refusal),
    ),
)


def register(conn: psycopg.Connection, community: Communities, *, on: date, status: str | None = None) -> list[Row]:
    """The admission register, newest first. is_expired: its last day lies before `on` and it is still in."""
    return rows(conn, NAME, "register", communities=among(community), status=status, on=on)


def expired(conn: psycopg.Connection, on: date, community: str | None = None) -> list[Row]:
    """Admissions whose last day lies before `on`, approved or entered and not withdrawn: admission, community, ends."""
    return rows(conn, NAME, "expired", on=on, community=community)


def next_ends(conn: psycopg.Connection) -> dict[str, date]:
    """Of each community, the first last day of an admission that is still in."""
    return {one["community"]: one["ends"] for one in rows(conn, NAME, "next_ends")}


def lists(conn: psycopg.Connection, district: str, on: date) -> Row | None:
    """The edition of the two lists that holds on that day; None before the first."""
    return row(conn, NAME, "lists", district=district, on=on)


def editions(conn: psycopg.Connection, district: str) -> list[Row]:
    return rows(conn, NAME, "editions", district=district)


def refusals(conn: psycopg.Connection, community: Communities) -> list[Row]:
    return rows(conn, NAME, "refusals", communities=among(community))
