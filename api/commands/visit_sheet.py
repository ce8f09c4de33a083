"""A sheet of visits into the journal: a result for every row, chunk by chunk; the same sheet again goes on where it stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from api.commands import visits
from api.commands.evidence import Held, hold_community, holding, persisting, profile_of, profile_on
from api.commands.registering import filed
from api.commands.roster import hold_roster
from api.commands.visits import Noted
from api.context import CHINA, Ctx, Done
from api.problems import NotYours
from api.texts import text
from domain import community, household
from domain.cover import Roster
from domain.errors import DomainError
from domain.household import CommunityOther
from domain.ids import CommunityId, HouseholdId, VisitId, WardenId, visit_id
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.visit import Contact, Role
from gis.exchange import VisitReading, VisitRow

CHUNK = 200
RECORDED, KNOWN, REFUSED = "visit_sheet.recorded", "visit_sheet.known", "refused"


@dataclass(frozen=True)
class _Result:
    row: int
    code: str
    visit: VisitId | None = None
    facts: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        words = {"zh": text(self.code, "zh", **self.facts or {}), "en": text(self.code, "en", **self.facts or {})}
        outcome = {RECORDED: "recorded", KNOWN: "known"}.get(self.code, REFUSED)
        return {"row": self.row, "result": outcome, "code": self.code} | words | ({"visit": self.visit} if self.visit else {})


@dataclass(frozen=True)
class _Ground:
    """What holds for every row of a chunk. households: by household number. kept: whose registers the community keeps."""

    owner: Held[community.State]
    profile: PolicyProfile
    roster: Roster | None
    households: Mapping[str, HouseholdId]
    kept: Collection[CommunityId]

    def warden(self, told: str) -> WardenId:
        known = self.roster.wardens if self.roster else {}
        return next((one.warden for one in known.values() if told in (one.warden, one.account)), WardenId(told))


def words_for_purposes(profile: PolicyProfile) -> dict[str, str]:
    """What a cell may say -> the purpose's key."""
    return {title: one.key for one in profile.purposes.values() for title in (one.key, one.title, one.english.casefold())}


def record_all(ctx: Ctx, code: str, reading: VisitReading) -> dict[str, Any]:
    """Counts, and a line for every row; no text of a visit among them. A chunk is written whole or not at all."""
    results = [_Result(one.row, one.code, facts={"column": one.column}) for one in reading.faults]
    for start in range(0, len(reading.rows), CHUNK):
        results += _chunk(ctx, code, reading.rows[start : start + CHUNK])
    told = [one.as_json() for one in sorted(results, key=lambda one: one.row)]
    return {"counts": {"rows": len(told), **Counter(one["result"] for one in told)}, "rows": told}


def _chunk(ctx: Ctx, code: str, rows: Sequence[VisitRow]) -> list[_Result]:
    found: list[_Result] = []

    def decide() -> Done:
        found.clear()
        ground = _ground(ctx, code, rows)
        writes: dict[str, Write] = {}
        for row in rows:
            found.append(_settled(ctx, ground, row, writes))
        meta = ctx.meta(ground.profile.key)
        return Done(ctx.journal.append([*writes.values(), ground.owner.stands()], meta, answer={}), {})

    persisting(ctx, decide)
    return found


def _ground(ctx: Ctx, code: str, rows: Sequence[VisitRow]) -> _Ground:
    owner = hold_community(ctx, code)
    assert owner.state is not None
    numbers = [f"no:{row.household}" for row in rows if not row.household.startswith("hh-")]
    households = {key.removeprefix("no:"): HouseholdId(one) for key, one in filed(ctx, code, numbers).items()}
    ctx.office.freshen("household_history", "grids")
    kept = holding(ctx, owner.state.community, ctx.holds_from)
    return _Ground(owner, profile_of(owner.state), hold_roster(ctx, owner.state.community).state, households, kept)


def _settled(ctx: Ctx, ground: _Ground, row: VisitRow, writes: dict[str, Write]) -> _Result:
    """Adds the row's write, or says why there is none. Raises nothing for a row."""
    at, warden = row.visited_at.replace(tzinfo=CHINA).astimezone(UTC), ground.warden(row.warden)
    try:
        if ctx.actor.role == "warden" and warden != ctx.actor.warden:
            raise NotYours()
        hh = HouseholdId(row.household) if row.household.startswith("hh-") else ground.households.get(row.household)
        if hh is None:
            raise household.HouseholdUnknown()
        stream = visit_id(hh, warden, at.isoformat())
        if stream in writes or ctx.journal.versions([stream])[stream]:
            return _Result(row.row, KNOWN, stream)
        of = visits.visited_then(ctx, hh, at)
        assert ground.owner.state is not None
        if of.community not in ground.kept:
            raise CommunityOther(household=hh, community=of.community, other=ground.owner.state.community)
        noted = Noted(row.purpose, row.issue, row.feedback, Contact(row.contact), Role(row.role))
        notes = noted.sealed(ctx.vault.seal(hh, noted.content()))
        events = visits.decided(ctx, stream, of, warden, notes, profile_on(ground.owner, at), ground.roster, at)
    except DomainError as refused:
        return _Result(row.row, refused.code, facts=refused.facts)
    writes[stream] = Write(stream, 0, events, at)
    return _Result(row.row, RECORDED, stream)
