"""What several aggregates ask of a command: a name, a reason, a document number that is not blank."""

from __future__ import annotations

from domain.errors import Invalid


class NameMissing(Invalid):
    code = "command.name_missing"


class ReasonMissing(Invalid):
    code = "command.reason_missing"


class DocumentMissing(Invalid):
    code = "command.document_missing"


def require_name(name: str) -> None:
    if not name.strip():
        raise NameMissing()


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing()


def require_document(document: str) -> None:
    if not document.strip():
        raise DocumentMissing()
