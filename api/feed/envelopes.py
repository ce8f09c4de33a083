"""Events of the journal as CloudEvents 1.0 in JSON. A sealed block is told as whose it is and whether it is erased, never as its content.

`id` is the position in the journal and the cursor behind the event. `time` is when it was recorded, `effectivetime` when it became true.
The database writes each (`sql/page.sql`); here old versions are lifted and sealed blocks taken out, a page at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from api.context import Ctx
from api.feed.reading import Row, present_versions
from domain import schema
from domain.schema import PayloadBroken, UnknownEvent

TYPE = "minqing"
SOURCE = "/api/feed"
# Payloads are canonical JSON: a quote inside a text is escaped, so none of these can be the beginning of one.
_BOX = re.compile(rb'\{"box":"[^"]*","key":"([^"]*)","subject":("[^"]*"\})')
_WORDS = re.compile(rb'(?<=[:,\[])"sealed:([^:"]*):([^:"]*):[^"]*"')
_BEGIN_OF_WORDS = b'"sealed:'
_KIND = re.compile(rb'"type":"[^"]*","dataschema":"([^"]*)/schemas/[^"]*"')
_CONTENT = b',"data":'


def told(ctx: Ctx, rows: Sequence[Row]) -> list[bytes]:
    """One JSON text an event, in order; no line break in any."""
    return without_boxes(ctx, list(map(lifted, rows))) if rows else []


def without_boxes(ctx: Ctx, texts: Sequence[bytes]) -> list[bytes]:
    """All of a page at once: one question for the keys."""
    return referred(b"\n".join(texts), ctx.vault.fingerprints).split(b"\n")


def referred(text: bytes, fingerprints: Callable[[set[str]], Mapping[str, str]]) -> bytes:
    """Payloads with a reference in each block's place. fingerprints: asked once, for those of the keys of these subjects that live."""
    if _BEGIN_OF_WORDS in text:
        text = _WORDS.sub(rb'{"box":"","key":"\2","subject":"\1"}', text)
    parts = _BOX.split(text)
    blocks = list(zip(parts[1::3], parts[2::3], strict=True))
    living = fingerprints({subject[1:-2].decode() for _, subject in {*blocks}}) if blocks else {}
    dead = {(key, subject) for key, subject in {*blocks} if living.get(subject[1:-2].decode()) != key.decode()}
    if dead:
        parts[2::3] = [subject[:-1] + b',"erased":true}' if (key, subject) in dead else subject for key, subject in blocks]
    parts[1::3] = [b'{"sealed":'] * len(blocks)
    return b"".join(parts)


def lifted(row: Row) -> bytes:
    """In the present version, its sealed blocks in it. One that this release cannot read: without schema and content."""
    _, name, stored_version, text = row
    if stored_version is None:
        return text
    head, _, payload = text.partition(_CONTENT)
    shape, payload = as_now(name, stored_version, payload[:-1])
    kind = b'"type":"%s.%s.v%d"' % (TYPE.encode(), name.encode(), shape)
    if not payload:
        return _KIND.sub(lambda _: kind, head, 1) + b"}"
    head = _KIND.sub(lambda found: b'%s,"dataschema":"%s/schemas/%s/%d"' % (kind, found[1], name.encode(), shape), head, 1)
    return b"%s%s%s}" % (head, _CONTENT, payload)


def as_now(name: str, version: int, payload: bytes) -> tuple[int, bytes]:
    """Subscribers see one shape of each event, the present one: older payloads are lifted."""
    present = present_versions().get(name, 0)
    if present == version:
        return version, payload
    try:
        return present, schema.dump(schema.load(name, version, payload))
    except (UnknownEvent, PayloadBroken):
        return version, b""
