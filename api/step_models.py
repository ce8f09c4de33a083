"""What callers send for the further steps of a ticket: shapes and limits only."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from api.models import Instant, Reasoned, Short, Ticket, Told

Fen = Annotated[int, Field(ge=1, le=10**12)]
Body = Annotated[Short, Field(min_length=1)]


def _side_by_side(given: Any) -> Any:
    return given.split("、") if isinstance(given, str) else given


class ClockAsked(Told):
    """days: of the deadline's clock for an extension, calendar days for a pause or shelving, none for a return."""

    change: Literal["pause", "extension", "return", "shelving"]
    days: Annotated[int, Field(ge=1, le=3660)] | None = None


class PapersGiven(Told):
    """text: the whole list, sealed; count: how many papers it names. papers: the kinds of them (户口簿), where they are looked up among
    the household's electronic copies; one word with 、 between them will do.
    """

    count: Annotated[int, Field(ge=1, le=100)]
    papers: Annotated[tuple[Body, ...], Field(max_length=100), BeforeValidator(_side_by_side)] = ()


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
