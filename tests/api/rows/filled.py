"""Every table of the read models with rows for every grid of two communities, made from the catalogue: a new table is filled too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

CODES = ("321111009001", "321111008001")
GRIDS = 4
"""In each of the two communities: g00…g03, g10…g13."""
NARROW = ("grid", "household", "person", "ticket", "matter")
"""Columns that say whose a row is, closer than the community."""
NARROW_OR_OWNED = {*NARROW, "community", "owner"}
COLUMNS = """
select
  class.relname as table,
  attribute.attname as name,
  format_type(attribute.atttypid, attribute.atttypmod) as type,
  not attribute.attnotnull as nullable
from pg_class as class
join pg_attribute as attribute on attribute.attrelid = class.oid and attribute.attnum > 0 and not attribute.attisdropped
where class.relnamespace = 'views'::regnamespace
  and class.relkind = 'r'
  and class.relname not in ('positions', 'parked')
  and attribute.attgenerated = ''
order by class.relname, attribute.attnum
"""
LITERALS = {
    "timestamp with time zone": "timestamptz '2026-01-01 00:00+00'",
    "date": "date '2026-01-01'",
    "boolean": "true",
    "jsonb": "'{}'::jsonb",
    "text[]": "'{}'::text[]",
    "timestamp with time zone[]": "'{}'::timestamptz[]",
    "integer[]": "'{}'::integer[]",
    "tstzmultirange": "'{}'::tstzmultirange",
}
TOLD_APART = ("trail_stream", "trail_line", "trail_mention")
"""Tables whose keys are ids of any kind: filled by statements of their own. Each grid has a home and a ticket with an event each, and one
event of the community's that names the grid and its home."""
TRAIL = (
    """insert into views.trail_stream (stream, community)
    select unnest(array['hh-' || %(mark)s, 'tkt-' || %(mark)s]), %(community)s
    on conflict do nothing""",
    """insert into views.trail_line (position, stream, version, name, community, actor, role, effective_at, recorded_at, document)
    select %(number)s + told.place, told.stream, 1, 'told', %(community)s, 'chen', 'desk', '2026-01-01 00:00+00', '2026-01-01 00:00+00', ''
    from unnest(array['hh-' || %(mark)s, 'tkt-' || %(mark)s, 'pln-' || %(mark)s]) with ordinality as told (stream, place)
    on conflict do nothing""",
    """insert into views.trail_mention (subject, position)
    select unnest(array['grd-' || %(mark)s, 'hh-' || %(mark)s]), %(number)s + 3
    on conflict do nothing""",
)
BESIDE = (
    """insert into journal.events (
      position, stream, version, name, event_version, payload, actor, role, effective_at, recorded_at, correlation, reason, document
    )
    select line.position, line.stream, line.position, line.name, 1, convert_to('{"of": "' || line.stream || '"}', 'UTF8'), line.actor,
      line.role, line.effective_at, line.recorded_at, '', '', ''
    from views.trail_line as line""",
    """insert into vault.read_log (actor, role, subject, fields, purpose)
    select 'chen', 'desk', subject, '{name}', 'visit' from (
      select stream from views.trail_stream union select subject from views.trail_mention
    ) as told (subject)""",
)
"""Of each line of the trail its event, and of each thing it knows a reading."""
SQUARE = "((119 32, 119.1 32, 119.1 32.1, 119 32.1, 119 32))"


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    nullable: bool


def tables(conn: psycopg.Connection[Any]) -> dict[str, list[Column]]:
    found: dict[str, list[Column]] = {}
    for row in conn.cursor(row_factory=dict_row).execute(COLUMNS).fetchall():
        found.setdefault(row["table"], []).append(Column(row["name"], row["type"], row["nullable"]))
    return found


def fill(conn: psycopg.Connection[Any]) -> dict[str, list[Column]]:
    """As the projections' role. A row a grid with all that says whose it is; where columns may be empty, also rows that have one alone."""
    numbers, known = count(1), tables(conn)
    for code, mark in places():
        given = {"community": f"com-{code}", "mark": mark, "number": next(numbers) * 10}
        for statement in TRAIL:
            conn.execute(statement, given)
    for table, columns in known.items():
        for place in places() if table not in TOLD_APART else ():
            for told in (*({name} for name in NARROW if _tells(columns, name)), set(NARROW)):
                values = [_value(column, place, told, next(numbers)) for column in columns]
                statement = sql.SQL("insert into {} ({}) values ({}) on conflict do nothing").format(
                    sql.Identifier("views", table),
                    sql.SQL(", ").join(sql.Identifier(column.name) for column in columns),
                    sql.SQL(", ").join(map(sql.SQL, values)),
                )
                conn.execute(statement)
    return known


def fill_beside(conn: psycopg.Connection[Any]) -> None:
    """As the database's owner: what no role of the product may put in by itself."""
    for statement in BESIDE:
        conn.execute(statement)


def places() -> Iterator[tuple[str, str]]:
    """(code of the community, mark of the grid)."""
    for number, code in enumerate(CODES):
        yield from ((code, f"g{number}{grid}") for grid in range(GRIDS))


def grids_in(code: str) -> list[str]:
    return [f"grd-{mark}" for owner, mark in places() if owner == code]


def _tells(columns: list[Column], name: str) -> bool:
    """Rows that name nothing but this column can stand beside the others."""
    narrow = [column for column in columns if column.name in NARROW]
    tells = len(narrow) > 1 and any(column.name == name for column in narrow)
    return tells and columns[0].name != name and all(column.nullable or column.name == name for column in narrow)


def _value(column: Column, place: tuple[str, str], told: set[str], number: int) -> str:
    code, mark = place
    one_alone = "" if told == set(NARROW) else f"-{number}"
    if column.name in NARROW and column.name not in told:
        return "null"
    kinds = {"household": "hh", "person": "prs", "ticket": "tkt", "matter": "tkt", "grid": "grd"}
    if column.name == "matter" and one_alone:
        return f"'matter-{mark}{one_alone}'"
    own = {
        "community": f"com-{code}",
        "owner": code,
        "subdistrict": code[:9],
        "duty": f"dty-{code}",
        "plan": f"pln-{code}",
    } | {name: f"{kind}-{mark}" for name, kind in kinds.items()}
    if column.name in own:
        return f"'{own[column.name]}'"
    if column.nullable:
        return "null"
    if column.type.startswith("geometry"):
        return f"st_geomfromtext('{'MULTIPOLYGON(' + SQUARE + ')' if 'Multi' in column.type else 'POLYGON' + SQUARE}', 4490)"
    return LITERALS.get(column.type) or (f"'{column.name}-{mark}{one_alone}'" if column.type == "text" else str(number))
