"""The clock of duty rotas: the coming month is drawn so many days before it begins, for a person to confirm."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from api.commands import rota as rotas
from api.commands.acting import CLOCK, Acted, Ran, each, signed
from api.commands.evidence import day_of, has_ended, hold, hold_community, profile_of
from api.commands.roster import hold_roster
from api.context import Office, start_of_day
from domain import rota
from domain.ids import CommunityId, community_code, rota_id
from domain.policy import PolicyProfile
from domain.schema import name_of

DAYS_BEFORE = "rota.drawn_days_before"


def asks_for_rota(profile: PolicyProfile) -> bool:
    return bool(rotas.templates(profile))


def is_day_of_drawing(profile: PolicyProfile, day: date) -> bool:
    return (day + timedelta(days=profile.number(DAYS_BEFORE))).day == 1


def draw_month(office: Office, owner: CommunityId, at: datetime) -> Ran:
    """The month that begins within the profile's number of days, where nobody has drawn it. Nobody enrolled, or nobody free: nothing; nor
    for a community that ended."""
    ctx = office.ctx(CLOCK)
    known = hold_community(ctx, community_code(owner))
    assert known.state is not None
    profile, today = profile_of(known.state), day_of(at)
    first = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
    opens_on = first - timedelta(days=profile.number(DAYS_BEFORE))
    month = f"{first:%Y-%m}"
    held, roster = hold(ctx, rota_id(owner, month), rota.fold), hold_roster(ctx, owner).state
    if (
        has_ended(known.state, at)
        or not asks_for_rota(profile)
        or today < opens_on
        or held.state is not None
        or roster is None
        or not roster.wardens
    ):
        return Ran()
    due_at, rule = start_of_day(opens_on), profile.rule(DAYS_BEFORE)
    given = signed(ctx, DAYS_BEFORE, rule.clause, known.recorded[-1].position, held.stream, due_at, held.version)

    def act(_: None) -> Acted | None:
        try:
            done = rotas.propose(given, community_code(owner), month)
        except (rota.NothingToDraw, rota.RotaConfirmed):
            return None
        return None if done.receipt.replayed else Acted(held.stream, due_at, (name_of(rota.Proposed),))

    return each((None,), act)
