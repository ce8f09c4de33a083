"""What callers send for the further steps of a ticket: shapes and limits only."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.models import Instant, Reasoned, Short, Ticket, Told

Fen = Annotated[int, Field(ge=1, le=10**12)]
Body = Annotated[Short, Field(min_length=1)]


class ClockAsked(Told):
    """days: of the deadline's clock for an extension, calendar days for a pause or shelving, none for a return."""

    change: Literal["pause", "extension", "return", "shelving"]
    days: Annotated[int, Field(ge=1, le=3660)] | None = None


class PapersGiven(Told):
    """text: the whole list, sealed; count: how many papers it names."""

    count: Annotated[int, Field(ge=1, le=100)]


class ProxyGiven(Reasoned):
    mode: Literal["whole", "assisted", "explained"]
    proxy: Body


class AuthorisationGiven(Told):
    until: Instant


class AppointmentGiven(Reasoned):
    starts_at: Instant
    ends_at: Instant
    attendant: Body


class AppointmentOutcome(Reasoned):
    """absent: who did not come; left out where it was kept."""

    starts_at: Instant
    absent: Literal["staff", "resident"] | None = None


class CostGiven(Reasoned):
    fen: Fen


class ContributionGiven(CostGiven):
    payer: Body


class AuthorityGiven(Reasoned):
    authority: Body


class Verdict(Told):
    granted: bool


class TeamGiven(Reasoned):
    team: Body


class SuperiorGiven(Reasoned):
    superior: Body


class QuestionGiven(Told):
    section: Body


class FollowUpGiven(Told):
    satisfaction: Annotated[int, Field(ge=1, le=5)] | None = None


class LinkGiven(Reasoned):
    other: Ticket
    bond: Literal["duplicate_of", "duplicated_by", "related"]


class PartGiven(Told):
    """A part of the matter for another body: text says which. category: by default the whole's."""

    responsible: Body
    level: Literal["grid", "community", "subdistrict", "district"] = "community"
    category: Short = ""


class JointActionGiven(Told):
    """text: what each body is to do; every one gets a ticket of its own."""

    lead: Body
    bodies: Annotated[tuple[Body, ...], Field(min_length=2, max_length=20)]
