"""Organisations and party groups."""

from __future__ import annotations

from typing import Any

from api.commands.evidence import hold_community
from api.commands.governance.deciding import community_of, decided, decided_on, on_day, owner_of
from api.commands.structure.places import divided, filing_of, filings_of, require_grid
from api.context import Ctx, Done
from domain.governance.clauses import clause_of
from domain.ids import GridId, OrganisationId, PartyGroupsId, community_code, community_id
from domain.policy import PolicyProfile
from domain.schema import Events
from domain.structure import organisation, party_groups
from domain.structure.organisation import FiledBy, Filing, OrganisationUnknown, Particulars, Site
from projections import lineage, organisations
from projections.statements import Row

NEAREST, PARTY_GROUP = "grid.shops", "grid.party_group"


def suggest(ctx: Ctx, code: str, site: Site) -> dict[str, Any]:
    """The grid that holds a building or a place, else the nearest one with its distance in metres, and by which clause."""
    _, profile = owner_of(ctx, code)
    return _told(filing_of(ctx, code, site)) | {"clause": clause_of(profile, NEAREST)}


def register(ctx: Ctx, code: str, particulars: Particulars, site: Site, chosen: GridId | None = None) -> Done:
    """chosen: the grid, where a person decides otherwise than the land says. The answer names others of the same name."""
    stream = OrganisationId(ctx.new_id("org"))
    filing = filing_of(ctx, code, site, chosen)

    def decide(state: organisation.State | None, profile: PolicyProfile) -> Events:
        return organisation.register(
            state,
            organisation=stream,
            community=community_id(code),
            particulars=particulars,
            site=site,
            filing=filing,
            clause=clause_of(profile, NEAREST),
        )

    return decided(ctx, code, stream, organisation, decide, answer=_told(filing) | {"same_name": _same_name(ctx, code, particulars.name)})


def update(ctx: Ctx, stream: OrganisationId, particulars: Particulars, site: Site, *, seen: int | None = None) -> Done:
    filing = filing_of(ctx, community_of(ctx, stream, organisation, OrganisationUnknown), site)

    def decide(state: organisation.State | None, profile: PolicyProfile) -> Events:
        return organisation.update(state, particulars=particulars, site=site, filing=filing, clause=clause_of(profile, NEAREST))

    return decided_on(ctx, stream, organisation, OrganisationUnknown, decide, seen=seen)


def file(ctx: Ctx, stream: OrganisationId, chosen: GridId | None = None, *, seen: int | None = None) -> Done:
    """Anew under the plan in force; chosen: the grid a person names."""
    code = community_of(ctx, stream, organisation, OrganisationUnknown)
    state = organisation.existing(organisation.fold(each.body for each in ctx.journal.read(stream)))
    return _file(ctx, stream, filing_of(ctx, code, state.site, chosen), seen)


def _file(ctx: Ctx, stream: OrganisationId, filing: Filing | None, seen: int | None = None) -> Done:
    def decide(state: organisation.State | None, profile: PolicyProfile) -> Events:
        return organisation.file(state, filing=filing, clause=clause_of(profile, NEAREST))

    return decided_on(ctx, stream, organisation, OrganisationUnknown, decide, seen=seen)


def close(ctx: Ctx, stream: OrganisationId, *, seen: int | None = None) -> Done:
    def decide(state: organisation.State | None, profile: PolicyProfile) -> Events:
        return organisation.close(state, on=on_day(ctx), reason=ctx.reason)

    return decided_on(ctx, stream, organisation, OrganisationUnknown, decide, seen=seen)


def file_all(ctx: Ctx, code: str) -> dict[str, Any]:
    """After a new plan: every organisation whose grid is another now. Run twice it files nothing twice. Chosen grids in force stay."""
    ctx.office.freshen(organisations.NAME, lineage.NAME)
    with ctx.office.reading() as connection:
        found = organisations.ledger(connection, lineage.holding(connection, community_id(code), ctx.now))
    standing = _standing(ctx, code)
    waiting = [one for one in found if one["filed_by"] != FiledBy.CHOSEN.value or one["grid"] not in standing]
    filings = filings_of(ctx, code, [_site(one) for one in waiting])
    filed = [_file(ctx, OrganisationId(one["organisation"]), filing) for one, filing in zip(waiting, filings, strict=True)]
    return {"looked_at": len(found), "filed": sum(done.answer["recorded"] for done in filed)}


def _site(row: Row) -> Site:
    return Site(row["building"], None if row["lon"] is None else (row["lon"], row["lat"]))


def _standing(ctx: Ctx, code: str) -> set[GridId]:
    owner = hold_community(ctx, code).state
    assert owner is not None
    return {one.grid for land in divided(ctx, owner, ctx.holds_from) for one in land.grids}


def _same_name(ctx: Ctx, code: str, name: str) -> list[str]:
    ctx.office.freshen(organisations.NAME, lineage.NAME)
    with ctx.office.reading() as connection:
        kept = lineage.holding(connection, community_id(code), ctx.now)
        return [one["organisation"] for one in organisations.ledger(connection, kept, name=name)]


def _told(filing: Filing | None) -> dict[str, Any]:
    if filing is None:
        return {"grid": None, "filed_by": None, "distance_m": None}
    return {"grid": filing.grid, "filed_by": filing.by.value, "distance_m": filing.distance_m}


def groups_stream(code: str) -> PartyGroupsId:
    return PartyGroupsId("ptg-" + community_code(community_id(code)))


def form_group(ctx: Ctx, code: str, grid: GridId, name: str, members: int) -> Done:
    require_grid(ctx, code, grid)

    def decide(state: party_groups.State | None, profile: PolicyProfile) -> Events:
        clause = clause_of(profile, PARTY_GROUP)
        return party_groups.form(state, community=community_id(code), grid=grid, name=name, members=members, clause=clause)

    return decided(ctx, code, groups_stream(code), party_groups, decide)


def count_group(ctx: Ctx, code: str, grid: GridId, members: int) -> Done:
    return decided(
        ctx, code, groups_stream(code), party_groups, lambda state, _: party_groups.count(state, grid, members=members), begins=False
    )


def dissolve_group(ctx: Ctx, code: str, grid: GridId) -> Done:
    return decided(
        ctx, code, groups_stream(code), party_groups, lambda state, _: party_groups.dissolve(state, grid, reason=ctx.reason), begins=False
    )
