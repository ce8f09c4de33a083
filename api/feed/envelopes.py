"""Events of the journal as CloudEvents 1.0 in JSON. A sealed block is told as whose it is and whether it is erased, never as its content.

`id` is the position in the journal and the cursor behind the event. `time` is when it was recorded, `effectivetime` when it became true.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from api.context import Ctx
from api.feed.reading import Row
from domain import schema
from domain.ids import community_code
from domain.schema import PayloadBroken, UnknownEvent

TYPE = "minqing"
SOURCE = "/api/feed"
# Payloads are canonical JSON: a quote inside a text is escaped, so none of these can be the beginning of one.
_BOX = rb'\{"box":"([^"]*)","key":"([^"]*)","subject":"([^"]*)"\}'
_WORDS = rb'(?<=[:,\[])"sealed:([^:"]*):([^:"]*):([^"]*)"'
SEALED = re.compile(rb"%s|%s" % (_BOX, _WORDS))
_TEXT = json.JSONEncoder(ensure_ascii=False).encode


def told(ctx: Ctx, rows: Sequence[Row]) -> list[bytes]:
    """One JSON text an event, in order; no line break in any."""
    if not rows:
        return []
    base = ctx.office.settings.address
    heads, payloads = zip(*(written(row, base) for row in rows), strict=True)
    return [_whole(head, payload) for head, payload in zip(heads, without_boxes(ctx, payloads), strict=True)]


def _whole(head: str, payload: bytes) -> bytes:
    return b'%s,"data":%s}' % (head.encode(), payload) if payload else f"{head}}}".encode()


def without_boxes(ctx: Ctx, payloads: Sequence[bytes]) -> list[bytes]:
    """All of a page at once: one search through the text, one question for the keys."""
    text = b"\n".join(payloads)
    keys = ctx.vault.fingerprints({_subject(found) for found in SEALED.finditer(text)})

    def reference(found: re.Match[bytes]) -> bytes:
        subject = _subject(found)
        erased = b"" if keys.get(subject) == (found[2] or found[5]).decode() else b',"erased":true'
        return b'{"sealed":"%s"%s}' % (subject.encode(), erased)

    return SEALED.sub(reference, text).split(b"\n")


def _subject(found: re.Match[bytes]) -> str:
    return (found[3] or found[4]).decode()


def written(row: Row, base: str) -> tuple[str, bytes]:
    """The attributes as JSON without its closing brace, and the payload as this release reads it; of one it cannot read: none.

    base: the server's own address, for schemas must be named absolutely.
    """
    position, stream, version, name, event_version, payload, recorded, effective, *envelope = row
    shape, payload = as_now(name, event_version, payload)
    dataschema = f'"dataschema":"{base}{SOURCE}/schemas/{name}/{shape}",' if payload else ""
    envelope[-1] = envelope[-1] and community_code(envelope[-1])
    more = "".join(f',"{key}":{_TEXT(value)}' for key, value in zip(_MORE, envelope, strict=True) if value)
    return (
        f'{{"specversion":"1.0","id":"{position}","source":"{SOURCE}","type":"{TYPE}.{name}.v{shape}","subject":"{stream}",'
        f'"time":"{_instant(recorded)}","datacontenttype":"application/json",{dataschema}'
        f'"position":"{position}","streamversion":{version},"effectivetime":"{_instant(effective)}"{more}'
    ), payload


_MORE = ("actorrole", "policy", "document", "correlationid", "causationid", "community")


def as_now(name: str, version: int, payload: bytes) -> tuple[int, bytes]:
    """Subscribers see one shape of each event, the present one: older payloads are lifted."""
    present = present_versions().get(name, 0)
    if present == version:
        return version, payload
    try:
        return present, schema.dump(schema.load(name, version, payload))
    except (UnknownEvent, PayloadBroken):
        return version, b""


@cache
def present_versions() -> Mapping[str, int]:
    """Of each event that this release knows."""
    return {name: shape.VERSION for (name, _), shape in sorted(schema.registered().items())}


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC).isoformat()[:-6]}Z"
