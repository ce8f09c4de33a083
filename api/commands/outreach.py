"""What goes out to residents and comes in by telephone: notices, contact cards, calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from api.commands import ticket_intake
from api.commands.evidence import EVERYTHING, Held, append, hold, hold_community, persisting, profile_of
from api.commands.roster import hold_roster
from api.commands.ticket_intake import Asked
from api.context import Ctx, Done
from domain import community, contact_card, cover, hotline, notices
from domain.contact_card import CardKind
from domain.ids import CallId, CommunityId, GridId, HouseholdId, TicketId, WardenId, board_id
from domain.journal import Write
from domain.notices import NoticeKind
from domain.rota import HOTLINE
from domain.schema import Events
from projections import household_history, lineage, rota


def publish(ctx: Ctx, code: str, kind: NoticeKind, title: str, body: str, until: date | None) -> Done:
    def decide(state: notices.State | None, owner: CommunityId) -> Events:
        return notices.publish(state, board=board_id(owner), community=owner, kind=kind, title=title, body=body, until=until)

    return _on_board(ctx, code, decide)


def take_down(ctx: Ctx, code: str, number: int) -> Done:
    return _on_board(ctx, code, lambda state, _: notices.take_down(state, number, reason=ctx.reason))


def publish_telephones(ctx: Ctx, code: str, line: str, supervision: str) -> Done:
    def decide(state: notices.State | None, owner: CommunityId) -> Events:
        return notices.publish_telephones(state, board=board_id(owner), community=owner, hotline=line, supervision=supervision)

    return _on_board(ctx, code, decide)


def issue_cards(ctx: Ctx, code: str, kind: CardKind, grid: GridId | None = None) -> Done:
    """To every household that has none, or one that names somebody else; of one grid or of all. Grids without a holder are named."""

    def decide() -> Done:
        owner = _owner(ctx, code)
        ctx.office.freshen("household_history", lineage.NAME)
        roster = hold_roster(ctx, owner.community).state
        with ctx.office.reading() as connection:
            kept = lineage.holding(connection, owner.community, ctx.now)
            homes = household_history.households(connection, community=kept, grid=grid, limit=EVERYTHING)
        placed = [one for one in homes if one["grid"]]
        streams = [contact_card.card_id(HouseholdId(one["household"]), kind) for one in placed]
        recorded = ctx.journal.read_many(streams)
        writes, without = [], set()
        for home, stream in zip(placed, streams, strict=True):
            post = cover.post_of(roster, GridId(home["grid"]), ctx.now) if roster else None
            holder = cover.holder(post.primaries, ctx.now) if post else None
            if holder is None:
                without.add(home["grid"])
                continue
            held = recorded.get(stream, ())
            state = contact_card.fold(each.body for each in held)
            given = {"community": owner.community, "household": home["household"], "grid": home["grid"], "kind": kind, "warden": holder}
            if events := contact_card.issue(state, **given):
                writes.append(Write(stream, held[-1].version if held else 0, events))
        return append(ctx, writes, {"kind": kind.value, "issued": len(writes), "without_holder": sorted(without)}, profile_of(owner).key)

    return persisting(ctx, decide)


def log_call(
    ctx: Ctx, code: str, *, text: str, answer: str, name: str, phone: str, guided: bool = False, ticket: Asked | None = None
) -> Done:
    """ticket: what the call asks for, taken in by the same stroke; who answered is its first responder."""
    call = CallId(ctx.new_id("cll"))
    said = ctx.vault.seal(call, {"text": text, "answer": answer, "name": name, "phone": phone})

    def writes(owner: CommunityId, opened: TicketId | None) -> Sequence[Write]:
        named: dict[str, Any] = {"call": call, "community": owner, "answered_by": ctx.actor.account, "on_duty": _on_duty(ctx, owner)}
        events = hotline.log_call(None, **named, words=text, answer=answer, guided=guided, ticket=opened, said=said)
        return [Write(call, 0, events)]

    if ticket is not None:
        owner = _owner(ctx, code).community
        return ticket_intake.report(ctx, code, ticket, beside=lambda opened: writes(owner, opened))

    def decide() -> Done:
        owner = _owner(ctx, code)
        return append(ctx, list(writes(owner.community, None)), {"call": call, "ticket": None}, profile_of(owner).key)

    return persisting(ctx, decide)


def _on_duty(ctx: Ctx, owner: CommunityId) -> WardenId | None:
    """Whose day at the telephone it is."""
    ctx.office.freshen("rota", lineage.NAME)
    with ctx.office.reading() as connection:
        turns = rota.on_duty(connection, lineage.spans(connection, owner), ctx.holds_from)
    return next((WardenId(one["warden"]) for one in turns if one["kind"] == HOTLINE), None)


def _owner(ctx: Ctx, code: str) -> community.State:
    owner = hold_community(ctx, code).state
    assert owner is not None
    return owner


def _on_board(ctx: Ctx, code: str, decide: Any) -> Done:
    def attempt() -> Done:
        owner = _owner(ctx, code)
        held: Held[notices.State] = hold(ctx, board_id(owner.community), notices.fold)
        events = decide(held.state, owner.community)
        answer = {"board": held.stream, "version": held.version + len(events)}
        numbers = [event.number for event in events if isinstance(event, notices.Published)]
        return append(ctx, [held.write(events)], answer | {"number": numbers[0] if numbers else None}, profile_of(owner).key)

    return persisting(ctx, attempt)
