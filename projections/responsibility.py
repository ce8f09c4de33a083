"""Responsibility: who answered for which door, when, under which plan and whose decision.

`at`: a date (its last instant in China), an instant, or None for now. On duty is decided by domain.cover on rows loaded into its roster,
so that a read model and a decision cannot differ. Wardens' names and phones come back sealed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from domain import cover
from domain.cover import Absence, Holding, Period, Post, Roster, Warden
from domain.ids import WardenId
from projections.duty_rows import Responsibility
from projections.moments import AsOf, moment
from projections.statements import Communities, Row, among, row, rows

VIEW = Responsibility()
_NAME = VIEW.name


@dataclass(frozen=True, slots=True)
class Named:
    """sealed: name and phones."""

    warden: str
    account: str
    employment: str
    sealed: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers for a place at an instant.

    grid and plan are None while no plan is in force. plan_from, plan_to: how long that plan holds. decided_by enacted it at decided_at.
    a, b: the post's holders, also while away. on_duty: who answers; on_duty_as: "A", "B" or "stand_in"; None where nobody does.
    """

    building: str | None
    community: str
    at: datetime
    grid: str | None
    code: str | None
    name: str | None
    plan: str | None
    document: str | None
    approved_by: str | None
    decided_by: str | None
    decided_at: datetime | None
    plan_from: datetime | None
    plan_to: datetime | None
    post: str | None = None
    title: str | None = None
    a: Named | None = None
    b: Named | None = None
    on_duty: Named | None = None
    on_duty_as: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time over which one answer held for a grid's post; ends_at None: still."""

    starts_at: datetime
    ends_at: datetime | None
    post: str
    title: str
    a: str | None
    b: str | None
    on_duty: str | None
    on_duty_as: str | None


def whois(conn: psycopg.Connection, building: str, at: AsOf = None) -> Answer | None:
    """None for a building nobody registered."""
    found = row(conn, _NAME, "whois", building=building, at=moment(at))
    return found and _answers(conn, [found])[0]


def whois_grid(conn: psycopg.Connection, grid: str, at: AsOf = None) -> Answer | None:
    """None where the grid did not exist then."""
    found = rows(conn, _NAME, "grids_in_force", communities=None, grid=grid, at=moment(at))
    return _answers(conn, found)[0] if found else None


def building_periods(conn: psycopg.Connection, building: str, at: AsOf = None) -> list[Row]:
    """The grids that held a building, under which plan and document, oldest first; at: those that had begun by then."""
    return rows(conn, _NAME, "building_periods", building=building, at=moment(at))


def roster(conn: psycopg.Connection, community: Communities, at: AsOf = None) -> list[Answer]:
    """Every grid in force then, by code."""
    return _answers(conn, rows(conn, _NAME, "grids_in_force", communities=among(community), grid=None, at=moment(at)))


def holders(conn: psycopg.Connection, communities: Collection[str], at: datetime) -> list[Row]:
    """community, grid, a, b: `roster` without who is on duty and what people are called; of a district in one question."""
    return rows(conn, _NAME, "holders", communities=list(communities), at=at)


def beat(conn: psycopg.Connection, community: Communities, warden: str, at: datetime) -> cover.Beat:
    """The grids a warden may see then: the own ones, and others only while on duty there."""
    return cover.grids_of(_load(conn, community=community)[0], WardenId(warden), at)


def grid_duty(conn: psycopg.Connection, grid: str, since: datetime, until: datetime | None = None) -> list[Stretch]:
    """Who answered for the grid, stretch by stretch, oldest first; stretches without an open post are left out."""
    state, _ = _load(conn, grids=[grid])
    found: list[Stretch] = []
    for post in state.posts.values():
        for starts_at, ends_at in cover.stretches(state, post, since, until):
            if post.opened.holds(starts_at):
                _append(found, _stretch(state, post, starts_at, ends_at))
    return sorted(found, key=lambda one: one.starts_at)


def grid_lines(conn: psycopg.Connection, grid: str, as_of: AsOf = None) -> list[Row]:
    """Every decision about the grid's post, by effective time."""
    return rows(conn, _NAME, "post_history", grid=grid, at=moment(as_of))


def shares(conn: psycopg.Connection, plan: str) -> list[Row]:
    """What passed from warden to warden because of a plan, in the order of the journal; `told` as the event counts it."""
    return rows(conn, _NAME, "shares", plan=plan)


def warden_history(conn: psycopg.Connection, warden: str, as_of: AsOf = None) -> list[Row]:
    """Every line that names the warden: enrolment, appointments, leaves, stand-ins, hand-overs; by effective time."""
    return rows(conn, _NAME, "warden_history", warden=warden, at=moment(as_of))


def wardens(conn: psycopg.Connection, wardens: Collection[str]) -> dict[str, Named]:
    """By id, those that are known."""
    found = rows(conn, _NAME, "wardens", wardens=list(wardens))
    return {one["warden"]: Named(one["warden"], one["account"], one["employment"], one["sealed"]) for one in found}


def serving(conn: psycopg.Connection, communities: Collection[str], since: datetime, until: datetime) -> dict[str, Named]:
    """By id, whoever is enrolled there at some moment from the first instant until before the second."""
    found = rows(conn, _NAME, "serving", communities=list(communities), since=since, until=until)
    return {one["warden"]: Named(**one) for one in found}


def absent(conn: psycopg.Connection, wardens: Collection[str], since: datetime, until: datetime) -> list[Row]:
    """leave, warden, starts_at, ends_at: leaves that meet the time from the first instant until before the second, in order of time."""
    return rows(conn, _NAME, "absent", wardens=list(wardens), since=since, until=until)


def warden_of_account(conn: psycopg.Connection, account: str) -> str | None:
    """By sign-in name."""
    found = row(conn, _NAME, "warden_of_account", account=account)
    return found and found["warden"]


def employer(conn: psycopg.Connection, warden: str) -> str | None:
    """The community on whose roster the warden was entered."""
    found = row(conn, _NAME, "employer", warden=warden)
    return found and found["community"]


def serves_until(conn: psycopg.Connection, warden: str) -> datetime | None:
    """When the warden was or will be no longer enrolled, and not again; None: no end is told, or nobody has enrolled this one yet."""
    found = row(conn, _NAME, "serves_until", warden=warden)
    return found and found["serves_until"]


def posts_held(conn: psycopg.Connection, warden: str) -> list[Row]:
    """post, grid, A or B, from when to when (None: still)."""
    return rows(conn, _NAME, "held_by", warden=warden)


def _answers(conn: psycopg.Connection, places: Sequence[Row]) -> list[Answer]:
    """A grid's posts may stand on the roster of a community that ended: they are found by the grid."""
    grids = sorted({place["grid"] for place in places if place["grid"]})
    loaded = _load(conn, grids=grids) if grids else None
    return [_answer(place, *loaded) if loaded and place["grid"] else Answer(**place) for place in places]


def _answer(place: Row, state: Roster, named: dict[str, Named]) -> Answer:
    post = cover.post_of(state, place["grid"], place["at"])
    if post is None:
        return Answer(**place)
    duty = cover.on_duty(state, post.post, place["at"])
    return Answer(
        **place,
        post=post.post,
        title=post.title,
        a=named.get(cover.holder(post.primaries, place["at"]) or ""),
        b=named.get(cover.holder(post.standbys, place["at"]) or ""),
        on_duty=duty and named[duty.warden],
        on_duty_as=duty and duty.as_.value,
    )


def _stretch(state: Roster, post: Post, starts_at: datetime, ends_at: datetime | None) -> Stretch:
    duty = cover.on_duty(state, post.post, starts_at)
    holders = (cover.holder(post.primaries, starts_at), cover.holder(post.standbys, starts_at))
    return Stretch(starts_at, ends_at, post.post, post.title, *holders, duty and duty.warden, duty and duty.as_.value)


def _append(found: list[Stretch], one: Stretch) -> None:
    """Stretches with the same answer are one."""
    last = found[-1] if found else None
    same = last and (last.post, last.a, last.b, last.on_duty, last.on_duty_as) == (one.post, one.a, one.b, one.on_duty, one.on_duty_as)
    if last and same and last.ends_at == one.starts_at:
        found[-1] = Stretch(last.starts_at, one.ends_at, one.post, one.title, one.a, one.b, one.on_duty, one.on_duty_as)
    else:
        found.append(one)


def _load(
    conn: psycopg.Connection, *, community: Communities | None = None, grids: Collection[str] | None = None
) -> tuple[Roster, dict[str, Named]]:
    """The roster of a community, or only what concerns the posts of these grids."""
    posts = rows(conn, _NAME, "posts", communities=among(community), grids=among(grids))
    names = [post["post"] for post in posts]
    holdings = rows(conn, _NAME, "holdings", posts=names)
    stand_ins = rows(conn, _NAME, "stand_ins", posts=names)
    concerned = sorted({one["warden"] for one in (*holdings, *stand_ins)})
    wardens = rows(conn, _NAME, "wardens", wardens=concerned)
    leaves = rows(conn, _NAME, "leaves", wardens=concerned)
    state = Roster(
        community=posts[0]["community"] if posts else "",
        wardens={one["warden"]: _warden(one) for one in wardens},
        posts={one["post"]: _post(one, holdings, stand_ins) for one in posts},
        leaves={one["leave"]: _absence(one) for one in leaves},
    )
    return state, {one["warden"]: Named(one["warden"], one["account"], one["employment"], one["sealed"]) for one in wardens}


def _post(post: Row, holdings: Iterable[Row], stand_ins: Iterable[Row]) -> Post:
    held: dict[str, tuple[Holding, ...]] = {"A": (), "B": ()}
    for one in holdings:
        if one["post"] == post["post"]:
            held[one["cover"]] += (Holding(one["warden"], one["valid_from"]),)
    named = tuple(_absence(one) for one in stand_ins if one["post"] == post["post"])
    opened = Period(post["valid_from"], post["valid_to"])
    return Post(post["post"], post["grid"], post["title"], opened, held["A"], held["B"], named)


def _absence(one: Row) -> Absence:
    return Absence(one["warden"], Period(one["starts_at"], one["ends_at"]))


def _warden(one: Row) -> Warden:
    served = tuple(Period(datetime.fromisoformat(since), until and datetime.fromisoformat(until)) for since, until in one["served"])
    return Warden(one["warden"], one["account"], one["employment"], served)


def as_dict(answer: Answer) -> dict[str, Any]:
    """Ready for JSON, without the sealed blocks."""
    plain = {name: getattr(answer, name) for name in Answer.__slots__ if name not in ("a", "b", "on_duty")}
    people = {"a": answer.a, "b": answer.b, "on_duty": answer.on_duty}
    return plain | {place: named and {"warden": named.warden, "account": named.account} for place, named in people.items()}
