"""`minqing building divide …`, `whole`: a block by its stairwells, and as one again."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.options import AsJson, Community, Reason, acted
from api.commands import stairwells
from api.commands.evidence import EVERYTHING
from api.commands.stairwells import Block
from api.context import Ctx, Done
from api.problems import InputInvalid
from domain.ids import BuildingId, HouseholdId, OrganisationId, community_id
from projections import grids

Buildings = Annotated[list[str] | None, typer.Argument(help="楼栋编号 / building ids (bld-…)")]
Above = Annotated[int | None, typer.Option(min=1, help="改为：所有超过此户数且单元数已知的楼 / instead: all above so many households")]
Home = Annotated[list[str] | None, typer.Option(help="hh-…=2：门牌未注明单元的住户 / the stairwell of a household whose door tells none")]
Others = Annotated[int | None, typer.Option(min=1, max=40, help="其余未注明者所在单元 / the stairwell of all others")]
Organisation = Annotated[
    list[str] | None, typer.Option(help="org-…=2：单位所在单元；省略即第1单元 / the stairwell it sits in, else the first")
]


def divide(
    community: Community,
    reason: Reason,
    buildings: Buildings = None,
    above: Above = None,
    units: Annotated[int | None, typer.Option("--stairwells", min=2, max=40, help="单元数；省略即登记数 / how many")] = None,
    home: Home = None,
    others: Others = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """按单元登记：每个单元各有门牌与地块，以后的方案可分开划 / a block by its stairwells: later plans may part them."""

    def act(ctx: Ctx) -> Done:
        named = [BuildingId(one) for one in buildings or ()]
        if above is not None:
            named += _above(ctx, community, above)
        if not named:
            raise InputInvalid(where=[{"field": "buildings", "code": "missing"}])
        homes = {HouseholdId(each): number for each, number in _numbers(home, "home").items()}
        tenants = {OrganisationId(each): number for each, number in _numbers(organisation, "organisation").items()}
        return stairwells.divide(ctx, community, [Block(one, units, homes, others, tenants) for one in dict.fromkeys(named)])

    acted(act, as_json, role="planner", reason=reason)


def make_whole(
    community: Community,
    buildings: Annotated[list[str], typer.Argument(help="楼栋或其任一单元 / blocks, or a stairwell of each")],
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """恢复为一栋；已有方案分开划过的不行 / one building again, where no plan ever parted it."""
    named = [BuildingId(one) for one in buildings]
    acted(lambda ctx: stairwells.make_whole(ctx, community, named), as_json, role="planner", reason=reason)


def _above(ctx: Ctx, code: str, households: int) -> list[BuildingId]:
    ctx.office.freshen("grids")
    with ctx.office.reading() as connection:
        rows = grids.buildings(connection, community_id(code), limit=EVERYTHING)
    return [BuildingId(row["building"]) for row in rows if row["dwellings"] > households and (row["units"] or 1) > 1]


def _numbers(given: list[str] | None, field: str) -> dict[str, int]:
    """hh-…=2. Raises InputInvalid."""
    told = [one.partition("=") for one in given or ()]
    if any(not number.isdecimal() or not int(number) for _, _, number in told):
        raise InputInvalid(where=[{"field": field, "code": f"not_{field}=number"}])
    return {key: int(number) for key, _, number in told}
