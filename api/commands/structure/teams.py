"""Building groups with their heads, vacancies, and the teams of the grids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.commands.evidence import plan_on, standing
from api.commands.governance.deciding import decided, kept
from api.commands.ground import Ground, ground_of
from api.commands.structure.grouped import decided_on_groups
from api.commands.structure.places import divided_by, require_grid
from api.context import Ctx, Done
from api.personal import sealed as box_of
from api.vault import Erased
from domain import staffing
from domain.ids import (
    BuildingGroupId,
    BuildingHeadId,
    BuildingId,
    GridId,
    TeamId,
    TeamMemberId,
    community_code,
    community_id,
)
from domain.policy import PolicyProfile
from domain.schema import Events
from domain.structure import building_groups, team
from domain.structure.building_groups import Method, mix_of
from domain.values import DrawnGrid, DwellingKind
from projections import teams
from projections.statements import Row


@dataclass(frozen=True)
class Person:
    """standing: who the person is, in the regulation's words (居民代表, 机关干部…)."""

    name: str
    phone: str = ""
    standing: str = ""


def team_stream(code: str) -> TeamId:
    return TeamId("tem-" + community_code(community_id(code)))


def homes_in(ground: Ground, atoms: Sequence[int]) -> dict[BuildingId, tuple[DwellingKind, int]]:
    """Kind and households of every building on these atoms."""
    held = [each for atom in atoms for each in ground.buildings_of[atom]]
    return {each: (ground.homes[each].kind, ground.homes[each].households) for each in held}


def form_group(ctx: Ctx, code: str, grid: GridId, name: str, buildings: tuple[BuildingId, ...]) -> Done:
    """ctx.reason: why the group leaves the band."""
    group = BuildingGroupId(ctx.new_id("bgp"))
    homes = homes_in(ground_of(ctx, code), require_grid(ctx, code, grid).atoms)

    def decide(state: building_groups.State | None, profile: PolicyProfile) -> Events:
        return building_groups.form(
            state,
            community=community_id(code),
            group=group,
            grid=grid,
            name=name,
            buildings=buildings,
            homes=homes,
            exception=ctx.reason,
            profile=profile,
        )

    return decided_on_groups(ctx, code, decide, {"group": group})


def dissolve_group(ctx: Ctx, code: str, group: BuildingGroupId) -> Done:
    return decided_on_groups(ctx, code, lambda state, _: building_groups.dissolve(state, group, reason=ctx.reason))


def appoint_head(ctx: Ctx, code: str, group: BuildingGroupId, person: Person, method: Method, why: str = "") -> Done:
    """why: for somebody whom the regulation does not name; it is sealed under the head's own key."""
    head = BuildingHeadId(ctx.new_id("bhd"))
    sealed = ctx.vault.seal(head, {"name": person.name, "phone": person.phone})
    override = ctx.vault.seal(head, {"text": f"{person.standing}：{why}"}) if why else None

    def decide(state: building_groups.State | None, profile: PolicyProfile) -> Events:
        return building_groups.appoint(
            state,
            group,
            head=head,
            standing=person.standing,
            method=method,
            why=why,
            override=override,
            sealed=sealed,
            document=ctx.document,
            profile=profile,
        )

    return decided_on_groups(ctx, code, decide, {"head": head})


def relieve_head(ctx: Ctx, code: str, group: BuildingGroupId, why: str) -> Done:
    def decide(state: building_groups.State | None, _: PolicyProfile) -> Events:
        held = state.groups.get(group) if state else None
        note = ctx.vault.seal((held and held.head) or group, {"text": why})
        return building_groups.relieve(state, group, why=why, note=note)

    return decided_on_groups(ctx, code, decide)


def pay_head(ctx: Ctx, code: str, group: BuildingGroupId, month: str, yuan: int) -> Done:
    def decide(state: building_groups.State | None, _: PolicyProfile) -> Events:
        return building_groups.pay(state, group, month=month, yuan=yuan)

    return decided_on_groups(ctx, code, decide)


def join_team(
    ctx: Ctx,
    code: str,
    grid: GridId,
    role: str,
    person: Person,
    *,
    buildings: tuple[BuildingId, ...] = (),
    hat_a: str | None = None,
    member: TeamMemberId | None = None,
) -> Done:
    """member: of somebody who is in a team already and takes another role."""
    who = member or TeamMemberId(ctx.new_id("tmb"))
    sealed = ctx.vault.seal(who, {"name": person.name, "phone": person.phone})
    standing = set(homes_in(ground_of(ctx, code), require_grid(ctx, code, grid).atoms))

    def decide(state: team.State | None, profile: PolicyProfile) -> Events:
        return team.join(
            state,
            community=community_id(code),
            member=who,
            grid=grid,
            role=role,
            standing=person.standing,
            buildings=buildings,
            hat_a=hat_a,
            grid_buildings=standing,
            sealed=sealed,
            profile=profile,
        )

    return decided(ctx, code, team_stream(code), team, decide, answer={"member": who})


def leave_team(ctx: Ctx, code: str, member: TeamMemberId, grid: GridId, role: str) -> Done:
    return decided(
        ctx, code, team_stream(code), team, lambda state, _: team.leave(state, member=member, grid=grid, role=role), begins=False
    )


def heads_of(ctx: Ctx, code: str) -> dict[str, Any]:
    """Groups with their heads by name; for each grid the heads that the regulation wants, those present, buildings in no group."""
    parts = _divided(ctx, code)
    ctx.office.freshen(teams.NAME)
    with ctx.office.reading() as connection:
        found = teams.groups(connection, kept(ctx, code) or community_id(code))
    density = [_density(ground, one.grid, one.code, homes_in(ground, one.atoms), found) for ground, drawn in parts for one in drawn]
    return {"groups": named(ctx, found), "vacancies": [one["building_group"] for one in found if one["head"] is None], "grids": density}


def _divided(ctx: Ctx, code: str) -> list[tuple[Ground, tuple[DrawnGrid, ...]]]:
    """The land it works on with the grids in force: its own, and that of communities that ended in it until a plan of its own holds it."""
    own, *ended = kept(ctx, code) or (community_id(code),)
    states = {one: standing(ctx, one).state for one in (own, *ended)}
    lands = [ground_of(ctx, community_code(one)) for one, state in states.items() if not ended or (state and state.territory)]
    plans = [(ground, plan_on(ground.state, ctx.holds_from)) for ground in lands]
    return [(ground, divided_by(ctx, plan).grids) for ground, plan in plans if plan]


def _density(
    ground: Ground, grid: GridId, code: str, homes: Mapping[BuildingId, tuple[DwellingKind, int]], groups: Sequence[Row]
) -> dict[str, Any]:
    mine = [one for one in groups if one["grid"] == grid]
    grouped = {each for one in mine for each in one["buildings"]}
    wanted, present = staffing.building_heads(mix_of(homes.values()), ground.profile), sum(one["head"] is not None for one in mine)
    told = {"grid": grid, "code": code, "wanted": wanted, "present": present, "missing": max(0, wanted - present)}
    return told | {"without_group": sorted(each for each in homes if each not in grouped)}


def named(ctx: Ctx, found: Sequence[Row]) -> list[dict[str, Any]]:
    """Heads and members by name and phone: their duty makes them public to whoever works there."""
    boxes = [box_of(one["sealed"]) for one in found]
    opened = iter(ctx.vault.open_many([box for box in boxes if box is not None]))
    told = []
    for one, box in zip(found, boxes, strict=True):
        content = next(opened) if box is not None else {}
        plain = {} if isinstance(content, Erased) else {f"person_{name}": value for name, value in content.items()}
        told.append({name: value for name, value in one.items() if name != "sealed"} | plain)
    return told
