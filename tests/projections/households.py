"""Household events for the tests of the read models."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from domain import household, visit
from tests.projections.town import COMMUNITY, bld, grd, sealed


def hh(number: int) -> str:
    return f"hh-{number:04d}"


def member(number: int, relation: str = "head") -> household.Member:
    person = f"psn-{number:04d}"
    return household.Member(person=person, relation=relation, sealed=sealed(person))


def family(first: int, size: int) -> tuple[household.Member, ...]:
    return tuple(member(first + n, "head" if n == 0 else "child") for n in range(size))


def registered(number: int, building: int, grid: int | None, members: Sequence[household.Member]) -> household.Registered:
    return household.Registered(
        household=hh(number),
        community=COMMUNITY,
        building=bld(building),
        grid=grid and grd(grid),
        door=sealed(hh(number)),
        hukou=household.Hukou.HERE,
        members=tuple(members),
        source="desk",
    )


def moved_in(number: int, building: int, grid: int | None, members: Sequence[household.Member]) -> household.MovedIn:
    return household.MovedIn(
        household=hh(number),
        community=COMMUNITY,
        building=bld(building),
        grid=grid and grd(grid),
        door=sealed(hh(number)),
        hukou=household.Hukou.ELSEWHERE,
        members=tuple(members),
        came_from=None,
    )


def moved_within(number: int, buildings: tuple[int, int], grids: tuple[int, int]) -> household.MovedWithin:
    return household.MovedWithin(
        from_building=bld(buildings[0]),
        to_building=bld(buildings[1]),
        from_grid=grd(grids[0]),
        to_grid=grd(grids[1]),
        door=sealed(hh(number)),
        reason="换房",
    )


def moved_out(building: int, grid: int) -> household.MovedOut:
    return household.MovedOut(from_building=bld(building), from_grid=grd(grid), going_to=None, reason="购房")


def reassigned(before: int | None, after: int, plan: str = "pln-0002") -> household.Reassigned:
    return household.Reassigned(from_grid=before and grd(before), to_grid=grd(after), plan=plan, document="润政〔2024〕7号")


def visited(
    number: int, building: int, grid: int, at: datetime = datetime(2024, 3, 31, 16, tzinfo=UTC), name: str = "vis-0001"
) -> visit.Recorded:
    return visit.Recorded(
        visit=name,
        community=COMMUNITY,
        household=hh(number),
        building=bld(building),
        grid=grd(grid),
        warden="wdn-0001",
        contact=visit.Contact.HOME,
        role=visit.Role.LIAISON,
        purpose="census",
        visited_at=at,
        standing_in=False,
        ticket=None,
        found=sealed(hh(number)),
    )
