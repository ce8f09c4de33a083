"""Certificates and the seal: listed, cancelled, asked for, issued with the seal in one transaction, misuse reported and settled."""

from __future__ import annotations

from collections.abc import Sequence

from api.commands import erasing
from api.commands.evidence import Held, hold, in_charge
from api.commands.governance.deciding import carried_on, community_of, decided, decided_on, kept, on_day
from api.context import CHINA, Ctx, Done
from domain.governance import certificate, certificates, seal
from domain.governance.certificate import CertificateUnknown, Ground
from domain.governance.certificates import Cause, CertificateType
from domain.governance.clauses import clause_of
from domain.governance.seal import Outcome
from domain.ids import CertificateId, CertificateTypesId, CommunityId, PersonId, SealId, community_code, community_id, district_code
from domain.journal import Write
from domain.personal_record import SubjectUnknown
from domain.policy import PolicyProfile
from domain.schema import Events

LISTED_ONLY, SEAL_LISTED = "certificate.listed_only", "seal.listed_only"


def types_stream(code: str) -> CertificateTypesId:
    return CertificateTypesId("crt-" + district_code(community_id(code)))


def seal_stream(code: str) -> SealId:
    return SealId("sel-" + community_code(community_id(code)))


def list_type(ctx: Ctx, code: str, key: str, title: str, legal_basis: str, *, has_seal: bool) -> Done:
    stream = types_stream(code)

    def decide(state: certificates.State | None, profile: PolicyProfile) -> Events:
        given = {"key": key, "title": title, "legal_basis": legal_basis, "has_seal": has_seal, "document": ctx.document}
        return certificates.list_type(state, types=stream, **given, clause=clause_of(profile, LISTED_ONLY))

    return decided(ctx, code, stream, certificates, decide)


def cancel_type(ctx: Ctx, code: str, key: str, cause: Cause) -> Done:
    def decide(state: certificates.State | None, profile: PolicyProfile) -> Events:
        clause = clause_of(profile, LISTED_ONLY)
        return certificates.cancel_type(state, key=key, cause=cause, on=on_day(ctx), document=ctx.document, clause=clause)

    return decided(ctx, code, types_stream(code), certificates, decide)


def request(ctx: Ctx, code: str, key: str, name: str, purpose: str, person: PersonId | None = None) -> Done:
    """name, purpose: whom and what for; both are sealed, and so is the person, with whose data the certificate is erased.

    Raises SubjectUnknown for a person who is registered neither in this community nor in one that ended in it.
    """
    if person is not None and erasing.community_of(ctx, person) not in kept(ctx, code):
        raise SubjectUnknown()
    stream = CertificateId(ctx.new_id("cer"))
    types = hold(ctx, types_stream(code), certificates.fold)
    content = ctx.vault.seal(stream, {"name": name, "text": purpose} | ({"person": person} if person else {}))
    number = f"{ctx.holds_from.astimezone(CHINA):%Y%m%d}-{stream[-6:].upper()}"

    def decide(state: certificate.State | None, profile: PolicyProfile) -> Events:
        of = certificates.offered(types.state, key, clause_of(profile, LISTED_ONLY))
        community = community_id(code)
        return certificate.request(state, certificate=stream, community=community, of=of, number=number, content=content)

    return decided(ctx, code, stream, certificate, decide, answer={"number": number}, besides=lambda: [types.stands()])


def issue(ctx: Ctx, stream: CertificateId, *, seen: int | None = None) -> Done:
    """Issued and, where its type carries the seal, sealed: both stand in the journal, or neither."""
    code = community_of(ctx, stream, certificate, CertificateUnknown)
    of, clause = _type_of(ctx, code, stream)

    def decide(state: certificate.State | None, _: PolicyProfile) -> Events:
        return certificate.issue(state, by=ctx.actor.account, of=of)

    def sealing() -> Sequence[Write]:
        return [_sealed(ctx, code, stream, of, clause)] if of.has_seal else ()

    return decided(ctx, code, stream, certificate, decide, seen=seen, besides=sealing, begins=False)


def _sealed(ctx: Ctx, code: str, stream: CertificateId, of: CertificateType, clause: str) -> Write:
    """By the seal of whoever is in charge: that of a community that ended is used no more."""
    keeper = in_charge(ctx, community_id(code), ctx.holds_from).stream
    seals = seal_stream(community_code(CommunityId(keeper)))
    held: Held[seal.State] = hold(ctx, seals, seal.fold)
    given = {"seal": seals, "community": keeper, "certificate": stream, "type_key": of.key}
    return held.write(seal.use(held.state, **given, has_seal=of.has_seal, by=ctx.actor.account, clause=clause))


def _type_of(ctx: Ctx, code: str, stream: CertificateId) -> tuple[CertificateType, str]:
    """Its type, as long as it may be issued, and the clause of the seal. Raises TypeUnlisted, TypeGone."""
    _, profile = carried_on(ctx, code)
    asked = hold(ctx, stream, certificate.fold).state
    assert asked is not None
    types = hold(ctx, types_stream(code), certificates.fold).state
    return certificates.offered(types, asked.type_key, clause_of(profile, LISTED_ONLY)), clause_of(profile, SEAL_LISTED)


def refuse(ctx: Ctx, stream: CertificateId, ground: Ground, *, seen: int | None = None) -> Done:
    def decide(state: certificate.State | None, profile: PolicyProfile) -> Events:
        return certificate.refuse(state, by=ctx.actor.account, ground=ground, clause=clause_of(profile, LISTED_ONLY))

    return decided_on(ctx, stream, certificate, CertificateUnknown, decide, seen=seen)


def use_seal(ctx: Ctx, code: str, stream: CertificateId) -> Done:
    """A use by itself: granted for an issued certificate of a listed type alone."""
    certified = hold(ctx, stream, certificate.fold).state

    def decide(state: seal.State | None, profile: PolicyProfile) -> Events:
        clause = clause_of(profile, SEAL_LISTED)
        if certified is None or certified.community not in kept(ctx, code) or certified.status is not certificate.Status.ISSUED:
            raise seal.UseUnlisted(clause=clause)
        of = certificates.offered(hold(ctx, types_stream(code), certificates.fold).state, certified.type_key, clause)
        given = {"seal": seal_stream(code), "community": community_id(code), "certificate": stream, "type_key": of.key}
        return seal.use(state, **given, has_seal=of.has_seal, by=ctx.actor.account, clause=clause)

    return decided(ctx, code, seal_stream(code), seal, decide)


def report_misuse(ctx: Ctx, code: str, text: str, use: int | None) -> Done:
    stream = seal_stream(code)
    content = ctx.vault.seal(stream, {"text": text})

    def decide(state: seal.State | None, profile: PolicyProfile) -> Events:
        given = {"seal": stream, "community": community_id(code), "use": use, "by": ctx.actor.account, "content": content}
        return seal.report_misuse(state, **given, clause=clause_of(profile, SEAL_LISTED))

    return decided(ctx, code, stream, seal, decide, begins=False)


def settle_misuse(ctx: Ctx, code: str, report: int, outcome: Outcome) -> Done:
    def decide(state: seal.State | None, _: PolicyProfile) -> Events:
        return seal.settle(state, report=report, outcome=outcome, by=ctx.actor.account, document=ctx.document)

    return decided(ctx, code, seal_stream(code), seal, decide, begins=False)
