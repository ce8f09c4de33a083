"""The catalogue of certificates (证明) of a district: what its communities may certify, each with the law it rests on.

The law it keeps: no certificate without a law that asks for it and the community's ability to know it; what lacks either is cancelled, and
a cancelled one is issued no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid, Refused, Unknown
from domain.ids import CertificateTypesId
from domain.required import require_document, require_name
from domain.schema import Event, Events, event


class Cause(StrEnum):
    """Why a certificate is cancelled: 法律法规没有明确规定; 社区没有能力提供."""

    NO_LEGAL_BASIS = "no_legal_basis"
    BEYOND_ABILITY = "beyond_ability"


# Stored formats: change only with an upcast and a golden file.


@event("certificates.type_listed")
class TypeListed:
    """has_seal: the community's seal may stand on it, so it is in the list of uses of the seal too."""

    types: CertificateTypesId
    key: str
    title: str
    legal_basis: str
    has_seal: bool
    document: str


@event("certificates.type_cancelled")
class TypeCancelled:
    key: str
    cause: Cause
    on: date
    document: str
    clause: str


@dataclass(frozen=True, slots=True)
class CertificateType:
    key: str
    title: str
    legal_basis: str
    has_seal: bool
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class State:
    types: CertificateTypesId
    listed: Mapping[str, CertificateType] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, TypeListed):
        known = state or State(event.types)
        return replace(
            known, listed={**known.listed, event.key: CertificateType(event.key, event.title, event.legal_basis, event.has_seal)}
        )
    if isinstance(event, TypeCancelled) and state is not None:
        return replace(state, listed={**state.listed, event.key: replace(state.listed[event.key], is_cancelled=True)})
    raise TypeError(f"not an event of the certificates: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class TypeUnlisted(Unknown):
    """Facts: clause."""

    code = "certificates.type_unlisted"


class TypeGone(Refused):
    """Facts: title, clause."""

    code = "certificates.type_cancelled"


class BasisMissing(Invalid):
    """Facts: clause."""

    code = "certificates.basis_missing"


def list_type(
    state: State | None, *, types: CertificateTypesId, key: str, title: str, legal_basis: str, has_seal: bool, document: str, clause: str
) -> Events:
    """A cancelled one may be listed again when a law asks for it."""
    require_name(title)
    if not legal_basis.strip():
        raise BasisMissing(value=0, limit=1, clause=clause)
    require_document(document)
    known = state.listed.get(key) if state else None
    if known == CertificateType(key, title, legal_basis, has_seal):
        return ()
    return (TypeListed(types=types, key=key, title=title, legal_basis=legal_basis, has_seal=has_seal, document=document),)


def cancel_type(state: State | None, *, key: str, cause: Cause, on: date, document: str, clause: str) -> Events:
    known = state.listed.get(key) if state else None
    if known is None:
        raise TypeUnlisted(value=0, limit=len(state.listed) if state else 0, clause=clause)
    if known.is_cancelled:
        return ()
    require_document(document)
    return (TypeCancelled(key=key, cause=cause, on=on, document=document, clause=clause),)


def offered(state: State | None, key: str, clause: str) -> CertificateType:
    """The type, as long as it may be issued. Raises TypeUnlisted, TypeGone."""
    known = state.listed.get(key) if state else None
    if known is None:
        raise TypeUnlisted(value=0, limit=len(state.listed) if state else 0, clause=clause)
    if known.is_cancelled:
        raise TypeGone(title=known.title, value="cancelled", limit="listed", clause=clause)
    return known
