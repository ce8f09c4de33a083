"""Certificates and the seal register."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import Field

from api import models, personal
from api.calls import Command, allow, command, office_of, version_seen
from api.commands.governance import certificates as commands
from api.context import Actor
from api.personal import PERSONAL
from api.routes.governance.reading import EVERYBODY, archived, path, published, register, versioned
from api.scope import READERS, looking, scope_of
from domain.governance.certificate import CertificateUnknown, Ground
from domain.governance.certificates import Cause
from domain.governance.seal import Outcome
from domain.ids import CertificateId, CommunityId, PersonId, district_code
from projections import seals

router = APIRouter(prefix="/api", tags=["证明与印章 · certificates"])
Certificate = path("cer")
Key = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,60}$")]
Seen = Depends(version_seen)


class TypeGiven(models.Reasoned):
    key: Key
    title: models.Short
    legal_basis: models.Short = ""
    has_seal: bool = True


class Cancelling(models.Reasoned):
    key: Key
    cause: Literal["no_legal_basis", "beyond_ability"]


class RequestGiven(models.Reasoned):
    """name, purpose: sealed. person: whom it is for, where registered here; it is erased with that person's data."""

    type: Key
    name: models.Text
    purpose: models.Text
    person: models.PersonKey | None = None


class RefusalGiven(models.Reasoned):
    ground: Literal["facts_otherwise", "beyond_ability", "papers_missing", "type_cancelled"]


class UseGiven(models.Reasoned):
    certificate: Annotated[str, Field(pattern="^cer-[0-9a-z]{4,40}$")]


class MisuseGiven(models.Reasoned):
    """use: its number in the register, where it stands there."""

    text: models.Text
    use: Annotated[int, Field(ge=1)] | None = None


class Settling(models.Reasoned):
    outcome: Literal["upheld", "dismissed"]


@router.get("/communities/{code}/certificate-types")
def types(code: str, request: Request, all_: bool = Query(False, alias="all"), actor: Actor = Depends(allow(*EVERYBODY))) -> dict[str, Any]:
    """What may be asked for; all: cancelled ones too, with when and why. Public."""
    with published(request, code, seals.NAME) as (connection, community, _):
        return {"types": seals.types(connection, district_code(community), offered=not all_)}


@router.post("/communities/{code}/certificate-types", status_code=201)
def list_type(code: str, body: TypeGiven, call: Command = Depends(command("planner", "approver"))) -> dict[str, Any]:
    given = (body.key, body.title, body.legal_basis)
    return call.run(lambda ctx: commands.list_type(ctx, code, *given, has_seal=body.has_seal), **body.given())


@router.post("/communities/{code}/certificate-types/cancellation")
def cancel_type(code: str, body: Cancelling, call: Command = Depends(command("planner", "approver"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.cancel_type(ctx, code, body.key, Cause(body.cause)), **body.given())


@router.get("/communities/{code}/certificates")
def certificates(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    with register(request, actor, code, seals.NAME) as (connection, community, _):
        kept = archived(request, connection, community)
        found = kept.told(seals.certificates_of(connection, kept.communities))
    return {"certificates": versioned(request, found, "certificate")}


@router.post("/communities/{code}/certificates", status_code=201)
def request_(code: str, body: RequestGiven, call: Command = Depends(command("desk", "warden"))) -> dict[str, Any]:
    """Only a listed type is taken in."""
    person = PersonId(body.person) if body.person else None
    return call.run(lambda ctx: commands.request(ctx, code, body.type, body.name, body.purpose, person), **body.given())


@router.get("/certificates/{certificate}")
def one(
    certificate: Certificate, request: Request, purpose: str = Query(max_length=200), actor: Actor = Depends(allow(*PERSONAL))
) -> dict[str, Any]:
    """Opened for a purpose, which is written down."""
    ctx = office_of(request).ctx(actor)
    ctx.office.freshen(seals.NAME)
    with ctx.office.reading() as connection:
        row = seals.certificate_of(connection, certificate)
    if row is None:
        raise CertificateUnknown()
    with looking(ctx, scope_of(ctx, CommunityId(row["community"]))) as connection:
        row = seals.certificate_of(connection, certificate) or {}
    content = personal.read(ctx, row["content"], purpose)
    return personal.without_boxes(row) | {"name": content.get("name"), "purpose": content.get("text")}


@router.post("/certificates/{certificate}/issue")
def issue(certificate: Certificate, body: models.Reasoned, call: Command = Depends(command("desk")), seen: int = Seen) -> dict[str, Any]:
    """Issued, and sealed where its type carries the seal, in one transaction."""
    return call.run(lambda ctx: commands.issue(ctx, CertificateId(certificate), seen=seen), **body.given())


@router.post("/certificates/{certificate}/refusal")
def refuse(certificate: Certificate, body: RefusalGiven, call: Command = Depends(command("desk")), seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: commands.refuse(ctx, CertificateId(certificate), Ground(body.ground), seen=seen), **body.given())


@router.get("/communities/{code}/seal")
def uses(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """The seal register and the reports of misuse."""
    with register(request, actor, code, seals.NAME) as (connection, community, _):
        kept = archived(request, connection, community)
        uses, misuses = seals.uses(connection, kept.communities), seals.misuses(connection, kept.communities)
    return {"uses": kept.told(uses), "misuses": kept.told(misuses)}


@router.post("/communities/{code}/seal/uses", status_code=201)
def use(code: str, body: UseGiven, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    """Granted for an issued certificate of a listed type alone."""
    return call.run(lambda ctx: commands.use_seal(ctx, code, CertificateId(body.certificate)), **body.given())


@router.post("/communities/{code}/seal/misuses", status_code=201)
def report_misuse(code: str, body: MisuseGiven, call: Command = Depends(command("desk", "auditor", "planner"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.report_misuse(ctx, code, body.text, body.use), **body.given())


@router.post("/communities/{code}/seal/misuses/{report}/settlement")
def settle(code: str, report: Annotated[int, Path(ge=1)], body: Settling, call: Command = Depends(command("approver"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.settle_misuse(ctx, code, report, Outcome(body.outcome)), **body.given())
