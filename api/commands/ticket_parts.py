"""Steps that touch several tickets: links, parts for other bodies, joint action. All their events stand in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.china_days import calendar_of
from api.commands.evidence import Held, append, hold, in_charge, persisting, profile_on
from api.commands.ticket_intake import Asked, coming_moves
from api.commands.tickets import decided, open_parts
from api.context import CHINA, Ctx, Done
from api.deadlines import due
from domain import community, ticket
from domain.errors import Refused
from domain.ids import TicketId
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.schema import Events
from domain.ticket import Hands, Kind, Level, Matter, links
from domain.ticket.links import Bond


@dataclass(frozen=True)
class Part:
    """What another body is to do. category: empty for the whole's."""

    responsible: str
    level: Level
    text: str
    category: str = ""


def link(ctx: Ctx, stream: TicketId, other: TicketId, bond: Bond, *, seen: int | None = None) -> Done:
    """Recorded on both. Raises TicketUnknown, LinkedToItself, LinkedOtherwise, LinkedAcross."""

    def attempt() -> Done:
        mine, theirs = hold(ctx, stream, links.fold), hold(ctx, other, links.fold)
        sides = ((mine, other, bond), (theirs, stream, links.OPPOSITE[bond]))
        writes = []
        for held, partner, side in sides:
            assert held.state is not None
            events = links.link(held.state, other=partner, bond=side, by=ctx.actor.account, at=ctx.holds_from)
            writes.append(_at_version(held, seen if held is mine else None).write(events))
        _require_one_community(mine, theirs)
        return append(ctx, writes, {"ticket": stream, "other": other, "bond": bond.value, "version": mine.version + len(writes[0].events)})

    return persisting(ctx, attempt, stream if seen is not None else None)


def open_part(ctx: Ctx, stream: TicketId, part: Part, *, seen: int | None = None) -> Done:
    """A child ticket with its own number and deadline; the whole is not closed before it."""
    return _with_parts(ctx, stream, (part,), seen, lambda call, parts: call.links_to(parts))


def act_jointly(ctx: Ctx, stream: TicketId, lead: str, bodies: Sequence[str], text: str, *, seen: int | None = None) -> Done:
    """Opens a joint action: each body gets a child ticket of its own."""
    parts = tuple(Part(body, Level.SUBDISTRICT, text) for body in bodies)

    def decide(call: _Whole, children: Sequence[TicketId]) -> Events:
        clause = call.profile.rule("ticket.joint_action").clause
        given = {"lead": lead, "bodies": bodies, "parts": children, "by": ctx.actor.account, "clause": clause, "at": ctx.holds_from}
        return links.act_jointly(call.state, **given)

    return _with_parts(ctx, stream, parts, seen, decide)


def end_joint_action(ctx: Ctx, stream: TicketId, *, seen: int | None = None) -> Done:
    def decide(held: Held[ticket.State], _: PolicyProfile) -> Events:
        told = tuple(each.body for each in held.recorded)
        running = open_parts(ctx, told)
        return links.end_joint_action(links.fold(told), open_parts=running, by=ctx.actor.account, at=ctx.holds_from)

    return decided(ctx, stream, decide, seen)


@dataclass(frozen=True)
class _Whole:
    """The ticket that gets parts, as read."""

    ctx: Ctx
    held: Held[links.State]
    profile: PolicyProfile
    owner: Held[community.State]

    @property
    def state(self) -> links.State:
        assert self.held.state is not None
        return self.held.state

    @property
    def ticket(self) -> ticket.State:
        """As it stands at the command's own moment."""
        told = ((each.body, each.meta.effective_at) for each in self.held.recorded)
        return ticket.state.still_open(ticket.fold_at(told, self.ctx.now))

    def links_to(self, children: Sequence[TicketId]) -> Events:
        by, at = self.ctx.actor.account, self.ctx.holds_from
        return tuple(link for child in children for link in links.link(self.state, other=child, bond=Bond.WHOLE_OF, by=by, at=at))


def _with_parts(ctx: Ctx, stream: TicketId, parts: Sequence[Part], seen: int | None, decide: Any) -> Done:
    children = [TicketId(ctx.new_id("tkt")) for _ in parts]

    def attempt() -> Done:
        held = hold(ctx, stream, links.fold)
        assert held.state is not None
        owner = in_charge(ctx, ticket.state.existing(held.state.ticket).community, ctx.holds_from)
        assert owner.state is not None
        whole = _Whole(ctx, held, profile_on(owner, ctx.holds_from), owner)
        events = decide(whole, children)
        writes = [_at_version(held, seen).write(events)]
        writes += [write for child, part in zip(children, parts, strict=True) for write in _child(whole, child, part)]
        writes.append(owner.stands())
        answer = {"ticket": stream, "parts": children, "version": held.version + len(events)}
        return append(ctx, writes, answer, whole.profile.key)

    return persisting(ctx, attempt, stream if seen is not None else None)


def _child(whole: _Whole, child: TicketId, part: Part) -> list[Write]:
    """Reported like any ticket, and given to its body at once; plans decided ahead move it on their day like its whole."""
    ctx, parent = whole.ctx, whole.ticket
    first = whole.held.recorded[0].body
    category = whole.profile.category(part.category or parent.category)
    text = ctx.vault.seal(child, {"text": part.text})
    place = (first.building, first.place, parent.grid, None)
    matter = Matter("part", category.key, *place, text, None, kind=Kind.REQUEST, parent=parent.ticket)
    reported = ticket.report(
        None,
        ticket=child,
        community=parent.community,
        number=f"{ctx.holds_from.astimezone(CHINA):%Y%m%d}-{child[-6:].upper()}",
        matter=matter,
        route=whole.profile.route("general"),
        first_responder=ctx.actor.account,
        hands=Hands(on_duty=None, desk=part.responsible),
        due=due(category.deadline, ctx.holds_from, whole.profile, calendar_of(ctx)),
        at=ctx.holds_from,
    )
    linked = links.Linked(other=parent.ticket, bond=Bond.PART_OF, by=ctx.actor.account, at=ctx.holds_from)
    sent = ticket.Dispatched(level=part.level, responsible=part.responsible, warden=None, reason="")
    events = (*reported, *((sent,) if part.level is not Level.GRID else ()), linked)
    where = Asked(category.key, "", building=first.building, place=first.place)
    return [Write(child, 0, events), *coming_moves(ctx, whole.owner, where, events)]


def _at_version(held: Held[links.State], seen: int | None) -> Held[links.State]:
    return held if seen is None else Held(held.stream, seen, held.state, held.recorded)


class LinkedAcross(Refused):
    """The tickets belong to two communities."""

    code = "ticket.linked_across"


def _require_one_community(mine: Held[links.State], theirs: Held[links.State]) -> None:
    """Tickets of two communities are not mixed: who may see the one may not see the other."""
    communities = {ticket.state.existing(held.state.ticket).community for held in (mine, theirs) if held.state}
    if len(communities) > 1:
        raise LinkedAcross()
