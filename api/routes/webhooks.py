"""Subscriptions to the event feed that are delivered by webhook: each account's own."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field

from api.calls import allow, caught_up, office_of
from api.context import Actor, Office
from api.feed.reading import SUBSCRIBERS
from api.models import Given
from api.webhooks import subscriptions
from api.webhooks.subscriptions import Asked
from projections import lineage, trail

router = APIRouter(prefix="/api/feed/subscriptions", tags=["事件流 · event feed"])
OF_ONE = "/{subscription}"
Subscriber = Depends(allow(*SUBSCRIBERS))
Name = Annotated[str, Field(max_length=60)]
Secret = Annotated[str, Field(max_length=200)]


class SubscriptionGiven(Given):
    """names: of events, `ticket.` for all that begin so. after: a cursor of the feed; left out: from now on."""

    url: Annotated[str, Field(max_length=500)]
    names: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    communities: Annotated[tuple[Annotated[str, Field(max_length=12)], ...], Field(max_length=200)] = ()
    purpose: Annotated[str, Field(max_length=200)] | None = None
    secret: Secret | None = None
    after: Annotated[str, Field(max_length=20)] | None = None


class SecretGiven(Given):
    secret: Secret | None = None


class LettersNamed(Given):
    """positions: of events; left out: all."""

    positions: Annotated[list[Annotated[int, Field(ge=1, lt=2**53)]], Field(max_length=1000)] | None = None


def own(
    request: Request, subscription: Annotated[str, Path(pattern="^sub-[0-9a-z]{16}$")], actor: Actor = Subscriber
) -> tuple[Office, str]:
    """Raises SubscriptionUnknown for another account's."""
    office = office_of(request)
    return office, subscriptions.one(office, subscription, actor.account).subscription


Own = Annotated[tuple[Office, str], Depends(own)]


@router.get("")
def listing(request: Request, actor: Actor = Subscriber) -> dict[str, Any]:
    return {"subscriptions": [one.told() for one in subscriptions.listed(office_of(request), actor.account)]}


@router.post("", status_code=201)
def subscribe(body: SubscriptionGiven, request: Request, actor: Actor = Subscriber) -> dict[str, Any]:
    """It is told what the account may read, as long as it may. The secret is shown this once."""
    ctx = caught_up(request, trail.NAME, lineage.NAME).ctx(actor)
    return subscriptions.subscribe(ctx, Asked(body.url, body.names, body.communities, body.purpose, body.secret, body.after))


@router.get(OF_ONE)
def one(found: Own) -> dict[str, Any]:
    """position: up to there everything is delivered or a dead letter."""
    return subscriptions.one(*found).told()


@router.delete(OF_ONE, status_code=204)
def remove(found: Own) -> None:
    subscriptions.remove(*found)


@router.post(f"{OF_ONE}/pause")
def pause(found: Own) -> dict[str, Any]:
    subscriptions.pause(*found, "asked")
    return one(found)


@router.post(f"{OF_ONE}/resumption")
def resume(found: Own) -> dict[str, Any]:
    """It goes on where it stood."""
    subscriptions.resume(*found)
    return one(found)


@router.post(f"{OF_ONE}/secret")
def rotate(found: Own, body: SecretGiven) -> dict[str, Any]:
    """For a day the secret before signs too."""
    return {"secret": subscriptions.rotate(*found, body.secret)}


@router.get(f"{OF_ONE}/dead")
def dead(found: Own) -> dict[str, Any]:
    return {"dead": subscriptions.dead(*found)}


@router.post(f"{OF_ONE}/dead/retry")
def retry(found: Own, body: LettersNamed) -> dict[str, Any]:
    return {"letters": subscriptions.retry(*found, body.positions)}


@router.post(f"{OF_ONE}/dead/removal")
def discard(found: Own, body: LettersNamed) -> dict[str, Any]:
    return {"letters": subscriptions.discard(*found, body.positions)}
