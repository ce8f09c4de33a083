"""A request as an application of another city sends it becomes a ticket: its text and who sent it go into the vault like any other's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema

from api import answers, models
from api.access import signing_in
from api.calls import KEY_LONGEST, actor_of, keep_pace, office_of
from api.commands import ticket_intake
from api.commands.ticket_intake import Asked
from api.context import Actor, Ctx, Done, Office
from api.open311 import jurisdictions, offers
from api.open311.offers import KIND, Told
from api.open311.requests import CHANNEL, promised
from api.problems import InputInvalid
from domain.errors import Forbidden, Invalid
from domain.ids import BuildingId
from domain.ticket import Kind

URLENCODED = "application/x-www-form-urlencoded"
MOST_FIELDS = 100
KINDS = {"type": "string", "enum": [kind.value for kind in Kind], "default": Kind.REQUEST.value}


class KeyRefused(Forbidden):
    """The api_key is no token of a living session."""

    code = "open311.key_refused"


class PlaceNeeded(Invalid):
    """lat and long, or address_string, or address_id."""

    code = "open311.place_needed"


class RequestGiven(BaseModel):
    """The standard's arguments; device_id, account_id and email are not kept: a reporter is reached by telephone or by the number."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    jurisdiction_id: Annotated[str, Field(max_length=12)] = ""
    category: Annotated[models.Short, Field(alias="service_code")]
    description: models.Text
    lat: models.Lat | None = None
    long: models.Lon | None = None
    address_string: Annotated[str, Field(max_length=200)] = ""
    address_id: models.Building | None = None
    first_name: models.Short = ""
    last_name: models.Short = ""
    phone: models.Short = ""
    media_url: Annotated[str, Field(max_length=500)] = ""
    kind: Annotated[Kind, Field(alias=f"attribute[{KIND}]"), WithJsonSchema(KINDS)] = Kind.REQUEST
    api_key: Annotated[str, Field(max_length=200)] = ""

    def words(self) -> str:
        """What is sealed: the text, and where the reporter's picture lies."""
        return f"{self.description}\n{self.media_url}" if self.media_url else self.description


async def given(request: Request) -> RequestGiven:
    """A form, as the standard has it. Raises InputInvalid, naming arguments and never values."""
    filled = {name: value for name, value in await _filled(request) if isinstance(value, str) and value.strip()}
    try:
        return RequestGiven.model_validate(filled)
    except ValidationError as wrong:
        known = {field.alias or name for name, field in RequestGiven.model_fields.items()}
        named = [str(each["loc"][0]) for each in wrong.errors()]
        where = [{"field": name if name in known else "", "code": "value"} for name in dict.fromkeys(named)]
        raise InputInvalid(where=where) from None


async def _filled(request: Request) -> Iterable[tuple[str, object]]:
    """`curl -d` sends Chinese as it stands, not as %E9…: starlette reads such bytes as Latin-1, so they are read here, as UTF-8."""
    if not request.headers.get("content-type", "").lower().startswith(URLENCODED):
        return (await request.form(max_files=0, max_fields=MOST_FIELDS)).items()
    try:
        return parse_qsl((await request.body()).decode(), max_num_fields=MOST_FIELDS)
    except ValueError:
        raise InputInvalid(where=[]) from None


def reporter(request: Request, sent: RequestGiven) -> Actor:
    """By the api_key, which is a session's token; without one whoever is signed in, else the public. Raises KeyRefused."""
    if not sent.api_key:
        return actor_of(request)
    live = signing_in.who_is(office_of(request), sent.api_key)
    if live is None or live.is_narrow:
        raise KeyRefused()
    keep_pace(request, live)
    return live.actor


def key_of(request: Request, actor: Actor, sent: RequestGiven, office: Office) -> str:
    """The Idempotency-Key where one is sent, else the same words at the same place on the same day, which are the same request."""
    stated = request.headers.get("idempotency-key", "")
    if 8 <= len(stated) <= KEY_LONGEST and stated.isprintable():
        return f"{actor.account}:{stated}"
    today = office.ctx(actor).today
    return f"{actor.account}:{CHANNEL}:{today}:{hash_of(sent)}"


def hash_of(sent: RequestGiven) -> str:
    return hashlib.sha256(sent.model_dump_json(exclude={"api_key"}).encode()).hexdigest()


def report(ctx: Ctx, sent: RequestGiven) -> Done:
    """Raises JurisdictionNeeded, JurisdictionUnknown, OfferUnknown, PlaceNeeded, AddressUnknown, AddressAmbiguous, InputInvalid."""
    code = jurisdictions.code_of(ctx, sent.jurisdiction_id or None)
    community, _, profile = jurisdictions.held(ctx, code)
    offers.require(profile, sent.category)
    building, place = _place(ctx, community, sent)
    asked = Asked(
        sent.category,
        sent.words(),
        channel=CHANNEL,
        kind=sent.kind,
        building=building,
        place=place,
        reporter_name=f"{sent.last_name}{' ' if sent.first_name.isascii() and sent.last_name else ''}{sent.first_name}",
        reporter_phone=sent.phone,
    )
    return ticket_intake.report(ctx, code, asked)


def receipt(answer: dict[str, Any]) -> list[Told]:
    due = answer["due_at"] and datetime.fromisoformat(answer["due_at"])
    return [{"service_request_id": answer["number"], "service_notice": promised(due or None), "account_id": None}]


def _place(ctx: Ctx, community: str, sent: RequestGiven) -> tuple[BuildingId | None, tuple[float, float] | None]:
    if sent.lat is not None and sent.long is not None:
        return None, (sent.long, sent.lat)
    if sent.address_id:
        return BuildingId(sent.address_id), None
    if not sent.address_string:
        raise PlaceNeeded()
    ctx.office.freshen("grids")
    with ctx.office.publicly() as connection:
        return BuildingId(answers.find(connection, sent.address_string, community, at=ctx.now)["building"]), None
