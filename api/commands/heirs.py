"""What the registers say of a block goes with its stairwells when it is divided, and back when it is made whole: building groups (楼组),
proxies, weights of difficulty, organisations. Nobody decides it anew; what belongs to land or to a household needs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from api.commands.evidence import Held, facts, hold
from api.commands.structure.grouped import groups_stream
from api.commands.structure.teams import team_stream
from api.context import Ctx
from domain import building, difficulty
from domain.building_heirs import Heirs
from domain.ids import BuildingId, CommunityId, OrganisationId, community_code, difficulty_id
from domain.in_time import until
from domain.journal import Write
from domain.schema import Event
from domain.structure import building_groups, group_drawing, organisation, team
from projections import organisations


@dataclass(frozen=True)
class Succession:
    """dwellings: of the buildings that go. at: the heir that each organisation sits in; the first where none is told, for with it lies
    the block."""

    heirs: Heirs
    dwellings: Mapping[BuildingId, int]
    at: Mapping[OrganisationId, BuildingId] = field(default_factory=dict)

    def heir(self, home: BuildingId, tenant: OrganisationId) -> BuildingId:
        to = next(to for gone, to in self.heirs.items() if home in gone)
        told = self.at.get(tenant)
        return told if told in to else to[0]


def standing_for(ctx: Ctx, buildings: Iterable[BuildingId]) -> dict[BuildingId, tuple[BuildingId, ...]]:
    """Of each building that others stand for, which these are now; of the rest nothing."""
    told = ctx.journal.read_many(sorted(set(buildings)))
    states = {BuildingId(stream): building.fold(one.body for one in some) for stream, some in told.items()}
    next_ = {stream: state.successors for stream, state in states.items() if state and state.successors}
    further = standing_for(ctx, (each for some in next_.values() for each in some)) if next_ else {}
    return {stream: tuple(last for each in some for last in further.get(each, (each,))) for stream, some in next_.items()}


def following(ctx: Ctx, owner: CommunityId, succession: Succession) -> tuple[list[Write], dict[OrganisationId, BuildingId]]:
    """What is written down, and where each organisation of those buildings sits now. Raises StairwellsHeldApart."""
    code = community_code(owner)
    proxies, weights = hold(ctx, team_stream(code), team.fold), hold(ctx, difficulty_id(owner), difficulty.fold)
    writes = [
        proxies.write(team.readdress(proxies.state, succession.heirs)),
        weights.write(difficulty.readdress(weights.state, succession.heirs, succession.dwellings)),
        *_grouped(hold(ctx, groups_stream(code), building_groups.fold), succession.heirs),
    ]
    sited = {tenant: succession.heir(home, tenant) for tenant, home in _tenants(ctx, owner, succession.heirs).items()}
    for tenant in sited:
        writes += _moved(hold(ctx, tenant, organisation.fold), succession)
    return [one for one in writes if one.events], sited


def _grouped(held: Held[building_groups.State], heirs: Heirs) -> list[Write]:
    told = group_drawing.readdressed(facts(held.recorded), heirs)
    return [Write(held.stream, held.version + number, (event,), at) for number, (event, at) in enumerate(told)]


def _tenants(ctx: Ctx, owner: CommunityId, heirs: Heirs) -> dict[OrganisationId, BuildingId]:
    ctx.office.freshen(organisations.NAME)
    with ctx.office.reading() as connection:
        open_ = organisations.ledger(connection, owner)
    going = {each for gone in heirs for each in gone}
    return {OrganisationId(one["organisation"]): one["building"] for one in open_ if one["building"] in going}


def _moved(held: Held[organisation.State], succession: Succession) -> list[Write]:
    """From when it came to sit there, so that of each past day too it sits in what stands there."""
    told, going = facts(held.recorded), {each for gone in succession.heirs for each in gone}
    writes: list[Write] = []
    for at in dict.fromkeys(at for event, at in told if _sits_in(event, going)):
        then = organisation.fold(until(told, at))
        if then is not None and then.site.building in going:
            to = succession.heir(then.site.building, OrganisationId(held.stream))
            writes.append(Write(held.stream, held.version + len(writes), organisation.readdress(then, to), at))
    return writes


def _sits_in(event: Event, buildings: set[BuildingId]) -> bool:
    return isinstance(event, organisation.Registered | organisation.Updated) and event.site.building in buildings
