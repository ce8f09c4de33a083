"""Seals: the catalogue of certificates, what was asked for, issued and refused, every use of a seal, every report of misuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from domain.governance import certificate, certificates, seal
from projections.records import stamp
from projections.sheets import Sheet, Sheets
from projections.statements import Communities, Row, among, row, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "seals"


def _type(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    if isinstance(told, certificates.TypeCancelled):
        assert before is not None
        gone = {"cancelled_on": told.on.isoformat(), "cause": told.cause.value, "clause": told.clause}
        return before | gone | {"document": told.document, "position": one.position}
    return {
        "type_id": key,
        "district": one.stream.removeprefix("crt-"),
        "type_key": told.key,
        "title": told.title,
        "legal_basis": told.legal_basis,
        "has_seal": told.has_seal,
        "listed_at": stamp(one.meta.effective_at),
        "cancelled_on": None,
        "cause": None,
        "clause": None,
        "document": told.document,
        "position": one.position,
    }


def _certificate(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    if isinstance(told, certificate.Requested):
        given = {"certificate": key, "community": told.community, "type_key": told.type_key, "number": told.number}
        at = {"requested_at": stamp(one.meta.effective_at), "status": certificate.Status.REQUESTED.value, "position": one.position}
        content = {"subject": told.content.subject, "key": told.content.key, "box": told.content.box}
        return given | at | {"content": content, "decided_at": None, "decided_by": None, "ground": None, "clause": None}
    assert before is not None
    decided = before | {"decided_at": stamp(one.meta.effective_at), "decided_by": told.by, "position": one.position}
    if isinstance(told, certificate.Issued):
        return decided | {"status": certificate.Status.ISSUED.value}
    return decided | {"status": certificate.Status.REFUSED.value, "ground": told.ground.value, "clause": told.clause}


def _use(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    given = {"use_id": key, "community": told.community, "number": told.number, "certificate": told.certificate}
    return given | {"type_key": told.type_key, "used_by": told.by, "used_at": stamp(one.meta.effective_at), "position": one.position}


def _misuse(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    if isinstance(told, seal.MisuseSettled):
        assert before is not None
        settled = {"outcome": told.outcome.value, "settled_by": told.by, "document": told.document}
        return before | settled | {"position": one.position}
    given = {"report_id": key, "community": told.community, "report": told.report, "use_number": told.use, "reported_by": told.by}
    at = {"reported_at": stamp(one.meta.effective_at), "clause": told.clause, "position": one.position}
    return given | at | {"outcome": None, "settled_by": None, "document": None}


VIEW = Sheets(
    NAME,
    1,
    (
        Sheet(
            "seals_type",
            "type_id",
            (certificates.TypeListed, certificates.TypeCancelled),
            _type,
            lambda one: (f"{one.stream}/{one.body.key}",),
        ),
        Sheet(
            "seals_certificate", "certificate", (certificate.Requested, certificate.Issued, certificate.CertificateRefused), _certificate
        ),
        Sheet("seals_use", "use_id", (seal.Used,), _use, lambda one: (f"{one.stream}/{one.body.number}",)),
        Sheet(
            "seals_misuse",
            "report_id",
            (seal.MisuseReported, seal.MisuseSettled),
            _misuse,
            lambda one: (f"{one.stream}/{one.body.report}",),
        ),
    ),
)


def types(conn: psycopg.Connection, district: str, *, offered: bool = False) -> list[Row]:
    """The catalogue, cancelled ones with when and why. offered: only what may be asked for."""
    return rows(conn, NAME, "types", district=district, offered=offered)


def certificates_of(conn: psycopg.Connection, community: Communities) -> list[Row]:
    """Newest first, without what they say of anybody."""
    return rows(conn, NAME, "certificates", communities=among(community))


def certificate_of(conn: psycopg.Connection, certificate: str) -> Row | None:
    """With its sealed content."""
    return row(conn, NAME, "certificate", certificate=certificate)


def uses(conn: psycopg.Connection, community: Communities) -> list[Row]:
    """The seal register, every use with the certificate it stands on."""
    return rows(conn, NAME, "uses", communities=among(community))


def misuses(conn: psycopg.Connection, community: Communities) -> list[Row]:
    return rows(conn, NAME, "misuses", communities=among(community))
