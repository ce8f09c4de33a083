"""Duty posts filed as evidence (定岗定职、备案): which duties each post has and who holds it, filed with the authority as a whole.

The law it keeps: a filing names a holder for every post defined, each on the roster; it stands from its day until the next, so that
whoever asks later who was responsible is told by which filing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from domain.errors import Invalid, Refused
from domain.ids import CommunityId, DutyFilingId, WardenId
from domain.required import require_document, require_name
from domain.schema import Event, Events, event

# Stored formats: change only with an upcast and a golden file.


@event("duty_filing.post_defined")
class DutyPostDefined:
    """post: short key, for ever. duties: what the post answers for."""

    filings: DutyFilingId
    community: CommunityId
    post: str
    title: str
    duties: tuple[str, ...]
    on: date


@event("duty_filing.post_dropped")
class DutyPostDropped:
    post: str
    on: date


@event("duty_filing.post_filed")
class DutyPostFiled:
    """filing: 1, 2, 3… filed_as: number of the filing's document. filed_with: the body it was filed with."""

    filings: DutyFilingId
    community: CommunityId
    filing: int
    post: str
    title: str
    duties: tuple[str, ...]
    warden: WardenId
    filed_with: str
    filed_as: str
    on: date
    clause: str


@dataclass(frozen=True, slots=True)
class Post:
    """is_dropped: it takes part in no further filing, and its key is not given again."""

    title: str
    duties: tuple[str, ...]
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """on: day of the last filing."""

    filings: DutyFilingId
    posts: Mapping[str, Post] = field(default_factory=dict)
    filed: int = 0
    on: date | None = None

    @property
    def standing(self) -> Mapping[str, Post]:
        return {key: post for key, post in self.posts.items() if not post.is_dropped}


def evolve(state: State | None, event: Event) -> State:
    match event:
        case DutyPostDefined():
            known = state or State(event.filings)
            return replace(known, posts={**known.posts, event.post: Post(event.title, event.duties)})
        case DutyPostDropped() if state:
            return replace(state, posts={**state.posts, event.post: replace(state.posts[event.post], is_dropped=True)})
        case DutyPostFiled() if state:
            return replace(state, filed=event.filing, on=event.on)
    raise TypeError(f"not an event of a duty filing: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class DutiesMissing(Invalid):
    code = "duty_filing.duties_missing"


class PostDropped(Refused):
    """Facts: post."""

    code = "duty_filing.post_dropped"


class PostsUnfit(Invalid):
    """Every post that stands, once, and no other. Facts: posts."""

    code = "duty_filing.posts_unfit"


class WardensUnknown(Invalid):
    """They are not on the roster that day. Facts: wardens."""

    code = "duty_filing.wardens_unknown"


class FiledBeforePresent(Refused):
    """Facts: on, present_since."""

    code = "duty_filing.filed_before_present"


def define(
    state: State | None, *, filings: DutyFilingId, community: CommunityId, post: str, title: str, duties: tuple[str, ...], on: date
) -> Events:
    """Anew or otherwise than before; it counts as evidence from the next filing on."""
    require_name(title)
    if not any(duty.strip() for duty in duties):
        raise DutiesMissing()
    known = state.posts.get(post) if state else None
    if known is not None and known.is_dropped:
        raise PostDropped(post=post)
    if known == Post(title, duties):
        return ()
    return (DutyPostDefined(filings=filings, community=community, post=post, title=title, duties=duties, on=on),)


def drop(state: State | None, *, post: str, on: date) -> Events:
    known = state.posts.get(post) if state else None
    if known is None:
        raise PostsUnfit(posts=[post])
    return () if known.is_dropped else (DutyPostDropped(post=post, on=on),)


def file(
    state: State | None,
    *,
    community: CommunityId,
    holders: Mapping[str, WardenId],
    enrolled: Collection[WardenId],
    filed_with: str,
    filed_as: str,
    on: date,
    clause: str,
) -> Events:
    """enrolled: evidence, the roster of that day. Source: policies key "duty.filed"."""
    standing = state.standing if state else {}
    if state is None or standing.keys() != holders.keys():
        raise PostsUnfit(posts=sorted(standing.keys() ^ holders.keys()))
    require_name(filed_with)
    require_document(filed_as)
    if strange := sorted(set(holders.values()) - set(enrolled)):
        raise WardensUnknown(wardens=strange)
    if state.on is not None and on < state.on:
        raise FiledBeforePresent(on=on, present_since=state.on)
    return tuple(
        DutyPostFiled(
            filings=state.filings,
            community=community,
            filing=state.filed + 1,
            post=key,
            title=post.title,
            duties=post.duties,
            warden=holders[key],
            filed_with=filed_with,
            filed_as=filed_as,
            on=on,
            clause=clause,
        )
        for key, post in standing.items()
    )
