"""The clock of the webhooks: what a subscription wants goes out in the order of the journal, one event a call, under an id that stays.

An event that does not arrive is tried again by the queue, later each time, and holds up those behind it; after DEAD_AFTER attempts it is a
dead letter and the next one is tried. After PAUSE_AFTER of these in a row, or when the receiver says that it is gone, nothing more is sent.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic

from api.commands.acting import Acted, Ran
from api.context import Ctx, Office
from api.feed import opened, reading
from api.feed.reading import SUBSCRIBERS, Row
from api.jobs.clock import Moments, Outlook
from api.personal import PERSONAL
from api.problems import NotYours
from api.webhooks import sending, signing, subscriptions
from api.webhooks.sending import GONE, AddressForbidden, NotDelivered, Reach
from api.webhooks.subscriptions import Subscription, SubscriptionUnknown
from domain.community import CommunityUnknown
from domain.errors import DomainError
from domain.ids import CommunityId

log = logging.getLogger(__name__)
DEAD_AFTER, PAUSE_AFTER = 8, 3
PAGE, AT_MOST_S = 100, 10.0
"""Then others have their turn."""
MEDIA = "application/cloudevents+json"
ACCOUNT_CLOSED, RECEIVER_GONE, NO_LONGER_ALLOWED = "account", "gone", "forbidden"
FAILED = "webhook.not_delivered"


def moments(outlook: Outlook) -> Moments:
    return {CommunityId(name): outlook.now for name in subscriptions.behind(outlook.connection)}


def deliver(office: Office, name: CommunityId, at: datetime) -> Ran:
    """name: of a subscription."""
    try:
        found = subscriptions.one(office, name)
    except SubscriptionUnknown:
        return Ran()
    if found.paused_why is not None:
        return Ran()
    with _alone(office, name) as alone:
        ctx = _reader(office, found) if alone else None
        return Ran() if ctx is None else _delivered(ctx, found, at)


def _reader(office: Office, found: Subscription) -> Ctx | None:
    """As the account that subscribed may read now; where it may no longer, the subscription is paused."""
    actor = subscriptions.actor_of(office, found.subscription)
    if actor is None or actor.role not in SUBSCRIBERS or (found.purpose is not None and actor.role not in PERSONAL):
        subscriptions.pause(office, found.subscription, ACCOUNT_CLOSED)
        return None
    return office.ctx(actor, correlation=found.subscription)


def _delivered(ctx: Ctx, found: Subscription, at: datetime) -> Ran:
    until, acted = monotonic() + AT_MOST_S, []
    try:
        wanted = reading.wanted_by(ctx, found.names, found.communities)
        for letter in subscriptions.dead(ctx.office, found.subscription):
            if letter["is_wanted"]:
                acted += _again(ctx, found, letter["position"], at)
        while monotonic() < until:
            page = reading.page_for(ctx, wanted, found.position, PAGE)
            for row in page.rows:
                if not _send(ctx, found, row):
                    return Ran(tuple(acted), failed=(FAILED,)) if _is_active(ctx, found) else Ran(tuple(acted))
                acted.append(Acted(found.subscription, at, (row[1],)))
                if monotonic() > until:
                    return Ran(tuple(acted), again_at=at)
            subscriptions.note(ctx.office, "passed", found.subscription, position=page.next)
            if page.is_last:
                return Ran(tuple(acted))
            found = subscriptions.one(ctx.office, found.subscription)
    except (AddressForbidden, NotYours, CommunityUnknown, reading.NameUnknown, SubscriptionUnknown):
        subscriptions.pause(ctx.office, found.subscription, NO_LONGER_ALLOWED)
        return Ran(tuple(acted))
    return Ran(tuple(acted), again_at=at)


def _send(ctx: Ctx, found: Subscription, row: Row) -> bool:
    """Whether the next one may be sent. Raises AddressForbidden."""
    office, name = ctx.office, found.subscription
    try:
        _post(ctx, found, row)
    except NotDelivered as fault:
        if fault.status == GONE:
            subscriptions.pause(office, name, RECEIVER_GONE)
            return False
        subscriptions.note(office, "failed", name, error=fault.why)
        attempts = subscriptions.one(office, name).failures
        if attempts < DEAD_AFTER:
            return False
        log.warning("dead letter subscription=%s position=%d: %s", name, row[0], fault.why)
        told = {"position": row[0], "attempts": attempts, "error": fault.why, "at": office.clock(), "pause_after": PAUSE_AFTER}
        subscriptions.note(office, "buried", name, **told)
        return _is_active(ctx, found)
    return subscriptions.note(office, "delivered", name, position=row[0], at=office.clock())


def _again(ctx: Ctx, found: Subscription, position: int, at: datetime) -> Iterator[Acted]:
    """A dead letter, as the subscription would be told it today."""
    wanted = reading.wanted_by(ctx, found.names, found.communities)
    rows = [row for row in reading.page_for(ctx, wanted, position - 1, 1).rows if row[0] == position]
    try:
        for row in rows:
            _post(ctx, found, row)
            yield Acted(found.subscription, at, (row[1],))
        subscriptions.note(ctx.office, "raised", found.subscription, position=position)
    except NotDelivered as fault:
        subscriptions.note(ctx.office, "still_dead", found.subscription, position=position, error=fault.why, at=ctx.office.clock())


def _post(ctx: Ctx, found: Subscription, row: Row) -> None:
    """Raises AddressForbidden, NotDelivered."""
    office = ctx.office
    try:
        (body,) = opened.told(ctx, [row], found.purpose)
    except DomainError as refused:
        raise NotDelivered(refused.code) from refused
    signed = signing.headers(f"{found.subscription}.{row[0]}", office.clock(), body, subscriptions.secrets_of(office, found.subscription))
    sending.post(Reach.of(office.settings), found.url, body, signed | {"Content-Type": MEDIA, "User-Agent": "minqing-webhooks"})


def _is_active(ctx: Ctx, found: Subscription) -> bool:
    return subscriptions.one(ctx.office, found.subscription).paused_why is None


@contextmanager
def _alone(office: Office, name: str) -> Iterator[bool]:
    """Whoever else delivers for the same subscription at this moment, does."""
    with office.jobs_pool.connection() as connection:
        locked = connection.execute("select pg_try_advisory_lock(hashtextextended(%s, 19))", (name,)).fetchone() == (True,)
        try:
            yield locked
        finally:
            if locked:
                connection.execute("select pg_advisory_unlock(hashtextextended(%s, 19))", (name,))
