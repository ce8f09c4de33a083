"""The notice board of a community (公示栏、民情告示栏): what everybody may read, and the telephones that are published.

The law it keeps: nothing on the board names a resident's number; what was published stays in the journal when it is taken down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid, Unknown
from domain.ids import BoardId, CommunityId
from domain.required import require_name, require_reason
from domain.schema import Event, Events, event

PERSONAL = re.compile(r"[0-9]{17}[0-9Xx]|(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
"""An ID number, or somebody's mobile telephone."""


class NoticeKind(StrEnum):
    """网格化管理知识、服务承诺、办理反馈（民情告示）、其他公示."""

    KNOWLEDGE = "knowledge"
    COMMITMENT = "commitment"
    FEEDBACK = "feedback"
    GENERAL = "general"


@event("notice.published")
class Published:
    """Stored format: change only with an upcast and a golden file. number: on this board, from 1. until None: until taken down."""

    board: BoardId
    community: CommunityId
    number: int
    kind: NoticeKind
    title: str
    body: str
    until: date | None


@event("notice.taken_down")
class TakenDown:
    number: int


@event("notice.telephones_published")
class TelephonesPublished:
    """Office telephones: 便民服务热线, 监督电话."""

    board: BoardId
    community: CommunityId
    hotline: str
    supervision: str


@dataclass(frozen=True, slots=True)
class State:
    board: BoardId
    issued: int = 0
    standing: Mapping[int, Published] = field(default_factory=dict)
    telephones: tuple[str, str] = ("", "")


class NoticeUnknown(Unknown):
    """Facts: number."""

    code = "notice.unknown"


class NoticePersonal(Invalid):
    """The board is for everybody: no ID number and no mobile telephone stands on it."""

    code = "notice.personal"


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Published():
            before = state or State(event.board)
            return replace(before, issued=event.number, standing={**before.standing, event.number: event})
        case TelephonesPublished():
            return replace(state or State(event.board), telephones=(event.hotline, event.supervision))
        case TakenDown() if state is not None:
            return replace(state, standing={number: one for number, one in state.standing.items() if number != event.number})
    raise TypeError(f"not an event of a notice board: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def publish(
    state: State | None, *, board: BoardId, community: CommunityId, kind: NoticeKind, title: str, body: str, until: date | None
) -> Events:
    require_name(title)
    if PERSONAL.search(title) or PERSONAL.search(body):
        raise NoticePersonal()
    number = (state.issued if state else 0) + 1
    return (Published(board=board, community=community, number=number, kind=kind, title=title, body=body, until=until),)


def take_down(state: State | None, number: int, *, reason: str) -> Events:
    if state is None or not 1 <= number <= state.issued:
        raise NoticeUnknown(number=number)
    require_reason(reason)
    return (TakenDown(number=number),) if number in state.standing else ()


def publish_telephones(state: State | None, *, board: BoardId, community: CommunityId, hotline: str, supervision: str) -> Events:
    if PERSONAL.search(hotline) or PERSONAL.search(supervision):
        raise NoticePersonal()
    if state is not None and state.telephones == (hotline, supervision):
        return ()
    return (TelephonesPublished(board=board, community=community, hotline=hotline, supervision=supervision),)
