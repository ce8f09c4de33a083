"""A plan becomes law on a date: boundaries, households, open tickets and cover change hands in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import shapely

from api.commands import floors, uniting
from api.commands.approval import approval, submission
from api.commands.evidence import Held, append, facts, hold, holding, persisting
from api.commands.ground import Ground, Planned, planned
from api.commands.roster import hold_roster
from api.commands.sharing import shares
from api.commands.structure import groups
from api.commands.ticket_intake import hands_in
from api.context import Ctx, Done, start_of_day
from domain import community, duty, grid_plan, household, plan_approval, tessellation, ticket
from domain.cover import Roster
from domain.grid_plan import assignment
from domain.household.story import SETTLING
from domain.ids import BuildingId, GridId, HouseholdId, PlanId, TessellationId, TicketId
from domain.in_time import until
from domain.journal import Unless, Write
from domain.plan_checks import IN_BAND
from domain.plan_events import BandException
from domain.schema import Events, name_of
from domain.values import DrawnGrid
from gis.locate import atoms_at
from projections import household_history, ticket_board
from projections.statements import Row

COMING = (*SETTLING, ticket.Reported)
"""Who settles or reports writes to no stream that an enactment writes: it is made up anew, so that nobody is left behind."""
PLACING = (*SETTLING, household.Reassigned)


def enact(ctx: Ctx, plan: PlanId, on: date, *, seen: int | None = None) -> Done:
    """ctx.document: the document that puts the plan into force, from the beginning of day `on` in China."""
    return persisting(ctx, lambda: _enact(ctx, planned(ctx, plan, seen), on, ()), plan if seen is not None else None)


def enact_by_document(ctx: Ctx, plan: PlanId, on: date) -> Done:
    """At the console: a signed document covers what is still missing, submission and approval, and any grid that stays outside the band.

    Each step is recorded; the document's approver is another than who drew the plan, and the events name the console and the document.
    """

    def decide() -> Done:
        at = planned(ctx, plan)
        steps: Events = ()
        if at.state.status is grid_plan.Status.DRAFT:
            steps += submission(at, "", _excepted(at, ctx.document))
        if at.state.status in (grid_plan.Status.DRAFT, grid_plan.Status.SUBMITTED):
            standing = _after(at.held, steps)
            steps += approval(Planned(standing, at.ground), f"document:{ctx.document}", ctx.document)
        return _enact(ctx, at, on, steps)

    return persisting(ctx, decide)


def _excepted(at: Planned, document: str) -> tuple[BandException, ...]:
    """The grids that the document lets stand outside the band."""
    drawn = grid_plan.in_code_order(at.state)
    found = at.ground.checks(drawn, at.ground.tallies(drawn))
    outside = [check for check in found if check.code == IN_BAND and not check.passed and check.forbids and check.grid]
    return tuple(BandException(check.grid, f"经 {document} 批准", check.clause or "") for check in outside)


def _after(held: Held[grid_plan.State], events: Events) -> Held[grid_plan.State]:
    state = held.state
    for event in events:
        state = grid_plan.evolve(state, event)
    return Held(held.stream, held.version, state, held.recorded)


@dataclass(frozen=True)
class Moves:
    """What changes hands with the boundaries, as writes; packs: what passes between each pair of wardens. dwellings: how many move."""

    dwellings: int
    households: list[Write]
    roster: list[Write]
    tickets: list[Write]
    packs: list[Write]

    @property
    def families(self) -> int:
        return len({write.stream for write in self.households})

    def writes(self) -> list[Write]:
        return [*self.roster, *self.packs, *self.households, *self.tickets]


def _enact(ctx: Ctx, at: Planned, on: date, steps: Events) -> Done:
    plan, ground = _after(at.held, steps).state, at.ground
    assert plan is not None
    holds_from, base, drawn = start_of_day(on), _base(ctx, ground, plan.tessellation, on), grid_plan.in_code_order(plan)
    moves = _moves(ctx, ground, plan, base, holds_from)
    enacted = plan_approval.enact(
        plan,
        on=on,
        document=ctx.document,
        in_force=ground.state.enactments[-1].plan if ground.state.enactments else None,
        base_grids=[grid.grid for grid in base],
        tallies=ground.tallies(drawn),
        households_moved=moves.families,
        dwellings_moved=moves.dwellings,
        evidence_at=ground.evidence_at,
    )
    in_force = community.bring_plan_into_force(
        ground.state,
        plan=plan.plan,
        base=plan.base,
        on=on,
        document=ctx.document,
        new_codes=grid_plan.new_codes(plan),
        today=ctx.today,
    )
    first = [at.held.write(steps)] if steps else []
    then = Write(at.held.stream, at.held.version + len(steps), enacted, holds_from)
    finer, placed = _finer_floor(ctx, ground, plan.tessellation)
    writes = [*first, then, ground.owner.write((*finer, *in_force), holds_from), *placed, *moves.writes()]
    writes += uniting.passing(ctx, ground.state, plan, on)
    answer = {"plan": plan.plan, "version": then.expected + len(enacted), "status": grid_plan.Status.ENACTED.value}
    answer |= {"on": on.isoformat(), "document": ctx.document, "grids": len(drawn)} | _told(moves, steps)
    grid_of = {each: one.grid for one in drawn for atom in one.atoms for each in ground.buildings_of[atom]}
    answer["groups_cut"] = groups.cut_by(ctx, ground.state.community, grid_of)
    owners = {ground.state.community, *holding(ctx, ground.state.community, holds_from)}
    unless = Unless(frozenset(name_of(each) for each in COMING), frozenset(owners), ground.evidence_at)
    return append(ctx, writes, answer, ground.profile.key, unless)


def _moves(ctx: Ctx, ground: Ground, plan: grid_plan.State, base: tuple[DrawnGrid, ...], at: datetime) -> Moves:
    drawn = grid_plan.in_code_order(plan)
    changed = _changed(base, assignment(drawn))
    moved = {each: changed[atom.id] for atom in ground.land.atoms if atom.id in changed for each in atom.buildings}
    households = list(_reassigned(ctx, moved, plan.plan, at))
    roster = _carried(ctx, ground, drawn, {each.grid for each in base} - plan.grids.keys(), at)
    tickets = list(_tickets(ctx, ground, changed, plan.plan, roster, at))
    packs = _handed_over(ctx, ground, plan.plan, (households, tickets, roster), at)
    dwellings = sum(ground.homes[each].dwellings for each in moved if each in ground.homes)
    return Moves(dwellings, households, roster, tickets, packs)


def _told(moves: Moves, steps: Events) -> dict[str, Any]:
    return {
        "households_moved": moves.families,
        "dwellings_moved": moves.dwellings,
        "tickets_moved": len(moves.tickets),
        "hand_overs": sum(len(write.events) for write in moves.packs),
        "exceptions": [each.grid for event in steps if isinstance(event, grid_plan.Submitted) for each in event.exceptions],
    }


def _handed_over(ctx: Ctx, ground: Ground, plan: PlanId, moves: tuple[list[Write], list[Write], list[Write]], at: datetime) -> list[Write]:
    """What passes between each pair of wardens, behind what happens to the posts. moves: of households, tickets and posts."""
    households, tickets, carried = moves
    held = hold_roster(ctx, ground.state.community, at)
    passed = shares(ctx, ground, households, tickets, at)
    events = duty.hand_over_shares(held.state, _roster_after(ctx, ground, carried, at), passed, plan=plan, at=at)
    return held.writes(events, at, before=carried)


def _base(ctx: Ctx, ground: Ground, floor: TessellationId, on: date) -> tuple[DrawnGrid, ...]:
    """The grids of the plan decided last, in atoms of the floor that the new plan was drawn on; after a merger of all it replaces."""
    state = ground.state
    parts = uniting.parts_of(ctx, state, on) if floors.united_of(ctx.journal, floor) else []
    if any(part.plan and part.state.community != state.community for part in parts):
        held = uniting.as_they_stand(ctx, ground.land, parts)
        drawn = [grid for part in parts if part.plan for grid in grid_plan.in_code_order(part.plan)]
        return tuple(replace(each, atoms=tuple(atom for atom, grid in held.items() if grid == each.grid)) for each in drawn)
    if not state.enactments:
        return ()
    plan = grid_plan.known(hold(ctx, state.enactments[-1].plan, grid_plan.fold).state)
    return floors.drawn_on(ctx.journal, plan, floor) or grid_plan.in_code_order(plan)


def _finer_floor(ctx: Ctx, ground: Ground, floor: TessellationId) -> tuple[Events, list[Write]]:
    """The community stands on the plan's floor from now on; what was built meanwhile is placed there."""
    if floor == ground.state.territory:
        return (), []
    held = hold(ctx, floor, tessellation.fold)
    assert held.state is not None
    placed = [(each, atom.id) for atom in ground.land.atoms for each in atom.buildings if each not in held.state.atom_of]
    events = tuple(event for each, atom in placed for event in tessellation.place_building(held.state, building=each, atom=atom))
    area = round(float(ground.graph.area_m2.sum()), 1)
    drawn = community.refine_territory(ground.state, tessellation=floor, area_m2=area, atoms=len(ground.land.atoms))
    return drawn, [held.write(events)] if events else []


def _changed(base: Iterable[DrawnGrid], now: Mapping[int, GridId]) -> dict[int, GridId]:
    """Atoms that another grid holds from that day on."""
    return {atom: to for atom, (_, to) in grid_plan.moved_atoms(assignment(base), now).items() if to is not None}


def _reassigned(ctx: Ctx, moved: Mapping[BuildingId, GridId], plan: PlanId, at: datetime) -> Iterable[Write]:
    """An event for every registered household whose grid changes: who lives there on the day, and who came, or is to come, after it."""
    with ctx.office.reading() as connection:
        living = household_history.living_from(connection, list(moved), at)
    for stream, recorded in ctx.journal.read_many(living).items():
        told, version = facts(recorded), recorded[-1].version
        for turn in sorted({at} | {since for event, since in told if since > at and isinstance(event, PLACING)}):
            state = household.fold(until(told, turn))
            if state is None or state.building not in moved:
                continue
            for event in household.reassign(state, moved[state.building], plan=plan, document=ctx.document):
                yield Write(HouseholdId(stream), version, (event,), turn)
                told, version = [*told, (event, turn)], version + 1


def _carried(ctx: Ctx, ground: Ground, drawn: tuple[DrawnGrid, ...], retired: Iterable[GridId], at: datetime) -> list[Write]:
    held = hold_roster(ctx, ground.state.community, at)
    title = ground.profile.post("grid").title
    given = {"at": at, "document": ctx.document, "title": title, "community": ground.state.community}
    events = duty.carry_over(held.state, drawn, retired, **given)
    later = duty.carry_later(held.state, drawn, at=at, document=ctx.document)
    return held.written([*((event, at) for event in events), *later]) if events else []


def _tickets(ctx: Ctx, ground: Ground, changed: Mapping[int, GridId], plan: PlanId, carried: list[Write], at: datetime) -> Iterable[Write]:
    """Open tickets follow their place; whoever is on duty there answers from then on."""
    roster = _roster_after(ctx, ground, carried, at)
    ctx.office.freshen("ticket_board")
    with ctx.office.reading() as connection:
        rows = ticket_board.open_tickets(connection, ground.communities, ctx.now)
    for row, grid in zip(rows, _grids_of(ground, changed, rows), strict=True):
        if grid is None:
            continue
        held = hold(ctx, TicketId(row["ticket"]), ticket.fold)
        if held.state is None or held.state.status is ticket.Status.CLOSED:
            continue
        since = max(at, held.recorded[-1].meta.effective_at)  # a plan that takes effect in the past moves no ticket before its last step
        hands = hands_in(replace(ctx, effective_at=since), ground.state.community, grid, roster)
        yield held.write(ticket.move_to_grid(held.state, grid, plan=plan, hands=hands), since)


def _grids_of(ground: Ground, changed: Mapping[int, GridId], rows: Sequence[Row]) -> list[GridId | None]:
    """The new grid of each ticket's building or place; None where it stays."""
    atom_of = ground.land.atom_of
    under = iter(atoms_at(ground.land, [shapely.Point(row["lon"], row["lat"]) for row in rows if _by_place(row)]))
    atoms = [next(under) if _by_place(row) else atom_of.get(row["building"]) for row in rows]
    return [None if atom is None else changed.get(atom) for atom in atoms]


def _by_place(row: Row) -> bool:
    return row["building"] is None and row["lon"] is not None


def _roster_after(ctx: Ctx, ground: Ground, carried: list[Write], at: datetime) -> Roster | None:
    roster = hold_roster(ctx, ground.state.community, at).state
    for write in carried:
        for event in write.events:
            roster = duty.evolve(roster, event, write.effective_at or at)
    return roster
