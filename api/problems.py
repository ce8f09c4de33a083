"""Refusals as problem objects (RFC 9457): the only table from error class to HTTP status. Nothing of the caller's input is echoed."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from api.context import CHINA
from api.texts import catalogue, text
from domain import errors

STATUS: tuple[tuple[type[errors.DomainError], int], ...] = (
    (errors.StaleVersion, 409),
    (errors.PolicyRefused, 422),
    (errors.Unknown, 404),
    (errors.Forbidden, 403),
    (errors.Invalid, 422),
    (errors.Refused, 409),
    (errors.DomainError, 409),
)


class SignInRequired(errors.Forbidden):
    """Facts: ended, where a token was shown: whether that session was ended, or merely ran out."""

    code = "auth.sign_in"


class SignInRefused(errors.Forbidden):
    code = "auth.refused"


class TooManyAttempts(errors.Forbidden):
    """Facts: retry_after_s."""

    code = "auth.too_many_attempts"


class SecondFactorRequired(errors.Forbidden):
    """The role must have a second factor and none is set: until then nothing else may be done."""

    code = "auth.second_factor_required"


class RoleForbidden(errors.Forbidden):
    """Facts: needs (roles)."""

    code = "auth.role"


class NotYours(errors.Forbidden):
    """The actor's grids or communities do not include what is asked for."""

    code = "auth.not_yours"


class CrossSite(errors.Forbidden):
    code = "auth.cross_site"


class VersionNeeded(errors.Invalid):
    code = "http.if_match_needed"


class VersionPassed(errors.StaleVersion):
    """If-Match names a version that is no longer the present one. Facts: stream, expected, current, changed_by, changed_at."""

    code = "http.version_passed"


class KeyNeeded(errors.Invalid):
    code = "http.idempotency_key_needed"


class InputInvalid(errors.Invalid):
    """Facts: where (list of field paths and reason codes; never the values)."""

    code = "http.input_invalid"


CODED = ("level", "lowest", "wanted", "status", "step", "steps", "handling", "scope", "unfinished")
"""Facts that are codes even where they are no enumeration."""
OVERRIDES: dict[str, int] = {
    SignInRequired.code: 401,
    SignInRefused.code: 401,
    TooManyAttempts.code: 429,
    "http.too_many_requests": 429,
    "auth.second_factor_code_needed": 401,
    "auth.second_factor_code_wrong": 401,
    "accounts.code_refused": 401,
    "auth.oidc_refused": 401,
    "auth.oidc_weak": 401,
    "auth.oidc_silent": 503,
    "basemap.silent": 503,
    VersionNeeded.code: 428,
    VersionPassed.code: 412,
    KeyNeeded.code: 400,
    **dict.fromkeys(
        (
            f"ogc.{one}"
            for one in ("parameter_unknown", "parameter_repeated", "form_unknown", "bbox_unsound", "datetime_unsound", "limit_unsound")
        ),
        400,
    ),  # OGC 17-069r4, 7.5.1
    "journal.idempotency_key_reused": 422,
    "view.behind": 503,
    "personal.too_many_openings": 429,
    "document.busy": 503,
    "feed.too_many_streams": 429,
    "feed.cursor_ahead": 410,
    "vault.key_unavailable": 503,
}


def status_of(error: errors.DomainError) -> int:
    if error.code in OVERRIDES:
        return OVERRIDES[error.code]
    return next(status for kind, status in STATUS if isinstance(error, kind))


def problem(error: errors.DomainError) -> dict[str, Any]:
    """The problem object of a refusal, texts in Chinese and English."""
    facts = {name: _plain(value) for name, value in error.facts.items()}
    told = problem_of(error.code, status_of(error), facts)
    coded = {name: value for name, value in error.facts.items() if name in CODED or _is_coded(value)}
    if not coded or error.code not in catalogue():
        return told
    spoken = {language: facts | {name: _spoken(value, language) for name, value in coded.items()} for language in ("zh", "en")}
    return told | {"title": text(error.code, "zh", **spoken["zh"]), "title_en": text(error.code, "en", **spoken["en"])}


def _is_coded(value: Any) -> bool:
    return isinstance(value, StrEnum) or (isinstance(value, list | tuple | set | frozenset) and any(map(_is_coded, value)))


def _spoken(value: Any, language: str) -> Any:
    """A code in the words of the records; what has none there as it stands."""
    if isinstance(value, list | tuple | set | frozenset):
        return ("、" if language == "zh" else ", ").join(str(_spoken(each, language)) for each in value)
    code = f"audit.value.{value}"
    return text(code, language) if isinstance(value, str) and code in catalogue() else _plain(value)


def english_first(body: dict[str, Any]) -> dict[str, Any]:
    """The same problem for a caller who asks for English: `title` is what people are shown."""
    return body | {"title": body["title_en"], "title_zh": body["title"]}


def problem_of(code: str, status: int, facts: dict[str, Any] | None = None) -> dict[str, Any]:
    facts = facts or {}
    title = code if code in catalogue() else f"http.{status}"
    return {
        "type": f"urn:minqing:problem:{code}",
        "code": code,
        "status": status,
        "title": text(title, "zh", **facts),
        "title_en": text(title, "en", **facts),
    } | ({"facts": facts} if facts else {})


def _plain(value: Any) -> Any:
    """JSON-ready form of a fact."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(part) for name, part in asdict(value).items()}
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(CHINA).isoformat(sep=" ", timespec="minutes")
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
