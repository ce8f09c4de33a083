"""Spot checks of a community (每日抽查2户): a seed is committed, visits are drawn with it, each is visited again and matches or not.

The law it keeps: the seed stands before the visits it draws from; there is one draw a day, not before the hour set; a visit recorded after
one draw belongs to the next, none escapes; nobody checks the own visit; a result is given once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import reduce

from domain import spot_draw
from domain.errors import Forbidden, Refused, Unknown
from domain.ids import CommunityId, VisitId, WardenId
from domain.schema import Event, Events, event
from domain.spot_draw import Chosen
from domain.values import Sealed


@event("spot_check.seed_committed")
class SeedCommitted:
    """Stored format: change only with an upcast and a golden file.

    commitment: SHA-256 of the seed, hex. seed: sealed until the draw shows it. visits_after: position in the journal behind which the
    visits lie that it will draw from.
    """

    community: CommunityId
    commitment: str
    seed: Sealed
    visits_after: int


@event("spot_check.drawn")
class Drawn:
    """seed: shown from now on. Candidates were the visits at positions visits_after < p <= visits_through."""

    on: date
    seed: str
    visits_after: int
    visits_through: int
    per_warden: int
    chosen: tuple[Chosen, ...]


@event("spot_check.result_recorded")
class ResultRecorded:
    visit: VisitId
    warden: WardenId
    matches: bool
    checked_by: str
    note: Sealed | None


@dataclass(frozen=True, slots=True)
class State:
    """committed: what the next draw will use. drawn: every visit ever drawn. results: by visit, whether it matched."""

    community: CommunityId
    committed: SeedCommitted
    last_on: date | None = None
    drawn: Mapping[VisitId, Chosen] = field(default_factory=dict)
    results: Mapping[VisitId, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pool:
    """Evidence: the visits recorded behind the commitment's position, up to `through`."""

    through: int
    visits: tuple[Chosen, ...]


def evolve(state: State | None, event: Event) -> State:
    match event:
        case SeedCommitted() if state is None:
            return State(event.community, event)
        case SeedCommitted():
            return replace(_known(state), committed=event)
        case Drawn():
            before = _known(state)
            return replace(before, last_on=event.on, drawn=dict(before.drawn) | {one.visit: one for one in event.chosen})
        case ResultRecorded():
            return replace(_known(state), results=dict(_known(state).results) | {event.visit: event.matches})
    raise TypeError(f"not an event of spot checks: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class NothingCommitted(Refused):
    """No seed stands in the journal yet: commit one, then visits recorded from then on can be drawn."""

    code = "spot_check.nothing_committed"


class SeedOther(Refused):
    """The seed is not the one that was committed."""

    code = "spot_check.seed_other"


class SeedGone(Refused):
    """It opens no more: its key was lost, or destroyed. Where the loss was decided, commit another."""

    code = "spot_check.seed_gone"


class DrawnToday(Refused):
    """Facts: on."""

    code = "spot_check.drawn_today"


class DrawTooEarly(Refused):
    """Facts: opens_at."""

    code = "spot_check.too_early"


class NotDrawn(Unknown):
    """Only what the draw named is checked; nobody adds a visit to it. Facts: visit."""

    code = "spot_check.not_drawn"


class CheckedAlready(Refused):
    """Facts: visit."""

    code = "spot_check.checked_already"


class OwnVisit(Forbidden):
    code = "spot_check.own_visit"


def commit(state: State | None, *, community: CommunityId, commitment: str, seed: Sealed, head: int, is_lost: bool = False) -> Events:
    """The first seed; the next ones are committed by each draw. head: the journal's last position.

    is_lost: evidence, the key of the one committed to was given up as lost; another takes its place, and visits of before stay undrawn.
    """
    if state is not None and not is_lost:
        return ()
    return (SeedCommitted(community=community, commitment=commitment, seed=seed, visits_after=head),)


def draw(
    state: State | None,
    *,
    now: datetime,
    opens_at: time,
    seed: str,
    pool: Pool,
    per_warden: int,
    next_commitment: str,
    next_seed: Sealed,
) -> Events:
    """The day's draw, and the commitment for the next. now: in China's time zone. seed: as the vault opened it."""
    if state is None:
        raise NothingCommitted()
    if state.last_on is not None and now.date() <= state.last_on:
        raise DrawnToday(on=now.date())
    if now.time() < opens_at:
        raise DrawTooEarly(opens_at=opens_at)
    if spot_draw.commitment(seed) != state.committed.commitment:
        raise SeedOther()
    drawn = Drawn(
        on=now.date(),
        seed=seed,
        visits_after=state.committed.visits_after,
        visits_through=pool.through,
        per_warden=per_warden,
        chosen=spot_draw.draw(seed, pool.through, pool.visits, per_warden),
    )
    committed = SeedCommitted(community=state.community, commitment=next_commitment, seed=next_seed, visits_after=pool.through)
    return drawn, committed


def record_result(
    state: State | None, visit: VisitId, *, matches: bool, checked_by: str, own: WardenId | None, note: Sealed | None
) -> Events:
    """own: the checker's id as a warden, if any."""
    chosen = state.drawn.get(visit) if state else None
    if state is None or chosen is None:
        raise NotDrawn(visit=visit)
    if chosen.warden == own:
        raise OwnVisit()
    if (before := state.results.get(visit)) is not None:
        if before == matches:
            return ()
        raise CheckedAlready(visit=visit)
    return (ResultRecorded(visit=visit, warden=chosen.warden, matches=matches, checked_by=checked_by, note=note),)


def _known(state: State | None) -> State:
    if state is None:
        raise NothingCommitted()
    return state
