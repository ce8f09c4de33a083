"""Visit rounds and patrols: what is done regularly, and how much of the ground it covered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from api.archive import Archive
from api.commands.evidence import append, hold, hold_community, holding, persisting, profile_of, require_going_on
from api.commands.roster import hold_roster
from api.commands.visits import place_in_cover
from api.context import Ctx, Done
from domain import patrol, visit_round
from domain.ids import GridId, PatrolId, RoundId, TicketId, WardenId
from domain.journal import Write
from projections import lineage, visit_log
from projections.statements import Row


def open_round(ctx: Ctx, code: str, title: str, starts_on: date, ends_on: date) -> Done:
    """Raises CommunityEnded; RoundOpen while another of the community, or of one that ended in it, runs."""
    stream = RoundId(ctx.new_id("rnd"))

    def decide() -> Done:
        owner = hold_community(ctx, code)
        assert owner.state is not None
        require_going_on(ctx, owner.state)
        ctx.office.freshen("visit_log", lineage.NAME)
        with ctx.office.reading() as connection:
            running = visit_log.running_round(connection, lineage.holding(connection, owner.state.community, ctx.holds_from))
        given = {"community": owner.state.community, "title": title, "starts_on": starts_on, "ends_on": ends_on}
        events = visit_round.open_round(None, round_id=stream, running=RoundId(running) if running else None, **given)
        return append(ctx, [Write(stream, 0, events), owner.stands()], {"round": stream, "version": 1}, owner.state.profile)

    return persisting(ctx, decide)


def fewest(kept: Archive, rounds: Sequence[Row]) -> int:
    """How many rounds of these came to every home: of a community that ended, its own and those of whoever it ended in since."""
    counts = [
        sum(one["community"] == each or one["starts_on"] >= former["ended_on"] for one in rounds) for each, former in kept.former.items()
    ]
    own = sum(one["community"] not in kept.former for one in rounds)
    return min([*counts, own] if own or not counts else counts)


def close_round(ctx: Ctx, code: str, stream: RoundId) -> Done:
    """The coverage is measured now and kept: of the homes of the community that opened it, whoever closes it."""

    def decide() -> Done:
        owner, held = hold_community(ctx, code), hold(ctx, stream, visit_round.fold)
        assert owner.state is not None
        if held.state is None or held.state.community not in (owner.state.community, *holding(ctx, owner.state.community, ctx.holds_from)):
            raise visit_round.RoundUnknown()
        ctx.office.freshen("visit_log")
        with ctx.office.reading() as connection:
            covered = visit_log.coverage(connection, stream, ctx.now)
        households, visited = (sum(one[name] for one in covered) for name in ("households", "visited"))
        events = visit_round.close(held.state, on=ctx.today, households=households, visited=visited)
        answer = {"round": stream, "households": households, "visited": visited, "version": held.version + 1}
        return append(ctx, [held.write(events)], answer, owner.state.profile)

    return persisting(ctx, decide)


def record_patrol(
    ctx: Ctx, code: str, grid: GridId, warden: WardenId, walked_at: datetime, text: str = "", tickets: tuple[TicketId, ...] = ()
) -> Done:
    """text: what was seen, sealed. tickets: those opened from it."""
    stream = PatrolId(ctx.new_id("ptl"))
    found = ctx.vault.seal(stream, {"text": text}) if text else None

    def decide() -> Done:
        owner = hold_community(ctx, code)
        assert owner.state is not None
        roster = hold_roster(ctx, owner.state.community).state
        events = patrol.record(
            None,
            patrol=stream,
            community=owner.state.community,
            grid=grid,
            warden=warden,
            on_duty_as=place_in_cover(roster, grid, warden, walked_at),
            walked_at=walked_at,
            now=ctx.now,
            found=found,
            tickets=tickets,
        )
        answer = {"patrol": stream, "grid": grid, "version": 1}
        return append(ctx, [Write(stream, 0, events, walked_at)], answer, profile_of(owner.state).key)

    return persisting(ctx, decide)
