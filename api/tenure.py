"""For which communities an account works today: one that ended in another is the other's, and so is a warden's post in it.

Who worked for it at the desk or planned it has no post there any more: an administrator names the communities the account works for now.
A warden goes along with the post.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from api.commands.evidence import in_charge, standing
from api.context import Actor, Ctx, Office
from domain.errors import Forbidden
from domain.ids import CommunityId


class CommunityOver(Forbidden):
    """Every community the account works for ended in another. Facts: community, on, successor."""

    code = "auth.community_over"


def as_of_today(office: Office, actor: Actor) -> Actor:
    """The actor with the communities that go on. Raises CommunityOver."""
    if not actor.communities:
        return actor
    ctx = office.ctx(actor)
    over = {one: gone for one in actor.communities if (gone := _over(ctx, CommunityId(one)))}
    if not over:
        return actor
    if actor.role == "warden":
        kept = (in_charge(ctx, CommunityId(one), ctx.now).stream for one in actor.communities)
        return replace(actor, communities=tuple(dict.fromkeys(kept)))
    left = tuple(one for one in actor.communities if one not in over)
    if not left:
        community, (on, successor) = next(iter(over.items()))
        raise CommunityOver(community=community, on=on, successor=successor)
    return replace(actor, communities=left)


def _over(ctx: Ctx, community: CommunityId) -> tuple[date, CommunityId] | None:
    """Since when it is another's, and whose."""
    state = standing(ctx, community).state
    if state is None or state.successor is None or state.ended_on is None or ctx.today < state.ended_on:
        return None
    return state.ended_on, state.successor
