"""Drawing lots (随机抽查): which of many are looked at. A seed is committed, the draw among all candidates follows from it.

The law it keeps: the seed stands before the draw, sealed, and is shown with it; the number of a candidate hangs on the journal's position
at the draw too, so that nobody can choose and everybody who holds the journal can draw again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

from domain.errors import Invalid, Refused
from domain.ids import LotsId
from domain.schema import Event, Events, event
from domain.spot_draw import choose
from domain.spot_draw import commitment as commitment_of
from domain.values import Sealed

# Stored formats: change only with an upcast and a golden file.


@event("lots.seed_committed")
class SeedCommitted:
    """number: of the draw it is for, 1, 2, 3…; a second one for the same draw takes the place of a seed whose key was lost.
    commitment: SHA-256 of the seed, hex."""

    lots: LotsId
    number: int
    commitment: str
    seed: Sealed


@event("lots.drawn")
class Drawn:
    """through: the journal's position at the draw. candidates: all there were, sorted. clause: by which words so many are drawn."""

    number: int
    seed: str
    through: int
    share: float
    candidates: tuple[str, ...]
    chosen: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class State:
    """committed: what the next draw uses."""

    committed: SeedCommitted
    drawn: tuple[Drawn, ...] = ()


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, SeedCommitted):
        return replace(state, committed=event) if state else State(event)
    if isinstance(event, Drawn) and state is not None:
        return replace(state, drawn=(*state.drawn, event))
    raise TypeError(f"not an event of lots: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class NoSeed(Refused):
    """A seed is committed first."""

    code = "lots.no_seed"


class SeedOther(Refused):
    """The seed is not the one committed to."""

    code = "lots.seed_other"


class SeedGone(Refused):
    """It opens no more: its key was lost, or destroyed. Where the loss was decided, another takes its place."""

    code = "lots.seed_gone"


class NothingToDraw(Refused):
    code = "lots.nothing_to_draw"


class ShareUnsound(Invalid):
    """Facts: percent."""

    code = "lots.share_unsound"


def commit(state: State | None, *, lots: LotsId, seed: str, sealed: Sealed, is_lost: bool = False) -> Events:
    """The first seed. Later ones are committed by each draw. is_lost: evidence, the key of the one committed to was given up as lost."""
    if state is not None and not is_lost:
        return ()
    number = state.committed.number if state else 1
    return (SeedCommitted(lots=lots, number=number, commitment=commitment_of(seed), seed=sealed),)


def draw(
    state: State | None,
    *,
    seed: str | None,
    candidates: Iterable[str],
    through: int,
    percent: int,
    clause: str,
    following: tuple[str, Sealed],
) -> Events:
    """seed: None where the one committed to opens no more. candidates: evidence. percent: of them, at least one. following: the next seed,
    in the clear and sealed."""
    if state is None:
        raise NoSeed()
    if seed is None:
        raise SeedGone()
    known, names = state.committed, tuple(sorted(set(candidates)))
    if commitment_of(seed) != known.commitment:
        raise SeedOther()
    if not names:
        raise NothingToDraw()
    if not 0 < percent <= 100:
        raise ShareUnsound(percent=percent)
    share = percent / 100
    drawn = Drawn(
        number=known.number,
        seed=seed,
        through=through,
        share=share,
        candidates=names,
        clause=clause,
        chosen=choose(seed, through, names, share),
    )
    return (drawn, replace(known, number=known.number + 1, commitment=commitment_of(following[0]), seed=following[1]))


def agrees(drawn: Drawn, commitment: str) -> bool:
    """Whether the same comes out again, from the seed that was committed to."""
    again = choose(drawn.seed, drawn.through, drawn.candidates, drawn.share)
    return commitment_of(drawn.seed) == commitment and again == drawn.chosen


def chosen_in(state: State | None, number: int) -> tuple[str, ...]:
    """Whom the draw of that number chose; nobody where there was none."""
    return next((one.chosen for one in state.drawn if one.number == number), ()) if state else ()
