"""A warden's day as a phone takes it along: whose grids, whom to visit, which tickets wait, who stands in for whom until when.

Of residents it holds the doors of the day's list and nothing else; whatever is personal beside that is opened one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from api import personal, read_log, today
from api.commands.evidence import profile_of, standing
from api.commands.roster import hold_roster
from api.context import Ctx
from api.problems import RoleForbidden
from domain import cover, ticket
from domain.cover import Beat, Post, Roster
from domain.duty import WardenNotOfCommunity
from domain.ids import CommunityId, WardenId, community_code
from domain.policy import PolicyProfile
from projections import care, grids, household_history, lineage, responsibility, ticket_board
from projections.statements import Row

VIEWS = ("grids", "household_history", "responsibility", "ticket_board", "care", "visit_log")
AHEAD = timedelta(days=14)
"""How far the coming stand-ins are told."""
EVERYTHING = 1_000_000
HOME = ("household", "building", "grid", "persons", "last_visit_at")
PLACE = ("building", "name", "address", "estate", "number", "use", "floors", "dwellings", "grid")


@dataclass(frozen=True)
class _Walk:
    """Whose day it is, and where."""

    owner: CommunityId
    warden: WardenId
    roster: Roster
    beat: Beat
    at: datetime

    @property
    def grids(self) -> tuple[str, ...]:
        return (*self.beat.own, *self.beat.covered)


def field_day(ctx: Ctx, connection: Connection[Any], owner: CommunityId, warden: WardenId, purpose: str) -> dict[str, Any]:
    """Raises WardenNotOfCommunity, RoleForbidden. The doors that are opened are written down under the purpose."""
    roster, state = hold_roster(ctx, owner).state, standing(ctx, owner).state
    if roster is None or state is None or warden not in roster.wardens:
        raise WardenNotOfCommunity(warden=warden)
    walk = _Walk(owner, warden, roster, cover.grids_of(roster, warden, ctx.now), ctx.now)
    kept = lineage.holding(connection, owner, ctx.now)
    listed = today.today(ctx, connection, owner, warden)
    tickets = [row for grid in walk.grids for row in ticket_board.open_in_grid(connection, grid)]
    return (
        listed
        | {
            "at": ctx.now,
            "community": {"code": community_code(owner), "name": state.name},
            "grids": _grids(ctx, connection, kept, walk),
            "coming": list(_coming(ctx, kept, walk)),
            "buildings": _buildings(ctx, connection, kept, walk, tickets),
            "households": _listed(ctx, connection, listed["households"], purpose),
            "tickets": _tickets(ctx, tickets),
        }
        | _asked(profile_of(state))
    )


def doors(ctx: Ctx, connection: Connection[Any], building: str, purpose: str) -> list[dict[str, Any]]:
    """The households of a building in the order of their doors, with the day each was visited last. Raises RoleForbidden."""
    found = household_history.households(connection, building=building, limit=EVERYTHING)
    told = _with_doors(ctx, [{name: row[name] for name in HOME} for row in found], [row["door"] for row in found], purpose)
    return sorted(told, key=lambda one: [str(one["door"].get(part, "")).zfill(6) for part in ("unit", "room")])


def _listed(ctx: Ctx, connection: Connection[Any], rows: Sequence[Row], purpose: str) -> list[dict[str, Any]]:
    files = [household_history.household(connection, row["household"]) for row in rows]
    return _with_doors(ctx, rows, [file and file["door"] for file in files], purpose)


def _with_doors(ctx: Ctx, rows: Sequence[Row], sealed: Sequence[Any], purpose: str) -> list[dict[str, Any]]:
    """Each household with its door (unit, room), the opening written down first. Raises RoleForbidden."""
    if ctx.actor.role not in personal.PERSONAL:
        raise RoleForbidden(needs=personal.PERSONAL)
    boxes = [personal.sealed(each) for each in sealed]
    closed = [box for box in boxes if box is not None]
    if closed:
        read_log.note(ctx, [box.subject for box in closed], ("room", "unit"), purpose)
    opened = iter(ctx.vault.open_many(closed))
    return [row | {"door": {} if box is None else personal.content(next(opened))} for row, box in zip(rows, boxes, strict=True)]


def purposes(profile: PolicyProfile) -> list[dict[str, str]]:
    """What a visit is for, as the profile lists it."""
    return [{"purpose": each.key, "zh": each.title, "en": each.english} for each in profile.purposes.values()]


def _asked(profile: PolicyProfile) -> dict[str, Any]:
    """What the profile asks of a visit, how a ticket may end, and attendance only where it asks for it."""
    times = profile.attendance
    return {
        "purposes": purposes(profile),
        "categories": [{"category": each.key, "zh": each.title, "en": each.english} for each in profile.categories.values()],
        "contacts": str(profile.rule("visit.contacts").value).split("、"),
        "attendance": times and {"times": [each.isoformat("minutes") for each in times.times], "clause": times.source.clause},
    }


def _grids(ctx: Ctx, connection: Connection[Any], kept: Sequence[str], walk: _Walk) -> list[dict[str, Any]]:
    """The own ones, then those that are covered now; until: when that changes next, None where nothing is known to."""
    found = [each for each in responsibility.roster(connection, kept) if each.grid in walk.grids]
    told = personal.answered(ctx, sorted(found, key=lambda each: (each.grid in walk.beat.covered, each.code or "")))
    return [each | {"is_own": each["grid"] in walk.beat.own, "until": _until(walk, each["grid"])} for each in told]


def _until(walk: _Walk, grid: str) -> datetime | None:
    post = next((each for each in walk.roster.posts.values() if each.grid == grid and each.opened.holds(walk.at)), None)
    turns = cover.stretches(walk.roster, post, walk.at, None) if post else iter(())
    now = post and cover.on_duty(walk.roster, post.post, walk.at)
    return next((since for since, _ in turns if post and cover.on_duty(walk.roster, post.post, since) != now), None)


def _coming(ctx: Ctx, kept: Sequence[str], walk: _Walk) -> Iterator[dict[str, Any]]:
    """Stretches of the next days, from now on, in which somebody stands in: I for a neighbour, or a neighbour for me.

    Read past the walls, since the neighbour's grid is not the warden's yet; of it only its name and code are told.
    """
    told = [one for post in walk.roster.posts.values() if post.opened.holds(walk.at) for one in _stand_ins(walk, post)]
    with ctx.office.reading() as connection:
        named = responsibility.wardens(connection, {one["warden"] for one in told})
        places = {each.grid: each for each in responsibility.roster(connection, kept)}
    names = personal.names_of(ctx, named.values())
    for one in sorted(told, key=lambda each: each["starts_at"]):
        place = places.get(one["grid"])
        yield one | {"code": place and place.code, "name": place and place.name, "who": names.get(one["warden"])}


def _stand_ins(walk: _Walk, post: Post) -> Iterator[dict[str, Any]]:
    for since, until in cover.stretches(walk.roster, post, walk.at, walk.at + AHEAD):
        holder, now = cover.holder(post.primaries, since), cover.on_duty(walk.roster, post.post, since)
        if now is None or now.warden == holder or walk.warden not in (holder, now.warden):
            continue
        yield {
            "grid": post.grid,
            "starts_at": since,
            "ends_at": until,
            "warden": now.warden,
            "as": now.as_,
            "by_me": now.warden == walk.warden,
        }


def _buildings(ctx: Ctx, connection: Connection[Any], kept: Sequence[str], walk: _Walk, tickets: Iterable[Row]) -> list[dict[str, Any]]:
    """With what there is to look after: open tickets, open needs, households never visited. Numbers alone."""
    open_now = Counter(row["building"] for row in tickets)
    needs: Counter[str] = Counter()
    for row in care.needs_by_building(connection, kept, at=ctx.now):
        needs[row["building"]] += row["needs"]
    homes = {row["building"]: row for row in household_history.awaiting(connection, kept, None, None)}
    standing = (row for grid in walk.grids for row in grids.buildings(connection, kept, grid=grid, limit=EVERYTHING))
    return [
        {name: row[name] for name in PLACE}
        | {"tickets": open_now[row["building"]], "needs": needs[row["building"]]}
        | {name: homes.get(row["building"], {}).get(name, 0) for name in ("households", "never_visited")}
        for row in standing
    ]


def _tickets(ctx: Ctx, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """By deadline, with the version that a step must name and what has been done; no text."""
    recorded = ctx.journal.read_many([row["ticket"] for row in rows])
    told = []
    for row in sorted(rows, key=lambda each: (each["due_at"] is None, each["due_at"], each["number"])):
        events = recorded[row["ticket"]]
        state = ticket.fold(each.body for each in events)
        done = {"handled": state.handled, "told": state.told, "clause": state.clause} if state else {}
        told.append(personal.without_boxes(row) | done | {"version": events[-1].version})
    return told
