"""The feed in a file: one CloudEvent a line, or the same in the columns of a Parquet file, with the event's own content as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from api.context import Ctx
from api.feed import opened, reading
from api.feed.reading import Wanted
from domain.errors import Invalid
from domain.journal import Position

LINES, PARQUET = ".jsonl", ".parquet"
PAGE = 10_000
COLUMNS = {
    "position": "BIGINT",
    "type": "VARCHAR",
    "subject": "VARCHAR",
    "streamversion": "INTEGER",
    "community": "VARCHAR",
    "time": "TIMESTAMPTZ",
    "effectivetime": "TIMESTAMPTZ",
    "actorrole": "VARCHAR",
    "policy": "VARCHAR",
    "document": "VARCHAR",
    "correlationid": "VARCHAR",
    "causationid": "VARCHAR",
    "source": "VARCHAR",
    "dataschema": "VARCHAR",
    "data": "JSON",
}
LONGEST_EVENT = 256_000_000
"""Bytes: a tessellation of a large community is one event."""


class FormUnknown(Invalid):
    """Facts: known."""

    code = "feed.form_unknown"


def require_form(to: Path) -> None:
    """Raises FormUnknown."""
    if to.suffix not in (LINES, PARQUET):
        raise FormUnknown(known=(LINES, PARQUET))


def export(ctx: Ctx, wanted: Wanted, to: Path, purpose: str | None = None) -> int:
    """How many events. The file is there when it is whole, and not before. Raises FormUnknown, and as `opened.told`."""
    require_form(to)
    to.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=to.parent, prefix=f".{to.name}.") as folder:
        lines = Path(folder) / f"feed{LINES}"
        count = 0
        with lines.open("wb") as file:
            for one in _told(ctx, wanted, purpose):
                file.write(one + b"\n")
                count += 1
        (lines if to.suffix == LINES else _columns(lines)).replace(to)
    return count


def _told(ctx: Ctx, wanted: Wanted, purpose: str | None) -> Iterator[bytes]:
    """Up to where the feed stood when it began."""
    after: Position = 0
    with ctx.office.reading() as connection:
        last = reading.reached(connection)
    while after < last:
        found = reading.page_for(ctx, wanted, after, PAGE)
        rows = [row for row in found.rows if row[0] <= last]
        yield from opened.told(ctx, rows, purpose)
        after = found.next


def _columns(lines: Path) -> Path:
    import duckdb  # some sixty megabytes that only this needs

    made = lines.with_suffix(PARQUET)
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        read = connection.read_json(str(lines), columns=COLUMNS, format="newline_delimited", maximum_object_size=LONGEST_EVENT)
        read.write_parquet(str(made), compression="zstd")
    return made
