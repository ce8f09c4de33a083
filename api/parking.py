"""The way back for a stream that a read model has parked."""

from __future__ import annotations

from api.context import Office
from domain.errors import Refused
from projections import runner


class StillUnreadable(Refused):
    """An event of the stream is of a later release, broken, or still cannot be applied. Facts: view, stream."""

    code = "view.still_unreadable"


def release(office: Office, view: str, stream: str) -> None:
    """What was passed over is applied; where that fails it stays parked. Raises ViewUnknown, NotParked, StillUnreadable."""
    named = runner.named(view)
    try:
        runner.unpark(office.journal, office.databases.project, named, stream)
    except (runner.NotParked, *runner.NOT_POISON):
        raise
    except Exception as unread:
        raise StillUnreadable(view=view, stream=stream) from unread
