"""Spot checks: commit a seed, draw the day's visits with it, record what was found again; and replay a draw from the journal alone."""

from __future__ import annotations

import secrets
from datetime import date, time
from typing import Any

from api.commands.evidence import Held, append, hold, hold_community, persisting, profile_of
from api.context import CHINA, Ctx, Done
from api.vault import Erased, Lost
from domain import discipline, spot_check, spot_draw
from domain.ids import CommunityId, DisciplineId, SpotCheckId, VisitId, WardenId, discipline_id, spot_check_id
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.spot_check import Pool
from domain.spot_draw import Chosen
from domain.values import Sealed
from projections import visit_log

PER_DAY, FROM = "visit.checked_per_day", "visit.check_drawn_from"
SEED_BYTES = 32


def commit(ctx: Ctx, code: str) -> Done:
    """The first seed of a community, by chance, or another for one that was lost; visits recorded from now on can be drawn."""

    def decide() -> Done:
        owner = hold_community(ctx, code)
        assert owner.state is not None
        held = _held(ctx, owner.state.community)
        commitment, sealed = _fresh(ctx, held.stream)
        given = {"community": owner.state.community, "commitment": commitment, "seed": sealed, "head": ctx.journal.head()}
        events = spot_check.commit(held.state, **given, is_lost=is_lost(ctx, held.state))
        stands = commitment if events else held.state and held.state.committed.commitment
        return append(ctx, [held.write(events)], {"commitment": stands}, owner.state.profile)

    return persisting(ctx, decide)


def is_lost(ctx: Ctx, state: spot_check.State | None) -> bool:
    """The key of the seed committed to was given up as lost: nothing is drawn before another is committed."""
    return state is not None and isinstance(ctx.vault.open(state.committed.seed), Lost)


def draw(ctx: Ctx, code: str) -> Done:
    """The day's draw among all visits recorded since the last one, and the commitment for the next."""

    def decide() -> Done:
        owner = hold_community(ctx, code)
        assert owner.state is not None
        held, profile = _held(ctx, owner.state.community), profile_of(owner.state)
        if held.state is None:
            raise spot_check.NothingCommitted()
        through = ctx.office.freshen("visit_log")
        pool = pool_of(ctx, owner.state.community, held.state.committed.visits_after, through)
        commitment, sealed = _fresh(ctx, held.stream)
        events = spot_check.draw(
            held.state,
            now=ctx.now.astimezone(CHINA),
            opens_at=time.fromisoformat(str(profile.rule(FROM).value)),
            seed=_opened(ctx, held.state.committed.seed),
            pool=pool,
            per_warden=profile.number(PER_DAY),
            next_commitment=commitment,
            next_seed=sealed,
        )
        drawn = events[0]
        assert isinstance(drawn, spot_check.Drawn)
        answer = {"on": drawn.on.isoformat(), "seed": drawn.seed, "next_commitment": commitment, "candidates": len(pool.visits)}
        return append(ctx, [held.write(events)], answer | {"drawn": [_plain(one) for one in drawn.chosen]}, profile.key)

    return persisting(ctx, decide)


def record_result(ctx: Ctx, code: str, visit: VisitId, matches: bool, note: str = "") -> Done:
    """What the household says about the visit. A mismatch proposes the profile's next step of discipline, in the same breath."""
    sealed = ctx.vault.seal(visit, {"text": note}) if note else None

    def decide() -> Done:
        owner = hold_community(ctx, code)
        assert owner.state is not None
        held, profile = _held(ctx, owner.state.community), profile_of(owner.state)
        own = WardenId(ctx.actor.warden) if ctx.actor.warden else None
        events = spot_check.record_result(held.state, visit, matches=matches, checked_by=ctx.actor.account, own=own, note=sealed)
        writes, answer = [held.write(events)], {"visit": visit, "matches": matches, "proposed": None}
        if events and not matches and held.state is not None:
            found = _found(ctx, held.state.drawn[visit], owner.state.community, profile)
            writes += found
            answer["proposed"] = found[0].events[0].proposes if found else None
        return append(ctx, writes, answer, profile.key)

    return persisting(ctx, decide)


def replay(ctx: Ctx, community: CommunityId, on: date) -> dict[str, Any]:
    """Draw again from what the journal holds: the commitment, the seed shown later, the visits recorded in between.

    agrees: the seed fits the commitment made before those visits, and the same visits come out. Raises NotDrawn.
    """
    bodies = [each.body for each in ctx.journal.read(spot_check_id(community))]
    place = next((n for n, body in enumerate(bodies) if isinstance(body, spot_check.Drawn) and body.on == on), None)
    if place is None:
        raise spot_check.NotDrawn(visit=None)
    drawn = bodies[place]
    committed = next(body for body in reversed(bodies[:place]) if isinstance(body, spot_check.SeedCommitted))
    ctx.office.freshen("visit_log")
    pool = pool_of(ctx, community, committed.visits_after, drawn.visits_through)
    again = spot_draw.draw(drawn.seed, drawn.visits_through, pool.visits, drawn.per_warden)
    return {
        "on": on,
        "commitment": committed.commitment,
        "seed": drawn.seed,
        "visits_after": drawn.visits_after,
        "visits_through": drawn.visits_through,
        "per_warden": drawn.per_warden,
        "candidates": [_plain(one) for one in pool.visits],
        "drawn": [_plain(one) for one in again],
        "agrees": spot_draw.commitment(drawn.seed) == committed.commitment and again == drawn.chosen,
    }


def confirm_step(ctx: Ctx, code: str, warden: WardenId, visit: VisitId, step: str) -> Done:
    """A person, other than the finder, confirms the step that the rule proposes."""

    def decide() -> Done:
        held, profile = _discipline(ctx, code, warden)
        steps = _steps(profile)
        events = discipline.confirm(held.state, visit, step=step, by=ctx.actor.account, steps=steps, document=ctx.document)
        return append(ctx, [held.write(events)], {"warden": warden, "visit": visit, "step": step}, profile.key)

    return persisting(ctx, decide)


def dismiss_finding(ctx: Ctx, code: str, warden: WardenId, visit: VisitId, why: str) -> Done:
    sealed = ctx.vault.seal(warden, {"text": why})

    def decide() -> Done:
        held, profile = _discipline(ctx, code, warden)
        events = discipline.dismiss(held.state, visit, by=ctx.actor.account, why=why, note=sealed)
        return append(ctx, [held.write(events)], {"warden": warden, "visit": visit, "step": None}, profile.key)

    return persisting(ctx, decide)


def pool_of(ctx: Ctx, community: CommunityId, after: int, through: int) -> Pool:
    with ctx.office.reading() as connection:
        found = visit_log.recorded_between(connection, community, after, through)
    return Pool(through, tuple(Chosen(one["visit"], one["household"], one["warden"]) for one in found))


def _found(ctx: Ctx, chosen: Chosen, community: CommunityId, profile: PolicyProfile) -> list[Write]:
    """Nothing where the profile knows no discipline."""
    if profile.discipline is None:
        return []
    held: Held[discipline.State] = hold(ctx, discipline_id(chosen.warden), discipline.fold)
    events = discipline.find(
        held.state,
        community=community,
        warden=chosen.warden,
        visit=chosen.visit,
        found_by=ctx.actor.account,
        steps=profile.discipline.steps,
        clause=profile.discipline.source.clause,
    )
    return [held.write(events)] if events else []


def _discipline(ctx: Ctx, code: str, warden: WardenId) -> tuple[Held[discipline.State], PolicyProfile]:
    owner = hold_community(ctx, code)
    assert owner.state is not None
    stream: DisciplineId = discipline_id(warden)
    held = hold(ctx, stream, discipline.fold)
    if held.state is None or held.state.community != owner.state.community:
        raise discipline.NothingFound(visit=None)
    return held, profile_of(owner.state)


def _steps(profile: PolicyProfile) -> tuple[str, ...]:
    if profile.discipline is None:
        raise discipline.StepNotProposed(proposed=None)
    return profile.discipline.steps


def _held(ctx: Ctx, community: CommunityId) -> Held[spot_check.State]:
    stream: SpotCheckId = spot_check_id(community)
    return hold(ctx, stream, spot_check.fold)


def _fresh(ctx: Ctx, stream: str) -> tuple[str, Sealed]:
    """The chance of a draw: from the system's generator, not from the ids of a command, which a demonstration may repeat."""
    seed = secrets.token_hex(SEED_BYTES)
    return spot_draw.commitment(seed), ctx.vault.seal(stream, {"seed": seed})


def _opened(ctx: Ctx, sealed: Sealed) -> str:
    """Raises SeedGone."""
    content = ctx.vault.open(sealed)
    if isinstance(content, Erased):
        raise spot_check.SeedGone()
    return str(content["seed"])


def _plain(one: Chosen) -> dict[str, str]:
    return {"visit": one.visit, "household": one.household, "warden": one.warden}
