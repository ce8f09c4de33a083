"""Which clocks there are: when each acts, and what it does then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from api.commands import clocks as ticket_clocks
from api.commands import drawing_lots, key_custody, log_pages, reminders, rota_clock
from api.commands.acting import CLOCK, Ran
from api.commands.governance import admissions, compliance
from api.context import Office, start_of_day
from api.jobs.clock import EVERYWHERE, Clock, Moments, Outlook
from api.jobs.days import next_day, on_days
from api.webhooks import delivery
from domain.ids import CommunityId
from domain.policy import PolicyProfile
from projections import admissions as registers
from projections import lineage, meetings, rota, ticket_board, trail

MIDNIGHT, NIGHT = time.min, time(3)
PAGE = timedelta(minutes=5)
"""How long the rows of a log wait for their page at most."""


def _tickets(outlook: Outlook) -> Moments:
    """What the clock of a community has looked at already comes again with its `again_at`."""
    known = ((one, outlook.reached(one), outlook.standings[one].through if one in outlook.standings else 0) for one in outlook.profiles)
    return {CommunityId(community): at for community, at in ticket_board.next_clocks(outlook.connection, known).items()}


def _admissions(outlook: Outlook) -> Moments:
    ends = registers.next_ends(outlook.connection)
    return {CommunityId(community): start_of_day(last + timedelta(days=1)) for community, last in ends.items()}


def _has_cadences(profile: PolicyProfile) -> time | None:
    return MIDNIGHT if any(one.kind in compliance.WATCHED for one in profile.cadences.values()) else None


def _a_span_begins(profile: PolicyProfile, day: date) -> bool:
    """So the one before is over: a week on Monday, longer ones with a month."""
    spans = {one.every for one in profile.cadences.values() if one.kind in compliance.WATCHED}
    return "day" in spans or ("week" in spans and day.isoweekday() == 1) or day.day == 1


def _nightly(outlook: Outlook) -> Moments:
    reached = outlook.reached(EVERYWHERE)
    at = outlook.now if reached is None else next_day(reached, NIGHT)
    return {} if at is None else {EVERYWHERE: at}


def _page_is_due(outlook: Outlook) -> Moments:
    reached = outlook.reached(EVERYWHERE)
    return {EVERYWHERE: outlook.now if reached is None else reached + PAGE}


def _prune_receipts(office: Office, _: CommunityId, at: datetime) -> Ran:
    """Answers kept for commands that are sent again. The story of a demonstration is known by its own: they stay."""
    from api.demo.scale import KEY  # brings its town along

    before = at - timedelta(days=office.settings.receipts_days)
    with office.jobs_pool.connection() as connection:
        connection.execute("select journal.prune_receipts(%s, %s)", (before, KEY))
    return Ran()


def _turn_keys(office: Office, _: CommunityId, at: datetime) -> Ran:
    """Key epochs by their ages; what a start that was cut off left of an erasure."""
    key_custody.turn(office, CLOCK.account)
    return Ran()


ALL = (
    Clock("tickets", _tickets, lambda office, owner, at: ticket_clocks.run(office, owner, at), (ticket_board.VIEW.name,)),
    Clock("admissions", _admissions, lambda office, owner, _: admissions.withdraw_expired(office, owner), (registers.NAME,)),
    Clock(
        "spot_checks",
        on_days(lambda one: drawing_lots.opens_at(one) if drawing_lots.asks_for_checks(one) else None, lambda _, __: True),
        drawing_lots.draw_checks,
    ),
    Clock(
        "callbacks",
        on_days(
            lambda one: drawing_lots.opens_at(one) if drawing_lots.asks_for_calls(one) else None,
            lambda one, day: drawing_lots.is_day_of_calls(one, day.isoweekday()),
        ),
        drawing_lots.draw_calls,
    ),
    Clock("cadences", on_days(_has_cadences, _a_span_begins), compliance.tell_missed, (meetings.NAME,)),
    Clock(
        "rotas",
        on_days(lambda one: MIDNIGHT if rota_clock.asks_for_rota(one) else None, rota_clock.is_day_of_drawing),
        rota_clock.draw_month,
    ),
    Clock(
        "reminders",
        on_days(reminders.hour, lambda _, __: True),
        reminders.remind,
        (ticket_board.VIEW.name, meetings.NAME, rota.NAME),
    ),
    Clock("webhooks", delivery.moments, delivery.deliver, (trail.NAME, lineage.NAME)),
    Clock("receipts", _nightly, _prune_receipts),
    Clock("keys", _nightly, _turn_keys),
    Clock("log_pages", _page_is_due, lambda office, _, at: log_pages.close(office, at)),
)
CLOCKS: Mapping[str, Clock] = {one.name: one for one in ALL}
