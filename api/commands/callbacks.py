"""Call-backs: a seed is committed, closed tickets are drawn with it, results recorded; and a draw replayed from the journal alone."""

from __future__ import annotations

import secrets
from typing import Any

from api.commands.evidence import Held, append, hold, hold_community, persisting, profile_of
from api.context import Ctx, Done
from api.vault import Erased, Lost
from domain import callback, spot_draw, ticket
from domain.callback import Drawn
from domain.ids import CallbackId, TicketId, callback_id, community_id
from domain.values import Sealed
from projections import ticket_board

SEED_BYTES = 32


def draw(ctx: Ctx, code: str) -> Done:
    """The first call commits the first seed; each later one draws among the tickets closed since, and commits the next.

    A seed whose key was given up as lost is committed anew, as the first was. Raises SeedGone.
    """

    def decide() -> Done:
        owner = hold_community(ctx, code)
        assert owner.state is not None
        held, profile = hold(ctx, callback_id(owner.state.community), callback.fold), profile_of(owner.state)
        seed = _opened(ctx, held.state.committed.seed) if held.state else None
        following, sealed = _fresh(ctx, CallbackId(held.stream))
        if held.state is None or seed is None:
            given = {"community": owner.state.community, "seed": following, "sealed": sealed, "head": ctx.journal.head()}
            events = callback.commit(held.state, **given, is_lost=held.state is not None)
            return append(ctx, [held.write(events)], {"drawn": [], "commitment": events[0].commitment}, profile.key)
        through = ctx.office.freshen("ticket_board")
        closed = _closed(ctx, held, through)
        share = float(profile.rule("callback.share").value)
        events = callback.draw(held.state, seed=seed, closed=closed, through=through, share=share, following=following, sealed=sealed)
        drawn, after = events
        answer = {"drawn": list(drawn.chosen), "candidates": drawn.candidates, "seed": drawn.seed, "commitment": after.commitment}
        return append(ctx, [held.write(events)], answer, profile.key)

    return persisting(ctx, decide)


def record(ctx: Ctx, code: str, stream: TicketId, text: str, satisfaction: int | None = None) -> Done:
    sealed = ctx.vault.seal(stream, {"text": text})

    def decide() -> Done:
        owner = hold_community(ctx, code)
        assert owner.state is not None
        held = hold(ctx, callback_id(owner.state.community), callback.fold)
        about = hold(ctx, stream, ticket.fold)
        handled_by = about.state and about.state.accepted_by
        events = callback.record(held.state, stream, satisfaction=satisfaction, by=ctx.actor.account, handled_by=handled_by, text=sealed)
        return append(ctx, [held.write(events)], {"ticket": stream, "satisfaction": satisfaction}, owner.state.profile)

    return persisting(ctx, decide)


def standing(ctx: Ctx, code: str) -> dict[str, Any]:
    """Every draw, drawn again from the journal and compared; who still waits for a call; the mean of what was said."""
    held = hold(ctx, callback_id(community_id(code)), callback.fold)
    if held.state is None:
        return {"commitment": None, "draws": [], "waiting": [], "mean": None}
    ctx.office.freshen("ticket_board")
    said = [one.satisfaction for one in held.state.results.values() if one.satisfaction is not None]
    draws = [_replayed(ctx, held, one) for one in held.state.drawn]
    mean = round(sum(said) / len(said), 2) if said else None
    return {"commitment": held.state.committed.commitment, "draws": draws, "waiting": sorted(held.state.waiting), "mean": mean}


def _replayed(ctx: Ctx, held: Held[callback.State], drawn: Drawn) -> dict[str, Any]:
    with ctx.office.reading() as connection:
        community = held.state.committed.community if held.state else ""
        closed = ticket_board.closed_between(connection, community, drawn.closed_after, drawn.closed_through)
    again = spot_draw.choose(drawn.seed, drawn.closed_through, map(TicketId, closed), drawn.share)
    shown = {"seed": drawn.seed, "candidates": drawn.candidates, "chosen": list(drawn.chosen)}
    return shown | {"replays": again == drawn.chosen and len(closed) == drawn.candidates}


def _closed(ctx: Ctx, held: Held[callback.State], through: int) -> list[TicketId]:
    assert held.state is not None
    with ctx.office.reading() as connection:
        found = ticket_board.closed_between(connection, held.state.committed.community, held.state.committed.closed_after, through)
    return [TicketId(one) for one in found]


def _fresh(ctx: Ctx, stream: CallbackId) -> tuple[str, Sealed]:
    seed = secrets.token_hex(SEED_BYTES)
    return seed, ctx.vault.seal(stream, {"text": seed})


def _opened(ctx: Ctx, sealed: Sealed) -> str | None:
    """None: its key was given up as lost. Raises SeedGone."""
    content = ctx.vault.open(sealed)
    if isinstance(content, Lost):
        return None
    if isinstance(content, Erased):
        raise callback.SeedGone()
    return str(content["text"])
