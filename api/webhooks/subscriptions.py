"""Subscriptions: as whom, where to, what of the feed, how far it is delivered, and what never arrived."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb

from api.context import Actor, Ctx, Office
from api.feed import opened, reading
from api.vault import Erased
from api.webhooks import signing
from api.webhooks.sending import Reach
from domain.errors import Refused, Unknown
from domain.journal import Position
from domain.sql_files import statement_in
from domain.values import Sealed

log = logging.getLogger(__name__)
MOST = 50
"""Of one account."""
OVERLAP = timedelta(hours=24)
"""So long a replaced secret signs beside the new one."""


class SubscriptionUnknown(Unknown):
    code = "webhook.subscription_unknown"


class TooManySubscriptions(Refused):
    """Facts: limit."""

    code = "webhook.too_many_subscriptions"


class NotDead(Unknown):
    """No such dead letter."""

    code = "webhook.not_dead"


@dataclass(frozen=True)
class Subscription:
    """names, communities: as they were given; empty: all. failures: of the event that is tried now. paused_why: None while it is active."""

    subscription: str
    account: str
    url: str
    names: list[str]
    communities: list[str]
    purpose: str | None
    position: Position
    paused_why: str | None
    failures: int
    dead_in_a_row: int
    last_error: str | None
    delivered_at: datetime | None
    made_at: datetime
    dead: int

    def told(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Asked:
    """after: the cursor; None: from now on."""

    url: str
    names: Sequence[str] = ()
    communities: Sequence[str] = ()
    purpose: str | None = None
    secret: str | None = None
    after: str | None = None


def subscribe(ctx: Ctx, asked: Asked) -> dict[str, Any]:
    """The secret is told this once. Raises AddressForbidden, SecretUnsound, TooManySubscriptions, and as `reading` does."""
    Reach.of(ctx.office.settings).require(asked.url)
    opened.require(ctx, asked.purpose)
    reading.wanted_by(ctx, asked.names, asked.communities)
    secret = signing.require_sound(asked.secret) if asked.secret else signing.made()
    name = ctx.new_id("sub")
    row = {
        "subscription": name,
        "account": ctx.actor.account,
        "url": asked.url,
        "names": list(asked.names),
        "communities": list(asked.communities),
        "purpose": asked.purpose,
        "secret": _sealed(ctx.office, name, [{"secret": secret}]),
        "position": reading.cursor_of(ctx, asked.after or "latest"),
        "at": ctx.now,
        "most": MOST,
    }
    with ctx.office.app_pool.connection() as connection:
        if connection.execute(_sql("subscribe"), row).rowcount == 0:
            raise TooManySubscriptions(limit=MOST)
    log.info("subscribed subscription=%s account=%s", name, ctx.actor.account)
    return one(ctx.office, name).told() | {"secret": secret}


def listed(office: Office, account: str | None = None) -> list[Subscription]:
    """account: None for everybody's."""
    return _found(office, account, None)


def one(office: Office, name: str, account: str | None = None) -> Subscription:
    """Raises SubscriptionUnknown, also for another account's."""
    found = _found(office, account, name)
    if not found:
        raise SubscriptionUnknown()
    return found[0]


def remove(office: Office, name: str) -> None:
    """What was not delivered is not any more."""
    _run(office, "remove", subscription=name)
    office.vault.erase([name])


def pause(office: Office, name: str, why: str) -> None:
    _run(office, "pause", subscription=name, why=why)


def resume(office: Office, name: str) -> None:
    """It goes on where it stood, at once."""
    _run(office, "resume", subscription=name)
    _hasten(office, name)


def rotate(office: Office, name: str, secret: str | None = None) -> str:
    """The new secret; for a day the one before signs too. Raises SecretUnsound."""
    new = signing.require_sound(secret) if secret else signing.made()
    now = office.clock()
    kept = [{"secret": new}, {"secret": secrets_of(office, name)[0], "until": (now + OVERLAP).isoformat()}]
    _run(office, "rotate", subscription=name, secret=_sealed(office, name, kept))
    return new


def secrets_of(office: Office, name: str) -> list[str]:
    """The newest first. Raises SubscriptionUnknown."""
    with office.app_pool.connection() as connection:
        row = connection.execute(_sql("secret"), {"subscription": name}).fetchone()
    content = office.vault.open(Sealed(**row[0]), aad=name) if row else None
    if content is None or isinstance(content, Erased):
        raise SubscriptionUnknown()
    now = office.clock()
    return [held["secret"] for held in content["secrets"] if "until" not in held or datetime.fromisoformat(held["until"]) > now]


def dead(office: Office, name: str) -> list[dict[str, Any]]:
    """position, attempts, error, failed_at, is_wanted: to be tried again; by position."""
    with office.app_pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_sql("dead"), {"subscription": name}).fetchall()


def retry(office: Office, name: str, positions: Sequence[Position] | None = None) -> int:
    """Dead letters to be tried again, all where none is named. Raises NotDead when there is none."""
    wanted = _require_some(_run(office, "retry", subscription=name, positions=positions and list(positions)))
    _hasten(office, name)
    return wanted


def _hasten(office: Office, name: str) -> None:
    """Who says that the receiver is well again does not wait for the next attempt, minutes later."""
    with office.jobs_pool.connection() as connection:
        connection.execute(_sql("hasten"), {"subscription": name})


def discard(office: Office, name: str, positions: Sequence[Position] | None = None) -> int:
    """Raises NotDead when there is none."""
    return _require_some(_run(office, "discard", subscription=name, positions=positions and list(positions)))


def actor_of(office: Office, name: str) -> Actor | None:
    """As whom it reads now; None where the account is closed."""
    with office.app_pool.connection() as connection:
        row = connection.execute(_sql("actor"), {"subscription": name}).fetchone()
    return Actor(row[0], row[1], row[2], tuple(row[3])) if row else None


def note(office: Office, statement: str, name: str, **told: Any) -> bool:
    """How a delivery went; False when the subscription was removed or moved meanwhile."""
    return _run(office, statement, subscription=name, **told) > 0


def behind(connection: psycopg.Connection[Any]) -> list[str]:
    """Active subscriptions that have not reached the trail, or have dead letters to try again."""
    return [name for (name,) in connection.execute(_sql("behind")).fetchall()]


def _require_some(count: int) -> int:
    if not count:
        raise NotDead()
    return count


def _found(office: Office, account: str | None, name: str | None) -> list[Subscription]:
    with office.app_pool.connection() as connection, connection.cursor(row_factory=class_row(Subscription)) as cursor:
        return cursor.execute(_sql("listed"), {"account": account, "subscription": name}).fetchall()


def _sealed(office: Office, name: str, kept: list[dict[str, str]]) -> Jsonb:
    return Jsonb(asdict(office.vault.seal(name, {"secrets": kept}, aad=name)))


def _run(office: Office, statement: str, **given: Any) -> int:
    with office.app_pool.connection() as connection:
        return connection.execute(_sql(statement), given).rowcount


def _sql(name: str) -> str:
    return statement_in("api.webhooks", name)
