"""What the stories share: the town, its households as they live now, the wardens and their posts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from api.commands.roster import hold_roster
from api.context import CHINA, Ctx
from api.demo import town
from api.demo.cast import DESK, Warden
from api.demo.hours import day_of, office_time
from api.demo.people import Family, Registry
from api.demo.scale import Scale
from api.demo.stage import Stage, dice
from api.demo.town import House, Town
from domain import cover
from domain.ids import BuildingId, CommunityId, GridId, building_id, community_id
from projections import grids


@dataclass
class Scene:
    """homes: who lives behind which door. empty: doors nobody lives behind. posts: grid to post."""

    stage: Stage
    scale: Scale
    begin: datetime
    town: Town
    registry: Registry
    homes: dict[str, Family] = field(default_factory=dict)
    empty: list[tuple[House, str, str]] = field(default_factory=list)
    wardens: list[Warden] = field(default_factory=list)
    posts: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return town.CODE

    @property
    def community(self) -> CommunityId:
        return community_id(self.code)

    def building(self, house: House) -> BuildingId:
        """Identity as the import gives it: the file's own id stands in the row's source."""
        return building_id(self.community, f"id:{house.key}")

    def at(self, share: float, rng: Random | None = None) -> datetime:
        """An office hour after a share of the time told."""
        return office_time(rng or dice(f"at {share}"), day_of(self.begin) + timedelta(days=round(share * self.scale.days)))

    def looking(self) -> Ctx:
        """A context for reading, now."""
        return self.stage.ctx("looking", DESK)

    def warden_of(self, warden: str) -> Warden:
        return next(one for one in self.wardens if one.warden == warden)

    def on_duty(self, house: House) -> Warden | None:
        """Who answers for a house now; None before there are grids."""
        ctx = self.looking()
        ctx.office.freshen("grids")
        with ctx.office.reading() as connection:
            stands = grids.building(connection, self.building(house), ctx.now)
        roster = hold_roster(ctx, self.community).state
        on = cover.on_duty_in(roster, GridId(stands["grid"]), ctx.now) if roster and stands and stands["grid"] else None
        return self.warden_of(on.warden) if on else None

    def today(self) -> date:
        return self.stage.clock.now.astimezone(CHINA).date()
