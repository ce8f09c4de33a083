"""What stands beside the journal against the log of the door: who changes it past the product leaves no row there, and a row put in later
is one more to answer for.

Held are of accounts that they are there, their role, whether they are open, and by digests their scope, password, second factor and
identities; that each session was signed in to, and each record told by somebody who was.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

import psycopg

from api.access import held
from api.access.sessions import LONGEST
from api.access.statements import sql

LEEWAY = timedelta(hours=1)
"""Between the clock that a session runs out by and the database's."""


class Unsaid(NamedTuple):
    """code: of a text. position: of a record."""

    account: str
    code: str
    position: int | None = None


def unsaid(connection: psycopg.Connection[Any]) -> list[Unsaid]:
    """connection: of the service's role, of one snapshot: what changes meanwhile is told of and changed at once."""
    found = [Unsaid(*row) for row in connection.execute(sql("unsaid")).fetchall()]
    roles = {one.account for one in found if one.code == "account.other_role"}
    for one in held.held(connection):
        found += [Unsaid(one.account, f"account.other_{part}") for part in one.changed() if part != "who" or one.account not in roles]
    for (account,) in connection.execute(sql("sessions_unsaid"), {"longest": LONGEST}).fetchall():
        found.append(Unsaid(account, "account.session_unsaid"))
    for account, position in connection.execute(sql("records_absent"), {"longest": LONGEST + LEEWAY}).fetchall():
        found.append(Unsaid(account, "account.was_not_in", position))
    return found


class Counted(NamedTuple):
    """untold: of `count`, accounts of which a part was never told."""

    count: int
    untold: int


def count(connection: psycopg.Connection[Any]) -> Counted:
    found = held.held(connection)
    return Counted(len(found), sum(bool(one.untold()) for one in found))
