"""In which records a name or a number stands that are nobody's file: what a request to be erased has to name one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any
from unicodedata import normalize

from api import read_log, shown_events
from api.commands.erasing import SUBJECTS
from api.commands.evidence import require_community
from api.context import Ctx
from api.problems import RoleForbidden
from api.scope import inside
from api.search.finding import WordsTooFew
from domain.ids import CommunityId
from domain.journal import Recorded
from domain.values import Sealed, words_in
from projections import lineage, trail

READERS = ("desk", "auditor")
RECORDS = sorted(SUBJECTS - {"hh", "psn"})
"""Kinds of streams whose texts may speak of anybody."""
SHORTEST, AT_ONCE = 2, 200


def mentioned(ctx: Ctx, community: CommunityId, words: str, purpose: str) -> list[dict[str, Any]]:
    """Record by record, the first event of it that has the words in its text; `erase`: whose keys hold them, the record's own or another's.
    Never the text. A search that finds nothing is written down too.

    Raises RoleForbidden, NotYours, WordsTooFew, PurposeBlank, TooManyOpenings.
    """
    if ctx.actor.role not in READERS:
        raise RoleForbidden(needs=READERS)
    require_community(ctx, community)
    asked = _plain(words)
    if len(asked) < SHORTEST:
        raise WordsTooFew()
    ctx.office.freshen(trail.NAME, lineage.NAME)
    with inside(ctx) as connection:
        streams = trail.streams_in(connection, lineage.holding(connection, community, ctx.now), RECORDS)
    found = [hit for start in range(0, len(streams), AT_ONCE) for hit in _hits(ctx, streams[start : start + AT_ONCE], asked)]
    read_log.note(ctx, [one["erase"] for one in found] or [community], ["search"], purpose)
    return found


def _hits(ctx: Ctx, streams: Sequence[str], asked: str) -> Iterator[dict[str, Any]]:
    """Each record and key once."""
    boxes = [(one, box) for one in shown_events.streams(ctx, streams) for box in _boxes([one.body, one.meta.reason])]
    seen = set[tuple[str, str]]()
    for (one, box), content in zip(boxes, ctx.vault.open_many([box for _, box in boxes]), strict=True):
        key = (one.stream, box.subject)
        if key not in seen and isinstance(content, dict) and any(asked in _plain(text) for text in _texts(content)):
            seen.add(key)
            yield _told(one, box)


def _told(one: Recorded, box: Sealed) -> dict[str, Any]:
    return {"record": one.stream, "event": one.name, "position": one.position, "recorded_at": one.recorded_at, "erase": box.subject}


def _boxes(value: Any) -> Iterator[Sealed]:
    if isinstance(value, Sealed):
        yield value
    elif isinstance(value, str):
        if (box := words_in(value)) is not None:
            yield box
    elif is_dataclass(value):
        yield from _boxes([getattr(value, one.name) for one in fields(value)])
    elif isinstance(value, Iterable):
        for each in value:
            yield from _boxes(each)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _plain(text: str) -> str:
    """As people mean it: full width or half, with blanks or without."""
    return "".join(normalize("NFKC", text).split()).casefold()
