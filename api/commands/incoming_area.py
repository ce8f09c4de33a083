"""One file of a district or subdistrict for many communities: each row is taken by the community that it names or lies in, or by none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.commands import incoming, tickets
from api.commands.evidence import holding
from api.commands.incoming import KNOWN, REPEATED, Desk, NoTicket, Result
from api.context import Ctx
from api.incoming import INTAKE, Mapping, Reading, Told
from api.indicators.tiers import AreaUnknown
from domain.errors import DomainError, Invalid
from domain.ids import CommunityId, community_code
from projections import grids


class CommunityUnclear(Invalid):
    """The row names no community of the area, and its address lies in none of them, or in several."""

    code = "incoming.community_unclear"


@dataclass(frozen=True)
class _Hall:
    """The desks of all communities that stand in the area and are the actor's."""

    ctx: Ctx
    mapping: Mapping
    desks: Sequence[Desk]

    def settled(self, told: Told) -> Result:
        """Raises nothing for a row."""
        try:
            if self.mapping.kind == INTAKE and (known := self._known(told)):
                return known
            desk = self._wanted(told) if self.mapping.kind == INTAKE else self._quoted(told)
        except DomainError as refused:
            return Result(told.row, told.number, refused.code, facts=refused.facts)
        result = desk.settled(told)
        return replace(result, told={"community": community_code(desk.owner.community), **result.told})

    def _known(self, told: Told) -> Result | None:
        """It was taken in wherever it then belonged."""
        stream = incoming.incoming_id(self.mapping.source, told.key)
        found = incoming.become(self.ctx, stream)
        if found:
            return Result(told.row, told.number, KNOWN, found)
        return Result(told.row, told.number, REPEATED) if any(stream in desk.met for desk in self.desks) else None

    def _wanted(self, told: Told) -> Desk:
        """Raises CommunityUnclear."""
        words = told.words.get("community", "")
        found = [desk for desk in self.desks if desk.is_named(words)] if words else self._around(told.words.get("address", ""))
        if len(found) != 1:
            raise CommunityUnclear()
        return found[0]

    def _around(self, address: str) -> list[Desk]:
        """Where buildings answer best to the address."""
        best = [(found[0].score, desk) for desk in self.desks if address and (found := desk.book.match(address))]
        return [desk for score, desk in best if score == max(score for score, _ in best)]

    def _quoted(self, told: Told) -> Desk:
        """Raises NoTicket."""
        state = tickets.hold_ticket(self.ctx, incoming.quoted(self.ctx, self.mapping, told.number)).state
        for desk in self.desks:
            if state is not None and state.community in desk.kept:
                return desk
        raise NoTicket()


def hand_in(ctx: Ctx, area: str, mapping: Mapping, reading: Reading, *, check: bool = False) -> dict[str, Any]:
    """area: 6 or 9 digits. As `incoming.hand_in`, and of each row the community. Raises AreaUnknown."""
    ctx.office.freshen("grids", "ticket_board")
    met: set[str] = set()
    desks = [replace(incoming.desk_of(ctx, community_code(one), mapping, check=check), met=met) for one in _standing(ctx, area)]
    if not desks:
        raise AreaUnknown()
    hall = _Hall(ctx, mapping, desks)
    return {"area": area} | incoming.answer(mapping, reading, [hall.settled(one) for one in reading.rows])


def _standing(ctx: Ctx, area: str) -> list[CommunityId]:
    with ctx.office.reading() as connection:
        known = [CommunityId(one["community"]) for one in grids.communities(connection) if one["code"].startswith(area)]
    theirs = ctx.actor.communities
    return [one for one in known if (not theirs or one in theirs) and holding(ctx, one, ctx.now)]
