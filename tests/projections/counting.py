"""A view of the simplest kind for tests of the runner: how many events each stream has, and a line for each event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import psycopg

from domain.journal import Recorded

TABLES = """
create table counting_stream (stream text primary key, events integer not null);
create table counting_line (position bigint primary key, stream text not null, name text not null, actor text not null);
"""
ADD = """
insert into counting_stream (stream, events)
select stream, events from unnest(%s::text[], %s::integer[]) as told (stream, events)
on conflict (stream) do update set events = counting_stream.events + excluded.events
"""
LINE = """
insert into counting_line (position, stream, name, actor)
select position, stream, name, actor from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) as told (position, stream, name, actor)
"""


class Refused(Exception):
    """What a broken projection raises."""


class Counting:
    name = "counting"
    tables = ("counting_stream", "counting_line")

    def __init__(self, version: int = 1, refuses: str = "") -> None:
        self.version, self.refuses = version, refuses

    def create(self, conn: psycopg.Connection) -> None:
        conn.execute(TABLES)

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        if not batch:
            return
        streams = Counter(one.stream for one in batch)
        conn.execute(ADD, (list(streams), list(streams.values())))
        columns = zip(*((one.position, one.stream, one.name, one.meta.actor) for one in batch), strict=True)
        conn.execute(LINE, [list(column) for column in columns])
        if any(self.refuses and self.refuses in (one.stream, one.meta.actor) for one in batch):
            raise Refused(f"cannot apply {self.refuses}")


def counts(conn: psycopg.Connection) -> dict[str, int]:
    return dict(conn.execute("select stream, events from views.counting_stream").fetchall())
