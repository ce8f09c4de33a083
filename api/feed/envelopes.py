"""Events of the journal as CloudEvents 1.0 in JSON. A sealed block is told as whose it is and whether it is erased, never as its content.

`id` is the position in the journal and the cursor behind the event. `time` is when it was recorded, `effectivetime` when it became true.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache

from api.context import Ctx
from api.feed.reading import Row
from domain import schema
from domain.ids import CommunityId, community_code
from domain.schema import PayloadBroken, UnknownEvent

TYPE = "minqing"
SOURCE = "/api/feed"
# Payloads are canonical JSON: a quote inside a text is escaped, so none of these can be the beginning of one.
_BOX = re.compile(rb'\{"box":"[^"]*","key":"([^"]*)","subject":"([^"]*)"\}')
_WORDS = re.compile(rb'(?<=[:,\[])"sealed:([^:"]*):([^:"]*):[^"]*"')
_BEGIN_OF_WORDS = b'"sealed:'
_TEXT = json.JSONEncoder(ensure_ascii=False).encode


def told(ctx: Ctx, rows: Sequence[Row]) -> list[bytes]:
    """One JSON text an event, in order; no line break in any."""
    if not rows:
        return []
    base = ctx.office.settings.address
    heads, payloads = zip(*[written(row, base) for row in rows], strict=True)
    return [b'%s,"data":%s}' % (head, one) if one else head + b"}" for head, one in zip(heads, without_boxes(ctx, payloads), strict=True)]


def without_boxes(ctx: Ctx, payloads: Sequence[bytes]) -> list[bytes]:
    """All of a page at once: one question for the keys."""
    text = b"\n".join(payloads)
    keys = ctx.vault.fingerprints({subject.decode() for subject, _ in blocks(text)})
    living = {(subject.encode(), key.encode()) for subject, key in keys.items()}
    return referred(text, living).split(b"\n")


def blocks(text: bytes) -> list[tuple[bytes, bytes]]:
    """Whose each sealed block in payloads is, and the fingerprint of the key it needs."""
    found = [(subject, key) for key, subject in _BOX.findall(text)]
    return found + _WORDS.findall(text) if _BEGIN_OF_WORDS in text else found


def referred(text: bytes, living: Container[tuple[bytes, bytes]]) -> bytes:
    """The payloads with a reference in each block's place. living: subjects with the fingerprints of their keys."""

    def reference(subject: bytes, key: bytes) -> bytes:
        return b'{"sealed":"%s"}' % subject if (subject, key) in living else b'{"sealed":"%s","erased":true}' % subject

    text = _BOX.sub(lambda found: reference(found[2], found[1]), text)
    return _WORDS.sub(lambda found: reference(found[1], found[2]), text) if _BEGIN_OF_WORDS in text else text


def written(row: Row, base: str) -> tuple[bytes, bytes]:
    """The attributes as JSON without its closing brace, and the payload as this release reads it; of one it cannot read: none.

    base: the server's own address, for schemas must be named absolutely.
    """
    position, stream, version, name, event_version, stored, recorded, effective, *envelope = row
    shape, payload = as_now(name, event_version, stored)
    return (
        f'{{"specversion":"1.0","id":"{position}","source":"{SOURCE}",{_kind(name, shape, base if payload else None)},"subject":"{stream}",'
        f'"time":"{_instant(recorded)}","datacontenttype":"application/json",'
        f'"position":"{position}","streamversion":{version},"effectivetime":"{_instant(effective)}"{_rest(*envelope)}'
    ).encode(), payload


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC).isoformat()[:-6]}Z"


@lru_cache(4096)
def _kind(name: str, shape: int, base: str | None) -> str:
    dataschema = f',"dataschema":"{base}{SOURCE}/schemas/{name}/{shape}"' if base is not None else ""
    return f'"type":"{TYPE}.{name}.v{shape}"{dataschema}'


@lru_cache(4096)
def _rest(role: str, policy: str | None, document: str, correlation: str, causation: str | None, community: str | None) -> str:
    """Of the envelope, which the events of a command share."""
    code = community and community_code(CommunityId(community))
    told = zip(_MORE, (role, policy, document, correlation, causation, code), strict=True)
    return "".join([f',"{name}":{_TEXT(value)}' for name, value in told if value])


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
