"""The parameters of a question for features, read as the standard reads them: what is unknown or unsound is refused with 400."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite

from api.moments import beginning, moment
from api.problems import InputInvalid
from domain.errors import Invalid

LIMIT, MOST = 100, 10_000
OPEN = ("", "..")
FORMS = ("json", "geojson", "html")
PAGES, PROGRAMS = ("text/html", "application/xhtml+xml"), ("application/json", "application/geo+json")
_WEIGHT = re.compile(r"[01](\.[0-9]{0,3})?")


class ParameterUnknown(Invalid):
    """Facts: known."""

    code = "ogc.parameter_unknown"


class ParameterRepeated(Invalid):
    """Facts: parameter."""

    code = "ogc.parameter_repeated"


class BboxUnsound(Invalid):
    code = "ogc.bbox_unsound"


class DatetimeUnsound(Invalid):
    code = "ogc.datetime_unsound"


class LimitUnsound(Invalid):
    """Facts: limit, the largest page."""

    code = "ogc.limit_unsound"


class FormUnknown(Invalid):
    """Facts: known."""

    code = "ogc.form_unknown"


@dataclass(frozen=True)
class Span:
    """Both ends count; None: without end. An instant is both."""

    since: datetime | None
    until: datetime | None


def require_known(given: Sequence[tuple[str, str]], known: Collection[str]) -> Mapping[str, str]:
    """Each parameter once. Raises ParameterUnknown, ParameterRepeated."""
    names = [name for name, _ in given]
    if {*names} - {*known}:
        raise ParameterUnknown(known=sorted(known))
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise ParameterRepeated(parameter=repeated)
    return dict(given)


def area_of(bbox: str | None) -> str | None:
    """EWKT, SRID 4490, of "west,south,east,north" or with heights in between; west of the box may lie east of its end, across 180°.

    Raises BboxUnsound.
    """
    if bbox is None:
        return None
    try:
        numbers = [float(part) for part in bbox.split(",")]
    except ValueError as wrong:
        raise BboxUnsound() from wrong
    if len(numbers) not in (4, 6) or not all(map(isfinite, numbers)):
        raise BboxUnsound()
    half = len(numbers) // 2
    west, south, east, north = *numbers[:2], *numbers[half : half + 2]
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise BboxUnsound()
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    return f"SRID=4490;GEOMETRYCOLLECTION({','.join(_box(left, south, right, north) for left, right in spans)})"


def _box(west: float, south: float, east: float, north: float) -> str:
    """A box without width or height is a line or a point: as a polygon it would touch nothing."""
    if (west, south) == (east, north):
        return f"POINT({west!r} {south!r})"
    if west == east or south == north:
        return f"LINESTRING({west!r} {south!r},{east!r} {north!r})"
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON(({','.join(f'{lon!r} {lat!r}' for lon, lat in corners)}))"


def span_of(given: str | None, now: datetime) -> Span:
    """An instant, "from/to", "../to" or "from/.."; none: now. A day is the whole day in China, by itself its last moment.

    Raises DatetimeUnsound.
    """
    if given is None:
        return Span(now, now)
    first, slash, last = given.partition("/")
    try:
        if not slash:
            at = moment(first)
            return Span(at, at)
        if first in OPEN and last in OPEN:
            return Span(None, None)
        span = Span(None if first in OPEN else beginning(first), None if last in OPEN else moment(last))
    except (InputInvalid, ValueError, OverflowError) as wrong:
        raise DatetimeUnsound() from wrong
    if span.since and span.until and span.until < span.since:
        raise DatetimeUnsound()
    return span


def limit_of(given: str | None) -> int:
    """More than the most is the most (17-069r4, 7.15.2). Raises LimitUnsound."""
    if given is None:
        return LIMIT
    if not (given.isascii() and given.isdecimal()) or len(given) > 9 or int(given) < 1:
        raise LimitUnsound(limit=MOST)
    return min(int(given), MOST)


def is_for_people(form: str | None, accept: str) -> bool:
    """Whether a page of HTML is asked for: by `f`, else by what the caller would rather have. Raises FormUnknown."""
    if form is not None:
        if form not in FORMS:
            raise FormUnknown(known=FORMS)
        return form == "html"
    html, other = (max((weight for kind, weight in _accepted(accept) if kind in kinds), default=0.0) for kinds in (PAGES, PROGRAMS))
    return html > other


def _accepted(accept: str) -> Iterator[tuple[str, float]]:
    """Media types and how much each is wanted (RFC 9110, 12.5.1)."""
    for one in accept.lower().split(","):
        kind, *more = (part.strip() for part in one.split(";"))
        weight = next((part[2:] for part in more if part.startswith("q=")), "1")
        yield kind, float(weight) if _WEIGHT.fullmatch(weight) else 0.0
