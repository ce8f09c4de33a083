"""What an account set up for itself in a page. It is no fact of the community: the journal knows nothing of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.types.json import Jsonb

from api.access.statements import sql

Name = Literal["desk_filters"]


def kept(connection: psycopg.Connection[Any], account: str, name: Name) -> Any | None:
    """None: nothing was ever kept."""
    row = connection.execute(sql("setting_find"), (account, name)).fetchone()
    return row[0] if row else None


def keep(connection: psycopg.Connection[Any], account: str, name: Name, content: Any, now: datetime) -> None:
    """In place of what was kept before."""
    connection.execute(sql("setting_keep"), (account, name, Jsonb(content), now))
