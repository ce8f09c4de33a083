"""The building groups a community works with: its own, and those of communities that ended in it.

A group stays in the stream it was formed in, as a post stays on its roster; so one decision may be written to several.
"""

from __future__ import annotations

from typing import Any

from api.commands.evidence import Held, hold
from api.commands.governance.deciding import Decide, decided, kept
from api.context import Ctx, Done
from domain.ids import BuildingGroupsId, community_code, community_id
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.schema import Event, Events
from domain.structure import building_groups

Groups = Held[building_groups.State]


def groups_stream(code: str) -> BuildingGroupsId:
    return BuildingGroupsId("bgs-" + community_code(community_id(code)))


def groups_of(ctx: Ctx, code: str) -> building_groups.State | None:
    """None before the first. Of a community that ended: its own alone."""
    own = hold(ctx, groups_stream(code), building_groups.fold)
    return _together(own.state, _former(ctx, code))


def decided_on_groups(ctx: Ctx, code: str, decide: Decide, answer: dict[str, Any] | None = None) -> Done:
    """decide: on all groups together; each event goes where its group stands, a new group to the community's own."""
    beside: list[Write] = []

    def own(state: building_groups.State | None, profile: PolicyProfile) -> Events:
        former = _former(ctx, code)
        events = decide(_together(state, former), profile)
        beside[:] = [one.write(tuple(event for event in events if _stands(one, event))) for one in former]
        return tuple(event for event in events if not any(_stands(one, event) for one in former))

    return decided(ctx, code, groups_stream(code), building_groups, own, answer=answer, besides=lambda: beside)


def _former(ctx: Ctx, code: str) -> list[Groups]:
    ended = [one for one in kept(ctx, code) if one != community_id(code)]
    found = [hold(ctx, groups_stream(community_code(one)), building_groups.fold) for one in ended]
    return [one for one in found if one.state is not None]


def _together(own: building_groups.State | None, former: list[Groups]) -> building_groups.State | None:
    return building_groups.joined(state for state in (own, *(one.state for one in former)) if state is not None)


def _stands(held: Groups, event: Event) -> bool:
    return held.state is not None and event.group in held.state.groups
