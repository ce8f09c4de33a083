"""Signing in by password: who it is, whether they may still, the second factor, and a session."""

from __future__ import annotations

from api import accounts
from api.access import second_factor, sessions
from api.access.attempts import forget
from api.access.record import NOWHERE, Whence
from api.access.sessions import Live, Session
from api.context import Actor, Office
from api.problems import SignInRefused
from api.unchanged import Answer
from projections import responsibility

ACCOUNT_LONGEST = 80


def sign_in(office: Office, account: str, password: str, *, code: str = "", whence: Whence = NOWHERE) -> Session:
    """A new session; narrow where the role must have a second factor and none is set yet.

    Raises SignInRefused, TooManyAttempts; once the password is right CodeNeeded, CodeWrong.
    """
    account, now = account[:ACCOUNT_LONGEST], office.clock()
    with office.app_pool.connection() as connection:
        actor = accounts.require_password(connection, account, password, now, whence)
        if has_left(office, actor):
            accounts.note_failed(connection, account, now, whence)
            raise SignInRefused()
        try:
            means = second_factor.passed(connection, office.vault, account, code, now, whence)
        except second_factor.CodeWrong:
            accounts.note_failed(connection, account, now, whence)
            raise
        with connection.transaction():
            forget(connection, account, whence.address)
            narrow = means == "password" and actor.role in office.settings.second_factor
            return sessions.open_session(connection, actor, now, whence, means, is_narrow=narrow)


def who_is(office: Office, token: str) -> Live | None:
    """A live session, which this keeps alive. That of a warden who left ends here, with all others of the account."""
    with office.app_pool.connection() as connection:
        live = sessions.who_is(connection, token, office.clock())
        if live is not None and has_left(office, live.actor, live.state):
            sessions.end_all(connection, live.actor.account)
            return None
        return live


def was_ended(office: Office, token: str) -> bool:
    """As `sessions.was_ended`: what a phone keeps for its holder goes then."""
    with office.app_pool.connection() as connection:
        return sessions.was_ended(connection, token)


def has_left(office: Office, actor: Actor, state: str | None = None) -> bool:
    """A warden who was enrolled and is no longer; one who is still to be enrolled has not left. state: as `api.unchanged` has it."""
    if actor.role != "warden" or actor.warden is None:
        return False
    now, warden = office.clock(), actor.warden

    def ask() -> Answer:
        with office.reading() as connection:
            return Answer(responsibility.serves_until(connection, warden))

    until = office.unchanged.get(state, ("serves", warden), now, ask)
    return until is not None and until <= now
