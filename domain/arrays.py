"""Columns of plain values as PostgreSQL takes arrays in binary form: packed in one go, without looking at each value's type.

The form: dimensions, whether there are nulls, element type, length, lower bound; then each element behind its length in bytes (-1: null).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from struct import Struct, pack

_BOOLEAN, _BYTEA, _BIGINT, _INTEGER, _TEXT, _TIMESTAMPTZ = 16, 17, 20, 23, 25, 1184
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_INT4, _INT8 = Struct("!i").pack, Struct("!q").pack
_NULL = _INT4(-1)


class Packed(bytes):
    """One array, ready to send."""


def texts(values: Sequence[str | None]) -> Packed:
    return _packed(_TEXT, [None if value is None else value.encode() for value in values])


def integers(values: Sequence[int]) -> Packed:
    return _packed(_INTEGER, [_INT4(value) for value in values])


def bigints(values: Sequence[int]) -> Packed:
    return _packed(_BIGINT, [_INT8(value) for value in values])


def booleans(values: Sequence[bool]) -> Packed:
    return _packed(_BOOLEAN, [b"\x01" if value else b"\x00" for value in values])


def byteas(values: Sequence[bytes]) -> Packed:
    return _packed(_BYTEA, values)


def moments(values: Sequence[datetime | None]) -> Packed:
    """Aware ones, to the microsecond."""
    known = {value: None if value is None else _INT8(_microseconds(value)) for value in set(values)}
    return _packed(_TIMESTAMPTZ, [known[value] for value in values])


def _microseconds(value: datetime) -> int:
    since = value - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _packed(element: int, parts: Sequence[bytes | None]) -> Packed:
    if not parts:
        return Packed(pack("!iii", 0, 0, element))
    head = pack("!iiiii", 1, None in parts, element, len(parts), 1)
    return Packed(head + b"".join([_NULL if part is None else _INT4(len(part)) + part for part in parts]))
