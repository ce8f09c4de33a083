"""What is true of one thing on a day, folded from what was known: a household's place, a ticket's state, a door, a grid, a duty, a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.auditing.known import Known
from api.auditing.plain import plain
from api.commands.evidence import day_of, facts, plan_on
from domain import community, cover, duty, grid_plan, household, tessellation, ticket
from domain.cover import Roster
from domain.duty.joining import joined
from domain.ids import CommunityId, GridId, PostId, TessellationId, WardenId, duty_id
from domain.in_time import until
from domain.journal import Recorded
from domain.values import DrawnGrid

Truth = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """Where to look. subject: its id. buildings: those that stand for the same door. communities: its community, with all that came before
    and after it by mergers."""

    subject: str
    buildings: tuple[str, ...]
    communities: tuple[str, ...]


@dataclass(frozen=True)
class _InForce:
    """A plan in force. enacted: its last event."""

    plan: str
    enacted: Recorded
    land: TessellationId
    approved_by: str | None

    def holding(self, atom: int) -> DrawnGrid | None:
        return next((grid for grid in self.enacted.body.grids if atom in grid.atoms), None)

    def told(self, grid: DrawnGrid) -> Truth:
        body = self.enacted.body
        assert isinstance(body, grid_plan.Enacted)
        drawn = {"grid": grid.grid, "code": grid.code, "name": grid.name, "kind": grid.kind.value}
        decided = {"document": body.document, "approved_by": self.approved_by, "decided_by": self.enacted.meta.actor}
        return drawn | {"plan": self.plan, "plan_from": body.on, "decided_at": self.enacted.recorded_at} | decided


def of_household(known: Known, line: Line, on: datetime) -> Truth | None:
    """Where it lived, in which grid, who belonged to it (ids)."""
    state = household.fold(until(known.facts(line.subject), on))
    if state is None:
        return None
    told = plain(state)
    return {name: told[name] for name in ("standing", "community", "building", "grid", "door", "hukou", "members", "merged_into")}


def of_ticket(known: Known, line: Line, on: datetime) -> Truth | None:
    """Its state without what was written on it."""
    state = ticket.fold_at([fact for fact in known.facts(line.subject) if fact[1] <= on], on)
    return None if state is None else plain(state)


def of_building(known: Known, line: Line, on: datetime) -> Truth | None:
    """Who answered for the door: the plan in force, the grid, who held the post and who was on duty."""
    registered = [one for one in line.buildings if known.told(one)]
    held = [found for one in registered for found in _held(known, line, one, on)]
    if not held:
        return {"building": registered[0], "grid": None} if registered else None
    owner, plan, grid = max(held, key=lambda found: found[1].enacted.body.on)
    return {"building": owner} | plan.told(grid) | _duty(known, line, grid.grid, on)


def of_grid(known: Known, line: Line, on: datetime) -> Truth | None:
    """Under which plan, its code and name, what stood in it when the plan was decided, its atoms; and who was on duty."""
    for plan in _plans_in_force(known, line.communities, on):
        body = plan.enacted.body
        drawn = next((one for one in body.grids if one.grid == line.subject), None)
        if drawn is not None:
            tally = next(one for one in body.tallies if one.grid == drawn.grid)
            measured = {"households": tally.households, "buildings": tally.buildings, "area_m2": tally.area_m2}
            told = plan.told(drawn) | measured | {"tessellation": plan.land, "atoms": list(drawn.atoms)}
            return told | _duty(known, line, drawn.grid, on)
    return None


def of_warden(known: Known, line: Line, on: datetime) -> Truth | None:
    """Enrolled, on leave, holder of which posts, on duty in which grids."""
    roster = _roster(known, line.communities)
    warden = WardenId(line.subject)
    if roster is None or warden not in roster.wardens:
        return None
    enrolled = roster.wardens[warden].is_enrolled(on)
    open_posts = [post for post in roster.posts.values() if post.opened.holds(on)]
    held = {"A": [p.post for p in open_posts if cover.holder(p.primaries, on) == warden]}
    held |= {"B": [p.post for p in open_posts if cover.holder(p.standbys, on) == warden]}
    there = ((post, cover.on_duty(roster, post.post, on)) for post in open_posts)
    grids = [post.grid for post, found in there if found is not None and found.warden == warden]
    available = cover.is_available(roster, warden, on)
    return {"enrolled": enrolled, "on_leave": enrolled and not available, **held, "on_duty_in": grids}


def of_post(known: Known, line: Line, on: datetime) -> Truth | None:
    roster = _roster(known, line.communities)
    post = roster.posts.get(PostId(line.subject)) if roster else None
    return None if roster is None or post is None else {"open": post.opened.holds(on)} | _answering(roster, post.post, on)


def of_plan(known: Known, line: Line, on: datetime) -> Truth | None:
    """Its status as known, whatever the day: a plan is decided in the order told; and whether it was in force on the day."""
    state = grid_plan.fold(known.bodies(line.subject))
    if state is None:
        return None
    in_force = any(plan.plan == state.plan for plan in _plans_in_force(known, line.communities, on))
    told = {"status": state.status.value, "in_force": in_force, "name": state.name, "document": state.document}
    return told | {"grids": {grid.grid: grid.code for grid in state.grids.values()}}


def of_community(known: Known, line: Line, on: datetime) -> Truth | None:
    """Its name and profile then (before every change those it was registered with), the plan in force, whether it had ended."""
    told = known.told(line.subject)
    state = community.fold(one.body for one in told)
    if state is None:
        return None
    changes = (community.Registered, community.Renamed, community.ProfileChanged)
    first, *later = (one for one in told if isinstance(one.body, changes))
    then = community.fold((first.body, *until(facts(later), on)))
    ended = state.ended_on is not None and state.ended_on <= day_of(on)
    shown = {"name": then and then.name, "profile": then and then.profile, "plan": plan_on(state, on)}
    return shown | {"ended_on": state.ended_on if ended else None, "successor": state.successor if ended else None}


TRUTHS: Mapping[str, Callable[[Known, Line, datetime], Truth | None]] = {
    "hh": of_household,
    "tkt": of_ticket,
    "bld": of_building,
    "grd": of_grid,
    "wdn": of_warden,
    "pst": of_post,
    "pln": of_plan,
    "com": of_community,
}


def _held(known: Known, line: Line, house: str, on: datetime) -> Iterator[tuple[str, _InForce, DrawnGrid]]:
    """The plans in force whose land the building stands on, with the grid that holds it: of its own community, or of whoever came after."""
    for plan in _plans_in_force(known, line.communities, on):
        atom = _atom(known, plan.land, house)
        grid = None if atom is None else plan.holding(atom)
        if grid is not None:
            yield house, plan, grid


def _atom(known: Known, land: TessellationId, house: str) -> int | None:
    for event in known.bodies(land):
        if isinstance(event, tessellation.BuildingPlaced) and event.building == house:
            return event.atom
        if isinstance(event, tessellation.Made):
            found = next((atom.id for atom in event.atoms if house in atom.buildings), None)
            if found is not None:
                return found
    return None


def _plans_in_force(known: Known, communities: Iterable[str], on: datetime) -> Iterable[_InForce]:
    for each in communities:
        state = community.fold(known.bodies(each))
        plan = plan_on(state, on) if state is not None else None
        if plan is None:
            continue
        told = known.told(plan)
        enacted = next(one for one in reversed(told) if isinstance(one.body, grid_plan.Enacted))
        approved = next((one.meta.actor for one in reversed(told) if isinstance(one.body, grid_plan.Approved)), None)
        drawn = grid_plan.known(grid_plan.fold(one.body for one in told))
        yield _InForce(plan, enacted, drawn.tessellation, approved)


def _duty(known: Known, line: Line, grid: GridId, on: datetime) -> Truth:
    roster = _roster(known, line.communities)
    post = cover.post_of(roster, grid, on) if roster is not None else None
    return {"post": None} if roster is None or post is None else {"post": post.post} | _answering(roster, post.post, on)


def _answering(roster: Roster, post: PostId, on: datetime) -> Truth:
    """By account: names stay sealed."""
    place, found = roster.posts[post], cover.on_duty(roster, post, on)
    people = {"a": cover.holder(place.primaries, on), "b": cover.holder(place.standbys, on), "on_duty": found and found.warden}
    told = {name: warden and roster.wardens[warden].account for name, warden in people.items()}
    return {"title": place.title, "grid": place.grid} | told | {"on_duty_as": found and found.as_.value}


def _roster(known: Known, communities: Iterable[str]) -> Roster | None:
    """A post may stand on the roster of a community that ended: those of the whole line, as one."""
    states = (duty.fold(known.facts(duty_id(CommunityId(each)))) for each in communities)
    told = [state for state in states if state is not None]
    return joined(told) if told else None
