"""Brings read models to the head of the journal, and keeps them there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from time import monotonic, sleep
from typing import TYPE_CHECKING

import psycopg
from psycopg.rows import dict_row

from domain.errors import DomainError, Unknown
from projections import (
    care,
    diary,
    governance,
    grids,
    household_history,
    notices,
    personal_records,
    reminders,
    responsibility,
    rota,
    situation_map,
    six_clear,
    spot_checks,
    structure,
    ticket_affairs,
    ticket_board,
    trail,
    visit_log,
)
from projections.statements import Row, statement
from projections.supervised import Supervised
from projections.view import LIVE, PositionMoved, View, advance, fence, positions, prepare, refresh_statistics, transaction

if TYPE_CHECKING:
    from domain.journal import Journal, Position, Recorded

log = logging.getLogger(__name__)

ALL: tuple[View, ...] = (
    grids.VIEW,
    household_history.VIEW,
    responsibility.VIEW,
    ticket_board.VIEW,
    ticket_affairs.VIEW,
    situation_map.VIEW,
    six_clear.VIEW,
    visit_log.VIEW,
    spot_checks.VIEW,
    care.VIEW,
    personal_records.VIEW,
    diary.VIEW,
    rota.VIEW,
    notices.VIEW,
    reminders.VIEW,
    trail.VIEW,
    *governance.VIEWS,
    *structure.VIEWS,
)
NAMES = tuple(view.name for view in ALL)
BATCH = 1000
IDLE_S = 1.0
MANY = 2000
"""Events after which the planner is told what the tables hold now: autovacuum comes a minute later, the next question at once."""
Progress = Callable[["Position", "Position"], None]
"""(reached, head), after each batch."""

# The database or this program is at fault, not the event: nothing is parked, the same batch is tried again later.
NOT_POISON = (PositionMoved, psycopg.OperationalError, psycopg.InterfaceError, psycopg.ProgrammingError)


class ProjectionBehind(DomainError):
    """The view did not reach the position in time. Facts: view, position, reached."""

    code = "view.behind"


class ViewUnknown(Unknown):
    """Facts: known."""

    code = "view.unknown"


class NotParked(Unknown):
    """Facts: view, stream."""

    code = "view.not_parked"


def named(name: str) -> View:
    """Raises ViewUnknown."""
    for view in ALL:
        if view.name == name:
            return view
    raise ViewUnknown(known=list(NAMES))


def catch_up(
    journal: Journal,
    dsn_project: str,
    views: Sequence[View] = ALL,
    progress: Progress | None = None,
    *,
    batch: int = BATCH,
) -> Position:
    """Apply everything recorded so far; answers with the position all views have reached. Works beside a running Worker."""
    with psycopg.connect(dsn_project, autocommit=True) as conn:
        prepare(conn, views)
        return follow(conn, journal, views, progress, batch)


def make_ready(dsn_project: str, views: Sequence[View] = ALL) -> None:
    """The views' tables exist; a view that is new or of another version stands empty at position 0."""
    with psycopg.connect(dsn_project, autocommit=True) as conn:
        prepare(conn, views)


def follow(
    conn: psycopg.Connection,
    journal: Journal,
    views: Sequence[View],
    progress: Progress | None = None,
    batch: int = BATCH,
    schema: str = LIVE,
) -> Position:
    """To the head as it stands now. One reading of the feed serves all views that stand at the same place."""
    head, applied = journal.head(), 0
    at = {view: found for view, found in positions(conn, schema).items() if view in {one.name for one in views}}
    while at and (low := min(at.values())) < head:
        events = journal.feed(low, batch, tolerant=True)
        # the head is a horizon: a stretch below it without events will stay without
        new = events[-1].position if len(events) == batch else max(head, *(event.position for event in events), low)
        for view in views:
            if at[view.name] < new:
                bring(conn, view, at[view.name], new, events, schema)
        before, at = at, {view: found for view, found in positions(conn, schema).items() if view in at}
        if at == before:  # nobody moved: the fences belong to another version of the views
            raise PositionMoved(*at)
        applied += len(events)
        if progress:
            progress(min(at.values()), head)
    if applied >= MANY:
        refresh_statistics(conn, views, schema)
    return min(at.values(), default=head)


def bring(conn: psycopg.Connection, view: View, old: Position, new: Position, events: Sequence[Recorded], schema: str) -> None:
    """One view past a batch; another runner that was faster is no failure."""
    fresh = [event for event in events if event.position > old]
    try:
        _apply(conn, view, old, new, fresh, schema)
    except PositionMoved:
        log.debug("position moved view=%s old=%d", view.name, old)


def _apply(conn: psycopg.Connection, view: View, old: Position, new: Position, batch: Sequence[Recorded], schema: str) -> None:
    """A batch that fails is halved until the one event stands alone that cannot be applied: its stream is parked, the rest goes on."""
    try:
        advance(conn, view, old, new, batch, schema)
    except NOT_POISON:
        raise
    except Exception as wrong:
        if not batch:
            raise
        if len(batch) == 1:
            _park(conn, view, old, new, batch, wrong, schema)
            return
        half = len(batch) // 2
        middle = batch[half - 1].position
        _apply(conn, view, old, middle, batch[:half], schema)
        _apply(conn, view, middle, new, batch[half:], schema)


def _park(
    conn: psycopg.Connection, view: View, old: Position, new: Position, batch: Sequence[Recorded], wrong: Exception, schema: str
) -> None:
    (event,) = batch
    log.error("parked view=%s stream=%s pos=%d name=%s", view.name, event.stream, event.position, event.name, exc_info=wrong)
    with transaction(conn, schema):
        fence(conn, view, old, new)
        given = {"view": view.name, "stream": event.stream, "position": event.position, "event": event.name, "error": _told(wrong)}
        conn.execute(statement("view", "park"), given)


def _told(wrong: Exception) -> str:
    first = str(wrong).partition("\n")[0]
    return f"{type(wrong).__name__}: {first[:300]}"


def parked(conn: psycopg.Connection) -> list[tuple[str, str, Position, str]]:
    """(view, stream, position of the first event passed over, error)."""
    return conn.execute("select view, stream, position, error from views.parked order by view, position").fetchall()


def parked_in_full(conn: psycopg.Connection) -> list[Row]:
    """view, stream, position, event (its stored name), error, parked_at."""
    return conn.cursor(row_factory=dict_row).execute(statement("view", "parked")).fetchall()


def standing(conn: psycopg.Connection) -> list[Row]:
    """view, version, position and how many streams it has parked."""
    return conn.cursor(row_factory=dict_row).execute(statement("view", "standing")).fetchall()


def unpark(journal: Journal, dsn_project: str, view: View, stream: str) -> None:
    """Apply what was passed over of a parked stream, up to where the view stands. Raises NotParked, or what still cannot be applied.

    Other streams have gone on meanwhile: `rebuild` is the way back when the view's rows depend on their order.
    """
    with psycopg.connect(dsn_project, autocommit=True) as conn, transaction(conn):
        reached = conn.execute("select position from positions where name = %s for update", (view.name,)).fetchone()
        first = conn.execute("delete from parked where view = %s and stream = %s returning position", (view.name, stream)).fetchone()
        if first is None or reached is None:
            raise NotParked(view=view.name, stream=stream)
        passed_over = [event for event in journal.read(stream) if first[0] <= event.position <= reached[0]]
        view.apply(conn, passed_over)
        log.info("unparked view=%s stream=%s events=%d", view.name, stream, len(passed_over))


def wait(conn: psycopg.Connection, view: str, position: Position, timeout: float) -> None:
    """Return once the view has applied `position`. timeout: seconds. Raises ProjectionBehind."""
    until, pause = monotonic() + timeout, 0.002
    while True:
        reached = _reached(conn, view)
        if reached >= position:
            return
        if monotonic() >= until:
            raise ProjectionBehind(view=view, position=position, reached=reached)
        sleep(min(pause, max(0.0, until - monotonic())))
        pause = min(pause * 1.5, 0.05)


def _reached(conn: psycopg.Connection, view: str) -> Position:
    found = conn.execute("select position from views.positions where name = %s", (view,)).fetchone()
    return found[0] if found else 0


def lag(conn: psycopg.Connection, head: Position) -> dict[str, int]:
    """For each view, how many positions it stands below the head."""
    return {view: max(0, head - reached) for view, reached in positions(conn).items()}


class Worker(Supervised):
    """Keeps views at the head: woken by the journal's NOTIFY, by itself each second."""

    def __init__(self, journal: Journal, dsn_project: str, views: Sequence[View] = ALL, *, idle_s: float = IDLE_S) -> None:
        super().__init__("projections")
        self._journal, self._dsn, self._views, self._idle_s = journal, dsn_project, views, idle_s

    def _keep_up(self) -> None:
        with psycopg.connect(self._dsn, autocommit=True) as conn:
            prepare(conn, self._views)
            while not self._stopping.is_set():
                reached = follow(conn, self._journal, self._views)
                self.failures = 0
                self._journal.wait_for(reached, self._idle_s)
